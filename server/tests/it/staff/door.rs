//! Nothing of the staff area answers anybody but staff at a browser who have proven a second step.

use igny8::registry::{staff_pages, staff_tables};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use server::services::sign_in::operator;
use uuid::Uuid;

use super::{Browser, staff, with_staff};
use crate::app::{Person, TestApp, with_app};
use crate::two_factor::{Protected, code, protected};

/// One thing that can be asked of the staff area.
struct Ask {
    method: Method,
    path: String,
    body: Option<String>,
}

impl Ask {
    fn new(method: Method, path: impl Into<String>, body: Option<&Value>) -> Self {
        Self {
            method,
            path: path.into(),
            body: body.map(Value::to_string),
        }
    }

    fn with(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.clone()),
            None => request,
        }
    }
}

/// Every page, endpoint and server function of the staff area, by the declarations; also with what would be wrong of each.
fn asks() -> Vec<Ask> {
    let id = Uuid::now_v7();
    let mut all = vec![
        Ask::new(Method::GET, "/admin", None),
        Ask::new(Method::GET, "/admin/no-such", None),
    ];
    for page in staff_pages() {
        all.push(Ask::new(Method::GET, page.path(), None));
        all.push(Ask::new(Method::GET, format!("{}/{id}", page.path()), None));
        let report = json!({ "path": page.path() });
        all.push(Ask::new(Method::POST, "/api/v1/fn/report", Some(&report)));
        let dashboard = json!({ "path": page.path(), "query": "" });
        all.push(Ask::new(Method::POST, "/api/v1/fn/dashboard", Some(&dashboard)));
    }
    for page in staff_tables() {
        let resource = page.resource();
        let root = format!("/api/v1/{}", resource.path());
        for path in [
            "",
            "?page=2",
            "?bogus=1",
            "?search=",
            "/export?format=csv",
            "/export?format=pdf",
        ] {
            all.push(Ask::new(Method::GET, format!("{root}{path}"), None));
        }
        all.push(Ask::new(Method::GET, format!("{root}/{id}"), None));
        all.push(Ask::new(Method::GET, format!("{root}/no-id"), None));
        all.push(Ask::new(Method::DELETE, format!("{root}/{id}"), None));
        for body in [json!({}), json!([]), json!({ "text": "a" })] {
            all.push(Ask::new(Method::POST, &*root, Some(&body)));
            all.push(Ask::new(Method::PATCH, format!("{root}/{id}"), Some(&body)));
        }
        let actions = page.endpoints().map(|action| action.name);
        for action in actions.chain(["delete", "no_such_action"]) {
            for body in [
                json!({ "ids": [id] }),
                json!({ "filter": {} }),
                json!({ "ids": "all" }),
            ] {
                for last in ["", "/price"] {
                    let path = format!("{root}/actions/{action}{last}");
                    all.push(Ask::new(Method::POST, path, Some(&body)));
                }
            }
            all.push(Ask::new(Method::POST, format!("{root}/{id}/{action}"), None));
        }
        let selection = json!({ "ids": [id] });
        for (name, body) in [
            ("list", json!({ "resource": resource, "query": "" })),
            ("list", json!({ "resource": resource, "query": "bogus=1" })),
            ("get", json!({ "resource": resource, "id": id })),
            ("save", json!({ "resource": resource, "id": null, "record": {} })),
            ("save", json!({ "resource": resource, "id": id, "record": {} })),
            ("delete", json!({ "resource": resource, "selection": selection })),
            ("options", json!({ "resource": resource, "search": "" })),
            ("views", json!({ "resource": resource })),
            (
                "save_view",
                json!({ "resource": resource, "id": null, "draft": { "name": "a", "query": "", "shared": false } }),
            ),
            ("delete_view", json!({ "resource": resource, "id": id })),
            ("settings", json!({ "resource": resource })),
            ("save_settings", json!({ "resource": resource, "record": {} })),
        ] {
            all.push(Ask::new(Method::POST, format!("/api/v1/fn/{name}"), Some(&body)));
        }
        let actions = page.endpoints().map(|action| action.name);
        for action in actions.chain(["delete", "no_such_action"]) {
            for name in ["act", "quote"] {
                let body = json!({ "resource": resource, "action": action, "selection": selection });
                all.push(Ask::new(Method::POST, format!("/api/v1/fn/{name}"), Some(&body)));
            }
        }
    }
    all
}

/// A program with all that a token can allow.
async fn program(person: &Person) -> Person {
    let body = json!({ "name": "program", "role": "owner", "spend": true, "publish": true });
    let made = person.make("/auth/tokens", body).await;
    person.with_token(made["secret"].as_str().unwrap())
}

/// All that was answered otherwise than that there is nothing.
async fn answered(app: &TestApp, who: &str, with: impl Fn(RequestBuilder) -> RequestBuilder) -> Vec<String> {
    let mut wrong = Vec::new();
    for ask in asks() {
        let request = with(ask.with(app.anonymous(ask.method.clone(), &ask.path)));
        let status = request.send().await.unwrap().status();
        if status != StatusCode::NOT_FOUND {
            wrong.push(format!(
                "{who}: {} {} {:?}: {status}",
                ask.method, ask.path, ask.body
            ));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn to_everybody_else_there_is_nothing() {
    with_staff(|app| async move {
        assert!(asks().len() > 300, "the walk finds what is declared");
        let ann = app.sign_up("ann").await;
        let (dana, _) = staff(&app, "dana").await;
        let (tool, tool_of_staff) = (program(&ann).await, program(&dana).await);
        let mut wrong = answered(&app, "an owner's cookie", |request| {
            request.header("cookie", format!("igny8_access={}", ann.token))
        })
        .await;
        for (who, token) in [
            ("an owner's access token", &ann.token),
            ("an owner's API token", &tool.token),
            ("a staff member's access token", &dana.token),
            ("a staff member's API token", &tool_of_staff.token),
        ] {
            wrong.extend(answered(&app, who, |request| request.bearer_auth(token)).await);
        }
        assert!(
            wrong.is_empty(),
            "{} of them\n{}",
            wrong.len(),
            wrong[..wrong.len().min(20)].join("\n")
        );
        // Nor does the page tell where the area is.
        let page = Browser::of(&ann)
            .request(Method::GET, "/planner")
            .send()
            .await
            .unwrap();
        assert!(!page.text().await.unwrap().contains("/admin/"));
        assert_eq!(ann.get("/auth/session").await.get("staff"), None);
        let document = ann.get("/openapi.json").await;
        let paths = document["paths"].as_object().unwrap();
        assert!(!paths.keys().any(|path| path.starts_with("/admin")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_at_a_browser_see_every_page_and_list() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        for page in staff_pages() {
            let response = desk.request(Method::GET, page.path()).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{}", page.path());
            let html = response.text().await.unwrap();
            let heading = html
                .split("<h1")
                .nth(1)
                .and_then(|rest| rest.split("</h1>").next())
                .unwrap();
            assert!(heading.contains(page.title()), "{}: {heading}", page.path());
        }
        for page in staff_tables() {
            let path = page.resource().path();
            let listed = desk.get(&format!("/{path}")).await;
            assert!(listed["count"].is_u64(), "{path}");
            for sort in page.columns.iter().filter(|column| column.sortable) {
                let sorted = desk.get(&format!("/{path}?sort=-{}", sort.field.key)).await;
                assert_eq!(sorted["count"], listed["count"], "{path} by {}", sort.field.key);
            }
            let csv = desk.request(Method::GET, &format!("/api/v1/{path}/export?format=csv"));
            assert_eq!(csv.send().await.unwrap().status(), StatusCode::OK, "{path}");
        }
        let found = desk.get("/admin/accounts?search=ann").await;
        assert_eq!(found["count"], 1);
        let row = &found["results"][0];
        assert_eq!(
            (&row["owner"], &row["state"], &row["members"]),
            (&json!("ann@example.com"), &json!("active"), &json!(1))
        );
        assert_eq!(row["balance"], ann.get("/auth/session").await["credits"]);
        let people = desk.get("/admin/users?search=ann").await;
        assert_eq!(people["results"][0]["accounts"], "ann's");
    })
    .await;
}

#[tokio::test]
async fn without_a_second_step_staff_are_told_to_turn_it_on() {
    with_app(|app| async move {
        let (_, desk) = staff(&app, "dana").await;
        let response = desk
            .request(Method::GET, "/api/v1/admin/accounts")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["help_link"]["path"], "/two-factor");
        let page = desk.request(Method::GET, "/admin/accounts").send().await.unwrap();
        assert_eq!(page.status(), StatusCode::FORBIDDEN);
        assert!(page.text().await.unwrap().contains("href=\"/two-factor\""));
        // A sign-in from before the second step has not proven it.
        let Protected { person, key, .. } = protected(&app, "erin").await;
        operator::grant_staff(&app.state.db, &person.email).await.unwrap();
        app.state.members.forget();
        let early = Browser::of(&person).request(Method::GET, "/api/v1/admin/accounts");
        let early = early.send().await.unwrap();
        assert_eq!(early.status(), StatusCode::FORBIDDEN);
        assert!(early.text().await.unwrap().contains("sign in again with it"));
        let body = json!({ "email": person.email, "password": "a long enough one", "code": code(&key, 0) });
        let login = app.anonymous(Method::POST, "/api/v1/auth/login").json(&body);
        let tokens: Value = login.send().await.unwrap().json().await.unwrap();
        let proven = person.with_token(tokens["access_token"].as_str().unwrap());
        assert!(Browser::of(&proven).get("/admin/accounts").await["count"].is_u64());
    })
    .await;
}

#[tokio::test]
async fn the_right_is_gone_at_the_next_request_after_it_is_taken_away() {
    with_staff(|app| async move {
        let (dana, desk) = staff(&app, "dana").await;
        assert!(desk.get("/admin/accounts").await["count"].is_u64());
        assert!(operator::revoke_staff(&app.state.db, &dana.email).await.unwrap());
        let response = desk
            .request(Method::GET, "/api/v1/admin/accounts")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(desk.get("/auth/session").await.get("staff"), None);
        // A second time says so, and ten at once are one.
        assert!(!operator::revoke_staff(&app.state.db, &dana.email).await.unwrap());
        let grants = (0..10).map(|_| operator::grant_staff(&app.state.db, &dana.email));
        let new = futures::future::join_all(grants).await;
        assert_eq!(new.into_iter().filter(|done| done.as_ref().unwrap().0).count(), 1);
        let mut database = app.superuser().await;
        let noted: Vec<String> = sqlx::query_scalar("select action from staff_audit order by id")
            .fetch_all(&mut database)
            .await
            .unwrap();
        assert_eq!(
            noted,
            [
                "Staff access granted",
                "Staff access revoked",
                "Staff access granted"
            ]
        );
    })
    .await;
}

/// What a statement answers in this role, in an account.
async fn as_role(app: &TestApp, role: &str, statement: &str) -> sqlx::Result<u64> {
    let mut database = app.superuser().await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "begin; set local role {role}; set local app.account_id = '{0}'; set local app.staff_id = '{0}'",
        Uuid::nil()
    )))
    .execute(&mut database)
    .await
    .unwrap();
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .execute(&mut database)
        .await
        .map(|done| done.rows_affected())
}

#[tokio::test]
async fn the_database_holds_each_role_to_its_part() {
    with_staff(|app| async move {
        let (_, desk) = staff(&app, "dana").await;
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one phrase"]).await;
        let id = super::account(&ann).await;
        desk.act("accounts", "suspend", &id, json!({ "reason": "Unpaid" })).await;
        // The role of accounts' members reads and writes nothing of the staff's.
        for table in ["staff_members", "staff_audit", "impersonations"] {
            for statement in [format!("select from {table}"), format!("delete from {table}")] {
                assert!(as_role(&app, "igny8_app", &statement).await.is_err(), "{statement}");
            }
        }
        for statement in [
            "delete from suspensions",
            "insert into announcements (id, text, starts_at, ends_at) values (gen_random_uuid(), 'a', now(), now())",
            "update flags set everyone = true",
            "insert into flag_accounts (account_id, flag) values ('00000000-0000-0000-0000-000000000000', 'a')",
            "update plans set price_cents = 0",
        ] {
            assert!(as_role(&app, "igny8_app", statement).await.is_err(), "{statement}");
        }
        assert_eq!(as_role(&app, "igny8_app", "select from suspensions").await.unwrap(), 0, "another's is not seen");
        // The staff's role sees no work, no password and no key, and makes nobody staff.
        for statement in [
            "select from keywords",
            "select from contents",
            "select from integrations",
            "select password_hash from users",
            "select refresh_hash from sessions",
            "select secret from two_factor",
            "select from api_tokens",
            "select params from ai_tasks",
            "update users set email = 'a'",
            "update accounts set name = 'a'",
            "update plans set is_default = true",
            "insert into staff_members (user_id) select id from users",
            "delete from staff_members",
            "delete from credit_entries",
            "update staff_audit set who = 'a'",
            "delete from staff_audit",
            "truncate staff_audit",
            "update audit_log set staff = 'a'",
            // Nor does anybody of the staff write under another's name.
            "insert into staff_audit (id, staff, who, action) select gen_random_uuid(), user_id, 'a', 'b' from staff_members",
        ] {
            assert!(as_role(&app, "igny8_staff", statement).await.is_err(), "{statement}");
        }
        assert!(as_role(&app, "igny8_staff", "select from staff_audit").await.unwrap() > 0);
        let mut database = app.superuser().await;
        let above: bool = sqlx::query_scalar("select rolsuper or rolbypassrls or rolcanlogin from pg_roles where rolname = 'igny8_staff'")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert!(!above);
        // Not even with the rights is an entry changed by those who serve.
        sqlx::query("grant all on staff_audit to igny8_staff, igny8_system, igny8_app")
            .execute(&mut database)
            .await
            .unwrap();
        sqlx::query("create policy oops on staff_audit using (true) with check (true)")
            .execute(&mut database)
            .await
            .unwrap();
        for role in ["igny8_app", "igny8_system", "igny8_staff"] {
            for statement in ["update staff_audit set who = 'a'", "delete from staff_audit", "truncate staff_audit"] {
                assert!(as_role(&app, role, statement).await.is_err(), "{role}: {statement}");
            }
        }
    })
    .await;
}
