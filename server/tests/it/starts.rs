//! Whatever is started many times at once is one run and paid for once, by whichever way it is asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use igny8::jobs::Job;
use igny8::page::ActionKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;
use uuid::Uuid;

use crate::app::{Person, TestApp, with_app};
use crate::approvals::command;
use crate::fake_openai::{Act, FakeOpenAi};
use crate::waiting::until;
use crate::writing::{books_balance, connect, task};

/// How often each thing is started at once.
const AT_ONCE: usize = 10;

async fn one(app: &TestApp, sql: &'static str) -> i64 {
    let mut all = app.superuser().await;
    sqlx::query_scalar(sql).fetch_one(&mut all).await.unwrap()
}

async fn run(app: &TestApp, sql: &'static str) {
    sqlx::query(sql)
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
}

/// An article with a text, and so many pictures to be made.
async fn article(app: &TestApp, person: &Person, pictures: i32) -> String {
    let body = json!({ "title": "Shoes", "sector_id": person.sector().await, "words_target": 500 });
    let id = person.make("/writer/content", body).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut all = app.superuser().await;
    sqlx::query("update contents set html = '<p>Shoes are for feet.</p>', words = 4 where id = $1")
        .bind(Uuid::parse_str(&id).unwrap())
        .execute(&mut all)
        .await
        .unwrap();
    more_pictures(app, &id, 0, pictures).await;
    id
}

async fn more_pictures(app: &TestApp, content: &str, from: i32, to: i32) {
    sqlx::query(
        "insert into images (account_id, id, content_id, place, prompt, alt, style) \
         select c.account_id, gen_random_uuid(), c.id, n, 'A shoe', 'A shoe', 'realistic' \
         from contents c, generate_series($2, $3 - 1) n where c.id = $1",
    )
    .bind(Uuid::parse_str(content).unwrap())
    .bind(from)
    .bind(to)
    .execute(&mut app.superuser().await)
    .await
    .unwrap();
}

/// One row for each resource whose pages start functions.
async fn rows(app: &TestApp, ann: &Person) -> Vec<(&'static str, String)> {
    let keyword = ann.add_keywords(&["red shoes", "blue shoes"]).await.remove(0);
    let cluster = json!({ "name": "Shoes", "sector_id": ann.sector().await });
    let cluster = ann.make("/planner/clusters", cluster).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    run(app, "update keywords set cluster_id = (select id from clusters), pinned = true where keyword = 'blue shoes'").await;
    let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
    let hook = json!({
        "name": "Shop", "kind": "webhook", "site_id": site, "base_url": "https://example.com/in",
        "secret": "a sentence that is long enough", "enabled": true,
    });
    let hook = ann.make("/system/integrations", hook).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let content = article(app, ann, 3).await;
    command(ann, &content, "approve").await;
    run(
        app,
        "insert into publications (account_id, content_id, integration_id, remote_id, url) \
         select c.account_id, c.id, n.id, '7', 'https://example.com/7' from contents c, integrations n",
    )
    .await;
    let image = ann.get("/writer/images").await["results"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    vec![
        ("planner/keywords", keyword),
        ("planner/clusters", cluster),
        ("writer/tasks", task(ann, "Shoes", 400).await),
        ("writer/content", content),
        ("writer/images", image),
        ("system/integrations", hook),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_started_at_once_is_one_run_and_one_charge() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let rows = rows(&app, &ann).await;
        let mut tried = BTreeSet::new();
        for page in igny8::registry::tables() {
            let path = page.path.trim_start_matches('/');
            for action in page.endpoints() {
                let ActionKind::Run(function) = action.kind else {
                    continue;
                };
                let id = &rows.iter().find(|(of, _)| *of == path).unwrap_or_else(|| panic!("a row of {path}")).1;
                let body = json!({ "ids": [id] });
                let rest = format!("/{path}/actions/{}", action.name);
                let ui = json!({ "resource": page.resource(), "action": action.name, "selection": body, "arguments": {} });
                if function == Job::Unpublish {
                    run(&app, "update contents set status = 'published'").await;
                }
                // By a program and by the page, without a key.
                let (ann, rest, body, ui) = (&ann, &rest, &body, &ui);
                let starts = (0..AT_ONCE).map(|at| async move {
                    if at % 2 == 0 {
                        ann.post(rest, body).await
                    } else {
                        ann.post("/fn/act", ui).await
                    }
                });
                let answers = join_all(starts).await;
                check(&app, function, &answers, false).await;
                run(&app, "update ai_tasks set status = 'cancelled', finished_at = now(), settled = round where finished_at is null").await;
                // With one key, everybody gets the run that there is.
                let key = &format!("key-{path}-{}", action.name);
                let starts = (0..AT_ONCE).map(|_| async move {
                    let request = ann.request(Method::POST, rest).header("idempotency-key", key);
                    let answer = request.json(body).send().await.unwrap();
                    (answer.status(), answer.json::<Value>().await.unwrap())
                });
                let answers = join_all(starts).await;
                check(&app, function, &answers, true).await;
                run(&app, "update ai_tasks set status = 'cancelled', finished_at = now(), settled = round where finished_at is null").await;
                tried.insert(function.name());
            }
        }
        // The others are started by no action of a list: a file, a clock, an owner with their password, the runner's own measure.
        let rest: Vec<_> = Job::ALL.iter().map(|function| function.name()).filter(|name| !tried.contains(name)).collect();
        assert_eq!(rest, ["import_keywords", "confirm_appearance", "export_account", "noop"]);
    })
    .await;
}

/// One run is open, its price is held once, and nobody got anything but it or a refusal in words.
async fn check(app: &TestApp, function: Job, answers: &[(StatusCode, Value)], keyed: bool) {
    let name = function.name();
    let mut runs = BTreeSet::new();
    for (status, answer) in answers {
        match *status {
            StatusCode::ACCEPTED | StatusCode::OK => {
                runs.insert(answer["task_id"].as_str().unwrap().to_owned());
            }
            // With a key, the first one is still in work.
            StatusCode::CONFLICT => assert!(answer["detail"].is_string(), "{name}: {answer}"),
            // Server functions have no status of their own for a problem.
            _ if !keyed && answer.to_string().contains("\"status\":409") => {}
            _ => panic!("{name}: {status} {answer}"),
        }
    }
    assert_eq!(runs.len(), 1, "{name}: {answers:?}");
    let open: i64 = one(app, "select count(*) from ai_tasks where finished_at is null").await;
    let (held, price): (i64, i64) = (
        one(app, "select coalesce(-sum(e.amount), 0)::int8 from credit_entries e join ai_tasks t on t.id = e.task_id where t.finished_at is null").await,
        one(app, "select coalesce(sum(price), 0)::int8 from ai_tasks where finished_at is null").await,
    );
    assert_eq!((open, held), (1, price), "{name}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_programs_schedules_and_retries_at_once_start_one_run() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake).await;
        let id = task(&ann, "Wanted by all", 300).await;
        let write = json!({ "ids": [id] });
        let schedule = json!({ "name": "Writes", "function": "generate_content", "every": "hour", "credits": 100 });
        ann.make("/automation/schedules", schedule).await;
        // Two runs that failed for one task: to retry both would be to write it twice.
        let mut failed = Vec::new();
        for _ in 0..2 {
            let (_, answer) = ann.post("/writer/tasks/actions/generate_content", &write).await;
            failed.push(answer["task_id"].as_str().unwrap().to_owned());
            run(&app, "update ai_tasks set status = 'failed', finished_at = now() where finished_at is null").await;
        }
        run(&app, "update ai_tasks set settled = round, credits = 0").await;
        run(&app, "delete from credit_entries where task_id is not null").await;
        run(&app, "update credit_balances set balance = 1000").await;
        run(&app, "update schedules set next_at = now() - interval '1 minute'").await;
        let all = (0..30).map(|at| {
            let (ann, app, write, failed) = (&ann, &app, &write, &failed);
            async move {
                let answer = match at % 3 {
                    0 => ann.post("/writer/tasks/actions/generate_content", write).await,
                    1 => ann.post(&format!("/system/tasks/{}/retry", failed[at % 2]), &json!({})).await,
                    _ => {
                        Scheduler::once(&app.state, server::jobs::ALL).await.unwrap();
                        return;
                    }
                };
                assert!(!answer.0.is_server_error(), "{answer:?}");
            }
        });
        join_all(all).await;
        let open: i64 = one(&app, "select count(*) from ai_tasks where finished_at is null").await;
        assert_eq!(open, 1);
        assert_eq!(ann.get("/auth/session").await["credits"], 990);
        // Both at once, in one request, are one as well.
        run(&app, "update ai_tasks set status = 'failed', finished_at = now(), settled = round where finished_at is null").await;
        let (status, answer) = ann.post("/system/tasks/actions/retry", &json!({ "ids": failed })).await;
        assert_eq!((status, &answer["count"]), (StatusCode::OK, &json!(1)), "{answer}");
        app.work();
        let open = ann.get("/system/tasks?status=queued,running").await;
        for row in open["results"].as_array().unwrap() {
            ann.ended(row["id"].as_str().unwrap()).await;
        }
        assert_eq!(ann.get("/writer/content").await["count"], 1);
        // What another run has done meanwhile is not done again.
        for old in &failed {
            let (status, answer) = ann.post(&format!("/system/tasks/{old}/retry"), &json!({})).await;
            assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        let ids = [task(&ann, "One", 300).await, task(&ann, "Two", 300).await];
        let send = async |path: &str, body: Value| {
            let request = ann.request(Method::POST, path).header("idempotency-key", "once");
            let answer = request.json(&body).send().await.unwrap();
            (answer.status(), answer.json::<Value>().await.unwrap())
        };
        let write = "/writer/tasks/actions/generate_content";
        let (status, first) = send(write, json!({ "ids": [ids[0]] })).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        for (path, body) in [
            ("/planner/keywords/actions/auto_cluster", json!({ "filter": {} })),
            (write, json!({ "ids": [ids[1]] })),
            (write, json!({ "ids": ids })),
        ] {
            let (status, answer) = send(path, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert!(
                answer["detail"].as_str().unwrap().contains("another request"),
                "{answer}"
            );
        }
        let (_, again) = send(write, json!({ "ids": [ids[0]] })).await;
        assert_eq!(again["task_id"], first["task_id"]);
        // The id of a run that was asked for without a key is no key.
        let (_, other) = ann.post(write, &json!({ "ids": [ids[1]] })).await;
        let request = ann
            .request(Method::POST, write)
            .header("idempotency-key", other["task_id"].as_str().unwrap());
        let answer = request.json(&json!({ "ids": [ids[1]] })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ann.get("/auth/session").await["credits"], 980);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_does_what_it_was_priced_for() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let content = article(&app, &ann, 1).await;
        let (_, drawing) = ann
            .post(
                "/writer/content/actions/generate_images",
                &json!({ "ids": [content] }),
            )
            .await;
        let keywords = ann.add_keywords(&["red shoes", "blue shoes", "old shoes"]).await;
        let (_, grouping) = ann
            .post(
                "/planner/keywords/actions/auto_cluster",
                &json!({ "filter": { "status": "new" } }),
            )
            .await;
        // All this comes while they wait.
        more_pictures(&app, &content, 1, 13).await;
        ann.add_keywords(&["green shoes", "new shoes"]).await;
        let (status, refused) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        assert_eq!(status, StatusCode::CONFLICT, "{refused}");
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .contains("3 of these 5 keywords"),
            "{refused}"
        );
        app.work();
        let drawn = ann.ended(drawing["task_id"].as_str().unwrap()).await;
        assert_eq!(
            (&drawn["result"]["images"], &drawn["credits"]),
            (&json!(1), &json!(2)),
            "{drawn}"
        );
        let grouped = ann.ended(grouping["task_id"].as_str().unwrap()).await;
        assert_eq!(grouped["result"]["keywords"], keywords.len(), "{grouped}");
        assert_eq!(ann.get("/planner/keywords?status=new").await["count"], 2);
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cancelled_run_made_is_paid_for_once() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake).await;
        let content = article(&app, &ann, 12).await;
        // The fifth picture never comes.
        for _ in 0..4 {
            fake.next_with("images", Act::Well);
        }
        fake.next_with("images", Act::Late(Duration::from_mins(2)));
        app.work();
        let (_, started) = ann
            .post(
                "/writer/content/actions/generate_images",
                &json!({ "ids": [content] }),
            )
            .await;
        let id = started["task_id"].as_str().unwrap();
        until("all pictures but the last are drawn", async || {
            one(&app, "select count(*) from images where status = 'ready'").await >= 4
        })
        .await;
        // While it runs, single pictures of it are not started beside it.
        let waiting = ann.get("/writer/images?status=prompt").await["results"][0]["id"].clone();
        let (status, _) = ann
            .post(
                "/writer/images/actions/generate_images",
                &json!({ "ids": [waiting] }),
            )
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        ann.post(&format!("/system/tasks/{id}/cancel"), &json!({})).await;
        let ended = ann.ended(id).await;
        let made: i64 = one(&app, "select count(*) from images where status = 'ready'").await;
        assert_eq!(
            (ended["status"].as_str(), &ended["credits"]),
            (Some("cancelled"), &json!(2 * made)),
            "{ended}"
        );
        assert!((4..12).contains(&made));
        assert_eq!(ann.get("/auth/session").await["credits"], 1000 - 2 * made);
        // Going on costs what is left.
        let (status, _) = ann.post(&format!("/system/tasks/{id}/retry"), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        let ended = ann.ended(id).await;
        assert_eq!(
            (ended["status"].as_str(), &ended["credits"]),
            (Some("succeeded"), &json!(2 * (12 - made))),
            "{ended}"
        );
        assert_eq!(ann.get("/auth/session").await["credits"], 1000 - 24);
        books_balance(&app).await;
        // The ledger shows a line for what was used, and none of nothing.
        let lines = ann.get("/billing/credits?page_size=50").await;
        let lines = lines["results"].as_array().unwrap();
        let sum: i64 = lines.iter().map(|line| line["amount"].as_i64().unwrap()).sum();
        assert_eq!(sum, 976);
        assert!(lines.iter().all(|line| line["amount"] != 0), "{lines:?}");
        assert_eq!(lines[0]["kind"], "capture", "{lines:?}");
        assert_eq!(lines[0]["task"], "Generate images");
    })
    .await;
}
