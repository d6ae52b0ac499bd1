//! Requests to a WordPress site: signed in, limited in time and size, with every fault named.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use super::address::plain;
use super::said::Said;
use crate::egress::{self, Egress};
use crate::integrations::error::DestinationError;
use crate::integrations::reach::{fault, retry_after};

/// The most bytes of an answer: a long article as it is edited, twice and with room.
const MOST_BYTES: usize = 8 << 20;

/// Who asks, and how patiently.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) egress: Egress,
    pub(super) user: String,
    pub(super) password: SecretString,
    pub(super) patience: Duration,
}

/// An answer, whatever it says.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Client {
    /// A request in the user's name.
    pub(super) fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, DestinationError> {
        let request = self
            .egress
            .request(method, url)
            .map_err(DestinationError::Unreachable)?;
        Ok(request.basic_auth(&self.user, Some(self.password.expose_secret())))
    }

    /// Sends a request; `host` is named if nobody answers.
    pub(super) async fn send(&self, request: RequestBuilder, host: &str) -> Result<Answer, DestinationError> {
        self.send_within(request, host, self.patience).await
    }

    /// The same with another patience.
    pub(super) async fn send_within(
        &self,
        request: RequestBuilder,
        host: &str,
        patience: Duration,
    ) -> Result<Answer, DestinationError> {
        let request = request.timeout(patience);
        let fault = |error| fault(error, host, patience);
        let response = request.send().await.map_err(|error| fault(error.into()))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = egress::read(response, MOST_BYTES).await.map_err(fault)?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

impl Answer {
    /// Where it sends on to, if it does.
    pub(super) fn redirect(&self, from: &Url) -> Option<Url> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        from.join(self.headers.get(LOCATION)?.to_str().ok()?).ok()
    }

    /// The JSON of a good answer, or what the REST API says instead.
    pub(super) fn json<T: DeserializeOwned>(self, url: &Url) -> Result<Result<T, Said>, DestinationError> {
        if let Some(to) = self.redirect(url) {
            return Err(DestinationError::Moved { to: plain(&to) });
        }
        match self.status {
            200..300 => read(&self.body).map(Ok),
            408 => Err(DestinationError::Unavailable {
                detail: "status 408: it waited too long for the request".to_owned(),
                retry_after: None,
            }),
            429 => Err(DestinationError::RateLimited {
                retry_after: retry_after(&self.headers),
            }),
            502..=504 => Err(DestinationError::Unavailable {
                detail: Said::read(self.status, &self.body).words(),
                retry_after: retry_after(&self.headers),
            }),
            status => Ok(Err(Said::read(status, &self.body))),
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DestinationError> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // Plugins that complain print their warnings before the answer.
    if text.starts_with('<') {
        for start in ["\n{\"", "\n[", ">{\"", ">["] {
            if let Some(at) = text.rfind(start)
                && let Ok(value) = serde_json::from_str(&text[at + 1..])
            {
                return Ok(value);
            }
        }
        return Err(DestinationError::Malformed {
            detail: "a web page came instead of data: a plugin, firewall or login page stands before it"
                .to_owned(),
        });
    }
    Err(DestinationError::Malformed {
        detail: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|&(name, value)| {
                (
                    reqwest::header::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            })
            .collect();
        Answer {
            status,
            headers,
            body: body.to_owned().into(),
        }
    }

    fn url() -> Url {
        "https://example.com/wp-json/".parse().unwrap()
    }

    #[test]
    fn json_is_found_behind_marks_and_warnings() {
        for body in [
            "{\"a\":1}",
            "\u{feff}{\"a\":1}\n",
            "<br />\n<b>Warning</b>: x in <b>y</b><br />\n{\"a\":1}",
        ] {
            let read = answer(200, &[], body).json::<Value>(&url()).unwrap().unwrap();
            assert_eq!(read, json!({"a": 1}), "{body}");
        }
        for body in ["<html>Hello</html>", "", "{"] {
            let error = answer(200, &[], body).json::<Value>(&url()).unwrap_err();
            assert!(matches!(error, DestinationError::Malformed { .. }), "{error}");
        }
    }

    #[test]
    fn a_redirect_says_where_to() {
        let error = answer(301, &[("location", "//www.example.com/wp-json/")], "")
            .json::<Value>(&url())
            .unwrap_err();
        assert!(matches!(error, DestinationError::Moved { to } if to == "https://www.example.com/wp-json"));
    }
}
