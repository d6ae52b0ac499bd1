//! Files leave the storage after the last row that names them, also when the storage fails at first or a row never came.

use bytes::Bytes;
use igny8::id::AccountId;
use media::{Format, Size};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;
use uuid::Uuid;

use crate::app::{TestApp, with_app};
use crate::files::picture;
use crate::writing::succeeded;

async fn look(app: &TestApp) {
    assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
}

async fn sql(app: &TestApp, statement: &'static str) {
    sqlx::raw_sql(statement)
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
}

async fn account(app: &TestApp) -> AccountId {
    let id = sqlx::query_scalar("select id from accounts limit 1");
    AccountId(id.fetch_one(&mut app.superuser().await).await.unwrap())
}

async fn keep(app: &TestApp, account: AccountId, key: Uuid) {
    let file = Bytes::from_static(b"a picture");
    let storage = &app.state.storage;
    storage
        .put(account, key, Size::Thumb, Format::WebP, file)
        .await
        .unwrap();
}

async fn is_kept(app: &TestApp, account: AccountId, key: Uuid) -> bool {
    let storage = &app.state.storage;
    let found = storage.get(account, key, Size::Thumb, Format::WebP).await;
    found.unwrap().is_some()
}

async fn noted(app: &TestApp) -> i64 {
    let count = sqlx::query_scalar("select count(*) from object_deletions");
    count.fetch_one(&mut app.superuser().await).await.unwrap()
}

#[tokio::test]
async fn a_picture_goes_with_its_row_for_good() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let account = account(&app).await;
        let (old, at_once, stays) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let mut ids = Vec::new();
        for key in [old, at_once, stays] {
            ids.push(picture(&app, &ann, Some(key)).await);
        }
        for id in &ids[..2] {
            let request = ann.request(Method::DELETE, &format!("/writer/images/{id}"));
            assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
        }
        look(&app).await;
        assert!(is_kept(&app, account, old).await, "it can still be restored");
        // One by age, one because a person emptied the bin.
        let newest = ann.get("/system/bin?sort=-created_at").await["results"][0]["id"].clone();
        let purge = json!({ "ids": [newest] });
        assert_eq!(
            ann.post("/system/bin/actions/purge", &purge).await.0,
            StatusCode::OK
        );
        look(&app).await;
        assert!(!is_kept(&app, account, at_once).await);
        assert!(is_kept(&app, account, old).await);
        sql(
            &app,
            "update deletions set deleted_at = now() - interval '31 days'",
        )
        .await;
        look(&app).await;
        assert!(!is_kept(&app, account, old).await);
        assert!(is_kept(&app, account, stays).await);
        assert_eq!(noted(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_was_replaced_goes_after_those_who_read_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let account = account(&app).await;
        let (old, new) = (Uuid::now_v7(), Uuid::now_v7());
        let id = picture(&app, &ann, Some(old)).await;
        keep(&app, account, new).await;
        sqlx::query("update images set file_key = $2 where id = $1")
            .bind(id)
            .bind(new)
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        look(&app).await;
        assert!(is_kept(&app, account, old).await, "a run may be reading it");
        sql(
            &app,
            "update object_deletions set due_at = due_at - interval '1 hour'",
        )
        .await;
        look(&app).await;
        assert!(!is_kept(&app, account, old).await);
        assert!(is_kept(&app, account, new).await);
        assert_eq!(noted(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn made_pictures_and_packed_articles_are_noted_before_they_are_there() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let account = account(&app).await;
        let id = picture(&app, &ann, None).await;
        succeeded(&ann, "writer/images", "generate_images", json!({ "ids": [id] })).await;
        // The row names its file now, so that no note of it is left.
        assert_eq!(noted(&app).await, 0);
        let all = json!({ "filter": {} });
        let packed = succeeded(&ann, "writer/content", "export_articles", all).await;
        let run: Uuid = packed["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/writer/content/exports/{run}");
        let found = ann.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(found.status(), StatusCode::OK);
        sql(
            &app,
            "update object_deletions set due_at = due_at - interval '29 days'",
        )
        .await;
        look(&app).await;
        assert!(app.state.storage.export(account, run).await.unwrap().is_some());
        sql(
            &app,
            "update object_deletions set due_at = due_at - interval '1 day'",
        )
        .await;
        look(&app).await;
        assert!(app.state.storage.export(account, run).await.unwrap().is_none());
        let gone = ann.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(gone.status(), StatusCode::NOT_FOUND);
        assert_eq!(noted(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_storage_that_fails_is_asked_again() {
    with_app(|app| async move {
        app.sign_up("ann").await;
        let account = account(&app).await;
        let (run, key) = (Uuid::now_v7(), Uuid::now_v7());
        keep(&app, account, key).await;
        // A folder in the file's place cannot be deleted as a file.
        let place = app.state.config.media_path().join(format!("{account}/exports/{run}.zip"));
        std::fs::create_dir_all(place.join("in the way")).unwrap();
        let note = "insert into object_deletions (account_id, kind, key, due_at) values ($1, $2, $3, now() - make_interval(secs => $4))";
        for (kind, key, age) in [("export", run, 9.0), ("picture", key, 1.0)] {
            sqlx::query(note)
                .bind(account.0)
                .bind(kind)
                .bind(key)
                .bind(age)
                .execute(&mut app.superuser().await)
                .await
                .unwrap();
        }
        look(&app).await;
        look(&app).await;
        assert_eq!(noted(&app).await, 2, "both wait for their next time");
        let tries: i16 = sqlx::query_scalar("select tries from object_deletions where kind = 'export' and due_at > now()")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(tries, 1);
        std::fs::remove_dir_all(&place).unwrap();
        std::fs::write(&place, "zip").unwrap();
        sql(&app, "update object_deletions set due_at = now()").await;
        look(&app).await;
        assert!(!place.exists());
        assert!(!is_kept(&app, account, key).await);
        assert_eq!(noted(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_uploaded_file_goes_with_its_row_or_when_it_never_had_one() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let account = account(&app).await;
        let file = Part::bytes(b"keyword,volume\nshoes,10\n".as_slice()).file_name("keywords.csv");
        let request = ann.request(Method::POST, "/planner/keywords/import/preview");
        let response = request
            .multipart(Form::new().part("file", file))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let upload: Value = response.json().await.unwrap();
        let id: Uuid = upload["upload_id"].as_str().unwrap().parse().unwrap();
        let folder = app.state.config.uploads_path().join(account.to_string());
        let kept = folder.join(id.to_string());
        assert!(kept.is_file());
        assert_eq!(noted(&app).await, 0);
        // A process that ends here leaves a file and its note.
        let orphan = Uuid::now_v7();
        let left = folder.join(orphan.to_string());
        std::fs::write(&left, "half a fi").unwrap();
        sqlx::query("insert into object_deletions (account_id, kind, key) values ($1, 'upload', $2)")
            .bind(account.0)
            .bind(orphan)
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        look(&app).await;
        assert!(!left.exists());
        assert!(kept.is_file());
        sql(&app, "update uploads set created_at = now() - interval '8 days'").await;
        look(&app).await;
        assert!(!kept.exists());
        assert_eq!(noted(&app).await, 0);
    })
    .await;
}
