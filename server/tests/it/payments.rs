//! Payments by a local server that stands in for Stripe: checkout, portal, webhooks that are forged, late, twice or never, and
//! that whatever becomes of them, an account has what the API says.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng as _, SeedableRng as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;
use sqlx::PgConnection;

use crate::app::{Person, TestApp, default_plan, with_app, with_config};
use crate::fake_stripe::{Dialect, FakeStripe, PERIOD, SECRET, Sold};

/// The prices at Stripe of the plans, the newest last.
const PRICES: [(&str, &[&str]); 3] = [
    ("starter", &["price_starter"]),
    ("growth", &["price_growth_old", "price_growth"]),
    ("scale", &["price_scale"]),
];

/// Sells the plans at their prices.
pub async fn sell(app: &TestApp) {
    let mut database = app.superuser().await;
    for (plan, prices) in PRICES {
        sqlx::query("update plans set stripe_prices = $2 where key = $1")
            .bind(plan)
            .bind(prices)
            .execute(&mut database)
            .await
            .unwrap();
    }
}

async fn with_stripe<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<TestApp>, FakeStripe) -> F) {
    let fake = FakeStripe::start().await;
    let configured = fake.clone();
    with_config(
        |config| configured.configure(config),
        |app| async move {
            default_plan(&mut app.superuser().await, "free").await;
            sell(&app).await;
            test(app, fake).await;
        },
    )
    .await;
}

async fn plan(person: &Person) -> Value {
    person.get("/billing/plan").await
}

fn current(overview: &Value) -> &str {
    let plans = overview["plans"].as_array().unwrap();
    plans.iter().find(|plan| plan["current"] == true).unwrap()["key"]
        .as_str()
        .unwrap()
}

async fn credits(person: &Person) -> i64 {
    person.get("/auth/session").await["credits"].as_i64().unwrap()
}

async fn checkout(person: &Person, plan: &str) -> (StatusCode, Value) {
    person
        .post("/billing/plan/checkout", &json!({ "plan": plan }))
        .await
}

/// Waits until nobody is due or being asked about. What many events at once have left is the scheduler's, whose look this
/// takes after a while.
async fn settled(app: &TestApp) {
    let mut database = app.superuser().await;
    for look in 1..=3000 {
        let open: i64 = sqlx::query_scalar(
            "select count(*) from subscriptions where sync_due_at <= now() or sync_lease_until > now()",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        if open == 0 {
            return;
        }
        if look % 100 == 0 {
            let stripe = app.state.payments.stripe().unwrap();
            server::billing::sync::due(&app.state.db, stripe).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("accounts are still due");
}

/// The daily look, now.
async fn look(app: &TestApp) {
    let mut database = app.superuser().await;
    sqlx::query("update subscriptions set sync_due_at = now() where stripe_customer is not null")
        .execute(&mut database)
        .await
        .unwrap();
    while !Scheduler::once(&app.state, server::jobs::ALL).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    settled(app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_bought_managed_and_canceled() {
    with_stripe(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        let before = plan(&ann).await;
        assert_eq!(
            (current(&before), &before["payment"], &before["manageable"]),
            ("free", &json!(true), &json!(false))
        );
        let (status, answer) = ann.post("/billing/plan/portal", &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        let (status, answer) = checkout(&ann, "growth").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let sub = fake.pay(answer["url"].as_str().unwrap());
        fake.deliver(&app).await;
        settled(&app).await;
        let bought = plan(&ann).await;
        assert_eq!(
            (current(&bought), &bought["status"]),
            ("growth", &json!("active"))
        );
        assert_eq!(
            credits(&ann).await,
            16_000,
            "the month's credits are there at once"
        );
        // Somebody who pays already changes the plan at Stripe, and does not pay twice.
        let (status, answer) = checkout(&ann, "scale").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(
            answer["url"]
                .as_str()
                .unwrap()
                .starts_with("https://billing.stripe.com/"),
            "{answer}"
        );
        fake.change(&sub, |sold| sold.price = "price_scale".into());
        fake.deliver(&app).await;
        settled(&app).await;
        assert_eq!(current(&plan(&ann).await), "scale");
        assert_eq!(credits(&ann).await, 61_000, "the difference of the month");
        fake.change(&sub, |sold| sold.cancel = true);
        fake.deliver(&app).await;
        settled(&app).await;
        let ends = plan(&ann).await;
        assert_eq!(
            (current(&ends), ends["ends_at"] == ends["period_end"]),
            ("scale", true),
            "{ends}"
        );
        fake.change(&sub, |sold| sold.status = "canceled");
        fake.deliver(&app).await;
        settled(&app).await;
        let ended = plan(&ann).await;
        assert_eq!((current(&ended), &ended["status"]), ("free", &json!("canceled")));
        assert_eq!(credits(&ann).await, 61_000, "what was granted stays");
        // And may come back.
        let (_, answer) = checkout(&ann, "starter").await;
        fake.pay(answer["url"].as_str().unwrap());
        fake.deliver(&app).await;
        settled(&app).await;
        assert_eq!(current(&plan(&ann).await), "starter");
        assert_eq!(fake.customers().len(), 1, "the customer is the same");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clicks_make_one_customer_and_one_checkout() {
    with_stripe(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        let answers = join_all((0..10).map(|_| checkout(&ann, "growth"))).await;
        // Where the minute ended meanwhile there were two, of which one is over, and whoever asked for that is told.
        let (fine, others): (Vec<_>, Vec<_>) =
            answers.iter().partition(|(status, _)| *status == StatusCode::OK);
        assert!(
            others.iter().all(|(status, _)| *status == StatusCode::CONFLICT),
            "{others:?}"
        );
        let mut urls: Vec<_> = fine
            .iter()
            .map(|(_, answer)| answer["url"].as_str().unwrap())
            .collect();
        urls.sort_unstable();
        urls.dedup();
        assert!((1..=2).contains(&urls.len()), "{urls:?}");
        assert_eq!(fake.open_checkouts(), 1);
        assert_eq!(fake.customers().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_one_page_to_pay_at() {
    with_stripe(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        let url = |answer: &Value| answer["url"].as_str().unwrap().to_owned();
        // Two tabs: the older page is over.
        let first = url(&checkout(&ann, "growth").await.1);
        let second = url(&checkout(&ann, "starter").await.1);
        assert_ne!(first, second);
        assert_eq!(fake.open_checkouts(), 1);
        // Back to the first choice within the same minute: a page that can be paid.
        let third = url(&checkout(&ann, "growth").await.1);
        assert!(third != first && third != second);
        assert_eq!(fake.open_checkouts(), 1);
        // Ten at once for two plans.
        let answers =
            join_all((0..10).map(|at| checkout(&ann, if at % 2 == 0 { "growth" } else { "starter" }))).await;
        let fine = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .count();
        let others = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::CONFLICT)
            .count();
        assert!(fine > 0 && fine + others == 10, "{answers:?}");
        assert_eq!(fake.open_checkouts(), 1);
        let (status, last) = checkout(&ann, "scale").await;
        assert_eq!(status, StatusCode::OK, "{last}");
        fake.pay(&url(&last));
        // Before any event has come, somebody who clicks again is not asked to pay again.
        let (_, again) = checkout(&ann, "growth").await;
        assert!(url(&again).starts_with("https://billing.stripe.com/"), "{again}");
        assert_eq!(fake.open_checkouts(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_paid_twice_all_the_same_has_one_subscription_and_is_told() {
    with_stripe(|app, fake| async move {
        let (ann, first) = paying(&app, &fake).await;
        let bob = ann.invite(&app, "admin").await;
        let account = ann.get("/auth/session").await["account"]["id"].clone();
        let customer = fake.customers()[0].clone();
        let by_hand = fake.subscribe(&customer, "price_of_an_extra");
        fake.change(&by_hand, |sold| sold.created -= 100);
        let second = fake.subscribe_by(&customer, "price_scale", json!({ "account": account }));
        let events = fake.take_events();
        // The events come at once, and twice.
        join_all(
            events
                .iter()
                .chain(&events)
                .map(|event| FakeStripe::send(&app, event)),
        )
        .await;
        settled(&app).await;
        look(&app).await;
        let status = |id: &str| {
            let all = fake.sold(&customer);
            all.iter().find(|one| one.id == id).unwrap().status
        };
        assert_eq!(
            (status(&first), status(&second), status(&by_hand)),
            ("canceled", "active", "active")
        );
        assert_eq!(current(&plan(&ann).await), "scale");
        let told = |news: &Value| {
            let all = news["results"].as_array().unwrap().iter();
            all.filter(|one| one["kind"] == "billing")
                .map(|one| one["text"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let news = told(&ann.get("/system/notifications").await);
        assert!(
            news.len() == 1 && news[0].contains("subscribed twice"),
            "{news:?}"
        );
        assert_eq!(
            told(&bob.get("/system/notifications").await),
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_pays_and_only_for_what_is_sold() {
    with_stripe(|app, _fake| async move {
        let ann = app.sign_up("ann").await;
        for wrong in ["free", "unlimited", "gold", ""] {
            let (status, answer) = checkout(&ann, wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {answer}");
        }
        let admin = ann.invite(&app, "admin").await;
        assert_eq!(checkout(&admin, "growth").await.0, StatusCode::FORBIDDEN);
        assert_eq!(
            admin.post("/billing/plan/portal", &json!({})).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(current(&plan(&admin).await), "free");
        let editor = ann.invite(&app, "editor").await;
        let status = editor
            .request(Method::GET, "/billing/plan")
            .send()
            .await
            .unwrap()
            .status();
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(checkout(&editor, "growth").await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_all_works_but_paying() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let overview = plan(&ann).await;
        assert_eq!((current(&overview), &overview["payment"]), ("unlimited", &json!(false)));
        let (status, answer) = checkout(&ann, "growth").await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(answer["detail"].as_str().unwrap().starts_with("Payment isn't configured"), "{answer}");
        let event = json!({ "id": "evt_1", "object": "event", "type": "invoice.paid", "created": 1, "livemode": false });
        let status = FakeStripe::send_signed(&app, &event, SECRET, Utc::now().timestamp()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_stripe_are_told_and_leave_nothing() {
    with_stripe(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        let fault = |kind: &str| json!({ "error": { "type": kind, "message": "Words." } });
        for (status, kind, expected) in [
            (500, "api_error", StatusCode::SERVICE_UNAVAILABLE),
            (429, "invalid_request_error", StatusCode::SERVICE_UNAVAILABLE),
            (401, "invalid_request_error", StatusCode::SERVICE_UNAVAILABLE),
            (402, "card_error", StatusCode::CONFLICT),
        ] {
            fake.fail_next(status, fault(kind));
            let (answered, answer) = checkout(&ann, "growth").await;
            assert_eq!(answered, expected, "{status}: {answer}");
            assert_eq!(current(&plan(&ann).await), "free");
        }
        assert_eq!(checkout(&ann, "growth").await.0, StatusCode::OK);
        // Where Stripe does not answer after an event, it is asked again later, and the event is not lost.
        let customer = fake.customers()[0].clone();
        fake.subscribe(&customer, "price_growth");
        fake.fail_next(503, fault("api_error"));
        fake.deliver(&app).await;
        let mut database = app.superuser().await;
        for _ in 0..200 {
            let told: Option<String> = sqlx::query_scalar("select sync_error from subscriptions")
                .fetch_one(&mut database)
                .await
                .unwrap();
            if told.is_some() || current(&plan(&ann).await) == "growth" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        look(&app).await;
        assert_eq!(current(&plan(&ann).await), "growth");
        let open: i64 = sqlx::query_scalar("select count(*) from stripe_events where processed_at is null")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(open, 0);
    })
    .await;
}

/// Lets an account pay, and gives its subscription.
pub async fn pay(app: &TestApp, fake: &FakeStripe, person: &Person) -> String {
    let (_, answer) = checkout(person, "growth").await;
    let sub = fake.pay(answer["url"].as_str().unwrap());
    fake.deliver(app).await;
    settled(app).await;
    sub
}

/// An account that pays, and its subscription.
async fn paying(app: &TestApp, fake: &FakeStripe) -> (Person, String) {
    let ann = app.sign_up("ann").await;
    let sub = pay(app, fake, &ann).await;
    (ann, sub)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_payment_has_its_time_of_grace() {
    with_stripe(|app, fake| async move {
        let (ann, sub) = paying(&app, &fake).await;
        let now = Utc::now().timestamp();
        let late = |days: i64| {
            move |sold: &mut Sold| {
                sold.status = "past_due";
                sold.invoice = ("in_late".into(), "open", now - days * 86_400);
            }
        };
        fake.change(&sub, late(1));
        fake.deliver(&app).await;
        settled(&app).await;
        let overview = plan(&ann).await;
        assert_eq!(
            (current(&overview), &overview["status"]),
            ("growth", &json!("past_due"))
        );
        assert!(overview["grace_until"].is_string(), "{overview}");
        let session = ann.get("/auth/session").await;
        assert_eq!(session["payment_due"], overview["grace_until"]);
        fake.change(&sub, late(20));
        fake.deliver(&app).await;
        settled(&app).await;
        let overview = plan(&ann).await;
        assert_eq!(
            (current(&overview), &overview["status"]),
            ("free", &json!("past_due"))
        );
        let (_, answer) = ann.post("/billing/plan/portal", &json!({})).await;
        assert!(answer["url"].is_string(), "they can pay: {answer}");
        fake.change(&sub, |sold| {
            sold.status = "active";
            sold.invoice.1 = "paid";
        });
        fake.deliver(&app).await;
        settled(&app).await;
        assert_eq!(current(&plan(&ann).await), "growth");
        assert!(ann.get("/auth/session").await["payment_due"].is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_are_not_stripes_change_nothing() {
    with_stripe(|app, fake| async move {
        let (_ann, sub) = paying(&app, &fake).await;
        fake.change(&sub, |sold| sold.status = "canceled");
        let event = fake.take_events().remove(0);
        let now = Utc::now().timestamp();
        for (secret, at) in [
            ("whsec_other", now),
            (SECRET, now - 600),
            (SECRET, now + 600),
            ("", now),
        ] {
            let status = FakeStripe::send_signed(&app, &event, secret, at).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{secret} {}", at - now);
        }
        let post = || app.anonymous(Method::POST, "/api/v1/billing/stripe/webhook");
        let header = |body: &[u8]| stripe_client::header(SECRET, body, now);
        for body in [
            "",
            "{",
            "[]",
            "{}",
            "\u{0}",
            "{\"id\":\"evt_x\",\"object\":\"event\"}",
        ] {
            let request = post()
                .header("stripe-signature", header(body.as_bytes()))
                .body(body);
            assert_eq!(
                request.send().await.unwrap().status(),
                StatusCode::BAD_REQUEST,
                "{body}"
            );
        }
        let bytes = b"\xff\xfe{}".to_vec();
        let request = post().header("stripe-signature", header(&bytes)).body(bytes);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
        assert_eq!(
            post().body("{}").send().await.unwrap().status(),
            StatusCode::BAD_REQUEST
        );
        let large = vec![b' '; 10 << 20];
        let request = post().header("stripe-signature", "t=1,v1=00").body(large);
        // Refused before it is read whole: the connection may be closed on the one who still sends.
        if let Ok(response) = request.send().await {
            assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
        }
        let mut database = app.superuser().await;
        let known: i64 = sqlx::query_scalar("select count(*) from stripe_events where type like '%deleted'")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(known, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_or_not_ours_is_kept_without_effect() {
    with_stripe(|app, fake| async move {
        let (ann, _) = paying(&app, &fake).await;
        let calls = fake.calls().len();
        let event = |id: &str, kind: &str, livemode: bool, customer: &str| {
            json!({ "id": id, "object": "event", "api_version": "2031-01-01.tulip", "created": Utc::now().timestamp(),
                "livemode": livemode, "type": kind, "data": { "object": { "id": "x_1", "object": "some.day",
                "customer": customer, "text": "\u{0}", "deep": { "er": [1, 2.5, null] } } } })
        };
        let ours = fake.customers()[0].clone();
        for event in [
            event("evt_a", "some.day.happened", false, &ours),
            event("evt_b", "invoice.paid", true, &ours),
            event("evt_c", "invoice.paid", false, "cus_of_another_product"),
        ] {
            FakeStripe::send(&app, &event).await;
        }
        settled(&app).await;
        assert_eq!(fake.calls().len(), calls, "nobody was asked");
        assert_eq!(current(&plan(&ann).await), "growth");
        let mut database = app.superuser().await;
        let kept: Vec<(String, Option<String>, bool)> = sqlx::query_as(
            "select id, error, processed_at is not null from stripe_events where id in ('evt_a', 'evt_b', 'evt_c') order by id",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(kept.len(), 3);
        assert!(kept.iter().all(|(_, _, processed)| *processed), "{kept:?}");
        assert!(kept[0].1.is_none() && kept[1].1.is_some() && kept[2].1.is_some(), "{kept:?}");
        // As it came, to the byte.
        let payload: String = sqlx::query_scalar("select payload from stripe_events where id = 'evt_a'")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(serde_json::from_str::<Value>(&payload).unwrap()["data"]["object"]["text"], "\u{0}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_ten_times_at_once_is_kept_once() {
    with_stripe(|app, fake| async move {
        let (ann, sub) = paying(&app, &fake).await;
        fake.change(&sub, |sold| sold.price = "price_scale".into());
        let event = fake.take_events().remove(0);
        join_all((0..10).map(|_| FakeStripe::send(&app, &event))).await;
        settled(&app).await;
        assert_eq!(current(&plan(&ann).await), "scale");
        assert_eq!(credits(&ann).await, 61_000, "granted once");
        let mut database = app.superuser().await;
        let kept: i64 = sqlx::query_scalar("select count(*) from stripe_events where id = $1")
            .bind(event["id"].as_str())
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(kept, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_does_not_overtake_a_later_one() {
    with_stripe(|app, fake| async move {
        let (ann, sub) = paying(&app, &fake).await;
        fake.pause(Duration::from_millis(300));
        fake.change(&sub, |sold| sold.price = "price_starter".into());
        fake.deliver(&app).await;
        // While Stripe's answer is on its way, something else happens, and its event comes.
        tokio::time::sleep(Duration::from_millis(100)).await;
        fake.change(&sub, |sold| sold.price = "price_scale".into());
        fake.deliver(&app).await;
        settled(&app).await;
        assert_eq!(current(&plan(&ann).await), "scale");
        let mut database = app.superuser().await;
        let open: i64 = sqlx::query_scalar("select count(*) from stripe_events where processed_at is null")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(open, 0);
    })
    .await;
}

/// What our row says, and what it should say by the API.
async fn compare(database: &mut PgConnection, fake: &FakeStripe, customer: &str, seed: u64) {
    type Row = (
        Option<String>,
        Option<String>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let row: Row = sqlx::query_as(
        "select plan, status, stripe_subscription, period_end, ends_at, grace_until from subscriptions where stripe_customer = $1",
    )
    .bind(customer)
    .fetch_one(database)
    .await
    .unwrap();
    let all = fake.sold(customer);
    let live = all
        .iter()
        .rev()
        .find(|one| one.status != "canceled")
        .or(all.last());
    let expected: Row = live.map_or((None, None, None, None, None, None), |one| {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let plan = PRICES
            .iter()
            .find(|(_, prices)| prices.contains(&one.price.as_str()))
            .unwrap()
            .0;
        let end = at(one.start + PERIOD);
        (
            Some(plan.to_owned()),
            Some(one.status.to_owned()),
            Some(one.id.clone()),
            end,
            end.filter(|_| one.cancel),
            at(one.invoice.2 + 14 * 86_400).filter(|_| one.status == "past_due"),
        )
    });
    assert_eq!(row, expected, "seed {seed}");
}

/// Something happens at Stripe.
fn happen(fake: &FakeStripe, customer: &str, random: &mut StdRng) {
    let prices: Vec<&str> = PRICES
        .iter()
        .flat_map(|(_, prices)| prices.iter().copied())
        .collect();
    let price = (*prices.choose(random).unwrap()).to_owned();
    let live = fake
        .sold(customer)
        .into_iter()
        .find(|one| one.status != "canceled");
    let Some(live) = live else {
        fake.subscribe(customer, &price);
        return;
    };
    let kind = random.random_range(0..7);
    fake.change(&live.id, |sold| match kind {
        0 => sold.price = price,
        1 => {
            sold.status = "past_due";
            sold.invoice = (
                format!("in_{}_{}", sold.id, sold.start),
                "open",
                sold.start + 3600,
            );
        }
        2 => {
            sold.status = "active";
            sold.invoice.1 = "paid";
        }
        3 => {
            sold.start += 1000;
            sold.invoice = (format!("in_{}_{}", sold.id, sold.start), "paid", sold.start);
            sold.status = "active";
        }
        4 => sold.cancel = !sold.cancel,
        5 => sold.status = "unpaid",
        _ => sold.status = "canceled",
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_a_list_names_twice_is_kept_once() {
    with_stripe(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        checkout(&ann, "growth").await;
        let customer = fake.customers().remove(0);
        let first = fake.subscribe(&customer, PRICES[0].1[0]);
        let (mut invoice, mut one) = (None, None);
        fake.change(&first, |sold| {
            sold.status = "canceled";
            invoice = Some(sold.invoice.clone());
        });
        let second = fake.subscribe(&customer, PRICES[1].1[0]);
        fake.change(&second, |sold| {
            sold.invoice = invoice.take().expect("the first has one");
            one = Some(sold.invoice.0.clone());
        });
        fake.deliver(&app).await;
        settled(&app).await;
        let mut database = app.superuser().await;
        let kept: Vec<String> = sqlx::query_scalar("select stripe_id from invoices")
            .fetch_all(&mut database)
            .await
            .unwrap();
        assert_eq!(kept, [one.unwrap()]);
        assert_eq!(plan(&ann).await["status"], "active");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_order_events_come_in_the_api_has_the_last_word() {
    for (seed, dialect, lost) in [
        (1, Dialect::Old, 0.0),
        (2, Dialect::New, 0.0),
        (3, Dialect::Thin, 0.0),
        (4, Dialect::New, 0.5),
        (5, Dialect::Old, 1.0),
        (6, Dialect::Thin, 0.3),
    ] {
        with_stripe(|app, fake| async move {
            let mut random = StdRng::seed_from_u64(seed);
            fake.speak(dialect);
            let people = [app.sign_up("ann").await, app.sign_up("bob").await];
            for person in &people {
                checkout(person, "growth").await;
            }
            let customers = fake.customers();
            assert_eq!(customers.len(), 2);
            let mut late: Vec<Value> = Vec::new();
            for _ in 0..25 {
                let customer = customers.choose(&mut random).unwrap();
                happen(&fake, customer, &mut random);
                late.extend(fake.take_events());
                if random.random_bool(0.4) {
                    // Some of those that wait come now, some of them twice and all of them at once.
                    late.shuffle(&mut random);
                    let many = random.random_range(0..=late.len());
                    let mut now: Vec<Value> = late.drain(..many).collect();
                    now.retain(|_| !random.random_bool(lost));
                    let twice: Vec<Value> = now.iter().filter(|_| random.random_bool(0.3)).cloned().collect();
                    late.extend(twice.clone());
                    now.extend(twice);
                    join_all(now.iter().map(|event| FakeStripe::send(&app, event))).await;
                }
            }
            late.shuffle(&mut random);
            late.retain(|_| !random.random_bool(lost));
            join_all(late.iter().map(|event| FakeStripe::send(&app, event))).await;
            settled(&app).await;
            if lost > 0.0 {
                look(&app).await;
            }
            let mut database = app.superuser().await;
            for customer in &customers {
                compare(&mut database, &fake, customer, seed).await;
            }
            let open: i64 =
                sqlx::query_scalar("select count(*) from stripe_events where processed_at is null")
                    .fetch_one(&mut database)
                    .await
                    .unwrap();
            assert_eq!(open, 0, "seed {seed}");
            crate::writing::books_balance(&app).await;
        })
        .await;
    }
}
