//! Webhooks as a receiver sees them.

use igny8::system::integrations::IntegrationKind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{TimeDelta, Utc};
use destinations::{Destination, DestinationError, Files as _, Known, Mode, destination};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::articles::{Drawn, article, settings};

const SECRET: &str = "whsec_dGhpcyBpcyBhIGtleSBmb3IgdGVzdHMgb25seQ==";

type Answer = fn() -> Response;

#[derive(Clone)]
struct Receiver {
    seen: Arc<Mutex<Vec<(String, Value)>>>,
    answer: Answer,
}

/// Verifies the signature as the specification says it, and keeps what came.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, stamp) = (header("webhook-id"), header("webhook-timestamp"));
    let age = Utc::now().timestamp() - stamp.parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "{age}");
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{stamp}.").as_bytes());
    mac.update(&body);
    let signature = header("webhook-signature");
    let sent = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    mac.verify_slice(&sent).unwrap();
    let body = serde_json::from_slice(&body).unwrap();
    receiver.seen.lock().unwrap().push((id, body));
    (receiver.answer)()
}

async fn receiver(answer: Answer) -> (Box<dyn Destination>, Receiver) {
    let receiver = Receiver {
        seen: Arc::default(),
        answer,
    };
    let router = Router::new()
        .route("/in", post(receive))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(receiver.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut settings = settings(&url, "", SECRET);
    settings.patience = Duration::from_secs(10);
    (destination(IntegrationKind::Webhook, settings).unwrap(), receiver)
}

#[tokio::test]
async fn an_article_comes_signed_with_its_pictures() {
    let answer = || axum::Json(json!({"id": 42, "url": "https://example.com/a"})).into_response();
    let (webhook, receiver) = receiver(answer).await;
    webhook.check().await.unwrap();
    let article = article();
    let at = Utc::now() + TimeDelta::hours(1);
    let published = webhook
        .publish(&article, &Drawn, Mode::Schedule(at), None)
        .await
        .unwrap();
    assert_eq!(published.remote_id, "42");
    assert_eq!(published.url, "https://example.com/a");
    assert_eq!(published.status.as_str(), "future");
    let known = Known {
        remote_id: "42".into(),
        url: published.url,
        ..Known::default()
    };
    webhook.unpublish(article.content_id, &known).await.unwrap();

    let seen = receiver.seen.lock().unwrap().clone();
    let kinds: Vec<_> = seen
        .iter()
        .map(|(_, body)| body["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["ping", "article.published", "article.unpublished"]);
    assert_eq!(seen[1].0, format!("{}_{}", article.content_id, article.occasion));
    let data = &seen[1].1["data"];
    assert_eq!(data["title"], article.title);
    assert_eq!(data["mode"], "schedule");
    assert_eq!(data["json_ld"]["@type"], "Article");
    assert_eq!(data["faq"][0]["question"], "Is rain enough?");
    let html = data["html"].as_str().unwrap();
    let pictures = data["pictures"].as_array().unwrap();
    assert!(!pictures.is_empty() && pictures.len() == article.pictures.len());
    for (picture, sent) in article.pictures.iter().zip(pictures) {
        let reference = sent["reference"].as_str().unwrap();
        assert!(html.contains(&format!("src=\"{reference}\"")), "{html}");
        let file = STANDARD.decode(sent["data"].as_str().unwrap()).unwrap();
        assert_eq!(file, Drawn.read(picture.id).await.unwrap());
    }
    assert_eq!(
        seen[2].1["data"],
        json!({"id": article.content_id, "remote_id": "42", "url": known.url})
    );
}

#[tokio::test]
async fn answers_are_optional_and_never_trusted() {
    let plain = || "thank you".into_response();
    let (webhook, _) = receiver(plain).await;
    let article = article();
    let published = webhook
        .publish(&article, &Drawn, Mode::Draft, None)
        .await
        .unwrap();
    assert_eq!(published.remote_id, article.content_id.to_string());
    assert_eq!(published.url, "");
    let hostile = || axum::Json(json!({"id": ["x"], "url": "javascript:alert(1)"})).into_response();
    let (webhook, _) = receiver(hostile).await;
    let published = webhook
        .publish(&article, &Drawn, Mode::Draft, None)
        .await
        .unwrap();
    assert_eq!(published.url, "");
}

/// Whether an error is the one that is meant.
type IsFault = fn(&DestinationError) -> bool;

#[tokio::test]
async fn faults_of_the_receiver_have_their_names() {
    let faults: [(Answer, IsFault, bool); 6] = [
        (
            || (StatusCode::UNAUTHORIZED, "bad signature").into_response(),
            |error| error.to_string().contains("bad signature"),
            false,
        ),
        (
            || StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            |error| matches!(error, DestinationError::TooLarge { .. }),
            false,
        ),
        (
            || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "9")]).into_response(),
            |error| error.retry_after() == Some(Duration::from_secs(9)),
            true,
        ),
        (
            || StatusCode::BAD_GATEWAY.into_response(),
            |error| matches!(error, DestinationError::Unavailable { .. }),
            true,
        ),
        (
            || (StatusCode::FOUND, [("location", "/there")]).into_response(),
            |error| matches!(error, DestinationError::Moved { to } if to.ends_with("/there")),
            false,
        ),
        (
            || "x".repeat(100_000).into_response(),
            |error| matches!(error, DestinationError::Malformed { .. }),
            false,
        ),
    ];
    for (answer, is_right, passing) in faults {
        let (webhook, _) = receiver(answer).await;
        let error = webhook.check().await.unwrap_err();
        assert!(is_right(&error), "{error:?}");
        assert_eq!(error.is_passing(), passing, "{error:?}");
    }
}
