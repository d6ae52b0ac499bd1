//! Uploaded files between processes that share nothing but the database, Redis and a bucket; and those that nobody imports.

#[path = "../../../crates/media/src/fake_bucket.rs"]
mod fake_bucket;

use std::path::Path;

use fake_bucket::Bucket;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::limits::Limits;
use server::runner::Scheduler;
use tempfile::TempDir;

use crate::app::{Person, TestApp, limits, with_app, with_limits};
use crate::process::Process;
use crate::waiting::until;

/// How many files lie in a data folder, beside what a process says there of being alive.
fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("pulse"))
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

/// What a process needs that keeps its files in the bucket, and has a data folder of its own.
fn settings(endpoint: &str, data: &TempDir) -> Vec<(&'static str, String)> {
    [
        ("IGNY8_DATA_DIR", data.path().to_str().unwrap()),
        ("IGNY8_MEDIA_URL", "s3://pictures/igny8"),
        ("AWS_ENDPOINT", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

async fn send(person: &Person, path: &str, form: Form) -> (StatusCode, Value) {
    let request = person.request(Method::POST, path).multipart(form);
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

async fn preview(person: &Person, bytes: Vec<u8>) -> (StatusCode, Value) {
    let form = Form::new().part("file", Part::bytes(bytes).file_name("list.csv"));
    send(person, "/planner/keywords/import/preview", form).await
}

async fn import(person: &Person, upload: &Value, more: &[(&'static str, &'static str)]) -> Value {
    let id = upload["upload_id"].as_str().unwrap().to_owned();
    let form = Form::new()
        .text("upload_id", id)
        .text("sector_id", person.sector().await);
    let form = more
        .iter()
        .fold(form, |form, (name, value)| form.text(*name, *value));
    let (status, outcome) = send(person, "/planner/keywords/import", form).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{outcome}");
    person.ended(outcome["task_id"].as_str().unwrap()).await
}

fn reads(bucket: &Bucket) -> usize {
    bucket
        .asked()
        .iter()
        .filter(|asked| asked.starts_with("GET "))
        .count()
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn web_and_worker_share_a_bucket_and_no_folder() {
    with_app(|app| async move {
        let mut ann = app.sign_up("ann").await;
        let (bucket, endpoint) = Bucket::serve().await;
        let (web, worker) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let log = tempfile::tempfile().unwrap();
        let (_web, base) = Process::web_with(&app, log, &settings(&endpoint, &web)).await;
        let _worker = Process::role(&app, "worker", &settings(&endpoint, &worker));
        ann.base = base;

        let list = b"Keyword;Volume\ncaf\xE9 cr\xE8me;5\ncaf\xE9 noir;7\n".to_vec();
        let (status, upload) = preview(&ann, list).await;
        assert_eq!(status, StatusCode::OK, "{upload}");
        let account: uuid::Uuid = sqlx::query_scalar("select account_id from uploads")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        let id = upload["upload_id"].as_str().unwrap();
        assert_eq!(bucket.names(), [format!("igny8/uploads/{account}/{id}")]);
        let again = ann.get(&format!("/planner/keywords/import/uploads/{id}")).await;
        assert_eq!(again, upload);
        let ended = import(&ann, &upload, &[]).await;
        assert_eq!(
            (&ended["status"], &ended["result"]["added"]),
            (&json!("succeeded"), &json!(2)),
            "{ended}"
        );
        assert_eq!(ann.get("/planner/keywords?search=cr%C3%A8me").await["count"], 1);
        assert_eq!(
            reads(&bucket),
            1,
            "the run alone reads what was looked at when it came"
        );

        // What a person says of it is looked at once as well, and read so.
        let said = format!("/planner/keywords/import/uploads/{id}?encoding=windows1250");
        let shown = ann.get(&said).await;
        assert_eq!(ann.get(&said).await, shown);
        let ended = import(&ann, &upload, &[("encoding", "windows1250")]).await;
        assert_eq!(ended["result"]["added"], 1, "{ended}");
        assert_eq!(ann.get("/planner/keywords?search=cr%C4%8Dme").await["count"], 1);
        assert_eq!(reads(&bucket), 3);

        // A file of an archive is read where it lies.
        let parts = [
            ("a.csv", "Keyword,Volume\ntea,1\n"),
            ("b.csv", "Keyword,Volume\nmate,2\n"),
        ];
        let (_, packed) = preview(&ann, zip(&parts)).await;
        let ended = import(&ann, &packed, &[("table", "b.csv")]).await;
        assert_eq!(ended["result"]["added"], 1, "{ended}");
        assert_eq!(ann.get("/planner/keywords?search=mate").await["count"], 1);
        assert_eq!((files(web.path()), files(worker.path())), (0, 0));
    })
    .await;
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_store_refuses_leaves_nothing_and_what_nobody_imports_goes() {
    with_app(|app| async move {
        let mut ann = app.sign_up("ann").await;
        let (bucket, endpoint) = Bucket::serve().await;
        let data = tempfile::tempdir().unwrap();
        let settings = settings(&endpoint, &data);
        let log = tempfile::tempfile().unwrap();
        let (_web, base) = Process::web_with(&app, log, &settings).await;
        ann.base = base;
        bucket.refuse(0, StatusCode::FORBIDDEN, "AccessDenied");
        let (status, problem) = preview(&ann, b"keyword\ntea\n".to_vec()).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
        assert_eq!(bucket.names(), Vec::<String>::new());
        assert_eq!(count(&app, "select count(*) from uploads").await, 0);
        let noted = "select count(*) from object_deletions";
        assert_eq!(count(&app, noted).await, 1, "half of it might lie there");

        let mut kept = Vec::new();
        for phrase in ["old", "new"] {
            let (status, upload) = preview(&ann, format!("keyword\n{phrase}\n").into_bytes()).await;
            assert_eq!(status, StatusCode::OK, "{upload}");
            kept.push(upload["upload_id"].as_str().unwrap().to_owned());
        }
        assert_eq!(count(&app, noted).await, 1, "rows name them");
        sqlx::query(
            "update uploads set created_at = now() - case id when $1 then interval '8 days' else interval '2 days' end",
        )
        .bind(kept[0].parse::<uuid::Uuid>().unwrap())
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
        sqlx::query("update object_deletions set due_at = due_at - interval '1 day'")
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        let _scheduler = Process::role(&app, "scheduler", &settings);
        until("the other is gone", async || {
            bucket.names().len() == 1 && count(&app, noted).await == 0
        })
        .await;
        assert!(bucket.names()[0].ends_with(&kept[1]));
        assert_eq!(count(&app, "select count(*) from uploads").await, 1);
        assert_eq!(count(&app, "select count(*) from upload_layouts").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_folder_keeps_files_as_a_bucket_does() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let folder = app.state.config.data_dir.join("uploads");
        let (_, upload) = preview(&ann, b"keyword\ntea\nmate\n".to_vec()).await;
        assert_eq!(files(&folder), 1);
        // A run finds out by itself what was found of it before, where that is not kept.
        sqlx::query("delete from upload_layouts")
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(import(&ann, &upload, &[]).await["result"]["added"], 2);
        let id = upload["upload_id"].as_str().unwrap();
        sqlx::query("update uploads set created_at = now() - interval '8 days'")
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert_eq!(files(&folder), 0);
        let again = ann.request(Method::GET, &format!("/planner/keywords/import/uploads/{id}"));
        assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    })
    .await;
}

/// What comes before and around the parts of a form is held in memory until it ends: nobody sends as much of it as they like.
#[tokio::test]
async fn what_stands_around_a_file_is_bounded() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        // Little more than there may be, so that hardly any of it is left unread.
        let much = "x".repeat(256 * 1024 + 20_000);
        let field = |name: &str| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"");
        let cookie = format!("igny8_access={}", ann.token);
        for path in [
            "/api/v1/planner/keywords/import",
            "/api/v1/planner/keywords/import/preview",
            "/share",
        ] {
            // The import refuses a part that it does not know as soon as it sees its name.
            let name = if path == "/share" { "title" } else { "file" };
            for (what, body) in [
                ("before the first part", much.clone()),
                ("in a part's header", format!("{}; x=\"{much}", field(name))),
                (
                    "in very many parts",
                    format!("{}\r\n\r\n{}\r\n", field("table"), "x".repeat(20_000)).repeat(14),
                ),
            ] {
                let request = app.anonymous(Method::POST, path).header("cookie", &cookie);
                let request = request.header("content-type", "multipart/form-data; boundary=b");
                let status = request.body(body).send().await.unwrap().status();
                assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {what}");
            }
        }
        // A file may be larger than all of that.
        let rows = "keyword,volume\n".to_owned() + &"trail shoes,90\n".repeat(300_000);
        let (status, told) = preview(&ann, rows.into_bytes()).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    })
    .await;
}

/// The room of an account counts as one for members who see some of its sites alone.
#[tokio::test]
async fn members_of_some_sites_share_the_accounts_room_for_files() {
    let little = Limits {
        upload_mb: 1,
        ..limits()
    };
    with_limits(little, |app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let limited = json!({ "email": "bea@example.com", "name": "Bea", "role": "editor", "sites": [site] });
        let bea = ann.invite_as(&app, limited).await;
        let rows = || format!("keyword,volume\n{}", "trail shoes,90\n".repeat(50_000)).into_bytes();
        let (status, told) = preview(&ann, rows()).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        let (status, told) = preview(&bea, rows()).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{told}");
        assert!(told["detail"].as_str().unwrap().contains("1 MB"), "{told}");
        let few = b"keyword,volume\ntrail shoes,90\n".to_vec();
        let (status, told) = preview(&bea, few).await;
        assert_eq!(status, StatusCode::OK, "what fits is taken: {told}");
    })
    .await;
}
