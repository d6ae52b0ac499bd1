//! Addresses: proven by a link that goes there, changed by one to the new address, of which the old one is told.

use futures::future::join_all;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};
use crate::post::{arrived, confirmed, login, post, sql, token, with_post};

const PASSWORD: &str = "a long enough one";

async fn confirm(app: &TestApp, token: &str) -> (StatusCode, Value) {
    let answer = post(app, "/api/v1/auth/email/confirm", json!({ "token": token })).await;
    (answer.status(), answer.json().await.unwrap_or_default())
}

async fn change(person: &Person, body: Value) -> (StatusCode, Value) {
    let answer = person
        .request(Method::PATCH, "/auth/profile")
        .json(&body)
        .send()
        .await
        .unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
}

fn to(email: &str) -> Value {
    json!({ "new_email": email, "current_password": PASSWORD })
}

#[tokio::test]
async fn an_invitation_is_mailed_and_the_link_shown_all_the_same() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        confirmed(&app).await;
        // What somebody is called makes no header, and no link.
        let name = "Eve\r\nBcc: eve@evil.example\r\n\r\nhttps://evil.example/";
        let body = json!({ "email": "eve@example.com", "name": name, "role": "editor" });
        ann.make("/auth/users", body).await;
        let mail = arrived(&app, &server, "eve@example.com").await.remove(0);
        assert!(
            mail.text
                .lines()
                .all(|line| !line.to_lowercase().starts_with("bcc:")),
            "{}",
            mail.text
        );
        assert!(
            !mail.plain().contains("https://evil.example")
                && server.heard().iter().all(|line| !line.contains("evil"))
        );
        let body = json!({ "email": "bob@example.com", "name": "Bob", "role": "editor" });
        let invited = ann.make("/auth/users", body).await;
        let shown = invited["secret"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        let mailed = token(&app, &server, "bob@example.com", "/invite/").await;
        assert_eq!(mailed, shown);
        let mail = &arrived(&app, &server, "bob@example.com").await[0];
        assert!(
            mail.plain().contains("ann invited you to join ann's on IGNY8")
                && mail.plain().contains("Your role: Editor."),
            "{}",
            mail.plain()
        );
        // Another link by mail, after which the first one is none.
        let resend = json!({ "ids": [invited["id"]] });
        let (status, again) = ann.post("/auth/users/actions/resend", &resend).await;
        assert_eq!(status, StatusCode::OK, "{again}");
        let second = token(&app, &server, "bob@example.com", "/invite/").await;
        assert_ne!(first_of(&mailed), first_of(&second));
        let accept = |token: &str| format!("/api/v1/auth/invitations/{token}/accept");
        let late = post(&app, &accept(&mailed), json!({ "password": PASSWORD })).await;
        assert_eq!(late.status(), StatusCode::NOT_FOUND);
        let joined = post(&app, &accept(&second), json!({ "password": PASSWORD })).await;
        assert_eq!(joined.status(), StatusCode::OK);
    })
    .await;
}

fn first_of(token: &str) -> &str {
    &token[..8]
}

/// Whoever signs up with any address could have us write to strangers in words of their own otherwise.
#[tokio::test]
async fn whoever_has_not_confirmed_their_address_has_us_write_to_nobody_else() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let confirm = token(&app, &server, &ann.email, "/confirm/").await;
        let body = json!({ "email": "bob@example.com", "name": "Bob", "role": "editor" });
        let invited = ann.make("/auth/users", body).await;
        let resend = json!({ "ids": [invited["id"]] });
        let (status, again) = ann.post("/auth/users/actions/resend", &resend).await;
        assert_eq!(status, StatusCode::OK, "{again}");
        let told = again["once"]["message"].as_str().unwrap();
        assert!(
            told.contains("your own address isn't confirmed") && told.contains("Send this link"),
            "{again}"
        );
        assert!(arrived(&app, &server, "bob@example.com").await.is_empty());
        let row = ann
            .get(&format!("/auth/users/{}", invited["id"].as_str().unwrap()))
            .await;
        assert_eq!(
            (&row["state"], &row["delivery"]),
            (&json!("invited"), &Value::Null),
            "{row}"
        );
        // The link holds all the same.
        let link = again["once"]["secret"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap();
        let accept = format!("/api/v1/auth/invitations/{link}/accept");
        assert_eq!(
            post(&app, &accept, json!({ "password": PASSWORD }))
                .await
                .status(),
            StatusCode::OK
        );
        // An owner who is confirmed counts for nobody else.
        sql(&app, "update users set email_verified_at = null").await;
        assert_eq!(
            post(&app, "/api/v1/auth/email/confirm", json!({ "token": confirm }))
                .await
                .status(),
            StatusCode::OK
        );
        let body = json!({ "email": "carol@example.com", "name": "Carol", "role": "editor" });
        ann.make("/auth/users", body).await;
        assert_eq!(arrived(&app, &server, "carol@example.com").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_fills_strangers_mailboxes_by_inviting() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        confirmed(&app).await;
        for number in 0..101 {
            let body = json!({ "email": format!("p{number}@example.com"), "name": "P", "role": "viewer" });
            let made = ann.make("/auth/users", body).await;
            assert!(
                made["secret"].is_string(),
                "the link is there all the same: {made}"
            );
        }
        arrived(&app, &server, "").await;
        let mailed = server
            .taken()
            .iter()
            .filter(|mail| mail.link("/invite/").is_some())
            .count();
        assert_eq!(mailed, 100);
    })
    .await;
}

#[tokio::test]
async fn a_new_person_proves_their_address() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let link = token(&app, &server, &ann.email, "/confirm/").await;
        let tried = join_all((0..10).map(|_| confirm(&app, &link))).await;
        let won: Vec<_> = tried
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .collect();
        assert_eq!(won.len(), 1, "{tried:?}");
        assert_eq!(
            (&won[0].1["purpose"], &won[0].1["email"]),
            (&json!("verify_address"), &json!(ann.email))
        );
        // Who is proven gets no other link.
        let (status, _) = ann.post("/auth/email/verify", &json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let links = arrived(&app, &server, &ann.email).await;
        assert_eq!(links.len(), 1);
        let bob = app.sign_up("bob").await;
        for _ in 0..4 {
            assert_eq!(
                bob.post("/auth/email/verify", &json!({})).await.0,
                StatusCode::NO_CONTENT
            );
        }
        assert_eq!(
            bob.post("/auth/email/verify", &json!({})).await.0,
            StatusCode::TOO_MANY_REQUESTS
        );
        let nobody = post(&app, "/api/v1/auth/email/verify", json!({})).await;
        assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_change_tells_both_addresses_and_waits_for_the_new_one() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        for (body, field) in [
            (json!({ "new_email": "new@example.com" }), "current_password"),
            (
                json!({ "new_email": "new@example.com", "current_password": "not this one" }),
                "current_password",
            ),
            (
                json!({ "new_email": "no address", "current_password": PASSWORD }),
                "new_email",
            ),
        ] {
            let (status, problem) = change(&ann, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(problem["errors"][field][0].is_string(), "{problem}");
        }
        let (status, row) = change(&ann, to("New@example.com")).await;
        assert_eq!(
            (status, &row["email"], &row["new_email"]),
            (StatusCode::OK, &json!(ann.email), &json!("new@example.com"))
        );
        // The form brings back what waits, and asks for no password then.
        let (status, _) = change(&ann, json!({ "name": "Ann", "new_email": "new@example.com" })).await;
        assert_eq!(status, StatusCode::OK);
        let told = arrived(&app, &server, &ann.email).await;
        let told: Vec<_> = told
            .iter()
            .filter(|mail| mail.plain().contains("about to change"))
            .collect();
        assert_eq!(told.len(), 1);
        assert_eq!(
            (
                login(&app, &ann.email, PASSWORD).await,
                login(&app, "new@example.com", PASSWORD).await
            ),
            (200, 401)
        );
        let link = token(&app, &server, "new@example.com", "/confirm/").await;
        assert_eq!(confirm(&app, &link).await.0, StatusCode::OK);
        assert_eq!(
            (
                login(&app, &ann.email, PASSWORD).await,
                login(&app, "new@example.com", PASSWORD).await
            ),
            (401, 200)
        );
        for address in [ann.email.as_str(), "new@example.com"] {
            let mails = arrived(&app, &server, address).await;
            assert!(
                mails
                    .last()
                    .unwrap()
                    .plain()
                    .contains("email address was changed"),
                "{address}"
            );
        }
        assert_eq!(ann.get("/auth/session").await["email"], "new@example.com");
        assert_eq!(ann.get("/auth/profile").await["new_email"], Value::Null);
        let kinds: Vec<String> =
            sqlx::query_scalar("select kind from security_events where kind like 'email%' order by at")
                .fetch_all(&mut app.superuser().await)
                .await
                .unwrap();
        assert_eq!(kinds, ["email_change_asked", "email_changed"]);
        // What went to the address before does nothing any more.
        assert_eq!(confirm(&app, &link).await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_address_of_somebody_else_is_not_told_and_not_taken() {
    with_post(|app, server| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (taken, free) = (
            change(&ann, to(&bob.email)).await,
            change(&bob, to("free@example.com")).await,
        );
        assert_eq!((taken.0, free.0), (StatusCode::OK, StatusCode::OK));
        let link = token(&app, &server, &bob.email, "/confirm/").await;
        let (status, problem) = confirm(&app, &link).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(
            (
                login(&app, &bob.email, PASSWORD).await,
                login(&app, &ann.email, PASSWORD).await
            ),
            (200, 200)
        );
        // Two who want the same free address: it is whose link is opened first.
        assert_eq!(change(&ann, to("free@example.com")).await.0, StatusCode::OK);
        let mails = arrived(&app, &server, "free@example.com").await;
        let links: Vec<String> = mails.iter().filter_map(|mail| mail.link("/confirm/")).collect();
        assert_eq!(links.len(), 2);
        let tried = join_all(
            links
                .iter()
                .map(|link| confirm(&app, link.rsplit('/').next().unwrap())),
        )
        .await;
        let mut statuses: Vec<_> = tried.iter().map(|(status, _)| status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{tried:?}");
    })
    .await;
}

#[tokio::test]
async fn a_change_that_is_not_wanted_is_stopped() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let link = |address: &'static str| {
            let (app, server) = (app.clone(), server.clone());
            async move { token(&app, &server, address, "/confirm/").await }
        };
        // By another wish, by none, and by a new password.
        change(&ann, to("one@example.com")).await;
        let one = link("one@example.com").await;
        change(&ann, to("two@example.com")).await;
        let two = link("two@example.com").await;
        assert_eq!(confirm(&app, &one).await.0, StatusCode::NOT_FOUND);
        let (status, row) = change(&ann, json!({ "new_email": null })).await;
        assert_eq!((status, &row["new_email"]), (StatusCode::OK, &Value::Null));
        assert_eq!(confirm(&app, &two).await.0, StatusCode::NOT_FOUND);
        change(&ann, to("three@example.com")).await;
        let three = link("three@example.com").await;
        post(
            &app,
            "/api/v1/auth/password/forgot",
            json!({ "email": ann.email }),
        )
        .await;
        let reset = token(&app, &server, &ann.email, "/reset/").await;
        let body = json!({ "token": reset, "password": "another quite long one" });
        assert_eq!(
            post(&app, "/api/v1/auth/password/reset", body).await.status(),
            StatusCode::NO_CONTENT
        );
        assert_eq!(confirm(&app, &three).await.0, StatusCode::NOT_FOUND);
        // A stolen token changes no address.
        let ann = ann.with_token(&fresh(&app, &ann.email, "another quite long one").await);
        let made = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        let body = json!({ "new_email": "x@example.com", "current_password": "another quite long one" });
        assert_eq!(change(&program, body).await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

async fn fresh(app: &TestApp, email: &str, password: &str) -> String {
    let answer = post(
        app,
        "/api/v1/auth/login",
        json!({ "email": email, "password": password }),
    )
    .await;
    let tokens: Value = answer.json().await.unwrap();
    tokens["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn confirming_works_by_plain_forms_and_not_by_looking() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let path = format!("/confirm/{}", token(&app, &server, &ann.email, "/confirm/").await);
        let page = |path: String| {
            let request = app.anonymous(Method::GET, &path);
            async move {
                let answer = request.send().await.unwrap();
                (answer.status().as_u16(), answer.text().await.unwrap())
            }
        };
        for _ in 0..2 {
            let (status, text) = page(path.clone()).await;
            assert!(
                status == 200 && text.contains("Confirm that ann@example.com"),
                "{text}"
            );
        }
        let done = app.anonymous(Method::POST, &path).send().await.unwrap();
        assert_eq!(
            (done.status(), &done.headers()[header::LOCATION]),
            (StatusCode::SEE_OTHER, &"/confirm?done".parse().unwrap())
        );
        assert!(page("/confirm?done".into()).await.1.contains("is confirmed"));
        let (status, text) = page(path.clone()).await;
        assert!(
            status == 404 && text.contains("already used") && text.contains("href=\"/confirm\""),
            "{text}"
        );
        let again = app.anonymous(Method::POST, &path).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_FOUND);
        // Asking for another link is for who is signed in.
        let bob = app.sign_up("bob").await;
        let ask = || app.anonymous(Method::POST, "/confirm");
        let sent = ask()
            .header(header::COOKIE, format!("igny8_access={}", bob.token))
            .send()
            .await
            .unwrap();
        assert_eq!(sent.headers()[header::LOCATION], "/confirm?sent");
        assert_eq!(ask().send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn without_mail_an_address_stays() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (status, problem) = change(&ann, to("new@example.com")).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(login(&app, &ann.email, PASSWORD).await, 200);
        let body = json!({ "email": "bob@example.com", "name": "Bob", "role": "editor" });
        assert!(ann.make("/auth/users", body).await["secret"].is_string());
    })
    .await;
}
