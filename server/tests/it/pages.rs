//! Pages are whole without JavaScript, and for members only.

use reqwest::{Method, StatusCode, header};

use crate::app::with_app;

#[tokio::test]
async fn every_declared_page_is_rendered_whole() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["a phrase to look for"]).await;
        for page in igny8::registry::pages() {
            let request = app
                .anonymous(Method::GET, page.path())
                .header(header::COOKIE, format!("igny8_access={}", ann.token));
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{}", page.path());
            let policy = response.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .to_owned();
            assert!(policy.contains("script-src 'self' 'nonce-"), "{policy}");
            let html = response.text().await.unwrap();
            // The navigation has all titles on every page: the heading has this one.
            let heading = html
                .split("<h1")
                .nth(1)
                .and_then(|rest| rest.split("</h1>").next());
            let heading = heading.unwrap_or_else(|| panic!("{} has no heading", page.path()));
            assert!(heading.contains(page.title()), "{}: {heading}", page.path());
            if page.path() == "/planner/keywords" {
                assert!(html.contains("a phrase to look for"));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_and_unknown_pages_are_not_found() {
    with_app(|app| async move {
        let response = app
            .anonymous(Method::GET, "/planner/keywords?search=a")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            response.headers()[header::LOCATION],
            "/login?next=%2Fplanner%2Fkeywords%3Fsearch%3Da"
        );
        let response = app.anonymous(Method::GET, "/login").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let ann = app.sign_up("ann").await;
        let request = app
            .anonymous(Method::GET, "/no/such/page")
            .header(header::COOKIE, format!("igny8_access={}", ann.token));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_forms_work_without_javascript() {
    with_app(|app| async move {
        let form = [
            ("email", "ann@example.com"),
            ("password", "a long enough one"),
            ("name", "Ann"),
            ("account", "Ann's"),
        ];
        let response = app
            .anonymous(Method::POST, "/signup")
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], igny8::registry::HOME);
        assert_eq!(response.headers().get_all(header::SET_COOKIE).iter().count(), 2);
        let wrong = [("email", "ann@example.com"), ("password", "not this one")];
        let response = app
            .anonymous(Method::POST, "/login")
            .form(&wrong)
            .send()
            .await
            .unwrap();
        // The form again in the same answer: what was entered goes into no address.
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let page = response.text().await.unwrap();
        assert!(page.contains("Incorrect email or password."), "{page}");
        assert!(page.contains("value=\"ann@example.com\""), "{page}");
        assert!(!page.contains("not this one"), "{page}");
        // Nobody writes on the page by its address.
        let forged = "/login?error=Your+account+is+locked.+Call+555-0100&email=x%40y.example";
        let response = app.anonymous(Method::GET, forged).send().await.unwrap();
        let page = response.text().await.unwrap();
        assert!(
            !page.contains("555-0100") && !page.contains("x@y.example"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_health_check_needs_nobody() {
    with_app(|app| async move {
        let response = app
            .anonymous(Method::GET, "/api/v1/system/status/")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["status"], "ok");
        assert_eq!(body["parts"]["database"]["ok"], true);
        assert_eq!(body["parts"]["redis"]["ok"], true);
    })
    .await;
}
