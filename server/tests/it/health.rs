//! Liveness, readiness and the pulse of processes without a port.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::Value;
use sqlx::Executor as _;

use crate::app::{TestApp, with_app};
use crate::process::Process;
use crate::waiting::until;

async fn asked(app: &TestApp, path: &str) -> (StatusCode, Value) {
    let answer = app.anonymous(Method::GET, path).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

fn igny8(app: &TestApp, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_igny8"))
        .args(arguments)
        .envs(app.environment())
        .envs(more.iter().copied())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test]
async fn a_process_is_ready_until_it_lacks_a_migration_or_is_to_stop() {
    with_app(async |app| {
        let (status, body) = asked(&app, "/api/v1/system/ready").await;
        assert_eq!((status, &body["status"]), (StatusCode::OK, &"ready".into()), "{body}");
        assert_eq!(asked(&app, "/api/v1/system/live").await.0, StatusCode::OK);

        let mut superuser = app.superuser().await;
        let newest: i64 = sqlx::query_scalar("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations) returning version")
            .fetch_one(&mut superuser)
            .await
            .unwrap();
        let (status, body) = asked(&app, "/api/v1/system/ready").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body["reasons"][0]["part"], "migrations");
        assert!(body["reasons"][0]["summary"].as_str().unwrap().contains(&format!("{newest:04}")), "{body}");
        assert_eq!(asked(&app, "/api/v1/system/live").await.0, StatusCode::OK);

        app.state.stopping.cancel();
        let (status, body) = asked(&app, "/api/v1/system/ready").await;
        assert_eq!((status, &body["reasons"][0]["part"]), (StatusCode::SERVICE_UNAVAILABLE, &"process".into()));
    })
    .await;
}

#[tokio::test]
async fn without_redis_it_says_so() {
    crate::app::with_redis("redis://127.0.0.1:9/0".into(), async |app| {
        let (status, body) = asked(&app, "/api/v1/system/ready").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body["reasons"].as_array().unwrap().len(), 1, "{body}");
        assert_eq!(body["reasons"][0]["part"], "redis");
        assert_eq!(asked(&app, "/api/v1/system/live").await.0, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_web_server_that_is_asked_to_stop_serves_while_others_turn_away() {
    with_app(async |app| {
        let more = [("IGNY8_DRAIN_SECONDS", "3".to_owned())];
        let (mut process, base) = Process::web_with(&app, tempfile::tempfile().unwrap(), &more).await;
        // A client of its own for each, since a connection that is kept open would outlive the listener.
        let ask = async |path: &str| {
            reqwest::Client::new()
                .get(format!("{base}{path}"))
                .send()
                .await
                .map(|answer| answer.status())
        };
        assert_eq!(ask("/api/v1/system/ready").await.unwrap(), StatusCode::OK);
        let asked = Instant::now();
        process.signal("TERM");
        until("it is not ready any more", async || {
            ask("/api/v1/system/ready")
                .await
                .is_ok_and(|status| status == StatusCode::SERVICE_UNAVAILABLE)
        })
        .await;
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        assert_eq!(ask("/login").await.unwrap(), StatusCode::OK, "it still answers");
        until("it takes nothing new", async || {
            ask("/api/v1/system/live").await.is_err()
        })
        .await;
        assert!(asked.elapsed() >= Duration::from_secs(3));
        until("it ends", async || process.0.try_wait().unwrap().is_some()).await;
        assert!(process.0.wait().unwrap().success());
    })
    .await;
}

#[tokio::test]
async fn workers_and_schedulers_are_seen_without_a_port() {
    with_app(async |app| {
        assert!(!igny8(&app, &["health"], &[]).status.success(), "nothing runs");
        let worker = Process::worker(&app);
        let _scheduler = Process::role(&app, "scheduler", &[]);
        for role in ["worker", "scheduler"] {
            until("it is at work", async || {
                igny8(&app, &["health", role], &[]).status.success()
            })
            .await;
        }
        assert!(said(&igny8(&app, &["health"], &[])).contains("at work"));
        worker.signal("STOP");
        // As the file would be after half a minute of silence.
        let folder = app.state.config.pulse_path();
        let file = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                path.to_string_lossy().contains("worker")
                    && path.extension().is_some_and(|kind| kind == "json")
            })
            .unwrap();
        let mut written: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        written["at"] = (written["at"].as_u64().unwrap() - 60).into();
        std::fs::write(&file, written.to_string()).unwrap();
        let stopped = igny8(&app, &["health", "worker"], &[]);
        assert!(
            !stopped.status.success() && said(&stopped).contains("Restart it"),
            "{}",
            said(&stopped)
        );
        assert!(igny8(&app, &["health", "scheduler"], &[]).status.success());
        drop(worker);
        assert!(said(&igny8(&app, &["health", "worker"], &[])).contains("No worker runs here"));
    })
    .await;
}

#[tokio::test]
async fn a_check_looks_at_everything_and_says_what_to_do() {
    with_app(async |app| {
        let right = igny8(&app, &["check"], &[]);
        let text = said(&right);
        assert!(right.status.success(), "{text}");
        for part in [
            "Database",
            "Migrations",
            "Row-level security",
            "Clock",
            "Sealed keys",
            "Redis memory",
            "Files",
            "Disk",
            "Mail",
            "Public address",
        ] {
            assert!(text.contains(&format!("  {part}: ")), "{part} is not in\n{text}");
        }
        assert!(
            text.contains("warning  IGNY8_WORKERS_SLOTS: nothing reads it. Did you mean IGNY8_WORKER_SLOTS?")
                || !text.contains("WORKERS_SLOTS")
        );
        let slip = said(&igny8(&app, &["check"], &[("IGNY8_WORKERS_SLOTS", "3")]));
        assert!(
            slip.contains("warning  IGNY8_WORKERS_SLOTS: nothing reads it. Did you mean IGNY8_WORKER_SLOTS?"),
            "{slip}"
        );

        let mut superuser = app.superuser().await;
        superuser
            .execute("alter table keywords no force row level security")
            .await
            .unwrap();
        let open = igny8(&app, &["check"], &[]);
        assert_eq!(open.status.code(), Some(1));
        assert!(
            said(&open).contains("fault    Row-level security: It is not forced on keywords."),
            "{}",
            said(&open)
        );

        let mail = [
            ("IGNY8_SMTP_URL", "smtp://127.0.0.1:9?tls=none"),
            ("IGNY8_MAIL_FROM", "no-reply@example.com"),
        ];
        assert!(said(&igny8(&app, &["check"], &mail)).contains("fault    Mail: "));
        let nowhere = said(&igny8(
            &app,
            &["check"],
            &[("DATABASE_URL", "postgres://127.0.0.1:9/nothing")],
        ));
        assert!(
            nowhere.contains("fault    Database: ") && nowhere.contains("Check DATABASE_URL"),
            "{nowhere}"
        );
        let redis = said(&igny8(
            &app,
            &["check"],
            &[("REDIS_URL", "redis://127.0.0.1:9/0")],
        ));
        assert!(redis.contains("fault    Redis: "), "{redis}");
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_with_settings_is_told_before_anything_starts() {
    with_app(async |app| {
        let wrong = [
            ("IGNY8_ADDR", "here"),
            ("IGNY8_WORKER_SLOTS", "many"),
            ("IGNY8_SECRET", ""),
            ("REDIS_URL", ""),
        ];
        for role in ["serve", "worker", "scheduler", "check"] {
            let refused = igny8(&app, &[role], &wrong);
            let text = said(&refused);
            assert_eq!(refused.status.code(), Some(1), "{text}");
            for (name, _) in wrong {
                assert!(text.contains(&format!("  {name}: ")), "{name} is not in\n{text}");
            }
        }
        let secret = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(secret.path(), "a secret of a file, which is long enough\n").unwrap();
        let from_file = [
            ("IGNY8_SECRET", ""),
            ("IGNY8_SECRET_FILE", secret.path().to_str().unwrap()),
        ];
        let shown = igny8(&app, &["config", "--json"], &from_file);
        let text = said(&shown);
        assert!(shown.status.success(), "{text}");
        assert!(
            !text.contains("long enough") && text.contains(&format!("file {}", secret.path().display())),
            "{text}"
        );
        assert!(said(&igny8(&app, &["serve", "--help"], &[])).contains("IGNY8_DRAIN_SECONDS"));
    })
    .await;
}
