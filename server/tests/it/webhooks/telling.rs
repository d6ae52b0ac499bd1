//! What is told: which events, in which transaction, and how they are signed.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Courier;
use sqlx::Connection as _;

use super::receiver::{Receiver, verified};
use super::{hook, number};
use crate::app::with_app;
use crate::approvals::command;
use crate::documents::article;
use crate::post::sql;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_once_and_signed() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let all = [
            "run.succeeded",
            "keywords.imported",
            "keywords.clustered",
            "article.approved",
        ];
        let told = hook(&ann, "Reports", &receiver, &all).await;
        assert!(told.secret.starts_with("whsec_"));
        let shown = told.row(&ann).await;
        assert!(!shown.to_string().contains(&told.secret), "{shown}");
        app.work();
        let file = b"keyword,volume\nred shoes,10\nblue shoes,20\n".to_vec();
        let (status, started) = ann.import("k.csv", file, None).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        let import = ann.ended(started["task_id"].as_str().unwrap()).await;
        let (_, started) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        ann.ended(started["task_id"].as_str().unwrap()).await;
        let written = article(&app, &ann, "<p>Text</p>").await;
        sql(&app, "update contents set words = 1").await;
        let (status, answer) = command(&ann, &written.to_string(), "approve").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(Courier::once(&app.state).await.unwrap(), 5);
        assert_eq!(Courier::once(&app.state).await.unwrap(), 0);
        let mut types = receiver.types();
        types.sort();
        let expected = [
            "article.approved",
            "keywords.clustered",
            "keywords.imported",
            "run.succeeded",
            "run.succeeded",
        ];
        assert_eq!(types, expected);
        let got = receiver.got();
        let of = |kind: &str| got.iter().find(|one| one.json()["type"] == kind).unwrap().json();
        let imported = of("keywords.imported");
        assert_eq!(
            (&imported["data"]["id"], &imported["data"]["function"]),
            (&import["id"], &json!("import_keywords"))
        );
        assert!(imported["data"]["result"].is_object(), "{imported}");
        let stamp = imported["timestamp"].as_str().unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(stamp).is_ok(), "{stamp}");
        assert_eq!(of("article.approved")["data"]["title"], "Trail shoes");
        assert!(of("article.approved")["data"]["site_id"].is_string());
        let ids: BTreeSet<_> = got.iter().map(|one| one.header("webhook-id")).collect();
        assert_eq!(ids.len(), 5, "each has an id of its own");
        // As the official library reads it; another key, or another body, is refused.
        let mut sent: Vec<Value> = got.iter().map(|one| one.with(&told.secret)).collect();
        sent.push(got[0].with("whsec_dGhpcyBpcyBhIGtleSBmb3IgdGVzdHMgb25seQ=="));
        sent.push(got[0].with(&told.secret));
        sent[6]["body"] = json!(got[0].body.replace("run", "ran"));
        let said = verified(&sent);
        assert_eq!(said[..5], receiver.types());
        assert!(said[5..].iter().all(|one| one.starts_with("refused")), "{said:?}");
        let row = told.row(&ann).await;
        assert_eq!((&row["state"], &row["deliveries"]), (&json!("active"), &json!(5)));
        assert!(row["last_success_at"].is_string());
    })
    .await;
}

/// Events that statements make, whoever does them.
const MAKES: &[(&str, &str)] = &[
    (
        "update ai_tasks set status = 'succeeded', finished_at = now() where function = 'noop'",
        "run.succeeded",
    ),
    (
        "update ai_tasks set status = 'dead', finished_at = now() where function = 'noop'",
        "run.failed",
    ),
    (
        "update ai_tasks set status = 'failed', finished_at = now() where function = 'publish'",
        "publication.failed run.failed",
    ),
    (
        "update ai_tasks set status = 'cancelled', finished_at = now() where function = 'noop'",
        "",
    ),
    (
        "insert into contents (account_id, id, sector_id, title, status) select account_id, gen_random_uuid(), id, 'One', 'draft' from sectors limit 1",
        "article.created",
    ),
    ("delete from contents where title = 'One'", ""),
    ("update contents set status = 'writing'", ""),
    ("update contents set status = 'draft'", "article.written"),
    ("update contents set status = 'published'", "article.published"),
    ("update contents set status = 'published'", ""),
    ("update credit_balances set balance = 500", ""),
    ("update credit_balances set balance = 99", "credits.low"),
    ("update credit_balances set balance = 200", ""),
    // Once a day.
    ("update credit_balances set balance = 98", ""),
    ("update credit_balances set balance = 0", "credits.exhausted"),
    (
        "update schedule_fires set error = 'Not enough credits.'",
        "schedule.skipped",
    ),
    ("update schedule_fires set error = 'Still not.'", ""),
];

#[tokio::test]
async fn every_event_is_told_by_whatever_way_it_comes() {
    with_app(|app| async move {
        let (ann, bob, receiver) = (app.sign_up("ann").await, app.sign_up("bob").await, Receiver::start().await);
        let chosen: Vec<_> = igny8::system::webhooks::CHOSEN.iter().map(|choice| choice.value).collect();
        hook(&ann, "All", &receiver, &chosen).await;
        let other = hook(&bob, "Other", &receiver, &chosen).await;
        article(&app, &ann, "<p>Text</p>").await;
        let schedule = json!({ "name": "Writes", "function": "generate_content", "every": "hour", "credits": 100 });
        ann.make("/automation/schedules", schedule).await;
        sql(&app, "insert into schedule_fires (account_id, schedule_id, fire_at) select account_id, id, now() from schedules").await;
        let account = ann.get("/auth/session").await["account"]["id"].as_str().unwrap().to_owned();
        sql(&app, &format!("delete from credit_balances where account_id <> '{account}'")).await;
        for function in ["noop", "publish"] {
            sql(&app, &format!(
                "insert into ai_tasks (account_id, id, function, queue, idempotency_key, item_id) \
                 values ('{account}', gen_random_uuid(), '{function}', 'interactive', '{function}', gen_random_uuid())"
            )).await;
        }
        sql(&app, "delete from webhook_deliveries").await;
        // As people do it, and as what works across accounts does.
        let mut seen = BTreeSet::new();
        for role in ["igny8_app", "igny8_system"] {
            for (statement, events) in MAKES {
                // What reads all articles has no right to write them.
                if role == "igny8_system" && statement.contains("contents") {
                    continue;
                }
                sql(&app, &format!(
                    "begin; set local role {role}; set local app.account_id = '{account}'; {statement}; commit"
                )).await;
                let told: Vec<String> = sqlx::query_scalar("select event from webhook_deliveries where status = 'waiting' order by 1")
                    .fetch_all(&mut app.superuser().await)
                    .await
                    .unwrap();
                assert_eq!(told.join(" "), *events, "{role}: {statement}");
                seen.extend(told);
                sql(&app, "update webhook_deliveries set status = 'delivered'").await;
                sql(&app, "update ai_tasks set status = 'running', finished_at = null").await;
            }
            sql(&app, "delete from webhook_deliveries").await;
            sql(&app, "update schedule_fires set error = null; update credit_balances set balance = 500").await;
        }
        let known: BTreeSet<String> = chosen.iter().map(|event| (*event).to_owned()).collect();
        let elsewhere: BTreeSet<String> = ["article.approved", "keywords.imported", "keywords.clustered"].map(str::to_owned).into();
        assert_eq!(seen, &known - &elsewhere, "the others are told by their own test");
        assert!(other.deliveries(&bob).await.is_empty(), "nobody else's");
    })
    .await;
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        hook(&ann, "Reports", &receiver, &["article.published"]).await;
        article(&app, &ann, "<p>Text</p>").await;
        let mut database = app.superuser().await;
        let mut tx = database.begin().await.unwrap();
        sqlx::query("update contents set status = 'published'")
            .execute(&mut *tx)
            .await
            .unwrap();
        let within: i64 = sqlx::query_scalar("select count(*) from webhook_deliveries")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(
            (
                within,
                number(&app, "select count(*) from webhook_deliveries").await
            ),
            (1, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_shown_once_and_two_sign_after_a_rotation() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        // Ten at once: one gets a new secret, the others are told.
        let all = futures::future::join_all((0..10).map(|_| told.act(&ann, "rotate"))).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(status, _)| *status == StatusCode::OK);
        assert_eq!((won.len(), lost.len()), (1, 9));
        for (status, answer) in lost {
            assert_eq!(status, StatusCode::CONFLICT);
            assert!(
                answer["detail"].as_str().unwrap().contains("a minute ago"),
                "{answer}"
            );
        }
        let new = won[0].1["once"]["secret"].as_str().unwrap().to_owned();
        assert_ne!(new, told.secret);
        told.act(&ann, "test").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let got = receiver.got();
        assert_eq!(got[0].header("webhook-signature").split(' ').count(), 2);
        assert_eq!(
            verified(&[got[0].with(&new), got[0].with(&told.secret)]),
            ["webhook.test", "webhook.test"]
        );
        // A day later the old one signs no more.
        sql(
            &app,
            "update webhooks set old_secret_until = now() - interval '1 second'",
        )
        .await;
        told.act(&ann, "test").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let got = receiver.got();
        let said = verified(&[got[1].with(&new), got[1].with(&told.secret)]);
        assert!(
            said[0] == "webhook.test" && said[1].starts_with("refused"),
            "{said:?}"
        );
        // Nothing shows one again, not even sealed.
        for path in [
            "/system/webhooks",
            "/system/webhooks/export",
            "/system/webhook-deliveries",
            "/system/logs",
        ] {
            let text = ann
                .request(Method::GET, path)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap();
            assert!(
                !text.contains(&new[8..]) && !text.contains(&told.secret[8..]),
                "{path}"
            );
        }
    })
    .await;
}
