//! Previews and reports of imports that survive a reload, and what a person says of a file.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use futures::future::join_all;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};

async fn send(person: &Person, path: &str, form: Form) -> (StatusCode, Value) {
    let request = person.request(Method::POST, path).multipart(form);
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

async fn preview(person: &Person, name: &str, bytes: Vec<u8>) -> Value {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    let (status, upload) = send(person, "/planner/keywords/import/preview", form).await;
    assert_eq!(status, StatusCode::OK, "{upload}");
    upload
}

#[tokio::test]
async fn a_preview_is_read_again_as_a_person_says_and_imported_so() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        // A list that every Cyrillic page can be, below a line that is no header.
        let bytes = b"notes\nphrases;n\n\xCB\xCF\xCD\xD0\xCF\xD3\xD4;5\n".to_vec();
        let upload = preview(&ann, "list.csv", bytes).await;
        let id = upload["upload_id"].as_str().unwrap();
        let path = format!("/planner/keywords/import/uploads/{id}");
        let again = ann.get(&path).await;
        assert_eq!(
            (&again["preview"], &again["file_name"]),
            (&upload["preview"], &json!("list.csv"))
        );
        let said = ann.get(&format!("{path}?encoding=koi8_r&header_row=2")).await;
        let shown = &said["preview"];
        assert_eq!(shown["encodings"][0]["encoding"], "koi8_r", "{shown}");
        assert_eq!(
            (&shown["header"], &shown["rows"]),
            (&json!(2), &json!([["компост", "5"]])),
            "{shown}"
        );
        for (query, field) in [
            ("encoding=klingon", "encoding"),
            ("header_row=x", "header_row"),
            ("size=1", "size"),
        ] {
            let answer = ann
                .request(Method::GET, &format!("{path}?{query}"))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            let problem: Value = answer.json().await.unwrap();
            assert!(problem["errors"][field][0].as_str().is_some(), "{problem}");
        }
        let form = Form::new()
            .text("upload_id", id.to_owned())
            .text("sector_id", ann.sector().await)
            .text("encoding", "koi8_r")
            .text("header_row", "2");
        let (status, outcome) = send(&ann, "/planner/keywords/import", form).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{outcome}");
        let task = outcome["task_id"].as_str().unwrap();
        assert_eq!(ann.ended(task).await["status"], "succeeded");
        assert_eq!(
            ann.get("/planner/keywords").await["results"][0]["keyword"],
            "компост"
        );
        let report = ann.get(&format!("/planner/keywords/import/{task}")).await;
        assert_eq!(
            (
                &report["file_name"],
                &report["encoding"],
                &report["status"],
                &report["undone"]
            ),
            (
                &json!("list.csv"),
                &json!("koi8_r"),
                &json!("succeeded"),
                &json!(false)
            ),
            "{report}"
        );
        // Another account sees neither.
        let bob = app.sign_up("bob").await;
        for path in [path, format!("/planner/keywords/import/{task}")] {
            let answer = bob.request(Method::GET, &path).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_left_out_is_grouped_by_the_reason() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let file = "Search term,Match type,Campaign,Ad group,Impr.,Clicks,CTR,Colour\n\
            compost bin,Broad,G,B,9,3,33%,red\n[compost bin],Exact,G,B,9,3,33%,red\n?!,Broad,G,B,1,0,0%,red\n\
            Total: Search terms,,,,19,6,33%,\nTotal: Account,,,,19,6,33%,\n";
        let (status, outcome) = ann.import("terms.csv", file.into(), None).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{outcome}");
        let task = outcome["task_id"].as_str().unwrap();
        let ended = ann.ended(task).await;
        assert_eq!(
            ended["result"],
            json!({ "read": 3, "added": 1, "updated": 0, "unchanged": 1, "rejected": 1, "left_out": 2 })
        );
        let report = ann.get(&format!("/planner/keywords/import/{task}")).await;
        assert_eq!(report["source"], "google_ads", "{report}");
        let groups: Vec<_> = report["left_out"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| (&group["kind"], &group["rows"]))
            .collect();
        assert_eq!(
            groups,
            [(&json!("total"), &json!(2)), (&json!("no_letter"), &json!(1))],
            "{report}"
        );
        assert_eq!(
            report["left_out"][0]["examples"][0],
            json!({ "line": 5, "value": "Total: Search terms" })
        );
        let not_taken = report["not_taken"].as_array().unwrap();
        assert!(
            not_taken
                .iter()
                .any(|column| column["name"] == "Colour" && column["reason"].is_string()),
            "{report}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_table_of_an_archive_can_be_chosen() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("a.csv", "Keyword,Volume\ntea,1\n"),
            ("b.csv", "Keyword,Volume\ncoffee,2\n"),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let upload = preview(&ann, "both.zip", zip.finish().unwrap().into_inner()).await;
        assert_eq!(upload["preview"]["rows"], json!([["tea", "1"]]));
        assert!(
            upload["preview"]["notes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|note| note.as_str().unwrap().contains("b.csv"))
        );
        let path = format!(
            "/planner/keywords/import/uploads/{}",
            upload["upload_id"].as_str().unwrap()
        );
        let other = ann.get(&format!("{path}?table=b.csv")).await;
        assert_eq!(other["preview"]["rows"], json!([["coffee", "2"]]));
        let none = ann
            .request(Method::GET, &format!("{path}?table=c.csv"))
            .send()
            .await
            .unwrap();
        assert_eq!(none.status(), StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn one_file_imported_ten_times_at_once_adds_each_keyword_once() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let mut lines = String::from("Keyword,Volume\n");
        for n in 0..300 {
            let _ = write!(lines, "phrase {n},{n}\n,\n");
        }
        let upload = preview(&ann, "list.csv", lines.into_bytes()).await;
        let id = upload["upload_id"].as_str().unwrap();
        let sector = ann.sector().await;
        let starts = (0..10).map(|_| {
            let form = Form::new()
                .text("upload_id", id.to_owned())
                .text("sector_id", sector.clone());
            send(&ann, "/planner/keywords/import", form)
        });
        let mut added = 0;
        let mut runs = BTreeSet::new();
        for (status, outcome) in join_all(starts).await {
            assert_eq!(status, StatusCode::ACCEPTED, "{outcome}");
            runs.insert(outcome["task_id"].as_str().unwrap().to_owned());
        }
        // Whoever starts what is under way gets that run.
        for run in runs {
            let ended = ann.ended(&run).await;
            assert_eq!(ended["status"], "succeeded", "{ended}");
            added += ended["result"]["added"].as_u64().unwrap();
        }
        assert_eq!(
            (added, ann.get("/planner/keywords").await["count"].as_u64()),
            (300, Some(300))
        );
    })
    .await;
}

#[tokio::test]
async fn marks_that_nobody_sees_make_no_second_keyword() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let file = "Keyword\ncompost bin\n\u{200E}compost bin\u{200F}\n[compost bin]\nكمبوست ٢\nکمبوست ۲\nسماد\nســـماد\n";
        let (_, outcome) = ann.import("list.csv", file.into(), None).await;
        let ended = ann.ended(outcome["task_id"].as_str().unwrap()).await;
        assert_eq!(ended["result"]["added"], 3, "{ended}");
    })
    .await;
}
