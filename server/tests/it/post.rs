//! An app with a mail server, and what people do with the mails that come of it.

use std::sync::Arc;

use mail::test_server::{Taken, TestServer};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::mailing::Mailing;
use server::runner::Postman;
use sqlx::AssertSqlSafe;

use crate::app::{TestApp, with_config};

/// Runs a test with an app that sends to a mail server of the test's own.
pub async fn with_post<F: Future<Output = ()>>(test: impl FnOnce(Arc<TestApp>, Arc<TestServer>) -> F) {
    let server = Arc::new(TestServer::start(false).await);
    let mailing = Mailing {
        smtp_url: Some(server.url().into()),
        smtp_timeout: 2,
        mail_from: Some("IGNY8 <no-reply@example.com>".into()),
        ..Mailing::default()
    };
    with_config(|config| config.mailing = mailing, |app| test(app, server)).await;
}

/// Sends what is due and gives all that has arrived at this address, in the order in which it was written: several are sent at
/// once, and arrive in any.
pub async fn arrived(app: &TestApp, server: &TestServer, to: &str) -> Vec<Taken> {
    Postman::once(&app.state).await.unwrap();
    let taken = server.taken().into_iter();
    let mut mails: Vec<Taken> = taken.filter(|mail| mail.to == to).collect();
    // The id of a mail grows with time.
    mails.sort_by_key(|mail| {
        let id = mail.text.lines().find(|line| line.starts_with("Message-ID:"));
        id.map(str::to_owned)
    });
    mails
}

/// The token of the latest mailed link under this path.
pub async fn token(app: &TestApp, server: &TestServer, to: &str, path: &str) -> String {
    let mails = arrived(app, server, to).await;
    let link = mails.iter().rev().find_map(|mail| mail.link(path));
    let link = link.unwrap_or_else(|| panic!("no mail to {to} with {path}: {mails:?}"));
    assert!(link.starts_with(&app.base), "{link} leads here");
    link.rsplit('/').next().unwrap().to_owned()
}

/// A POST of nobody.
pub async fn post(app: &TestApp, path: &str, body: Value) -> Response {
    app.anonymous(Method::POST, path)
        .json(&body)
        .send()
        .await
        .unwrap()
}

/// Everybody so far has confirmed their address.
pub async fn confirmed(app: &TestApp) {
    sql(app, "update users set email_verified_at = now()").await;
}

/// The status of a sign-in.
pub async fn login(app: &TestApp, email: &str, password: &str) -> u16 {
    let body = json!({ "email": email, "password": password });
    post(app, "/api/v1/auth/login", body).await.status().as_u16()
}

/// Mails with their state and fault, oldest first.
pub async fn states(app: &TestApp) -> Vec<(String, String, Option<String>)> {
    let select = "select recipient || ' ' || kind, state, fault from mails order by id";
    sqlx::query_as(select)
        .fetch_all(&mut app.superuser().await)
        .await
        .unwrap()
}

/// Does something to the database as nobody else could.
pub async fn sql(app: &TestApp, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
}
