//! The same over HTTP/2, where clients open windows as they like.

use bytes::Bytes;
use h2::client::{self, SendRequest};
use reqwest::StatusCode;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::{TIMEOUT, connect, end_of, many_keywords, short, works};
use crate::app::{Person, TestApp, with_limits};

type Connection = (SendRequest<Bytes>, JoinHandle<Result<(), h2::Error>>);

/// A connection whose answers wait for windows of so many bytes.
async fn open(app: &TestApp, window: u32) -> Connection {
    let stream = TcpStream::connect(app.addr).await.unwrap();
    let (send, connection) = client::Builder::new()
        .initial_window_size(window)
        .handshake(stream)
        .await
        .unwrap();
    (send, tokio::spawn(connection))
}

fn request(app: &TestApp, person: &Person, method: &str, path: &str) -> axum::http::Request<()> {
    axum::http::Request::builder()
        .method(method)
        .uri(format!("{}{path}", app.base))
        .header("authorization", format!("Bearer {}", person.token))
        .header("content-type", "application/json")
        .body(())
        .unwrap()
}

async fn ended(connection: JoinHandle<Result<(), h2::Error>>) {
    let _ = tokio::time::timeout(TIMEOUT, connection)
        .await
        .expect("the server ends the connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_that_stay_shut_and_bodies_that_never_come_end_the_connection() {
    with_limits(short(), |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        many_keywords(&app, &ann).await;
        // An answer that nobody makes room for.
        let (mut send, tiny) = open(&app, 1).await;
        let export = request(&app, &ann, "GET", "/api/v1/planner/keywords/export");
        let (response, _) = send.send_request(export, true).unwrap();
        let response = response.await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        // The same many times at once.
        let (mut many, shut) = open(&app, 1).await;
        let mut unread = Vec::new();
        for _ in 0..24 {
            let list = request(&app, &ann, "GET", "/api/v1/planner/keywords?page_size=200");
            // On a machine that is busy it may be ended before all were asked for.
            let Ok((answer, _)) = many.send_request(list, true) else {
                break;
            };
            let Ok(answer) = answer.await else { break };
            unread.push(answer);
        }
        assert!(!unread.is_empty());
        works(&app, &bob).await;
        // A body that does not come.
        let (mut send, silent) = open(&app, 65_535).await;
        let login = request(&app, &ann, "PATCH", "/api/v1/auth/profile");
        let (answer, _stream) = send.send_request(login, false).unwrap();
        let answer = tokio::time::timeout(TIMEOUT, answer).await.unwrap().unwrap();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
        // A connection without a request, and one that does not finish its greeting.
        let (_kept, idle) = open(&app, 65_535).await;
        let mut half = connect(&app).await;
        half.write_all(b"PRI * HTTP/2.0\r\n").await.unwrap();
        end_of(&mut half).await;
        works(&app, &bob).await;
        for connection in [tiny, shut, silent, idle] {
            ended(connection).await;
        }
        works(&app, &bob).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_read_slowly_comes_whole() {
    with_limits(short(), |app| async move {
        let ann = app.sign_up("ann").await;
        many_keywords(&app, &ann).await;
        let (mut send, _connection) = open(&app, 65_535).await;
        let export = request(&app, &ann, "GET", "/api/v1/planner/keywords/export");
        let (response, _) = send.send_request(export, true).unwrap();
        let mut body = response.await.unwrap().into_body();
        let mut length = 0;
        while let Some(data) = body.data().await {
            let count = data.unwrap().len();
            length += count;
            body.flow_control().release_capacity(count).unwrap();
            // A slow reader: longer in all than a client may stand still.
            tokio::time::sleep(tokio::time::Duration::from_millis(10)).await;
        }
        assert!(length > 2_000_000, "{length}");
    })
    .await;
}
