//! What the clients over HTTP have in common: a call with a deadline, the body with a limit, and faults in our words.

mod fault;
#[cfg(test)]
mod fault_seen_tests;
#[cfg(test)]
mod fault_tests;
mod fault_words;
mod packed;
mod picture;
mod proxies;
mod retry_after;
mod words;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use egress::{Egress, EgressError};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use provider::{Failed, ProviderError, Usage};

pub(super) use fault::{Told, is_fault};
pub(super) use packed::begins_packed;
pub(super) use picture::{decoded, guidance, picture};

use fault::{of_status, status_of};

/// The most bytes of an answer that tells of a fault.
const FAULT_CAP: usize = 256 << 10;

/// A provider's address with the key for it.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) egress: Egress,
    base: Url,
    key: Option<(SecretString, HeaderValue)>,
    header: HeaderName,
}

/// One call that began: how long it still has, and the provider's id once it is known.
pub(super) struct Call {
    deadline: Instant,
    pub(super) request_id: Option<String>,
    pub(super) usage: Usage,
    /// The most tokens that an answer may have, as they were asked for.
    pub(super) asked: Option<u32>,
    /// What there is of the text that the answer goes on with.
    pub(super) so_far: String,
    /// Words for the log.
    pub(super) notes: Vec<String>,
}

impl Wire {
    /// An address and a key, checked as far as can be without a call.
    pub(super) fn new(egress: Egress, base: &str, key: Option<SecretString>) -> Result<Self, ProviderError> {
        let base = egress.url(base).map_err(of_egress)?;
        let key = key.filter(|key| !key.expose_secret().trim().is_empty());
        let key =
            match key {
                None => None,
                Some(key) => {
                    let key = SecretString::from(key.expose_secret().trim());
                    let mut header = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))
                        .map_err(|_| ProviderError::Key {
                            detail: "it contains invalid characters".to_owned(),
                        })?;
                    header.set_sensitive(true);
                    Some((key, header))
                }
            };
        let header = AUTHORIZATION;
        Ok(Self {
            egress,
            base,
            key,
            header,
        })
    }

    /// The same, with the key in a header of its own: Azure takes what stands under `authorization` for another thing.
    pub(super) fn key_by(mut self, header: &'static str) -> Self {
        if let Some((key, _)) = self.key.take() {
            // The characters were looked at before.
            if let Ok(mut value) = HeaderValue::from_str(key.expose_secret()) {
                value.set_sensitive(true);
                self.header = HeaderName::from_static(header);
                self.key = Some((key, value));
            }
        }
        self
    }

    /// Where it answers.
    pub(super) const fn base(&self) -> &Url {
        &self.base
    }

    /// Whether there is a key.
    pub(super) const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// A request to `path` under the address; what stands after a `?` in it stays.
    pub(super) fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, ProviderError> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        self.request_at(method, url)
    }

    /// A request to any address of the same server.
    pub(super) fn request_at(&self, method: Method, url: Url) -> Result<RequestBuilder, ProviderError> {
        let request = self.egress.request(method, url).map_err(of_egress)?;
        // What is packed all the same is unpacked; asked for, it would keep words of a stream back.
        let request = request.header(ACCEPT_ENCODING, "identity");
        Ok(match &self.key {
            Some((_, value)) => request.header(self.header.clone(), value.clone()),
            None => request,
        })
    }

    /// The provider's words in one short line without the key.
    pub(super) fn words(&self, text: &str) -> String {
        words::short(text, self.key.as_ref().map(|(key, _)| key.expose_secret()))
    }

    /// What an answer other than 2xx means.
    pub(super) async fn fault(&self, call: &Call, response: Response) -> (Told, ProviderError) {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        match call.read(response, FAULT_CAP).await {
            Ok(body) => {
                let told = Told::read(&body);
                if let Some(to) = led_to(&self.base, status, &headers) {
                    return (told, to);
                }
                let host = self.base.host_str().unwrap_or_default();
                let error = proxies::tunnel(host, &headers, &body)
                    .unwrap_or_else(|| self.meaning(status, &headers, &told));
                (told, error)
            }
            // The status says more than a body that broke off.
            Err(_) => (Told::default(), self.meaning(status, &headers, &Told::default())),
        }
    }

    /// What an error within an answer of status 200 or a stream means.
    pub(super) fn within(&self, answer: &Value) -> ProviderError {
        self.told_within(answer).2
    }

    /// The same with what it says.
    pub(super) fn told_within(&self, answer: &Value) -> (u16, Told, ProviderError) {
        let told = Told::of(answer);
        let status = status_of(&told);
        let error = self.meaning(status, &HeaderMap::new(), &told);
        (status, told, error)
    }

    /// What a status with the provider's words means.
    fn meaning(&self, status: u16, headers: &HeaderMap, told: &Told) -> ProviderError {
        let detail = self.words(&told.message(status));
        of_status(status, told, detail, retry_after::read(headers).or(told.retry))
    }
}

impl Call {
    /// A call that may take so long.
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            deadline: Instant::now() + timeout,
            request_id: None,
            usage: Usage::default(),
            asked: None,
            so_far: String::new(),
            notes: Vec::new(),
        }
    }

    /// What is left of its time.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Sends, and takes the request id before anything else can go wrong.
    pub(super) async fn send(&mut self, request: RequestBuilder) -> Result<Response, ProviderError> {
        let response = request.timeout(self.left()).send().await.map_err(of_reqwest)?;
        let id = ["x-request-id", "request-id"]
            .into_iter()
            .find_map(|name| response.headers().get(name)?.to_str().ok());
        if let Some(id) = id {
            self.request_id = Some(id.chars().take(200).collect());
        }
        Ok(response)
    }

    /// The whole body.
    pub(super) async fn read(&self, response: Response, cap: usize) -> Result<Bytes, ProviderError> {
        let body = egress::read(response, cap).await.map_err(of_egress)?;
        packed::unpacked(body, cap)
    }

    /// The whole of a body whose first piece was read already.
    pub(super) async fn rest(
        &self,
        first: Bytes,
        mut response: Response,
        cap: usize,
    ) -> Result<Bytes, ProviderError> {
        let mut body = BytesMut::from(first);
        while let Some(piece) = response.chunk().await.map_err(of_reqwest)? {
            if body.len() + piece.len() > cap {
                return Err(malformed(format!("it is longer than {cap} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        packed::unpacked(body.freeze(), cap)
    }

    /// The whole body as JSON.
    pub(super) async fn json<T: DeserializeOwned>(
        &self,
        response: Response,
        cap: usize,
    ) -> Result<T, ProviderError> {
        let body = self.read(response, cap).await?;
        from_json(&body)
    }

    /// The failure with what is known of the call.
    pub(super) fn failed(self, error: ProviderError) -> Failed {
        Failed {
            error,
            request_id: self.request_id,
            usage: self.usage,
        }
    }
}

/// Ends of an address that are the request's and not the server's.
const ENDPOINTS: &[&str] = &[
    "/models",
    "/chat/completions",
    "/images/generations",
    "/embeddings",
];

/// Where a server says that it is. No key goes there unless somebody enters it.
fn led_to(base: &Url, status: u16, headers: &HeaderMap) -> Option<ProviderError> {
    let to = headers.get(LOCATION).filter(|_| (300..400).contains(&status))?;
    let mut to = base.join(to.to_str().ok()?).ok()?;
    to.set_query(None);
    let path = to.path().trim_end_matches('/').to_owned();
    let end = ENDPOINTS.iter().find_map(|end| path.strip_suffix(end));
    to.set_path(end.unwrap_or(&path));
    Some(ProviderError::Address {
        detail: format!("it redirects to {to} (status {status}): enter that URL"),
    })
}

/// A body as JSON, with or without a byte order mark.
pub(super) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProviderError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| unreadable(body, &error))
}

/// An answer that is no JSON.
fn unreadable(body: &[u8], error: &serde_json::Error) -> ProviderError {
    if let Some(fault) = passing(body) {
        return fault;
    }
    if body.trim_ascii().is_empty() {
        return ProviderError::Unavailable {
            detail: "it returned an empty answer".to_owned(),
            retry_after: None,
        };
    }
    let detail = if fault::is_page(body) {
        "it returned a web page instead of JSON: check the URL in Integrations".to_owned()
    } else if error.is_eof() && !body.is_empty() {
        return ProviderError::Unavailable {
            detail: "the answer was cut off".to_owned(),
            retry_after: None,
        };
    } else {
        format!("invalid JSON: {error}")
    };
    ProviderError::Malformed { detail, text: None }
}

/// The fault of a proxy that stands in the place of an answer, where it is one that passes.
pub(super) fn passing(body: &[u8]) -> Option<ProviderError> {
    proxies::passing(body)
}

/// An answer of another shape than the documented one.
pub(super) fn malformed(detail: impl Into<String>) -> ProviderError {
    ProviderError::Malformed {
        detail: detail.into(),
        text: None,
    }
}

/// What a failed connection means.
pub(super) fn of_reqwest(error: reqwest::Error) -> ProviderError {
    of_egress(error.into())
}

/// The same, after the guard has looked at it.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
pub(super) fn of_egress(error: EgressError) -> ProviderError {
    let detail = error.to_string();
    match error {
        EgressError::TimedOut => ProviderError::TimedOut,
        EgressError::Broken(_) => ProviderError::Unavailable {
            detail,
            retry_after: None,
        },
        EgressError::TooLarge { .. } | EgressError::Status { .. } => malformed(detail),
        EgressError::NotFound { .. }
        | EgressError::Unreachable(_)
        | EgressError::Redirects
        | EgressError::Client(_) => ProviderError::Unreachable { detail },
        EgressError::Address(_)
        | EgressError::Scheme
        | EgressError::UserInfo
        | EgressError::Fragment
        | EgressError::NotPublic { .. } => ProviderError::Address { detail },
    }
}
