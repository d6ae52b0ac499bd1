//! From which network address a request comes: the connection's, or what the proxies before us say of it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::config::{Config, Forwarding};

/// The address that counts for bounds: who has an IPv6 address has a whole network of them, mostly /64.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => {
                let [a, b, c, d, ..] = six.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
        four @ IpAddr::V4(_) => four,
    }
}

/// Where a request comes from. Each trusted proxy adds the address of whom it had the request from at the end, so that what
/// stands before these was said by nobody whom we know. Proxies that say less than they should have their own address.
pub fn address(config: &Config, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let hops = config.trusted_proxies;
    if hops == 0 {
        return peer;
    }
    let said = match config.forwarding {
        Forwarding::XForwardedFor => listed(headers, "x-forwarded-for", hops).and_then(|text| parse(&text)),
        Forwarding::Forwarded => listed(headers, "forwarded", hops).and_then(|text| parse(&of_pairs(&text)?)),
    };
    said.or(peer)
}

/// The `hops`th from the end of a list, which may stand in several lines (RFC 9110, section 5.3).
fn listed(headers: &HeaderMap, name: &str, hops: usize) -> Option<String> {
    let mut all = Vec::new();
    for line in headers.get_all(name) {
        // What cannot be read is no address, but has its place.
        all.extend(
            line.to_str()
                .unwrap_or("?")
                .split(',')
                .map(|part| part.trim().to_owned()),
        );
    }
    all.into_iter().rev().nth(hops - 1)
}

/// What follows `for=` in the pairs of one proxy (RFC 7239, section 4).
fn of_pairs(text: &str) -> Option<String> {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    found
        .next()
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// An address, also with a port or in brackets, as some proxies write it.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(with_port) = text.parse::<SocketAddr>() {
        return Some(with_port.ip());
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    fn said(lines: &[&str], hops: usize) -> Option<String> {
        let text = listed(&headers("x-forwarded-for", lines), "x-forwarded-for", hops)?;
        parse(&text).map(|ip| network(ip).to_string())
    }

    #[test]
    fn the_last_proxies_are_believed_in_however_many_lines_they_speak() {
        assert_eq!(said(&["203.0.113.9"], 1).unwrap(), "203.0.113.9");
        assert_eq!(said(&["6.6.6.6, 203.0.113.9"], 1).unwrap(), "203.0.113.9");
        assert_eq!(said(&["6.6.6.6", "203.0.113.9"], 1).unwrap(), "203.0.113.9");
        assert_eq!(
            said(&["6.6.6.6", "203.0.113.9, 10.0.0.2"], 2).unwrap(),
            "203.0.113.9"
        );
        assert_eq!(said(&["203.0.113.9:4711"], 1).unwrap(), "203.0.113.9");
        assert_eq!(said(&["[2001:db8:1:2:3::4]:4711"], 1).unwrap(), "2001:db8:1:2::");
        assert_eq!(said(&["unknown"], 1), None);
        assert_eq!(said(&["203.0.113.9"], 2), None);
        assert_eq!(said(&[], 1), None);
    }

    #[test]
    fn the_standard_header_is_read_where_the_proxy_sends_it() {
        let lines = [
            "for=6.6.6.6",
            "proto=https;For=\"[2001:db8:cafe::17]:4711\";by=203.0.113.43",
        ];
        let text = listed(&headers("forwarded", &lines), "forwarded", 1).unwrap();
        let found = parse(&of_pairs(&text).unwrap()).unwrap();
        assert_eq!(network(found).to_string(), "2001:db8:cafe::");
        assert_eq!(of_pairs("by=203.0.113.43"), None);
        assert_eq!(parse("_hidden"), None);
    }

    #[test]
    fn a_network_of_version_6_counts_as_one() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa:bbbb:cccc:dddd"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2::1"), "2001:db8:1:2::");
        assert_eq!(of("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(of("203.0.113.9"), "203.0.113.9");
    }
}
