//! Finds the REST API of a site, or says why there is none.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::address::{Root, plain, same_origin};
use super::client::{Answer, Client};
use super::said::Said;
use crate::integrations::error::DestinationError;
use crate::integrations::markup::tags;

/// The relation by which WordPress names its API, in a header and in the page.
const RELATION: &str = "https://api.w.org/";

/// What the API says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) namespaces: Vec<String>,
    authentication: Value,
}

impl Index {
    /// Whether the site offers application passwords.
    pub(super) fn takes_passwords(&self) -> bool {
        self.authentication.get("application-passwords").is_some()
    }

    fn is_wordpress(&self) -> bool {
        self.namespaces.iter().any(|name| name == "wp/v2")
    }
}

/// What one address gives.
enum Trial {
    Found(Index),
    Said(Said),
    /// An answer that is none of an API.
    Nothing,
}

/// The REST API of a site and what it says of itself.
pub(super) async fn discover(client: &Client, home: &Url) -> Result<(Root, Index), DestinationError> {
    let host = home.host_str().unwrap_or_default();
    let mut roots = Vec::new();
    let mut looks_like_wordpress = false;
    if let Some(root) = Root::if_root(home) {
        roots.push(root);
    } else {
        let page = home_page(client, home, host).await?;
        looks_like_wordpress = page.looks_like_wordpress;
        roots.extend(page.root);
        for root in [Root::folder(home), Root::parameter(home)] {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
    }
    let mut refusal = None;
    for root in roots {
        match trial(client, &root, host).await? {
            Trial::Found(index) => return Ok((root, index)),
            // Behind a missing page may stand the other form; a plain no is remembered.
            Trial::Said(said) if said.status == 404 && said.code.is_empty() => {}
            Trial::Said(said) => refusal = refusal.or(Some(said)),
            Trial::Nothing => {}
        }
    }
    Err(verdict(refusal, looks_like_wordpress, home))
}

fn verdict(refusal: Option<Said>, looks_like_wordpress: bool, home: &Url) -> DestinationError {
    match refusal {
        Some(said) if said.is_about_sign_in() || said.status >= 500 => said.about("its REST API"),
        Some(said) if looks_like_wordpress || !said.code.is_empty() || matches!(said.status, 401 | 403) => {
            DestinationError::RestDisabled { detail: said.words() }
        }
        None if looks_like_wordpress => DestinationError::RestDisabled {
            detail: "a web page comes instead of it".to_owned(),
        },
        _ => DestinationError::NotWordPress { url: plain(home) },
    }
}

/// What a home page tells.
#[derive(Default)]
struct Page {
    root: Option<Root>,
    looks_like_wordpress: bool,
}

/// Looks into the headers first; many sites answer HEAD with another status, some leave the header out.
async fn home_page(client: &Client, home: &Url, host: &str) -> Result<Page, DestinationError> {
    let head = ask(client, Method::HEAD, home, host).await?;
    let found = api_link(&head, home);
    if found.is_some() {
        return Ok(Page {
            root: own(found, home)?,
            looks_like_wordpress: true,
        });
    }
    let answer = ask(client, Method::GET, home, host).await?;
    let body = String::from_utf8_lossy(&answer.body);
    let found = api_link(&answer, home).or_else(|| api_link_in_page(&body, home));
    let looks_like_wordpress =
        found.is_some() || body.contains("/wp-content/") || body.contains("/wp-includes/");
    Ok(Page {
        root: own(found, home)?,
        looks_like_wordpress,
    })
}

/// The version that a home page names, if it does.
pub(super) async fn version(client: &Client, home: &Url) -> Option<String> {
    let answer = ask(client, Method::GET, home, "").await.ok()?;
    let body = String::from_utf8_lossy(&answer.body);
    tags(&body)
        .iter()
        .filter(|tag| tag.name == "meta" && tag.attribute("name").as_deref() == Some("generator"))
        .filter_map(|tag| tag.attribute("content"))
        .find_map(|content| Some(content.strip_prefix("WordPress ")?.to_owned()))
}

/// A redirect to another host or scheme ends the search, since the password must not be sent on; one to another page of
/// the same site, such as its English one, does not.
async fn ask(client: &Client, method: Method, url: &Url, host: &str) -> Result<Answer, DestinationError> {
    let request = client
        .egress
        .request(method, url.clone())
        .map_err(DestinationError::Unreachable)?;
    let answer = client.send(request, host).await?;
    match answer.redirect(url) {
        Some(to) if !same_origin(&to, url) => Err(DestinationError::Moved { to: plain(&to) }),
        _ => Ok(answer),
    }
}

/// The root if it is at the same host; the scheme of the address that works is kept, as proxies often hide it.
fn own(found: Option<Url>, home: &Url) -> Result<Option<Root>, DestinationError> {
    let Some(named) = found else {
        return Ok(None);
    };
    let mut here = named.clone();
    if here.scheme() != home.scheme() && here.set_scheme(home.scheme()).is_ok() {
        // Ports go with schemes; setting one of an address that has a host is never refused.
        let _ = here.set_port(home.port());
    }
    if same_origin(&here, home) {
        Ok(Some(Root::new(here)))
    } else {
        Err(DestinationError::Moved {
            to: Root::new(named).home(),
        })
    }
}

fn api_link(answer: &Answer, home: &Url) -> Option<Url> {
    answer
        .headers
        .get_all(reqwest::header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|link| {
            let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
            rest.contains(RELATION).then(|| home.join(target).ok())?
        })
}

fn api_link_in_page(page: &str, home: &Url) -> Option<Url> {
    tags(page)
        .iter()
        .filter(|tag| tag.name == "link" && tag.attribute("rel").as_deref() == Some(RELATION))
        .find_map(|tag| home.join(&tag.attribute("href")?).ok())
}

async fn trial(client: &Client, root: &Root, host: &str) -> Result<Trial, DestinationError> {
    let url = root.at("/", &[("_fields", "name,url,namespaces,authentication")]);
    let request = client.request(Method::GET, url.clone())?;
    let answer = client.send(request, host).await?;
    if let Some(to) = answer.redirect(&url) {
        return if same_origin(&to, &url) {
            Ok(Trial::Nothing)
        } else {
            Err(DestinationError::Moved {
                to: Root::new(to).home(),
            })
        };
    }
    match answer.json::<Index>(&url) {
        Ok(Ok(index)) if index.is_wordpress() => Ok(Trial::Found(index)),
        Ok(Ok(_)) | Err(DestinationError::Malformed { .. }) => Ok(Trial::Nothing),
        Ok(Err(said)) => Ok(Trial::Said(said)),
        Err(error) => Err(error),
    }
}
