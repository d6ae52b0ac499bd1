//! What a page does with passkeys: it asks the server, then the device, and sends the answer.

use std::sync::Arc;

use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

use super::device::Device;
use crate::app::{Person, TestApp, with_config};
use crate::two_factor::{codes_of, form};

pub const PASSWORD: &str = "a long enough one";
pub const ORIGIN: &str = "http://localhost:8011";

pub async fn with_name<F: Future<Output = ()>>(test: impl FnOnce(Arc<TestApp>) -> F) {
    with_config(|config| config.public_url = Some(ORIGIN.into()), test).await;
}

/// What the server says to ask.
pub struct Asked {
    pub ceremony: String,
    pub options: Value,
}

impl Asked {
    /// The field of a form with this answer.
    pub fn answered(&self, credential: &Value) -> String {
        json!({ "ceremony": self.ceremony, "credential": credential }).to_string()
    }
}

pub async fn asked(response: Response) -> Asked {
    let status = response.status();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{answer}");
    Asked {
        ceremony: answer["ceremony"].as_str().unwrap().to_owned(),
        options: answer["options"].clone(),
    }
}

/// A request that the page's script sends.
pub async fn script(app: &TestApp, cookies: &str, path: &str, body: &Value) -> Response {
    let request = app.anonymous(Method::POST, path).json(body);
    request.header(header::COOKIE, cookies).send().await.unwrap()
}

pub fn cookies_of(person: &Person) -> String {
    format!("igny8_access={}", person.token)
}

/// Asks for a new passkey, by the password.
pub async fn begin(app: &TestApp, person: &Person) -> Asked {
    let proof = json!({ "password": PASSWORD });
    asked(script(app, &cookies_of(person), "/two-factor/passkeys/begin", &proof).await).await
}

/// Asks for one of the person's passkeys.
pub async fn proof(app: &TestApp, person: &Person) -> Asked {
    asked(script(app, &cookies_of(person), "/two-factor/passkeys/proof", &json!({})).await).await
}

/// A first passkey by the password, with the recovery codes that come along.
pub async fn first(app: &TestApp, person: &Person, name: &str, counter: u32) -> (Device, Vec<String>) {
    let asked = begin(app, person).await;
    let (device, credential) = Device::create(&asked.options, ORIGIN, counter);
    let answer = asked.answered(&credential);
    let added = form(
        app,
        person,
        "/two-factor/passkeys/add",
        &[("passkey", &answer), ("name", name)],
    )
    .await;
    let status = added.status();
    let page = added.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{page}");
    let codes = codes_of(&page);
    assert_eq!(codes.len(), 10, "{page}");
    (device, codes)
}

/// Another one, by one that there is.
pub async fn another(app: &TestApp, person: &Person, by: &mut Device, name: &str) -> Device {
    let proof = proof(app, person).await;
    let proven = proof.answered(&by.sign(&proof.options));
    let path = "/two-factor/passkeys/begin";
    let asked = asked(script(app, &cookies_of(person), path, &json!({ "passkey": proven })).await).await;
    let excluded = asked.options["excludeCredentials"].as_array().unwrap();
    assert!(excluded.iter().any(|one| one["id"] == by.id()), "{excluded:?}");
    let (device, credential) = Device::create(&asked.options, ORIGIN, 0);
    let fields = [("passkey", &*asked.answered(&credential)), ("name", name)];
    let added = form(app, person, "/two-factor/passkeys/add", &fields).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER, "codes come once");
    device
}

pub async fn ask(app: &TestApp) -> Asked {
    asked(script(app, "", "/login/passkey/begin", &json!({})).await).await
}

pub async fn answer(app: &TestApp, passkey: &str) -> Response {
    let fields = [("passkey", passkey), ("next", "/planner/keywords?page=2")];
    let request = app.anonymous(Method::POST, "/login/passkey").form(&fields);
    request.send().await.unwrap()
}

/// Signs in by a passkey alone; gives the status and the page.
pub async fn sign_in(app: &TestApp, device: &mut Device) -> (u16, String) {
    let asked = ask(app).await;
    let answered = answer(app, &asked.answered(&device.sign(&asked.options))).await;
    (answered.status().as_u16(), answered.text().await.unwrap())
}

pub async fn asked_second(app: &TestApp, secret: &str) -> Asked {
    asked(script(app, secret, "/login/code/passkey/begin", &json!({})).await).await
}
