//! Signing in under attack: brakes that cannot be gone around nor turned against people, and stolen refresh tokens.

use futures::future::join_all;
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use server::auth::caller::Caller;
use server::services::sign_in::session;

use crate::app::{TestApp, with_app};

const PASSWORD: &str = "a long enough one";

async fn login(app: &TestApp, email: &str, password: &str) -> Response {
    let body = json!({ "email": email, "password": password });
    let request = app.anonymous(Method::POST, "/api/v1/auth/login").json(&body);
    request.send().await.unwrap()
}

/// A sign-in from a network, without the network.
async fn login_from(app: &TestApp, network: &str, email: &str, password: &str) -> u16 {
    let caller = Caller {
        network: network.into(),
        ..Caller::default()
    };
    match session::login(&app.state, &caller, email, password.to_owned()).await {
        Ok(_) => 200,
        Err(error) => error.into_problem().status,
    }
}

fn refresh_cookie(response: &Response) -> Option<String> {
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let mut pairs = cookies.map(|value| value.to_str().unwrap().split(';').next().unwrap());
    pairs.find_map(|pair| pair.strip_prefix("igny8_refresh=").map(str::to_owned))
}

async fn refresh(app: &TestApp, token: &str) -> Response {
    let request = app
        .anonymous(Method::POST, "/api/v1/auth/refresh")
        .header(header::COOKIE, format!("igny8_refresh={token}"));
    request.send().await.unwrap()
}

#[tokio::test]
async fn who_guesses_does_not_lock_the_person_out() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for _ in 0..10 {
            assert_eq!(
                login_from(&app, "198.51.100.1", &ann.email, "a wrong guess").await,
                401
            );
        }
        assert_eq!(login_from(&app, "198.51.100.1", &ann.email, PASSWORD).await, 429);
        // From elsewhere the right password is right, and successes are no attempts.
        for _ in 0..12 {
            assert_eq!(login_from(&app, "203.0.113.9", &ann.email, PASSWORD).await, 200);
        }
        // Many networks together guess no faster, and still the person's own stays open.
        let mut last = 0;
        for guess in 0..110 {
            last = login_from(&app, &format!("192.0.2.{guess}"), &ann.email, "a wrong guess").await;
        }
        assert_eq!(last, 429);
        assert_eq!(login_from(&app, "192.0.2.250", &ann.email, PASSWORD).await, 429);
        assert_eq!(login_from(&app, "203.0.113.9", &ann.email, PASSWORD).await, 200);
    })
    .await;
}

#[tokio::test]
async fn one_spelling_is_one_person() {
    with_app(|app| async move {
        app.sign_up("iris").await;
        // Letters that Unicode, PostgreSQL or people fold into each other.
        for other in [
            "İris@example.com",
            "ıris@example.com",
            "ｉris@example.com",
            "iri\u{17f}@example.com",
            "iris\0@example.com",
        ] {
            let status = login(&app, other, PASSWORD).await.status();
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{other:?}");
        }
        for guess in 0..10 {
            let spelling = if guess % 2 == 0 {
                " IRIS@Example.com "
            } else {
                "iris@example.com"
            };
            assert_eq!(
                login(&app, spelling, "a wrong guess").await.status(),
                StatusCode::UNAUTHORIZED
            );
        }
        for spelling in ["iris@example.com", "IRIS@EXAMPLE.COM", "iris@example.com "] {
            assert_eq!(
                login(&app, spelling, PASSWORD).await.status(),
                StatusCode::TOO_MANY_REQUESTS,
                "{spelling}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn ten_guesses_at_once_are_ten() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let tries = (0..20).map(|_| login(&app, &ann.email, "a wrong guess"));
        let wrong = join_all(tries).await;
        let guesses = wrong
            .iter()
            .filter(|answer| answer.status() == StatusCode::UNAUTHORIZED)
            .count();
        assert_eq!(guesses, 10);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_was_used_long_ago_ends_the_sign_in() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let stolen = refresh_cookie(&login(&app, &ann.email, PASSWORD).await).unwrap();
        // The thief is quick: the victim's token is two behind.
        let second = refresh_cookie(&refresh(&app, &stolen).await).unwrap();
        let third = refresh_cookie(&refresh(&app, &second).await).unwrap();
        // The one just before the current one is a second tab's, for seconds.
        let tab = refresh(&app, &second).await;
        assert_eq!((tab.status(), refresh_cookie(&tab)), (StatusCode::OK, None));
        assert_eq!(refresh(&app, &stolen).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(
            refresh(&app, &third).await.status(),
            StatusCode::UNAUTHORIZED,
            "the thief's is ended"
        );
        // Another sign-in of the same person goes on.
        assert!(ann.get("/auth/session").await["email"].is_string());
        let log = ann.get("/auth/security?kind=refresh_reused").await;
        assert_eq!(log["count"], 1, "{log}");
    })
    .await;
}

#[tokio::test]
async fn ten_refreshes_at_once_rotate_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let token = refresh_cookie(&login(&app, &ann.email, PASSWORD).await).unwrap();
        let answers = join_all((0..10).map(|_| refresh(&app, &token))).await;
        assert!(answers.iter().all(|answer| answer.status() == StatusCode::OK));
        let fresh: Vec<String> = answers.iter().filter_map(refresh_cookie).collect();
        assert_eq!(fresh.len(), 1);
        assert_eq!(refresh(&app, &fresh[0]).await.status(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_however_much_it_is_used() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let token = refresh_cookie(&login(&app, &ann.email, PASSWORD).await).unwrap();
        let mut database = app.superuser().await;
        sqlx::query("update sessions set created_at = now() - interval '89 days 23 hours'")
            .execute(&mut database)
            .await
            .unwrap();
        let token = refresh_cookie(&refresh(&app, &token).await).unwrap();
        let (hours,): (f64,) = sqlx::query_as(
            "select extract(epoch from max(expires_at) filter (where previous_hash is not null) - now())::float8 / 3600 from sessions",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert!((0.9..1.1).contains(&hours), "{hours}");
        sqlx::query("update sessions set created_at = now() - interval '91 days', expires_at = now() - interval '1 second'")
            .execute(&mut database)
            .await
            .unwrap();
        assert_eq!(refresh(&app, &token).await.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn ten_sign_ups_with_one_address_make_one_account() {
    with_app(|app| async move {
        let sign_up = |i: usize| {
            let email = if i.is_multiple_of(2) { "ann@example.com" } else { "Ann@Example.com" };
            let body = json!({ "email": email, "password": PASSWORD, "name": "Ann", "account": format!("a{i}") });
            app.anonymous(Method::POST, "/api/v1/auth/signup").json(&body).send()
        };
        let answers = join_all((0..10).map(sign_up)).await;
        let mut statuses: Vec<u16> = answers.into_iter().map(|answer| answer.unwrap().status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422, 422, 422]);
        let mut database = app.superuser().await;
        let left: (i64, i64, i64) =
            sqlx::query_as("select (select count(*) from users), (select count(*) from accounts), (select count(*) from credit_entries)")
                .fetch_one(&mut database)
                .await
                .unwrap();
        assert_eq!(left, (1, 1, 1));
    })
    .await;
}

#[tokio::test]
async fn one_network_gets_so_many_accounts_and_credits() {
    with_app(|app| async move {
        let mut state = app.state.clone();
        let mut config = (*state.config).clone();
        (config.signups_per_hour, config.signup_grants_per_day) = (3, 2);
        state.config = std::sync::Arc::new(config);
        let sign_up = async |at: &str, i: u8| {
            let caller = Caller {
                address: Some(at.parse().unwrap()),
                network: at.into(),
                ..Caller::default()
            };
            let input = igny8::auth::sign_up::SignUp {
                email: format!("p{i}@example.com"),
                password: PASSWORD.into(),
                name: "P".into(),
                account: "P".into(),
            };
            let signed = server::services::sign_in::account::sign_up(&state, &caller, input).await;
            signed.map_or_else(|error| error.into_problem().status, |_| 201)
        };
        let mut answers = Vec::new();
        for i in 0..5 {
            answers.push(sign_up("198.51.100.7", i).await);
        }
        // Whoever has IPv6 has very many networks of it.
        for i in 5..10 {
            answers.push(sign_up(&format!("2001:db8:1:{i}::1"), i).await);
        }
        assert_eq!(answers, [201, 201, 201, 429, 429, 201, 201, 201, 429, 429]);
        let mut database = app.superuser().await;
        let granted: Option<i64> = sqlx::query_scalar("select sum(amount)::int8 from credit_entries")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(granted, Some(4000));
    })
    .await;
}

/// A place with 65,536 networks of IPv6 gets no more tries of each of them than ten networks have.
#[tokio::test]
async fn many_networks_of_one_place_do_not_multiply_what_strangers_may_ask() {
    with_app(|app| async move {
        let ask = async |at: String| {
            let caller = Caller {
                address: Some(at.parse().unwrap()),
                network: at,
                ..Caller::default()
            };
            server::services::sign_in::proof::network(&app.state, &caller).await
        };
        for i in 0..10 {
            for _ in 0..60 {
                assert!(ask(format!("2001:db8:1:{i}::1")).await.is_ok(), "{i}");
            }
        }
        assert_eq!(ask("2001:db8:1:99::1".into()).await.unwrap_err().status, 429);
        assert!(ask("2001:db8:2::1".into()).await.is_ok(), "another place");
    })
    .await;
}

#[tokio::test]
async fn only_the_same_scheme_and_host_is_this_site() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let host = app.base.strip_prefix("http://").unwrap();
        let from = async |origin: &str| {
            let request = ann
                .request(Method::POST, "/auth/sites")
                .header(header::ORIGIN, origin.to_owned());
            let body = json!({ "name": format!("Site {}", uuid::Uuid::now_v7()), "language": "en" });
            request.json(&body).send().await.unwrap().status()
        };
        assert_eq!(from(&app.base).await, StatusCode::CREATED);
        for foreign in [
            format!("https://{host}"),
            format!("evil://{host}"),
            "null".into(),
            format!("http://{host}.evil.example"),
            String::new(),
        ] {
            assert_eq!(from(&foreign).await, StatusCode::FORBIDDEN, "{foreign}");
        }
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let to = async |next: &str| {
            let form = [
                ("email", ann.email.as_str()),
                ("password", PASSWORD),
                ("next", next),
            ];
            let response = app
                .anonymous(Method::POST, "/login")
                .form(&form)
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{next:?}");
            response.headers()[header::LOCATION].to_str().unwrap().to_owned()
        };
        assert_eq!(to("/planner/keywords?page=2").await, "/planner/keywords?page=2");
        let foreign = [
            "/\t/evil.example",
            "/\n/evil.example",
            "/\u{b}x",
            "/\u{c}x",
            "/\0x",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            " //evil.example",
            "/\u{3000}/evil.example",
            "javascript:alert(1)",
        ];
        for next in foreign {
            assert_eq!(to(next).await, igny8::registry::HOME, "{next:?}");
        }
        let _: Value = ann.get("/auth/session").await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_began_with_the_old_password_is_not_there_after_the_new_one() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        // It holds up whoever makes or ends a session in her account, right before the end of their transactions.
        let mut held = app.superuser().await;
        sqlx::raw_sql("begin; select from accounts for update")
            .execute(&mut held)
            .await
            .unwrap();
        let (state, email) = (app.state.clone(), ann.email.clone());
        let under_way = tokio::spawn(async move {
            session::login(&state, &Caller::default(), &email, PASSWORD.to_owned()).await
        });
        let mut database = app.superuser().await;
        let waits = "select count(*) >= 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        until(&mut database, waits).await;
        let body = json!({ "current_password": PASSWORD, "new_password": "another long enough one" });
        let change = tokio::spawn(ann.request(Method::PATCH, "/auth/profile").json(&body).send());
        let both = "select count(*) >= 2 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        until(&mut database, both).await;
        sqlx::raw_sql("rollback").execute(&mut held).await.unwrap();
        assert_eq!(change.await.unwrap().unwrap().status(), StatusCode::OK);
        // Refused, or ended with all others.
        let _ = under_way.await.unwrap();
        let open = "select count(*) from sessions where revoked_at is null";
        let open: i64 = sqlx::query_scalar(open).fetch_one(&mut database).await.unwrap();
        assert_eq!(open, 1, "the one that changed it");
        assert_eq!(
            login_from(&app, "", &ann.email, "another long enough one").await,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_a_password_at_once_one_does() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let change = |new: &str| {
            let body = json!({ "current_password": PASSWORD, "new_password": new });
            ann.request(Method::PATCH, "/auth/profile").json(&body).send()
        };
        let (one, two) = futures::join!(
            change("the first of two new ones"),
            change("the second of two new ones")
        );
        let mut answers = [one.unwrap().status(), two.unwrap().status()];
        answers.sort();
        assert_eq!(answers, [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY]);
    })
    .await;
}

/// Waits until a query says yes.
async fn until(database: &mut sqlx::PgConnection, query: &'static str) {
    for _ in 0..200 {
        if sqlx::query_scalar(query).fetch_one(&mut *database).await.unwrap() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("never: {query}");
}
