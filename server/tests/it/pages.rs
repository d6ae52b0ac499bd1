//! Pages are whole without JavaScript, and for members only.

use futures::StreamExt as _;
use reqwest::{Method, StatusCode, header};

use crate::app::{with_app, with_config};

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

/// Parts of a page are waited for and drawn on several threads. A signal that one writes while another reads it counts as gone, and that
/// page is a 500: once in a few hundred loads.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_loaded_many_times_at_once_is_drawn_each_time() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["a phrase to look for"]).await;
        let loads = (0..240).map(|_| {
            let request = app
                .anonymous(Method::GET, "/planner/keywords")
                .header(header::COOKIE, format!("igny8_access={}", ann.token));
            async move { request.send().await.unwrap().status() }
        });
        let statuses: Vec<_> = futures::stream::iter(loads).buffer_unordered(8).collect().await;
        assert!(statuses.iter().all(StatusCode::is_success), "{statuses:?}");
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

/// The page that an answer brought, and its request's id.
async fn read(response: reqwest::Response) -> (String, String) {
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    (response.text().await.unwrap(), id)
}

#[tokio::test]
async fn every_error_page_has_what_a_person_can_quote() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let viewer = ann.invite(&app, "viewer").await;
        let html = |method: Method, path: &str, token: &str| {
            app.anonymous(method, path)
                .header(header::COOKIE, format!("igny8_access={token}"))
                .header(header::ACCEPT, "text/html")
        };
        let no_row = format!("/writer/content/{}", uuid::Uuid::now_v7());
        let answers = [
            (404, html(Method::GET, "/no/such/page", &ann.token)),
            (404, html(Method::GET, &no_row, &ann.token)),
            (403, html(Method::GET, "/auth/tokens", &viewer.token)),
            (
                403,
                html(Method::POST, "/logout", &ann.token).header(header::ORIGIN, "https://evil.example"),
            ),
        ];
        for (status, request) in answers {
            let response = request.send().await.unwrap();
            let at = response.url().path().to_owned();
            assert_eq!(response.status().as_u16(), status, "{at}");
            let (page, id) = read(response).await;
            assert!(page.contains(&format!("Request ID {id}")), "{at}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_fault_of_ours_tells_its_request_everywhere() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        // Who she is, is remembered for some seconds.
        ann.get("/auth/session").await;
        app.state.db.close().await;
        let list = serde_json::json!({ "resource": "keywords", "query": "" });
        let login = [("email", "ann@example.com"), ("password", "a long enough one")];
        let cookie = format!("igny8_access={}", ann.token);
        for request in [
            ann.request(Method::GET, "/planner/keywords"),
            ann.request(Method::POST, "/fn/list").json(&list),
            app.anonymous(Method::GET, "/planner/keywords")
                .header(header::COOKIE, cookie)
                .header(header::ACCEPT, "text/html"),
            app.anonymous(Method::POST, "/login").form(&login),
        ] {
            let response = request.send().await.unwrap();
            let at = response.url().path().to_owned();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{at}");
            let (told, id) = read(response).await;
            let said = told.matches(&format!("Request ID {id}")).count();
            // A page also carries what it was drawn from.
            let once = if told.starts_with('{') { 1..=1 } else { 1..=3 };
            assert!(once.contains(&said), "{at}: {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_without_credits_says_how_there_are_more() {
    with_config(
        |config| config.signup_grants_per_day = 1,
        |app| async move {
            let (first, second) = (app.sign_up("ann").await, app.sign_up("bob").await);
            for (person, none) in [(&first, false), (&second, true)] {
                for path in ["/planner", "/writer", "/billing/credits"] {
                    let request = app
                        .anonymous(Method::GET, path)
                        .header(header::COOKIE, format!("igny8_access={}", person.token));
                    let page = request.send().await.unwrap().text().await.unwrap();
                    let told = page.contains("igny8 admin credits EMAIL AMOUNT --reason");
                    assert_eq!(told, none, "{path} of {}", person.email);
                }
            }
        },
    )
    .await;
}
