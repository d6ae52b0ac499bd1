//! A site that was found and has recognised its user: what it offers, and calls of its API.

use chrono::Utc;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::address::{Root, same_site};
use super::answer::Told;
use super::client::Client;
use super::discover::{Index, discover};
use super::look::Look;
use super::rights::{self, Me};
use super::said::Said;
use super::xmlrpc::{self, Opinion};
use crate::error::DestinationError;

/// A site, ready for calls.
pub(super) struct Site<'a> {
    pub(super) client: &'a Client,
    pub(super) root: Root,
    pub(super) index: Index,
    pub(super) me: Me,
    pub(super) host: String,
    look: OnceCell<Option<Look>>,
}

impl<'a> Site<'a> {
    /// Finds the API and signs in.
    pub(super) async fn open(client: &'a Client, home: &Url) -> Result<Self, DestinationError> {
        let (root, index) = discover(client, home).await?;
        let host = home.host_str().unwrap_or_default().to_owned();
        let mut site = Self {
            client,
            root,
            index,
            me: Me::default(),
            host,
            look: OnceCell::new(),
        };
        site.me = rights::of_user(&site, home).await?;
        Ok(site)
    }

    /// What the latest posts tell of the site; none if it does not show them.
    pub(super) async fn look(&self) -> Option<&Look> {
        let look = self
            .look
            .get_or_init(async || Look::take(self).await.ok()?.ok())
            .await;
        look.as_ref()
    }

    /// What `rest_not_logged_in` means, which WordPress says of a wrong password and of a dropped header alike.
    pub(super) async fn not_signed_in(&self, said: Said, home: &Url) -> DestinationError {
        if said.code != "rest_not_logged_in" {
            return said.about("the user");
        }
        if !self.index.takes_passwords() {
            return DestinationError::PasswordsDisabled {
                detail: "the site doesn't support them".to_owned(),
            };
        }
        // The folder of WordPress itself may be another one than the home page's.
        let own = self.index.url.parse().ok().filter(|url| same_site(url, home));
        match xmlrpc::opinion(self.client, own.as_ref().unwrap_or(home)).await {
            Opinion::Right => DestinationError::HeaderDropped,
            Opinion::Wrong => DestinationError::SignIn { detail: said.words() },
            Opinion::None => DestinationError::NotSignedIn,
        }
    }

    /// Reads.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        route: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Told<T>, DestinationError> {
        self.call(Method::GET, route, parameters, None).await
    }

    /// Creates or changes; WordPress takes both as POST.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        route: &str,
        parameters: &[(&str, &str)],
        body: &Value,
    ) -> Result<Told<T>, DestinationError> {
        self.call(Method::POST, route, parameters, Some(body)).await
    }

    /// Calls a route.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        route: &str,
        parameters: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Told<T>, DestinationError> {
        let writes = matches!(method, Method::POST | Method::DELETE);
        // Some caches keep what is read for those who are signed in too: an older answer would hide a post that is there.
        let now = Utc::now().timestamp_micros().to_string();
        let fresh = (!writes).then_some(("_", now.as_str()));
        let parameters: Vec<_> = parameters.iter().copied().chain(fresh).collect();
        let url = self.root.at(route, &parameters);
        let mut request = self.client.request(method, url)?;
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = self.client.send(request, &self.host).await?;
        let hear = |beside| self.client.hear(beside);
        if writes {
            answer.written(&hear)
        } else {
            answer.json(&hear)
        }
    }
}
