//! Requests to a WordPress site: signed in, limited in time and size, led on where the site says the same address in
//! another way.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use egress::Egress;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::address::{same_route, same_site};
use super::answer::Answer;
use super::leftovers::unpacked;
use crate::Editor;
use crate::error::DestinationError;
use crate::reach::fault;

/// The most bytes of an answer: a long article as it is edited, twice and with room.
const MAX_BYTES: usize = 8 << 20;

/// How many redirects are followed.
const HOPS: usize = 4;

/// Who asks, and how patiently.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) egress: Egress,
    pub(super) user: String,
    pub(super) password: SecretString,
    pub(super) patience: Duration,
    pub(super) editor: Editor,
    /// The first text that stood beside an answer's JSON.
    pub(super) beside: Arc<OnceLock<String>>,
}

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follow {
    /// Those that name the same route, with all that was sent.
    Route,
    /// Those within the site, as of a home page that leads to its language.
    Site,
}

impl Client {
    /// A request in the user's name.
    pub(super) fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, DestinationError> {
        let request = self.unsigned(method, url)?;
        Ok(request
            .header(reqwest::header::ACCEPT, "application/json, */*;q=0.1")
            .header(reqwest::header::CACHE_CONTROL, "no-cache")
            .basic_auth(&self.user, Some(self.password.expose_secret())))
    }

    /// A request in nobody's name.
    pub(super) fn unsigned(&self, method: Method, url: Url) -> Result<RequestBuilder, DestinationError> {
        self.egress
            .request(method, url)
            .map_err(DestinationError::Unreachable)
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
        self.follow(request, host, patience, Follow::Route).await
    }

    /// A page as visitors see it.
    pub(super) async fn page(
        &self,
        method: Method,
        url: &Url,
        host: &str,
    ) -> Result<Answer, DestinationError> {
        let request = self.unsigned(method, url.clone())?;
        self.follow(request, host, self.patience, Follow::Site).await
    }

    /// What a redirect drops by its number (a body, a method) is kept, since it is the web server that sends it and not
    /// WordPress, which has not seen the request yet.
    async fn follow(
        &self,
        request: RequestBuilder,
        host: &str,
        patience: Duration,
        follow: Follow,
    ) -> Result<Answer, DestinationError> {
        let fault = |error| fault(error, host, patience);
        let (client, request) = request.timeout(patience).build_split();
        let mut request = request.map_err(|error| fault(error.into()))?;
        let mut hops = 0;
        loop {
            let url = request.url().clone();
            let again = request.try_clone();
            let response = client
                .execute(request)
                .await
                .map_err(|error| fault(error.into()))?;
            let status = response.status().as_u16();
            let headers = response.headers().clone();
            let body = egress::read(response, MAX_BYTES).await.map_err(fault)?;
            let body = unpacked(body, MAX_BYTES);
            let answer = Answer {
                status,
                headers,
                body,
                url,
            };
            let next = answer.redirect().and_then(|to| match follow {
                Follow::Route => same_route(&answer.url, &to),
                Follow::Site => same_site(&answer.url, &to).then_some(to),
            });
            let (Some(next), Some(mut again)) = (next, again) else {
                return Ok(answer);
            };
            if hops == HOPS {
                return Ok(answer);
            }
            hops += 1;
            let next = self
                .egress
                .url(next.as_str())
                .map_err(DestinationError::Unreachable)?;
            *again.url_mut() = next;
            request = again;
        }
    }

    /// Remembers what stood beside an answer, for the doctor.
    pub(super) fn hear(&self, beside: String) {
        // The first one is as good as any.
        let _ = self.beside.set(beside);
    }
}
