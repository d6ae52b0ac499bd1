//! Notifications: who is told of what, once for each cause; by mail as each has chosen; and nobody reads another's.

use futures::StreamExt as _;
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::{Herald, Scheduler};

use crate::app::{Person, TestApp, with_app};
use crate::approvals::{article, command, write};
use crate::post::{arrived, sql, with_post};

/// What somebody was told, as kind and text, newest first.
async fn told(person: &Person) -> Vec<(String, String)> {
    let page = person.get("/system/notifications?sort=-created_at").await;
    let rows = page["results"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| (word(&row["kind"]), word(&row["text"]))).collect()
}

async fn kinds(person: &Person) -> Vec<String> {
    told(person).await.into_iter().map(|(kind, _)| kind).collect()
}

async fn unread(person: &Person) -> i64 {
    person.get("/auth/session").await["unread"].as_i64().unwrap()
}

/// A run of the one account that ends so, `seconds` after somebody asked for it.
async fn ends(
    app: &TestApp,
    function: &str,
    queue: &str,
    starter: Option<&Person>,
    seconds: u32,
    status: &str,
) {
    let starter = starter.map_or("null".to_owned(), |person| {
        format!("(select id from users where email = '{}')", person.email)
    });
    let error = if status == "succeeded" {
        "null"
    } else {
        "'The server said no.'"
    };
    let statement = format!(
        "insert into ai_tasks (account_id, id, function, queue, status, idempotency_key, created_by, created_at) \
           select a.id, gen_random_uuid(), '{function}', '{queue}', 'running', gen_random_uuid()::text, {starter}, \
             now() - interval '{seconds} seconds' from accounts a order by a.created_at limit 1; \
         update ai_tasks set status = '{status}', finished_at = now(), message = 'All done.', error = {error} \
           where finished_at is null"
    );
    sql(app, &statement).await;
}

async fn choose(person: &Person, choices: Value) -> (StatusCode, Value) {
    let answer = person
        .request(Method::PATCH, "/system/preferences")
        .json(&choices)
        .send()
        .await
        .unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_told_what_they_can_do_something_about() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (editor, viewer) = (ann.invite(&app, "editor").await, ann.invite(&app, "viewer").await);
        assert_eq!(kinds(&ann).await, ["invitation_accepted", "invitation_accepted"]);
        assert!(
            told(&ann).await[1].1.contains("editor@example.com"),
            "{:?}",
            told(&ann).await
        );
        assert!(told(&editor).await.is_empty() && told(&viewer).await.is_empty());
        // An article that waits: everybody who can approve it, but not who asks.
        let id = article(&editor, "publish").await;
        assert_eq!(command(&editor, &id, "submit").await.0, StatusCode::OK);
        assert_eq!(kinds(&ann).await[0], "approval_waiting");
        assert!(told(&editor).await.is_empty() && told(&viewer).await.is_empty());
        let first = ann.get("/system/notifications?kind=approval_waiting").await;
        assert_eq!(first["results"][0]["path"], format!("/writer/content/{id}"));
        // The same edition once more is the same cause; another one is not.
        sql(&app, "update contents set status = 'draft'").await;
        assert_eq!(command(&editor, &id, "submit").await.0, StatusCode::OK);
        assert_eq!(told(&ann).await.len(), 3);
        write(&editor, &id, "<p>Water late.</p>").await;
        sql(&app, "update contents set status = 'draft'").await;
        assert_eq!(command(&editor, &id, "submit").await.0, StatusCode::OK);
        assert_eq!(told(&ann).await.len(), 4);
        // Many at once are one piece of news.
        for _ in 0..3 {
            article(&editor, "publish").await;
        }
        let all = json!({ "filter": { "status": "draft" } });
        let (status, answer) = editor.post("/writer/content/actions/submit", &all).await;
        assert_eq!(
            (status, &answer["count"]),
            (StatusCode::OK, &json!(3)),
            "{answer}"
        );
        assert_eq!(told(&ann).await[0].1, "3 articles are ready for review.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_tell_who_started_them_or_those_who_can_mend_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (editor, viewer) = (ann.invite(&app, "editor").await, ann.invite(&app, "viewer").await);
        sql(&app, "delete from notifications").await;
        ends(&app, "auto_cluster", "bulk", Some(&editor), 5, "succeeded").await;
        ends(&app, "auto_cluster", "bulk", Some(&editor), 5, "failed").await;
        ends(&app, "auto_cluster", "bulk", Some(&editor), 500, "cancelled").await;
        ends(&app, "auto_cluster", "scheduled", None, 500, "succeeded").await;
        for person in [&ann, &editor, &viewer] {
            assert!(
                told(person).await.is_empty(),
                "people who watch know, and nobody waits for a schedule"
            );
        }
        ends(&app, "auto_cluster", "bulk", Some(&editor), 500, "succeeded").await;
        ends(&app, "generate_content", "bulk", Some(&editor), 500, "dead").await;
        assert_eq!(
            told(&editor).await,
            [
                ("run_failed".to_owned(), "The server said no.".to_owned()),
                ("run_finished".to_owned(), "All done.".to_owned()),
            ]
        );
        assert!(told(&ann).await.is_empty());
        ends(&app, "generate_ideas", "scheduled", None, 1, "failed").await;
        ends(&app, "publish", "interactive", Some(&editor), 1, "failed").await;
        assert_eq!(kinds(&ann).await, ["publication_failed", "run_failed"]);
        assert_eq!(kinds(&editor).await.len(), 4);
        assert!(told(&viewer).await.is_empty());
        let row = ann.get("/system/notifications?kind=publication_failed").await["results"][0].clone();
        let path = row["path"].as_str().unwrap();
        assert_eq!(row["function"], "publish");
        assert_eq!(ann.get(path).await["status"], "failed", "it leads to its run");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_limited_to_sites_is_told_of_these_alone() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.make("/auth/sites", json!({ "name": "Other", "language": "en" })).await;
        let sectors = ann.get(&format!("/auth/sectors?site_id={}", site["id"].as_str().unwrap())).await;
        let member = async |name: &str, role: &str| {
            let invited = json!({ "email": format!("{name}@example.com"), "name": name, "role": role, "sites": [site["id"]] });
            ann.invite_as(&app, invited).await
        };
        let (bob, carl) = (member("bob", "client").await, member("carl", "editor").await);
        let dora = ann.invite(&app, "client").await;
        sql(&app, "delete from notifications").await;
        // One of either site, handed in together by somebody who sees both: each hears of what they see.
        article(&ann, "publish").await;
        let own = json!({ "title": "Own", "sector_id": sectors["results"][0]["id"], "words_target": 500, "publish_as": "publish" });
        let own = ann.make("/writer/content", own).await;
        write(&ann, own["id"].as_str().unwrap(), "<p>Water early.</p>").await;
        let all = json!({ "filter": { "status": "draft" } });
        let (status, answer) = ann.post("/writer/content/actions/submit", &all).await;
        assert_eq!((status, &answer["count"]), (StatusCode::OK, &json!(2)), "{answer}");
        assert!(told(&ann).await.is_empty());
        assert_eq!(told(&dora).await[0].1, "2 articles are ready for review.");
        for person in [&bob, &carl] {
            assert_eq!(
                told(person).await,
                [("approval_waiting".to_owned(), "“Own” is ready for review.".to_owned())]
            );
        }
        // Runs of another site, or of none that is known, are nothing to them.
        sql(&app, "delete from notifications").await;
        ends(&app, "publish", "interactive", Some(&ann), 1, "failed").await;
        assert_eq!(kinds(&ann).await, ["publication_failed"]);
        assert!(told(&carl).await.is_empty() && unread(&carl).await == 0);
        // Once limited to another site, nobody reads on of this one.
        sql(&app, "update notifications set user_id = (select id from users where email = 'carl@example.com'), \
             sites = (select array_agg(id) from sites where name = 'Other')").await;
        assert_eq!((kinds(&carl).await.len(), unread(&carl).await), (1, 1));
        sql(&app, "update notifications set sites = (select array_agg(id) from sites where name <> 'Other')").await;
        assert_eq!((kinds(&carl).await.len(), unread(&carl).await), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_limits_and_schedules_are_told_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let editor = ann.invite(&app, "editor").await;
        sql(&app, "delete from notifications; delete from credit_entries").await;
        let entry = |kind: &str, amount: i64, balance: i64| {
            format!(
                "insert into credit_entries (account_id, id, kind, amount, balance, note) \
                 select id, gen_random_uuid(), '{kind}', {amount}, {balance}, 'x' from accounts;"
            )
        };
        for (amount, balance, told_of) in [(-80, 20, 0), (-5, 15, 1), (-5, 10, 1), (-10, 0, 2), (-1, 0, 2)] {
            if balance == 20 {
                sql(&app, &entry("grant", 100, 100)).await;
            }
            sql(&app, &entry("reserve", amount, balance)).await;
            assert_eq!(told(&ann).await.len(), told_of, "at {balance}");
        }
        assert_eq!(told(&ann).await[1].1, "15 of 100 credits are left.");
        assert!(told(&editor).await.is_empty(), "editors don't see billing");
        // After new credits it is told anew.
        sql(&app, &entry("grant", 100, 100)).await;
        sql(&app, &entry("reserve", -95, 5)).await;
        assert_eq!(told(&ann).await.len(), 3);
        // A schedule that can't start: once a day, however often.
        sql(&app, "delete from notifications; update credit_balances set balance = 0").await;
        ann.add_keywords(&["a phrase"]).await;
        let body = json!({ "name": "Nightly", "function": "auto_cluster", "every": "hour", "credits": 100, "enabled": true });
        ann.make("/automation/schedules", body).await;
        for _ in 0..3 {
            sql(&app, "update schedules set next_at = next_at - interval '2 hours'").await;
            assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        }
        for person in [&ann, &editor] {
            let told = told(person).await;
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].0 == "schedule_skipped" && told[0].1.starts_with("“Nightly” didn’t start. "), "{told:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_or_marks_what_another_was_told() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let editor = ann.invite(&app, "editor").await;
        assert_eq!((unread(&ann).await, unread(&editor).await), (1, 0));
        let id = ann.get("/system/notifications").await["results"][0]["id"].clone();
        let read = json!({ "ids": [id] });
        let (status, answer) = editor.post("/system/notifications/actions/read", &read).await;
        assert!(
            status == StatusCode::NOT_FOUND || answer["count"] == 0,
            "{status} {answer}"
        );
        let path = format!("/system/notifications/{}", id.as_str().unwrap());
        let status = editor.request(Method::GET, &path).send().await.unwrap().status();
        assert_eq!((status, unread(&ann).await), (StatusCode::NOT_FOUND, 1));
        // Ten times at the same moment it is marked once; the others are told.
        let marks = join_all((0..10).map(|_| ann.post("/system/notifications/actions/read", &read))).await;
        let marked = marks
            .iter()
            .filter(|(status, answer)| *status == StatusCode::OK && answer["count"] == 1);
        assert_eq!(marked.count(), 1, "{marks:?}");
        assert!(marks.iter().all(|(status, _)| !status.is_server_error()));
        assert_eq!(unread(&ann).await, 0);
        // It goes after 90 days.
        sql(
            &app,
            "update notifications set created_at = now() - interval '91 days'",
        )
        .await;
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert!(told(&ann).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_as_each_has_chosen_and_once() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let _ = arrived(&app, &server, &ann.email).await;
        sql(&app, "delete from mails").await;
        let before = server.taken().len();
        let settings = ann.get("/system/preferences").await;
        assert_eq!((&settings["publication_failed"], &settings["run_failed"]), (&json!("mail"), &json!("app")));
        // By default a failed publication is mailed, however many look at once.
        ends(&app, "publish", "interactive", Some(&ann), 1, "failed").await;
        let letters: usize = join_all((0..10).map(|_| Herald::once(&app.state)))
            .await
            .into_iter()
            .map(Result::unwrap)
            .sum();
        assert_eq!(letters, 1);
        let mails = arrived(&app, &server, &ann.email).await;
        assert_eq!(mails.len(), before + 1);
        let text = &mails.last().unwrap().text;
        assert!(text.contains("/system/tasks/") && text.contains("Publishing failed"), "{text}");
        // Off: neither here nor there. A word that nobody knows changes nothing.
        let (status, saved) = choose(&ann, json!({ "publication_failed": "off", "run_failed": "digest" })).await;
        assert_eq!((status, &saved["run_failed"]), (StatusCode::OK, &json!("digest")), "{saved}");
        let (status, _) = choose(&ann, json!({ "publication_failed": "pigeon" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        ends(&app, "publish", "interactive", Some(&ann), 1, "failed").await;
        assert_eq!(told(&ann).await.len(), 1);
        // The day's mail waits for its hour, and is one for all.
        for _ in 0..3 {
            ends(&app, "auto_cluster", "scheduled", None, 1, "failed").await;
        }
        assert_eq!(Herald::once(&app.state).await.unwrap(), 0);
        sql(&app, "update accounts set time_zone = 'Nowhere/None'").await;
        ends(&app, "auto_cluster", "scheduled", None, 1, "failed").await;
        let hours: Vec<i32> = sqlx::query_scalar(
            "select extract(hour from mail_at at time zone 'UTC')::int4 from notifications where mail_at > now()",
        )
        .fetch_all(&mut app.superuser().await)
        .await
        .unwrap();
        assert_eq!(hours, [8, 8, 8, 8], "also where the zone is none that the database knows");
        sql(&app, "update notifications set mail_at = now() where mail_at is not null").await;
        assert_eq!(Herald::once(&app.state).await.unwrap(), 1);
        assert_eq!(arrived(&app, &server, &ann.email).await.len(), before + 2);
        // A suspended account has it in the inbox alone, and nothing is left over for later.
        sql(&app, "insert into suspensions (account, reason) select id, 'Unpaid' from accounts").await;
        ends(&app, "auto_cluster", "scheduled", None, 1, "failed").await;
        let inbox = told(&ann).await.len();
        sql(&app, "update notifications set mail_at = now() where mail_at is not null").await;
        assert_eq!(Herald::once(&app.state).await.unwrap(), 0);
        sql(&app, "delete from suspensions").await;
        assert_eq!(Herald::once(&app.state).await.unwrap(), 0);
        assert_eq!(told(&ann).await.len(), inbox);
        // What was read before its hour, and whoever left, gets no mail.
        ends(&app, "auto_cluster", "scheduled", None, 1, "failed").await;
        sql(&app, "update notifications set mail_at = now(), read_at = now() where mail_at is not null").await;
        assert_eq!(Herald::once(&app.state).await.unwrap(), 0);
        assert_eq!(Herald::once(&app.state).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_marked_as_read_at_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for _ in 0..3 {
            ends(&app, "publish", "interactive", Some(&ann), 1, "failed").await;
        }
        assert_eq!(unread(&ann).await, 3);
        let (sweep, query) = igny8::system::notifications::PAGE.sweep.unwrap();
        let body = json!({ "resource": "notifications", "action": sweep.name, "selection": { "query": query }, "arguments": null });
        let counts = join_all((0..10).map(|_| ann.post("/fn/act", &body))).await;
        let marked: u64 = counts.iter().filter_map(|(_, answer)| answer["count"].as_u64()).sum();
        assert_eq!(marked, 3, "{counts:?}");
        assert_eq!(unread(&ann).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_browsers_hear_of_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let account = ann.get("/auth/session").await["account"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let mut events = Box::pin(
            app.state
                .events
                .subscribe(igny8::id::AccountId(account), None)
                .await,
        );
        assert_eq!(events.next().await.unwrap().name, "resync");
        // The subscription may still be on its way: it says so when it is there.
        loop {
            ends(&app, "publish", "interactive", Some(&ann), 1, "failed").await;
            Herald::once(&app.state).await.unwrap();
            let next = tokio::time::timeout(std::time::Duration::from_millis(500), events.next()).await;
            if let Ok(Some(event)) = next
                && event.name == "notice"
            {
                assert_eq!(event.id, None);
                break;
            }
        }
    })
    .await;
}
