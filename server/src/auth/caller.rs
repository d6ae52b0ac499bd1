//! From where and with what a request comes: for brakes, the security log and links that lead back here.

use std::net::{IpAddr, Ipv6Addr};

use uuid::Uuid;

/// The sender of a request, as far as the network tells.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The request's id, also in its answer and in every line that is logged about it.
    pub request: Uuid,
    /// The sender's address, where one is known.
    pub address: Option<IpAddr>,
    /// The network that brakes count by.
    pub network: String,
    /// The browser or program.
    pub agent: Option<String>,
    /// The address under which the sender reached this server, without a slash at the end.
    pub origin: String,
}

impl Caller {
    /// The network that counts for what is given away: whoever has one network of IPv6 is mostly given 65,536 of them together (/48).
    pub fn block(&self) -> String {
        match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V6(six)) => {
                let [a, b, c, ..] = six.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
            _ => self.network.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Caller;

    #[test]
    fn the_networks_of_one_place_count_together() {
        let block = |address: &str| {
            let caller = Caller {
                address: Some(address.parse().unwrap()),
                network: address.to_owned(),
                ..Caller::default()
            };
            caller.block()
        };
        assert_eq!(block("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert_eq!(block("2001:db8:1:2::3"), block("2001:db8:1:ffff::1"));
        assert_ne!(block("2001:db8:1:2::3"), block("2001:db8:2:2::3"));
        assert_eq!(block("198.51.100.7"), "198.51.100.7");
        assert_eq!(block("::ffff:198.51.100.7"), "::ffff:198.51.100.7");
    }
}
