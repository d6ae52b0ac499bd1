//! Which IP addresses are on the public internet: the special-purpose registries of IANA, read strictly.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether this address may be connected to.
pub(super) fn is_open(ip: IpAddr, loopback: bool) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip) || loopback && ip.is_loopback(),
        IpAddr::V6(ip) => is_public_v6(ip) || loopback && ip.is_loopback(),
    }
}

/// Whether a name is one that always means this machine (RFC 6761).
pub(super) fn is_own_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let special = match first {
        // "This network", private, loopback; multicast, reserved and broadcast.
        0 | 10 | 127 | 224..=255 => true,
        // Shared by the customers of one provider (CGNAT).
        100 => (64..=127).contains(&second),
        // Link-local, and with it the metadata services of clouds.
        169 => second == 254,
        // Private.
        172 => (16..=31).contains(&second),
        // Private; assignments for protocols, documentation, relays to IPv6.
        192 => second == 168 || matches!((second, third), (0, 0 | 2) | (88, 99)),
        // Benchmarks, documentation.
        198 => matches!((second, third), (18 | 19, _) | (51, 100)),
        // Documentation.
        203 => (second, third) == (0, 113),
        _ => false,
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    // An IPv4 address behind the well-known prefix of NAT64, which networks without IPv4 use for all of it.
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    let [first, second, ..] = segments;
    match first {
        // Protocols (with Teredo, benchmarks and ORCHID), documentation.
        0x2001 => second >= 0x200 && second != 0xdb8,
        // 6to4.
        0x2002 => false,
        // Documentation.
        0x3fff => second >= 0x1000,
        // Only 2000::/3 is assigned to the internet. That leaves out unspecified, loopback, IPv4-mapped and
        // -compatible, local NAT64, discard, unique local, link-local, site-local and multicast addresses.
        _ => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSED: &[(&str, &[&str])] = &[
        ("this network", &["0.0.0.0", "0.1.2.3", "0.255.255.255"]),
        ("private 10/8", &["10.0.0.0", "10.1.2.3", "10.255.255.255"]),
        (
            "shared by a provider",
            &["100.64.0.0", "100.100.100.200", "100.127.255.255"],
        ),
        (
            "link-local",
            &["169.254.0.1", "169.254.169.254", "169.254.255.255"],
        ),
        (
            "private 172.16/12",
            &["172.16.0.0", "172.17.0.1", "172.31.255.255"],
        ),
        ("private 192.168/16", &["192.168.0.1", "192.168.255.255"]),
        ("protocols", &["192.0.0.0", "192.0.0.8", "192.0.0.170"]),
        ("documentation", &["192.0.2.1", "198.51.100.7", "203.0.113.255"]),
        ("6to4 relays", &["192.88.99.1"]),
        ("benchmarks", &["198.18.0.1", "198.19.255.255", "2001:2::1"]),
        (
            "multicast",
            &["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
        ),
        ("reserved", &["240.0.0.1", "254.1.1.1"]),
        ("broadcast", &["255.255.255.255"]),
        ("unspecified", &["::"]),
        (
            "mapped IPv4",
            &["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"],
        ),
        ("compatible IPv4", &["::127.0.0.1", "::10.0.0.1", "::8.8.8.8"]),
        ("translated IPv4", &["::ffff:0:10.0.0.1"]),
        (
            "NAT64 of a private address",
            &[
                "64:ff9b::10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::169.254.169.254",
            ],
        ),
        ("local NAT64", &["64:ff9b:1::1", "64:ff9b:1::8.8.8.8"]),
        ("discard", &["100::1"]),
        ("Teredo", &["2001::1", "2001:0:7f00:1::"]),
        ("ORCHID", &["2001:10::1", "2001:20::1", "2001:1ff::1"]),
        ("documentation", &["2001:db8::1", "3fff::1", "3fff:fff::1"]),
        ("6to4", &["2002:7f00:1::", "2002:a00:1::", "2002:808:808::"]),
        ("segment routing", &["5f00::1"]),
        ("unique local", &["fc00::1", "fd00:ec2::254", "fdff::1"]),
        ("link-local", &["fe80::1", "febf::1"]),
        ("site-local", &["fec0::1"]),
    ];

    const OPEN: &[&str] = &[
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "126.1.1.1",
        "128.0.0.1",
        "169.253.1.1",
        "169.255.1.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "192.169.1.1",
        "198.17.1.1",
        "198.20.1.1",
        "203.0.112.1",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2400:cb00::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "3ffe::1",
        "64:ff9b::8.8.8.8",
    ];

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an IP address")
    }

    #[test]
    fn only_public_addresses_are_open() {
        for (kind, addresses) in CLOSED {
            for text in *addresses {
                assert!(!is_open(ip(text), false), "{text} ({kind}) is open");
                assert!(!is_open(ip(text), true), "{text} ({kind}) is open with loopback");
            }
        }
        for text in OPEN {
            assert!(is_open(ip(text), false), "{text} is closed");
        }
    }

    #[test]
    fn loopback_opens_loopback_only() {
        for text in ["127.0.0.1", "127.255.255.254", "::1"] {
            assert!(!is_open(ip(text), false), "{text} is open");
            assert!(is_open(ip(text), true), "{text} is closed with loopback");
        }
    }

    #[test]
    fn names_of_this_machine_are_known() {
        for name in ["localhost", "localhost.", "models.localhost"] {
            assert!(is_own_name(name), "{name}");
        }
        for name in ["localhost.example.com", "notlocalhost", "example.com"] {
            assert!(!is_own_name(name), "{name}");
        }
    }
}
