//! Where the answer to a consent may go: to what the app registered and nowhere else.

use url::{Host, Url};

/// The most characters of an address.
const MAX: usize = 2_000;
/// Schemes of programs that are no domain name turned around, as RFC 8252 would have them.
const PROGRAMS: [&str; 9] = [
    "claude",
    "cursor",
    "jetbrains",
    "raycast",
    "vscode",
    "vscode-insiders",
    "warp",
    "windsurf",
    "zed",
];

/// Whether a program of this computer listens there: what listens may be any.
pub fn is_local(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| url.scheme() != "https")
}

/// What people know the place by: its host, or the scheme of a program.
pub fn place(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.host_str().unwrap_or_default().to_owned(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => String::new(),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether an app may register this address.
///
/// # Errors
/// Why not.
pub fn check(uri: &str) -> Result<(), &'static str> {
    if uri.len() > MAX || !uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err("a redirect URI is at most 2,000 plain ASCII characters");
    }
    let url = Url::parse(uri).map_err(|_| "a redirect URI is an absolute URI")?;
    if uri.contains('#') {
        return Err("a redirect URI has no fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a redirect URI names no user");
    }
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => {
            Err("a redirect URI without TLS leads to this computer: http://127.0.0.1 or http://localhost")
        }
        "https" => Err("a redirect URI names a host"),
        scheme if PROGRAMS.contains(&scheme) || scheme.contains('.') => Ok(()),
        _ => Err(
            "a redirect URI begins with https, with http for this computer, or with a scheme such as com.example.app",
        ),
    }
}

/// Whether an answer may go to `asked`, where `registered` may have it: the very same, but for the port of a program on this
/// computer, which it takes as it gets one (RFC 8252, section 7.3).
pub fn fits(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    if check(asked).is_err() {
        return false;
    }
    let (Ok(mut one), Ok(mut other)) = (Url::parse(registered), Url::parse(asked)) else {
        return false;
    };
    let loopback = |url: &Url| url.scheme() == "http" && is_loopback(url);
    if !loopback(&one) || !loopback(&other) {
        return false;
    }
    // What is read from it is what is there: no dots that lead elsewhere, no other spelling of a host.
    let plain = other.as_str().trim_end_matches('/') == asked.trim_end_matches('/');
    plain && one.set_port(None).is_ok() && other.set_port(None).is_ok() && one == other
}

/// The address with an answer.
pub fn with(uri: &str, answer: &[(&str, &str)]) -> Option<String> {
    let mut url = Url::parse(uri).ok()?;
    url.query_pairs_mut().extend_pairs(answer);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_register_addresses_that_lead_to_them() {
        for good in [
            "https://claude.ai/api/mcp/auth_callback",
            "http://localhost:3118/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:8080/cb",
            "cursor://anysphere.cursor-retrieval/oauth/user-mcp/callback",
            "com.example.app:/oauth",
            "vscode://dynamicauthprovider/callback",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/callback",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "blob:https://a.example/x",
            "http://evil.example/cb",
            "http://localhost.evil.example/cb",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1@evil.example/",
            "https://user:secret@good.example/",
            "https://good.example/#fragment",
            "https://good.example/#",
            "https://good.example\\@evil.example/",
            "https://good.example/ cb",
            "https://good.example/\n",
            "https://gööd.example/",
            "https://",
            "foo://bar",
            "ftp://good.example/",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_answer_goes_to_what_was_registered_alone() {
        let web = "https://good.example/cb";
        assert!(fits(web, web));
        for other in [
            "https://good.example/cb/",
            "https://good.example/cb?x=1",
            "https://good.example/cb/../evil",
            "https://good.example/CB",
            "https://GOOD.example/cb",
            "https://good.example:443/cb",
            "https://good.example:8443/cb",
            "https://good.example.evil.example/cb",
            "https://evil.example/cb",
            "http://good.example/cb",
            "https://good.example/cb#x",
            "https://good.example/%63b",
        ] {
            assert!(!fits(web, other), "{other}");
        }
    }

    #[test]
    fn a_program_of_this_computer_takes_any_port_and_no_other_path() {
        for registered in ["http://127.0.0.1/cb", "http://127.0.0.1:33418/cb"] {
            assert!(fits(registered, "http://127.0.0.1:51234/cb"));
            for other in [
                "http://localhost:51234/cb",
                "http://127.0.0.2:51234/cb",
                "http://127.0.0.1:51234/other",
                "http://127.0.0.1:51234/cb?next=x",
                "http://127.0.0.1:51234/x/../cb",
                "http://127.1:51234/cb",
                "http://0x7f.0.0.1:51234/cb",
                "https://127.0.0.1:51234/cb",
                "http://127.0.0.1:51234@evil.example/cb",
                "http://evil.example:51234/cb",
            ] {
                assert!(!fits(registered, other), "{other}");
            }
        }
        assert!(fits("http://localhost:1", "http://localhost:2"));
        assert!(!fits("https://good.example/cb", "http://127.0.0.1/cb"));
    }

    #[test]
    fn an_answer_stands_beside_what_the_address_had() {
        let to = with(
            "http://localhost:1/cb?a=b",
            &[("code", "x y&z"), ("state", "s=1")],
        );
        assert_eq!(to.unwrap(), "http://localhost:1/cb?a=b&code=x+y%26z&state=s%3D1");
        let to = with("cursor://a.b/cb", &[("code", "c")]);
        assert_eq!(to.unwrap(), "cursor://a.b/cb?code=c");
        assert_eq!(place("cursor://a.b/cb"), "cursor:");
        assert_eq!(place("https://claude.ai/x"), "claude.ai");
    }
}
