//! Servers that move or break off between us and PostgreSQL or Redis: we find our way back by ourselves.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::app::{TestApp, with_config};
use crate::fault_proxy::{Fault, FaultProxy};
use crate::waiting::until;

async fn ready(app: &TestApp) -> (StatusCode, Value) {
    let asked = app.anonymous(Method::GET, "/api/v1/system/ready");
    let answer = asked.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// What lies between the app and its servers.
struct Way {
    postgres: FaultProxy,
    redis: FaultProxy,
}

/// An app whose way to PostgreSQL leads through one proxy, and that to Redis through another.
async fn with_proxies<F: Future<Output = ()>>(test: impl FnOnce(Arc<TestApp>, Arc<Way>) -> F) {
    let url = |name: &str| std::env::var(name).unwrap();
    // The name of the database differs for each test, which the proxy does not care about.
    let (postgres, _) = FaultProxy::before_url(&url("DATABASE_URL")).await;
    let (redis, redis_url) = FaultProxy::before_url(&url("REDIS_URL")).await;
    let through = postgres.addr;
    with_config(
        |config| {
            let direct = config.database_url.expose_secret().to_owned();
            let (login, rest) = direct.rsplit_once('@').unwrap();
            let (_, database) = rest.split_once('/').unwrap();
            config.database_url = format!("{login}@{through}/{database}").into();
            config.redis_url = redis_url.into();
        },
        |app| test(app, Arc::new(Way { postgres, redis })),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_moved_is_found_again_by_the_second_request() {
    with_proxies(|app, way| async move {
        // Every connection of the pool is made, and idle.
        for answer in join_all((0..24).map(|_| ready(&app))).await {
            assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
        }
        way.postgres.silence();
        let mut failed = 0;
        while ready(&app).await.0 != StatusCode::OK {
            failed += 1;
            assert!(
                failed < 2,
                "each connection is found silent by a request of its own"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_may_break_off_and_come_back() {
    with_proxies(|app, way| async move {
        let ann = app.sign_up("ann").await;
        for proxy in [&way.postgres, &way.redis] {
            proxy.set(Fault::Down);
            let (status, body) = ready(&app).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
            proxy.set(Fault::None);
            until("it is ready again", async || {
                ready(&app).await.0 == StatusCode::OK
            })
            .await;
        }
        for fault in [Fault::Slices(3), Fault::Slow(Duration::from_millis(5))] {
            way.postgres.set(fault);
            way.redis.set(fault);
            ann.add_keywords(&[&format!("phrase {fault:?}")]).await;
        }
        assert_eq!(ann.get("/planner/keywords").await["count"], 2);
    })
    .await;
}
