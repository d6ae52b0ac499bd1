//! How it is tried: again and again, with pauses, as the receiver asks, until it is taken or given up.

use axum::http::{StatusCode as Code, header};
use axum::response::IntoResponse as _;
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::jobs;
use server::runner::{Courier, Scheduler};
use tokio_util::sync::CancellationToken;

use super::receiver::Receiver;
use super::{hook, number};
use crate::app::{with_app, with_config};
use crate::post::{arrived, sql, with_post};
use crate::waiting::until;

const EVENT: &str = "select tell_webhooks(account_id, 'run.failed', '{\"id\": 1}') from webhooks limit 1";

#[tokio::test]
async fn what_is_not_taken_is_tried_again_under_the_same_id() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let receiver = Receiver::answering(|number| match number {
            1 => (Code::INTERNAL_SERVER_ERROR, "a fault\0 of ours".repeat(200)).into_response(),
            2 => (Code::BAD_REQUEST, "no").into_response(),
            3 => (Code::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
            _ => (Code::OK, "taken").into_response(),
        })
        .await;
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, EVENT).await;
        let mut pauses = Vec::new();
        for attempt in 1..=3 {
            assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
            let delivery = &told.deliveries(&ann).await[0];
            assert_eq!(
                (&delivery["status"], &delivery["attempts"]),
                (&json!("waiting"), &json!(attempt))
            );
            assert!(
                delivery["error"].is_string() && delivery["duration"].is_number(),
                "{delivery}"
            );
            assert!(delivery["next_at"].is_string());
            pauses.push(
                number(
                    &app,
                    "select extract(epoch from due_at - now())::int8 from webhook_deliveries",
                )
                .await,
            );
            // Before its time nobody tries.
            assert_eq!(Courier::once(&app.state).await.unwrap(), 0);
            sql(&app, "update webhook_deliveries set due_at = now()").await;
            let row = told.row(&ann).await;
            assert_eq!(
                (&row["state"], &row["problem"]),
                (&json!("failing"), &delivery["error"])
            );
            if attempt == 1 {
                let answer = delivery["answer"].as_str().unwrap();
                assert!(
                    answer.starts_with("a fault\u{fffd} of ours") && answer.len() < 1_500,
                    "{answer}"
                );
            }
            if attempt == 3 {
                assert!(
                    delivery["error"].as_str().unwrap().contains("/elsewhere"),
                    "{delivery}"
                );
            }
        }
        assert!(
            pauses.is_sorted() && pauses[0] >= 4 && pauses[2] >= 299,
            "{pauses:?}"
        );
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let delivery = &told.deliveries(&ann).await[0];
        assert_eq!(
            (&delivery["status"], &delivery["code"], &delivery["answer"]),
            (&json!("delivered"), &json!(200), &json!("taken"))
        );
        assert!(delivery["error"].is_null() && delivery["next_at"].is_null());
        assert_eq!(told.row(&ann).await["state"], "active");
        let got = receiver.got();
        let mut ids: Vec<_> = got.iter().map(|one| one.header("webhook-id")).collect();
        ids.dedup();
        assert_eq!((got.len(), ids.len()), (4, 1));
        assert_eq!(json!(ids[0]), delivery["message_id"]);
        // At last it is given up.
        sql(
            &app,
            "update webhook_deliveries set status = 'waiting', attempts = 8, due_at = now()",
        )
        .await;
        sql(&app, "update webhooks set url = replace(url, '/in', '/gone')").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let delivery = &told.deliveries(&ann).await[0];
        assert_eq!(
            (&delivery["status"], &delivery["code"]),
            (&json!("failed"), &json!(404))
        );
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it_within_the_day() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let receiver = Receiver::answering(|number| {
            let wait = if number == 1 { "3600" } else { "999999" };
            (Code::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, wait)]).into_response()
        })
        .await;
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, EVENT).await;
        sql(&app, EVENT).await;
        // It is left alone as a whole: the second is not even tried.
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let due = number(&app, "select extract(epoch from max(due_at) - now())::int8 from webhook_deliveries").await;
        assert!((3_599..=4_000).contains(&due), "{due}");
        let paused = number(&app, "select extract(epoch from paused_until - now())::int8 from webhooks").await;
        assert!(paused >= 3_590, "{paused}");
        sql(&app, "update webhooks set paused_until = null; update webhook_deliveries set due_at = now() where attempts > 0; delete from webhook_deliveries where attempts = 0").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let last = number(&app, "select extract(epoch from due_at - since)::int8 from webhook_deliveries").await;
        assert_eq!(last, 24 * 3_600);
        // A person who tries it is not made to wait.
        let (status, _) = told.act(&ann, "test").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        assert_eq!(receiver.types().last().unwrap(), "webhook.test");
    })
    .await;
}

#[tokio::test]
async fn who_is_gone_or_fails_for_days_is_told_nothing_more_and_owners_are_mailed() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        arrived(&app, &server, &ann.email).await;
        let gone = Receiver::answering(|_| Code::GONE.into_response()).await;
        let broken = Receiver::answering(|_| Code::BAD_GATEWAY.into_response()).await;
        let left = hook(&ann, "Left https://evil.example", &gone, &["run.failed"]).await;
        let fails = hook(&ann, "Fails", &broken, &["run.succeeded"]).await;
        sql(&app, EVENT).await;
        sql(&app, EVENT).await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let row = left.row(&ann).await;
        assert_eq!((&row["state"], &row["enabled"]), (&json!("disabled"), &json!(false)));
        assert!(row["problem"].as_str().unwrap().contains("410"), "{row}");
        // What waits is not sent, and nothing new is written for it.
        assert_eq!(Courier::once(&app.state).await.unwrap(), 0);
        sql(&app, EVENT).await;
        assert_eq!(left.deliveries(&ann).await.len(), 2);
        // Some failures are no failure for days, however long ago the first was.
        sql(&app, "update webhooks set failing_since = now() - interval '6 days', failures = 3 where name = 'Fails'").await;
        let event = "select tell_webhooks(account_id, 'run.succeeded', '{}') from webhooks limit 1";
        sql(&app, event).await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        assert_eq!(fails.row(&ann).await["state"], "failing");
        sql(&app, "update webhooks set failures = 40, paused_until = null where name = 'Fails'; update webhook_deliveries set due_at = now()").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        let row = fails.row(&ann).await;
        assert_eq!(row["state"], "disabled");
        assert!(row["problem"].as_str().unwrap().contains("5 days"), "{row}");
        let mails = arrived(&app, &server, &ann.email).await;
        let about: Vec<_> = mails.iter().filter(|mail| mail.text.contains("turned off")).collect();
        assert_eq!(about.len(), 2, "{mails:?}");
        assert!(about.iter().all(|mail| !mail.text.contains("https://evil.example")));
        // A person turns it on again: it begins anew, and what waits goes out.
        let path = format!("/system/webhooks/{}", fails.id);
        let change = json!({ "enabled": true, "url": Receiver::start().await.url });
        let answer = ann.request(Method::PATCH, &path).json(&change).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(fails.row(&ann).await["state"], "active");
        sql(&app, "update webhook_deliveries set due_at = now()").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        assert_eq!(fails.deliveries(&ann).await[0]["status"], "delivered");
    })
    .await;
}

#[tokio::test]
async fn ten_who_send_it_again_send_it_once() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, EVENT).await;
        Courier::once(&app.state).await.unwrap();
        let delivery = told.deliveries(&ann).await[0].clone();
        let path = format!(
            "/system/webhook-deliveries/{}/replay",
            delivery["id"].as_str().unwrap()
        );
        let nothing = json!({});
        let all = join_all((0..10).map(|_| ann.post(&path, &nothing))).await;
        let won = all.iter().filter(|(status, _)| *status == StatusCode::OK).count();
        let lost = all
            .iter()
            .filter(|(status, _)| *status == StatusCode::CONFLICT)
            .count();
        assert_eq!((won, lost), (1, 9), "{all:?}");
        // Ten processes look for it at once.
        let looks = join_all((0..10).map(|_| Courier::once(&app.state))).await;
        let tried: usize = looks.into_iter().map(|look| look.unwrap()).sum();
        let got = receiver.got();
        assert_eq!((tried, got.len()), (1, 2));
        assert_eq!(
            (got[0].header("webhook-id"), &got[0].body),
            (got[1].header("webhook-id"), &got[1].body)
        );
        // The same with tests.
        let all = join_all((0..10).map(|_| told.act(&ann, "test"))).await;
        let won = all.iter().filter(|(status, _)| *status == StatusCode::OK).count();
        assert_eq!(won, 1, "{all:?}");
        Courier::once(&app.state).await.unwrap();
        assert_eq!(receiver.types(), ["run.failed", "run.failed", "webhook.test"]);
        // Of what is gone nothing is sent again.
        sql(&app, "update webhooks set enabled = false").await;
        let (status, answer) = ann.post(&path, &nothing).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            answer["detail"].as_str().unwrap().contains("Turn the webhook on"),
            "{answer}"
        );
        assert_eq!(told.act(&ann, "test").await.0, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_answer_holds_up_nobody_else() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (slow, quick) = (Receiver::holding().await, Receiver::start().await);
        for number in 0..6 {
            hook(&ann, &format!("Slow {number}"), &slow, &["run.failed"]).await;
        }
        let other = hook(&bob, "Quick", &quick, &["run.failed"]).await;
        let stop = CancellationToken::new();
        let courier = tokio::spawn(Courier::run(app.state.clone(), stop.clone()));
        sql(&app, "select tell_webhooks(a.id, 'run.failed', '{}') from accounts a join members m on m.account_id = a.id join users u on u.id = m.user_id where u.email = 'ann@example.com'").await;
        // Of one account a few are sent to at once.
        until("some are held", async || slow.got().len() == 4).await;
        sql(&app, "select tell_webhooks(a.id, 'run.failed', '{}') from accounts a join members m on m.account_id = a.id join users u on u.id = m.user_id where u.email = 'bob@example.com'").await;
        until("the other is told", async || quick.got().len() == 1).await;
        assert_eq!(slow.got().len(), 4, "those wait for their own");
        let given_up = number(&app, "select count(*) from webhook_deliveries where error is not null").await;
        assert_eq!(given_up, 0, "they are still waited for");
        until("all are told", async || {
            slow.answer();
            number(&app, "select count(*) from webhook_deliveries where status = 'waiting'").await == 0
        })
        .await;
        stop.cancel();
        courier.await.unwrap();
        assert_eq!((slow.got().len(), quick.got().len()), (6, 1));
        assert_eq!(other.row(&bob).await["state"], "active");
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_or_is_too_old_stops() {
    with_app(|app| async move {
        let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, EVENT).await;
        let path = format!("/system/webhooks/{}", told.id);
        let deleted: serde_json::Value = ann.request(Method::DELETE, &path).send().await.unwrap().json().await.unwrap();
        assert_eq!(Courier::once(&app.state).await.unwrap(), 0);
        sql(&app, "select tell_webhooks(account_id, 'run.failed', '{}') from webhooks").await;
        assert_eq!(number(&app, "select count(*) from webhook_deliveries").await, 1);
        // What was brought back in time goes on.
        let (status, answer) = ann.undo(&deleted).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        // What nobody could send within the day is given up, and what is past keeping goes.
        sql(&app, EVENT).await;
        sql(&app, "update webhook_deliveries set since = now() - interval '26 hours' where status = 'waiting'").await;
        sql(&app, "update webhook_deliveries set created_at = now() - interval '31 days' where status = 'delivered'").await;
        assert!(Scheduler::once(&app.state, jobs::ALL).await.unwrap());
        let left = told.deliveries(&ann).await;
        assert_eq!((left.len(), &left[0]["status"]), (1, &json!("failed")), "{left:?}");
        assert!(left[0]["error"].as_str().unwrap().contains("in time"));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_into_our_own_network() {
    with_config(
        |config| config.egress_loopback = false,
        |app| async move {
            let (ann, receiver) = (app.sign_up("ann").await, Receiver::start().await);
            let told = hook(&ann, "Inside", &receiver, &["run.failed"]).await;
            for url in [
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://localhost/",
            ] {
                let path = format!("/system/webhooks/{}", told.id);
                let answer = ann
                    .request(Method::PATCH, &path)
                    .json(&json!({ "url": url }))
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), StatusCode::OK);
                told.act(&ann, "test").await;
                assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
                let delivery = &told.deliveries(&ann).await[0];
                assert_eq!(delivery["status"], "failed", "a test is tried once");
                assert!(
                    delivery["code"].is_null() && delivery["error"].as_str().unwrap().contains("public"),
                    "{delivery}"
                );
            }
            assert!(receiver.got().is_empty());
        },
    )
    .await;
}

#[tokio::test]
async fn what_a_suspended_account_would_be_told_waits_until_it_is_resumed() {
    with_app(|app| async move {
        let (ann, bob, receiver) = (
            app.sign_up("ann").await,
            app.sign_up("bob").await,
            Receiver::start().await,
        );
        let told = hook(&ann, "Reports", &receiver, &["run.failed"]).await;
        sql(&app, EVENT).await;
        let other = Receiver::start().await;
        hook(&bob, "Reports", &other, &["run.failed"]).await;
        sql(
            &app,
            "select tell_webhooks(account_id, 'run.failed', '{\"id\": 2}') from webhooks order by created_at desc limit 1; \
             insert into suspensions (account, reason) select account_id, 'Unpaid' from webhooks order by created_at limit 1",
        )
        .await;
        // Others are told, and a delivery that waits is neither tried nor given up.
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        assert_eq!((receiver.got().len(), other.got().len()), (0, 1));
        let waits = number(&app, "select count(*) from webhook_deliveries where status = 'waiting' and attempts = 0").await;
        assert_eq!(waits, 1);
        sql(&app, "delete from suspensions").await;
        assert_eq!(Courier::once(&app.state).await.unwrap(), 1);
        assert_eq!(receiver.got().len(), 1);
        assert_eq!(told.deliveries(&ann).await[0]["status"], "delivered");
    })
    .await;
}
