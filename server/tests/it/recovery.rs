//! A forgotten password: a link by mail, the same for every address, used once, after which nothing of before works.

use futures::future::join_all;
use mail::test_server::TestServer;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::auth::caller::Caller;
use server::services::sign_in::session;

use crate::app::{Person, TestApp, with_app};
use crate::post::{arrived, login, post, sql, states, token, with_post};

const OLD: &str = "a long enough one";
const NEW: &str = "another quite long one";

async fn forgot(app: &TestApp, email: &str) -> (StatusCode, String) {
    let answer = post(app, "/api/v1/auth/password/forgot", json!({ "email": email })).await;
    let status = answer.status();
    (status, answer.text().await.unwrap())
}

async fn reset(app: &TestApp, token: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "token": token, "password": password });
    let answer = post(app, "/api/v1/auth/password/reset", body).await;
    (answer.status(), answer.json().await.unwrap_or_default())
}

/// A token of a link that was just asked for.
async fn asked(app: &TestApp, server: &TestServer, email: &str) -> String {
    assert_eq!(forgot(app, email).await.0, StatusCode::NO_CONTENT);
    token(app, server, email, "/reset/").await
}

async fn works(person: &Person) -> bool {
    let answer = person.request(Method::GET, "/auth/session").send().await.unwrap();
    answer.status().is_success()
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        // The time says nothing either: each answer is held back for as long as the slowest takes.
        for _ in 0..3 {
            for email in [ann.email.as_str(), "nobody@example.com"] {
                let (status, body) = forgot(&app, email).await;
                assert_eq!((status, body.as_str()), (StatusCode::NO_CONTENT, ""), "{email}");
            }
        }
        assert!(arrived(&app, &server, "nobody@example.com").await.is_empty());
        // Ten more, however they are written: no mailbox is filled, and nothing tells so.
        for spelling in [
            " ANN@example.com ",
            "ann@EXAMPLE.com",
            "ann@example.com",
            "Ann@Example.Com",
        ] {
            assert_eq!(forgot(&app, spelling).await.0, StatusCode::NO_CONTENT);
        }
        let resets = arrived(&app, &server, &ann.email).await;
        assert_eq!(
            resets
                .iter()
                .filter(|mail| mail.link("/reset/").is_some())
                .count(),
            4
        );
        for bad in [
            "",
            "ann",
            "a b@example.com",
            "ann@example.com\0",
            &"a".repeat(300),
        ] {
            assert_eq!(
                forgot(&app, bad).await.0,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{bad:?}"
            );
        }
        // From one network not for ever.
        let mut answered = StatusCode::OK;
        for number in 0..30 {
            answered = forgot(&app, &format!("p{number}@example.com")).await.0;
        }
        assert_eq!(answered, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_whatever_was_before() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let made = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "viewer" }))
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        let listed = || program.request(Method::GET, "/planner/keywords").send();
        assert!(works(&ann).await && listed().await.unwrap().status().is_success());
        let (first, second) = (
            asked(&app, &server, &ann.email).await,
            asked(&app, &server, &ann.email).await,
        );
        assert_ne!(first, second);
        for weak in ["short", "password1234", "ann@example.com"] {
            let (status, problem) = reset(&app, &second, weak).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
            assert!(problem["errors"]["password"][0].is_string());
        }
        assert_eq!(reset(&app, &second, NEW).await.0, StatusCode::NO_CONTENT);
        assert_eq!(
            (
                login(&app, &ann.email, OLD).await,
                login(&app, &ann.email, NEW).await
            ),
            (401, 200)
        );
        assert!(!works(&ann).await);
        assert_eq!(listed().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        // Both links are used up; the person is told, and the log has it.
        for link in [&first, &second] {
            let (status, problem) = reset(&app, link, "yet another long one").await;
            assert_eq!(
                (
                    status,
                    problem["detail"].as_str().unwrap().contains("already used")
                ),
                (StatusCode::NOT_FOUND, true)
            );
        }
        let mails = arrived(&app, &server, &ann.email).await;
        assert!(
            mails
                .last()
                .unwrap()
                .plain()
                .contains("Your IGNY8 password was changed")
        );
        let verified: bool = sqlx::query_scalar("select email_verified_at is not null from users")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert!(verified, "whoever has the link reads the mail");
        let kinds: Vec<String> =
            sqlx::query_scalar("select kind from security_events where kind like 'password%' order by at")
                .fetch_all(&mut app.superuser().await)
                .await
                .unwrap();
        assert_eq!(
            kinds,
            ["password_reset_asked", "password_reset_asked", "password_changed"]
        );
    })
    .await;
}

#[tokio::test]
async fn ten_uses_of_one_link_at_once_are_one() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let link = asked(&app, &server, &ann.email).await;
        let passwords: Vec<String> = (0..10)
            .map(|number| format!("quite a long one {number}"))
            .collect();
        let tried = join_all(passwords.iter().map(|password| reset(&app, &link, password))).await;
        let won: Vec<_> = tried
            .iter()
            .enumerate()
            .filter(|(_, (status, _))| *status == StatusCode::NO_CONTENT)
            .collect();
        assert_eq!(won.len(), 1, "{tried:?}");
        assert!(
            tried
                .iter()
                .all(|(status, _)| matches!(status.as_u16(), 204 | 404)),
            "{tried:?}"
        );
        assert_eq!(login(&app, &ann.email, &passwords[won[0].0]).await, 200);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_is_under_way_does_not_outlive_a_reset() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let link = asked(&app, &server, &ann.email).await;
        let sign_ins = (0..8).map(|number| {
            let (app, email) = (app.clone(), ann.email.clone());
            async move {
                let caller = Caller {
                    network: format!("192.0.2.{number}"),
                    ..Caller::default()
                };
                session::login(&app.state, &caller, &email, OLD.to_owned())
                    .await
                    .ok()
            }
        });
        let (_, (status, _)) = tokio::join!(join_all(sign_ins), reset(&app, &link, NEW));
        assert_eq!(status, StatusCode::NO_CONTENT);
        let open: i64 = sqlx::query_scalar("select count(*) from sessions where revoked_at is null")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(open, 0);
    })
    .await;
}

#[tokio::test]
async fn links_that_do_not_hold_say_why() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let link = asked(&app, &server, &ann.email).await;
        let verify = token(&app, &server, &ann.email, "/confirm/").await;
        let tampered = format!("{}x", &link[..link.len() - 1]);
        for bad in [tampered.as_str(), "x", "", "%00", "..", "😀", &"a".repeat(5000), &verify] {
            let (status, problem) = reset(&app, bad, NEW).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{bad}: {problem}");
        }
        sql(&app, "update email_links set expires_at = now() - interval '1 second' where purpose = 'password_reset'").await;
        let (status, problem) = reset(&app, &link, NEW).await;
        assert_eq!((status, problem["detail"].as_str().unwrap().contains("expired")), (StatusCode::NOT_FOUND, true));
        assert_eq!(login(&app, &ann.email, OLD).await, 200);
        // A link to choose a password proves no address by the way.
        let link = asked(&app, &server, &ann.email).await;
        let confirmed = post(&app, "/api/v1/auth/email/confirm", json!({ "token": link })).await;
        assert_eq!(confirmed.status(), StatusCode::NOT_FOUND);
        // Choosing a password in the profile ends it, too.
        let change = json!({ "current_password": OLD, "new_password": NEW });
        let changed = ann.request(Method::PATCH, "/auth/profile").json(&change).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK, "{:?}", changed.text().await);
        assert_eq!(reset(&app, &link, "yet another long one").await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_request_does_not_choose_where_its_link_leads() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let request = app
            .anonymous(Method::POST, "/api/v1/auth/password/forgot")
            .header(header::HOST, "evil.example")
            .header("x-forwarded-host", "evil.example")
            .header("x-forwarded-proto", "https");
        let answer = request.json(&json!({ "email": ann.email })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        token(&app, &server, &ann.email, "/reset/").await;
        assert!(
            server
                .taken()
                .iter()
                .all(|mail| !mail.plain().contains("evil.example"))
        );
    })
    .await;
}

/// The page at this path.
async fn page(app: &TestApp, path: &str) -> (StatusCode, String) {
    let answer = app.anonymous(Method::GET, path).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn it_works_by_plain_forms() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let (_, sign_in) = page(&app, "/login").await;
        assert!(sign_in.contains("href=\"/forgot\"") && !sign_in.contains("password was changed"));
        let (status, form) = page(&app, "/forgot").await;
        assert!(
            status == StatusCode::OK
                && form.contains("action=\"/forgot\"")
                && form.contains("name=\"email\"")
        );
        let send = |path: String, fields: Vec<(&'static str, String)>| {
            let request = app.anonymous(Method::POST, &path).form(&fields);
            async move { request.send().await.unwrap() }
        };
        let refused = send("/forgot".into(), vec![("email", "no address".into())]).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().await.unwrap().contains("value=\"no address\""));
        for email in ["nobody@example.com", &ann.email] {
            let answer = send("/forgot".into(), vec![("email", email.to_owned())]).await;
            assert_eq!(
                (answer.status(), &answer.headers()[header::LOCATION]),
                (StatusCode::SEE_OTHER, &"/forgot?sent".parse().unwrap())
            );
        }
        assert!(
            page(&app, "/forgot?sent")
                .await
                .1
                .contains("we sent a link to it")
        );
        let link = token(&app, &server, &ann.email, "/reset/").await;
        let path = format!("/reset/{link}");
        // Looking at the page uses nothing up: programs that read mail open links.
        for _ in 0..2 {
            let (status, form) = page(&app, &path).await;
            assert!(
                status == StatusCode::OK && form.contains(&ann.email) && form.contains("new-password"),
                "{form}"
            );
        }
        let weak = send(path.clone(), vec![("password", "short".into())]).await;
        assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let text = weak.text().await.unwrap();
        assert!(text.contains("at least 10 characters") && !text.contains("value=\"short\""));
        let done = send(path.clone(), vec![("password", NEW.into())]).await;
        assert_eq!(
            (done.status(), &done.headers()[header::LOCATION]),
            (StatusCode::SEE_OTHER, &"/login?reset".parse().unwrap())
        );
        assert!(
            page(&app, "/login?reset")
                .await
                .1
                .contains("password was changed")
        );
        assert_eq!(login(&app, &ann.email, NEW).await, 200);
        for (path, why) in [(path.as_str(), "already used"), ("/reset/tampered", "valid")] {
            let (status, text) = page(&app, path).await;
            assert!(
                status == StatusCode::NOT_FOUND && text.contains(why) && text.contains("href=\"/forgot\""),
                "{text}"
            );
            let again = send(path.to_owned(), vec![("password", NEW.into())]).await;
            assert_eq!(again.status(), StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn without_mail_everybody_is_told_so() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for email in [ann.email.as_str(), "nobody@example.com"] {
            let (status, body) = forgot(&app, email).await;
            assert_eq!(
                (status, body.contains("doesn't send email")),
                (StatusCode::CONFLICT, true)
            );
        }
        assert!(states(&app).await.is_empty());
        // The operator has a way.
        let link =
            server::services::sign_in::operator::reset_link(&app.state.db, &app.base, "ANN@example.com")
                .await
                .unwrap();
        let token = link.rsplit('/').next().unwrap();
        assert_eq!(reset(&app, token, NEW).await.0, StatusCode::NO_CONTENT);
        assert_eq!(login(&app, &ann.email, NEW).await, 200);
    })
    .await;
}
