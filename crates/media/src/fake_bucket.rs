//! A server for tests that speaks as Amazon's documentation says S3 does: one bucket, in memory.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "the server's tests read this file, too, and each uses its part of it"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;

/// The name of the bucket.
pub const NAME: &str = "pictures";

type Files = BTreeMap<String, Vec<u8>>;

/// Parts by their number, of files that are not whole yet, by the key.
type Unfinished = BTreeMap<String, BTreeMap<u32, Vec<u8>>>;

/// An answer that comes instead of the right one, after so many right ones.
type Fault = (usize, StatusCode, &'static str);

/// What it holds, and how it behaves; cheap to clone.
#[derive(Clone, Default)]
pub struct Bucket {
    files: Arc<Mutex<Files>>,
    parts: Arc<Mutex<Unfinished>>,
    fault: Arc<Mutex<Option<Fault>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Bucket {
    /// An empty bucket that listens, and its endpoint.
    pub async fn serve() -> (Self, String) {
        let bucket = Self::default();
        let router = Router::new().fallback(answer).with_state(bucket.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (bucket, endpoint)
    }

    /// The names of the files in it.
    pub fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    /// Files that are not whole.
    pub fn unfinished(&self) -> usize {
        self.parts.lock().unwrap().len()
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Refuses one request after so many.
    pub fn refuse(&self, after: usize, status: StatusCode, code: &'static str) {
        *self.fault.lock().unwrap() = Some((after, status, code));
    }

    fn fault(&self) -> Option<Response<Body>> {
        let mut fault = self.fault.lock().unwrap();
        match fault.as_mut()? {
            (0, status, code) => {
                let answer = error(*status, code);
                *fault = None;
                Some(answer)
            }
            (after, ..) => {
                *after -= 1;
                None
            }
        }
    }
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
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
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
    if let Some(fault) = bucket.fault() {
        return fault;
    }
    let key = path
        .trim_start_matches('/')
        .strip_prefix(NAME)
        .unwrap()
        .trim_start_matches('/')
        .to_owned();
    let said = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let mut files = bucket.files.lock().unwrap();
    let mut unfinished = bucket.parts.lock().unwrap();
    match parts.method {
        Method::PUT if said("uploadId").is_some() => {
            let number: u32 = said("partNumber").unwrap().parse().unwrap();
            unfinished.get_mut(&key).unwrap().insert(number, body.to_vec());
            ([(header::ETAG, "\"1\"")], "").into_response()
        }
        Method::PUT => {
            files.insert(key, body.to_vec());
            ([(header::ETAG, "\"1\"")], "").into_response()
        }
        Method::POST if said("uploads").is_some() => {
            unfinished.insert(key.clone(), BTreeMap::new());
            let begun = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><InitiateMultipartUploadResult><Bucket>{NAME}</Bucket>\
                 <Key>{key}</Key><UploadId>one</UploadId></InitiateMultipartUploadResult>"
            );
            xml(StatusCode::OK, begun)
        }
        Method::POST if said("uploadId").is_some() => {
            let whole = unfinished.remove(&key).unwrap();
            assert!(
                whole.values().rev().skip(1).all(|part| part.len() >= 5 << 20),
                "only the last part may be small"
            );
            files.insert(key.clone(), whole.into_values().flatten().collect());
            let done = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CompleteMultipartUploadResult><Bucket>{NAME}</Bucket>\
                 <Key>{key}</Key><ETag>\"1\"</ETag></CompleteMultipartUploadResult>"
            );
            xml(StatusCode::OK, done)
        }
        Method::DELETE if said("uploadId").is_some() => {
            unfinished.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        Method::GET if query.contains("list-type=2") => list(&files, &said("prefix").unwrap_or_default()),
        Method::GET => match files.get(&key) {
            Some(file) => read(file, &parts.headers),
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

/// The files whose names begin so.
fn list(files: &Files, prefix: &str) -> Response<Body> {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><IsTruncated>false</IsTruncated>",
    );
    for (key, file) in files.iter().filter(|(key, _)| key.starts_with(prefix)) {
        let _ = write!(
            list,
            "<Contents><Key>{key}</Key><LastModified>2026-11-27T10:00:00.000Z</LastModified><ETag>\"1\"</ETag><Size>{}</Size></Contents>",
            file.len()
        );
    }
    list.push_str("</ListBucketResult>");
    xml(StatusCode::OK, list)
}

/// A file, or the part of it that is asked for.
fn read(file: &[u8], headers: &HeaderMap) -> Response<Body> {
    let about = [
        (header::ETAG, "\"1\"".to_owned()),
        (header::LAST_MODIFIED, "Fri, 27 Nov 2026 10:00:00 GMT".to_owned()),
    ];
    let asked = headers.get(header::RANGE).map(|range| range.to_str().unwrap());
    let Some((from, to)) = asked.map(|range| range.strip_prefix("bytes=").unwrap().split_once('-').unwrap())
    else {
        return (about, file.to_vec()).into_response();
    };
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let to = (to + 1).min(file.len());
    let range = format!("bytes {from}-{}/{}", to - 1, file.len());
    let part = file[from..to].to_vec();
    (
        StatusCode::PARTIAL_CONTENT,
        about,
        [(header::CONTENT_RANGE, range)],
        part,
    )
        .into_response()
}
