//! What viewers and clients may write, by the declarations: everything else is refused, whichever way it is asked for.

use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::across::{Sent, lists, requests};
use crate::app::with_app;
use crate::approvals::as_seen;
use crate::known::Known;

/// What the declarations call what this request does.
fn declared(sent: &Sent) -> Option<(Verb, Resource)> {
    let mut parts = sent.path.trim_start_matches('/').splitn(3, '/');
    let resource = Resource::by_path(&format!("{}/{}", parts.next()?, parts.next()?))?;
    let rest: Vec<&str> = parts
        .next()
        .map_or_else(Vec::new, |rest| rest.split('/').collect());
    let verb = match (&sent.method, &rest[..]) {
        (&Method::POST, []) => Verb::Create,
        (&Method::PATCH, ["{id}"]) => Verb::Update,
        (&Method::DELETE, ["{id}"]) | (&Method::POST, ["actions", "delete", ..]) => Verb::Delete,
        (&Method::POST, ["actions", name, ..] | ["{id}", name]) => {
            let page = igny8::registry::table(resource)?;
            page.endpoints().find(|action| action.name == *name)?.verb()
        }
        _ => return None,
    };
    Some((verb, resource))
}

/// Lists that change by being refused, and by what everybody may change of their own, since that is noted.
const NOTED: [&str; 2] = ["/auth/security", "/system/logs"];
/// What a client changes: comments and approvals.
const OF_CLIENTS: [&str; 2] = ["/writer/comments", "/writer/content"];

#[tokio::test(flavor = "multi_thread")]
async fn viewers_and_clients_write_only_what_is_declared() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut known = Known::fill(&app, &ann).await;
        let people = [
            (Role::Viewer, ann.invite(&app, "viewer").await),
            (Role::Client, ann.invite(&app, "client").await),
        ];
        let document = ann.get("/openapi.json").await;
        let all = requests(&document, &mut known);
        let refusable = all.iter().filter(|sent| declared(sent).is_some()).count();
        assert!(
            refusable > 60,
            "only {refusable} requests are known by the declarations"
        );
        for (role, person) in &people {
            let before = lists(&ann).await;
            for sent in &all {
                let (status, text) = sent.by(person).await;
                assert!(status.as_u16() < 500, "{role}: {sent:?}: {status} {text}");
                if let Some((verb, resource)) = declared(sent)
                    && !role.may(verb, resource)
                {
                    assert_eq!(status, StatusCode::FORBIDDEN, "{role} sent {sent:?}: {text}");
                }
            }
            for ((path, was), (_, is)) in before.iter().zip(lists(&ann).await) {
                let theirs = *role == Role::Client && OF_CLIENTS.contains(&path.as_str());
                assert!(
                    *was == is || theirs || NOTED.contains(&path.as_str()),
                    "{role} changed {path}: {was} became {is}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn clients_comment_and_approve() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let article = crate::approvals::article(&ann, "publish").await;
        let (client, viewer) = (ann.invite(&app, "client").await, ann.invite(&app, "viewer").await);
        let said = json!({ "content_id": article, "text": "  Please name our shop.\n" });
        let comment = client.make("/writer/comments", said.clone()).await;
        assert_eq!(comment["author"], "client");
        assert_eq!(
            (&comment["text"], &comment["resolved"]),
            (&json!("Please name our shop."), &json!(false))
        );
        assert_eq!(
            viewer.post("/writer/comments", &said).await.0,
            StatusCode::FORBIDDEN
        );
        for wrong in [
            json!({ "content_id": article, "text": " \n" }),
            json!({ "content_id": uuid::Uuid::now_v7(), "text": "To nothing" }),
            json!({ "content_id": article, "text": "x".repeat(4001) }),
            json!({ "text": "To nothing" }),
        ] {
            assert_eq!(
                client.post("/writer/comments", &wrong).await.0,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        let of_ann = ann
            .make(
                "/writer/comments",
                json!({ "content_id": article, "text": "We will." }),
            )
            .await;

        // Of ten who resolve it at once, all find it resolved by one.
        let path = format!("/writer/comments/{}/resolve", comment["id"].as_str().unwrap());
        let resolve = json!({ "ids": [comment["id"]] });
        let outcomes = futures::future::join_all(
            (0..10).map(|_| client.post("/writer/comments/actions/resolve", &resolve)),
        )
        .await;
        let done = outcomes
            .iter()
            .filter(|(status, answer)| status.is_success() && answer["count"] == 1)
            .count();
        assert!(
            done == 1 && outcomes.iter().all(|(status, _)| status.as_u16() < 500),
            "{outcomes:?} {path}"
        );
        let found = viewer
            .get(&format!("/writer/comments?content_id={article}&resolved=true"))
            .await;
        assert_eq!(found["results"][0]["resolved_by"], "client");

        // One's own words can be taken back, others' not; an editor may, and what is gone comes back.
        let others = format!("/writer/comments/{}", of_ann["id"].as_str().unwrap());
        assert_eq!(
            client
                .request(Method::DELETE, &others)
                .send()
                .await
                .unwrap()
                .status(),
            StatusCode::FORBIDDEN
        );
        let own = format!("/writer/comments/{}", comment["id"].as_str().unwrap());
        let deleted: Value = client
            .request(Method::DELETE, &own)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(viewer.undo(&deleted).await.0, StatusCode::FORBIDDEN);
        assert_eq!(client.undo(&deleted).await.0, StatusCode::OK);

        let approve = as_seen(&ann, &[&article]).await;
        assert_eq!(
            viewer.post("/writer/content/actions/approve", &approve).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            client
                .post("/writer/content/actions/submit", &json!({ "ids": [article] }))
                .await
                .0,
            StatusCode::FORBIDDEN
        );
        let (status, answer) = client.post("/writer/content/actions/approve", &approve).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(
            ann.get(&format!("/writer/content/{article}")).await["approved"],
            true
        );
        // What it deletes, the article's comments go along with, and come back.
        let gone: Value = ann
            .request(Method::DELETE, &format!("/writer/content/{article}"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(client.get("/writer/comments").await["count"], 0);
        assert_eq!(ann.undo(&gone).await.0, StatusCode::OK);
        assert_eq!(client.get("/writer/comments").await["count"], 2);
    })
    .await;
}

#[tokio::test]
async fn addresses_that_may_hold_keys_are_shown_to_those_who_may_change_them() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let secret = "sk-in-the-address";
        let models = json!({ "kind": "openai", "name": "Models", "secret": "k", "base_url": format!("https://llm.example.com/v1?key={secret}") });
        let models = ann.make("/system/integrations", models).await;
        let hook = json!({
            "kind": "webhook", "name": "Hook", "site_id": site, "secret": "a sentence that is long enough",
            "base_url": format!("https://hooks.example.com/in/{secret}"),
        });
        ann.make("/system/integrations", hook).await;
        let told = json!({ "name": "Ours", "url": format!("https://told.example.com/{secret}"), "events": ["run.failed"] });
        ann.make("/system/webhooks", told).await;
        // A change is noted, and what it was only in part.
        let path = format!("/system/integrations/{}", models["id"].as_str().unwrap());
        let change = json!({ "base_url": format!("https://other.example.com/v1?key={secret}"), "secret": "k" });
        let changed = ann.request(Method::PATCH, &path).json(&change).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK);
        assert_eq!(ann.get(&path).await["base_url"], change["base_url"]);
        let admin = ann.invite(&app, "admin").await;
        assert_eq!(admin.get(&path).await["base_url"], change["base_url"]);
        for role in ["viewer", "client", "editor"] {
            let person = ann.invite(&app, role).await;
            assert_eq!(person.get(&path).await["base_url"], "https://other.example.com/…", "{role}");
            for list in [
                "/system/integrations", "/system/integrations?search=sk-in", "/system/webhooks", "/system/webhooks?search=sk-in",
                "/system/logs", "/system/integrations/export?format=csv", "/system/webhooks/export?format=csv",
            ] {
                let text = person.request(Method::GET, list).send().await.unwrap().text().await.unwrap();
                assert!(!text.contains(secret), "{role} {list}: {text}");
                let finds_nothing = text.contains("\"count\":0") || text.contains("\"status\":403");
                assert!(!list.contains("search=") || finds_nothing, "{role} {list}: {text}");
            }
        }
        assert_eq!(ann.get("/system/webhooks?search=sk-in").await["count"], 1);
    })
    .await;
}
