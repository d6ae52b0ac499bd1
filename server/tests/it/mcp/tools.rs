//! What the tools answer: as their schemas say, page by page, with what to do next where something is wrong.

use std::collections::BTreeSet;

use boon::{Compiler, Draft, Schemas};
use igny8::permission::Verb;
use igny8::registry;
use serde_json::{Value, json};

use super::agent::Agent;
use crate::app::with_app;

/// Why a value does not fit a schema.
pub fn fault(schema: &Value, value: &Value) -> Option<String> {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V2020_12);
    compiler
        .add_resource("https://igny8.example/schema", schema.clone())
        .unwrap();
    let mut schemas = Schemas::new();
    let compiled = compiler
        .compile("https://igny8.example/schema", &mut schemas)
        .unwrap();
    schemas
        .validate(value, compiled)
        .err()
        .map(|error| format!("{error:#}"))
}

#[tokio::test]
async fn every_resource_is_described_and_answers_as_the_schemas_say() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["cold brew coffee"]).await;
        let agent = Agent::of(&ann, json!({})).await;
        let listed = agent.ask("tools/list", json!({})).await.message["result"].clone();
        assert_eq!(
            (&listed["cacheScope"], listed["ttlMs"].is_u64()),
            (&json!("public"), true)
        );
        let tools = listed["tools"].as_array().unwrap();
        let output = |name: &str| {
            let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
            tool["outputSchema"].clone()
        };
        let input =
            |name: &str| tools.iter().find(|tool| tool["name"] == name).unwrap()["inputSchema"].clone();
        let overview = agent.done("describe", json!({})).await;
        let known: BTreeSet<&str> = overview["resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["resource"].as_str().unwrap())
            .collect();
        for table in registry::tables() {
            let path = table.resource().path();
            assert!(known.contains(path), "{path}");
            let said = agent.done("describe", json!({ "resource": path })).await;
            assert_eq!(said["create"].is_object(), table.offers(Verb::Create), "{path}");
            let arguments = json!({ "resource": path });
            assert_eq!(fault(&input("list"), &arguments), None, "{path}");
            let rows = agent.done("list", arguments).await;
            assert_eq!(fault(&output("list"), &rows), None, "{path}");
            for row in rows["rows"].as_array().unwrap().iter().take(1) {
                let one = agent
                    .done("get", json!({ "resource": path, "id": row["id"] }))
                    .await;
                assert_eq!(fault(&output("get"), &one), None, "{path}");
                assert_eq!(one["row"]["id"], row["id"]);
                for key in said["fields"].as_object().unwrap().keys() {
                    assert!(one["row"].get(key).is_some(), "{path}: {key}");
                }
            }
        }
        for form in registry::forms() {
            let path = form.entity.resource.path();
            let one = agent.done("get", json!({ "resource": path })).await;
            assert_eq!(fault(&output("get"), &one), None, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_goes_on_by_its_cursor_to_its_end() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let names: Vec<String> = (0..7).map(|n| format!("coffee number {n}")).collect();
        ann.add_keywords(&names.iter().map(String::as_str).collect::<Vec<_>>())
            .await;
        let agent = Agent::of(&ann, json!({})).await;
        let mut seen = Vec::new();
        let mut arguments =
            json!({ "resource": "planner/keywords", "filter": { "sort": "keyword" }, "page_size": 3 });
        let mut pages = 0;
        loop {
            let rows = agent.done("list", arguments.clone()).await;
            assert_eq!(rows["count"], 7);
            seen.extend(
                rows["rows"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|row| row["keyword"].as_str().unwrap().to_owned()),
            );
            pages += 1;
            match rows.get("next_cursor") {
                Some(cursor) => arguments["cursor"] = cursor.clone(),
                None => break,
            }
        }
        assert_eq!((pages, seen), (3, names));
        // A cursor of one list is none of another.
        arguments["filter"] = json!({ "sort": "-keyword" });
        assert!(
            agent
                .refused("list", arguments.clone())
                .await
                .contains("next_cursor")
        );
        arguments["cursor"] = json!("%%%");
        assert!(agent.refused("list", arguments).await.contains("next_cursor"));
    })
    .await;
}

#[tokio::test]
async fn rows_are_added_changed_deleted_and_brought_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let agent = Agent::of(&ann, json!({})).await;
        let sectors = agent.done("list", json!({ "resource": "auth/sectors" })).await;
        let sector = sectors["rows"][0]["id"].clone();
        let new = json!({ "resource": "planner/keywords", "fields": { "keyword": "moka pot", "sector_id": sector, "volume": 70 } });
        let made = agent.done("create", new.clone()).await["row"].clone();
        assert_eq!(made["keyword"], "moka pot");
        assert!(agent.refused("create", new).await.to_lowercase().contains("keyword"));
        let id = made["id"].clone();
        let change = json!({ "resource": "planner/keywords", "id": id, "fields": { "difficulty": 12 } });
        for _ in 0..2 {
            assert_eq!(agent.done("update", change.clone()).await["row"]["difficulty"], 12);
        }
        let gone = agent.done("delete", json!({ "resource": "planner/keywords", "ids": [id] })).await;
        assert_eq!(gone["count"], 1);
        let missing = agent.refused("get", json!({ "resource": "planner/keywords", "id": id })).await;
        assert!(missing.contains("doesn't exist"), "{missing}");
        assert_eq!(agent.done("undo", json!({ "deletion_id": gone["deletion_id"] })).await["count"], 1);
        assert_eq!(agent.done("get", json!({ "resource": "planner/keywords", "id": id })).await["row"]["volume"], 70);
        let settings = json!({ "resource": "auth/profile", "fields": {} });
        agent.call("update", settings).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_with_what_to_do() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["cold brew coffee"]).await;
        let agent = Agent::of(&ann, json!({})).await;
        let keywords = "planner/keywords";
        for (tool, arguments, says) in [
            ("list", json!({}), "missing field `resource`"),
            (
                "list",
                json!({ "resource": "planner/nothing" }),
                "describe lists them",
            ),
            (
                "list",
                json!({ "resource": keywords, "filter": { "volume_min": "many" } }),
                "volume_min",
            ),
            (
                "list",
                json!({ "resource": keywords, "filter": { "colour": "red" } }),
                "colour",
            ),
            (
                "list",
                json!({ "resource": keywords, "filter": { "page": 2 } }),
                "cursor",
            ),
            (
                "list",
                json!({ "resource": keywords, "page_size": 100_000 }),
                "page_size",
            ),
            (
                "list",
                json!({ "resource": keywords, "page": 2 }),
                "unknown field `page`",
            ),
            ("get", json!({ "resource": keywords }), "id"),
            (
                "get",
                json!({ "resource": keywords, "id": "1; drop table keywords" }),
                "schema",
            ),
            ("create", json!({ "resource": keywords, "fields": {} }), "keyword"),
            (
                "create",
                json!({ "resource": keywords, "fields": { "keyword": ["a"] } }),
                "keyword",
            ),
            (
                "create",
                json!({ "resource": "system/logs", "fields": {} }),
                "describe lists them",
            ),
            ("delete", json!({ "resource": keywords, "ids": [] }), "1 to 200"),
            ("undo", json!({}), "either deletion_id or task_id"),
            (
                "start_run",
                json!({ "resource": keywords, "action": "fly", "ids": ids }),
                "auto_cluster",
            ),
            (
                "start_run",
                json!({ "resource": keywords, "action": "auto_cluster" }),
                "either ids or filter",
            ),
            (
                "act",
                json!({ "resource": keywords, "action": "auto_cluster", "ids": ids }),
                "start_run",
            ),
            (
                "start_run",
                json!({ "resource": "writer/content", "action": "publish", "ids": ids }),
                "tool publish",
            ),
            ("wait_for_run", json!({ "task_id": ids[0] }), "doesn't exist"),
            (
                "import_keywords",
                json!({ "sector_id": ids[0], "text": "coffee" }),
                "sector",
            ),
            (
                "import_keywords",
                json!({ "sector_id": ids[0], "text": " " }),
                "characters",
            ),
        ] {
            let told = agent.refused(tool, arguments.clone()).await;
            assert!(told.contains(says), "{tool} {arguments}: {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn resources_of_the_protocol_are_the_declared_ones() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["cold brew coffee"]).await;
        let agent = Agent::of(&ann, json!({})).await;
        let all = agent.ask("resources/list", json!({})).await.message["result"].clone();
        let all = all["resources"].as_array().unwrap();
        assert_eq!(all.len(), registry::tables().count() + registry::forms().count());
        for one in all {
            let read = agent
                .ask("resources/read", json!({ "uri": one["uri"] }))
                .await
                .message["result"]
                .clone();
            let text: Value = serde_json::from_str(read["contents"][0]["text"].as_str().unwrap()).unwrap();
            assert!(text["fields"].is_object(), "{one}");
        }
        let templates = agent.ask("resources/templates/list", json!({})).await.message["result"].clone();
        assert_eq!(
            templates["resourceTemplates"][0]["uriTemplate"],
            "igny8://{module}/{resource}/{id}"
        );
        let uri = format!("igny8://planner/keywords/{}", ids[0]);
        let row = agent.ask("resources/read", json!({ "uri": uri })).await.message["result"].clone();
        assert!(
            row["contents"][0]["text"]
                .as_str()
                .unwrap()
                .contains("cold brew coffee")
        );
        for wrong in [
            "igny8://planner/nothing",
            "igny8://planner/keywords/1",
            "file:///etc/passwd",
            "igny8://",
            "x",
        ] {
            let told = agent.ask("resources/read", json!({ "uri": wrong })).await.message;
            assert_eq!(
                (&told["error"]["code"], &told["error"]["data"]["uri"]),
                (&json!(-32602), &json!(wrong))
            );
        }
    })
    .await;
}
