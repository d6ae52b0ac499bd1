//! What webhooks may be and how many: bad input, bounds, and who may see them.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::receiver::Receiver;
use super::{hook, number};
use crate::app::with_app;
use crate::post::sql;

#[tokio::test]
async fn what_cannot_be_told_is_refused_by_its_field() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let good = json!({ "name": "Reports", "url": "https://example.com/in", "events": ["run.failed"] });
        for (key, value) in [
            ("events", json!([])),
            ("events", json!(null)),
            ("events", json!(["run.failed", "no.such"])),
            ("events", json!(["webhook.test"])),
            ("events", json!([1])),
            ("events", json!({ "a": 1 })),
            ("events", json!("nothing")),
            ("url", json!("http://example.com/in")),
            ("url", json!("javascript:alert(1)")),
            ("url", json!("https://a:b@example.com/")),
            ("url", json!("x".repeat(600))),
            ("name", json!("")),
        ] {
            let mut body = good.clone();
            body[key] = value;
            let (status, answer) = ann.post("/system/webhooks", &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(answer["errors"][key].is_array(), "{answer}");
        }
        let made = ann.make("/system/webhooks", good.clone()).await;
        assert_eq!(made["events"], json!(["run.failed"]));
        let (status, answer) = ann.post("/system/webhooks", &good).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the name is taken: {answer}"
        );
        // Several, in whatever order and form.
        let path = format!("/system/webhooks/{}", made["id"].as_str().unwrap());
        let change = json!({ "events": ["run.failed", "run.succeeded", "run.failed"] });
        let answer = ann
            .request(Method::PATCH, &path)
            .json(&change)
            .send()
            .await
            .unwrap();
        let answer: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(answer["events"], json!(["run.succeeded", "run.failed"]));
    })
    .await;
}

#[tokio::test]
async fn an_account_has_so_many_and_no_more() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        for number in 0..19 {
            hook(&ann, &format!("Hook {number}"), &receiver, &["run.failed"]).await;
        }
        let more = (0..10).map(|number| {
            let (ann, url) = (&ann, &receiver.url);
            async move {
                let body = json!({ "name": format!("More {number}"), "url": url, "events": ["run.failed"] });
                ann.post("/system/webhooks", &body).await
            }
        });
        let answers = join_all(more).await;
        let made = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::CREATED)
            .count();
        assert_eq!(made, 1, "{answers:?}");
        for (status, answer) in answers
            .iter()
            .filter(|(status, _)| *status != StatusCode::CREATED)
        {
            assert_eq!(*status, StatusCode::CONFLICT, "{answer}");
            assert!(answer["detail"].as_str().unwrap().contains("20 webhooks"));
        }
        // None comes back by undo either.
        let first = ann.get("/system/webhooks").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/system/webhooks/{first}");
        let deleted = ann.request(Method::DELETE, &path).send().await.unwrap();
        let deleted: serde_json::Value = deleted.json().await.unwrap();
        hook(&ann, "In its place", &receiver, &["run.failed"]).await;
        assert_eq!(ann.undo(&deleted).await.0, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn so_many_wait_for_one_and_no_more() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, "insert into webhook_deliveries (account_id, id, webhook_id, event, body) \
             select account_id, gen_random_uuid(), id, 'run.failed', '{}' from webhooks, generate_series(1, 5000)").await;
        sql(&app, "select tell_webhooks(account_id, 'run.failed', '{}') from webhooks").await;
        assert_eq!(number(&app, "select count(*) from webhook_deliveries").await, 5_000);
        assert_eq!(told.row(&ann).await["state"], "full");
        assert_eq!(ann.get("/system/webhooks?state=full").await["count"], 1);
        sql(&app, "update webhook_deliveries set status = 'delivered' where id in (select id from webhook_deliveries limit 10)").await;
        sql(&app, "select tell_webhooks(account_id, 'run.failed', '{}') from webhooks").await;
        assert_eq!(number(&app, "select count(*) from webhook_deliveries where status = 'waiting'").await, 4_991);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_set_up_people_see_them() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        for role in ["viewer", "editor"] {
            let member = ann.invite(&app, role).await;
            for path in ["/system/webhooks", "/system/webhook-deliveries"] {
                let answer = member.request(Method::GET, path).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{role} {path}");
            }
            assert_eq!(told.act(&member, "rotate").await.0, StatusCode::FORBIDDEN);
        }
        let admin = ann.invite(&app, "admin").await;
        assert_eq!(told.act(&admin, "test").await.0, StatusCode::OK);
        assert_eq!(told.act(&admin, "rotate").await.0, StatusCode::OK);
    })
    .await;
}
