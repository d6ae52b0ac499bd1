//! Stripe's own library against what stands in for Stripe here, and against our signatures in both directions.

use std::path::Path;
use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stripe_client::{Secrets, SignatureError};

use crate::app::with_config;
use crate::fake_stripe::{FakeStripe, KEY, SECRET};

/// Where the library is once the browser tests' packages are installed.
const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/stripe");

#[tokio::test(flavor = "multi_thread")]
async fn the_official_library_and_our_code_believe_each_other() {
    if !Path::new(LIBRARY).exists() {
        println!("npm's stripe is not installed; run npm ci");
        return;
    }
    let fake = FakeStripe::start().await;
    let stand_in = fake.clone();
    with_config(
        |config| stand_in.configure(config),
        |app| async move {
            let now = chrono::Utc::now().timestamp();
            let event = json!({ "id": "evt_library", "object": "event", "api_version": stripe_client::API_VERSION, "created": now,
                "livemode": false, "type": "customer.subscription.updated", "data": { "object": { "object": "subscription", "id": "sub_1",
                "customer": "cus_of_nobody", "name": "Söhne “&” 🐙" } } });
            let body = event.to_string();
            let header = stripe_client::header(SECRET, body.as_bytes(), now);
            let address = fake.address.clone();
            let asked = [address.as_str(), KEY, stripe_client::API_VERSION, &body, &header, SECRET].map(str::to_owned);
            let ran = tokio::task::spawn_blocking(move || {
                Command::new("node")
                    .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stripe/library.mjs"))
                    .args(asked)
                    .output()
            });
            let ran = ran.await.unwrap().expect("node runs");
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
            // It takes our stand-in for Stripe.
            assert_eq!((&said["same"], &said["reused"]), (&json!(true), &json!("StripeIdempotencyError")), "{said}");
            assert!(said["checkout"].as_str().unwrap().starts_with("https://checkout.stripe.com/"), "{said}");
            assert!(said["portal"].as_str().unwrap().starts_with("https://billing.stripe.com/"), "{said}");
            assert_eq!((&said["subscriptions"], &said["invoices"]), (&json!(0), &json!(0)));
            assert_eq!(said["missing"], "StripeInvalidRequestError");
            assert_eq!(said["wrongKey"], "StripeAuthenticationError");
            // It believes our signatures, and no others.
            assert_eq!((&said["ours"], &said["event"]), (&Value::Null, &json!("evt_library")), "{said}");
            assert_eq!(said["tampered"], "StripeSignatureVerificationError");
            // We believe its own, and no others.
            let verify = |name: &str, body: &str| {
                Secrets::new([SECRET]).verify(said[name].as_str().unwrap(), body.as_bytes(), chrono::Utc::now().timestamp())
            };
            assert_eq!(verify("theirs", &body), Ok(()));
            assert_eq!(verify("theirs", &format!("{body} ")), Err(SignatureError::Mismatch));
            assert_eq!(verify("old", &body), Err(SignatureError::OutOfTolerance));
            assert_eq!(verify("foreign", &body), Err(SignatureError::Mismatch));
            for (name, status) in [("theirs", StatusCode::OK), ("old", StatusCode::BAD_REQUEST), ("foreign", StatusCode::BAD_REQUEST)] {
                let answer = app
                    .anonymous(Method::POST, "/api/v1/billing/stripe/webhook")
                    .header("stripe-signature", said[name].as_str().unwrap())
                    .body(body.clone())
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), status, "{name}");
            }
        },
    )
    .await;
}
