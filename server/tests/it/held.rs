//! A database that was restored to an earlier moment: nothing goes out of it until a person has said go.

use std::process::Command;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::runner::{Courier, Postman};
use sqlx::AssertSqlSafe;

use crate::app::{Person, TestApp, with_app};
use crate::approvals::{article, command};
use crate::post::{post, states, with_post};
use crate::waiting::until;
use crate::webhooks::hook;
use crate::webhooks::receiver::Receiver;

/// Names a restore, as the program that restores does; only sessions that begin later know of it, as after a restart.
async fn restored(app: &TestApp, name: &str) {
    let mut all = app.superuser().await;
    let set = "select format('alter database %I set igny8.restored = %L', current_database(), $1::text)";
    let statement: String = sqlx::query_scalar(set)
        .bind(name)
        .fetch_one(&mut all)
        .await
        .unwrap();
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut all)
        .await
        .unwrap();
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity \
         where datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(&mut all)
    .await
    .unwrap();
}

fn igny8(app: &TestApp, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_igny8"))
        .args(arguments)
        .envs(app.environment())
        .output()
        .unwrap();
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A site whose articles go to this receiver, and the run that publishes one.
async fn publishing(person: &Person, receiver: &Receiver) -> String {
    let site = person.get("/auth/sites").await["results"][0]["id"].clone();
    let body = json!({
        "name": "Blog", "kind": "webhook", "site_id": site, "base_url": receiver.url,
        "secret": "a sentence that is long enough", "enabled": true,
    });
    person.make("/system/integrations", body).await;
    let id = article(person, "publish").await;
    assert_eq!(command(person, &id, "approve").await.0, StatusCode::OK);
    let (status, started) = command(person, &id, "publish").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    started["task_id"].as_str().unwrap().to_owned()
}

/// What waits when the database is restored: an event for a webhook, a mail, and the run that it gives back.
async fn waiting(app: &TestApp, person: &Person, receiver: &Receiver, destination: &Receiver) -> String {
    let told = hook(person, "Reports", receiver, &["run.succeeded"]).await;
    assert!(!told.id.is_empty());
    let (status, _) = told.act(person, "test").await;
    assert!(status.is_success(), "{status}");
    let asked = post(
        app,
        "/api/v1/auth/password/forgot",
        json!({ "email": person.email }),
    )
    .await;
    assert_eq!(asked.status(), StatusCode::NO_CONTENT);
    publishing(person, destination).await
}

async fn task(person: &Person, id: &str) -> Value {
    person.get(&format!("/system/tasks/{id}")).await
}

/// Whether the database is reached again by everybody, after the sessions of before were ended.
async fn settled(app: &TestApp) {
    until("the database is asked anew", async || {
        app.anonymous(reqwest::Method::GET, "/api/v1/system/ready")
            .send()
            .await
            .unwrap()
            .status()
            == StatusCode::OK
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_out_of_a_restored_database_until_somebody_says_go() {
    with_post(|app, mails| async move {
        let ann = app.sign_up("ann").await;
        let (receiver, destination) = (Receiver::start().await, Receiver::start().await);
        let run = waiting(&app, &ann, &receiver, &destination).await;
        restored(&app, "to a moment").await;
        settled(&app).await;
        app.work();
        // What nobody outside sees goes on.
        ann.add_keywords(&["trail running shoes", "best trail running shoes"]).await;
        let (_, inner) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        assert_eq!(
            ann.ended(inner["task_id"].as_str().unwrap()).await["status"],
            "succeeded"
        );
        assert_eq!(Postman::once(&app.state).await.unwrap(), 0);
        assert_eq!(Courier::once(&app.state).await.unwrap(), 0);
        assert_eq!(task(&ann, &run).await["status"], "queued");
        assert!(mails.taken().is_empty() && receiver.got().is_empty() && destination.got().is_empty());
        let told = igny8(&app, &["check"]);
        assert!(told.contains("wait since the restore to a moment"), "{told}");

        let told = igny8(&app, &["admin", "resume-sending"]);
        assert!(told.contains("go on"), "{told}");
        assert!(igny8(&app, &["admin", "resume-sending"]).contains("Nothing is held"));
        assert_eq!(ann.ended(&run).await["status"], "succeeded");
        assert!(Postman::once(&app.state).await.unwrap() > 0);
        assert!(Courier::once(&app.state).await.unwrap() > 0);
        assert!(!mails.taken().is_empty() && !receiver.got().is_empty() && !destination.got().is_empty());

        // Another restore is another question, and no count of before holds.
        let kept = ann.get("/planner/keywords").await;
        restored(&app, "to another moment").await;
        settled(&app).await;
        assert!(igny8(&app, &["check"]).contains("wait since the restore to another moment"));
        let mut all = app.superuser().await;
        // As the restored tables would have it: other rows by as many changes.
        sqlx::raw_sql("set session_replication_role = replica; delete from keywords where keyword = 'trail running shoes'")
            .execute(&mut all)
            .await
            .unwrap();
        let count = ann.get("/planner/keywords").await["count"].as_i64().unwrap();
        assert_eq!(count + 1, kept["count"].as_i64().unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_may_be_given_up() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (receiver, destination) = (Receiver::start().await, Receiver::start().await);
        let run = publishing(&ann, &destination).await;
        let told = hook(&ann, "Reports", &receiver, &["run.succeeded"]).await;
        assert!(told.act(&ann, "test").await.0.is_success());
        restored(&app, "to a moment").await;
        settled(&app).await;
        let said = igny8(&app, &["admin", "resume-sending", "--give-up-waiting"]);
        assert!(
            said.contains("1 webhook deliveries and 1 publishing tasks"),
            "{said}"
        );
        app.work();
        assert_eq!(ann.ended(&run).await["status"], "cancelled");
        Courier::once(&app.state).await.unwrap();
        assert!(destination.got().is_empty());
        let deliveries = told.deliveries(&ann).await;
        let tried = deliveries
            .iter()
            .find(|one| one["event"] == "webhook.test")
            .unwrap();
        assert_eq!(tried["status"], "failed", "{tried}");
        assert!(states(&app).await.iter().all(|(_, state, _)| state != "queued"));
        crate::writing::books_balance(&app).await;
    })
    .await;
}
