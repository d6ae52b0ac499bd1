//! The second proof: codes of an app and recovery codes, each of which counts once, at every way in.

use std::time::{SystemTime, UNIX_EPOCH};

use futures::future::join_all;
use hmac::{Hmac, Mac as _};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::app::{Person, TestApp, with_app};
use crate::post::{arrived, post, sql, token, with_post};

const PASSWORD: &str = "a long enough one";

/// The code of a key in base 32, some steps from now: by the standard's own words, not by the server's code.
pub fn code(key: &str, steps: i64) -> String {
    let mut bits = 0u64;
    let (mut bytes, mut count) = (Vec::new(), 0);
    for letter in key.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
            .iter()
            .position(|c| *c == letter)
            .unwrap();
        bits = bits << 5 | value as u64;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let step = (now / 30).checked_add_signed(steps).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A form of a person's browser.
pub async fn form(app: &TestApp, person: &Person, path: &str, fields: &[(&str, &str)]) -> Response {
    let request = app.anonymous(Method::POST, path).form(fields);
    let cookie = format!("igny8_access={}", person.token);
    request.header(header::COOKIE, cookie).send().await.unwrap()
}

pub async fn state(person: &Person) -> Value {
    person.post("/fn/two_factor", &json!({})).await.1
}

/// A person with a key and recovery codes.
pub struct Protected {
    pub person: Person,
    pub key: String,
    codes: Vec<String>,
}

pub async fn protected(app: &TestApp, name: &str) -> Protected {
    let person = app.sign_up(name).await;
    let begun = form(app, &person, "/two-factor/begin", &[("password", PASSWORD)]).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER, "{:?}", begun.text().await);
    let setup = state(&person).await;
    assert_eq!(setup["on"], false);
    let key = setup["setup"]["key"].as_str().unwrap().to_owned();
    let shown = form(app, &person, "/two-factor/confirm", &[("code", &code(&key, 0))]).await;
    assert_eq!(shown.status(), StatusCode::OK);
    let page = shown.text().await.unwrap();
    let codes = codes_of(&page);
    assert_eq!(codes.len(), 10, "{page}");
    // Steps count on: a code of this half minute was used, so that tests take the next one's.
    sql(app, "update two_factor set last_step = 0").await;
    Protected { person, key, codes }
}

pub fn codes_of(page: &str) -> Vec<String> {
    let items = page.split("<li>").skip(1);
    let codes = items.map(|rest| rest.split('<').next().unwrap().to_owned());
    codes
        .filter(|code| code.len() == 23 && code.matches('-').count() == 3)
        .collect()
}

pub async fn login(app: &TestApp, email: &str, code: Option<&str>) -> (u16, Value) {
    let body = match code {
        Some(code) => json!({ "email": email, "password": PASSWORD, "code": code }),
        None => json!({ "email": email, "password": PASSWORD }),
    };
    let answer = post(app, "/api/v1/auth/login", body).await;
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

#[tokio::test]
async fn signing_in_asks_for_a_code_that_counts_once() {
    with_app(|app| async move {
        let Protected { person, key, codes } = protected(&app, "ann").await;
        let email = person.email.as_str();
        let (status, problem) = login(&app, email, None).await;
        assert_eq!(
            (status, problem["errors"]["code"][0].is_string()),
            (422, true),
            "{problem}"
        );
        for wrong in [
            "000000",
            "",
            "123",
            &codes[0][..20],
            &code(&key, 5),
            &code(&key, -5),
        ] {
            assert_eq!(login(&app, email, Some(wrong)).await.0, 422, "{wrong:?}");
        }
        let right = code(&key, 0);
        let spaced = format!("{} {}", &right[..3], &right[3..]);
        assert_eq!(login(&app, email, Some(&spaced)).await.0, 200);
        assert_eq!(login(&app, email, Some(&right)).await.0, 422, "it was used");
        // Neither may an older one come after it; a clock that is half a minute ahead may.
        assert_eq!(login(&app, email, Some(&code(&key, -1))).await.0, 422);
        let (status, problem) = login(&app, email, Some(&code(&key, 1))).await;
        assert_eq!(
            status, 429,
            "eight wrong ones in five minutes are enough: {problem}"
        );
        let wrong = json!({ "email": email, "password": "not this one", "code": "000000" });
        assert_eq!(
            post(&app, "/api/v1/auth/login", wrong).await.status(),
            401,
            "the password comes first"
        );
    })
    .await;
}

#[tokio::test]
async fn ten_uses_of_one_code_at_once_are_one() {
    with_app(|app| async move {
        let ann = protected(&app, "ann").await;
        let once = code(&ann.key, 1);
        let tried = join_all((0..8).map(|_| login(&app, &ann.person.email, Some(&once)))).await;
        assert_eq!(tried.iter().filter(|(status, _)| *status == 200).count(), 1, "{tried:?}");
        let bob = protected(&app, "bob").await;
        let recovery = bob.codes[3].to_uppercase();
        let tried = join_all((0..8).map(|_| login(&app, &bob.person.email, Some(&recovery)))).await;
        assert_eq!(tried.iter().filter(|(status, _)| *status == 200).count(), 1, "{tried:?}");
        assert_eq!(state(&bob.person).await["codes_left"], 9);
        let stored: i64 = sqlx::query_scalar("select count(*) from recovery_codes where encode(hash, 'escape') like '%' || $1 || '%'")
            .bind(&bob.codes[4])
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(stored, 0);
        let kinds: Vec<String> = sqlx::query_scalar(
            "select distinct kind from security_events where kind like 'two%' or kind like 'recovery%' order by kind",
        )
        .fetch_all(&mut app.superuser().await)
        .await
        .unwrap();
        assert_eq!(kinds, ["recovery_code_used", "two_factor_on"]);
    })
    .await;
}

/// The value of a cookie that a response sets.
pub fn cookie(response: &Response, name: &str) -> Option<String> {
    let all = response.headers().get_all(header::SET_COOKIE).iter();
    let mut pairs = all.map(|value| value.to_str().unwrap().split(';').next().unwrap());
    pairs.find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned))
}

#[tokio::test]
async fn the_second_step_works_by_plain_forms() {
    with_app(|app| async move {
        let ann = protected(&app, "ann").await;
        let fields = [
            ("email", ann.person.email.as_str()),
            ("password", PASSWORD),
            ("next", "/planner/keywords?page=2"),
        ];
        let first = app
            .anonymous(Method::POST, "/login")
            .form(&fields)
            .send()
            .await
            .unwrap();
        assert_eq!(first.status(), StatusCode::SEE_OTHER);
        assert!(cookie(&first, "igny8_access").is_none() && cookie(&first, "igny8_refresh").is_none());
        let to = first.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(to.starts_with("/login/code?next="), "{to}");
        let secret = cookie(&first, "igny8_code").unwrap();
        let page = app
            .anonymous(Method::GET, &to)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(
            page.contains("one-time-code") && page.contains("/planner/keywords?page=2"),
            "{page}"
        );
        let second = |secret: &str, code: &str, next: &str| {
            let request = app
                .anonymous(Method::POST, "/login/code")
                .form(&[("code", code), ("next", next)]);
            let request = request.header(header::COOKIE, format!("igny8_code={secret}"));
            async move { request.send().await.unwrap() }
        };
        let wrong = second(&secret, "000000", "/planner/keywords").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().await.unwrap().contains("Incorrect code"));
        for nobody in ["", "x", "%00"] {
            assert_eq!(
                second(nobody, &code(&ann.key, 0), "/").await.status(),
                StatusCode::UNAUTHORIZED
            );
        }
        let done = second(&secret, &code(&ann.key, 0), "//evil.example").await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        assert_eq!(done.headers()[header::LOCATION], igny8::registry::HOME);
        assert!(cookie(&done, "igny8_access").is_some() && cookie(&done, "igny8_code").unwrap().is_empty());
        // What was proven is used up, and ends with the password.
        assert_eq!(
            second(&secret, &code(&ann.key, 1), "/").await.status(),
            StatusCode::UNAUTHORIZED
        );
        let first = app
            .anonymous(Method::POST, "/login")
            .form(&fields)
            .send()
            .await
            .unwrap();
        let secret = cookie(&first, "igny8_code").unwrap();
        let mut change = json!({ "current_password": PASSWORD, "new_password": "another quite long one" });
        let send = async |change: &Value| {
            let request = ann.person.request(Method::PATCH, "/auth/profile").json(change);
            let answer = request.send().await.unwrap();
            (answer.status(), answer.json::<Value>().await.unwrap_or_default())
        };
        // A password alone changes neither password nor address of whoever has a second proof.
        for code in [Value::Null, json!(""), json!("000000")] {
            change["code"] = code;
            let (status, refused) = send(&change).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
            assert!(refused["errors"]["code"][0].is_string(), "{refused}");
        }
        let address = json!({ "current_password": PASSWORD, "new_email": "eve@example.com" });
        assert!(send(&address).await.1["errors"]["code"][0].is_string());
        change["code"] = json!(ann.codes[0]);
        let (status, changed) = send(&change).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        assert_eq!(
            second(&secret, &code(&ann.key, 1), "/").await.status(),
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn it_is_turned_on_and_off_by_the_person_alone() {
    with_app(|app| async move {
        let person = app.sign_up("ann").await;
        let send = |path: &'static str, fields: Vec<(&'static str, String)>| {
            let (app, person) = (app.clone(), person.clone());
            async move {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
                form(&app, &person, path, &fields).await.status().as_u16()
            }
        };
        let password = || ("password", PASSWORD.to_owned());
        assert_eq!(
            send("/two-factor/begin", vec![("password", "wrong".into())]).await,
            422
        );
        assert_eq!(
            send("/two-factor/confirm", vec![("code", "000000".into())]).await,
            409
        );
        assert_eq!(
            send("/two-factor/off", vec![password(), ("code", "000000".into())]).await,
            409
        );
        assert_eq!(send("/two-factor/begin", vec![password()]).await, 303);
        // Begun is not on.
        assert_eq!(login(&app, &person.email, None).await.0, 200);
        assert_eq!(
            send("/two-factor/confirm", vec![("code", "000000".into())]).await,
            422
        );
        let key = state(&person).await["setup"]["key"].as_str().unwrap().to_owned();
        assert_eq!(
            send("/two-factor/confirm", vec![("code", code(&key, 0))]).await,
            200
        );
        let on = state(&person).await;
        assert_eq!(
            (&on["on"], &on["setup"]),
            (&json!(true), &Value::Null),
            "nobody reads the key again"
        );
        assert_eq!(send("/two-factor/begin", vec![password()]).await, 409);
        // Neither password nor code alone turns it off, and no program does.
        assert_eq!(
            send("/two-factor/off", vec![password(), ("code", "000000".into())]).await,
            422
        );
        assert_eq!(
            send(
                "/two-factor/off",
                vec![("password", "wrong".into()), ("code", code(&key, 1))]
            )
            .await,
            422
        );
        let made = person
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = person.with_token(made["secret"].as_str().unwrap());
        assert_eq!(
            program.post("/fn/two_factor", &json!({})).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            send("/two-factor/off", vec![password(), ("code", code(&key, 1))]).await,
            303
        );
        assert_eq!(state(&person).await["on"], false);
        assert_eq!(login(&app, &person.email, None).await.0, 200);
        let nobody = app.anonymous(Method::GET, "/two-factor").send().await.unwrap();
        assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
        let page = app
            .anonymous(Method::GET, "/two-factor")
            .header(header::COOKIE, format!("igny8_access={}", person.token));
        assert!(
            page.send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
                .contains("action=\"/two-factor/begin\"")
        );
    })
    .await;
}

#[tokio::test]
async fn no_other_way_goes_around_it() {
    with_post(|app, server| async move {
        let ann = app.sign_up("ann").await;
        let begun = form(&app, &ann, "/two-factor/begin", &[("password", PASSWORD)]).await;
        assert_eq!(
            begun.status(),
            StatusCode::CONFLICT,
            "an address that may be somebody else's"
        );
        let confirm = token(&app, &server, &ann.email, "/confirm/").await;
        assert_eq!(
            post(&app, "/api/v1/auth/email/confirm", json!({ "token": confirm }))
                .await
                .status(),
            200
        );
        assert_eq!(
            form(&app, &ann, "/two-factor/begin", &[("password", PASSWORD)])
                .await
                .status(),
            303
        );
        let key = state(&ann).await["setup"]["key"].as_str().unwrap().to_owned();
        assert_eq!(
            form(&app, &ann, "/two-factor/confirm", &[("code", &code(&key, 0))])
                .await
                .status(),
            200
        );
        let mails = arrived(&app, &server, &ann.email).await;
        assert!(mails.last().unwrap().plain().contains("now asks for a code"));
        // An invitation that is accepted with a password.
        let bob = app.sign_up("bob").await;
        let invited = bob
            .make(
                "/auth/users",
                json!({ "email": ann.email, "name": "Ann", "role": "editor" }),
            )
            .await;
        let link = invited["secret"].as_str().unwrap().rsplit('/').next().unwrap();
        let accept = format!("/api/v1/auth/invitations/{link}/accept");
        let accepted = post(&app, &accept, json!({ "password": PASSWORD })).await;
        assert_eq!(accepted.status(), StatusCode::UNPROCESSABLE_ENTITY);
        // A password that was reset by mail.
        post(
            &app,
            "/api/v1/auth/password/forgot",
            json!({ "email": ann.email }),
        )
        .await;
        let reset = token(&app, &server, &ann.email, "/reset/").await;
        let body = json!({ "token": reset, "password": PASSWORD });
        assert_eq!(
            post(&app, "/api/v1/auth/password/reset", body).await.status(),
            204
        );
        assert_eq!(login(&app, &ann.email, None).await.0, 422);
        assert_eq!(login(&app, &ann.email, Some(&code(&key, 1))).await.0, 200);
        // What a squatter set up before an address was proven goes with them.
        sql(&app, "update users set email_verified_at = null").await;
        post(
            &app,
            "/api/v1/auth/password/forgot",
            json!({ "email": ann.email }),
        )
        .await;
        let reset = token(&app, &server, &ann.email, "/reset/").await;
        let body = json!({ "token": reset, "password": PASSWORD });
        assert_eq!(
            post(&app, "/api/v1/auth/password/reset", body).await.status(),
            204
        );
        assert_eq!(login(&app, &ann.email, None).await.0, 200);
    })
    .await;
}
