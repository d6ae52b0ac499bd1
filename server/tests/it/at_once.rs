//! Ten of every request at the same moment: none ends in a fault of ours, and afterwards there is as much as one would leave.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::across::{Sent, requests};
use crate::app::{Person, TestApp, with_app};
use crate::known::Known;

const AT_ONCE: usize = 10;

/// Sends it as often as that at once; none may be a fault of ours.
async fn ten(person: &Person, sent: &Sent) -> Vec<(StatusCode, String)> {
    let answers = join_all((0..AT_ONCE).map(|_| sent.by(person))).await;
    for (status, text) in &answers {
        assert!(status.as_u16() < 500, "{sent:?}: {status} {text}");
    }
    answers
}

/// The same of a path with a body.
async fn ten_of(person: &Person, method: Method, path: &str, body: Value) -> Vec<(StatusCode, String)> {
    let sent = Sent {
        method,
        path: path.to_owned(),
        target: path.to_owned(),
        body,
        names_a_row: false,
    };
    ten(person, &sent).await
}

fn done(answers: &[(StatusCode, String)]) -> usize {
    answers.iter().filter(|(status, _)| status.is_success()).count()
}

/// Whether the entries of each account still add up to its balance.
async fn books_agree(app: &TestApp) {
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from credit_balances b where b.balance < 0 or b.balance <> \
           (select coalesce(sum(e.amount), 0) from credit_entries e where e.account_id = b.account_id)",
    )
    .fetch_one(&mut app.superuser().await)
    .await
    .unwrap();
    assert_eq!(wrong, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_that_ten_send_at_once_ends_in_a_fault_of_ours() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut known = Known::fill(&app, &ann).await;
        let document = ann.get("/openapi.json").await;
        let mut all = requests(&document, &mut known);
        all.retain(|sent| sent.method != Method::GET);
        all.sort_by_key(Sent::rank);
        assert!(all.len() > 120, "only {}", all.len());
        for sent in &all {
            let answers = ten(&ann, sent).await;
            // What was deleted is deleted once, and needed by those that come later.
            let deleted: Vec<Value> = answers
                .iter()
                .filter_map(|(_, text)| serde_json::from_str::<Value>(text).ok())
                .filter(|answer| answer["deletion_id"].is_string())
                .collect();
            assert!(deleted.len() <= 1, "{sent:?}: {deleted:?}");
            for deletion in &deleted {
                let (status, undone) = ann.undo(deletion).await;
                assert_eq!(status, StatusCode::OK, "undo of {sent:?}: {undone}");
            }
        }
        books_agree(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_its_name_alone_is_made_once_of_ten() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        for (path, body) in [
            ("/auth/sites", json!({ "name": "Shop", "language": "en" })),
            ("/auth/sectors", json!({ "name": "Shoes", "site_id": site })),
            (
                "/auth/users",
                json!({ "email": "new@example.com", "name": "New", "role": "viewer" }),
            ),
            (
                "/system/webhooks",
                json!({ "name": "Shop", "url": "http://127.0.0.1:9/in", "events": ["run.failed"] }),
            ),
            (
                "/system/integrations",
                json!({ "name": "Model", "kind": "openai", "secret": "sk-1", "enabled": true }),
            ),
            (
                "/billing/model-prices",
                json!({ "provider": "openai", "model": "a model" }),
            ),
        ] {
            let before = ann.get(path).await["count"].as_i64().unwrap();
            let answers = ten_of(&ann, Method::POST, path, body).await;
            assert_eq!(done(&answers), 1, "{path}: {answers:?}");
            // The others are told beside the input, or that somebody was there before them.
            for (status, text) in answers.iter().filter(|(status, _)| !status.is_success()) {
                let told = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT].contains(status);
                assert!(told, "{path}: {status} {text}");
            }
            assert_eq!(ann.get(path).await["count"], before + 1, "{path}");
        }
        let view = json!({ "resource": "keywords", "id": null, "draft": { "name": "Quick wins", "query": "", "shared": true } });
        let answers = ten_of(&ann, Method::POST, "/fn/save_view", view).await;
        assert_eq!(done(&answers), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ten_save_at_once_is_one_of_theirs_whole() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        // A member has no row of choices until the first is saved.
        for (path, field, values) in [
            (
                "/system/preferences",
                "run_finished",
                [json!("off"), json!("digest")],
            ),
            ("/system/settings", "name", [json!("One"), json!("Another")]),
            ("/auth/profile", "name", [json!("Ann A."), json!("Ann B.")]),
        ] {
            let saves = (0..AT_ONCE).map(|at| {
                let body = json!({ field: values[at % 2] });
                ann.request(Method::PATCH, path).json(&body).send()
            });
            for answer in join_all(saves).await {
                let answer = answer.unwrap();
                let (status, text) = (answer.status(), answer.text().await.unwrap());
                assert_eq!(status, StatusCode::OK, "{path}: {text}");
            }
            let kept = ann.get(path).await[field].clone();
            assert!(values.contains(&kept), "{path}: {kept}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_clicks_ten_times_decides_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bob = ann.invite(&app, "admin").await;
        let proof = json!({ "name": "ann's", "password": "a long enough one" });
        let (status, problem) = ann.post("/auth/account/delete", &proof).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{problem}");
        let kept = ten_of(&ann, Method::POST, "/auth/account/keep", json!({})).await;
        assert_eq!(done(&kept), 1, "{kept:?}");
        assert_eq!(ann.get("/auth/session").await.get("deleted_at"), None);
        // A member who is removed ten times is removed once, and comes back once.
        let members = ann.get("/auth/users").await["results"].clone();
        let member = members
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["email"] == bob.email.as_str());
        let path = format!("/auth/users/{}", member.unwrap()["id"].as_str().unwrap());
        let removed = ten_of(&ann, Method::DELETE, &path, json!({})).await;
        assert_eq!(done(&removed), 1, "{removed:?}");
        let removal = removed.iter().find(|(status, _)| status.is_success()).unwrap();
        let removal: Value = serde_json::from_str(&removal.1).unwrap();
        let undo = format!(
            "/system/deletions/{}/undo",
            removal["deletion_id"].as_str().unwrap()
        );
        let undone = ten_of(&ann, Method::POST, &undo, json!({})).await;
        assert_eq!(done(&undone), 1, "{undone:?}");
        assert_eq!(ann.get("/auth/users").await["count"], 2);
        // A new link of an invitation: all get one, and one of them opens.
        let invited = json!({ "email": "eve@example.com", "name": "Eve", "role": "viewer" });
        let invitation = ann.make("/auth/users", invited).await;
        let renew = format!("/auth/users/{}/resend", invitation["id"].as_str().unwrap());
        let renewed = ten_of(&ann, Method::POST, &renew, json!({})).await;
        assert!(done(&renewed) >= 1, "{renewed:?}");
        let revoke = format!("/auth/users/{}/revoke", invitation["id"].as_str().unwrap());
        let revoked = ten_of(&ann, Method::POST, &revoke, json!({})).await;
        assert_eq!(done(&revoked), 1, "{revoked:?}");
        assert_eq!(ann.get("/auth/users").await["count"], 2);
    })
    .await;
}
