//! Signing up where mail goes out: the same answer for every address, and an account that begins with the link that went there.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::services::sign_in::operator;

use crate::app::TestApp;
use crate::post::{arrived, post, sql, token, with_post};

const PASSWORD: &str = "a long enough one";

async fn sign_up(app: &TestApp, email: &str) -> (StatusCode, Value) {
    let body = json!({ "email": email, "password": PASSWORD, "name": "Somebody", "account": "Theirs" });
    let answer = post(app, "/api/v1/auth/signup", body).await;
    (answer.status(), answer.json().await.unwrap_or_default())
}

async fn sign_in(app: &TestApp, email: &str) -> StatusCode {
    let body = json!({ "email": email, "password": PASSWORD });
    post(app, "/api/v1/auth/login", body).await.status()
}

async fn finish(app: &TestApp, token: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "token": token, "password": password });
    let answer = post(app, "/api/v1/auth/signup/finish", body).await;
    (answer.status(), answer.json().await.unwrap_or_default())
}

#[tokio::test]
async fn an_address_that_signs_in_already_is_answered_like_any_other() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        for email in [ann.email.as_str(), "new@example.com"] {
            let (status, body) = sign_up(&app, email).await;
            assert_eq!(
                (status, body),
                (StatusCode::ACCEPTED, json!({ "sent_to": email }))
            );
        }
        let told = arrived(&app, &server, &ann.email).await.pop().unwrap();
        assert!(
            told.text.contains("already have") && told.link("/signup/").is_none(),
            "{}",
            told.text
        );
        // Neither does signing in tell: nobody has the address before its mail is read.
        assert_eq!(sign_in(&app, "new@example.com").await, StatusCode::UNAUTHORIZED);
        // Whoever signs up again and again fills nobody's mailbox, and is told nothing else.
        for _ in 0..6 {
            assert_eq!(sign_up(&app, "often@example.com").await.0, StatusCode::ACCEPTED);
        }
        let mails = arrived(&app, &server, "often@example.com").await.len();
        assert!((1..6).contains(&mails), "{mails} mails");
    })
    .await;
}

#[tokio::test]
async fn the_link_and_the_password_make_one_account() {
    with_post(|app, server| async move {
        let email = "new@example.com";
        sign_up(&app, email).await;
        let link = token(&app, &server, email, "/signup/").await;
        let (status, answer) = finish(&app, &link, "not the one of before").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        // A link of one kind does nothing of another.
        for path in ["/api/v1/auth/email/confirm", "/api/v1/auth/password/reset"] {
            let body = if path.ends_with("reset") {
                json!({ "token": link, "password": "another quite long one" })
            } else {
                json!({ "token": link })
            };
            assert_eq!(
                post(&app, path, body).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        let answers = join_all((0..10).map(|_| finish(&app, &link, PASSWORD))).await;
        let made = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::CREATED);
        assert_eq!(made.count(), 1, "{answers:?}");
        let refused = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::NOT_FOUND);
        assert_eq!(refused.count(), 9, "{answers:?}");
        assert_eq!(sign_in(&app, email).await, StatusCode::OK);
        let mut database = app.superuser().await;
        let (accounts, proven): (i64, i64) =
            sqlx::query_as("select count(*), count(email_verified_at) from users where email = $1")
                .bind(email)
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert_eq!((accounts, proven), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn of_two_sign_ups_with_one_address_the_first_that_is_finished_counts() {
    with_post(|app, server| async move {
        let email = "new@example.com";
        let mut links = Vec::new();
        for _ in 0..2 {
            sign_up(&app, email).await;
            links.push(token(&app, &server, email, "/signup/").await);
        }
        let both = join_all(links.iter().map(|link| finish(&app, link, PASSWORD))).await;
        let mut statuses: Vec<_> = both.iter().map(|(status, _)| status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "{both:?}");
        let (_, other) = both.iter().find(|(status, _)| status.as_u16() == 422).unwrap();
        assert!(other.to_string().contains("Sign in instead"), "{other}");
    })
    .await;
}

#[tokio::test]
async fn an_operator_hands_the_link_to_whom_no_mail_reached() {
    with_post(|app, server| async move {
        let email = "new@example.com";
        let link = async || operator::sign_up_link(&app.state.db, &app.base, "NEW@example.com").await;
        assert!(link().await.is_err(), "nobody waits");
        sign_up(&app, email).await;
        let handed = link().await.unwrap();
        let (_, handed) = handed.rsplit_once('/').unwrap();
        assert_eq!(finish(&app, handed, PASSWORD).await.0, StatusCode::CREATED);
        let mailed = token(&app, &server, email, "/signup/").await;
        assert_eq!(
            finish(&app, &mailed, PASSWORD).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    })
    .await;
}

#[tokio::test]
async fn the_pages_lead_through_it() {
    with_post(|app, server| async move {
        let page = async |path: String| {
            let answer = app.anonymous(Method::GET, &path).send().await.unwrap();
            (answer.status(), answer.text().await.unwrap())
        };
        let form = [
            ("email", "new@example.com"),
            ("password", PASSWORD),
            ("name", "New"),
            ("account", "Theirs"),
        ];
        let request = app.anonymous(Method::POST, "/signup").header("origin", &app.base);
        let answer = request.form(&form).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/signup?sent");
        let (_, sent) = page("/signup?sent".into()).await;
        assert!(sent.contains("finish signing up") && sent.contains("href=\"/signup\""));
        let link = token(&app, &server, "new@example.com", "/signup/").await;
        let path = format!("/signup/{link}");
        let (status, shown) = page(path.clone()).await;
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains("new@example.com") && shown.contains(&format!("action=\"{path}\"")));
        assert!(
            shown.contains("href=\"/signup\""),
            "who has forgotten the password may begin again"
        );
        sql(
            &app,
            "update pending_sign_ups set expires_at = now() - interval '1 second'",
        )
        .await;
        let (_, over) = page(path.clone()).await;
        assert!(
            over.contains("expired") && over.contains("Sign up again"),
            "{over}"
        );
        sql(
            &app,
            "update pending_sign_ups set expires_at = now() + interval '1 hour'",
        )
        .await;
        let request = app.anonymous(Method::POST, &path).header("origin", &app.base);
        let answer = request.form(&[("password", PASSWORD)]).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()["location"], "/home");
        assert!(answer.headers().get_all("set-cookie").iter().count() >= 2);
        let (_, used) = page(path).await;
        assert!(used.contains("already used"), "{used}");
        let (status, unknown) = page("/signup/no-such-token".into()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(unknown.contains("Sign up again"), "{unknown}");
    })
    .await;
}
