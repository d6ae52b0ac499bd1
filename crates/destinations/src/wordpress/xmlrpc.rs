//! Asks the older interface whether user and password are right: it takes them in the body, which no web server drops.

use reqwest::Method;
use secrecy::ExposeSecret as _;
use url::Url;

use super::client::Client;
use crate::markup::escape;

/// What it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opinion {
    /// User and password are right.
    Right,
    /// They are not.
    Wrong,
    /// It is turned off or does not answer.
    None,
}

/// Its opinion; a failure is none.
pub(super) async fn opinion(client: &Client, site: &Url) -> Opinion {
    let mut url = site.clone();
    url.set_query(None);
    url.set_path(&format!("{}/xmlrpc.php", site.path().trim_end_matches('/')));
    let body = format!(
        "<?xml version=\"1.0\"?><methodCall><methodName>wp.getUsersBlogs</methodName><params>\
         <param><value><string>{}</string></value></param><param><value><string>{}</string></value></param>\
         </params></methodCall>",
        escape(&client.user),
        escape(client.password.expose_secret())
    );
    let Ok(request) = client.unsigned(Method::POST, url) else {
        return Opinion::None;
    };
    let request = request
        .header(reqwest::header::CONTENT_TYPE, "text/xml")
        .body(body);
    match client.send(request, "").await {
        Ok(answer) if answer.status == 200 => read(&String::from_utf8_lossy(&answer.body)),
        _ => Opinion::None,
    }
}

fn read(body: &str) -> Opinion {
    if body.contains("<fault>") && body.contains("<int>403</int>") {
        Opinion::Wrong
    } else if body.contains("<name>blogid</name>") {
        Opinion::Right
    } else {
        Opinion::None
    }
}
