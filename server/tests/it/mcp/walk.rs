//! From a list of keywords to ideas by tools alone, with the user's yes to each price on the way.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::agent::{Agent, read};
use super::tools::fault;
use crate::app::with_app;

const KEYWORDS: &str = "Keyword,Volume\ntrail running shoes,12000\ntrail running shoes women,5400\ntrail running shoes men,4900\n\
    how to clean running shoes,1900\nhow to wash running shoes,1600\nmarathon training plan,8100\nmarathon training plan for beginners,2400\n";

#[tokio::test]
async fn keywords_become_ideas_by_tools_and_nothing_is_spent_without_a_yes() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let balance = async || ann.get("/auth/session").await["credits"].as_i64().unwrap();
        let (agent, before) = (Agent::of(&ann, json!({ "spend": true })).await, balance().await);
        let tools = agent.ask("tools/list", json!({})).await.message["result"]["tools"].clone();
        let outcome = tools
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["name"] == "start_run")
            .unwrap()["outputSchema"]
            .clone();
        let sectors = agent.done("list", json!({ "resource": "auth/sectors" })).await;
        let import = json!({ "sector_id": sectors["rows"][0]["id"], "text": KEYWORDS });
        let started = agent.done("import_keywords", import).await;
        assert_eq!(fault(&outcome, &started), None);
        let ended = agent.waits(&started["task_id"]).await;
        assert_eq!(
            (&ended["status"], &ended["result"]["added"]),
            (&json!("succeeded"), &json!(7))
        );

        // The price first, and nothing else.
        let cluster = json!({ "resource": "planner/keywords", "action": "auto_cluster", "filter": {} });
        let priced = agent.done("start_run", cluster.clone()).await;
        assert_eq!(fault(&outcome, &priced), None);
        assert_eq!(
            (&priced["step"], &priced["count"]),
            (&json!("confirm_price"), &json!(7))
        );
        let price = priced["price"]["credits"].as_i64().unwrap();
        assert!(
            price > 0
                && priced["next"]
                    .as_str()
                    .unwrap()
                    .contains(&format!("confirm_credits {price}"))
        );
        assert_eq!(balance().await, before);
        // Less than it costs is no yes to it.
        let with = |credits: i64| {
            let mut call = cluster.clone();
            call["confirm_credits"] = json!(credits);
            call
        };
        let told = agent.refused("start_run", with(price - 1)).await;
        assert!(told.contains(&format!("now costs {price} credits")), "{told}");
        assert_eq!(balance().await, before);
        let started = agent.done("start_run", with(price)).await;
        assert_eq!(fault(&outcome, &started), None);
        assert_eq!(agent.waits(&started["task_id"]).await["status"], "succeeded");
        let clusters = agent
            .done(
                "list",
                json!({ "resource": "planner/clusters", "filter": { "sort": "-volume" } }),
            )
            .await;
        assert!(clusters["count"].as_u64().unwrap() > 1, "{clusters}");

        // A client that can ask its user does.
        let asking = agent.clone().with_forms();
        let ideas = json!({ "name": "start_run", "arguments": {
            "resource": "planner/clusters", "action": "generate_ideas", "ids": [clusters["rows"][0]["id"]],
        } });
        let asked = asking.ask("tools/call", ideas.clone()).await.message["result"].clone();
        assert_eq!(asked["resultType"], "input_required", "{asked}");
        let question = &asked["inputRequests"]["price"];
        assert_eq!(question["method"], "elicitation/create");
        assert!(
            question["params"]["message"]
                .as_str()
                .unwrap()
                .contains("credits"),
            "{question}"
        );
        let answer = |action: &str, content: Value, state: &Value| {
            let mut call = ideas.clone();
            call["inputResponses"] = json!({ "price": { "action": action, "content": content } });
            call["requestState"] = state.clone();
            call
        };
        let spent = balance().await;
        let state = &asked["requestState"];
        for (action, content) in [
            ("decline", json!({})),
            ("cancel", json!({})),
            ("accept", json!({ "confirm": false })),
            ("accept", json!({})),
        ] {
            let said = asking
                .ask("tools/call", answer(action, content, state))
                .await
                .message["result"]
                .clone();
            assert_eq!(said["structuredContent"]["step"], "declined", "{said}");
        }
        let yes = json!({ "confirm": true });
        let mut forged = state.as_str().unwrap().to_owned();
        forged.replace_range(30..31, if &forged[30..31] == "A" { "B" } else { "A" });
        for wrong in [json!(forged), json!("x"), json!("")] {
            let said = asking
                .ask("tools/call", answer("accept", yes.clone(), &wrong))
                .await
                .message["result"]
                .clone();
            assert_eq!(said["isError"], true, "{said}");
        }
        // A yes to this is none to something else, nor anybody else's.
        let mut other = answer("accept", yes.clone(), state);
        other["arguments"]["ids"] = json!([clusters["rows"][1]["id"]]);
        let said = asking.ask("tools/call", other).await.message["result"].clone();
        assert_eq!(said["isError"], true, "{said}");
        let bob = Agent::of(&app.sign_up("bob").await, json!({ "spend": true }))
            .await
            .with_forms();
        let said = bob
            .ask("tools/call", answer("accept", yes.clone(), state))
            .await
            .message["result"]
            .clone();
        assert_eq!(said["isError"], true, "{said}");
        assert_eq!(balance().await, spent);

        // Ten times the same yes is one start.
        let calls = (0..10).map(|_| asking.ask("tools/call", answer("accept", yes.clone(), state)));
        let heard = futures::future::join_all(calls).await;
        let task = heard[0].message["result"]["structuredContent"]["task_id"].clone();
        assert!(task.is_string(), "{}", heard[0].message);
        for one in &heard {
            assert_eq!(one.status, StatusCode::OK);
            assert_eq!(
                one.message["result"]["structuredContent"]["task_id"], task,
                "{}",
                one.message
            );
        }
        assert_eq!(agent.waits(&task).await["status"], "succeeded");
        let ideas = agent.done("list", json!({ "resource": "planner/ideas" })).await;
        assert!(ideas["count"].as_u64().unwrap() > 0, "{ideas}");
    })
    .await;
}

#[tokio::test]
async fn a_client_that_asks_for_it_hears_of_a_runs_progress() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let agent = Agent::of(&ann, json!({})).await;
        let import = json!({ "sector_id": ann.sector().await, "text": KEYWORDS });
        let task = agent.done("import_keywords", import).await["task_id"].clone();
        // Nobody works yet.
        let told = agent.done("wait_for_run", json!({ "task_id": task, "seconds": 0 })).await;
        assert_eq!(told["finished"], false);
        let wait = json!({ "name": "wait_for_run", "arguments": { "task_id": task, "seconds": 30 }, "progressToken": "p1" });
        // The answer begins with the first progress; only then does somebody work.
        let begun = agent.request("tools/call", wait).send().await.unwrap();
        app.work();
        let heard = read(begun).await;
        assert_eq!(heard.message["result"]["structuredContent"]["finished"], true, "{}", heard.message);
        assert!(!heard.before.is_empty());
        for progress in &heard.before {
            assert_eq!(progress["method"], "notifications/progress", "{progress}");
            assert_eq!(progress["params"]["progressToken"], "p1");
        }
        let undone = agent.done("undo", json!({ "task_id": task })).await;
        assert_eq!(undone["count"], 7);
    })
    .await;
}
