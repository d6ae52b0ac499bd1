//! What stands in the place of an answer though its status is 200: words and pages of proxies, load balancers and tunnels.

use std::time::Duration;

use provider::ProviderError;
use reqwest::header::HeaderMap;

use super::fault::is_page;

/// The most bytes that are looked at.
const LOOKED: usize = 16 << 10;

/// The most characters of a proxy's words that are told.
const TOLD: usize = 120;

/// Words of Envoy, nginx, Apache, `HAProxy`, Varnish, Cloudflare, AWS, Google and others for a server behind them that does not
/// answer now.
const PASSING: &[&str] = &[
    "upstream connect error",
    "no healthy upstream",
    "upstream request timeout",
    "upstream prematurely closed",
    "disconnect/reset before headers",
    "connection termination",
    "connection refused",
    "connection reset",
    "connection timed out",
    "bad gateway",
    "gateway time-out",
    "gateway timeout",
    "service unavailable",
    "service temporarily unavailable",
    "temporarily unavailable",
    "temporarily overloaded",
    "internal server error",
    "server error",
    "web server is down",
    "web server is returning an unknown error",
    "origin is unreachable",
    "a timeout occurred",
    "error code: 5",
    "error 5",
    "backend fetch failed",
    "no server is available",
    "no available server",
    "failed to connect to",
    "econnrefused",
    "econnreset",
    "etimedout",
    "dial tcp",
    "try again later",
    "try again in",
    "too many requests",
    "under maintenance",
    "down for maintenance",
];

/// The fault of a proxy that a body tells of, unless it is something else.
pub(super) fn passing(body: &[u8]) -> Option<ProviderError> {
    let said = words(body)?;
    let folded = said.to_lowercase();
    let detail = if PASSING.iter().any(|words| folded.contains(words)) {
        let short: String = said.chars().take(TOLD).collect();
        format!("a proxy in front of it answered “{short}”: check that the model server runs, then try again")
    } else {
        return None;
    };
    Some(ProviderError::Unavailable {
        detail,
        retry_after: super::retry_after::in_words(&folded)
            .or(folded.contains("too many requests").then_some(PAUSE)),
    })
}

/// How long whoever is asked too often is left alone where no time is said.
const PAUSE: Duration = Duration::from_secs(20);

/// A body that is no document, in one line: of a page its title, or else its first heading.
fn words(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED)]);
    let text = text.trim_start_matches('\u{feff}').trim();
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_page(text.as_bytes()) {
        // A document that broke off, or is written otherwise, is none of a proxy's.
        let document = text.starts_with(['{', '[', '"']) || text.starts_with("data:");
        return (!document && !text.is_empty() && text.len() < LOOKED).then(|| line(text));
    }
    let folded = text.to_ascii_lowercase();
    let found = ["title", "h1", "h2", "center"].into_iter().find_map(|name| {
        let from = folded.find(&format!("<{name}"))?;
        let from = from + folded[from..].find('>')? + 1;
        let until = from + folded[from..].find(&format!("</{name}"))?;
        Some(line(&text[from..until])).filter(|found| !found.is_empty())
    });
    found.or_else(|| Some(line(&tagless(text))))
}

fn tagless(text: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in text.chars() {
        match c {
            '<' => within = true,
            '>' => {
                within = false;
                out.push(' ');
            }
            _ if !within => out.push(c),
            _ => {}
        }
    }
    out
}

/// What ngrok says of a tunnel of its own, by the header that it sends or the code in its page.
pub(super) fn tunnel(host: &str, headers: &HeaderMap, body: &[u8]) -> Option<ProviderError> {
    const CODE: &str = "ERR_NGROK_";
    let text = String::from_utf8_lossy(&body[..body.len().min(LOOKED)]);
    let header = headers
        .get("ngrok-error-code")
        .and_then(|code| code.to_str().ok());
    let found = header.or_else(|| text.find(CODE).map(|at| &text[at..]))?;
    let digits: String = found
        .trim()
        .strip_prefix(CODE)?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let unreachable = |detail: String| ProviderError::Unreachable { detail };
    Some(match digits.as_str() {
        "" => return None,
        "3200" | "3004" | "6022" => unreachable(format!(
            "the ngrok tunnel {host} is offline (ERR_NGROK_{digits}): start ngrok on its machine again, or enter the tunnel's new address"
        )),
        "8012" => unreachable(format!(
            "the ngrok tunnel {host} is there, but nothing answers behind it (ERR_NGROK_{digits}): start the model server"
        )),
        "6024" => unreachable(format!(
            "ngrok shows a warning page for {host} instead of the model server (ERR_NGROK_{digits}): use a paid or static domain"
        )),
        _ => unreachable(format!(
            "ngrok refused the call to {host} (ERR_NGROK_{digits}, see ngrok.com/docs/errors/err_ngrok_{digits})"
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Option<String> {
        match passing(body.as_bytes()) {
            Some(ProviderError::Unavailable { detail, .. }) => Some(detail),
            Some(other) => panic!("{other}"),
            None => None,
        }
    }

    #[test]
    fn words_and_pages_of_proxies_are_faults_that_pass() {
        for (body, words) in [
            (
                "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
                "upstream connect error",
            ),
            ("no healthy upstream", "no healthy upstream"),
            ("upstream request timeout", "upstream request timeout"),
            ("error code: 502", "error code: 502"),
            (
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>",
                "502 Bad Gateway",
            ),
            (
                "<!DOCTYPE html><html lang=\"en-US\"><head><title>api.example.com | 524: A timeout occurred</title></head>",
                "524: A timeout",
            ),
            (
                "<!DOCTYPE html>\n<!--[if lt IE 7]> <html class=\"no-js ie6\"> <![endif]--><title>models.example | 521: Web server is down</title>",
                "521: Web server",
            ),
            (
                "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
                "503 Service",
            ),
            (
                "<?xml version=\"1.0\"?><html><head><title>503 Backend fetch failed</title></head>",
                "Backend fetch failed",
            ),
            ("Service Unavailable", "Service Unavailable"),
            ("dial tcp 127.0.0.1:8080: connect: connection refused", "dial tcp"),
            (
                "The service is temporarily overloaded. Please try again later.",
                "overloaded",
            ),
            ("\u{feff} Too Many Requests\n", "Too Many Requests"),
            (
                "<html><head><title>Error</title></head><body><pre>Internal Server Error</pre></body></html>",
                "",
            ),
        ] {
            let told = told(body);
            if words.is_empty() {
                assert_eq!(told, None, "{body}");
            } else {
                assert!(
                    told.as_ref().is_some_and(|told| told.contains(words)),
                    "{body}: {told:?}"
                );
            }
        }
    }

    #[test]
    fn pages_of_sites_and_documents_are_no_faults_that_pass() {
        for body in [
            "",
            "Ollama is running",
            "<html><head><title>Just a moment...</title></head>",
            "<html><head><title>Welcome to nginx!</title></head>",
            "<html><head><title>Sign in</title></head><body>bad gateway</body>",
            "{\"choices\":[{\"message\":{\"content\":\"bad gateway",
            "data: {\"choices\":[{\"delta\":{\"content\":\"no healthy upstream\"}}]}",
            "[1, \"service unavailable\"]",
        ] {
            assert_eq!(told(body), None, "{body}");
        }
    }

    #[test]
    fn a_tunnel_that_is_offline_is_named() {
        let told = |header: &'static str, body: &str| {
            let mut headers = HeaderMap::new();
            if !header.is_empty() {
                headers.insert("ngrok-error-code", header.parse().unwrap());
            }
            tunnel("abc.ngrok-free.app", &headers, body.as_bytes()).map(|error| error.to_string())
        };
        for found in [
            told("ERR_NGROK_3200", "<!DOCTYPE html>"),
            told(
                "",
                "The endpoint abc.ngrok-free.app is offline.\r\n\r\nERR_NGROK_3200\r\n",
            ),
        ] {
            let found = found.unwrap();
            assert!(
                found.contains("abc.ngrok-free.app is offline") && found.contains("start ngrok"),
                "{found}"
            );
        }
        assert!(
            told("ERR_NGROK_8012", "")
                .unwrap()
                .contains("start the model server")
        );
        assert!(
            told("", "<p>ERR_NGROK_727</p>")
                .unwrap()
                .contains("err_ngrok_727")
        );
        assert_eq!(told("", "offline"), None);
        assert_eq!(told("", "ERR_NGROK_"), None);
    }
}
