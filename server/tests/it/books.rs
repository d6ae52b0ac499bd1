//! Whatever becomes of runs (done, failed, cancelled, their worker killed), credits add up and every round is settled once.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::StatusCode;
use serde_json::json;
use tokio::time::sleep;

use crate::app::with_app;
use crate::fake_openai::{Act, FakeOpenAi};
use crate::process::Process;
use crate::writing::{books_balance, connect, task};

/// Runs in one round of the test.
const RUNS: usize = 14;

async fn round(seed: u64) {
    with_app(|app| async move {
        let mut random = StdRng::seed_from_u64(seed);
        let fake = FakeOpenAi::start().await;
        fake.pace(Duration::from_millis(5));
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake).await;
        let mut workers = vec![Process::worker(&app)];
        let mut runs = Vec::new();
        for number in 0..RUNS {
            let title = format!("Random {number}");
            let id = task(&ann, &title, 250).await;
            match random.random_range(0..6) {
                0 => fake.next_with(
                    &title,
                    Act::fault(401, "invalid_request_error", "invalid_api_key", "No"),
                ),
                1 => fake.next_with(&title, Act::fault(503, "server_error", "overloaded", "Busy")),
                2 => fake.next_with(&title, Act::Text("no JSON".into())),
                3 => fake.next_with(&title, Act::CutAfter(1)),
                _ => {}
            }
            let (status, answer) = ann
                .post("/writer/tasks/actions/generate_content", &json!({ "ids": [id] }))
                .await;
            assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
            let run = answer["task_id"].as_str().unwrap().to_owned();
            if random.random_bool(0.25) {
                // Somewhere in the run, never at the same place.
                sleep(Duration::from_millis(random.random_range(0..150))).await;
                ann.post(&format!("/system/tasks/{run}/cancel"), &json!({})).await;
            }
            if random.random_bool(0.1) {
                workers.pop();
                workers.push(Process::worker(&app));
            }
            runs.push(run);
        }
        let mut used = 0;
        for run in runs {
            let ended = ann.ended(&run).await;
            let credits = ended["credits"].as_i64().unwrap();
            let done = ended["status"] == "succeeded";
            assert_eq!(credits, if done { 10 } else { 0 }, "seed {seed}: {ended}");
            used += credits;
        }
        let balance = ann.get("/auth/session").await["credits"].as_i64().unwrap();
        assert_eq!(balance, 1_000 - used, "seed {seed}");
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_add_up_whatever_happens() {
    for seed in [11, 23] {
        round(seed).await;
    }
}
