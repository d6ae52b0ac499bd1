//! Passkeys: signing in by one alone, as a second proof, and what is done with them, with a device in code of its own. What real
//! browsers do with them is tested in one.

mod ceremony;
mod device;

use std::sync::Arc;

use futures::future::join_all;
use mail::test_server::TestServer;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::mailing::Mailing;
use uuid::Uuid;

use crate::app::{Person, TestApp, with_app, with_config};
use crate::post::{arrived, post, sql};
use crate::two_factor::{Protected, code, cookie, form, login, protected, state};
use ceremony::{
    Asked, ORIGIN, PASSWORD, another, answer, ask, asked, asked_second, begin, cookies_of, first, proof,
    script, sign_in, with_name,
};
use device::Device;

async fn passkeys(person: &Person) -> Vec<Value> {
    state(person).await["passkeys"].as_array().unwrap().clone()
}

async fn kinds(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select kind || ' ' || coalesce(detail, '') from security_events where kind like 'passkey%' or detail like '%asskey%' order by at, id")
        .fetch_all(&mut app.superuser().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_passkey_signs_in_alone_and_makes_passwords_ask_for_more() {
    with_name(|app| async move {
        let ann = app.sign_up("ann").await;
        let asked = begin(&app, &ann).await;
        assert_eq!(asked.options["rp"]["id"], "localhost");
        assert_eq!(
            asked.options["authenticatorSelection"]["residentKey"],
            "preferred"
        );
        assert_eq!(
            asked.options["authenticatorSelection"]["userVerification"],
            "required"
        );
        assert_eq!(asked.options["attestation"], "none");
        let (mut phone, codes) = first(&app, &ann, "Phone", 0).await;
        let kept = passkeys(&ann).await;
        assert_eq!(
            (kept.len(), &kept[0]["name"], &kept[0]["last_used_at"]),
            (1, &json!("Phone"), &Value::Null)
        );

        let asked = ask(&app).await;
        assert_eq!(asked.options["allowCredentials"], json!([]), "nobody is named");
        let inside = answer(&app, &asked.answered(&phone.sign(&asked.options))).await;
        assert_eq!(inside.status(), StatusCode::SEE_OTHER);
        assert_eq!(inside.headers()[header::LOCATION], "/planner/keywords?page=2");
        let token = cookie(&inside, "igny8_access").unwrap();
        assert_eq!(
            ann.with_token(&token).get("/auth/session").await["email"],
            ann.email
        );
        assert!(passkeys(&ann).await[0]["last_used_at"].is_string());

        // The password alone is not enough any more; a recovery code beside it is, once.
        assert_eq!(login(&app, &ann.email, None).await.0, 422);
        assert_eq!(login(&app, &ann.email, Some(&codes[0])).await.0, 200);
        assert_eq!(login(&app, &ann.email, Some(&codes[0])).await.0, 422);

        // Nor does it need a second device to be a second proof.
        let fields = [("email", ann.email.as_str()), ("password", PASSWORD)];
        let password = app
            .anonymous(Method::POST, "/login")
            .form(&fields)
            .send()
            .await
            .unwrap();
        let secret = format!("igny8_code={}", cookie(&password, "igny8_code").unwrap());
        let second = asked_second(&app, &secret).await;
        assert_eq!(second.options["allowCredentials"][0]["id"], phone.id());
        let passkey = second.answered(&phone.sign(&second.options));
        let send = || {
            let request = app
                .anonymous(Method::POST, "/login/code/passkey")
                .form(&[("passkey", &*passkey)]);
            request.header(header::COOKIE, &secret).send()
        };
        let inside = send().await.unwrap();
        assert_eq!(inside.status(), StatusCode::SEE_OTHER);
        assert!(
            cookie(&inside, "igny8_access").is_some() && cookie(&inside, "igny8_code").unwrap().is_empty()
        );
        assert_eq!(
            send().await.unwrap().status(),
            StatusCode::UNAUTHORIZED,
            "both proofs are used up"
        );

        let events = kinds(&app).await;
        assert_eq!(events, ["passkey_added Phone", "signed_in Passkey Phone"]);
    })
    .await;
}

#[tokio::test]
async fn ten_answers_at_once_are_one() {
    with_name(|app| async move {
        let ann = app.sign_up("ann").await;
        let asked = begin(&app, &ann).await;
        let (mut phone, credential) = Device::create(&asked.options, ORIGIN, 0);
        let made = asked.answered(&credential);
        let fields = [("passkey", &*made), ("name", "Phone")];
        let tried = join_all((0..10).map(|_| form(&app, &ann, "/two-factor/passkeys/add", &fields))).await;
        let told: Vec<u16> = tried.iter().map(|answer| answer.status().as_u16()).collect();
        assert_eq!(
            told.iter().filter(|status| **status == 200).count(),
            1,
            "{told:?}"
        );
        assert_eq!(
            told.iter().filter(|status| **status == 409).count(),
            9,
            "{told:?}"
        );
        assert_eq!(passkeys(&ann).await.len(), 1);

        let asked = ask(&app).await;
        let passkey = asked.answered(&phone.sign(&asked.options));
        let tried = join_all((0..10).map(|_| answer(&app, &passkey))).await;
        assert_eq!(tried.iter().filter(|answer| answer.status() == 303).count(), 1);
        assert_eq!(tried.iter().filter(|answer| answer.status() == 409).count(), 9);

        // Ten answers of ten questions are ten.
        let mut all = Vec::new();
        for _ in 0..10 {
            let asked = ask(&app).await;
            all.push(asked.answered(&phone.sign(&asked.options)));
        }
        let tried = join_all(all.iter().map(|passkey| answer(&app, passkey))).await;
        assert!(tried.iter().all(|answer| answer.status() == 303));

        let id = passkeys(&ann).await[0]["id"].as_str().unwrap().to_owned();
        let mut proofs = Vec::new();
        for _ in 0..10 {
            let proof = proof(&app, &ann).await;
            proofs.push(proof.answered(&phone.sign(&proof.options)));
        }
        let removals = proofs.iter().map(|proof| {
            let fields = [("id", id.clone()), ("passkey", proof.clone())];
            let (app, ann) = (&app, &ann);
            async move {
                let fields = fields.each_ref().map(|(key, value)| (*key, value.as_str()));
                form(app, ann, "/two-factor/passkeys/remove", &fields).await
            }
        });
        let tried = join_all(removals).await;
        assert_eq!(tried.iter().filter(|answer| answer.status() == 303).count(), 1);
        assert!(tried.iter().all(|answer| answer.status().as_u16() < 500));
        assert_eq!(passkeys(&ann).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_right_signs_nobody_in() {
    with_name(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (mut phone, _) = first(&app, &ann, "Phone", 0).await;
        let (mut other, _) = first(&app, &bob, "Other", 0).await;
        // Another address, which a page that looks like ours would have.
        phone.origin = "https://igny8.evil.example".into();
        let (status, page) = sign_in(&app, &mut phone).await;
        assert_eq!(
            (status, page.contains("work at http://localhost:8011 only")),
            (401, true),
            "{page}"
        );
        phone.origin = ORIGIN.into();
        // A device that does not ask who is there.
        phone.verifies = false;
        let (status, page) = sign_in(&app, &mut phone).await;
        assert_eq!((status, page.contains("Set a PIN")), (401, true), "{page}");
        phone.verifies = true;
        // Somebody else's answer, and one of another question.
        let (first_question, second_question) = (ask(&app).await, ask(&app).await);
        let swapped = first_question.answered(&phone.sign(&second_question.options));
        assert_eq!(answer(&app, &swapped).await.status(), StatusCode::UNAUTHORIZED);
        let bobs: Uuid = sqlx::query_scalar("select id from users where email = $1")
            .bind(&bob.email)
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        phone.claim(bobs);
        assert_eq!(sign_in(&app, &mut phone).await.0, 401);
        // A passkey that nobody has.
        let asked = begin_of_bob(&app, &bob, &mut other).await;
        let (mut stranger, _) = Device::create(&asked.options, ORIGIN, 0);
        let (status, page) = sign_in(&app, &mut stranger).await;
        assert_eq!(
            (status, page.contains("know this passkey")),
            (401, true),
            "{page}"
        );
        // What one person was asked is no proof of another, nor for something else.
        let proof = proof(&app, &bob).await;
        let passkey = proof.answered(&other.sign(&proof.options));
        assert_eq!(answer(&app, &passkey).await.status(), StatusCode::CONFLICT);
        let (_, credential) = Device::create(&asked.options, ORIGIN, 0);
        let stolen = asked.answered(&credential);
        let fields = [("passkey", &*stolen), ("name", "Mine")];
        let added = form(&app, &ann, "/two-factor/passkeys/add", &fields).await;
        assert_eq!(added.status(), StatusCode::CONFLICT);
        // An answer that comes after five minutes.
        let late = ask(&app).await;
        sql(
            &app,
            "update passkey_ceremonies set expires_at = now() - interval '1 second'",
        )
        .await;
        let passkey = late.answered(&other.sign(&late.options));
        let told = answer(&app, &passkey).await;
        assert_eq!(told.status(), StatusCode::CONFLICT);
        assert!(told.text().await.unwrap().contains("took too long"));
        // What is no answer at all.
        let asked = ask(&app).await;
        let good = other.sign(&asked.options);
        let mut broken = vec![json!(null), json!([]), json!({}), json!("x")];
        for (part, value) in [
            ("signature", json!("AAAA")),
            ("authenticatorData", json!("")),
            ("clientDataJSON", json!("e30")),
            ("userHandle", json!("AA")),
            ("signature", json!("%")),
        ] {
            let mut bad = good.clone();
            bad["response"][part] = value;
            broken.push(bad);
        }
        for bad in broken {
            let asked = ask(&app).await;
            let told = answer(&app, &asked.answered(&bad)).await;
            assert!(
                (400..500).contains(&told.status().as_u16()),
                "{bad}: {}",
                told.status()
            );
        }
        for junk in ["", "{}", "\0", &"x".repeat(100_000)] {
            assert_eq!(answer(&app, junk).await.status(), StatusCode::BAD_REQUEST);
        }
        assert_eq!(sign_in(&app, &mut other).await.0, 303, "it still works");
    })
    .await;
}

async fn begin_of_bob(app: &TestApp, bob: &Person, by: &mut Device) -> Asked {
    let proof = proof(app, bob).await;
    let proven = proof.answered(&by.sign(&proof.options));
    let path = "/two-factor/passkeys/begin";
    asked(script(app, &cookies_of(bob), path, &json!({ "passkey": proven })).await).await
}

#[tokio::test]
async fn devices_are_several_named_and_removed_by_who_proves_it() {
    with_name(|app| async move {
        let ann = app.sign_up("ann").await;
        let (mut phone, codes) = first(&app, &ann, "Phone", 0).await;
        let mut laptop = another(&app, &ann, &mut phone, "").await;
        let kept = passkeys(&ann).await;
        let names: Vec<_> = kept.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Phone", "Passkey"], "a program names no device");
        let id = |at: usize| kept[at]["id"].as_str().unwrap().to_owned();
        let send = async |path: &str, fields: &[(&str, &str)]| {
            form(&app, &ann, path, fields).await.status().as_u16()
        };
        assert_eq!(
            send(
                "/two-factor/passkeys/rename",
                &[("id", &id(1)), ("name", " Work laptop ")]
            )
            .await,
            303
        );
        assert_eq!(
            send("/two-factor/passkeys/rename", &[("id", &id(1)), ("name", "")]).await,
            422
        );
        assert_eq!(passkeys(&ann).await[1]["name"], "Work laptop");
        // Another person's are not there.
        let bob = app.sign_up("bob").await;
        let fields = [("id", &*id(0)), ("name", "Mine"), ("password", PASSWORD)];
        for path in ["/two-factor/passkeys/rename", "/two-factor/passkeys/remove"] {
            assert_eq!(
                form(&app, &bob, path, &fields).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        // Neither a session alone, nor the password alone, nor a wrong code removes one.
        let remove = "/two-factor/passkeys/remove";
        assert_eq!(send(remove, &[("id", &id(0))]).await, 422);
        assert_eq!(send(remove, &[("id", &id(0)), ("password", PASSWORD)]).await, 422);
        assert_eq!(
            send(
                remove,
                &[("id", &id(0)), ("password", PASSWORD), ("code", "000000")]
            )
            .await,
            422
        );
        assert_eq!(
            send(
                remove,
                &[("id", &id(0)), ("password", PASSWORD), ("code", &codes[1])]
            )
            .await,
            303
        );
        let (status, page) = sign_in(&app, &mut phone).await;
        assert_eq!(
            (status, page.contains("may have been removed")),
            (401, true),
            "{page}"
        );
        assert_eq!(sign_in(&app, &mut laptop).await.0, 303);
        // The last one takes the recovery codes along, and the password is enough again.
        let proof = proof(&app, &ann).await;
        let passkey = proof.answered(&laptop.sign(&proof.options));
        assert_eq!(send(remove, &[("id", &id(1)), ("passkey", &passkey)]).await, 303);
        assert_eq!(state(&ann).await["codes_left"], 0);
        assert_eq!(login(&app, &ann.email, None).await.0, 200);
        // No program adds one.
        let made = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        let body = json!({ "password": PASSWORD });
        let request = app
            .anonymous(Method::POST, "/two-factor/passkeys/begin")
            .json(&body);
        let told = request.bearer_auth(&program.token).send().await.unwrap();
        assert!([401, 403].contains(&told.status().as_u16()), "{}", told.status());
        let removed = kinds(&app)
            .await
            .iter()
            .filter(|kind| kind.starts_with("passkey_removed"))
            .count();
        assert_eq!(removed, 2);
    })
    .await;
}

#[tokio::test]
async fn codes_and_passkeys_keep_each_other() {
    with_name(|app| async move {
        let Protected { person: ann, key, .. } = protected(&app, "ann").await;
        // With codes on, a passkey takes password and code, and brings no other recovery codes.
        let path = "/two-factor/passkeys/begin";
        let body = json!({ "password": PASSWORD });
        assert_eq!(
            script(&app, &cookies_of(&ann), path, &body).await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let body = json!({ "password": PASSWORD, "code": code(&key, 0) });
        let asked = asked(script(&app, &cookies_of(&ann), path, &body).await).await;
        let (mut phone, credential) = Device::create(&asked.options, ORIGIN, 7);
        let fields = [("passkey", &*asked.answered(&credential)), ("name", "Phone")];
        assert_eq!(
            form(&app, &ann, "/two-factor/passkeys/add", &fields)
                .await
                .status(),
            StatusCode::SEE_OTHER
        );
        assert_eq!(state(&ann).await["codes_left"], 10);
        // Codes go off by the passkey, and recovery codes stay for it.
        let proof = proof(&app, &ann).await;
        let passkey = proof.answered(&phone.sign(&proof.options));
        let off = form(&app, &ann, "/two-factor/off", &[("passkey", &passkey)]).await;
        assert_eq!(off.status(), StatusCode::SEE_OTHER);
        let now = state(&ann).await;
        assert_eq!((&now["on"], &now["codes_left"]), (&json!(false), &json!(10)));
        // An app is not set up with the password alone while a passkey protects the person.
        let begun = form(&app, &ann, "/two-factor/begin", &[("password", PASSWORD)]).await;
        assert_eq!(begun.status(), StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_asks_for_a_second_proof_takes_a_passkey() {
    with_name(|app| async move {
        let ann = app.sign_up("ann").await;
        let (mut phone, _) = first(&app, &ann, "Phone", 0).await;
        // The owner proves it by the passkey.
        let asked = proof(&app, &ann).await;
        let passkey = asked.answered(&phone.sign(&asked.options));
        let fields = [("required", "true"), ("passkey", &passkey)];
        let done = form(&app, &ann, "/account/two-factor", &fields).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER, "{:?}", done.text().await);
        assert_eq!(ann.get("/auth/account").await["requires_two_factor"], true);
        let bob = ann.invite(&app, "editor").await;
        let (status, problem) = bob.request_json(Method::GET, "/auth/sites", &json!(null)).await;
        assert_eq!(
            (status, &problem["help_link"]["path"]),
            (StatusCode::FORBIDDEN, &json!("/two-factor"))
        );
        let page = form(&app, &bob, "/two-factor/passkeys/rename", &[]).await;
        assert!(page.text().await.unwrap().contains("requires two-factor"));
        first(&app, &bob, "Phone", 0).await;
        assert_eq!(bob.get("/auth/sites").await["count"], 1);
        // The operator lets somebody in who has lost everything.
        server::services::sign_in::operator::two_factor_off(&app.state.db, &bob.email)
            .await
            .unwrap();
        assert_eq!(passkeys(&bob).await.len(), 0);
        assert_eq!(login(&app, &bob.email, None).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_goes_back_is_told() {
    let mails = Arc::new(TestServer::start(false).await);
    let mailing = Mailing {
        smtp_url: Some(mails.url().into()),
        smtp_timeout: 2,
        mail_from: Some("IGNY8 <no-reply@example.com>".into()),
        ..Mailing::default()
    };
    let config = |config: &mut server::config::Config| {
        config.public_url = Some(ORIGIN.into());
        config.mailing = mailing;
    };
    with_config(config, |app| async move {
        let ann = app.sign_up("ann").await;
        let path = "/two-factor/passkeys/begin";
        let body = json!({ "password": PASSWORD });
        let early = script(&app, &cookies_of(&ann), path, &body).await;
        assert_eq!(
            early.status(),
            StatusCode::CONFLICT,
            "an address that may be somebody else's"
        );
        sql(&app, "update users set email_verified_at = now()").await;
        let (mut key, _) = first(&app, &ann, "Security key", 5).await;
        assert_eq!(sign_in(&app, &mut key).await.0, 303);
        assert_eq!(sign_in(&app, &mut key).await.0, 303);
        // A copy that was made before those.
        key.counter = 5;
        let (status, page) = sign_in(&app, &mut key).await;
        assert_eq!(
            (status, page.contains("may be a copy of this passkey")),
            (401, true),
            "{page}"
        );
        let kept = kinds(&app).await;
        assert_eq!(kept.last().unwrap(), "passkey_copied Security key");
        let told = arrived(&app, &mails, &ann.email).await;
        let subjects: Vec<_> = told.iter().map(mail::test_server::Taken::plain).collect();
        assert!(
            subjects
                .iter()
                .any(|mail| mail.contains("sign in to IGNY8 with the passkey Security key")),
            "{subjects:?}"
        );
        let last = subjects.last().unwrap();
        assert!(
            last.contains("there may be a copy of it") && last.contains("http://localhost:8011/two-factor"),
            "{last}"
        );
        // The one that goes on from where it was is right.
        key.counter = 20;
        assert_eq!(sign_in(&app, &mut key).await.0, 303);
    })
    .await;
}

#[tokio::test]
async fn wrong_passkeys_are_braked_as_wrong_codes() {
    with_name(|app| async move {
        let ann = app.sign_up("ann").await;
        let (mut phone, _) = first(&app, &ann, "Phone", 0).await;
        let fields = [("email", ann.email.as_str()), ("password", PASSWORD)];
        let password = app
            .anonymous(Method::POST, "/login")
            .form(&fields)
            .send()
            .await
            .unwrap();
        let secret = format!("igny8_code={}", cookie(&password, "igny8_code").unwrap());
        phone.verifies = false;
        let mut told = Vec::new();
        for _ in 0..9 {
            let asked = asked_second(&app, &secret).await;
            let passkey = asked.answered(&phone.sign(&asked.options));
            let request = app
                .anonymous(Method::POST, "/login/code/passkey")
                .form(&[("passkey", &*passkey)]);
            let answer = request.header(header::COOKIE, &secret).send().await.unwrap();
            told.push(answer.status().as_u16());
        }
        assert_eq!(told, [401, 401, 401, 401, 401, 401, 401, 401, 429]);
        // Codes are braked with them, and the passkey that needs no password is not: nobody guesses a signature.
        assert_eq!(login(&app, &ann.email, Some("000000")).await.0, 429);
        phone.verifies = true;
        assert_eq!(sign_in(&app, &mut phone).await.0, 303);
    })
    .await;
}

#[tokio::test]
async fn where_there_can_be_none_the_page_says_what_to_do() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let told = script(&app, "", "/login/passkey/begin", &json!({})).await;
        assert_eq!(told.status(), StatusCode::CONFLICT);
        let problem: Value = told.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains("IGNY8_PUBLIC_URL"),
            "{problem}"
        );
        let page = app
            .anonymous(Method::GET, "/two-factor")
            .header(header::COOKIE, cookies_of(&ann));
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(
            page.contains("because it has no domain name") && !page.contains("/two-factor/passkeys/add"),
            "{page}"
        );
        assert!(page.contains("/two-factor/begin"), "codes work everywhere");
        let body = json!({ "password": PASSWORD });
        let begun = script(&app, &cookies_of(&ann), "/two-factor/passkeys/begin", &body).await;
        assert_eq!(begun.status(), StatusCode::CONFLICT);
        assert_eq!(
            post(&app, "/login/passkey/begin", json!({})).await.status(),
            StatusCode::CONFLICT
        );
    })
    .await;
}
