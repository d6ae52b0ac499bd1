//! Attacks on sign-ins, links, caches and uploads of somebody who is outside or has less rights: each tried on the running app.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app, with_config};

const PASSWORD: &str = "a long enough one";

fn cookies(response: &Response) -> Vec<String> {
    let all = response.headers().get_all(header::SET_COOKIE).iter();
    all.map(|value| value.to_str().unwrap().to_owned()).collect()
}

/// The sign-in form as a browser without a script sends it.
fn sign_in(app: &TestApp, email: &str) -> RequestBuilder {
    app.anonymous(Method::POST, "/login")
        .form(&[("email", email), ("password", PASSWORD)])
}

/// The same person by the cookie of a page.
fn visit(app: &TestApp, person: &Person, path: &str) -> RequestBuilder {
    app.anonymous(Method::GET, path)
        .header(header::COOKIE, format!("igny8_access={}", person.token))
        .header(header::ACCEPT, "text/html")
}

#[tokio::test]
async fn no_other_sites_page_signs_anybody_in_or_out() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let forms = [
            "/login",
            "/signup",
            "/invite/x",
            "/logout",
            "/switch-account",
            "/api/v1/auth/login",
            "/api/v1/auth/signup",
            "/api/v1/auth/refresh",
            "/api/v1/auth/logout",
            "/api/v1/auth/invitations/x/accept",
        ];
        let foreign = [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for path in forms {
            for (name, value) in foreign {
                let request = app
                    .anonymous(Method::POST, path)
                    .header(name, value)
                    .header(header::COOKIE, format!("igny8_access={}", ann.token))
                    .form(&[("email", ann.email.as_str()), ("password", PASSWORD)]);
                let response = request.send().await.unwrap();
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {name}: {value}");
                assert!(cookies(&response).is_empty(), "{path} {name}: {value}");
            }
            // No link does what a form does.
            let response = visit(&app, &ann, path).send().await.unwrap();
            assert!(
                cookies(&response).iter().all(|cookie| !cookie.contains("=;")),
                "{path}"
            );
        }
        assert_eq!(ann.get("/auth/session").await["email"], ann.email.as_str());
    })
    .await;
}

#[tokio::test]
async fn a_planted_sign_in_is_not_gone_on_with_and_cookies_are_bound() {
    with_config(
        |config| config.public_url = Some("https://igny8.example".into()),
        |app| async move {
            let (ann, eve) = (app.sign_up("ann").await, app.sign_up("eve").await);
            let first = sign_in(&app, &eve.email).send().await.unwrap();
            let planted: Vec<_> = cookies(&first)
                .iter()
                .map(|cookie| cookie.split(';').next().unwrap().to_owned())
                .collect();
            let request = sign_in(&app, &ann.email).header(header::COOKIE, planted.join("; "));
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::SEE_OTHER);
            let set = cookies(&response);
            assert_eq!(set.len(), 2, "{set:?}");
            for cookie in &set {
                assert!(cookie.starts_with("__Host-igny8_"), "{cookie}");
                for flag in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                    assert!(cookie.split("; ").any(|part| part == flag), "{flag}: {cookie}");
                }
                assert!(!cookie.contains("Domain"), "{cookie}");
                let value = cookie.split(';').next().unwrap();
                assert!(!planted.iter().any(|planted| planted == value), "{cookie}");
            }
            // Names without the prefix, which any host beside this one can set, sign nobody in.
            let tossed = format!("igny8_access={}", eve.token);
            let request = app
                .anonymous(Method::GET, "/api/v1/auth/session")
                .header(header::COOKIE, tossed);
            assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
            // A link leads to the address of this installation, whatever a request says that it was sent to.
            let invited = json!({ "email": "bob@example.com", "name": "Bob", "role": "viewer" });
            let request = ann
                .request(Method::POST, "/auth/users")
                .header(header::HOST, "evil.example")
                .header("x-forwarded-host", "evil.example")
                .header("forwarded", "host=evil.example")
                .json(&invited);
            let made: Value = request.send().await.unwrap().json().await.unwrap();
            let link = made["secret"].as_str().unwrap();
            assert!(link.starts_with("https://igny8.example/invite/"), "{link}");
        },
    )
    .await;
}

#[tokio::test]
async fn nothing_of_an_account_stays_in_a_shared_cache() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["a secret phrase"]).await;
        let mut paths: Vec<String> = igny8::registry::pages()
            .map(|page| page.path().to_owned())
            .collect();
        paths.extend(["/", "/no/such/page", "/login", "/invite/x", "/favicon.ico"].map(str::to_owned));
        paths.extend(igny8::registry::tables().flat_map(|page| {
            let list = format!("/api/v1/{}", page.resource().path());
            [format!("{list}/export"), list]
        }));
        for path in paths {
            let request = visit(&app, &ann, &path).send().await.unwrap();
            let kept = request.headers()[header::CACHE_CONTROL].to_str().unwrap();
            assert!(
                kept.contains("no-store") && kept.contains("private"),
                "{path}: {kept}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_uploads_name_is_no_path() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for name in [
            "../../../outside.csv",
            "/etc/outside.csv",
            "..\\..\\outside.csv",
            "outside.csv/..",
            "<script>outside</script>.csv",
        ] {
            let file = Part::bytes(b"keyword,volume\nshoes,10\n".as_slice()).file_name(name);
            let request = ann.request(Method::POST, "/planner/keywords/import/preview");
            let response = request
                .multipart(Form::new().part("file", file))
                .send()
                .await
                .unwrap();
            assert!(response.status().is_success(), "{name}: {}", response.status());
        }
        // What is kept is called by ids alone.
        let folder = app.state.config.data_dir.clone();
        let mut open = vec![folder.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                assert!(!name.contains("outside"), "{name}");
                if path.is_dir() {
                    open.push(path);
                }
            }
        }
        assert!(!folder.parent().unwrap().join("outside.csv").exists());
    })
    .await;
}

#[tokio::test]
async fn a_person_who_left_has_no_door_left() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bea = ann.invite(&app, "admin").await;
        let key = json!({ "name": "Kept", "role": "admin", "lasts": "365" });
        let key = bea.make("/auth/tokens", key).await["secret"]
            .as_str()
            .unwrap()
            .to_owned();
        let by_token = bea.with_token(&key);
        assert_eq!(by_token.get("/planner/keywords").await["count"], 0);
        let rows = ann.get("/auth/users").await["results"].clone();
        let row = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["email"] == bea.email);
        let path = format!("/auth/users/{}", row.unwrap()["id"].as_str().unwrap());
        let removed = ann.request(Method::DELETE, &path).send().await.unwrap();
        let removed: Value = removed.json().await.unwrap();
        let account = ann.get("/auth/session").await["account"]["id"].clone();
        for person in [&bea, &by_token] {
            for path in [
                "/planner/keywords",
                "/auth/session",
                "/planner/keywords/export",
                "/events",
            ] {
                let status = person.request(Method::GET, path).send().await.unwrap().status();
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
            }
            // Nor do they bring themselves back.
            assert_eq!(person.undo(&removed).await.0, StatusCode::UNAUTHORIZED);
        }
        let switch = app
            .anonymous(Method::POST, "/switch-account")
            .header(header::COOKIE, format!("igny8_access={}", bea.token))
            .form(&[("account_id", account.as_str().unwrap_or_default())]);
        assert!(cookies(&switch.send().await.unwrap()).is_empty());
        let login = json!({ "email": bea.email, "password": PASSWORD });
        let again = app.anonymous(Method::POST, "/api/v1/auth/login").json(&login);
        assert_eq!(again.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    })
    .await;
}
