//! Everything that work stands on fails at random, again and again: what was asked for is done once, and the books are right.
//!
//! The same seed makes the same faults in the same order. `make chaos` runs it long; the settings are in [`Plan::of_environment`].

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fred::interfaces::{ClientLike as _, KeysInterface as _};
use mail::test_server::TestServer;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::mailing::Mailing;
use sqlx::AssertSqlSafe;
use tokio::time::sleep;

use crate::app::{Person, TestApp, with_config};
use crate::fake_openai::FakeOpenAi;
use crate::fault_proxy::{Fault, FaultProxy};
use crate::post::sql;
use crate::process::Process;
use crate::webhooks::hook;
use crate::webhooks::receiver::Receiver;
use crate::writing::{books_balance, connect};

/// How much of it.
struct Plan {
    seed: u64,
    /// Faults, one after the other.
    cycles: u64,
    /// Runs without an effect, spread over the cycles; articles and clusters come on top.
    tasks: u64,
    /// Where figures are added to.
    figures: Option<String>,
    /// Whether PostgreSQL and Redis are ours alone: then they are restarted and emptied, by these programs.
    restart_postgres: Option<String>,
    restart_redis: Option<String>,
}

impl Plan {
    fn of_environment() -> Self {
        let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
        Self {
            seed: number("CHAOS_SEED", 8_011),
            cycles: number("CHAOS_CYCLES", 8),
            tasks: number("CHAOS_TASKS", 80),
            figures: std::env::var("CHAOS_FIGURES").ok(),
            restart_postgres: std::env::var("CHAOS_RESTART_POSTGRES").ok(),
            restart_redis: std::env::var("CHAOS_RESTART_REDIS").ok(),
        }
    }
}

/// Numbers that follow from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// What happens in a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    KillWorker,
    /// It stands still for longer than its claims hold, then goes on.
    StopWorker,
    KillScheduler,
    ResetPostgres,
    PostgresDown,
    PostgresMoved,
    PostgresSlow,
    PostgresInSlices,
    /// Commits that hold, of which nobody is told.
    LostCommits,
    /// All its sessions are ended, as by a crash.
    PostgresCrash,
    RedisDown,
    RedisMoved,
    /// Everything of ours in it is gone.
    RedisEmptied,
    ModelDown,
    ModelAnswersLost,
    WebhookAnswersLost,
    /// Only where the servers are ours alone.
    PostgresRestart,
    RedisRestart,
}

const BLOWS: &[Blow] = &[
    Blow::KillWorker,
    Blow::StopWorker,
    Blow::LostCommits,
    Blow::ResetPostgres,
    Blow::RedisEmptied,
    Blow::ModelAnswersLost,
    Blow::PostgresDown,
    Blow::KillScheduler,
    Blow::RedisDown,
    Blow::PostgresMoved,
    Blow::WebhookAnswersLost,
    Blow::RedisMoved,
    Blow::ModelDown,
    Blow::PostgresSlow,
    Blow::PostgresCrash,
    Blow::PostgresInSlices,
    Blow::PostgresRestart,
    Blow::RedisRestart,
];

struct World {
    app: Arc<TestApp>,
    plan: Plan,
    postgres: FaultProxy,
    redis: FaultProxy,
    model: FaultProxy,
    hooks: FaultProxy,
    more: Vec<(&'static str, String)>,
    workers: Vec<Process>,
    scheduler: Process,
}

impl World {
    fn blow(&self, cycle: u64, dice: &mut Dice) -> Blow {
        let own = self.plan.restart_postgres.is_some() && self.plan.restart_redis.is_some();
        let count = BLOWS.len() - if own { 0 } else { 2 };
        // Each once before any comes again, in an order that the seed decides.
        let turn = dice.roll(3);
        BLOWS[usize::try_from((cycle + turn) % count as u64).unwrap()]
    }

    async fn strike(&mut self, blow: Blow, dice: &mut Dice) {
        let moment = Duration::from_millis(200 + dice.roll(1_300));
        let worker = usize::try_from(dice.roll(self.workers.len() as u64)).unwrap();
        match blow {
            Blow::KillWorker => {
                self.workers[worker].signal("KILL");
                sleep(moment).await;
                self.workers[worker] = Process::role(&self.app, "worker", &self.more);
            }
            Blow::StopWorker => {
                self.workers[worker].signal("STOP");
                // Longer than a lease, so that another takes over while this one still believes that it works.
                sleep(Duration::from_secs(6)).await;
                self.workers[worker].signal("CONT");
            }
            Blow::KillScheduler => {
                self.scheduler.signal("KILL");
                sleep(moment).await;
                self.scheduler = Process::role(&self.app, "scheduler", &self.more);
            }
            Blow::ResetPostgres => self.postgres.reset(),
            Blow::PostgresDown => during(&self.postgres, Fault::Down, moment).await,
            Blow::PostgresMoved => self.postgres.silence(),
            Blow::PostgresSlow => {
                during(&self.postgres, Fault::Slow(Duration::from_millis(15)), moment).await;
            }
            Blow::PostgresInSlices => during(&self.postgres, Fault::Slices(7), moment).await,
            Blow::LostCommits => {
                let lost = Fault::LostReplies {
                    word: "COMMIT",
                    every: 3 + usize::try_from(dice.roll(5)).unwrap(),
                };
                during(&self.postgres, lost, moment).await;
            }
            Blow::PostgresCrash => sql(&self.app, CRASH).await,
            Blow::RedisDown => during(&self.redis, Fault::Down, moment).await,
            Blow::RedisMoved => self.redis.silence(),
            Blow::RedisEmptied => self.empty_redis().await,
            Blow::ModelDown => during(&self.model, Fault::Down, moment).await,
            Blow::ModelAnswersLost => {
                during(
                    &self.model,
                    Fault::LostReplies {
                        word: "POST ",
                        every: 4,
                    },
                    moment,
                )
                .await;
            }
            Blow::WebhookAnswersLost => {
                during(
                    &self.hooks,
                    Fault::LostReplies {
                        word: "POST ",
                        every: 2,
                    },
                    moment,
                )
                .await;
            }
            Blow::PostgresRestart => run(self.plan.restart_postgres.as_deref()),
            Blow::RedisRestart => run(self.plan.restart_redis.as_deref()),
        }
    }

    /// Of ours alone, since other tests use the same Redis.
    async fn empty_redis(&self) {
        let url = std::env::var("REDIS_URL").unwrap();
        let client = fred::types::Builder::from_config(fred::types::config::Config::from_url(&url).unwrap())
            .build()
            .unwrap();
        client.init().await.unwrap();
        if self.plan.restart_redis.is_some() {
            client.flushall::<()>(false).await.unwrap();
        } else {
            let prefix = &self.app.state.config.redis_prefix;
            for queue in ["interactive", "bulk", "scheduled"] {
                client
                    .del::<(), _>(format!("{prefix}:dispatch:{queue}"))
                    .await
                    .unwrap();
            }
        }
        client.quit().await.unwrap();
    }

    /// Everything passes again.
    fn heal(&self) {
        for proxy in [&self.postgres, &self.redis, &self.model, &self.hooks] {
            proxy.set(Fault::None);
        }
    }
}

const CRASH: &str = "select pg_terminate_backend(pid) from pg_stat_activity \
    where datname = current_database() and pid <> pg_backend_pid()";

async fn during(proxy: &FaultProxy, fault: Fault, moment: Duration) {
    proxy.set(fault);
    sleep(moment).await;
    proxy.set(Fault::None);
}

fn run(program: Option<&str>) {
    let program = program.expect("it is only struck where there is one");
    let status = Command::new("bash").args(["-c", program]).status().unwrap();
    assert!(status.success(), "{program}");
}

/// Asks until it is answered, with the same key each time, as clients do.
async fn asked(person: &Person, key: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let began = Instant::now();
    loop {
        let sent = person
            .request(Method::POST, path)
            .header("idempotency-key", key)
            .json(body)
            .send()
            .await;
        if let Ok(answer) = sent {
            let status = answer.status();
            let body = answer.json().await.unwrap_or_default();
            // 409 is what a key gets whose first request is not over yet; it is asked again until there is an answer.
            if !status.is_server_error() && status != StatusCode::CONFLICT {
                return (status, body);
            }
            if status == StatusCode::CONFLICT && began.elapsed() > Duration::from_secs(30) {
                return (status, body);
            }
        }
        assert!(began.elapsed() < Duration::from_mins(2), "{path} is not answered");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Runs without an effect, as many as a cycle has.
async fn noops(app: &TestApp, from: u64, count: u64) {
    let statement = format!(
        "insert into ai_tasks (account_id, id, function, queue, idempotency_key, params) \
         select a.id, gen_random_uuid(), 'noop', case n % 3 when 0 then 'interactive' when 1 then 'bulk' else 'scheduled' end, \
           'chaos ' || n, jsonb_build_object('millis', n % 40, 'steps', 2) \
         from generate_series({from}, {from} + {count} - 1) n \
         join lateral (select id from accounts order by id offset n % 2 limit 1) a on true"
    );
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
}

async fn number(app: &TestApp, statement: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement.to_owned()))
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap()
}

const OPEN: &str =
    "select count(*) from ai_tasks where status not in ('succeeded', 'failed', 'cancelled', 'dead')";

/// Waits until nothing waits or runs any more. Says how long that took.
async fn drained(app: &TestApp, what: &str) -> Duration {
    let began = Instant::now();
    while number(app, OPEN).await > 0 {
        assert!(
            began.elapsed() < Duration::from_mins(4),
            "runs are left over: {what}"
        );
        sleep(Duration::from_millis(50)).await;
    }
    began.elapsed()
}

/// What must be so whatever happened. Each statement counts what is not.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "a run that ended holds no lease",
        "select count(*) from ai_tasks where finished_at is not null and status = 'running' or \
         status in ('succeeded', 'failed', 'cancelled', 'dead') and finished_at is null",
    ),
    (
        "one article for a writing task",
        "select count(*) from (select from contents where task_id is not null and deleted_in is null \
         group by account_id, task_id having count(*) > 1) twice",
    ),
    (
        "a round is paid or given back once",
        "select count(*) from (select from credit_entries where kind in ('capture', 'release') \
         group by account_id, task_id, round having count(*) > 1) twice",
    ),
    (
        "balances are the sums of their entries",
        "select count(*) from credit_balances b where b.balance < 0 or b.balance <> \
         (select coalesce(sum(e.amount), 0) from credit_entries e where e.account_id = b.account_id)",
    ),
    (
        "an event is told to a webhook once",
        "select count(*) from (select from webhook_deliveries where event = 'run.succeeded' \
         group by account_id, webhook_id, body::jsonb #>> '{data,id}' having count(*) > 1) twice",
    ),
    (
        "a cluster's keywords are of its account",
        "select count(*) from keywords k join clusters c on c.id = k.cluster_id where c.account_id <> k.account_id",
    ),
    (
        "articles are of the account that asked for them",
        "select count(*) from contents c join accounts a on a.id = c.account_id \
         where c.title not like '%' || split_part(a.name, '''', 1) || '%' and c.task_id is not null and exists \
           (select from writing_tasks t where t.id = c.task_id and t.account_id <> c.account_id)",
    ),
];

async fn holds(app: &TestApp, mails: &TestServer, receiver: &Receiver) {
    for (what, statement) in INVARIANTS {
        assert_eq!(number(app, statement).await, 0, "{what}");
    }
    books_balance(app).await;
    let mut ids: Vec<String> = mails
        .taken()
        .iter()
        .filter_map(|mail| {
            mail.text
                .lines()
                .find(|line| line.starts_with("Message-ID:"))
                .map(str::to_owned)
        })
        .collect();
    let taken = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), taken, "a mail came twice");
    // A receiver may be told twice, but by the same id, so that it knows.
    let mut told: Vec<(String, String)> = receiver
        .got()
        .iter()
        .map(|got| (got.json()["data"]["id"].to_string(), got.header("webhook-id")))
        .collect();
    told.sort();
    told.dedup();
    let distinct = told.len();
    told.dedup_by(|one, other| one.0 == other.0);
    assert_eq!(told.len(), distinct, "an event came under two ids");
}

/// All of it in one world.
async fn chaos(plan: Plan) {
    let url = |name: &str| std::env::var(name).unwrap();
    let (postgres, _) = FaultProxy::before_url(&url("DATABASE_URL")).await;
    let (redis, redis_url) = FaultProxy::before_url(&url("REDIS_URL")).await;
    let mails = Arc::new(TestServer::start(false).await);
    let mailing = Mailing {
        smtp_url: Some(mails.url().into()),
        smtp_timeout: 2,
        mail_from: Some("IGNY8 <no-reply@example.com>".into()),
        ..Mailing::default()
    };
    let through = postgres.addr;
    with_config(
        |config| {
            let direct = config.database_url.expose_secret().to_owned();
            let (login, rest) = direct.rsplit_once('@').unwrap();
            let (_, name) = rest.split_once('/').unwrap();
            config.database_url = format!("{login}@{through}/{name}").into();
            config.redis_url = redis_url.into();
            config.mailing = mailing;
            config.signup_credits = 1_000_000;
        },
        |app| async move {
            let mut model = FakeOpenAi::start().await;
            let before_model = FaultProxy::before(model.base.rsplit('/').next().unwrap().parse().unwrap()).await;
            model.base = format!("http://{}", before_model.addr);
            let mut receiver = Receiver::start().await;
            let server = receiver.url.split('/').nth(2).unwrap().parse().unwrap();
            let hooks = FaultProxy::before(server).await;
            receiver.url = format!("http://{}/in", hooks.addr);
            let origin = app.base.clone();
            let more = vec![
                ("DATABASE_URL", app.state.config.database_url.expose_secret().to_owned()),
                ("IGNY8_PUBLIC_URL", origin),
                ("IGNY8_SMTP_URL", mails.url()),
                ("IGNY8_SMTP_TIMEOUT", "2".to_owned()),
                ("IGNY8_MAIL_FROM", "IGNY8 <no-reply@example.com>".to_owned()),
            ];
            let workers = vec![
                Process::role(&app, "worker", &more),
                Process::role(&app, "worker", &more),
            ];
            let scheduler = Process::role(&app, "scheduler", &more);
            let mut world = World { app: app.clone(), plan, postgres, redis, model: before_model, hooks, more, workers, scheduler };
            let people = [app.sign_up("ann").await, app.sign_up("bob").await];
            for person in &people {
                connect(person, &model).await;
                hook(person, "Reports", &receiver, &["run.succeeded"]).await;
            }
            let recovered = cycles(&mut world, &people).await;
            world.heal();
            let last = drained(&app, "at the end").await;
            // What is still to be told.
            crate::waiting::until("webhooks and mails are out", async || {
                number(&app, "select (select count(*) from webhook_deliveries where status = 'waiting' and due_at < now()) \
                  + (select count(*) from mails where state in ('queued', 'sending') and due_at < now())").await == 0
            })
            .await;
            holds(&app, &mails, &receiver).await;
            figures(&world, &recovered, last).await;
        },
    )
    .await;
}

/// The faults, one after the other. Says how long it took after each until a run that was asked for then was done.
async fn cycles(world: &mut World, people: &[Person]) -> Vec<(Blow, Duration)> {
    let (cycles, tasks, mut recovered) = (world.plan.cycles, world.plan.tasks, Vec::new());
    let mut dice = Dice(world.plan.seed);
    let each = tasks.div_ceil(cycles.max(1));
    for cycle in 0..cycles {
        let person = &people[usize::try_from(cycle % 2).unwrap()];
        let app = world.app.clone();
        noops(&app, cycle * each, each).await;
        // An article, and mails, under the fault that comes.
        let written = json!({
            "title": format!("{} {cycle}", person.email), "sector_id": sector(person).await, "content_type": "guide",
            "words": 400, "priority": 1, "keywords": "trail running shoes",
        });
        let (_, written) = asked(person, &format!("task {cycle}"), "/writer/tasks", &written).await;
        let (status, told) = asked(
            person,
            &format!("write {cycle}"),
            "/writer/tasks/actions/generate_content",
            &json!({ "ids": [written["id"]] }),
        )
        .await;
        assert_eq!(status, StatusCode::ACCEPTED, "{told}");
        if cycle % 4 == 0 {
            asked(
                person,
                &format!("mail {cycle}"),
                "/auth/password/forgot",
                &json!({ "email": person.email }),
            )
            .await;
        }
        let blow = world.blow(cycle, &mut dice);
        eprintln!("cycle {cycle}: {blow:?}");
        world.strike(blow, &mut dice).await;
        let began = Instant::now();
        // Somebody asks for something right after it.
        let (status, told) = asked(
            person,
            &format!("add {cycle}"),
            "/planner/keywords",
            &json!({ "keyword": format!("phrase {cycle} of {}", person.email), "sector_id": sector(person).await }),
        )
        .await;
        // What was saved without an answer is there: its phrase is taken.
        assert!(
            status.is_success() || status == StatusCode::UNPROCESSABLE_ENTITY,
            "{status} {told}"
        );
        let (status, started) = asked(
            person,
            &format!("cluster {cycle}"),
            "/planner/keywords/actions/auto_cluster",
            &json!({ "filter": {} }),
        )
        .await;
        if status == StatusCode::ACCEPTED {
            let id = started["task_id"].as_str().unwrap().to_owned();
            until_ended(&app, &id).await;
        }
        recovered.push((blow, began.elapsed()));
    }
    recovered
}

async fn sector(person: &Person) -> String {
    let began = Instant::now();
    loop {
        let asked = person.request(Method::GET, "/auth/sectors").send().await;
        if let Ok(answer) = asked
            && answer.status().is_success()
        {
            let body: Value = answer.json().await.unwrap();
            return body["results"][0]["id"].as_str().unwrap().to_owned();
        }
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "the sectors are not answered"
        );
        sleep(Duration::from_millis(50)).await;
    }
}

async fn until_ended(app: &TestApp, id: &str) {
    let open = format!("{OPEN} and id = '{}'", uuid::Uuid::parse_str(id).unwrap());
    let began = Instant::now();
    while number(app, &open).await > 0 {
        assert!(
            began.elapsed() < Duration::from_mins(2),
            "the run {id} does not end"
        );
        sleep(Duration::from_millis(20)).await;
    }
}

async fn figures(world: &World, recovered: &[(Blow, Duration)], last: Duration) {
    let app = &world.app;
    let mut times: Vec<Duration> = recovered.iter().map(|(_, time)| *time).collect();
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64();
    let ended = number(app, "select count(*) from ai_tasks").await;
    let mut kinds: Vec<String> = Vec::new();
    for status in ["succeeded", "failed", "cancelled", "dead"] {
        let count = number(
            app,
            &format!("select count(*) from ai_tasks where status = '{status}'"),
        )
        .await;
        kinds.push(format!("{status} {count}"));
    }
    let line = format!(
        "seed {} cycles {} runs {ended} ({}) attempts_beyond_first {} articles {} recovery_s p50 {:.1} p95 {:.1} max {:.1} last_drain_s {:.1}",
        world.plan.seed,
        world.plan.cycles,
        kinds.join(", "),
        number(
            app,
            "select coalesce(sum(attempt - 1), 0)::int8 from ai_tasks where attempt > 1"
        )
        .await,
        number(app, "select count(*) from contents").await,
        at(50),
        at(95),
        at(100),
        last.as_secs_f64(),
    );
    eprintln!("{line}");
    for blow in BLOWS {
        let of: Vec<f64> = recovered
            .iter()
            .filter(|(other, _)| other == blow)
            .map(|(_, time)| time.as_secs_f64())
            .collect();
        if let Some(most) = of.iter().copied().reduce(f64::max) {
            eprintln!("  {blow:?}: {} times, at most {most:.1} s", of.len());
        }
    }
    if let Some(path) = &world.plan.figures {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        writeln!(file, "{line}").unwrap();
        for (blow, time) in recovered {
            writeln!(file, "{blow:?}\t{:.3}", time.as_secs_f64()).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_work_is_done_once() {
    chaos(Plan::of_environment()).await;
}
