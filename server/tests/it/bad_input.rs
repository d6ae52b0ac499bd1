//! Bad input answers with a clear 4xx, never with a fault of ours.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::with_app;

#[tokio::test]
async fn queries_that_do_not_fit_name_the_parameter() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bad = [
            ("colour=red", "colour"),
            ("sort=password", "sort"),
            ("page=0", "page"),
            ("page=99999999999999999999", "page"),
            ("page=4000000000&page_size=200", "page"),
            ("page_size=100000", "page_size"),
            ("volume_min=lots", "volume_min"),
            ("volume_min=1e999", "volume_min"),
            ("status=zzz", "status"),
            ("sector_id=1%27%20or%201=1", "sector_id"),
        ];
        for (query, key) in bad {
            let response = ann
                .request(Method::GET, &format!("/planner/keywords?{query}"))
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
            let problem: Value = response.json().await.unwrap();
            assert!(problem["errors"][key].is_array(), "{query}: {problem}");
        }
        // Strange, but well-formed: nothing matches.
        ann.add_keywords(&["one phrase"]).await;
        for query in ["search=%25%5F%5C", "volume_min=1e300", "search=%F0%9F%91%9F"] {
            let list = ann.get(&format!("/planner/keywords?{query}")).await;
            assert_eq!(list["count"], 0, "{query}: {list}");
        }
    })
    .await;
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let raw = |body: &'static str, kind: &'static str| {
            ann.request(Method::POST, "/planner/keywords")
                .header(CONTENT_TYPE, kind)
                .body(body)
                .send()
        };
        assert_eq!(
            raw("{\"keyword\":", "application/json").await.unwrap().status(),
            StatusCode::BAD_REQUEST
        );
        assert_eq!(
            raw("keyword=x", "application/x-www-form-urlencoded")
                .await
                .unwrap()
                .status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        );
        let deep: &'static str =
            Box::leak(format!("{{\"keyword\":{}1{}}}", "[".repeat(5000), "]".repeat(5000)).into_boxed_str());
        assert!(
            raw(deep, "application/json")
                .await
                .unwrap()
                .status()
                .is_client_error()
        );
        let cases = [
            json!([]),
            json!({ "keyword": "x", "sector_id": sector, "colour": "red" }),
            json!({ "keyword": { "a": 1 }, "sector_id": sector }),
            json!({ "keyword": "nul \u{0} byte", "sector_id": sector }),
            json!({ "keyword": "x".repeat(256), "sector_id": sector }),
            json!({ "keyword": "x", "sector_id": "not-an-id" }),
            json!({ "keyword": "x", "sector_id": sector, "volume": 1e30 }),
            json!({ "keyword": "x", "sector_id": sector, "volume": -1 }),
            json!({ "keyword": "x", "sector_id": sector, "difficulty": 50.5 }),
            json!({ "keyword": "x", "sector_id": sector, "country": "usa" }),
            json!({ "keyword": "x", "sector_id": sector, "country": "zz" }),
            json!({ "keyword": "x", "sector_id": sector, "intent": "evil" }),
        ];
        for body in cases {
            let (status, problem) = ann.post("/planner/keywords", &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {problem}");
        }
        assert_eq!(ann.get("/planner/keywords").await["count"], 0);
        let (status, _) = ann
            .post(
                "/planner/keywords/actions/auto_cluster",
                &json!({ "ids": [], "filter": {} }),
            )
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for path in [
            "/planner/nothing",
            "/nothing",
            "/planner/keywords/7",
            "/system/tasks/x",
            "/planner/keywords/%00",
        ] {
            let response = ann.request(Method::GET, path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(
                response.headers()[CONTENT_TYPE],
                "application/problem+json",
                "{path}"
            );
        }
        let response = ann
            .request(Method::POST, "/billing/credits")
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        let response = ann
            .request(Method::PUT, "/planner/keywords")
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        for (name, body) in [
            ("list", json!({ "resource": "nothing", "query": "" })),
            ("list", json!({})),
            ("nothing", json!({})),
        ] {
            let (status, problem) = ann.post(&format!("/fn/{name}"), &body).await;
            assert!(status.is_client_error(), "{name}: {status} {problem}");
            assert!(problem["detail"].is_string(), "{name}: {problem}");
        }
    })
    .await;
}
