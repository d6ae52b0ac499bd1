//! Every operation of the API on another account's rows: not there for a stranger, and there for their owner.
//!
//! That a stranger is told 404 says little by itself, since a path that is misspelt is told the same. So whatever the stranger
//! has sent, the owner sends too, with the same ids and body, and must get another answer.

use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};
use crate::known::{Known, general_arguments};

/// One request, and whether it names a row.
#[derive(Debug)]
pub struct Sent {
    pub method: Method,
    /// As the document has it.
    pub path: String,
    pub target: String,
    pub body: Value,
    pub names_a_row: bool,
}

impl Sent {
    /// Later ones may take away what earlier ones need; nothing takes away what comes before it.
    pub fn rank(&self) -> u8 {
        let does = self.path.rsplit('/').next().unwrap_or_default();
        match &self.method {
            &Method::DELETE => 4,
            _ if ["delete", "delete_view", "purge"].contains(&does) => 4,
            _ if [
                "undo",
                "undo_run",
                "undo_change",
                "undo_grouping",
                "restore",
                "revoke",
            ]
            .contains(&does) =>
            {
                3
            }
            &Method::GET => 0,
            _ if [
                "price", "preview", "quote", "get", "history", "version", "versions", "diff",
            ]
            .contains(&does) =>
            {
                0
            }
            &Method::PUT | &Method::PATCH => 1,
            _ => 2,
        }
    }

    pub async fn by(&self, person: &Person) -> (StatusCode, String) {
        let mut request = person.request(self.method.clone(), &self.target);
        if self.method != Method::GET {
            request = request.json(&self.body);
        }
        let response = request.send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }
}

/// What is sent to an operation of the document.
fn request(method: Method, path: &str, known: &mut Known) -> Sent {
    let (mut target, mut body, mut names_a_row) = (path.to_owned(), json!({}), false);
    if let Some(name) = path.strip_prefix("/fn/") {
        (body, names_a_row) = match known.arguments(name) {
            Some(named) => (named, true),
            None => (general_arguments(name), false),
        };
    } else if path.contains('{') {
        let id = known.for_path(path);
        target = known.fill_in(path, &id);
        names_a_row = true;
        if method == Method::PUT {
            body = known.edit();
        }
    } else if path == "/billing/plan/checkout" {
        body = general_arguments("checkout");
    } else if path.contains("/actions/") {
        body = json!({ "ids": [known.for_path(path)] });
        names_a_row = true;
    }
    // What an action asks for besides its rows.
    match path.rsplit('/').next() {
        Some("move" | "merge") => body["cluster"] = known.row("/planner/clusters").into(),
        Some("split") => body["name"] = "Another cluster".into(),
        _ => {}
    }
    Sent {
        method,
        path: path.to_owned(),
        target,
        body,
        names_a_row,
    }
}

/// Shown to whoever has the link.
const BY_LINK: [&str; 3] = ["/fn/invitation", "/fn/email_link", "/fn/consent"];

/// All operations but those that are open to everybody, never end, or show something to whoever has its link.
pub fn requests(document: &Value, known: &mut Known) -> Vec<Sent> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            let open = operation["security"].as_array().is_some_and(Vec::is_empty);
            if verb == "parameters" || open || path == "/events" || BY_LINK.contains(&path.as_str()) {
                continue;
            }
            all.push(request(verb.to_uppercase().parse().unwrap(), path, known));
        }
    }
    all
}

/// What the account's lists show, all pages in one.
pub async fn lists(person: &Person) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for page in igny8::registry::tables() {
        let path = format!("/{}", page.resource().path());
        let list = person.get(&format!("{path}?page_size=200")).await;
        all.push((path, list));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_gives_or_takes_anything_of_another_account() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        // An invitation that Bob did not accept opens nothing.
        let invited = json!({ "email": bob.email, "name": "secret invitation", "role": "owner" });
        ann.make("/auth/users", invited).await;
        let mut known = Known::fill(&app, &ann).await;
        let document = bob.get("/openapi.json").await;
        let mut all = requests(&document, &mut known);
        let before = lists(&ann).await;
        for sent in &all {
            let (status, text) = sent.by(&bob).await;
            assert!(!text.contains("secret "), "{sent:?} gave {text}");
            assert!(status.as_u16() < 500, "{sent:?}: {status} {text}");
            // A foreign row looks like one that is not there, whatever is asked of it.
            if sent.names_a_row {
                assert_eq!(status, StatusCode::NOT_FOUND, "{sent:?}: {text}");
            }
        }
        assert_eq!(
            lists(&ann).await,
            before,
            "all of the owner's rows are as they were"
        );

        let named = |method: &Method| {
            all.iter()
                .filter(|sent| sent.names_a_row && sent.method == *method)
                .count()
        };
        for (method, least) in [
            (Method::GET, 30),
            (Method::POST, 80),
            (Method::PUT, 1),
            (Method::PATCH, 10),
            (Method::DELETE, 10),
        ] {
            let count = named(&method);
            assert!(count >= least, "only {count} of {method} name a row");
        }
        all.sort_by_key(Sent::rank);
        for sent in &all {
            let (status, text) = sent.by(&ann).await;
            let there = ![StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
            assert!(
                there && status.as_u16() < 500,
                "the owner sent {sent:?}: {status} {text}"
            );
            // What a deletion took is needed by those that come later.
            if let Ok(answer) = serde_json::from_str::<Value>(&text)
                && answer["deletion_id"].is_string()
            {
                let (status, undone) = ann.undo(&answer).await;
                assert_eq!(status, StatusCode::OK, "undo of {sent:?}: {undone}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_exports_have_the_owners_rows_for_the_owner_alone() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let known = Known::fill(&app, &ann).await;
        for page in igny8::registry::tables() {
            let path = format!("/{}", page.resource().path());
            let id = known.row(&path);
            for target in [
                format!("{path}?page_size=200"),
                format!("{path}/export?format=csv"),
                format!("{path}/export?format=csv&ids={id}"),
            ] {
                for (person, has) in [(&ann, true), (&bob, false)] {
                    let response = person.request(Method::GET, &target).send().await.unwrap();
                    assert_eq!(response.status(), StatusCode::OK, "{target}");
                    let text = response.text().await.unwrap();
                    assert_eq!(text.contains(id), has, "{target} for {}: {text}", person.email);
                    assert!(has || !text.contains("secret "), "{target}: {text}");
                }
            }
        }
    })
    .await;
}

/// The imports take a form, which no walk over the document sends.
#[tokio::test]
async fn a_file_that_waits_is_imported_by_its_account_alone() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let known = Known::fill(&app, &ann).await;
        for (path, done) in [
            ("/planner/keywords/import/preview", StatusCode::OK),
            ("/planner/keywords/import", StatusCode::ACCEPTED),
        ] {
            for (person, expected) in [(&bob, StatusCode::NOT_FOUND), (&ann, done)] {
                let form = Form::new()
                    .text("upload_id", known.upload.clone())
                    .text("sector_id", known.row("/auth/sectors").to_owned());
                let response = person
                    .request(Method::POST, path)
                    .multipart(form)
                    .send()
                    .await
                    .unwrap();
                let (status, text) = (response.status(), response.text().await.unwrap());
                assert_eq!(status, expected, "{path} by {}: {text}", person.email);
            }
        }
    })
    .await;
}
