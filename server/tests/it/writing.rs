//! What the tests of writing share: providers to connect, tasks to write, books to check.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Person, TestApp};
use crate::fake_openai::FakeOpenAi;
use crate::waiting::until;

/// Starts an action and waits for its end.
pub async fn act(person: &Person, resource: &str, action: &str, body: Value) -> Value {
    let (status, answer) = person.post(&format!("/{resource}/actions/{action}"), &body).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{action}: {answer}");
    person.ended(answer["task_id"].as_str().unwrap()).await
}

pub async fn succeeded(person: &Person, resource: &str, action: &str, body: Value) -> Value {
    let task = act(person, resource, action, body).await;
    assert_eq!(task["status"], "succeeded", "{action}: {task}");
    task
}

pub fn ids(list: &Value) -> Vec<String> {
    let rows = list["results"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Waits until a run's log says all of it: its last lines may be on their way while the run's end is there.
pub async fn logged(person: &Person, run: &Value, parts: &[&str]) {
    let path = format!("/system/tasks/{}/log", run["id"].as_str().unwrap());
    let told = async || {
        let log = person.get(&path).await.to_string();
        parts.iter().all(|part| log.contains(part))
    };
    until(&format!("{parts:?} in the log of {run}"), told).await;
}

/// Ledger entries add up to the balance, and no round is open.
pub async fn books_balance(app: &TestApp) {
    let mut all = app.superuser().await;
    let (balance, sum): (i64, i64) = sqlx::query_as(
        "select (select sum(balance) from credit_balances)::int8, (select sum(amount) from credit_entries)::int8",
    )
    .fetch_one(&mut all)
    .await
    .unwrap();
    assert_eq!(balance, sum);
    let open: i64 = sqlx::query_scalar(
        "select count(*) from credit_entries r join ai_tasks t on t.account_id = r.account_id and t.id = r.task_id \
         where r.kind = 'reserve' and t.settled < r.round",
    )
    .fetch_one(&mut all)
    .await
    .unwrap();
    assert_eq!(open, 0, "every round is settled");
}

/// Connects a provider and lets it do everything.
pub async fn connect(person: &Person, fake: &FakeOpenAi) {
    let body = json!({
        "name": "Models", "kind": "openai", "base_url": fake.openai(), "secret": "sk-test-1234", "text_model": "gpt-5-mini",
        "image_model": "gpt-image-1", "enabled": true,
    });
    let made = person.make("/system/integrations", body).await;
    assert_eq!(made["secret"], "••••1234", "a key is never read back");
    let id = made["id"].as_str().unwrap();
    let set =
        json!({ "ideas_by_id": id, "content_by_id": id, "image_prompts_by_id": id, "images_by_id": id });
    let answer = person
        .request(reqwest::Method::PATCH, "/system/settings")
        .json(&set)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "{}",
        answer.text().await.unwrap()
    );
}

pub async fn task(person: &Person, title: &str, words: u32) -> String {
    let body = json!({
        "title": title, "sector_id": person.sector().await, "content_type": "guide", "words": words, "priority": 1,
        "keywords": "trail running shoes\nbest trail running shoes",
    });
    person.make("/writer/tasks", body).await["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
