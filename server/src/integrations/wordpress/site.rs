//! A site that was found and has recognised its user: what it offers, and calls of its API.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::address::{Root, same_origin};
use super::client::Client;
use super::discover::{Index, discover};
use super::said::Said;
use super::xmlrpc::{self, Opinion};
use crate::integrations::error::DestinationError;

/// The user that WordPress sees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Me {
    pub(super) name: String,
    pub(super) roles: Vec<String>,
    capabilities: BTreeMap<String, Value>,
}

impl Me {
    /// Whether the user has a right, by WordPress' name.
    pub(super) fn may(&self, right: &str) -> bool {
        // Some plugins write rights as 1 or "1".
        match self.capabilities.get(right) {
            Some(Value::Bool(has)) => *has,
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            Some(Value::String(text)) => text == "1",
            _ => false,
        }
    }
}

/// A site, ready for calls.
pub(super) struct Site<'a> {
    pub(super) client: &'a Client,
    pub(super) root: Root,
    pub(super) index: Index,
    pub(super) me: Me,
    pub(super) host: String,
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
        };
        let fields = [("context", "edit"), ("_fields", "id,name,roles,capabilities")];
        site.me = match site.get::<Me>("/wp/v2/users/me", &fields).await? {
            Ok(me) => me,
            Err(said) => return Err(site.not_signed_in(said, home).await),
        };
        Ok(site)
    }

    /// What `rest_not_logged_in` means, which WordPress says of a wrong password and of a dropped header alike.
    async fn not_signed_in(&self, said: Said, home: &Url) -> DestinationError {
        if said.code != "rest_not_logged_in" {
            return said.about("the user");
        }
        if !self.index.takes_passwords() {
            return DestinationError::PasswordsDisabled {
                detail: "the site does not offer them".to_owned(),
            };
        }
        // The folder of WordPress itself may be another one than the home page's.
        let own = self.index.url.parse().ok().filter(|url| same_origin(url, home));
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
    ) -> Result<Result<T, Said>, DestinationError> {
        self.call(Method::GET, route, parameters, None).await
    }

    /// Creates or changes; WordPress takes both as POST.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        route: &str,
        parameters: &[(&str, &str)],
        body: &Value,
    ) -> Result<Result<T, Said>, DestinationError> {
        self.call(Method::POST, route, parameters, Some(body)).await
    }

    /// Calls a route.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        route: &str,
        parameters: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Result<T, Said>, DestinationError> {
        let url = self.root.at(route, parameters);
        let mut request = self.client.request(method, url.clone())?;
        if let Some(body) = body {
            request = request.json(body);
        }
        self.client.send(request, &self.host).await?.json(&url)
    }
}
