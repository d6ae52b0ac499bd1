//! Requests that never come, or come byte by byte; and large ones that come slowly, but do.

use std::fmt::Write as _;

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Duration, sleep};

use super::{connect, end_of, head, short, works};
use crate::app::{Person, TestApp, with_limits};

/// Sends the text at once, then one more byte at a time while the server listens; what it answers.
async fn dribble(app: &TestApp, text: &str, bytes: &[u8]) -> String {
    let mut stream = connect(app).await;
    stream.write_all(text.as_bytes()).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let bytes = bytes.to_owned();
    let sending = tokio::spawn(async move {
        for byte in bytes {
            if to.write_all(&[byte]).await.is_err() {
                return;
            }
            // Always moving, never done: what the server must not wait for.
            sleep(Duration::from_millis(50)).await;
        }
        // Stays open, silent.
        sleep(super::TIMEOUT).await;
    });
    let mut all = Vec::new();
    let _ = tokio::time::timeout(super::TIMEOUT, from.read_to_end(&mut all))
        .await
        .expect("the server ends the connection");
    sending.abort();
    String::from_utf8_lossy(&all).into_owned()
}

fn files(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

const FORM: &str = "content-type: multipart/form-data; boundary=x\r\ncontent-length: 90000\r\n";
const PART: &str =
    "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nkeyword\nshoes\n";

async fn all_kinds(app: &TestApp, ann: &Person) {
    let login = |more: &str| {
        let kind = format!("content-type: application/json\r\n{more}");
        head("POST", "/api/v1/auth/login", None, &kind)
    };
    let upload = head("POST", "/api/v1/planner/keywords/import/preview", Some(ann), FORM);
    let stopped = format!("{upload}{PART}");
    let body = login("content-length: 400\r\n");
    let chunked = format!("{}5\r\n{{\"ema", login("transfer-encoding: chunked\r\n"));
    let list = head("GET", "/api/v1/planner/keywords", Some(ann), "");
    let twice = format!("{list}{list}GET /api/v1/pl");
    let save = head(
        "PUT",
        &format!("/api/v1/writer/content/{}/document", uuid::Uuid::now_v7()),
        Some(ann),
        "content-type: application/json\r\ncontent-length: 900000\r\n",
    );
    let function = head(
        "POST",
        "/api/v1/fn/list",
        Some(ann),
        "content-type: application/json\r\ncontent-length: 900\r\n",
    );
    let slow = vec![b'a'; 400];
    // A text that is sent at once, what follows byte by byte, and how the answer begins.
    let kinds: [(&str, &[u8], &str); 13] = [
        ("", b"", ""),
        ("GET /api/v1/sys", b"", ""),
        ("GET / HTTP/1.1\r\nhost: a\r\nx-a: ", &slow, ""),
        (
            "",
            b"GET /api/v1/system/status/ HTTP/1.1\r\nx-very-long-header: aaaaaaaaaaaaaaa",
            "",
        ),
        (&body, b"", "HTTP/1.1 408 "),
        (&body, &slow[..300], "HTTP/1.1 408 "),
        (&chunked, b"", "HTTP/1.1 408 "),
        (&stopped, b"", "HTTP/1.1 408 "),
        (&stopped, &slow, "HTTP/1.1 408 "),
        (&save, b"", "HTTP/1.1 408 "),
        (&function, b"", "HTTP/1.1 408 "),
        (&list, b"", "HTTP/1.1 200 "),
        (&twice, b"", "HTTP/1.1 200 "),
    ];
    let all = kinds.map(|(text, bytes, begins)| async move {
        let answer = dribble(app, text, bytes).await;
        assert!(answer.starts_with(begins), "{text}: {answer}");
        if begins.contains("408") {
            assert!(answer.contains("application/problem+json"), "{answer}");
            assert!(answer.contains("took too long to arrive"), "{answer}");
        }
    });
    join_all(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_send_is_disconnected_and_holds_up_nobody() {
    with_limits(short(), |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let work = async {
            for _ in 0..5 {
                works(&app, &bob).await;
            }
        };
        tokio::join!(all_kinds(&app, &ann), all_kinds(&app, &ann), work);
        let uploads = app.state.config.data_dir.join("uploads");
        assert_eq!(files(&uploads), 0, "nothing stays of uploads that stopped");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_that_is_slow_but_moves_arrives() {
    with_limits(short(), |app| async move {
        let ann = app.sign_up("ann").await;
        let mut rows = String::new();
        for n in 0..6000 {
            let _ = writeln!(rows, "a phrase of some length {n}");
        }
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nkeyword\n{rows}\r\n--x--\r\n"
        );
        let form = format!(
            "content-type: multipart/form-data; boundary=x\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        let path = "/api/v1/planner/keywords/import/preview";
        let mut stream = connect(&app).await;
        let head = head("POST", path, Some(&ann), &form);
        stream.write_all(head.as_bytes()).await.unwrap();
        // Three seconds in all, three times what a client may stand still.
        for part in body.as_bytes().chunks(body.len() / 12) {
            stream.write_all(part).await.unwrap();
            sleep(Duration::from_millis(250)).await;
        }
        let answer = end_of(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lives_on_between_requests() {
    with_limits(short(), |app| async move {
        let ann = app.sign_up("ann").await;
        let mut stream = connect(&app).await;
        for _ in 0..6 {
            let list = head("GET", "/api/v1/planner/keywords", Some(&ann), "");
            stream.write_all(list.as_bytes()).await.unwrap();
            let mut part = vec![0; 64 * 1024];
            let count = stream.read(&mut part).await.unwrap();
            assert!(part[..count].starts_with(b"HTTP/1.1 200 "));
            // Silent between two requests, which is not standing still in one.
            sleep(Duration::from_millis(400)).await;
        }
    })
    .await;
}
