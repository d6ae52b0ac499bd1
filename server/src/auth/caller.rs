//! From where and with what a request comes: for brakes, the security log and links that lead back here.

use std::net::IpAddr;

use uuid::Uuid;

/// The sender of a request, as far as the network tells.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The request's id, also in its answer and in every line that is logged about it.
    pub request: Uuid,
    /// The network that brakes count by.
    pub network: String,
    /// The browser or program.
    pub agent: Option<String>,
    /// The address under which the sender reached this server, without a slash at the end.
    pub origin: String,
}

/// What brakes count an address by: a household or company has one IPv4 address, or 2^64 of IPv6.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_household_counts_once() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
