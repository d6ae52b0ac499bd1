//! Who is let in, and what is no request: both eras, headers that contradict, bodies that are none, pages of others.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::agent::{Agent, NEWEST, hear};
use crate::app::{limits, with_app, with_limits};

#[tokio::test]
async fn clients_of_both_eras_are_answered_without_a_session() {
    with_app(|app| async move {
        let agent = Agent::of(&app.sign_up("ann").await, json!({})).await;
        let found = agent.ask("server/discover", json!({})).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.message);
        let versions = found.message["result"]["supportedVersions"].to_string();
        assert!(versions.contains(NEWEST) && versions.contains("2025-11-25"), "{versions}");
        assert_eq!(found.message["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "igny8");

        for version in ["2025-11-25", "2025-06-18", "2025-03-26"] {
            let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
            } });
            let hello = hear(agent.bare().json(&hello)).await;
            assert_eq!(hello.status, StatusCode::OK, "{version}: {}", hello.message);
            assert_eq!(hello.message["result"]["protocolVersion"], version);
            assert!(hello.message["result"]["instructions"].as_str().unwrap().contains("describe"));
            assert!(!hello.headers.contains_key("mcp-session-id"));
            let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
            let ready = hear(agent.bare().header("mcp-protocol-version", version).json(&ready)).await;
            assert_eq!(ready.status, StatusCode::ACCEPTED);
            // Whichever process gets the next request knows nothing of that.
            let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" });
            let list = hear(agent.bare().header("mcp-protocol-version", version).json(&list)).await;
            assert_eq!(list.message["result"]["tools"].as_array().unwrap().len(), 12);
            assert!(list.message["result"].get("resultType").is_none());
            let call = json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {
                "name": "list", "arguments": { "resource": "planner/keywords" },
            } });
            let call = hear(agent.bare().header("mcp-protocol-version", version).json(&call)).await;
            assert_eq!(call.message["result"]["structuredContent"]["count"], 0, "{}", call.message);
        }
        let unknown = hear(
            agent
                .bare()
                .header("mcp-protocol-version", "1900-01-01")
                .header("mcp-method", "tools/list")
                .json(&json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": { "_meta": {
                    "io.modelcontextprotocol/protocolVersion": "1900-01-01", "io.modelcontextprotocol/clientCapabilities": {},
                } } })),
        )
        .await;
        assert_eq!((unknown.status, &unknown.message["error"]["code"]), (StatusCode::BAD_REQUEST, &json!(-32022)));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_request_is_told_and_changes_nothing() {
    with_app(|app| async move {
        let agent = Agent::of(&app.sign_up("ann").await, json!({})).await;
        let listing = || agent.request("tools/list", json!({}));
        // Headers and body say the same.
        let other = listing().header("mcp-method", "resources/list");
        let other = hear(other).await;
        assert_eq!(
            (other.status, &other.message["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!(-32020))
        );
        // What the newest revision asks of each request.
        let bare = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {} });
        let bare = hear(
            agent
                .bare()
                .header("mcp-protocol-version", NEWEST)
                .header("mcp-method", "tools/list")
                .json(&bare),
        )
        .await;
        assert_eq!(
            (bare.status, &bare.message["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!(-32602))
        );
        let unknown = agent.ask("tools/steal", json!({})).await;
        assert_eq!(
            (unknown.status, &unknown.message["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!(-32601))
        );
        for body in [
            "",
            "{",
            "[]",
            "null",
            "[1]",
            r#"{"jsonrpc":"2.0"}"#,
            r#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#,
            "\u{0}",
        ] {
            let answer = hear(agent.bare().body(body)).await;
            assert!(answer.status.is_client_error(), "{body:?}: {}", answer.status);
        }
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(hear(agent.bare().body(deep)).await.status.is_client_error());
        let large = "x".repeat(3 * 1024 * 1024);
        assert_eq!(
            hear(agent.bare().body(large)).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        let json_only = agent.bare().header("accept", "application/json").body("{}");
        assert!(hear(json_only).await.status.is_client_error());
        let client = reqwest::Client::new();
        for method in [Method::GET, Method::DELETE] {
            let asked = client.request(method, &agent.url).bearer_auth(&agent.token);
            assert_eq!(
                asked.send().await.unwrap().status(),
                StatusCode::METHOD_NOT_ALLOWED
            );
        }
        for (tool, arguments, why) in [
            ("nothing", json!({}), "Unknown tool"),
            ("list", json!({ "resource": "planner/keywords" }), ""),
        ] {
            let heard = agent
                .ask("tools/call", json!({ "name": tool, "arguments": arguments }))
                .await;
            assert_eq!(heard.status, StatusCode::OK);
            let error = &heard.message["error"];
            assert_eq!(
                error["message"].as_str().is_some_and(|told| told.contains(why)),
                !why.is_empty()
            );
        }
        let again = agent.ask("tools/list", json!({ "cursor": "AAAA" })).await;
        assert_eq!(again.message["error"]["code"], -32602);
    })
    .await;
}

#[tokio::test]
async fn only_a_token_opens_it_and_whoever_has_none_is_told_where_to_get_one() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let agent = Agent::of(&ann, json!({})).await;
        let challenge =
            |headers: &reqwest::header::HeaderMap| headers["www-authenticate"].to_str().unwrap().to_owned();
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
        let client = reqwest::Client::new();
        let nobody = client.post(&agent.url).json(&body);
        let nobody = nobody.send().await.unwrap();
        assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
        let told = challenge(nobody.headers());
        let metadata = format!(
            "resource_metadata=\"{}/.well-known/oauth-protected-resource/mcp\"",
            app.base
        );
        assert!(
            told.contains(&metadata) && told.contains("scope=\"read write\""),
            "{told}"
        );
        assert!(!told.contains("error="), "{told}");
        // A sign-in is a person's: neither its cookie nor its access token is an agent's.
        for (name, value) in [
            ("cookie", format!("igny8_access={}", ann.token)),
            ("authorization", format!("Bearer {}", ann.token)),
            ("authorization", "Bearer igny8_none".to_owned()),
            ("authorization", "Bearer igny8app_none".to_owned()),
            ("authorization", "Basic eDp5".to_owned()),
        ] {
            let asked = client.post(&agent.url).header(name, &value).json(&body).send();
            let asked = asked.await.unwrap();
            assert_eq!(asked.status(), StatusCode::UNAUTHORIZED, "{value}");
            assert!(challenge(asked.headers()).contains(&metadata));
        }
        // A token in the address is none.
        let in_query = format!("{}?access_token={}", agent.url, agent.token);
        assert_eq!(
            client.post(in_query).json(&body).send().await.unwrap().status(),
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn pages_of_others_do_not_ask_whatever_their_name_points_to() {
    with_app(|app| async move {
        let agent = Agent::of(&app.sign_up("ann").await, json!({})).await;
        let status = async |name: &str, value: &str| {
            let request = agent.request("tools/list", json!({})).header(name, value);
            hear(request).await.status
        };
        for origin in [
            "http://evil.example",
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
        ] {
            assert_eq!(status("origin", origin).await, StatusCode::FORBIDDEN, "{origin}");
        }
        assert_eq!(status("origin", &app.base).await, StatusCode::OK);
        let port = app.addr.port();
        for host in ["evil.example".to_owned(), format!("evil.example:{port}")] {
            assert_eq!(status("host", &host).await, StatusCode::FORBIDDEN, "{host}");
            // Its page calls itself by the same name.
            let page = agent
                .request("tools/list", json!({}))
                .header("host", &host)
                .header("origin", format!("http://{host}"));
            assert_eq!(hear(page).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(status("host", &format!("localhost:{port}")).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_agent_that_asks_too_often_is_told_when_to_ask_again() {
    let mut few = limits();
    few.calls_per_minute = 5;
    with_limits(few, |app| async move {
        let agent = Agent::of(&app.sign_up("ann").await, json!({})).await;
        let mut last = None;
        for _ in 0..7 {
            last = Some(agent.ask("tools/list", json!({})).await);
        }
        let last = last.unwrap();
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(last.headers.contains_key("retry-after") && last.headers.contains_key("ratelimit"));
        assert!(matches!(&last.message["detail"], Value::String(told) if told.contains("Wait")));
    })
    .await;
}
