//! Imports whose worker dies or sleeps in the middle: every row of the file is saved and counted once.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep;

use crate::app::{Person, TestApp, with_app};
use crate::process::Process;

const ROWS: usize = 60_000;

/// Phrases, each of which comes twice: once with its volume, once with its difficulty.
fn file() -> Vec<u8> {
    let mut out = String::from("Keyword,Volume,Keyword Difficulty\n");
    for at in 0..ROWS / 2 {
        writeln!(out, "phrase {at},{},", at % 900).unwrap();
    }
    for at in 0..ROWS / 2 {
        writeln!(out, "phrase {},,{}", (at * 7) % (ROWS / 2), at % 101).unwrap();
    }
    out.into_bytes()
}

/// Starts an import and waits until a part of it is saved.
async fn begun(app: &TestApp, person: &Person) -> String {
    let (_, answer) = person.import("list.csv", file(), None).await;
    let task = answer["task_id"].as_str().unwrap().to_owned();
    let (mut database, began) = (app.superuser().await, Instant::now());
    loop {
        let saved: bool = sqlx::query_scalar("select exists (select from imports where saved <> '{}')")
            .fetch_one(&mut database)
            .await
            .unwrap();
        if saved {
            break;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "nothing is saved");
        sleep(Duration::from_millis(5)).await;
    }
    task
}

/// Every row is in the table, in the import's own counts, and in the figures.
async fn whole(app: &TestApp, person: &Person, task: &str) {
    let ended = person.ended(task).await;
    assert_eq!(
        (ended["status"].as_str(), ended["attempt"].as_i64()),
        (Some("succeeded"), Some(2)),
        "{ended}"
    );
    let counts = &ended["result"];
    assert_eq!(
        (&counts["read"], &counts["added"], &counts["rejected"]),
        (&json!(ROWS), &json!(ROWS / 2), &json!(0))
    );
    let mut database = app.superuser().await;
    let (saved, known, figures): (String, i64, i64) = sqlx::query_as(
        "select (select saved::text from imports), \
           (select count(*) from keywords where volume is not null and difficulty is not null), \
           (select sum(keywords)::int8 from keyword_figures)",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    let distinct = i64::try_from(ROWS / 2).unwrap();
    assert_eq!(
        (saved, known, figures),
        (format!("{{[0,{ROWS})}}"), distinct, distinct)
    );
}

#[tokio::test]
async fn a_killed_worker_leaves_no_row_out_and_none_twice() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let first = Process::worker(&app);
        let task = begun(&app, &ann).await;
        first.signal("KILL");
        let _second = Process::worker(&app);
        whole(&app, &ann, &task).await;
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_slept_saves_nothing_any_more() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let zombie = Process::worker(&app);
        let task = begun(&app, &ann).await;
        zombie.signal("STOP");
        let _second = Process::worker(&app);
        whole(&app, &ann, &task).await;
        let before = ann.get(&format!("/system/tasks/{task}")).await;
        zombie.signal("CONT");
        // As long as a lease: that nothing comes has no sign to wait for, and by then it has tried all that it had begun.
        sleep(Duration::from_secs(4)).await;
        assert_eq!(ann.get(&format!("/system/tasks/{task}")).await, before);
        whole(&app, &ann, &task).await;
    })
    .await;
}
