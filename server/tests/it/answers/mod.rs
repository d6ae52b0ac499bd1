//! What the API takes and answers is what its document says: every operation is asked for real, and each answer validated.

mod document;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::mailing::Mailing;

use crate::across::{Sent, requests};
use crate::app::{Person, TestApp, with_config};
use crate::fake_stripe::{self, FakeStripe};
use crate::known::Known;
use crate::payments;
use document::Document;

/// An import that nobody has taken back yet.
async fn import(person: &Person, number: usize) -> String {
    let file = format!("keyword\nimported to be taken back {number}\n");
    let (status, started) = person.import("again.csv", file.into_bytes(), None).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    let task = started["task_id"].as_str().unwrap();
    assert_eq!(person.ended(task).await["status"], "succeeded");
    task.to_owned()
}

/// Signing up, in and out, and what else needs no sign-in.
async fn in_the_open(app: &TestApp, document: &mut Document, person: &Person) {
    let new = json!({ "email": "new@example.com", "password": "a long enough one", "name": "New", "account": "New" });
    let login = json!({ "email": "new@example.com", "password": "a long enough one" });
    let post = |path: &str| app.anonymous(Method::POST, &format!("/api/v1{path}"));
    let (status, _) = document
        .exchange(&Method::POST, "/auth/signup", post("/auth/signup"), Some(new))
        .await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let mails = app.anonymous(Method::GET, "/dev/mailbox").send().await.unwrap();
    let mails = mails.text().await.unwrap();
    let (_, link) = mails.split_once("/signup/").unwrap();
    let link = link.split('"').next().unwrap();
    let finish = json!({ "token": link, "password": "a long enough one" });
    for (path, body, expected) in [
        ("/auth/signup/finish", finish, StatusCode::CREATED),
        ("/auth/login", login, StatusCode::OK),
    ] {
        let (status, _) = document
            .exchange(&Method::POST, path, post(path), Some(body))
            .await;
        assert_eq!(status, expected);
    }
    let refused = json!({ "email": "new@example.com", "password": "a wrong one" });
    let (status, _) = document
        .exchange(&Method::POST, "/auth/login", post("/auth/login"), Some(refused))
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    // The refresh cookie goes to where it is exchanged.
    let login = json!({ "email": "new@example.com", "password": "a long enough one" });
    let response = post("/auth/login").json(&login).send().await.unwrap();
    let cookies: Vec<String> = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()))
        .collect();
    let signed_in = |path: &str| post(path).header("cookie", cookies.join("; "));
    for (path, expected) in [
        ("/auth/refresh", StatusCode::OK),
        ("/auth/logout", StatusCode::NO_CONTENT),
    ] {
        let (status, _) = document
            .exchange(&Method::POST, path, signed_in(path), None)
            .await;
        assert_eq!(status, expected, "{path}");
    }

    let invited = json!({ "email": "invited@example.com", "name": "Invited", "role": "editor" });
    let request = person.request(Method::POST, "/auth/users");
    let (_, member) = document
        .exchange(&Method::POST, "/auth/users", request, Some(invited))
        .await;
    let link = member["secret"].as_str().unwrap().rsplit('/').next().unwrap();
    let path = "/fn/invitation";
    let body = json!({ "token": link });
    let (status, _) = document
        .exchange(
            &Method::POST,
            path,
            person.request(Method::POST, path),
            Some(body),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    let request = post(&format!("/auth/invitations/{link}/accept"));
    let body = json!({ "password": "a long enough one" });
    let path = "/auth/invitations/{token}/accept";
    let (status, _) = document.exchange(&Method::POST, path, request, Some(body)).await;
    assert_eq!(status, StatusCode::OK);

    links_by_mail(app, document, person).await;
    question_of_an_app(app, document, person).await;
    let event =
        json!({ "id": "evt_1", "object": "event", "type": "some.day", "created": 1, "livemode": false });
    let path = "/billing/stripe/webhook";
    let signature = stripe_client::header(
        fake_stripe::SECRET,
        event.to_string().as_bytes(),
        chrono::Utc::now().timestamp(),
    );
    let request = post(path).header("stripe-signature", signature);
    let (status, _) = document.exchange(&Method::POST, path, request, Some(event)).await;
    assert_eq!(status, StatusCode::OK);

    for path in [
        "/system/status/",
        "/system/live",
        "/system/ready",
        "/openapi.json",
    ] {
        let request = app.anonymous(Method::GET, &format!("/api/v1{path}"));
        let (status, _) = document.exchange(&Method::GET, path, request, None).await;
        assert_eq!(status, StatusCode::OK);
    }
}

/// What comes of links that are mailed, read in the mailbox of a development server.
async fn links_by_mail(app: &TestApp, document: &mut Document, person: &Person) {
    let post = |path: &str| app.anonymous(Method::POST, &format!("/api/v1{path}"));
    let path = "/auth/password/forgot";
    let body = json!({ "email": "new@example.com" });
    let (status, _) = document
        .exchange(&Method::POST, path, post(path), Some(body))
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let request = app.anonymous(Method::GET, "/dev/mailbox");
    let mails = request.send().await.unwrap().text().await.unwrap();
    let token = |before: &str| {
        let (_, rest) = mails.split_once(before).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (reset, confirm) = (token("/reset/"), token("/confirm/"));
    let path = "/fn/email_link";
    let request = person.request(Method::POST, path);
    let body = json!({ "token": reset });
    let (status, _) = document.exchange(&Method::POST, path, request, Some(body)).await;
    assert_eq!(status, StatusCode::OK);
    let new = json!({ "token": reset, "password": "another quite long one" });
    for (path, body, expected) in [
        ("/auth/password/reset", new, StatusCode::NO_CONTENT),
        ("/auth/email/confirm", json!({ "token": confirm }), StatusCode::OK),
    ] {
        let (status, _) = document
            .exchange(&Method::POST, path, post(path), Some(body))
            .await;
        assert_eq!(status, expected, "{path}");
    }
}

/// What an app asks that registered itself.
async fn question_of_an_app(app: &TestApp, document: &mut Document, person: &Person) {
    let registration = json!({ "client_name": "Helper", "redirect_uris": ["http://127.0.0.1/cb"] });
    let request = app.anonymous(Method::POST, "/oauth/register").json(&registration);
    let registered: Value = request.send().await.unwrap().json().await.unwrap();
    let query = format!(
        "response_type=code&client_id={}&redirect_uri=http://127.0.0.1/cb&code_challenge={}&code_challenge_method=S256",
        registered["client_id"].as_str().unwrap(),
        "x".repeat(43)
    );
    let path = "/fn/consent";
    let request = person.request(Method::POST, path);
    let body = json!({ "query": query });
    let (status, answer) = document.exchange(&Method::POST, path, request, Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{answer:?}");
}

/// What owners alone decide, in an account of its own, since it ends with another owner.
async fn owners(app: &TestApp, document: &mut Document) {
    let zoe = app.sign_up("zoe").await;
    let member = json!({ "email": "yan@example.com", "name": "Yan", "role": "editor" });
    zoe.invite_as(app, member).await;
    let members = zoe.get("/auth/users").await;
    let found = members["results"].as_array().unwrap().iter();
    let yan = found
        .clone()
        .find(|row| row["email"] == "yan@example.com")
        .unwrap()["id"]
        .clone();
    let password = "a long enough one";
    for (path, body) in [
        ("two-factor", json!({ "required": false, "password": password })),
        ("export", json!({ "password": password })),
        ("delete", json!({ "name": "zoe's", "password": password })),
        ("keep", json!({})),
        ("transfer", json!({ "member_id": yan, "password": password })),
    ] {
        let path = format!("/auth/account/{path}");
        let request = zoe.request(Method::POST, &path);
        let body = (path != "/auth/account/keep").then_some(body);
        let (status, answer) = document.exchange(&Method::POST, &path, request, body).await;
        assert!(status.is_success(), "{path}: {status} {answer:?}");
    }
}

/// What is no JSON: forms with files, and the stream that never ends.
async fn forms_and_streams(document: &mut Document, person: &Person) {
    let sector = person.sector().await;
    for (path, expected) in [
        ("/planner/keywords/import/preview", StatusCode::OK),
        ("/planner/keywords/import", StatusCode::ACCEPTED),
    ] {
        let file = Part::bytes(b"keyword,volume\na phrase of a form,10\n,7\n".to_vec());
        let form = Form::new()
            .text("sector_id", sector.clone())
            .part("file", file.file_name("a.csv"));
        let request = person.request(Method::POST, path).multipart(form);
        let (status, _) = document.exchange(&Method::POST, path, request, None).await;
        assert_eq!(status, expected);
    }
    let images = person.get("/writer/images").await;
    let id = images["results"][0]["id"].as_str().unwrap();
    let file = Part::bytes(crate::pictures::png(8, 8)).file_name("a.png");
    let form = Form::new().part("file", file);
    let request = person.request(Method::POST, &format!("/writer/images/{id}/file"));
    let (status, _) = document
        .exchange(
            &Method::POST,
            "/writer/images/{id}/file",
            request.multipart(form),
            None,
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    let request = person.request(Method::GET, "/events");
    let (status, _) = document.exchange(&Method::GET, "/events", request, None).await;
    assert_eq!(status, StatusCode::OK);
}

/// Operations of declared resources, which may refuse what this test sends: it sends nothing that they need.
fn is_declared(name: &str) -> bool {
    igny8::registry::tables().any(|page| {
        let base = format!("/{}", page.resource().path());
        let mut all = vec![
            format!("POST {base}"),
            format!("PATCH {base}/{{id}}"),
            format!("DELETE {base}/{{id}}"),
            format!("POST {base}/actions/delete"),
            format!("POST {base}/actions/delete/price"),
        ];
        for action in page.endpoints() {
            all.push(format!("POST {base}/actions/{}", action.name));
            all.push(format!("POST {base}/actions/{}/price", action.name));
            all.push(format!("POST {base}/{{id}}/{}", action.name));
        }
        all.iter().any(|declared| declared == name)
    })
}

/// What saves a new cut of the sector as it is now.
async fn recut(person: &Person, known: &Known) -> Value {
    let settings = json!({ "sector_id": known.row("/auth/sectors"), "narrowness": 50 });
    let (status, preview) = person.post("/planner/clusters/recut/preview", &settings).await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    json!({ "sector_id": settings["sector_id"], "narrowness": 50, "state": preview["state"] })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_what_the_document_says() {
    let shown = Mailing {
        dev_mailbox: true,
        ..Mailing::default()
    };
    let fake = FakeStripe::start().await;
    let configured = fake.clone();
    with_config(
        |config| {
            config.mailing = shown;
            configured.configure(config);
        },
        |app| async move {
            let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
            payments::sell(&app).await;
            payments::pay(&app, &fake, &ann).await;
            let mut known = Known::fill(&app, &ann).await;
            let mut document = Document::new(ann.get("/openapi.json").await);
            let mut all = requests(&document.text, &mut known);
            in_the_open(&app, &mut document, &ann).await;

            // What a stranger is told is a problem.
            for sent in &all {
                document.sent(sent, &bob).await;
            }
            app.work();
            forms_and_streams(&mut document, &ann).await;
            owners(&app, &mut document).await;
            let made = json!({ "name": "A token", "role": "viewer" });
            let request = ann.request(Method::POST, "/auth/tokens");
            let (status, _) = document
                .exchange(&Method::POST, "/auth/tokens", request, Some(made))
                .await;
            assert_eq!(status, StatusCode::CREATED);

            all.sort_by_key(Sent::rank);
            for (number, sent) in all.iter_mut().enumerate() {
                let takes_back = sent.path.starts_with("/system/tasks/") || sent.path.contains("/import/");
                if sent.path == "/fn/undo_run" {
                    sent.body = json!({ "task": import(&ann, number).await });
                } else if takes_back && sent.path.ends_with("/undo") {
                    let task = import(&ann, number).await;
                    sent.target = sent.path.replace("{id}", &task).replace("{task_id}", &task);
                }
                match sent.path.as_str() {
                    "/fn/undo_change" => {
                        let selection = json!({ "ids": [known.row("/planner/keywords")] });
                        let body = json!({ "resource": "keywords", "selection": selection, "record": { "volume": 1_000 + number } });
                        let (_, changed) = ann.post("/fn/change", &body).await;
                        sent.body = json!({ "change": changed["change_id"] });
                    }
                    "/planner/clusters/recut/preview" => {
                        sent.body = json!({ "sector_id": known.row("/auth/sectors") });
                    }
                    "/planner/clusters/recut" => sent.body = recut(&ann, &known).await,
                    "/fn/save_recut" => sent.body = json!({ "order": recut(&ann, &known).await }),
                    _ => {}
                }
                let (_, answer) = document.sent(sent, &ann).await;
                if answer["deletion_id"].is_string() {
                    let (status, undone) = ann.undo(&answer).await;
                    assert_eq!(status, StatusCode::OK, "undo of {sent:?}: {undone}");
                }
            }

            // The version that the edit began with is not the one that there is any more.
            let path = "/writer/content/{id}/document";
            let target = known.fill_in(path, known.row("/writer/content"));
            let request = ann.request(Method::PUT, &target);
            let (status, _) = document
                .exchange(&Method::PUT, path, request, Some(known.edit()))
                .await;
            assert_eq!(status, StatusCode::CONFLICT);

            let mut missing = Vec::new();
            for (path, item) in document.text["paths"].as_object().unwrap() {
                for verb in item.as_object().unwrap().keys() {
                    let name = format!("{} {path}", verb.to_uppercase());
                    if verb != "parameters" && !document.done.contains(&name) && !is_declared(&name) {
                        missing.push(name);
                    }
                }
            }
            let faults = document.faults;
            assert!(
                faults.is_empty(),
                "{} faults: {}",
                faults.len(),
                faults.join("\n")
            );
            assert!(missing.is_empty(), "no good answer of {missing:#?}");
            assert!(document.validated > 400, "only {} validated", document.validated);
        },
    )
    .await;
}
