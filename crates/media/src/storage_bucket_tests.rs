//! The storage in a bucket, against a server that speaks as Amazon's documentation says S3 does.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;

use super::*;

#[derive(Clone, Default)]
struct Bucket {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Answers that come before the right one.
    faults: Arc<Mutex<Vec<(StatusCode, &'static str)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn xml(status: StatusCode, body: String) -> Response<Body> {
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

fn error(status: StatusCode, code: &str) -> Response<Body> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>No.</Message></Error>"
    );
    xml(status, body)
}

async fn answer(State(bucket): State<Bucket>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let signed = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|text| text.to_str().ok());
    assert!(
        signed.is_some_and(|text| text.starts_with("AWS4-HMAC-SHA256 Credential=key/")),
        "every request is signed: {signed:?}"
    );
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    bucket
        .asked
        .lock()
        .unwrap()
        .push(format!("{} {path}?{query}", parts.method));
    if let Some((status, code)) = bucket.faults.lock().unwrap().pop() {
        return error(status, code);
    }
    let key = path
        .strip_prefix("/pictures")
        .unwrap()
        .trim_start_matches('/')
        .to_owned();
    let mut files = bucket.files.lock().unwrap();
    match parts.method {
        Method::PUT => {
            files.insert(key, body.to_vec());
            ([(header::ETAG, "\"1\"")], "").into_response()
        }
        Method::GET if query.contains("list-type=2") => {
            let prefix = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "prefix");
            let prefix = prefix.map(|(_, prefix)| prefix.into_owned()).unwrap_or_default();
            let mut list = String::from(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><IsTruncated>false</IsTruncated>",
            );
            for (key, file) in files.iter().filter(|(key, _)| key.starts_with(&prefix)) {
                let _ = write!(
                    list,
                    "<Contents><Key>{key}</Key><LastModified>2026-11-27T10:00:00.000Z</LastModified><ETag>\"1\"</ETag><Size>{}</Size></Contents>",
                    file.len()
                );
            }
            list.push_str("</ListBucketResult>");
            xml(StatusCode::OK, list)
        }
        Method::GET => match files.get(&key) {
            Some(file) => {
                let modified = "Fri, 27 Nov 2026 10:00:00 GMT";
                (
                    [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, modified)],
                    file.clone(),
                )
                    .into_response()
            }
            None => error(StatusCode::NOT_FOUND, "NoSuchKey"),
        },
        Method::POST if query.starts_with("delete") => {
            let text = String::from_utf8(body.to_vec()).unwrap();
            let mut result = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?><DeleteResult>");
            for part in text.split("<Key>").skip(1) {
                let key = part.split("</Key>").next().unwrap();
                files.remove(key);
                let _ = write!(result, "<Deleted><Key>{key}</Key></Deleted>");
            }
            result.push_str("</DeleteResult>");
            xml(StatusCode::OK, result)
        }
        method => panic!("nobody sends {method} {path}?{query}"),
    }
}

async fn bucket() -> (Storage, Bucket) {
    let bucket = Bucket::default();
    let router = Router::new().fallback(answer).with_state(bucket.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let builder = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("eu-central-1")
        .with_access_key_id("key")
        .with_secret_access_key("secret");
    (Storage::bucket("s3://pictures/igny8", builder).unwrap(), bucket)
}

#[tokio::test]
async fn a_bucket_keeps_files_by_account_and_removes_them_together() {
    let (storage, bucket) = bucket().await;
    let (ann, bob, key) = (AccountId::new(), AccountId::new(), Uuid::now_v7());
    let bytes = |text: &'static [u8]| Bytes::from_static(text);
    storage
        .put(ann, key, Size::Thumb, Format::WebP, bytes(b"thumb"))
        .await
        .unwrap();
    storage
        .put(ann, key, Size::Original, Format::Png, bytes(b"original"))
        .await
        .unwrap();
    let name = format!("igny8/{ann}/{key}/thumb.webp");
    assert!(bucket.files.lock().unwrap().contains_key(&name));
    let found = storage.get(ann, key, Size::Thumb, Format::Jpeg).await.unwrap();
    assert_eq!(found, Some((bytes(b"thumb"), Format::WebP)));
    assert_eq!(
        storage.get(bob, key, Size::Thumb, Format::WebP).await.unwrap(),
        None
    );
    let task = Uuid::now_v7();
    let mut zip = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut zip, b"zip").unwrap();
    storage.put_export(ann, task, zip).await.unwrap();
    let opened = storage.export(ann, task).await.unwrap().unwrap();
    assert_eq!(opened.length, 3);
    let parts: Vec<Bytes> = opened.bytes.try_collect().await.unwrap();
    assert_eq!(parts.concat(), b"zip");
    assert!(storage.export(bob, task).await.unwrap().is_none());
    storage.delete_all(bob, key).await.unwrap();
    assert_eq!(bucket.files.lock().unwrap().len(), 3);
    storage.delete_all(ann, key).await.unwrap();
    storage.delete_all(ann, key).await.unwrap();
    let left: Vec<_> = bucket.files.lock().unwrap().keys().cloned().collect();
    assert_eq!(left, [format!("igny8/{ann}/exports/{task}.zip")]);
    storage.delete_export(bob, task).await.unwrap();
    assert!(storage.export(ann, task).await.unwrap().is_some());
    storage.delete_export(ann, task).await.unwrap();
    storage.delete_export(ann, task).await.unwrap();
    assert!(bucket.files.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_busy_bucket_is_asked_again_and_a_closed_one_says_so() {
    let (storage, bucket) = bucket().await;
    let (ann, key) = (AccountId::new(), Uuid::now_v7());
    bucket
        .faults
        .lock()
        .unwrap()
        .push((StatusCode::SERVICE_UNAVAILABLE, "SlowDown"));
    storage
        .put(ann, key, Size::Thumb, Format::WebP, Bytes::from_static(b"thumb"))
        .await
        .unwrap();
    assert_eq!(bucket.asked.lock().unwrap().len(), 2);
    bucket
        .faults
        .lock()
        .unwrap()
        .push((StatusCode::FORBIDDEN, "AccessDenied"));
    let error = storage
        .get(ann, key, Size::Thumb, Format::WebP)
        .await
        .unwrap_err();
    let told = std::error::Error::source(&error)
        .map(ToString::to_string)
        .unwrap_or_default();
    assert!(
        format!("{error} {told}").contains("AccessDenied"),
        "{error}: {told}"
    );
}
