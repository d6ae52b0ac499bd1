//! What owners decide: who owns the account, what everybody needs to sign in, and whether the account stays.

use futures::future::join_all;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::runner::Scheduler;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::app::{Person, TestApp, with_app, with_config};
use crate::fake_stripe::FakeStripe;
use crate::known::Known;
use crate::payments::sell;
use crate::post::{arrived, sql, with_post};
use crate::two_factor::{code, protected};
use crate::waiting::until;

const PASSWORD: &str = "a long enough one";

async fn row(person: &Person, name: &str) -> String {
    let found = person.get(&format!("/auth/users?search={name}")).await;
    found["results"][0]["id"].as_str().unwrap().to_owned()
}

async fn transfer(by: &Person, to: &str, password: &str, code: Option<&str>) -> (StatusCode, Value) {
    let body = json!({ "member_id": to, "password": password, "code": code });
    by.post("/auth/account/transfer", &body).await
}

async fn role(person: &Person) -> Value {
    person.get("/auth/session").await["role"].clone()
}

#[tokio::test]
async fn an_owner_hands_the_account_over_once() {
    with_post(|app, inbox| async move {
        let ann = app.sign_up("ann").await;
        let bob = ann
            .invite_as(
                &app,
                json!({ "email": "bob@example.com", "name": "Bob", "role": "editor" }),
            )
            .await;
        let carol = ann
            .invite_as(
                &app,
                json!({ "email": "carol@example.com", "name": "Carol", "role": "admin" }),
            )
            .await;
        let (bobs, anns) = (row(&ann, "bob").await, row(&ann, "ann").await);
        let pending = ann
            .make(
                "/auth/users",
                json!({ "email": "dan@example.com", "name": "Dan", "role": "owner" }),
            )
            .await;
        let stranger = Uuid::now_v7().to_string();
        for (to, password, status) in [
            (
                bobs.as_str(),
                "another password",
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (anns.as_str(), PASSWORD, StatusCode::UNPROCESSABLE_ENTITY),
            (
                pending["id"].as_str().unwrap(),
                PASSWORD,
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (stranger.as_str(), PASSWORD, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let (found, problem) = transfer(&ann, to, password, None).await;
            assert_eq!(found, status, "{to}: {problem}");
        }
        for other in [&bob, &carol] {
            assert_eq!(
                transfer(other, &bobs, PASSWORD, None).await.0,
                StatusCode::FORBIDDEN
            );
            assert_eq!(
                other
                    .request(Method::GET, "/auth/account")
                    .send()
                    .await
                    .unwrap()
                    .status(),
                StatusCode::FORBIDDEN
            );
        }
        let token = ann
            .make("/auth/tokens", json!({ "name": "program", "role": "owner" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        assert_eq!(
            transfer(&program, &bobs, PASSWORD, None).await.0,
            StatusCode::FORBIDDEN,
            "no program does it"
        );

        let carols = row(&ann, "carol").await;
        let tries = join_all((0..10).map(|at| {
            let to = if at % 2 == 0 { bobs.clone() } else { carols.clone() };
            let ann = ann.clone();
            async move { transfer(&ann, &to, PASSWORD, None).await.0 }
        }))
        .await;
        let done = tries.iter().filter(|status| status.is_success()).count();
        assert_eq!(done, 1, "{tries:?}");
        assert!(
            tries.iter().all(|status| status.is_success()
                || [StatusCode::CONFLICT, StatusCode::FORBIDDEN].contains(status)),
            "{tries:?}"
        );
        let mut database = app.superuser().await;
        let owners: Vec<String> = sqlx::query_scalar(
            "select u.email from members m join users u on u.id = m.user_id where m.role = 'owner'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert!(
            owners == ["bob@example.com"] || owners == ["carol@example.com"],
            "{owners:?}"
        );
        assert_eq!(role(&ann).await, "admin", "from the next request on");
        // An invitation of an owner is nothing that an admin may send.
        let open: bool =
            sqlx::query_scalar("select expires_at > now() from memberships where email = 'dan@example.com'")
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert!(!open);
        let new = owners[0].clone();
        for (to, says) in [(&new, "You now own"), (&ann.email, "You transferred")] {
            let mails = arrived(&app, &inbox, to).await;
            assert!(
                mails.iter().any(|mail| mail.text.contains(says)),
                "{to}: {mails:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_lets_nobody_work_without_a_second_proof_that_it_asks_for() {
    with_app(|app| async move {
        let bare = app.sign_up("bare").await;
        let policy =
            |on: bool, code: Option<String>| json!({ "required": on, "password": PASSWORD, "code": code });
        let (status, problem) = bare.post("/auth/account/two-factor", &policy(true, None)).await;
        assert_eq!(status, StatusCode::CONFLICT, "who requires it has it: {problem}");
        assert_eq!(problem["help_link"]["path"], "/two-factor");

        let owner = protected(&app, "ann").await;
        let ann = owner.person.clone();
        let bob = ann
            .invite_as(
                &app,
                json!({ "email": "bob@example.com", "name": "Bob", "role": "admin" }),
            )
            .await;
        let token = bob
            .make("/auth/tokens", json!({ "name": "program", "role": "viewer" }))
            .await;
        let program = bob.with_token(token["secret"].as_str().unwrap());
        assert_eq!(program.get("/planner/keywords").await["count"], 0);
        let (status, _) = ann.post("/auth/account/two-factor", &policy(true, None)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a code is asked for");
        let (status, answer) = ann
            .post(
                "/auth/account/two-factor",
                &policy(true, Some(code(&owner.key, 1))),
            )
            .await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        assert_eq!(
            ann.get("/planner/keywords").await["count"],
            0,
            "who has it goes on"
        );

        // Bob is led to it by the next page, and can do nothing else; nor can his programs.
        for path in [
            "/planner/keywords",
            "/auth/session",
            "/events",
            "/system/settings",
        ] {
            let refused = bob.request(Method::GET, path).send().await.unwrap();
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
            let problem: Value = refused.json().await.unwrap();
            assert_eq!(problem["help_link"]["path"], "/two-factor", "{path}");
        }
        assert_eq!(
            bob.post("/fn/list", &json!({ "resource": "keywords", "query": "" }))
                .await
                .0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            program
                .request(Method::GET, "/planner/keywords")
                .send()
                .await
                .unwrap()
                .status(),
            StatusCode::FORBIDDEN
        );
        let page = |path: &'static str| {
            let cookie = format!("igny8_access={}", bob.token);
            app.anonymous(Method::GET, path)
                .header(header::COOKIE, cookie)
                .send()
        };
        for path in [
            "/",
            "/planner",
            "/auth/profile",
            "/nothing.here",
            "/planner/keywords/x.y",
        ] {
            let led = page(path).await.unwrap();
            assert_eq!(
                (led.status(), &led.headers()[header::LOCATION]),
                (StatusCode::SEE_OTHER, &"/two-factor".parse().unwrap()),
                "{path}"
            );
        }
        let shown = page("/two-factor").await.unwrap();
        assert_eq!(shown.status(), StatusCode::OK);
        assert!(shown.text().await.unwrap().contains("requires two-factor"));

        // Once he has it, he is in.
        let form = |path: &'static str, fields: Vec<(&'static str, String)>| {
            let cookie = format!("igny8_access={}", bob.token);
            app.anonymous(Method::POST, path)
                .header(header::COOKIE, cookie)
                .form(&fields)
                .send()
        };
        assert_eq!(
            form("/two-factor/begin", vec![("password", PASSWORD.into())])
                .await
                .unwrap()
                .status(),
            StatusCode::SEE_OTHER
        );
        let key = bob.post("/fn/two_factor", &json!({})).await.1["setup"]["key"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            form("/two-factor/confirm", vec![("code", code(&key, 0))])
                .await
                .unwrap()
                .status(),
            StatusCode::OK
        );
        assert_eq!(bob.get("/planner/keywords").await["count"], 0);
        assert_eq!(program.get("/planner/keywords").await["count"], 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_takes_everything_away_in_one_file() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (bob, eve) = (ann.invite(&app, "admin").await, app.sign_up("eve").await);
        ann.add_keywords(&["=HYPERLINK(1)", "red shoes"]).await;
        let article = crate::documents::article(&app, &ann, "<p>Words to keep.</p>").await;
        let key = Uuid::now_v7();
        let picture = crate::files::picture(&app, &ann, Some(key)).await;
        let account: Uuid = ann.get("/auth/session").await["account"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let original = bytes::Bytes::from_static(b"the original");
        let of = igny8::id::AccountId(account);
        app.state
            .storage
            .put(of, key, media::Size::Original, media::Format::Png, original)
            .await
            .unwrap();
        sql(&app, "update images set status = 'ready'").await;
        let proof = json!({ "password": PASSWORD });
        assert_eq!(
            bob.post("/auth/account/export", &proof).await.0,
            StatusCode::FORBIDDEN
        );
        let wrong = json!({ "password": "another password" });
        assert_eq!(
            ann.post("/auth/account/export", &wrong).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let tries = join_all((0..6).map(|_| ann.post("/auth/account/export", &proof))).await;
        let task = tries[0].1["task_id"].as_str().unwrap().to_owned();
        assert!(
            tries.iter().all(|(_, answer)| answer["task_id"] == task.as_str()),
            "all follow one run: {tries:?}"
        );
        app.work();
        let ended = ann.ended(&task).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let path = format!("/auth/account/export/{task}");
        assert_eq!(ended["result"]["file"], format!("/api/v1{path}"));
        for (person, status) in [(&bob, StatusCode::FORBIDDEN), (&eve, StatusCode::NOT_FOUND)] {
            assert_eq!(
                person.request(Method::GET, &path).send().await.unwrap().status(),
                status
            );
        }
        let other = format!("/writer/content/exports/{task}");
        assert_eq!(
            bob.request(Method::GET, &other).send().await.unwrap().status(),
            StatusCode::NOT_FOUND
        );
        let file = ann.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(file.status(), StatusCode::OK);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes().await.unwrap())).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        for page in igny8::registry::tables().filter(|page| {
            !matches!(
                page.resource().area(),
                igny8::resource::Area::Own | igny8::resource::Area::Bin
            )
        }) {
            assert!(
                names.contains(&format!("{}.csv", page.resource().path())),
                "{}: {names:?}",
                page.path
            );
        }
        let mut read = |name: &str| {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
            text
        };
        let keywords = read("planner/keywords.csv");
        assert!(
            keywords.contains("red shoes") && keywords.contains("'=HYPERLINK(1)"),
            "{keywords}"
        );
        assert!(read(&format!("articles/{article}/article.html")).contains("Words to keep."));
        assert!(read("settings.json").contains("ann's"));
        assert!(!read("auth/tokens.csv").contains("igny8_"));
        assert!(
            names
                .iter()
                .any(|name| name.contains(&picture.to_string()) && name.contains("/images/")),
            "{names:?}"
        );
    })
    .await;
}

/// How many rows each table has that name one of these anywhere: in a column of its own, in a text, or in a document.
async fn left(app: &TestApp, names: &[&str]) -> Vec<(String, i64)> {
    let mut database = app.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = 'public' and c.relkind = 'r' order by 1",
    )
    .fetch_all(&mut database)
    .await
    .unwrap();
    assert!(tables.len() > 60, "{tables:?}");
    let names: Vec<String> = names.iter().map(|name| format!("%{name}%")).collect();
    let mut found = Vec::new();
    for table in tables {
        let count = format!("select count(*) from {table} t where t::text ilike any($1)");
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(count))
            .bind(&names)
            .fetch_one(&mut database)
            .await
            .unwrap();
        if rows > 0 {
            found.push((table, rows));
        }
    }
    found
}

/// Files below a folder whose path names the account.
fn files(folder: &std::path::Path, account: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, account));
        } else if path.to_string_lossy().contains(account) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_is_gone_everywhere_once_its_time_has_come() {
    with_post(|app, _| async move {
        let (ann, eve) = (app.sign_up("ann").await, app.sign_up("eve").await);
        let bob = ann.invite(&app, "admin").await;
        let account = ann.get("/auth/session").await["account"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Known::fill(&app, &ann).await;
        // A mail that is about a person and no account.
        let forgot = json!({ "email": bob.email });
        let forgot = app
            .anonymous(Method::POST, "/api/v1/auth/password/forgot")
            .json(&forgot)
            .send()
            .await
            .unwrap();
        assert_eq!(forgot.status(), StatusCode::NO_CONTENT);
        sql(
            &app,
            "insert into mail_suppressions (recipient, reason, until) select lower(email), 'No such mailbox', now() from users",
        )
        .await;
        eve.add_keywords(&["another account's phrase"]).await;
        let ask = |name: &str, password: &str| json!({ "name": name, "password": password });
        for (wrong, field) in [
            (ask("ann", PASSWORD), "name"),
            (ask("ann's", "another"), "password"),
            (ask("", PASSWORD), "name"),
        ] {
            let (status, problem) = ann.post("/auth/account/delete", &wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert!(problem["errors"][field].is_array(), "{problem}");
        }
        assert_eq!(
            bob.post("/auth/account/delete", &ask("ann's", PASSWORD)).await.0,
            StatusCode::FORBIDDEN
        );
        let asked = ask("ann's", PASSWORD);
        let tries: Vec<StatusCode> = join_all((0..10).map(|_| ann.post("/auth/account/delete", &asked)))
            .await
            .into_iter()
            .map(|(status, _)| status)
            .collect();
        assert_eq!(
            tries
                .iter()
                .filter(|status| **status == StatusCode::NO_CONTENT)
                .count(),
            1,
            "{tries:?}"
        );
        let days = bob.get("/auth/session").await["deleted_at"]
            .as_str()
            .map(str::to_owned);
        assert!(days.is_some(), "everybody is told");
        // Nothing goes before its time, and an owner can have it stay.
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert!(ann.get("/planner/keywords").await["count"].as_i64().unwrap() > 0);
        assert_eq!(
            ann.post("/auth/account/keep", &json!({})).await.0,
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            ann.post("/auth/account/keep", &json!({})).await.0,
            StatusCode::CONFLICT
        );
        sql(&app, "update accounts set delete_at = null").await;
        assert_eq!(
            ann.post("/auth/account/delete", &ask(" ann's ", PASSWORD))
                .await
                .0,
            StatusCode::NO_CONTENT
        );

        let data = app.state.config.data_dir.clone();
        // Whose it is, by the account, by the people, and by words that only they have written.
        let gone = [
            account.as_str(),
            ann.email.as_str(),
            bob.email.as_str(),
            "secret@example.com",
            "secret phrase",
            "other secret words",
        ];
        for name in gone {
            assert!(
                !left(&app, &[name]).await.is_empty(),
                "the search finds {name} while it is there"
            );
        }
        assert!(!files(&data, &account).is_empty() && !redis_keys(&app, &account).await.is_empty());
        sql(
            &app,
            "update accounts set delete_at = now() - interval '1 minute' where delete_at is not null",
        )
        .await;
        for _ in 0..3 {
            assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        }
        assert_eq!(left(&app, &gone).await, Vec::new());
        assert_eq!(files(&data, &account), Vec::<String>::new());
        let people: i64 = sqlx::query_scalar("select count(*) from users where email <> 'eve@example.com'")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(people, 0, "who was in no other account");
        // Workers read what was still to do, find that it is gone, and forget it.
        app.work();
        until("Redis has nothing of the account", async || {
            redis_keys(&app, &account).await.is_empty()
        })
        .await;
        assert_eq!(
            ann.request(Method::GET, "/auth/session")
                .send()
                .await
                .unwrap()
                .status(),
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(
            eve.get("/planner/keywords").await["count"],
            1,
            "others are as they were"
        );
    })
    .await;
}

/// Keys in Redis that name the account, or whose entries do.
async fn redis_keys(app: &TestApp, account: &str) -> Vec<String> {
    use fred::prelude::*;
    let url = secrecy::ExposeSecret::expose_secret(&app.state.config.redis_url).to_owned();
    let client = Builder::from_config(Config::from_url(&url).unwrap())
        .build()
        .unwrap();
    client.init().await.unwrap();
    let mut found = Vec::new();
    let pattern = format!("{}*", app.state.config.redis_prefix);
    let keys: Vec<String> = client.custom(fred::cmd!("KEYS"), vec![pattern]).await.unwrap();
    for key in keys {
        let kind: String = client
            .custom(fred::cmd!("TYPE"), vec![key.as_str()])
            .await
            .unwrap();
        let (command, rest): (_, &[&str]) = match kind.as_str() {
            "string" => (fred::cmd!("GET"), &[]),
            "stream" => (fred::cmd!("XRANGE"), &["-", "+"]),
            "hash" => (fred::cmd!("HGETALL"), &[]),
            "set" => (fred::cmd!("SMEMBERS"), &[]),
            "zset" => (fred::cmd!("ZRANGE"), &["0", "-1"]),
            "list" => (fred::cmd!("LRANGE"), &["0", "-1"]),
            // It has just expired.
            "none" => continue,
            other => panic!("a kind of key that nobody looks into: {other}"),
        };
        let arguments: Vec<&str> = std::iter::once(key.as_str())
            .chain(rest.iter().copied())
            .collect();
        let held: Value = client.custom(command, arguments).await.unwrap();
        if key.contains(account) || format!("{held:?}").contains(account) {
            found.push(key);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_goes_once_nothing_is_paid_for_it_any_more() {
    let fake = FakeStripe::start().await;
    let stand_in = fake.clone();
    with_config(
        |config| stand_in.configure(config),
        |app| async move {
            let ann = app.sign_up("ann").await;
            sell(&app).await;
            let choose = json!({ "plan": "growth" });
            let asked = json!({ "name": "ann's", "password": PASSWORD });
            let status = async |wanted: Value, ends: bool| {
                let overview = ann.get("/billing/plan").await;
                overview["status"] == wanted && overview["ends_at"].is_string() == ends
            };
            let (_, page) = ann.post("/billing/plan/checkout", &choose).await;
            let page = page["url"].as_str().unwrap().to_owned();

            // An account that is to go sells nothing; what is paid on a page that was open keeps it.
            assert_eq!(
                ann.post("/auth/account/delete", &asked).await.0,
                StatusCode::NO_CONTENT
            );
            let (refused, problem) = ann.post("/billing/plan/checkout", &choose).await;
            assert_eq!(
                (refused, &problem["help_link"]["path"]),
                (StatusCode::CONFLICT, &json!("/account")),
                "{problem}"
            );
            let subscription = fake.pay(&page);
            fake.deliver(&app).await;
            until("it is paid for", async || status(json!("active"), false).await).await;
            sql(
                &app,
                "update accounts set delete_at = now() - interval '1 minute'",
            )
            .await;
            assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
            assert_eq!(
                ann.get("/planner/keywords").await["count"],
                0,
                "it is still there"
            );
            assert_eq!(
                ann.post("/auth/account/keep", &json!({})).await.0,
                StatusCode::NO_CONTENT
            );

            // While it is paid for on and on, it is not deleted; once that ends by itself, it may be.
            let (refused, problem) = ann.post("/auth/account/delete", &asked).await;
            assert_eq!(refused, StatusCode::CONFLICT, "{problem}");
            fake.change(&subscription, |sold| sold.cancel = true);
            fake.deliver(&app).await;
            until("it ends by itself", async || status(json!("active"), true).await).await;
            assert_eq!(
                ann.post("/auth/account/delete", &asked).await.0,
                StatusCode::NO_CONTENT
            );
            sql(
                &app,
                "update accounts set delete_at = now() - interval '1 minute'",
            )
            .await;
            assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
            let gone = ann.request(Method::GET, "/auth/session").send().await.unwrap();
            assert_eq!(gone.status(), StatusCode::UNAUTHORIZED);
        },
    )
    .await;
}
