//! The client against a server that answers as Stripe documents it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use egress::Egress;
use secrecy::SecretString;
use stripe_client::{API_VERSION, Mode, NewCheckout, NewCustomer, Stripe, StripeError};

/// One request as it came.
#[derive(Clone)]
struct Seen {
    method: Method,
    path: String,
    headers: HeaderMap,
    form: Vec<(String, String)>,
}

/// Status, headers and body.
type Answer = (u16, Vec<(&'static str, String)>, String);

/// Answers everything alike, and keeps what came.
#[derive(Clone)]
struct Server {
    answer: Arc<Answer>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    server.seen.lock().unwrap().push(Seen {
        method,
        path: uri.to_string(),
        headers,
        form: form_urlencoded::parse(&body).into_owned().collect(),
    });
    let (status, headers, body) = &*server.answer;
    let mut response = (StatusCode::from_u16(*status).unwrap(), body.clone()).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}

async fn serve(status: u16, headers: &[(&'static str, &str)], body: &str) -> (Stripe, Server) {
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let server = Server {
        answer: Arc::new((status, headers, body.to_owned())),
        seen: Arc::default(),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(server.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let key = SecretString::from("sk_test_123");
    let stripe = Stripe::new(Egress::new(true).unwrap(), &key, Some(&address)).unwrap();
    (stripe, server)
}

#[tokio::test]
async fn a_checkout_is_asked_for_as_documented() {
    let answer = r#"{"id":"cs_test_1","object":"checkout.session","url":"https://checkout.stripe.com/c/pay/cs_test_1","mode":"subscription"}"#;
    let (stripe, server) = serve(200, &[], answer).await;
    let checkout = NewCheckout {
        customer: "cus_1".into(),
        price: "price_1".into(),
        success_url: "https://example.com/billing/plan?done={CHECKOUT_SESSION_ID}".into(),
        cancel_url: "https://example.com/billing/plan".into(),
        reference: "account".into(),
        metadata: BTreeMap::from([("account".into(), "a".into())]),
    };
    let session = stripe.create_checkout(&checkout, "once").await.unwrap();
    assert_eq!(
        session.url.as_deref(),
        Some("https://checkout.stripe.com/c/pay/cs_test_1")
    );
    let seen = server.seen.lock().unwrap()[0].clone();
    assert_eq!(
        (seen.method, seen.path.as_str()),
        (Method::POST, "/v1/checkout/sessions")
    );
    let header = |name: &str| seen.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("authorization"), "Bearer sk_test_123");
    assert_eq!(header("stripe-version"), API_VERSION);
    assert_eq!(header("idempotency-key"), "once");
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    let form: BTreeMap<_, _> = seen.form.into_iter().collect();
    assert_eq!(form["mode"], "subscription");
    assert_eq!(form["line_items[0][price]"], "price_1");
    assert_eq!(form["line_items[0][quantity]"], "1");
    assert_eq!(form["subscription_data[metadata][account]"], "a");
    assert_eq!(form["success_url"], checkout.success_url);
}

#[tokio::test]
async fn open_checkouts_are_listed_and_ended_and_a_subscription_with_them() {
    let (stripe, server) = serve(
        200,
        &[],
        r#"{"object":"list","data":[{"id":"cs_1","url":"https://checkout.stripe.com/c/pay/cs_1","created":7,"status":"open"}]}"#,
    )
    .await;
    let open = stripe.open_checkouts("cus_1").await.unwrap();
    assert_eq!((open[0].id.as_str(), open[0].created), ("cs_1", 7));
    let seen = server.seen.lock().unwrap()[0].clone();
    assert_eq!(
        (seen.method, seen.path.as_str()),
        (
            Method::GET,
            "/v1/checkout/sessions?customer=cus_1&status=open&limit=100"
        )
    );
    let over = r#"{"id":"cs_1","object":"checkout.session","url":null,"status":"expired"}"#;
    let (stripe, server) = serve(200, &[], over).await;
    assert_eq!(stripe.expire_checkout("cs_1").await.unwrap().url, None);
    stripe.expire_checkout("..").await.unwrap_err();
    let seen = server.seen.lock().unwrap()[0].clone();
    assert_eq!(
        (seen.method, seen.path.as_str()),
        (Method::POST, "/v1/checkout/sessions/cs_1/expire")
    );
    assert!(seen.headers.contains_key("idempotency-key"));
    let ended = r#"{"id":"sub_1","object":"subscription","customer":"cus_1","status":"canceled"}"#;
    let (stripe, server) = serve(200, &[], ended).await;
    let ended = stripe.cancel_subscription("sub_1").await.unwrap();
    assert_eq!(ended.status, stripe_client::Status::Canceled);
    let seen = server.seen.lock().unwrap()[0].clone();
    assert_eq!(seen.method, Method::DELETE);
    assert!(
        seen.path.starts_with("/v1/subscriptions/sub_1?prorate=true"),
        "{}",
        seen.path
    );
}

#[tokio::test]
async fn objects_are_asked_for_by_their_ids() {
    let answer = r#"{"id":"sub_1","object":"subscription","customer":"cus_1","status":"active"}"#;
    let (stripe, server) = serve(200, &[], answer).await;
    stripe.subscription("sub_1").await.unwrap();
    stripe.subscription("a/../../customers?x=1#y").await.unwrap();
    for none in ["", ".", ".."] {
        stripe.subscription(none).await.unwrap_err();
    }
    let paths: Vec<_> = server
        .seen
        .lock()
        .unwrap()
        .iter()
        .map(|seen| seen.path.clone())
        .collect();
    assert_eq!(
        paths,
        [
            "/v1/subscriptions/sub_1?expand%5B%5D=latest_invoice",
            "/v1/subscriptions/a%2F..%2F..%2Fcustomers%3Fx=1%23y?expand%5B%5D=latest_invoice"
        ]
    );
    let (stripe, server) = serve(
        200,
        &[],
        r#"{"object":"list","has_more":false,"url":"/v1/subscriptions","data":[]}"#,
    )
    .await;
    assert!(stripe.subscriptions("cus&1").await.unwrap().is_empty());
    assert_eq!(
        server.seen.lock().unwrap()[0].path,
        "/v1/subscriptions?customer=cus%261&status=all&limit=100&expand%5B%5D=data.latest_invoice"
    );
}

async fn fault(status: u16, headers: &[(&'static str, &str)], body: &str) -> StripeError {
    let (stripe, _) = serve(status, headers, body).await;
    stripe
        .create_customer(&NewCustomer::default(), "once")
        .await
        .unwrap_err()
}

#[tokio::test]
async fn faults_say_what_to_do() {
    let error =
        |kind: &str, rest: &str| format!(r#"{{"error":{{"type":"{kind}","message":"Words."{rest}}}}}"#);
    let declined = error(
        "card_error",
        r#","code":"card_declined","decline_code":"insufficient_funds""#,
    );
    let StripeError::Card(told) = fault(402, &[("request-id", "req_1")], &declined).await else {
        panic!("a card error");
    };
    assert_eq!(told.decline_code.as_deref(), Some("insufficient_funds"));
    assert_eq!(
        (told.request_id.as_deref(), told.message.as_str()),
        (Some("req_1"), "Words.")
    );

    let invalid = error("invalid_request_error", r#","param":"line_items[0][price]""#);
    let told = fault(400, &[], &invalid).await;
    assert!(matches!(&told, StripeError::Invalid(fault) if fault.param.is_some()));
    assert!(!told.is_temporary());

    let missing = error("invalid_request_error", r#","code":"resource_missing""#);
    assert!(matches!(fault(404, &[], &missing).await, StripeError::Missing(_)));
    assert!(matches!(fault(400, &[], &missing).await, StripeError::Missing(_)));

    let key = error("invalid_request_error", "");
    assert!(matches!(
        fault(401, &[], &key).await,
        StripeError::Authentication(_)
    ));
    assert!(matches!(
        fault(403, &[], &key).await,
        StripeError::Authentication(_)
    ));

    let reused = error("idempotency_error", "");
    for status in [400, 409] {
        assert!(matches!(
            fault(status, &[], &reused).await,
            StripeError::Idempotency(_)
        ));
    }

    let many = fault(
        429,
        &[("retry-after", "7")],
        &error("invalid_request_error", r#","code":"rate_limit""#),
    )
    .await;
    assert!(matches!(many, StripeError::RateLimited { .. }));
    assert_eq!(
        (many.is_temporary(), many.retry_after()),
        (true, Some(Duration::from_secs(7)))
    );
    let far = fault(
        429,
        &[("retry-after", "99999999")],
        &error("rate_limit_error", ""),
    )
    .await;
    assert_eq!(far.retry_after(), Some(Duration::from_hours(1)));

    let busy = error("invalid_request_error", r#","code":"lock_timeout""#);
    for status in [409, 429] {
        assert!(matches!(
            fault(status, &[], &busy).await,
            StripeError::Unavailable { .. }
        ));
    }
    for status in [500, 502, 503, 504] {
        let told = fault(status, &[], &error("api_error", "")).await;
        assert!(
            matches!(told, StripeError::Unavailable { .. }) && told.is_temporary(),
            "{status}"
        );
    }
    let told = fault(500, &[("stripe-should-retry", "false")], &error("api_error", "")).await;
    assert!(!told.is_temporary());
}

#[tokio::test]
async fn pages_of_others_are_told_from_stripe() {
    let page = "<html><body>502 Bad Gateway</body></html>";
    assert!(matches!(
        fault(502, &[], page).await,
        StripeError::Unavailable { .. }
    ));
    assert!(matches!(
        fault(200, &[], page).await,
        StripeError::Malformed { .. }
    ));
    assert!(matches!(
        fault(418, &[], page).await,
        StripeError::Malformed { .. }
    ));
    assert!(matches!(fault(404, &[], "").await, StripeError::Missing(_)));
    assert!(matches!(
        fault(200, &[], "{}").await,
        StripeError::Malformed { .. }
    ));
    // A redirect is not followed: the key would go along.
    assert!(matches!(
        fault(302, &[("location", "https://example.com/")], "").await,
        StripeError::Malformed { .. }
    ));
    let other = format!(
        r#"{{"error":{{"type":"some_day_error","message":"{}"}}}}"#,
        "x".repeat(5000)
    );
    let StripeError::Invalid(told) = fault(400, &[], &other).await else {
        panic!("an error of a new type");
    };
    assert_eq!(told.message.len(), 300);
}

#[tokio::test]
async fn nobody_there_is_temporary() {
    let key = SecretString::from("sk_test_123");
    let stripe = Stripe::new(Egress::new(true).unwrap(), &key, Some("http://127.0.0.1:1")).unwrap();
    let told = stripe.subscription("sub_1").await.unwrap_err();
    assert!(
        matches!(told, StripeError::Connection(_)) && told.is_temporary(),
        "{told}"
    );
}

#[test]
fn keys_are_looked_at_before_a_call() {
    let stripe = |key: &str| Stripe::new(Egress::new(false).unwrap(), &SecretString::from(key), None);
    assert_eq!(stripe("sk_live_1").unwrap().mode(), Some(Mode::Live));
    assert_eq!(stripe("rk_live_1").unwrap().mode(), Some(Mode::Live));
    assert_eq!(stripe(" sk_test_1\n").unwrap().mode(), Some(Mode::Test));
    assert_eq!(stripe("anything").unwrap().mode(), None);
    for wrong in ["", " ", "pk_live_1", "sk_live_1\r\nx: y", "sk_live_ä"] {
        stripe(wrong).unwrap_err();
    }
    let shown = format!("{:?}", stripe("sk_live_secret").unwrap());
    assert!(!shown.contains("secret"), "{shown}");
    let own = Stripe::new(
        Egress::new(false).unwrap(),
        &SecretString::from("sk_test_1"),
        Some("http://127.0.0.1:1"),
    );
    assert!(matches!(own, Err(StripeError::Connection(_))));
}
