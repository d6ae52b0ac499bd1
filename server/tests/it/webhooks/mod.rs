//! Webhooks: what happens is told with it or not at all, signed, again until it is taken, and to nobody who is not to hear it.

mod limits;
pub mod receiver;
mod telling;
mod trying;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Person, TestApp};
use receiver::Receiver;

/// A webhook of somebody.
pub struct Hook {
    pub id: String,
    pub secret: String,
}

/// Adds a webhook for these events.
pub async fn hook(person: &Person, name: &str, receiver: &Receiver, events: &[&str]) -> Hook {
    let body = json!({ "name": name, "url": receiver.url, "events": events });
    let made = person.make("/system/webhooks", body).await;
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    Hook {
        id: text("id"),
        secret: text("secret"),
    }
}

impl Hook {
    /// Its row.
    pub async fn row(&self, person: &Person) -> Value {
        person.get(&format!("/system/webhooks/{}", self.id)).await
    }

    /// The answer to one of its actions.
    pub async fn act(&self, person: &Person, action: &str) -> (StatusCode, Value) {
        let path = format!("/system/webhooks/{}/{action}", self.id);
        person.post(&path, &json!({})).await
    }

    /// Its deliveries, newest first.
    pub async fn deliveries(&self, person: &Person) -> Vec<Value> {
        let path = format!("/system/webhook-deliveries?webhook_id={}", self.id);
        person.get(&path).await["results"].as_array().unwrap().clone()
    }
}

/// A number that the database says.
pub async fn number(app: &TestApp, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement)
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap()
}
