//! Staff who act for an account: within bounds, for a while, and with their name in its log.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::services::sign_in::operator;

use super::{Browser, account, asked, staff, with_staff};
use crate::app::{Person, TestApp};

async fn session(browser: &Browser) -> Value {
    browser.get("/auth/session").await
}

/// Dana acts for Ann's account.
async fn act_for(desk: &Browser, ann: &Person) -> String {
    let id = account(ann).await;
    desk.act("accounts", "act_for", &id, json!({ "reason": "Ticket 4711" }))
        .await;
    id
}

async fn stop(desk: &Browser) -> String {
    let response = desk.request(Method::POST, "/stop-acting").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_the_account_with_a_banner_and_leaves_a_trace_under_both_names() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        ann.add_keywords(&["one phrase"]).await;
        let id = act_for(&desk, &ann).await;

        let seen = session(&desk).await;
        assert_eq!(
            (&seen["account"]["id"], &seen["acting"]["staff"]),
            (&json!(id), &json!("dana"))
        );
        assert_eq!(seen["accounts"].as_array().unwrap().len(), 1);
        assert_eq!(seen.get("staff"), None, "one identity at a time");
        for path in [
            "/planner/keywords",
            "/writer/content",
            "/billing/credits",
            "/auth/users",
        ] {
            let page = desk.request(Method::GET, path).send().await.unwrap();
            assert_eq!(page.status(), StatusCode::OK, "{path}");
            let html = page.text().await.unwrap();
            assert!(
                html.contains("action=\"/stop-acting\"") && html.contains("acting for"),
                "{path}"
            );
        }
        assert_eq!(desk.get("/planner/keywords").await["count"], 1);
        let sector = ann.sector().await;
        let (status, made) = desk
            .post(
                "/planner/keywords",
                &json!({ "keyword": "another phrase", "sector_id": sector }),
            )
            .await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert_eq!(stop(&desk).await, "/admin/accounts");
        assert_ne!(session(&desk).await["account"]["id"], json!(id));

        let log = ann.get("/system/logs?via=staff").await;
        let told: Vec<_> = log["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                (
                    row["action"].as_str().unwrap_or_default(),
                    row["who"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Staff access ended", "Staff member dana"),
                ("", "Staff member dana acted for ann"),
                (
                    "Staff access started: Ticket 4711",
                    "Staff member dana acted for ann"
                ),
            ]
        );
        let own = desk.get("/admin/audit").await;
        let own: Vec<_> = own["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["action"].as_str().unwrap())
            .collect();
        assert_eq!(
            own,
            [
                "Stop acting for an account",
                "Act for this account",
                "Staff access granted"
            ]
        );
        // Nothing was done in another's name where nobody acts.
        assert_eq!(stop(&desk).await, "/home");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_touches_neither_people_nor_keys_nor_money_nor_what_readers_see() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let sector = ann.sector().await;
        let article = json!({ "title": "Cold brew", "sector_id": sector, "keywords": "cold brew coffee" });
        let article = ann.make("/writer/content", article).await["id"].clone();
        let member = ann.get("/auth/users").await["results"][0]["id"].as_str().unwrap().to_owned();
        act_for(&desk, &ann).await;
        for (method, path, body) in [
            (Method::POST, "/auth/users".to_owned(), json!({ "email": "eve@example.com", "name": "Eve", "role": "owner" })),
            (Method::PATCH, format!("/auth/users/{member}"), json!({ "role": "viewer" })),
            (Method::DELETE, format!("/auth/users/{member}"), json!({})),
            (Method::POST, "/auth/tokens".into(), json!({ "name": "t", "role": "owner" })),
            (Method::POST, "/system/integrations".into(), json!({ "name": "a", "kind": "openai", "secret": "k" })),
            (Method::POST, "/billing/plan/checkout".into(), json!({ "plan": "growth" })),
            (Method::POST, "/billing/plan/portal".into(), json!({})),
            (Method::POST, "/billing/model-prices".into(), json!({ "provider": "openai", "model": "a" })),
            (Method::GET, "/auth/profile".into(), json!({})),
            (Method::PATCH, "/auth/profile".into(), json!({ "name": "a" })),
            (Method::PATCH, "/auth/profile".into(), json!({ "email": "dana@example.com", "password": "a long enough one" })),
            (Method::GET, "/auth/sessions".into(), json!({})),
            (Method::POST, "/planner/keywords/actions/auto_cluster".into(), json!({ "ids": ids })),
            (Method::POST, "/writer/content/actions/approve".into(), json!({ "ids": [article] })),
            (Method::POST, "/writer/content/actions/publish".into(), json!({ "ids": [article] })),
            (
                Method::POST,
                "/automation/schedules".into(),
                json!({ "name": "a", "function": "auto_cluster", "every": "day", "at": "08:00", "credits": 5 }),
            ),
            (
                Method::POST,
                "/fn/save_view".into(),
                json!({ "resource": "keywords", "id": null, "draft": { "name": "a", "query": "", "shared": true } }),
            ),
        ] {
            let (status, answer) = desk.send(method.clone(), &path, &body).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}: {answer}");
        }
        for form in ["/two-factor/begin", "/two-factor/off", "/switch-account"] {
            let request = desk.request(Method::POST, form).form(&[("password", "a long enough one"), ("code", "1")]);
            let status = request.send().await.unwrap().status();
            assert!(status.is_client_error(), "{form}: {status}");
        }
        assert_eq!(ann.get("/auth/users").await["count"], 1);
        // What the daily work is can be looked after.
        let (status, _) = desk.send(Method::DELETE, &format!("/planner/keywords/{}", ids[0]), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        // And the staff area is shut meanwhile.
        let area = desk.request(Method::GET, "/api/v1/admin/accounts").send().await.unwrap();
        assert_eq!(area.status(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_belongs_to_the_staff_members_browser_and_not_to_who_is_acted_for() {
    with_staff(|app| async move {
        let (erin, erins) = staff(&app, "erin").await;
        let (_, desk) = staff(&app, "dana").await;
        act_for(&desk, &erin).await;
        // Neither takes over what the other is.
        let area = desk
            .request(Method::GET, "/api/v1/admin/accounts")
            .send()
            .await
            .unwrap();
        assert_eq!(area.status(), StatusCode::NOT_FOUND);
        let hers = session(&erins).await;
        assert_eq!(
            (hers.get("acting"), &hers["staff"], &hers["name"]),
            (None, &json!(true), &json!("erin"))
        );
        assert_eq!(stop(&erins).await, "/home");
        assert!(session(&desk).await["acting"].is_object(), "nor does she end it");
        // Another sign-in of the staff member is another browser.
        let body = json!({ "email": "dana@example.com", "password": "a long enough one" });
        let login = app.anonymous(Method::POST, "/api/v1/auth/login").json(&body);
        let tokens: Value = login.send().await.unwrap().json().await.unwrap();
        let elsewhere = Browser::of(&erin.with_token(tokens["access_token"].as_str().unwrap()));
        assert_eq!(session(&elsewhere).await["name"], "dana");
        assert_eq!(stop(&desk).await, "/admin/accounts");
        assert_eq!(session(&erins).await["name"], "erin");
    })
    .await;
}

async fn sql(app: &TestApp, statement: &'static str) {
    let mut database = app.superuser().await;
    sqlx::query(statement).execute(&mut database).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_by_time_with_the_right_with_the_sign_in_and_with_the_member() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (dana, desk) = staff(&app, "dana").await;
        let own = session(&desk).await["account"]["id"].clone();
        let ends: [(&str, &'static str); 2] = [
            (
                "time",
                "update impersonations set started_at = started_at - interval '31 minutes', ends_at = now() - interval '3 minutes'",
            ),
            (
                "stop elsewhere",
                "update impersonations set ended_at = now() where ended_at is null",
            ),
        ];
        for (why, statement) in ends {
            act_for(&desk, &ann).await;
            assert_ne!(session(&desk).await["account"]["id"], own, "{why}");
            sql(&app, statement).await;
            let after = session(&desk).await;
            assert_eq!(
                (&after["account"]["id"], after.get("acting")),
                (&own, None),
                "{why}"
            );
            assert_eq!(after["staff"], true, "{why}");
        }
        // Never longer than it may be.
        let mut database = app.superuser().await;
        assert!(
            sqlx::query("update impersonations set ends_at = started_at + interval '31 minutes'")
                .execute(&mut database)
                .await
                .is_err()
        );
        act_for(&desk, &ann).await;
        operator::revoke_staff(&app.state.db, &dana.email).await.unwrap();
        let after = session(&desk).await;
        assert_eq!((&after["account"]["id"], after.get("staff")), (&own, None));
        operator::grant_staff(&app.state.db, &dana.email).await.unwrap();
        act_for_again(&app, &desk, &ann).await;
    })
    .await;
}

/// A sign-out from the account ends both.
async fn act_for_again(app: &TestApp, desk: &Browser, ann: &Person) {
    app.state.members.forget();
    act_for(desk, ann).await;
    let out = desk.request(Method::POST, "/logout").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    let after = desk
        .request(Method::GET, "/api/v1/auth/session")
        .send()
        .await
        .unwrap();
    assert_eq!(after.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        ann.get("/auth/session").await["name"],
        "ann",
        "the member stays signed in"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_at_once_begin_one_and_only_the_browser_has_it() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (dana, desk) = staff(&app, "dana").await;
        let id = account(&ann).await;
        let body = asked(&id, json!({ "reason": "Ticket" }));
        let sent = join_all((0..10).map(|_| desk.post("/admin/accounts/actions/act_for", &body))).await;
        assert_eq!(
            sent.iter()
                .filter(|(status, _)| *status == StatusCode::OK)
                .count(),
            1,
            "{sent:?}"
        );
        let mut database = app.superuser().await;
        let open: i64 = sqlx::query_scalar("select count(*) from impersonations where ended_at is null")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(open, 1);
        // The token of the same sign-in, sent by a program, opens nothing.
        let refused = dana
            .request(Method::GET, "/planner/keywords")
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let stops = join_all((0..10).map(|_| desk.request(Method::POST, "/stop-acting").send())).await;
        assert!(
            stops
                .into_iter()
                .all(|stop| stop.unwrap().status() == StatusCode::SEE_OTHER)
        );
        let ended = ann.get("/system/logs?search=Staff access ended").await;
        assert_eq!(ended["count"], 1);
    })
    .await;
}
