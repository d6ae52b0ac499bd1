//! Starts, cancels, retries, ends and crashes in random order: the ledger adds up, nothing is settled twice, no row is
//! worked on twice at once, and every run comes to an end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join_all;
use igny8::error::{Problem, ProblemKind};
use igny8::job_run::Phase;
use igny8::jobs::Job;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use server::error::Result;
use server::runner::{Done, Finished, JobHandler, Registry, Run, Worker};
use sqlx::PgConnection;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::app::{Person, TestApp, with_app};
use crate::writing::task;

/// People who act at once, and what each of them does.
const PEOPLE: u64 = 5;
const ACTS: usize = 24;
/// Rows that they act on.
const ROWS: usize = 8;

/// Does its work in steps that stay, and ends in any of the ways that a function can.
struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    fn of(&self, most: u64) -> u64 {
        self.0.lock().unwrap().random_range(0..most)
    }
}

#[async_trait]
impl JobHandler for Chance {
    fn job(&self) -> Job {
        Job::GenerateContent
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        for step in 0..self.of(4) {
            #[expect(clippy::cast_precision_loss, reason = "a few steps")]
            run.progress(Phase::Call, step as f32 / 4.0, "A step");
            // Work that takes its time, so that starts, cancels and crashes fall into it.
            sleep(Duration::from_millis(self.of(40))).await;
            run.check_cancelled()?;
            let mut tx = run.begin().await?;
            run.kept(&mut tx, 2).await?;
            tx.commit().await?;
        }
        match self.of(10) {
            0 | 1 => Err(Problem::conflict("No.").into()),
            2 => Err(Problem::new(ProblemKind::RateLimited, "Slow.").into()),
            3 => panic!("a function may panic"),
            4 => {
                // Hangs for longer than the test lasts.
                sleep(Duration::from_mins(5)).await;
                Err(Problem::conflict("It was cancelled or crashed before.").into())
            }
            _ => {
                let mut tx = run.begin().await?;
                let used = run.used(&mut tx).await?.max(1);
                let done = Done {
                    result: json!({}),
                    message: "Done".into(),
                    used,
                };
                run.finish(tx, done).await
            }
        }
    }
}

/// One person's acts.
async fn act(app: &TestApp, ann: &Person, rows: &[String], seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    for at in 0..ACTS {
        let list = ann.get("/system/tasks?page_size=200").await;
        let runs: Vec<String> = list["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["id"].as_str().unwrap().to_owned())
            .collect();
        let any = |random: &mut StdRng| {
            (!runs.is_empty()).then(|| runs[random.random_range(0..runs.len())].clone())
        };
        let answer = match random.random_range(0..10) {
            0..=4 => {
                let many = random.random_range(1..=3);
                let ids: Vec<&String> = (0..many)
                    .map(|_| &rows[random.random_range(0..rows.len())])
                    .collect();
                let request = ann.request(reqwest::Method::POST, "/writer/tasks/actions/generate_content");
                let request = if random.random_bool(0.3) {
                    request.header("idempotency-key", format!("{}", at / 3))
                } else {
                    request
                };
                request
                    .json(&json!({ "ids": ids }))
                    .send()
                    .await
                    .unwrap()
                    .status()
            }
            5 | 6 => match any(&mut random) {
                Some(run) => {
                    ann.post(&format!("/system/tasks/{run}/cancel"), &json!({}))
                        .await
                        .0
                }
                None => continue,
            },
            7 | 8 => match any(&mut random) {
                Some(run) => {
                    ann.post(&format!("/system/tasks/{run}/retry"), &json!({}))
                        .await
                        .0
                }
                None => continue,
            },
            _ => {
                // As if the workers of some runs had died.
                let crash = "update ai_tasks set lease_until = now() - interval '1 second', dispatched_at = now() - interval '1 minute' \
                    where status = 'running' and children = 0 and random() < 0.3";
                sqlx::query(crash)
                    .execute(&mut app.superuser().await)
                    .await
                    .unwrap();
                continue;
            }
        };
        assert!(!answer.is_server_error(), "seed {seed}: {answer}");
        // People are slower than programs, and differently so.
        sleep(Duration::from_millis(random.random_range(0..60))).await;
    }
}

/// Rows that two open runs of one function are for.
async fn twice(all: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select count(*) from (select item_id from ai_tasks where finished_at is null and item_id is not null \
           group by account_id, function, item_id having count(*) > 1) x",
    )
    .fetch_one(all)
    .await
    .unwrap()
}

async fn none(all: &mut PgConnection, what: &str, sql: &'static str) {
    let found: i64 = sqlx::query_scalar(sql).fetch_one(all).await.unwrap();
    assert_eq!(found, 0, "{what}");
}

async fn round(seed: u64) {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut rows = Vec::new();
        for at in 0..ROWS {
            rows.push(task(&ann, &format!("Row {at}"), 300).await);
        }
        let stop = CancellationToken::new();
        for worker in 0..2 {
            let random = Arc::new(Mutex::new(StdRng::seed_from_u64(seed + worker)));
            // A registry lives as long as its process.
            let jobs: &'static [&'static dyn JobHandler] = vec![&*Box::leak(Box::new(Chance(random))) as &dyn JobHandler].leak();
            tokio::spawn(Worker::new(app.state.clone(), Registry::new(jobs)).run(stop.clone()));
        }
        let watching = CancellationToken::new();
        let watch = tokio::spawn({
            let (app, watching) = (app.clone(), watching.clone());
            async move {
                let mut all = app.superuser().await;
                while !watching.is_cancelled() {
                    assert_eq!(twice(&mut all).await, 0, "a row is worked on twice at once");
                    // Looked at again and again until the test ends.
                    sleep(Duration::from_millis(15)).await;
                }
            }
        });
        join_all((0..PEOPLE).map(|person| act(&app, &ann, &rows, seed * 100 + person))).await;
        // What hangs is cancelled; everything ends.
        let mut all = app.superuser().await;
        for _ in 0..120 {
            let open = ann.get("/system/tasks?status=queued,running,retry_wait&page_size=200").await;
            let open = open["results"].as_array().unwrap();
            if open.is_empty() {
                break;
            }
            let ids: Vec<_> = open.iter().map(|run| &run["id"]).collect();
            ann.post("/system/tasks/actions/cancel", &json!({ "ids": ids })).await;
            sleep(Duration::from_millis(500)).await;
        }
        watching.cancel();
        watch.await.unwrap();
        none(&mut all, "every run ended", "select count(*) from ai_tasks where finished_at is null").await;
        none(
            &mut all,
            "entries add up to the balance",
            "select count(*) from credit_balances b where balance <> (select sum(amount) from credit_entries e where e.account_id = b.account_id)",
        )
        .await;
        none(&mut all, "no balance was ever negative", "select count(*) from credit_entries where balance < 0").await;
        none(&mut all, "no entry moves nothing", "select count(*) from credit_entries where amount = 0").await;
        none(&mut all, "the last round is settled", "select count(*) from ai_tasks where children = 0 and settled <> round").await;
        none(
            &mut all,
            "each round is settled once, with what the run says that it cost",
            "select count(*) from ai_tasks t where t.children = 0 and -t.credits <> ( \
               select sum(e.amount) from credit_entries e where e.task_id = t.id and e.round = t.round)",
        )
        .await;
        none(
            &mut all,
            "each round is held once and given back once at most",
            "select count(*) from (select 1 from credit_entries where task_id is not null group by task_id, round \
               having count(*) filter (where kind = 'reserve') <> 1 or count(*) > 2) x",
        )
        .await;
        none(
            &mut all,
            "a parent costs what its children cost",
            "select count(*) from ai_tasks p where children > 0 and credits <> (select sum(credits) from ai_tasks c where c.parent_id = p.id)",
        )
        .await;
        let ended: i64 = sqlx::query_scalar("select count(*) from ai_tasks where children = 0")
            .fetch_one(&mut all)
            .await
            .unwrap();
        assert!(ended > 10, "seed {seed}: only {ended} runs");
        stop.cancel();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_starts_cancels_retries_and_crashes_keeps_the_books() {
    for seed in [5, 17] {
        round(seed).await;
    }
}
