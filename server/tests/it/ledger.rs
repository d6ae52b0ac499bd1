//! The ledger under everything at once: grants, refunds, reservations, captures and releases in any order add up to the
//! balance, which is never below zero.

use futures::future::join_all;
use igny8::id::TaskId;
use igny8::permission::Verb;
use igny8::resource::Resource;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use server::billing::ledger::{self, Ended, Hold};
use server::error::{Error, Result};
use server::tenancy::Grant;
use uuid::Uuid;

use crate::app::{TestApp, with_app};
use crate::writing::books_balance;

/// Who acts at once: each holds a connection, of which the app under test has eight.
const ACTORS: u64 = 5;
/// What each of them does.
const ACTS: usize = 60;

/// What is refused for want of credits is as it should be.
fn settled(done: Result<()>) -> bool {
    match done {
        Ok(()) => true,
        Err(Error::Problem(problem)) if problem.status == 402 => false,
        Err(error) => panic!("{error:?}"),
    }
}

async fn add_task(app: &TestApp, grant: &Grant, task: Uuid) {
    let mut tx = app.state.db.begin(grant).await.unwrap();
    sqlx::query(
        "insert into ai_tasks (account_id, id, function, queue, status, finished_at, settled, idempotency_key) \
         values ($1, $2, 'noop', 'bulk', 'succeeded', now(), 0, $3)",
    )
    .bind(tx.account().0)
    .bind(task)
    .bind(task.to_string())
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// One actor: half of its transactions are broken off at their end, and leave nothing.
async fn act(app: &TestApp, grant: &Grant, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut open: Vec<TaskId> = Vec::new();
    for _ in 0..ACTS {
        let credits = random.random_range(1..400);
        let kind = random.random_range(0..5);
        let kept = random.random_bool(0.8);
        let task = TaskId(Uuid::now_v7());
        if kind == 2 {
            add_task(app, grant, task.0).await;
        }
        let mut tx = app.state.db.begin(grant).await.unwrap();
        let account = tx.account();
        let mut ended = Vec::new();
        let done = match kind {
            0 => ledger::grant(tx.conn(), account, credits, "Granted").await,
            1 => ledger::adjust(tx.conn(), account, -credits, "Refunded").await,
            2 => {
                let holds = vec![Hold {
                    task,
                    round: 1,
                    credits,
                    note: "Held".into(),
                }];
                ledger::reserve_all(&mut tx, holds).await
            }
            _ => {
                let many = random.random_range(0..=open.len().min(3));
                ended = open[open.len() - many..].to_vec();
                // Some come twice, in one call and in the next.
                let rounds: Vec<Ended> = ended
                    .iter()
                    .map(|task| Ended {
                        task: *task,
                        round: 1,
                        used: random.random_range(0..500),
                    })
                    .collect();
                ledger::settle_all(tx.conn(), account, &rounds).await.unwrap();
                ledger::settle_all(tx.conn(), account, &rounds).await
            }
        };
        let done = settled(done);
        if !kept || !done {
            drop(tx);
            continue;
        }
        tx.commit().await.unwrap();
        if kind == 2 {
            open.push(task);
        }
        open.retain(|task| !ended.contains(task));
    }
    // What is still open comes back.
    let mut tx = app.state.db.begin(grant).await.unwrap();
    let account = tx.account();
    let rest: Vec<Ended> = open
        .into_iter()
        .map(|task| Ended {
            task,
            round: 1,
            used: 0,
        })
        .collect();
    ledger::settle_all(tx.conn(), account, &rest).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_entries_add_up_and_nothing_is_below_zero() {
    for round in [3, 17] {
        with_app(|app| async move {
            let ann = app.sign_up("ann").await;
            let claims = app.state.keys.read(&ann.token).unwrap();
            let scope = app.state.members.scope(&app.state.db, &claims).await.unwrap().unwrap();
            let grant = scope.require(Verb::Act, Resource::Keywords).unwrap();
            join_all((0..ACTORS).map(|actor| act(&app, &grant, round * 100 + actor))).await;
            books_balance(&app).await;
            let mut database = app.superuser().await;
            let (least, entries): (i64, i64) =
                sqlx::query_as("select min(balance), count(*) from credit_entries")
                    .fetch_one(&mut database)
                    .await
                    .unwrap();
            assert!(least >= 0, "a balance of {least}");
            assert!(entries > 100, "only {entries} entries");
            // Each entry goes on from one that was there: no two saw the same balance.
            let broken: i64 = sqlx::query_scalar(
                "select count(*) from credit_entries e where e.balance - e.amount <> 0 \
                   and not exists (select from credit_entries b where b.balance = e.balance - e.amount and b.id <> e.id)",
            )
            .fetch_one(&mut database)
            .await
            .unwrap();
            assert_eq!(broken, 0, "round {round}");
        })
        .await;
    }
}
