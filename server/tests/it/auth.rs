//! Signing up, in and out; refresh rotation; members, tokens, origins, limits.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::app::{Person, with_app};

fn cookie(response: &reqwest::Response, name: &str) -> Option<String> {
    response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .find_map(|value| {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            pair.strip_prefix(&format!("{name}=")).map(str::to_owned)
        })
}

#[tokio::test]
async fn a_new_account_has_an_owner_a_site_a_sector_and_credits() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let session = ann.get("/auth/session").await;
        assert_eq!(session["role"], "owner");
        assert_eq!(session["credits"], 1000);
        assert_eq!(session["sites"].as_array().unwrap().len(), 1);
        assert_eq!(session["sectors"].as_array().unwrap().len(), 1);
        let again = json!({ "email": "ANN@example.com", "password": "a long enough one", "name": "x", "account": "x" });
        let response = app.anonymous(Method::POST, "/api/v1/auth/signup").json(&again).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let problem: Value = response.json().await.unwrap();
        assert!(problem["errors"]["email"].is_array());
        let weak = json!({ "email": "no", "password": "short", "name": "", "account": "" });
        let response = app.anonymous(Method::POST, "/api/v1/auth/signup").json(&weak).send().await.unwrap();
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["errors"].as_object().unwrap().len(), 4);
        let guessed = json!({ "email": "eve@example.com", "password": "password12", "name": "Eve", "account": "Eve's" });
        let response = app.anonymous(Method::POST, "/api/v1/auth/signup").json(&guessed).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let problem: Value = response.json().await.unwrap();
        assert!(problem["errors"]["password"].is_array(), "{problem}");
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_theft_ends_the_sign_in() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let login = json!({ "email": ann.email, "password": "a long enough one" });
        let response = app
            .anonymous(Method::POST, "/api/v1/auth/login")
            .json(&login)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let first = cookie(&response, "igny8_refresh").unwrap();
        let refresh = |token: String| {
            app.anonymous(Method::POST, "/api/v1/auth/refresh")
                .header(header::COOKIE, format!("igny8_refresh={token}"))
                .send()
        };
        let response = refresh(first.clone()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let second = cookie(&response, "igny8_refresh").unwrap();
        assert_ne!(first, second);
        // A second tab within seconds gets an access token, but no new refresh token.
        let response = refresh(first.clone()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert!(cookie(&response, "igny8_refresh").is_none());
        // Later, the same token is a thief's: nobody goes on with this sign-in.
        let mut database = app.superuser().await;
        sqlx::query("update sessions set rotated_at = now() - interval '1 hour'")
            .execute(&mut database)
            .await
            .unwrap();
        assert_eq!(refresh(first).await.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(second).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_access_token_too() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.get("/auth/session").await;
        let response = ann.request(Method::POST, "/auth/logout").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let response = ann.request(Method::GET, "/auth/session").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_tells_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let attempt = |email: String| {
            let body = json!({ "email": email, "password": "wrong password" });
            app.anonymous(Method::POST, "/api/v1/auth/login")
                .json(&body)
                .send()
        };
        let known = attempt(ann.email.clone()).await.unwrap();
        let unknown = attempt("nobody@example.com".into()).await.unwrap();
        assert_eq!(known.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(known.text().await.unwrap(), unknown.text().await.unwrap());
        let mut limited = None;
        for _ in 0..12 {
            let response = attempt(ann.email.clone()).await.unwrap();
            if response.status() == StatusCode::TOO_MANY_REQUESTS {
                limited = Some(response);
                break;
            }
        }
        let limited = limited.expect("the eleventh attempt is too many");
        assert!(limited.headers().contains_key(header::RETRY_AFTER));
    })
    .await;
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let foreign = ann
            .request(Method::POST, "/auth/sites")
            .header(header::ORIGIN, "https://evil.example");
        let response = foreign
            .json(&json!({ "name": "Stolen", "language": "en" }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let own = ann
            .request(Method::POST, "/auth/sites")
            .header(header::ORIGIN, app.base.clone());
        let response = own
            .json(&json!({ "name": "Own", "language": "en" }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn an_invited_member_joins_with_the_given_role_and_a_removed_one_is_out() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let invited = json!({ "email": "bob@example.com", "name": "Bob", "role": "viewer" });
        let member = ann.make("/auth/users", invited).await;
        assert_eq!(member["state"], "invited");
        let link = member["secret"].as_str().unwrap();
        assert!(
            link.starts_with(&format!("{}/invite/", app.base)),
            "a whole address: {link}"
        );
        let accept = format!(
            "/api/v1/auth/invitations/{}/accept",
            link.rsplit('/').next().unwrap()
        );
        let body = json!({ "password": "bob's own password" });
        let response = app
            .anonymous(Method::POST, &accept)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let token = response.json::<Value>().await.unwrap()["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let bob = ann.with_token(&token);
        assert_eq!(bob.get("/auth/session").await["role"], "viewer");
        let (status, _) = bob
            .post("/auth/sites", &json!({ "name": "Mine", "language": "en" }))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        // The link works once.
        let response = app
            .anonymous(Method::POST, &accept)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        // Nobody gives more than they have, nor changes their own membership.
        let users = ann.get("/auth/users?search=ann").await;
        let own = users["results"][0]["id"].as_str().unwrap();
        let response = ann
            .request(Method::DELETE, &format!("/auth/users/{own}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::CONFLICT);
        let path = format!("/auth/users/{}", member["id"].as_str().unwrap());
        assert!(
            ann.request(Method::DELETE, &path)
                .send()
                .await
                .unwrap()
                .status()
                .is_success()
        );
        // At once, though who is a member of what is remembered for seconds.
        let response = bob.request(Method::GET, "/auth/session").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn an_api_token_works_within_its_role_until_it_is_deleted() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let made = ann
            .make("/auth/tokens", json!({ "name": "Reports", "role": "viewer" }))
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        assert_eq!(program.get("/planner/keywords").await["count"], 0);
        let (status, _) = program
            .post("/auth/sites", &json!({ "name": "x", "language": "en" }))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let listed = ann.get("/auth/tokens").await;
        assert!(!listed.to_string().contains(made["secret"].as_str().unwrap()));
        let path = format!("/auth/tokens/{}", made["id"].as_str().unwrap());
        assert!(
            ann.request(Method::DELETE, &path)
                .send()
                .await
                .unwrap()
                .status()
                .is_success()
        );
        let response = program
            .request(Method::GET, "/planner/keywords")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn people_change_their_name_and_password() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let old = "a long enough one";
        let login = async |password: &str| {
            let body = json!({ "email": ann.email, "password": password });
            app.anonymous(Method::POST, "/api/v1/auth/login")
                .json(&body)
                .send()
                .await
                .unwrap()
        };
        let elsewhere = cookie(&login(old).await, "igny8_access").unwrap();
        let elsewhere = ann.with_token(&elsewhere);
        assert_eq!(elsewhere.get("/auth/profile").await["email"], ann.email.as_str());
        let patch = async |person: &Person, body: Value| {
            let sent = person.request(Method::PATCH, "/auth/profile").json(&body);
            let answer = sent.send().await.unwrap();
            (answer.status(), answer.json::<Value>().await.unwrap())
        };
        let (status, changed) = patch(&ann, json!({ "name": " Ann Example " })).await;
        assert_eq!(
            (status, &changed["name"]),
            (StatusCode::OK, &json!("Ann Example"))
        );
        assert_eq!(ann.get("/auth/session").await["name"], "Ann Example");
        assert_eq!(changed["new_password"], Value::Null);

        for (body, key) in [
            (json!({ "new_password": "another long one" }), "current_password"),
            (
                json!({ "new_password": "another long one", "current_password": "wrong" }),
                "current_password",
            ),
            (
                json!({ "new_password": "short", "current_password": old }),
                "new_password",
            ),
            (
                json!({ "new_password": "x".repeat(300), "current_password": old }),
                "new_password",
            ),
            (json!({ "name": "" }), "name"),
            (json!({ "email": "eve@example.com" }), "email"),
        ] {
            let (status, problem) = patch(&ann, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert!(problem["errors"][key].is_array(), "{key}: {problem}");
        }
        let new = json!({ "new_password": "another long one", "current_password": old });
        let token = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        let (status, _) = patch(&program, new.clone()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "a token takes nobody over");

        let (status, _) = patch(&ann, new).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(login(old).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(login("another long one").await.status(), StatusCode::OK);
        let ended = elsewhere
            .request(Method::GET, "/auth/profile")
            .send()
            .await
            .unwrap();
        assert_eq!(ended.status(), StatusCode::UNAUTHORIZED, "other sign-ins end");
        assert_eq!(
            ann.get("/auth/profile").await["name"],
            "Ann Example",
            "this one stays"
        );
        let ended = program
            .request(Method::GET, "/planner/keywords")
            .send()
            .await
            .unwrap();
        assert_eq!(
            ended.status(),
            StatusCode::UNAUTHORIZED,
            "API tokens end with the password"
        );
        let log = ann.get("/system/logs?resource=auth/profile").await;
        assert_eq!(log["results"][0]["action"], "New password", "{log}");
    })
    .await;
}
