//! Resolves names, and gives the connection only those addresses that may be called.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_open;

/// Why a name has no address to connect to.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unresolved {
    /// It has addresses, and none is public.
    #[error("{0} is not on the public internet")]
    NotPublic(String),
    /// It has none.
    #[error("{0} has no address")]
    NotFound(String, #[source] Option<std::io::Error>),
}

/// The resolver of the machine, checked.
pub(super) struct Checked {
    /// Whether this machine's own addresses are open.
    pub(super) loopback: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.loopback;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = match found.map(Iterator::collect) {
                Ok(found) => found,
                Err(error) => return Err(Unresolved::NotFound(host, Some(error)).into()),
            };
            let nobody = found.is_empty();
            let open: Vec<_> = found
                .into_iter()
                .filter(|address| is_open(address.ip(), loopback))
                .collect();
            if nobody {
                return Err(Unresolved::NotFound(host, None).into());
            }
            if open.is_empty() {
                return Err(Unresolved::NotPublic(host).into());
            }
            let addresses: Addrs = Box::new(open.into_iter());
            Ok(addresses)
        })
    }
}
