//! The staff area: who may enter it, what staff do across accounts, and what of that stays in which log.

mod acting;
mod desk;
mod door;
mod notices;
mod suspended;

use reqwest::{Client, Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use server::services::sign_in::operator;

use crate::app::{Person, TestApp, with_config};

/// Somebody at a browser: what they send is proven by a cookie.
#[derive(Clone)]
pub struct Browser {
    base: String,
    client: Client,
    cookie: String,
}

impl Browser {
    /// The browser of this person.
    pub fn of(person: &Person) -> Self {
        Self {
            base: person.base.clone(),
            client: Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            cookie: format!("igny8_access={}", person.token),
        }
    }

    /// A request to a path of the server.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
    }

    /// The JSON that a GET of the API answers with.
    pub async fn get(&self, path: &str) -> Value {
        let response = self
            .request(Method::GET, &format!("/api/v1{path}"))
            .send()
            .await
            .unwrap();
        assert!(
            response.status().is_success(),
            "GET {path}: {}",
            response.status()
        );
        response.json().await.unwrap()
    }

    /// Status and JSON of a POST to the API.
    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, body).await
    }

    /// Status and JSON of another change.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.request(method, &format!("/api/v1{path}")).json(body);
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// Does an action of the staff area to one row, which must work.
    pub async fn act(&self, list: &str, action: &str, id: &str, answers: Value) -> Value {
        let (status, answer) = self
            .post(&format!("/admin/{list}/actions/{action}"), &asked(id, answers))
            .await;
        assert_eq!(status, StatusCode::OK, "{action}: {answer}");
        answer
    }
}

/// The body of an action on one row, with the answers to what it asks.
fn asked(id: &str, answers: Value) -> Value {
    let mut body = json!({ "ids": [id] });
    for (key, value) in answers.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// Runs a test with an app where staff need no second step.
async fn with_staff<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<TestApp>) -> F) {
    with_config(
        |config| {
            config.staffing.staff_without_two_factor = true;
            config.staffing.contact = Some("help@example.com".into());
        },
        test,
    )
    .await;
}

/// Somebody new who is of the staff, at a browser.
async fn staff(app: &TestApp, name: &str) -> (Person, Browser) {
    let person = app.sign_up(name).await;
    operator::grant_staff(&app.state.db, &person.email).await.unwrap();
    app.state.members.forget();
    let browser = Browser::of(&person);
    (person, browser)
}

/// The id of a person's account.
async fn account(person: &Person) -> String {
    person.get("/auth/session").await["account"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}
