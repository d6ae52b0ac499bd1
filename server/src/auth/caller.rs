//! From where and with what a request comes: for brakes, the security log and links that lead back here.

use std::net::IpAddr;

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
