//! An answer of a site: its JSON, whatever stands around it, or what the site says instead.

use bytes::Bytes;
use reqwest::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::address::{plain, same_route, same_site};
use super::leftovers::{self, is_page};
use super::said::Said;
use super::wall::{self, Kind};
use crate::error::DestinationError;
use crate::reach::retry_after;

/// An answer, whatever it says.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The address that gave it, behind all redirects that were followed.
    pub(super) url: Url,
}

/// The JSON of a good answer, or what the REST API says instead.
pub(super) type Told<T> = Result<T, Said>;

impl Answer {
    /// Where it sends on to, if it does.
    pub(super) fn redirect(&self) -> Option<Url> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        self.url.join(self.headers.get(LOCATION)?.to_str().ok()?).ok()
    }

    /// The same for an answer to what was sent. Where something turns that into a plain request, WordPress lists what it has
    /// instead, and the first of it is none of ours.
    pub(super) fn written<T: DeserializeOwned>(
        self,
        beside: &dyn Fn(String),
    ) -> Result<Told<T>, DestinationError> {
        let is_list = (200..300).contains(&self.status)
            && leftovers::read::<Value>(&self.body)
                .is_ok_and(|read| read.value.is_array() && Said::of_json(None, &read.value).is_none());
        if is_list {
            return Err(DestinationError::Malformed {
                detail: "it returned a list instead of what was saved: a redirect, proxy or cache in front of the site turns POST requests into GET; exclude /wp-json/ from it, and enter the URL of the site as its pages show it"
                    .to_owned(),
            });
        }
        self.json(beside)
    }

    /// The JSON of a good answer, or what the REST API says instead; `beside` hears of what stood around it.
    pub(super) fn json<T: DeserializeOwned>(
        self,
        beside: &dyn Fn(String),
    ) -> Result<Told<T>, DestinationError> {
        if let Some(to) = self.redirect() {
            return Err(self.sent_on(&to));
        }
        match self.status {
            200..300 => self.good(beside),
            408 => Err(DestinationError::Unavailable {
                detail: "status 408: request timeout".to_owned(),
                retry_after: None,
            }),
            429 => {
                let said = self.said();
                // A check that no later time passes by itself.
                if said.wall.is_some_and(|wall| wall.kind == Kind::BotCheck) {
                    return Ok(Err(said));
                }
                Err(DestinationError::RateLimited {
                    retry_after: retry_after(&self.headers),
                })
            }
            502..=504 => {
                let said = self.said();
                match said.wall.map(|wall| wall.kind) {
                    Some(Kind::BotCheck | Kind::Firewall) => Ok(Err(said)),
                    Some(Kind::Maintenance) => Err(DestinationError::Unavailable {
                        detail: format!(
                            "{}; it is in maintenance mode: turn it off, or exclude the REST API from it",
                            said.words()
                        ),
                        retry_after: retry_after(&self.headers),
                    }),
                    _ => Err(DestinationError::Unavailable {
                        detail: said.words(),
                        retry_after: retry_after(&self.headers),
                    }),
                }
            }
            _ => Ok(Err(self.said())),
        }
    }

    fn good<T: DeserializeOwned>(self, beside: &dyn Fn(String)) -> Result<Told<T>, DestinationError> {
        // Where a notice was printed before the headers, the status of an error is lost, and only its body says it.
        if let Ok(read) = leftovers::read::<Value>(&self.body) {
            if let Some(said) = Said::of_json(None, &read.value) {
                return Ok(Err(said));
            }
            // Some walls speak JSON too, which has a message and nothing of WordPress.
            let is_message = read
                .value
                .as_object()
                .is_some_and(|fields| fields.len() <= 2 && fields.contains_key("message"));
            if is_message {
                let said = self.said();
                if said.wall.is_some() {
                    return Ok(Err(said));
                }
            }
        }
        match leftovers::read(&self.body) {
            Ok(read) => {
                if let Some(text) = read.beside {
                    beside(text);
                }
                Ok(Ok(read.value))
            }
            Err(error) => {
                let said = self.said();
                if said.wall.is_some() {
                    return Ok(Err(said));
                }
                let text = String::from_utf8_lossy(&self.body);
                let detail = if text.trim_start().starts_with("<?php") {
                    "it returned the code of PHP: PHP doesn't run for the REST API; ask the hosting provider to fix it"
                        .to_owned()
                } else if is_page(&text) || text.trim_start().starts_with('<') {
                    let title = if said.message.is_empty() {
                        String::new()
                    } else {
                        format!(", “{}”", said.message)
                    };
                    format!(
                        "it returned a web page{title} instead of data: a plugin, firewall or login page is in the way; exempt /wp-json/ from it"
                    )
                } else if text.trim().is_empty() {
                    "the response is empty: a plugin, firewall or PHP error is in the way; check the site's error log, and exempt /wp-json/ from what guards it".to_owned()
                } else {
                    error.to_string()
                };
                Err(DestinationError::Malformed { detail })
            }
        }
    }

    fn said(&self) -> Said {
        let mut said = Said::read(self.status, &self.body);
        if said.code.is_empty() && !said.is_about_sign_in() {
            said.wall = wall::of_page(self.status, &self.headers, &self.body);
        }
        said
    }

    /// What it means that a call was answered by another address.
    fn sent_on(&self, to: &Url) -> DestinationError {
        let to = to.clone();
        // What says the same address again was followed until it led in a circle.
        if same_route(&self.url, &to).is_some() {
            return DestinationError::Malformed {
                detail: format!(
                    "it redirects {} in circles: check the site's rules for HTTPS, www and trailing slashes, and a redirect plugin or proxy; exclude /wp-json/ from them",
                    plain(&self.url)
                ),
            };
        }
        if same_site(&self.url, &to) && to.path() != self.url.path() {
            return DestinationError::Malformed {
                detail: format!(
                    "it redirects to {}: a login page or plugin is in front of the REST API",
                    plain(&to)
                ),
            };
        }
        DestinationError::Moved { to: plain(&to) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
            url: "https://example.com/wp-json/wp/v2/posts".parse().unwrap(),
        }
    }

    fn read(answer: Answer) -> Result<Told<Value>, DestinationError> {
        answer.json(&|_| ())
    }

    #[test]
    fn json_is_read_and_pages_are_named() {
        let good = answer(200, &[("content-type", "text/html")], "Notice: x\n{\"a\":1}");
        assert_eq!(read(good).unwrap().unwrap(), json!({"a": 1}));
        for (body, words) in [
            ("<html><title>Hi there</title></html>", "“Hi there”"),
            ("", "the response is empty"),
            ("{", "EOF"),
        ] {
            let error = read(answer(200, &[], body)).unwrap_err();
            assert!(
                matches!(&error, DestinationError::Malformed { detail } if detail.contains(words)),
                "{error}"
            );
        }
    }

    #[test]
    fn a_list_is_no_answer_to_what_was_sent() {
        for body in ["[{\"id\":12},{\"id\":11}]", "[]", "Notice: x\n[{\"id\":12}]"] {
            let error = answer(200, &[], body).written::<Value>(&|_| ()).unwrap_err();
            assert!(error.to_string().contains("POST requests into GET"), "{error}");
        }
        let post = answer(201, &[], "{\"id\":12}").written::<Value>(&|_| ());
        assert_eq!(post.unwrap().unwrap(), json!({"id": 12}));
        let error = read(answer(200, &[], "<?php\ndefine( 'WP_USE_THEMES', true );")).unwrap_err();
        assert!(error.to_string().contains("PHP doesn't run"), "{error}");
    }

    /// Status, headers, body, and who stands there.
    type Stopped = (
        u16,
        &'static [(&'static str, &'static str)],
        &'static str,
        &'static str,
        Kind,
    );

    const WALLS: &[Stopped] = &[
        // Bunny Shield, with a good status as well.
        (
            403,
            &[("cdn-challenge", "true")],
            "<html><title>Establishing a secure connection ...</title></html>",
            "Bunny Shield",
            Kind::BotCheck,
        ),
        (
            200,
            &[("server", "BunnyCDN-JP1-1185")],
            "<!DOCTYPE html><html><head><title>Establishing a secure connection ...</title><script src=\"/.bunny-shield/assets/shield-challenge.js\"></script></head></html>",
            "Bunny Shield",
            Kind::BotCheck,
        ),
        // Vercel, as too many requests.
        (
            429,
            &[("x-vercel-mitigated", "challenge"), ("retry-after", "5")],
            "<title>Vercel Security Checkpoint</title>",
            "Vercel",
            Kind::BotCheck,
        ),
        (
            403,
            &[],
            "<html><head><title>Vercel Security Checkpoint</title>",
            "Vercel",
            Kind::BotCheck,
        ),
        // Imunify360, in JSON and as a page.
        (
            200,
            &[],
            "{\"message\":\"Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted\"}",
            "Imunify360",
            Kind::BotCheck,
        ),
        (
            403,
            &[],
            "{\"message\":\"Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted\"}",
            "Imunify360",
            Kind::BotCheck,
        ),
        (
            500,
            &[],
            "{\"message\": \"Access denied by Imunify360 bot-protection.\"}",
            "Imunify360",
            Kind::BotCheck,
        ),
        (
            200,
            &[],
            "<!DOCTYPE html><html><head><title>One moment, please...</title><script>var wsidchk;</script></head></html>",
            "Imunify360",
            Kind::BotCheck,
        ),
        (
            200,
            &[],
            "<html><head><title>Bot Verification</title><script src=\"https://www.recaptcha.net/recaptcha/api.js\"></script><div id=\"lsrecaptcha\"></div></head></html>",
            "LiteSpeed",
            Kind::BotCheck,
        ),
        (
            403,
            &[],
            "<html><script src=\"https://ct.captcha-delivery.com/c.js\"></script></html>",
            "DataDome",
            Kind::BotCheck,
        ),
        (
            403,
            &[],
            "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2>Request blocked. Generated by cloudfront (CloudFront)",
            "Amazon CloudFront",
            Kind::Firewall,
        ),
        (
            403,
            &[("x-azure-ref", "0x")],
            "<h2>The request is blocked.</h2>",
            "Azure Front Door",
            Kind::Firewall,
        ),
        (
            403,
            &[],
            "<title>Access Denied</title>Reference #18.2d https://errors.edgesuite.net/18.2d",
            "Akamai",
            Kind::Firewall,
        ),
        (
            403,
            &[],
            "<title>Access Denied - GoDaddy Website Firewall</title>",
            "GoDaddy",
            Kind::Firewall,
        ),
        (
            403,
            &[],
            "<p>Access is restricted by Kadence Security settings.</p>",
            "Kadence Security",
            Kind::Firewall,
        ),
        (
            503,
            &[("retry-after", "3600")],
            "<h1>Your access to this site has been limited by the site owner</h1>Generated by Wordfence",
            "Wordfence",
            Kind::Firewall,
        ),
    ];

    #[test]
    fn walls_speak_in_every_status_and_form() {
        for &(status, headers, body, name, kind) in WALLS {
            let said = read(answer(status, headers, body)).unwrap_err_said(body);
            let wall = said.wall.unwrap_or_else(|| panic!("no wall: {body}"));
            assert_eq!((wall.name, wall.kind), (name, kind), "{status} {body}");
        }
        // Too many requests of the usual kind, and good answers with a message.
        assert!(matches!(
            read(answer(429, &[("retry-after", "5")], "<title>Too many</title>")),
            Err(DestinationError::RateLimited { retry_after: Some(_) })
        ));
        let good = answer(200, &[("server", "cloudflare")], "{\"message\":\"saved\"}");
        assert_eq!(read(good).unwrap().unwrap(), json!({"message": "saved"}));
    }

    trait Refusal {
        fn unwrap_err_said(self, body: &str) -> Said;
    }

    impl Refusal for Result<Told<Value>, DestinationError> {
        fn unwrap_err_said(self, body: &str) -> Said {
            match self {
                Ok(Err(said)) => said,
                other => panic!("{other:?} for {body}"),
            }
        }
    }

    #[test]
    fn an_error_whose_status_was_lost_is_one() {
        let body = "<br />\n<b>Warning</b>: x<br />\n{\"code\":\"term_exists\",\"message\":\"There.\",\"data\":{\"status\":400,\"term_id\":3}}";
        let said = read(answer(200, &[], body)).unwrap().unwrap_err();
        assert_eq!((said.status, said.code.as_str()), (400, "term_exists"));
        assert_eq!(said.data["term_id"], 3);
    }

    #[test]
    fn a_redirect_says_where_to() {
        let error = read(answer(301, &[("location", "//www.example.org/wp-json/")], "")).unwrap_err();
        assert!(matches!(error, DestinationError::Moved { to } if to == "https://www.example.org/wp-json"));
        for circle in [
            "/wp-json/wp/v2/posts/",
            "/wp-json/wp/v2/posts",
            "/en/wp-json/wp/v2/posts",
        ] {
            let error = read(answer(301, &[("location", circle)], "")).unwrap_err();
            assert!(error.to_string().contains("in circles"), "{error}");
        }
        let error = read(answer(302, &[("location", "/wp-login.php?x")], "")).unwrap_err();
        assert!(matches!(error, DestinationError::Malformed { detail } if detail.contains("/wp-login.php:")));
    }
}
