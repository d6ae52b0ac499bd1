//! What one client, person or account may take of a process at once: the environment's part that bounds it.

use std::time::Duration;

use clap::{Args, FromArgMatches as _};

/// The bounds. Each of them holds for each process.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// Seconds that a client has for the head of a request, for each 16 KiB of what it sends or takes, and between
    /// two requests. Who is slower is disconnected; who is slow but moves is not.
    #[arg(long, env = "IGNY8_STALL_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub stall_seconds: u64,
    /// Open connections; more are refused with 503.
    #[arg(long, env = "IGNY8_CONNECTIONS", default_value_t = 1000)]
    pub connections: usize,
    /// Open connections of one network address, an IPv6 network of /64 counting as one; 0 for no bound. Behind trusted
    /// proxies, whose address all connections have, the requests of one address that are answered at once.
    #[arg(long, env = "IGNY8_CONNECTIONS_PER_ADDRESS", default_value_t = 200)]
    pub connections_per_address: usize,
    /// Calls of one sign-in or API token in a minute; an account may make five times as many. 0 for no bound.
    #[arg(long, env = "IGNY8_CALLS_PER_MINUTE", default_value_t = 1200)]
    pub calls_per_minute: u64,
    /// Event streams of one person; an account may have ten times as many.
    #[arg(long, env = "IGNY8_STREAMS_PER_PERSON", default_value_t = 20)]
    pub streams_per_person: usize,
    /// Pages of one account, or of one network that is not signed in, that are drawn at once; its others wait. 0 for half the processors.
    #[arg(long, env = "IGNY8_PAGES_PER_ACCOUNT", default_value_t = 0)]
    pub pages_per_account: usize,
    /// Exports and other downloads of one account at once.
    #[arg(long, env = "IGNY8_DOWNLOADS_PER_ACCOUNT", default_value_t = 4)]
    pub downloads_per_account: usize,
    /// Exports of all accounts that are written at once, each with a connection to the database; others wait without one. One account
    /// writes as many at once as half the processors.
    #[arg(long, env = "IGNY8_EXPORTS", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..))]
    pub exports: u64,
    /// The most MB of one export.
    #[arg(long, env = "IGNY8_EXPORT_MB", default_value_t = 2048)]
    pub export_mb: u64,
    /// Files of one account that are received and looked into at once.
    #[arg(long, env = "IGNY8_UPLOADS_PER_ACCOUNT", default_value_t = 3)]
    pub uploads_per_account: usize,
    /// Files of all accounts that are looked into at once, each with up to 150 MB of memory.
    #[arg(long, env = "IGNY8_PREVIEWS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    pub previews: u64,
    /// MB of uploaded files that are kept of one account.
    #[arg(long, env = "IGNY8_UPLOAD_MB", default_value_t = 1024)]
    pub upload_mb: u64,
    /// MB of pictures that are kept of one account.
    #[arg(long, env = "IGNY8_MEDIA_MB", default_value_t = 20_480)]
    pub media_mb: u64,
    /// Seconds that one SQL statement of a request may take.
    #[arg(long, env = "IGNY8_STATEMENT_SECONDS", default_value_t = 30)]
    pub statement_seconds: u32,
    /// The same for exports, deletions of many rows and background runs.
    #[arg(long, env = "IGNY8_LONG_STATEMENT_SECONDS", default_value_t = 600)]
    pub long_statement_seconds: u32,
}

impl Limits {
    /// The longest wait for a client.
    pub const fn stall(&self) -> Duration {
        Duration::from_secs(self.stall_seconds)
    }
}

impl Limits {
    /// Pages of one account that are drawn at once: half the processors, where nothing else is said.
    pub fn pages_at_once(&self) -> usize {
        if self.pages_per_account > 0 {
            return self.pages_per_account;
        }
        half_the_processors()
    }

    /// Bytes of uploaded files that are kept of one account.
    pub fn upload_bytes(&self) -> i64 {
        bytes(self.upload_mb)
    }

    /// Bytes of pictures that are kept of one account.
    pub fn media_bytes(&self) -> i64 {
        bytes(self.media_mb)
    }
}

/// As much as one account may keep busy of this machine.
pub fn half_the_processors() -> usize {
    std::thread::available_parallelism().map_or(1, |processors| processors.get().div_ceil(2))
}

fn bytes(megabytes: u64) -> i64 {
    i64::try_from(megabytes)
        .ok()
        .and_then(|megabytes| megabytes.checked_mul(1024 * 1024))
        .unwrap_or(i64::MAX)
}

impl Default for Limits {
    /// As without any setting, whatever this process' environment says.
    fn default() -> Self {
        let mut command = Self::augment_args(clap::Command::new("limits").no_binary_name(true));
        command = command.mut_args(|argument| argument.env(None::<&str>));
        let matches = command.get_matches_from(std::iter::empty::<&str>());
        Self::from_arg_matches(&matches).expect("every bound has a default")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_has_a_default() {
        assert_eq!(Limits::default().stall_seconds, 30);
    }
}
