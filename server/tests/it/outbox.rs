//! The outbox: each mail goes out once, whatever the mail server and the process do in between.

use futures::future::join_all;
use mail::Verdict;
use mail::test_server::Does;
use reqwest::Method;
use serde_json::json;
use server::mailing::Mailing;
use server::repo::mail::{Content, Outgoing, put};
use server::runner::Postman;
use server::tenancy::Reason;

use crate::app::{TestApp, with_app, with_config};
use crate::post::{arrived, confirmed, sql, states, with_post};

/// Writes a mail down, as what it tells of would.
async fn write(app: &TestApp, to: &str) {
    let mut tx = app.state.db.system(Reason::Mail).await.unwrap();
    let content = Content::PasswordChanged {
        reset: "https://app.example/forgot".into(),
    };
    let outgoing = Outgoing {
        account: None,
        user: None,
        to,
        name: "Bob",
        content: &content,
    };
    put(tx.conn(), app.state.db.sealer(), outgoing).await.unwrap();
    tx.commit().await.unwrap();
}

async fn due_now(app: &TestApp) {
    sql(app, "update mails set due_at = now() where state = 'queued'").await;
}

/// The one mail's state and fault.
async fn state(app: &TestApp) -> (String, String) {
    let mut states = states(app).await;
    let (_, state, fault) = states.pop().unwrap();
    assert!(states.is_empty());
    (state, fault.unwrap_or_default())
}

#[tokio::test]
async fn ten_postmen_send_each_mail_once() {
    with_post(|app, server| async move {
        for number in 0..30 {
            write(&app, &format!("p{number}@example.com")).await;
        }
        let looks = join_all((0..10).map(|_| Postman::once(&app.state))).await;
        let tried: usize = looks.into_iter().map(|look| look.unwrap()).sum();
        assert_eq!((tried, server.taken().len()), (30, 30));
        let mut to: Vec<_> = server.taken().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 30);
        assert!(states(&app).await.iter().all(|(_, state, _)| state == "sent"));
        // Nothing of what they said stays.
        let kept: i64 = sqlx::query_scalar("select count(*) from mails where content is not null")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(kept, 0);
    })
    .await;
}

#[tokio::test]
async fn what_may_pass_is_tried_again_with_growing_pauses() {
    with_post(|app, server| async move {
        write(&app, "bob@example.com").await;
        server.at("RCPT", "", 1, Does::Says("450 4.7.1 Greylisted"));
        server.at("DATA", "", 1, Does::Drops);
        server.at(".", "", 1, Does::Says("451 4.3.0 Try later"));
        let mut pauses = Vec::new();
        for _ in 0..3 {
            assert!(arrived(&app, &server, "bob@example.com").await.is_empty());
            let pause: f64 = sqlx::query_scalar(
                "select extract(epoch from due_at - now())::float8 from mails where state = 'queued'",
            )
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
            pauses.push(pause);
            // Before its time nobody tries.
            assert_eq!(Postman::once(&app.state).await.unwrap(), 0);
            due_now(&app).await;
        }
        assert!(pauses.is_sorted() && pauses[0] > 8.0, "{pauses:?}");
        assert_eq!(arrived(&app, &server, "bob@example.com").await.len(), 1);
        assert_eq!(state(&app).await, ("sent".into(), String::new()));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_nobody_has_gets_nothing_for_a_time() {
    with_post(|app, server| async move {
        write(&app, "gone@example.com").await;
        server.at("RCPT", "gone@", 2, Does::Says("550 5.1.1 User unknown"));
        Postman::once(&app.state).await.unwrap();
        let (failed, fault) = state(&app).await;
        assert!(
            failed == "failed" && fault.contains("User unknown"),
            "{failed} {fault}"
        );
        sql(&app, "delete from mails").await;
        write(&app, "Gone@example.com").await;
        write(&app, "bob@example.com").await;
        let heard = server.heard().len();
        assert_eq!(arrived(&app, &server, "bob@example.com").await.len(), 1);
        assert!(
            server.heard()[heard..]
                .iter()
                .all(|line| !line.to_lowercase().contains("gone@"))
        );
        assert_eq!(states(&app).await[0].1, "suppressed");
        // It was the server's mistake, as it happens: a day later mail goes there again.
        sql(
            &app,
            "update mail_suppressions set until = now() - interval '1 second'; delete from mails",
        )
        .await;
        write(&app, "gone@example.com").await;
        Postman::once(&app.state).await.unwrap();
        assert_eq!(state(&app).await.0, "failed");
        let until: (i32, f64) = sqlx::query_as(
            "select times, extract(epoch from until - now())::float8 / 86400 from mail_suppressions",
        )
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap();
        assert!(
            until.0 == 2 && until.1 > 6.0,
            "said again, it counts for longer: {until:?}"
        );
        // A full mailbox is somebody's.
        sql(&app, "delete from mail_suppressions; delete from mails").await;
        server.at("RCPT", "full@", 1, Does::Says("552 5.2.2 over quota"));
        write(&app, "full@example.com").await;
        Postman::once(&app.state).await.unwrap();
        sql(&app, "delete from mails").await;
        write(&app, "full@example.com").await;
        assert_eq!(arrived(&app, &server, "full@example.com").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_operator_must_mend_waits_and_keeps_the_tries_of_others() {
    with_post(|app, server| async move {
        for number in 0..8 {
            write(&app, &format!("p{number}@example.com")).await;
        }
        server.at(
            "MAIL",
            "",
            100,
            Does::Says("553 5.1.8 Sender address rejected: Domain not found"),
        );
        assert!(
            Postman::once(&app.state).await.unwrap() <= 4,
            "a lane stops at the first"
        );
        let tries: Vec<i32> = sqlx::query_scalar("select attempts from mails order by attempts")
            .fetch_all(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(&tries[..4], [0, 0, 0, 0]);
        assert!(states(&app).await.iter().all(|(_, state, _)| state == "queued"));
    })
    .await;
}

#[tokio::test]
async fn what_may_have_arrived_is_never_sent_again() {
    with_post(|app, server| async move {
        write(&app, "bob@example.com").await;
        server.at(".", "", 1, Does::Drops);
        Postman::once(&app.state).await.unwrap();
        assert_eq!(state(&app).await.0, "unknown");
        due_now(&app).await;
        assert_eq!(arrived(&app, &server, "bob@example.com").await.len(), 1);
        // A process that went away: before it handed the text over, and after.
        for (handed_over, sent, ends) in [(false, 1, "sent"), (true, 0, "unknown")] {
            sql(&app, "delete from mails").await;
            write(&app, "ann@example.com").await;
            let gone = format!(
                "update mails set state = 'sending', claim = gen_random_uuid(), attempts = 1, handed_over = {handed_over}, \
                 leased_until = now() + interval '1 minute'"
            );
            sql(&app, &gone).await;
            let before = server.taken().len();
            Postman::once(&app.state).await.unwrap();
            assert_eq!((server.taken().len(), state(&app).await.0.as_str()), (before, "sending"), "it is somebody's");
            sql(&app, "update mails set leased_until = now() - interval '1 second'").await;
            Postman::once(&app.state).await.unwrap();
            assert_eq!((server.taken().len() - before, state(&app).await.0.as_str()), (sent, ends));
        }
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_was_lost_hands_nothing_over() {
    use server::repo::mail::{Outcome, claim, handing_over, settle};
    with_post(|app, _| async move {
        write(&app, "bob@example.com").await;
        let (db, minute) = (&app.state.db, std::time::Duration::from_mins(1));
        let mut tx = db.system(Reason::Mail).await.unwrap();
        let (first, _) = claim(tx.conn(), db.sealer(), minute).await.unwrap().unwrap();
        assert!(claim(tx.conn(), db.sealer(), minute).await.unwrap().is_none());
        tx.commit().await.unwrap();
        sql(
            &app,
            "update mails set leased_until = now() - interval '1 second'",
        )
        .await;
        let mut tx = db.system(Reason::Mail).await.unwrap();
        let (second, content) = claim(tx.conn(), db.sealer(), minute).await.unwrap().unwrap();
        assert_eq!((second.id, second.attempts), (first.id, 2));
        assert!(matches!(content, Content::PasswordChanged { .. }));
        assert!(!handing_over(tx.conn(), &first, minute).await.unwrap());
        settle(tx.conn(), &first, Outcome::Fault(Verdict::Unknown, "late"))
            .await
            .unwrap();
        assert!(handing_over(tx.conn(), &second, minute).await.unwrap());
        settle(tx.conn(), &second, Outcome::Sent).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(state(&app).await, ("sent".into(), String::new()));
    })
    .await;
}

#[tokio::test]
async fn what_came_too_late_or_cannot_be_read_holds_nobody_up() {
    with_post(|app, server| async move {
        for to in [
            "late@example.com",
            "lost@example.com",
            "no address",
            "bob@example.com",
        ] {
            write(&app, to).await;
        }
        sql(
            &app,
            "update mails set expires_at = now() - interval '1 second' where recipient = 'late@example.com'",
        )
        .await;
        sql(
            &app,
            "update mails set content = 'x' where recipient = 'lost@example.com'",
        )
        .await;
        assert_eq!(arrived(&app, &server, "bob@example.com").await.len(), 1);
        let states: Vec<_> = states(&app)
            .await
            .into_iter()
            .map(|(_, state, _)| state)
            .collect();
        assert_eq!(states, ["failed", "failed", "failed", "sent"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_at_rest_tells_no_link() {
    with_post(|app, _| async move {
        write(&app, "bob@example.com").await;
        let content: Vec<u8> = sqlx::query_scalar("select content from mails")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert!(!String::from_utf8_lossy(&content).contains("app.example"));
        // An account sees neither other mails nor what its own say.
        let mut tenant = app.superuser().await;
        sqlx::raw_sql("begin; set local role igny8_app; set local app.account_id = '00000000-0000-0000-0000-000000000001'")
            .execute(&mut tenant)
            .await
            .unwrap();
        let seen: i64 = sqlx::query_scalar("select count(account) from mails").fetch_one(&mut tenant).await.unwrap();
        assert_eq!(seen, 0);
        assert!(sqlx::query("select content from mails").fetch_all(&mut tenant).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_development_mailbox_is_for_development() {
    with_app(|app| async move {
        let request = app.anonymous(Method::GET, "/dev/mailbox");
        assert_eq!(request.send().await.unwrap().status(), 404);
    })
    .await;
    let shown = Mailing {
        dev_mailbox: true,
        ..Mailing::default()
    };
    with_config(
        |config| config.mailing = shown,
        |app| async move {
            let ann = app.sign_up("ann").await;
            confirmed(&app).await;
            ann.make(
                "/auth/users",
                json!({ "email": "bob@example.com", "name": "<b>Bob", "role": "editor" }),
            )
            .await;
            let page = app
                .anonymous(Method::GET, "/dev/mailbox")
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap();
            assert!(
                page.contains("/invite/") && page.contains("To bob@example.com") && !page.contains("<b>Bob"),
                "{page}"
            );
            for change in [
                |config: &mut server::config::Config| config.public_url = Some("https://app.example".into()),
                |config: &mut server::config::Config| config.addr = "0.0.0.0:8011".parse().unwrap(),
                |config: &mut server::config::Config| {
                    config.mailing.smtp_url = Some("smtp://localhost?tls=none".to_owned().into());
                    config.mailing.mail_from = Some("a@example.com".into());
                },
            ] {
                let mut config = (*app.state.config).clone();
                change(&mut config);
                assert!(server::state::App::connect(config).await.is_err());
            }
        },
    )
    .await;
}
