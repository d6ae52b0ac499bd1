//! Connections: HTTP/1 and HTTP/2 for clients that may be slow, silent or many, none of which holds up another.

mod accept;
mod connection;
mod received;
mod socket;
mod taken;
mod watch;

pub use accept::serve;

/// Bytes that a client has the time of one stall for; what an answer is handed over in.
const PIECE: usize = 16 * 1024;
