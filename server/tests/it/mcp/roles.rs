//! What an agent may not: a viewer's every write, rows of other accounts, spending and publishing without leave.

use igny8::page::DELETE;
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::Area;
use serde_json::{Value, json};
use uuid::Uuid;

use super::agent::Agent;
use crate::app::with_app;

/// Every call that would change something, made from the declarations, about these rows.
fn writes(id: &Value) -> Vec<(&'static str, Value, igny8::resource::Resource)> {
    let mut all = Vec::new();
    for table in registry::tables() {
        let (resource, path) = (table.resource(), table.resource().path());
        if table.offers(Verb::Create) {
            all.push(("create", json!({ "resource": path, "fields": {} }), resource));
        }
        if table.offers(Verb::Update) {
            all.push((
                "update",
                json!({ "resource": path, "id": id, "fields": {} }),
                resource,
            ));
        }
        if table.offers(Verb::Delete) {
            all.push(("delete", json!({ "resource": path, "ids": [id] }), resource));
        }
        for action in table.endpoints().filter(|action| action.name != DELETE.name) {
            for tool in ["act", "start_run", "publish"] {
                all.push((
                    tool,
                    json!({ "resource": path, "action": action.name, "ids": [id] }),
                    resource,
                ));
            }
        }
    }
    for form in registry::forms() {
        let path = form.entity.resource.path();
        all.push((
            "update",
            json!({ "resource": path, "fields": {} }),
            form.entity.resource,
        ));
    }
    all
}

/// What a client says of articles is the one thing that one may do.
fn is_of_clients(resource: igny8::resource::Resource, arguments: &Value) -> bool {
    resource.area() == Area::Review || arguments["action"] == igny8::writer::content::APPROVE.name
}

#[tokio::test]
async fn the_agents_of_viewers_and_clients_change_nothing_by_any_tool() {
    for role in ["viewer", "client"] {
        changes_nothing(role).await;
    }
}

async fn changes_nothing(role: &'static str) {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["cold brew coffee"]).await;
        let agent = Agent::of(&ann, json!({ "role": role, "spend": true, "publish": true })).await;
        let (mut refused, before) = (0, ann.get("/system/logs").await["count"].clone());
        for (tool, mut arguments, resource) in writes(&json!(ids[0])) {
            if resource.area() == Area::Own || (role == "client" && is_of_clients(resource, &arguments)) {
                continue;
            }
            if tool == "start_run" || tool == "publish" {
                arguments["confirm_credits"] = json!(1000);
            }
            let told = agent.refused(tool, arguments.clone()).await;
            // Either it may not, or another tool would do this, which is asked as well.
            assert!(
                told.contains("permission") || told.contains("is done by the tool"),
                "{tool} {arguments}: {told}"
            );
            refused += u32::from(told.contains("permission"));
        }
        assert!(refused > 40, "{refused}");
        let sector = json!(Uuid::nil());
        let told = agent
            .refused(
                "import_keywords",
                json!({ "sector_id": sector, "text": "coffee" }),
            )
            .await;
        assert!(told.contains("permission"), "{told}");
        assert_eq!(ann.get("/system/logs").await["count"], before);
        let overview = agent.done("describe", json!({})).await.to_string();
        assert!(
            !overview.contains("auth/tokens") && !overview.contains("auth/users"),
            "{overview}"
        );
        let told = agent.refused("list", json!({ "resource": "auth/tokens" })).await;
        assert!(told.contains("permission"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn rows_of_other_accounts_are_not_there_by_any_tool() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        ann.add_keywords(&["cold brew coffee"]).await;
        let article =
            json!({ "title": "Cold brew", "sector_id": ann.sector().await, "keywords": "cold brew" });
        ann.make("/writer/content", article).await;
        let agent = Agent::of(&bob, json!({ "spend": true, "publish": true })).await;
        let mut looked = 0;
        for table in registry::tables() {
            let path = table.resource().path();
            let mine = ann.get(&format!("/{path}")).await;
            let Some(id) = mine["results"][0]["id"].as_str().map(|id| json!(id)) else {
                continue;
            };
            let rows = agent
                .done("list", json!({ "resource": path, "page_size": 200 }))
                .await;
            assert!(
                rows["rows"].as_array().unwrap().iter().all(|row| row["id"] != id),
                "{path}"
            );
            let told = agent.refused("get", json!({ "resource": path, "id": id })).await;
            assert!(told.contains("doesn't exist"), "{path}: {told}");
            for (tool, mut arguments, resource) in writes(&id) {
                if resource != table.resource() || tool == "create" {
                    continue;
                }
                if tool == "start_run" || tool == "publish" {
                    arguments["confirm_credits"] = json!(1000);
                }
                let told = agent.refused(tool, arguments.clone()).await;
                // What an action asks for besides its rows is looked at first.
                let unknown = ["doesn't exist", "is done by the tool", "token", "Enter a value."];
                assert!(
                    unknown.iter().any(|words| told.contains(words)),
                    "{tool} {arguments}: {told}"
                );
            }
            looked += 1;
        }
        assert!(looked > 5, "{looked}");
    })
    .await;
}

#[tokio::test]
async fn a_token_prepares_and_neither_spends_nor_publishes_without_leave() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let task =
            json!({ "title": "Cold brew", "sector_id": ann.sector().await, "keywords": "cold brew coffee" });
        let article = ann.make("/writer/content", task).await["id"].clone();
        let agent = Agent::of(&ann, json!({})).await;
        let cluster = |confirm: Option<i64>| {
            let mut call = json!({ "resource": "planner/keywords", "action": "auto_cluster", "ids": ids });
            if let Some(credits) = confirm {
                call["confirm_credits"] = json!(credits);
            }
            call
        };
        // It can ask what it costs.
        let priced = agent.done("start_run", cluster(None)).await;
        assert_eq!(
            (&priced["step"], &priced["price"]["credits"]),
            (&json!("confirm_price"), &json!(1))
        );
        let told = agent.refused("start_run", cluster(Some(1))).await;
        assert!(told.contains("can't spend credits"), "{told}");
        for action in ["approve", "publish"] {
            let mut call = json!({ "resource": "writer/content", "action": action, "ids": [article] });
            call["confirm_credits"] = json!(0);
            let told = agent.refused("publish", call).await;
            assert!(told.contains("can't approve or publish"), "{action}: {told}");
        }
        let schedule = json!({ "resource": "automation/schedules", "fields": {
            "name": "Daily", "function": "auto_cluster", "every": "day", "at": "08:00", "credits": 5,
        } });
        assert!(
            agent
                .refused("create", schedule)
                .await
                .contains("can't spend credits")
        );
        let spends = Agent::of(&ann, json!({ "spend": true })).await;
        assert_eq!(
            spends.done("start_run", cluster(Some(1))).await["step"],
            "started"
        );
        assert_eq!(ann.get("/auth/session").await["role"], "owner");
    })
    .await;
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_with_the_next_request() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let editor = ann.invite(&app, "admin").await;
        let agent = Agent::of(&editor, json!({ "role": "admin" })).await;
        let new = |name: &str| json!({ "resource": "auth/sites", "fields": { "name": name, "domain": format!("{name}.example"), "language": "en" } });
        agent.done("create", new("one")).await;
        let members = ann.get("/auth/users").await;
        let member = members["results"].as_array().unwrap().iter().find(|row| row["email"] == editor.email.as_str()).unwrap();
        let path = format!("/auth/users/{}", member["id"].as_str().unwrap());
        let lowered = ann.request(reqwest::Method::PATCH, &path).json(&json!({ "role": "viewer" })).send();
        assert!(lowered.await.unwrap().status().is_success());
        assert!(agent.refused("create", new("two")).await.contains("permission"));
        let removed = ann.request(reqwest::Method::DELETE, &path).send().await.unwrap();
        assert!(removed.status().is_success());
        let heard = agent.ask("tools/list", json!({})).await;
        assert_eq!(heard.status, reqwest::StatusCode::UNAUTHORIZED);
    })
    .await;
}
