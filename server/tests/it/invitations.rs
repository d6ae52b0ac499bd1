//! Invitations: no membership before they are accepted, accepted with their link alone, by whoever proves a sign-in.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};

const PASSWORD: &str = "a long enough one";

/// Invites an address and gives the row with its link.
async fn invite(by: &Person, email: &str, role: &str) -> Value {
    let body = json!({ "email": email, "name": "As invited", "role": role });
    by.make("/auth/users", body).await
}

fn token(invited: &Value) -> &str {
    invited["secret"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// Status and answer of an acceptance by nobody who is signed in.
async fn accept(app: &TestApp, token: &str, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/auth/invitations/{token}/accept");
    let response = app
        .anonymous(Method::POST, &path)
        .json(&body)
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

/// The same by somebody who is signed in.
async fn accept_as(person: &Person, token: &str, body: Value) -> (StatusCode, Value) {
    person
        .post(&format!("/auth/invitations/{token}/accept"), &body)
        .await
}

fn joined(app_person: &Person, answer: &Value) -> Person {
    app_person.with_token(answer["access_token"].as_str().unwrap())
}

async fn accounts(person: &Person) -> Vec<String> {
    let session = person.get("/auth/session").await;
    let labels = session["accounts"].as_array().unwrap().iter();
    labels
        .map(|account| account["label"].as_str().unwrap().to_owned())
        .collect()
}

async fn login(app: &TestApp, email: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "email": email, "password": password });
    let response = app
        .anonymous(Method::POST, "/api/v1/auth/login")
        .json(&body)
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn whoever_took_the_address_before_gets_nothing_by_an_invitation() {
    with_app(|app| async move {
        let (ann, eve) = (app.sign_up("ann").await, app.sign_up("ceo").await);
        ann.add_keywords(&["secret phrase"]).await;
        let account = ann.get("/auth/session").await["account"]["id"].as_str().unwrap().to_owned();
        let invited = invite(&ann, &eve.email, "admin").await;
        assert_eq!(invited["state"], "invited");
        // What the inviter wrote, not what the person is called.
        assert_eq!((&invited["name"], &invited["email"]), (&json!("As invited"), &json!(eve.email)));
        assert_eq!(accounts(&eve).await, ["ceo's"]);
        let (status, again) = login(&app, &eve.email, PASSWORD).await;
        assert_eq!(status, StatusCode::OK);
        let eve = joined(&eve, &again);
        assert_eq!(eve.get("/auth/session").await["account"]["label"], "ceo's");
        let switch = app
            .anonymous(Method::POST, "/switch-account")
            .header("cookie", format!("igny8_access={}", eve.token))
            .form(&[("account_id", account)]);
        let response = switch.send().await.unwrap();
        assert!(response.headers().get("location").is_none(), "{:?}", response.headers());
        assert_eq!(eve.get("/planner/keywords").await["count"], 0);
        // The real person has the link, and the address is taken: they join with another one, and the inviter sees it.
        let taken = json!({ "password": "my own good password" });
        let (status, problem) = accept(&app, token(&invited), taken).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["password"][0].as_str().unwrap().contains("different email address"));
        let other = json!({ "email": "the.ceo@elsewhere.example", "password": "my own good password", "name": "The CEO" });
        let (status, answer) = accept(&app, token(&invited), other).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(joined(&ann, &answer).get("/planner/keywords").await["count"], 1);
        let row = ann.get(&format!("/auth/users/{}", invited["id"].as_str().unwrap())).await;
        assert_eq!(
            (&row["email"], &row["invited_as"], &row["state"], &row["name"]),
            (&json!("the.ceo@elsewhere.example"), &json!(eve.email), &json!("active"), &json!("The CEO"))
        );
        assert_eq!(accounts(&eve).await, ["ceo's"]);
    })
    .await;
}

#[tokio::test]
async fn one_accounts_link_opens_no_other_account_and_sets_no_password() {
    with_app(|app| async move {
        let (ann, mallory) = (app.sign_up("ann").await, app.sign_up("mallory").await);
        let wanted = invite(&ann, "cfo@victim.example", "admin").await;
        let own = invite(&mallory, "cfo@victim.example", "viewer").await;
        let chosen = json!({ "password": "chosen by mallory" });
        let (status, answer) = accept(&app, token(&own), chosen).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(accounts(&joined(&mallory, &answer)).await, ["mallory's"]);
        // Whoever made the sign-in has it; the link to the company is still for whoever has that one.
        let (status, _) = accept(&app, token(&wanted), json!({ "password": "the cfo's own words" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let real = json!({ "email": "cfo@home.example", "password": "the cfo's own words" });
        let (status, answer) = accept(&app, token(&wanted), real).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(accounts(&joined(&ann, &answer)).await, ["ann's"]);
        assert_eq!(
            login(&app, "cfo@victim.example", "the cfo's own words").await.0,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_put_anywhere_without_a_yes() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let invited = invite(&ann, &bob.email, "editor").await;
        assert_eq!(accounts(&bob).await, ["bob's"]);
        // A program of Bob's joins nothing in his name; Bob himself does, with the sign-in that he has.
        let made = bob
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = bob.with_token(made["secret"].as_str().unwrap());
        let (status, _) = accept_as(&program, token(&invited), json!({})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            accept(&app, token(&invited), json!({})).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let (status, answer) = accept_as(&bob, token(&invited), json!({})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let bob = joined(&bob, &answer);
        assert_eq!(accounts(&bob).await, ["ann's", "bob's"]);
        assert_eq!(bob.get("/auth/session").await["role"], "editor");
        let listed = ann.get("/auth/users?search=bob").await;
        assert_eq!(
            (&listed["results"][0]["name"], &listed["results"][0]["state"]),
            (&json!("bob"), &json!("active"))
        );
        // He may not join twice, and the link stays for whoever it is for.
        let second = invite(&ann, "bob.second@example.com", "viewer").await;
        let (status, problem) = accept_as(&bob, token(&second), json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(
            accept(
                &app,
                token(&second),
                json!({ "password": "words of somebody else" })
            )
            .await
            .0,
            StatusCode::OK
        );
        // Nor is a member invited again.
        let again = json!({ "email": bob.email, "name": "x", "role": "viewer" });
        assert_eq!(
            ann.post("/auth/users", &again).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_is_replaced_and_revoked() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let invited = invite(&ann, "bob@example.com", "viewer").await;
        let path = format!("/auth/users/{}", invited["id"].as_str().unwrap());
        assert_eq!(invited["invited_by"], "ann");
        assert!(invited["expires_at"].is_string());
        for nothing in ["", "x", "..", "%00"] {
            let (status, _) = accept(&app, nothing, json!({ "password": "words of somebody else" })).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{nothing:?}");
        }
        let (status, outcome) = ann.post(&format!("{path}/resend"), &json!({})).await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        let fresh = outcome["once"]["secret"].as_str().unwrap();
        assert!(fresh.starts_with(&format!("{}/invite/", app.base)), "{fresh}");
        let fresh = fresh.rsplit('/').next().unwrap().to_owned();
        let body = || json!({ "password": "words of somebody else" });
        assert_eq!(
            accept(&app, token(&invited), body()).await.0,
            StatusCode::NOT_FOUND,
            "replaced"
        );
        let mut database = app.superuser().await;
        sqlx::query("update memberships set expires_at = now() - interval '1 second' where user_id is null")
            .execute(&mut database)
            .await
            .unwrap();
        assert_eq!(
            accept(&app, &fresh, body()).await.0,
            StatusCode::NOT_FOUND,
            "past its end"
        );
        assert_eq!(ann.get(&path).await["state"], "expired");
        // The same address again is told where its invitation is.
        let again = json!({ "email": "Bob@Example.com", "name": "Bob", "role": "viewer" });
        let (status, problem) = ann.post("/auth/users", &again).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let (_, outcome) = ann.post(&format!("{path}/resend"), &json!({})).await;
        let last = outcome["once"]["secret"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        let (status, _) = ann.post(&format!("{path}/revoke"), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            accept(&app, &last, body()).await.0,
            StatusCode::NOT_FOUND,
            "revoked"
        );
        assert_eq!(ann.get("/auth/users").await["count"], 1);
        // A member has no link.
        let own = ann.get("/auth/users").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let (status, _) = ann.post(&format!("/auth/users/{own}/resend"), &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_link_says_who_invites_where_and_how_to_join() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let invited = invite(&ann, "carol@example.com", "editor").await;
        let path = format!("/invite/{}", token(&invited));
        let page = app.anonymous(Method::GET, &path).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let page = page.text().await.unwrap();
        for word in [
            "ann invited you to join",
            "ann&#x27;s",
            "carol@example.com",
            "name=\"password\"",
        ] {
            assert!(
                page.contains(word) || page.contains(&word.replace("&#x27;", "'")),
                "{word}: {page}"
            );
        }
        let signed_in = app
            .anonymous(Method::GET, &path)
            .header("cookie", format!("igny8_access={}", bob.token));
        let page = signed_in.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Join as bob@example.com"), "{page}");
        let short = app.anonymous(Method::POST, &path).form(&[
            ("email", "carol@example.com"),
            ("password", "short"),
            ("name", "Carol C"),
        ]);
        let answer = short.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.unwrap();
        assert!(
            page.contains("Use at least 10 characters.") && page.contains("value=\"Carol C\""),
            "{page}"
        );
        let joins = app
            .anonymous(Method::POST, &path)
            .header("cookie", format!("igny8_access={}", bob.token))
            .form(&[("email", "")]);
        assert_eq!(joins.send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let gone = app.anonymous(Method::GET, &path).send().await.unwrap();
        assert_eq!(gone.status(), StatusCode::NOT_FOUND);
        assert!(gone.text().await.unwrap().contains("no longer valid"));
    })
    .await;
}

#[tokio::test]
async fn a_link_that_ten_use_at_once_joins_one() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let invited = invite(&ann, "bob@example.com", "viewer").await;
        let tries = (0..10).map(|i| {
            let body =
                json!({ "email": format!("bob{i}@example.com"), "password": "words of somebody else" });
            accept(&app, token(&invited), body)
        });
        let mut statuses: Vec<u16> = join_all(tries)
            .await
            .iter()
            .map(|(status, _)| status.as_u16())
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404, 404, 404]);
        assert_eq!(ann.get("/auth/users").await["count"], 2);
        let mut database = app.superuser().await;
        let people: i64 = sqlx::query_scalar("select count(*) from users")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(people, 2, "nobody is left over");
    })
    .await;
}

#[tokio::test]
async fn one_address_that_ten_invite_at_once() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let body = json!({ "email": "carol@example.com", "name": "Carol", "role": "viewer" });
        let tries = (0..10).map(|_| ann.post("/auth/users", &body));
        let mut statuses: Vec<u16> = join_all(tries)
            .await
            .iter()
            .map(|(status, _)| status.as_u16())
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422, 422, 422]);
        // By several accounts each has its own, and the same new person accepts all of them at once with one password.
        let mut people = vec![ann, bob];
        for name in ["dan", "eve"] {
            people.push(app.sign_up(name).await);
        }
        let body = json!({ "email": "fay@example.com", "name": "Fay", "role": "viewer" });
        let invited = join_all(people.iter().map(|person| person.post("/auth/users", &body))).await;
        assert!(
            invited.iter().all(|(status, _)| *status == StatusCode::CREATED),
            "{invited:?}"
        );
        let tries = invited
            .iter()
            .map(|(_, row)| accept(&app, token(row), json!({ "password": "words of fay alone" })));
        for (status, answer) in join_all(tries).await {
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
        let (_, answer) = login(&app, "fay@example.com", "words of fay alone").await;
        assert_eq!(accounts(&joined(&people[0], &answer)).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_tells_nothing_of_whom_it_is_for() {
    with_app(|app| async move {
        let (ann, _bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let known = invite(&ann, "bob@example.com", "viewer").await;
        let unknown = invite(&ann, "nobody@example.com", "viewer").await;
        let shape = |row: &Value| {
            let mut row = row.clone();
            for own in ["id", "email", "secret", "created_at", "expires_at"] {
                assert!(row[own].is_string(), "{own}: {row}");
                row[own] = Value::Null;
            }
            row
        };
        assert_eq!(shape(&known), shape(&unknown));
        assert!(!ann.get("/auth/users").await.to_string().contains("\"bob\""));
    })
    .await;
}

#[tokio::test]
async fn guesses_at_a_link_count_as_guesses_at_the_person() {
    with_app(|app| async move {
        let (ann, _bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let invited = invite(&ann, "bob@example.com", "viewer").await;
        let mut statuses = Vec::new();
        for guess in 0..12 {
            let body = json!({ "password": format!("a guess at it {guess}") });
            statuses.push(accept(&app, token(&invited), body).await.0.as_u16());
        }
        assert_eq!(statuses[..10], [422; 10]);
        assert_eq!(statuses[10..], [429; 2]);
        // And the other way round: one count.
        assert_eq!(
            login(&app, "bob@example.com", PASSWORD).await.0,
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_does_not_outlive_the_rights_of_who_made_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (bea, owner) = (ann.invite(&app, "admin").await, ann.invite(&app, "owner").await);
        let rows = ann.get("/auth/users").await["results"].clone();
        let path = |email: &str| {
            let row = rows.as_array().unwrap().iter().find(|row| row["email"] == email);
            format!("/auth/users/{}", row.unwrap()["id"].as_str().unwrap())
        };
        let own_way_back = invite(&bea, "spy@example.com", "admin").await;
        let above = invite(&owner, "second@example.com", "owner").await;
        let below = invite(&owner, "third@example.com", "viewer").await;
        let of_others = invite(&ann, "fourth@example.com", "admin").await;
        let role = |path: String, role: &str| {
            ann.request(Method::PATCH, &path)
                .json(&json!({ "role": role }))
                .send()
        };
        // A new name changes nothing, nor does a role that may invite so much.
        assert!(
            role(path(&bea.email), "admin")
                .await
                .unwrap()
                .status()
                .is_success()
        );
        let shown = |row: &Value| format!("/auth/users/{}", row["id"].as_str().unwrap());
        assert_eq!(ann.get(&shown(&own_way_back)).await["state"], "invited");
        assert!(
            role(path(&owner.email), "admin")
                .await
                .unwrap()
                .status()
                .is_success()
        );
        let removed = ann
            .request(Method::DELETE, &path(&bea.email))
            .send()
            .await
            .unwrap();
        assert_eq!(removed.status(), StatusCode::OK);
        for (link, holds) in [
            (&own_way_back, false),
            (&above, false),
            (&below, true),
            (&of_others, true),
        ] {
            let state = if holds { "invited" } else { "expired" };
            assert_eq!(ann.get(&shown(link)).await["state"], state);
            let status = accept(&app, token(link), json!({ "password": "words of somebody else" }))
                .await
                .0;
            let expected = if holds {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(status, expected, "{link}");
        }
        // Somebody who may still invite gives it a new link.
        let (status, outcome) = ann
            .post(&format!("{}/resend", shown(&own_way_back)), &json!({}))
            .await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        assert!(
            role(path(&owner.email), "editor")
                .await
                .unwrap()
                .status()
                .is_success()
        );
    })
    .await;
}
