//! Finds the REST API of a site, or says why there is none.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::address::{Root, plain, same_site};
use super::answer::Answer;
use super::client::Client;
use super::lenient;
use super::said::Said;
use super::wall::Kind;
use crate::error::DestinationError;
use crate::markup::tags;

/// The relation by which WordPress names its API, in a header and in the page.
const RELATION: &str = "https://api.w.org/";

/// Where the sites of WordPress.com have their API, which knows no application passwords.
const HOSTED: &str = "public-api.wordpress.com";

/// What the API says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Index {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) url: String,
    /// Of documents beside the answer, one without them is none.
    #[serde(deserialize_with = "lenient::texts")]
    pub(super) namespaces: Vec<String>,
    #[serde(default)]
    authentication: Value,
}

impl Index {
    /// Whether the site offers application passwords.
    pub(super) fn takes_passwords(&self) -> bool {
        self.authentication.get("application-passwords").is_some()
    }

    /// The plugin that gives each post a language, if there is one.
    pub(super) fn languages_by(&self) -> Option<&'static str> {
        let has = |start: &str| self.namespaces.iter().any(|name| name.starts_with(start));
        if has("pll/") {
            Some("Polylang")
        } else if has("wpml/") {
            Some("WPML")
        } else {
            None
        }
    }

    fn is_wordpress(&self) -> bool {
        self.namespaces.iter().any(|name| name == "wp/v2")
    }
}

/// What one address gives.
enum Trial {
    Found(Root, Index),
    Said(Said),
    /// An answer that is none of an API.
    Nothing,
}

/// The REST API of a site and what it says of itself.
pub(super) async fn discover(client: &Client, home: &Url) -> Result<(Root, Index), DestinationError> {
    let host = home.host_str().unwrap_or_default();
    let mut roots = Vec::new();
    let mut looks_like_wordpress = false;
    let mut elsewhere = None;
    if let Some(root) = Root::if_root(home) {
        roots.push(root);
    } else {
        let page = match home_page(client, home, host).await {
            Ok(page) => page,
            // Where another program shows the site, WordPress names that one's address for everything, and answers at its own.
            Err(error @ DestinationError::Moved { .. }) => {
                elsewhere = Some(error);
                Page {
                    root: None,
                    home: home.clone(),
                    looks_like_wordpress: true,
                }
            }
            Err(error) => return Err(error),
        };
        looks_like_wordpress = page.looks_like_wordpress;
        roots.extend(page.root.clone());
        for home in [&page.home, home] {
            for root in [
                Root::folder(home),
                Root::parameter(home),
                Root::behind_index(home),
            ] {
                if !roots.contains(&root) {
                    roots.push(root);
                }
            }
        }
        if page.root.is_none() && elsewhere.is_none() {
            // A page of the older interface names the API too, and security plugins that hide the rest forget it.
            roots.extend(described(client, &page.home, host).await);
        }
    }
    let mut refusal = None;
    for root in roots {
        let trial = match (trial(client, &root, host).await, elsewhere.take()) {
            (Err(_), Some(moved)) => return Err(moved),
            (trial, moved) => {
                elsewhere = moved;
                trial?
            }
        };
        match trial {
            Trial::Found(root, index) => return Ok((root, index)),
            // Behind a missing page may stand the other form; a plain no is remembered.
            Trial::Said(said) if said.status == 404 && said.code.is_empty() => {}
            Trial::Said(said) => refusal = refusal.or(Some(said)),
            Trial::Nothing => {}
        }
    }
    Err(elsewhere.unwrap_or_else(|| verdict(refusal, looks_like_wordpress, home)))
}

fn verdict(refusal: Option<Said>, looks_like_wordpress: bool, home: &Url) -> DestinationError {
    match refusal {
        Some(said) if said.is_about_sign_in() => said.about("the sign-in"),
        Some(said) if said.status >= 500 => said.about("its REST API"),
        Some(said) if said.wall.is_some_and(|wall| wall.kind != Kind::Firewall) => said.about("its REST API"),
        Some(said) if looks_like_wordpress || !said.code.is_empty() || matches!(said.status, 401 | 403) => {
            let by = said.wall.map(|wall| wall.name).filter(|by| *by != "a firewall");
            let detail = match by {
                Some(by) => format!("{by} answers {}", said.words()),
                None => said.words(),
            };
            DestinationError::RestDisabled { detail }
        }
        None if looks_like_wordpress => DestinationError::RestDisabled {
            detail: "a web page comes instead of it".to_owned(),
        },
        _ => DestinationError::NotWordPress { url: plain(home) },
    }
}

/// What a home page tells.
struct Page {
    root: Option<Root>,
    /// Where it led to: the same site over HTTPS, with `www.` or without.
    home: Url,
    looks_like_wordpress: bool,
}

/// Looks into the headers first; many sites answer HEAD with another status, some leave the header out, and some break
/// the connection.
async fn home_page(client: &Client, home: &Url, host: &str) -> Result<Page, DestinationError> {
    let head = match ask(client, Method::HEAD, home, host).await {
        Ok(head) => Some(head),
        Err(DestinationError::Broken(_) | DestinationError::Malformed { .. }) => None,
        Err(error) => return Err(error),
    };
    if let Some(head) = &head
        && let Some(found) = api_link(head)
    {
        return Ok(Page {
            root: own(Some(found), &head.url)?,
            home: base(home, &head.url),
            looks_like_wordpress: true,
        });
    }
    let answer = ask(client, Method::GET, home, host).await?;
    let body = String::from_utf8_lossy(&answer.body);
    let found = api_link(&answer).or_else(|| api_link_in_page(&body, &answer.url));
    let looks_like_wordpress =
        found.is_some() || body.contains("/wp-content/") || body.contains("/wp-includes/");
    Ok(Page {
        root: own(found, &answer.url)?,
        home: base(home, &answer.url),
        looks_like_wordpress,
    })
}

/// The home page's address at the scheme and host that it led to; its path stays, as the one that it led to may be that
/// of a language.
fn base(home: &Url, led_to: &Url) -> Url {
    let mut base = led_to.clone();
    base.set_path(home.path());
    base.set_query(home.query());
    base
}

/// The root that the description of the older interface names.
async fn described(client: &Client, home: &Url, host: &str) -> Option<Root> {
    let mut url = home.clone();
    url.set_path(&format!("{}/xmlrpc.php", home.path().trim_end_matches('/')));
    url.set_query(Some("rsd"));
    let answer = client.page(Method::GET, &url, host).await.ok()?;
    let body = String::from_utf8_lossy(&answer.body);
    let tags = tags(&body);
    let link = tags
        .iter()
        .filter(|tag| tag.name == "api" && tag.attribute("name").as_deref() == Some("WP-API"))
        .find_map(|tag| tag.attribute("apilink"))?;
    own(answer.url.join(&link).ok(), home).ok()?
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

/// A redirect to another host ends the search, since the password must not be sent on.
async fn ask(client: &Client, method: Method, url: &Url, host: &str) -> Result<Answer, DestinationError> {
    let answer = client.page(method, url, host).await?;
    match answer.redirect() {
        Some(to) if !same_site(&answer.url, &to) => Err(DestinationError::Moved { to: plain(&to) }),
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
    if named.host_str() == Some(HOSTED) {
        return Err(DestinationError::Hosted);
    }
    if same_site(home, &here) {
        Ok(Some(Root::new(here)))
    } else {
        Err(DestinationError::Moved {
            to: Root::new(named).home(),
        })
    }
}

fn api_link(answer: &Answer) -> Option<Url> {
    answer
        .headers
        .get_all(reqwest::header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|link| {
            let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
            rest.contains(RELATION).then(|| answer.url.join(target).ok())?
        })
}

fn api_link_in_page(page: &str, home: &Url) -> Option<Url> {
    tags(page)
        .iter()
        .filter(|tag| tag.name == "link" && tag.attribute("rel").as_deref() == Some(RELATION))
        .find_map(|tag| home.join(&tag.attribute("href")?).ok())
}

async fn trial(client: &Client, root: &Root, host: &str) -> Result<Trial, DestinationError> {
    let asked = [("_fields", "name,url,namespaces,authentication")];
    let request = client.request(Method::GET, root.at("/", &asked))?;
    let answer = client.send(request, host).await?;
    if let Some(to) = answer.redirect() {
        return if same_site(&answer.url, &to) {
            Ok(Trial::Nothing)
        } else {
            Err(DestinationError::Moved {
                to: Root::new(to).home(),
            })
        };
    }
    let led_to = Root::answering(&answer.url, &asked);
    match answer.json::<Index>(&|beside| client.hear(beside)) {
        Ok(Ok(index)) if index.is_wordpress() => Ok(Trial::Found(led_to, index)),
        Ok(Ok(_)) | Err(DestinationError::Malformed { .. }) => Ok(Trial::Nothing),
        Ok(Err(said)) => Ok(Trial::Said(said)),
        Err(error) => Err(error),
    }
}
