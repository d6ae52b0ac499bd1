//! Spawns the app on port 0 with a database of its own, made from a migrated template.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;

use igny8::auth::sign_up::SignUp;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use server::auth::caller::Caller;
use server::config::Config;
use server::limits::Limits;
use server::mailing::Mailing;
use server::runner::Worker;
use server::services::sign_in::account;
use server::state::App;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The template's name; a change of the migrations makes a new one.
const TEMPLATE: &str = concat!("igny8_it_", env!("CARGO_PKG_VERSION_MINOR"), "_");

/// One running app.
pub struct TestApp {
    pub base: String,
    pub addr: SocketAddr,
    pub state: App,
    pub database_url: String,
    stop: CancellationToken,
    _data: tempfile::TempDir,
}

/// Somebody signed in.
#[derive(Clone)]
pub struct Person {
    pub base: String,
    client: Client,
    pub token: String,
    pub email: String,
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run the tests by `make test`"))
}

fn with_database(url: &str, name: &str) -> String {
    let (server, rest) = url.rsplit_once('/').expect("a URL with a database");
    match rest.split_once('?') {
        Some((_, query)) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}

async fn template(admin: &mut PgConnection, url: &str) -> String {
    let migrations: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let mut sorted = migrations;
    sorted.sort();
    let hash = server::secrets::secret::hash(&sorted.concat());
    let name = format!("{TEMPLATE}{}", hex::encode(&hash[..6]));
    sqlx::query("select pg_advisory_lock(8011)")
        .execute(&mut *admin)
        .await
        .unwrap();
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .unwrap();
    if !there {
        let building = format!("{name}_new");
        for statement in [
            format!("drop database if exists {building}"),
            format!("create database {building}"),
        ] {
            sqlx::query(AssertSqlSafe(statement))
                .execute(&mut *admin)
                .await
                .unwrap();
        }
        server::cli::migrate_database(&SecretString::from(with_database(url, &building)))
            .await
            .unwrap();
        // Tests of other things add as much as they like; those of plans say which plan holds.
        let mut made = PgConnection::connect(&with_database(url, &building))
            .await
            .unwrap();
        default_plan(&mut made, "unlimited").await;
        made.close().await.unwrap();
        let rename = format!("alter database {building} rename to {name}");
        sqlx::query(AssertSqlSafe(rename))
            .execute(&mut *admin)
            .await
            .unwrap();
    }
    sqlx::query("select pg_advisory_unlock(8011)")
        .execute(&mut *admin)
        .await
        .unwrap();
    name
}

/// Makes a plan the one of accounts without a subscription.
pub async fn default_plan(database: &mut PgConnection, plan: &str) {
    for statement in [
        "update plans set is_default = false where key <> $1",
        "update plans set is_default = true where key = $1",
    ] {
        sqlx::query(statement)
            .bind(plan)
            .execute(&mut *database)
            .await
            .unwrap();
    }
}

/// Runs a test with an app of its own, and removes the database afterwards unless the test failed.
pub async fn with_app<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<TestApp>) -> F) {
    with_redis(env("REDIS_URL"), test).await;
}

/// No bound on calls, since tests make many.
pub fn limits() -> Limits {
    Limits {
        calls_per_minute: 0,
        ..Limits::default()
    }
}

/// The same with another Redis.
pub async fn with_redis<F: Future<Output = ()>>(
    redis: String,
    test: impl FnOnce(std::sync::Arc<TestApp>) -> F,
) {
    with_config(|config| config.redis_url = redis.into(), test).await;
}

/// The same with other bounds.
pub async fn with_limits<F: Future<Output = ()>>(
    limits: Limits,
    test: impl FnOnce(std::sync::Arc<TestApp>) -> F,
) {
    with_config(|config| config.limits = limits, test).await;
}

/// The same with settings that differ.
pub async fn with_config<F: Future<Output = ()>>(
    change: impl FnOnce(&mut Config),
    test: impl FnOnce(std::sync::Arc<TestApp>) -> F,
) {
    let url = env("DATABASE_URL");
    let mut admin = PgConnection::connect(&url).await.unwrap();
    let template = template(&mut admin, &url).await;
    let name = format!("it_{}", Uuid::now_v7().simple());
    let create = format!("create database {name} template {template}");
    sqlx::query(AssertSqlSafe(create))
        .execute(&mut admin)
        .await
        .unwrap();
    let database_url = with_database(&url, &name);
    let app = std::sync::Arc::new(TestApp::spawn(database_url, &name, change).await);
    test(app.clone()).await;
    app.stop.cancel();
    app.state.db.close().await;
    let drop = format!("drop database {name} with (force)");
    sqlx::query(AssertSqlSafe(drop))
        .execute(&mut admin)
        .await
        .unwrap();
}

impl TestApp {
    async fn spawn(database_url: String, prefix: &str, change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let redis = env("REDIS_URL");
        let mut config = Self::config(&database_url, redis, prefix, addr, data.path().to_owned());
        change(&mut config);
        let state = App::connect(config).await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(server::cli::serve_until(state.clone(), listener, stop.clone()));
        Self {
            base: format!("http://{addr}"),
            addr,
            state,
            database_url,
            stop,
            _data: data,
        }
    }

    fn config(
        database_url: &str,
        redis: String,
        prefix: &str,
        addr: SocketAddr,
        data_dir: PathBuf,
    ) -> Config {
        Config {
            database_url: database_url.into(),
            database_owner_url: None,
            database_connections: 8,
            redis_url: redis.into(),
            redis_prefix: prefix.into(),
            addr,
            public_url: None,
            secret: "integration-tests-sign-with-this-secret".into(),
            secret_previous: None,
            data_dir,
            media_url: None,
            bucket: server::config::Bucket::default(),
            site_root: concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site").into(),
            worker_slots: 4,
            account_slots: 2,
            lease_seconds: 4,
            signup_credits: 1000,
            signups_per_hour: 50,
            signup_grants_per_day: 50,
            trusted_proxies: 0,
            forwarding: server::config::Forwarding::XForwardedFor,
            egress_loopback: true,
            mailing: Mailing::default(),
            stripe_secret_key: None,
            stripe_webhook_secrets: None,
            stripe_api_url: None,
            staffing: server::config::Staffing::default(),
            platform_models: server::config::PlatformModels::default(),
            limits: limits(),
            watching: server::config::Watching::default(),
        }
    }

    /// Runs a worker in this process until the test ends.
    pub fn work(&self) {
        tokio::spawn(Worker::new(self.state.clone(), server::jobs::ALL).run(self.stop.clone()));
    }

    /// The environment of a process of its own that works on the same data.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let config = &self.state.config;
        vec![
            ("DATABASE_URL", self.database_url.clone()),
            (
                "REDIS_URL",
                secrecy::ExposeSecret::expose_secret(&config.redis_url).to_owned(),
            ),
            ("IGNY8_REDIS_PREFIX", config.redis_prefix.clone()),
            (
                "IGNY8_SECRET",
                secrecy::ExposeSecret::expose_secret(&config.secret).to_owned(),
            ),
            ("IGNY8_DATA_DIR", config.data_dir.to_string_lossy().into_owned()),
            ("IGNY8_WORKER_SLOTS", config.worker_slots.to_string()),
            ("IGNY8_ACCOUNT_SLOTS", config.account_slots.to_string()),
            ("IGNY8_LEASE_SECONDS", config.lease_seconds.to_string()),
        ]
    }

    /// A connection that sees everything.
    pub async fn superuser(&self) -> PgConnection {
        PgConnection::connect(&self.database_url).await.unwrap()
    }

    /// Signs somebody up with an account of their own.
    pub async fn sign_up(&self, name: &str) -> Person {
        let email = format!("{name}@example.com");
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let input = SignUp {
            email: email.clone(),
            password: "a long enough one".into(),
            name: name.into(),
            account: format!("{name}'s"),
        };
        // Where mail goes out, signing up takes a mail; here it is as if the account was there before the mail server.
        let token = if self.state.db.mail_origin().is_some() {
            let credits = self.state.config.signup_credits;
            account::open(&self.state, &Caller::default(), input, credits)
                .await
                .unwrap()
                .access
        } else {
            let response = client
                .post(format!("{}/api/v1/auth/signup", self.base))
                .json(&input)
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), StatusCode::CREATED);
            let answer = response.json::<Value>().await.unwrap();
            answer["access_token"].as_str().unwrap().to_owned()
        };
        Person {
            base: self.base.clone(),
            client,
            token,
            email,
        }
    }

    /// A request of nobody.
    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
            .request(method, format!("{}{path}", self.base))
    }
}

impl Person {
    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    /// Somebody new who joins this person's account with a role.
    pub async fn invite(&self, app: &TestApp, role: &str) -> Self {
        let email = format!("{role}@example.com");
        let invited = json!({ "email": email, "name": role, "role": role });
        self.invite_as(app, invited).await
    }

    /// Somebody new who joins by an invitation that says this.
    pub async fn invite_as(&self, app: &TestApp, invited: Value) -> Self {
        let email = invited["email"].as_str().unwrap().to_owned();
        let member = self.make("/auth/users", invited).await;
        let link = member["secret"].as_str().unwrap();
        let accept = format!(
            "/api/v1/auth/invitations/{}/accept",
            link.rsplit('/').next().unwrap()
        );
        let response = app
            .anonymous(Method::POST, &accept)
            .json(&json!({ "password": "a long enough one" }))
            .send()
            .await
            .unwrap();
        let tokens: Value = response.json().await.unwrap();
        Self {
            email,
            ..self.with_token(tokens["access_token"].as_str().unwrap())
        }
    }

    /// A request of the API; `path` is under `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}/api/v1{path}", self.base))
            .bearer_auth(&self.token)
    }

    /// The JSON that a GET answers with.
    pub async fn get(&self, path: &str) -> Value {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert!(
            response.status().is_success(),
            "GET {path}: {}",
            response.status()
        );
        response.json().await.unwrap()
    }

    /// Status and JSON of a POST.
    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let response = self.request(Method::POST, path).json(body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// Status and JSON of another request with a body.
    pub async fn request_json(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let response = self.request(method, path).json(body).send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// Brings back what the answer to a DELETE names.
    pub async fn undo(&self, deleted: &Value) -> (StatusCode, Value) {
        let deletion = deleted["deletion_id"].as_str().unwrap();
        self.post(
            &format!("/system/deletions/{deletion}/undo"),
            &serde_json::json!({}),
        )
        .await
    }

    /// The JSON of a POST that makes something.
    pub async fn make(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "POST {path}: {answer}");
        answer
    }

    /// The id of the account's first sector.
    pub async fn sector(&self) -> String {
        self.get("/auth/sectors").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Adds keywords to the first sector.
    pub async fn add_keywords(&self, phrases: &[&str]) -> Vec<String> {
        let sector = self.sector().await;
        let mut ids = Vec::new();
        for phrase in phrases {
            let body = json!({ "keyword": phrase, "sector_id": sector });
            ids.push(
                self.make("/planner/keywords", body).await["id"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        ids
    }

    /// Status and JSON of the import of a file into the first sector.
    pub async fn import(&self, name: &str, bytes: Vec<u8>, mapping: Option<&str>) -> (StatusCode, Value) {
        let mut form = Form::new()
            .text("sector_id", self.sector().await)
            .part("file", Part::bytes(bytes).file_name(name.to_owned()));
        if let Some(mapping) = mapping {
            form = form.text("mapping", mapping.to_owned());
        }
        let request = self
            .request(Method::POST, "/planner/keywords/import")
            .multipart(form);
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// Waits until a run ended, and gives it. A worker that is stopped within a transaction holds its rows for a minute.
    pub async fn ended(&self, task: &str) -> Value {
        for _ in 0..900 {
            let found = self.get(&format!("/system/tasks/{task}")).await;
            if ["succeeded", "failed", "cancelled", "dead"].contains(&found["status"].as_str().unwrap()) {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the run {task} did not end within a minute and a half");
    }
}
