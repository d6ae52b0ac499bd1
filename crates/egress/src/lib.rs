//! The one guard that every outgoing HTTP request goes through.
//!
//! Addresses come from people: of model servers, of sites to publish on, of pictures that a model has drawn. A name is
//! resolved here, every address that is not on the public internet is refused, and the connection is made to the very
//! addresses that were checked, so that a name cannot mean one thing to the check and another to the connection.
//! Redirects are not followed by themselves and proxies of the environment are not used: both would go around it.

mod address;
mod body;
mod error;
mod resolver;

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::LOCATION;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, redirect};
use url::{Host, Url};

pub use body::{beginning, read};
pub use error::EgressError;

use resolver::Checked;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a whole request may take that does not say so itself.
const WHOLE: Duration = Duration::from_mins(1);

/// How many redirects [`Egress::fetch`] follows.
const HOPS: usize = 3;

/// Makes outgoing requests; cheap to clone.
#[derive(Clone, Debug)]
pub struct Egress {
    client: Client,
    loopback: bool,
}

impl Egress {
    /// A guard; `loopback` opens this machine's own addresses, also without TLS, for local models and tests.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(loopback: bool) -> Result<Self, EgressError> {
        let client = match builder(loopback).build() {
            Ok(client) => client,
            // A machine without root certificates shall still start; each call says what is missing.
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "no root certificates: calls over HTTPS will fail until they are installed"
                );
                builder(loopback)
                    .tls_certs_only([])
                    .build()
                    .map_err(EgressError::Client)?
            }
        };
        Ok(Self { client, loopback })
    }

    /// An address that may be called.
    ///
    /// # Errors
    /// No address of the web, not `https`, a user name, a fragment, or an IP address that is not public.
    pub fn url(&self, text: &str) -> Result<Url, EgressError> {
        let url = Url::parse(text.trim()).map_err(EgressError::Address)?;
        self.check(&url)?;
        Ok(url)
    }

    /// A request, to be completed and sent. It has a minute unless it is given another timeout.
    ///
    /// # Errors
    /// An address that may not be called.
    pub fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, EgressError> {
        self.check(&url)?;
        Ok(self.client.request(method, url))
    }

    /// A request that sends something, as [`Self::request`].
    ///
    /// # Errors
    /// An address that may not be called.
    pub fn post(&self, url: Url) -> Result<RequestBuilder, EgressError> {
        self.request(Method::POST, url)
    }

    /// What stands at an address, at most `cap` bytes of it; a few redirects are followed, each one checked.
    ///
    /// # Errors
    /// An address that may not be called, an answer other than 2xx, one that is too large, late or cut.
    pub async fn fetch(&self, url: Url, cap: usize, timeout: Duration) -> Result<Bytes, EgressError> {
        self.read_at(url, cap, timeout, HOPS).await
    }

    /// The same of an address that must have it itself: no redirect is followed.
    ///
    /// # Errors
    /// As [`Self::fetch`], and for a redirect.
    pub async fn fetch_there(&self, url: Url, cap: usize, timeout: Duration) -> Result<Bytes, EgressError> {
        self.read_at(url, cap, timeout, 0).await
    }

    /// Whether there is something at an address; a few redirects are followed, each one checked, and nothing is read.
    ///
    /// # Errors
    /// An address that may not be called, an answer other than 2xx, one that is late.
    pub async fn reach(&self, url: Url, timeout: Duration) -> Result<(), EgressError> {
        let reached = self.follow(url, timeout, HOPS);
        tokio::time::timeout(timeout, reached)
            .await
            .unwrap_or(Err(EgressError::TimedOut))
            .map(drop)
    }

    async fn read_at(
        &self,
        url: Url,
        cap: usize,
        timeout: Duration,
        hops: usize,
    ) -> Result<Bytes, EgressError> {
        let whole = async { read(self.follow(url, timeout, hops).await?, cap).await };
        tokio::time::timeout(timeout, whole)
            .await
            .unwrap_or(Err(EgressError::TimedOut))
    }

    /// The answer that redirects lead to.
    async fn follow(&self, mut url: Url, timeout: Duration, hops: usize) -> Result<Response, EgressError> {
        for _ in 0..=hops {
            let response = self
                .request(Method::GET, url.clone())?
                .timeout(timeout)
                .send()
                .await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let next = response
                .headers()
                .get(LOCATION)
                .and_then(|next| next.to_str().ok());
            match next {
                Some(next) if status.is_redirection() => {
                    url = url.join(next).map_err(EgressError::Address)?;
                    url.set_fragment(None);
                }
                _ => {
                    return Err(EgressError::Status {
                        status: status.as_u16(),
                    });
                }
            }
        }
        Err(EgressError::Redirects)
    }

    fn check(&self, url: &Url) -> Result<(), EgressError> {
        let host = url.host().ok_or(EgressError::Scheme)?;
        let own = match &host {
            Host::Domain(name) => address::is_own_name(name),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if own && self.loopback => {}
            _ => return Err(EgressError::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EgressError::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(EgressError::Fragment);
        }
        let open = match host {
            Host::Domain(_) => !own || self.loopback,
            Host::Ipv4(ip) => address::is_open(ip.into(), self.loopback),
            Host::Ipv6(ip) => address::is_open(ip.into(), self.loopback),
        };
        if open {
            Ok(())
        } else {
            Err(EgressError::NotPublic {
                host: host.to_string(),
            })
        }
    }
}

fn builder(loopback: bool) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("IGNY8/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .dns_resolver(Checked { loopback })
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
}

#[cfg(test)]
mod tests;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
