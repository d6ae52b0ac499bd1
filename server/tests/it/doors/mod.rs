//! Clients that are slow, silent, many or curious: none holds up another, and each that moves is served.

mod at_once;
mod bounds;
mod readers;
mod senders;
mod two;

use std::time::Duration;

use server::limits::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::app::{Person, TestApp, limits};

/// The longest that a test waits for what must happen; nothing is measured by it.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Bounds with the shortest wait for a client.
fn short() -> Limits {
    Limits {
        stall_seconds: 1,
        // Several of the senders below have a file under way.
        uploads_per_account: 10,
        ..limits()
    }
}

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.addr).await.unwrap()
}

/// A connection whose reader takes little in advance.
async fn narrow(app: &TestApp) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(app.addr).await.unwrap()
}

/// The head of a request, of this person or nobody.
fn head(method: &str, path: &str, person: Option<&Person>, more: &str) -> String {
    let bearer = person.map_or_else(String::new, |person| {
        format!("authorization: Bearer {}\r\n", person.token)
    });
    format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{bearer}{more}\r\n")
}

/// Sends a GET and reads nothing.
async fn ask(app: &TestApp, person: &Person, path: &str) -> TcpStream {
    let mut stream = narrow(app).await;
    let head = head("GET", path, Some(person), "");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// All that still comes, once the server has ended the connection.
async fn end_of(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let read = async {
        let mut part = vec![0; 64 * 1024];
        // A reset is an end as well.
        while let Ok(count @ 1..) = stream.read(&mut part).await {
            all.extend_from_slice(&part[..count]);
        }
    };
    tokio::time::timeout(TIMEOUT, read)
        .await
        .expect("the server ends the connection");
    String::from_utf8_lossy(&all).into_owned()
}

/// Keywords enough for an export that no socket holds.
async fn many_keywords(app: &TestApp, person: &Person) {
    let sector: uuid::Uuid = person.sector().await.parse().unwrap();
    sqlx::query(
        "insert into keywords (account_id, id, sector_id, keyword, phrase_key) \
         select s.account_id, gen_random_uuid(), s.id, phrase, phrase from sectors s, \
           (select n || repeat(' word', 20) as phrase from generate_series(1, 20000) n) phrases where s.id = $1",
    )
    .bind(sector)
    .execute(&mut app.superuser().await)
    .await
    .unwrap();
}

/// The person's lists, pages and changes work.
async fn works(app: &TestApp, person: &Person) {
    let list = person.get("/planner/keywords?page_size=1").await;
    assert!(list["count"].is_u64());
    let page = app
        .anonymous(reqwest::Method::GET, "/planner/keywords")
        .header("cookie", format!("igny8_access={}", person.token));
    assert_eq!(page.send().await.unwrap().status(), 200);
    let phrase = uuid::Uuid::now_v7().to_string();
    person.add_keywords(&[&phrase]).await;
}
