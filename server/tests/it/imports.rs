//! Real exports of every source, their counts, rejects and undo; and files that are none.

use std::path::PathBuf;
use std::time::Duration;

use futures::future::join_all;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};

fn fixture(name: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "end2end", "fixtures", name]
        .iter()
        .collect();
    std::fs::read(path).unwrap()
}

async fn import(person: &Person, name: &str, bytes: Vec<u8>) -> (String, Value) {
    let (status, answer) = person.import(name, bytes, None).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{name}: {answer}");
    let task = answer["task_id"].as_str().unwrap().to_owned();
    let ended = person.ended(&task).await;
    assert_eq!(ended["status"], "succeeded", "{name}: {ended}");
    (task, ended["result"].clone())
}

fn sum(counts: &Value) -> u64 {
    ["added", "updated", "unchanged", "rejected"]
        .iter()
        .map(|key| counts[key].as_u64().unwrap())
        .sum()
}

#[tokio::test]
async fn every_source_is_read_with_its_quirks() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let files = [
            ("semrush.csv", "semrush"),
            ("ahrefs.csv", "ahrefs"),
            ("keyword-planner.csv", "keyword_planner"),
            ("search-console.csv", "search_console"),
            ("keywords.xlsx", "semrush"),
            ("list.txt", "list"),
        ];
        let mut added = 0;
        for (name, source) in files {
            let (_, counts) = import(&ann, name, fixture(name)).await;
            assert_eq!(sum(&counts), counts["read"].as_u64().unwrap(), "{name}: {counts}");
            assert!(
                counts["added"].as_u64().unwrap() + counts["updated"].as_u64().unwrap() > 0,
                "{name}: {counts}"
            );
            added += counts["added"].as_u64().unwrap();
            assert_eq!(ann.get("/planner/keywords").await["count"], added, "{name}");
            let from = ann
                .get(&format!("/planner/keywords?source={source}&page_size=1"))
                .await;
            assert!(
                from["count"].as_u64().unwrap() >= counts["added"].as_u64().unwrap(),
                "{name}"
            );
        }
        // The same file again changes nothing.
        let (_, counts) = import(&ann, "semrush.csv", fixture("semrush.csv")).await;
        assert_eq!(
            (counts["added"].as_u64(), counts["updated"].as_u64()),
            (Some(0), Some(0)),
            "{counts}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_second_source_fills_what_is_unknown_and_undo_takes_it_back() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        import(&ann, "a.csv", b"keyword\nRed Shoes\nblue shoes\n".to_vec()).await;
        let file =
            b"keyword,volume,difficulty\nred  shoes,1200,35\nBlue shoes,n/a,-\ngreen shoes,90,\n,5,5\n"
                .to_vec();
        let (task, counts) = import(&ann, "b.csv", file).await;
        let expected = json!({ "read": 4, "added": 1, "updated": 1, "unchanged": 1, "rejected": 1 });
        assert_eq!(counts, expected);
        let red = &ann.get("/planner/keywords?search=red").await["results"][0];
        assert_eq!(
            (red["keyword"].as_str(), red["volume"].as_i64()),
            (Some("Red Shoes"), Some(1200))
        );
        let path = format!("/planner/keywords/import/{task}/rejects");
        let rejects = ann
            .request(Method::GET, &path)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(rejects.starts_with("line,value,reason\n5,"), "{rejects}");
        let (status, undone) = ann
            .post(&format!("/planner/keywords/import/{task}/undo"), &json!({}))
            .await;
        assert_eq!((status, undone["count"].as_u64()), (StatusCode::OK, Some(2)));
        assert_eq!(ann.get("/planner/keywords").await["count"], 2);
        assert!(ann.get("/planner/keywords?search=red").await["results"][0]["volume"].is_null());
        let (status, _) = ann
            .post(&format!("/planner/keywords/import/{task}/undo"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn files_that_are_none_are_refused_with_a_reason_and_leave_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let columns: Vec<_> = (0..10_000).map(|column| format!("c{column}")).collect();
        let bad: Vec<(&str, Vec<u8>)> = vec![
            ("empty.csv", Vec::new()),
            ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0".to_vec()),
            (
                "noise.csv",
                (0..5000_u32)
                    .map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[2])
                    .collect(),
            ),
            ("header-only.csv", b"keyword,volume\n".to_vec()),
            (
                "wide.csv",
                format!("{}\n{}\n", columns.join(","), columns.join(",")).into_bytes(),
            ),
            ("broken.xlsx", b"PK\x03\x04 this is no workbook".to_vec()),
        ];
        for (name, bytes) in bad {
            let (status, problem) = ann.import(name, bytes, None).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {problem}");
            assert!(
                problem["errors"]["file"][0].as_str().unwrap().len() > 20,
                "{name}: {problem}"
            );
        }
        let (status, problem) = ann
            .import("x.csv", b"keyword\nx\n".to_vec(), Some("[\"volume\"]"))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(ann.get("/planner/keywords").await["count"], 0);
        assert_eq!(ann.get("/system/tasks").await["count"], 0);
        let folder = app.state.config.data_dir.join("uploads");
        let kept: usize = walk(&folder);
        assert_eq!(kept, 0, "files that cannot be read are not kept");
    })
    .await;
}

fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn a_million_character_cell_is_one_reject() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let file = format!("keyword,volume\n{},5\nred shoes,7\n", "x".repeat(1_000_000));
        let (_, counts) = import(&ann, "long.csv", file.into_bytes()).await;
        assert_eq!(
            (counts["added"].as_u64(), counts["rejected"].as_u64()),
            (Some(1), Some(1)),
            "{counts}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_cut_off_early() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let line = b"a keyword of some length,100\n".repeat(40_000);
        let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = sent.clone();
        let stream = futures::stream::iter((0..200).map(move |_| {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok::<_, std::io::Error>(line.clone())
        }));
        let part = Part::stream(reqwest::Body::wrap_stream(stream)).file_name("huge.csv");
        let form = Form::new()
            .text("sector_id", ann.sector().await)
            .part("file", part);
        let response = ann
            .request(Method::POST, "/planner/keywords/import")
            .multipart(form)
            .send()
            .await;
        // The server may answer, or close the connection before the rest was sent.
        if let Ok(response) = response {
            assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        }
        // Not before the limit of 100 MB, and long before the 224 MB that were to come.
        let sent = sent.load(std::sync::atomic::Ordering::Relaxed);
        assert!((85..195).contains(&sent), "{sent} of 200 parts were sent");
        assert_eq!(walk(&app.state.config.data_dir.join("uploads")), 0);
    })
    .await;
}

#[tokio::test]
async fn batches_that_are_saved_side_by_side_count_every_row_once() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        // Every phrase of the second half was in the first, in another order and with a metric that is unknown there.
        let half = 10_000_u64;
        let lines = (0..half)
            .map(|n| format!("phrase {n},{n},"))
            .chain((0..half).map(|n| format!("phrase {},,{}", (n * 7) % half, n % 101)));
        let file = format!(
            "Keyword,Volume,Keyword Difficulty\n{}",
            lines.collect::<Vec<_>>().join("\n")
        );
        let (task, counts) = import(&ann, "list.csv", file.into_bytes()).await;
        // A phrase that one batch has twice is one row with both metrics.
        assert_eq!(
            (&counts["read"], &counts["added"]),
            (&json!(2 * half), &json!(half))
        );
        assert_eq!(sum(&counts), 2 * half, "{counts}");
        let mut database = app.superuser().await;
        let (saved, known): (String, i64) = sqlx::query_as(
            "select (select saved::text from imports), \
               (select count(*) from keywords where volume is not null and difficulty is not null)",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!((saved.as_str(), known), ("{[0,20000)}", 10_000));
        let (status, undone) = ann
            .post(&format!("/planner/keywords/import/{task}/undo"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::OK, "{undone}");
        assert_eq!(ann.get("/planner/keywords").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn what_could_not_be_read_is_told() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let file = "Keyword;Volume\nlaufschuhe günstig;K\n\"two\nlines\";8\n";
        let (task, counts) = import(&ann, "list.csv", file.into()).await;
        assert_eq!((&counts["added"], &counts["rejected"]), (&json!(2), &json!(0)));
        let told = "The volume of 1 row couldn't be read";
        let log = ann.get(&format!("/system/tasks/{task}/log")).await;
        let mut lines = log.as_array().unwrap().iter();
        assert!(
            lines.any(|line| line["message"].as_str().unwrap().contains(told)),
            "{log}"
        );
        let run = ann.get(&format!("/system/tasks/{task}")).await;
        assert!(run["message"].as_str().unwrap().contains(told), "{run}");
        assert_eq!(ann.get("/planner/keywords?search=two%20lines").await["count"], 1);
    })
    .await;
}

/// What is pasted, sent twice or imported by several people at the same moment: each import is one, and each keyword is added once.
#[tokio::test(flavor = "multi_thread")]
async fn ten_imports_of_the_same_rows_at_once_add_each_keyword_once() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let rows: Vec<String> = (0..400)
            .map(|at| format!("cold brew {at}\t{}", at * 10))
            .collect();
        // The same phrases in other writing and order are the same keywords.
        let files: Vec<Vec<u8>> = (0..10)
            .map(|at| {
                let mut rows = rows.clone();
                if at % 2 == 1 {
                    rows.reverse();
                    for row in &mut rows {
                        *row = row.to_uppercase().replace("  ", " ");
                    }
                }
                format!("keyword\tvolume\n{}\n", rows.join("\n")).into_bytes()
            })
            .collect();
        let started = join_all(files.into_iter().enumerate().map(|(at, file)| {
            let ann = ann.clone();
            // An account reads some files at once; the others are told to come again.
            async move {
                loop {
                    let (status, answer) = ann.import(&format!("pasted {at}.tsv"), file.clone(), None).await;
                    if status != StatusCode::TOO_MANY_REQUESTS {
                        return (status, answer);
                    }
                    assert!(answer["retry_after"].is_u64(), "{answer}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }))
        .await;
        let mut counts = Vec::new();
        for (status, answer) in started {
            assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
            let ended = ann.ended(answer["task_id"].as_str().unwrap()).await;
            assert_eq!(ended["status"], "succeeded", "{ended}");
            counts.push(ended["result"].clone());
        }
        let all = |key: &str| {
            counts
                .iter()
                .map(|counts| counts[key].as_u64().unwrap())
                .sum::<u64>()
        };
        assert_eq!((all("added"), all("rejected")), (400, 0), "{counts:?}");
        assert_eq!(
            all("added") + all("updated") + all("unchanged"),
            4_000,
            "{counts:?}"
        );
        assert_eq!(ann.get("/planner/keywords").await["count"], 400);
        let mut database = app.superuser().await;
        let (rows, phrases): (i64, i64) = sqlx::query_as(
            "select count(*), count(distinct lower(keyword)) from keywords where deleted_in is null",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!((rows, phrases), (400, 400));
    })
    .await;
}
