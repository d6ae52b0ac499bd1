//! The networks that an API token works from, as people write and we compare them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Whether one of `networks`, as [`read`] wrote them, has the address.
pub fn allow(networks: &str, from: Option<IpAddr>) -> bool {
    from.is_some_and(|from| {
        networks
            .lines()
            .filter_map(|line| line.parse::<IpNet>().ok())
            .any(|network| network.contains(&from.to_canonical()))
    })
}

/// What a person typed as networks, one a line, or the entry that is none. Commas and blanks part them as well; an address
/// alone is a network of one.
///
/// # Errors
/// The entry that is no network.
pub fn read(typed: &str) -> Result<String, String> {
    let mut lines = Vec::new();
    for entry in typed.split(|letter: char| letter == ',' || letter.is_whitespace()) {
        if entry.is_empty() {
            continue;
        }
        let network = match entry.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address.to_canonical()),
            Err(_) => entry.parse::<IpNet>().map_err(|_| entry.to_owned())?.trunc(),
        };
        lines.push(network.to_string());
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_as_people_write_them() {
        for (typed, stored) in [
            ("203.0.113.7", "203.0.113.7/32"),
            (
                " 198.51.100.77/24 ,2001:db8::1\n\n",
                "198.51.100.0/24\n2001:db8::1/128",
            ),
            ("::ffff:203.0.113.7", "203.0.113.7/32"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("", ""),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(stored), "{typed}");
        }
        for wrong in [
            "203.0.113",
            "203.0.113.7/33",
            "example.com",
            "203.0.113.*",
            "203.0.113.1-9",
            "1.2.3.4/a",
        ] {
            assert_eq!(read(wrong), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn an_address_is_allowed_by_any_of_its_networks() {
        let all = "198.51.100.0/24\n2001:db8::/32";
        let from = |text: &str| Some(text.parse().unwrap());
        for inside in ["198.51.100.1", "::ffff:198.51.100.1", "2001:db8:1::9"] {
            assert!(allow(all, from(inside)), "{inside}");
        }
        for outside in ["198.51.101.1", "2001:db9::1", "127.0.0.1"] {
            assert!(!allow(all, from(outside)), "{outside}");
        }
        assert!(!allow(all, None));
    }
}
