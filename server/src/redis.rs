//! Connections to Redis, and the names of its keys.

use std::time::Duration;

use fred::prelude::*;
use fred::types::InfoKind;
use igny8::id::AccountId;
use igny8::job_run::Queue;
use secrecy::ExposeSecret;

use crate::config::Config as Settings;
use crate::error::Result;

/// How long a command may take. Redis is never the only way, so that giving up early is right.
const COMMAND: Duration = Duration::from_secs(2);

/// A builder with short time limits. Without a reconnect policy a lost connection ends its client.
pub(crate) fn builder(settings: &Settings) -> Result<Builder> {
    let config = Config::from_url(settings.redis_url.expose_secret())?;
    let mut builder = Builder::from_config(config);
    builder.with_connection_config(|connection| {
        connection.connection_timeout = COMMAND;
        connection.internal_command_timeout = COMMAND;
        connection.max_command_attempts = 1;
        connection.tcp.nodelay = Some(true);
    });
    Ok(builder)
}

/// The process' shared connection: it comes back by itself for ever. Waits a moment for the first connection, but
/// Redis does not have to answer.
///
/// # Errors
/// The URL is not one of Redis.
pub async fn connect(settings: &Settings) -> Result<Client> {
    let mut builder = builder(settings)?;
    builder.with_config(|config| config.fail_fast = false);
    builder.set_policy(ReconnectPolicy::new_constant(0, 500));
    builder.with_performance_config(|performance| performance.default_command_timeout = COMMAND);
    let client = builder.build()?;
    // The handle ends with the client; nobody waits for it.
    drop(client.connect());
    match tokio::time::timeout(COMMAND, client.wait_for_connect()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "Redis does not answer; going on without it"),
        Err(_) => tracing::warn!("Redis does not answer; going on without it"),
    }
    Ok(client)
}

/// The version of the server that answers.
///
/// # Errors
/// Redis does not answer.
pub async fn version(client: &Client) -> Result<String> {
    let info: String = connected(client)?.info(Some(InfoKind::Server)).await?;
    Ok(line(&info, "redis_version").unwrap_or_else(|| "unknown".to_owned()))
}

/// What a Redis says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// Its version.
    pub version: String,
    /// What it does when its memory is full; none where it does not say.
    pub policy: Option<String>,
}

/// What the server that answers says of itself. Hosted ones refuse `CONFIG`, but tell the policy with the memory.
///
/// # Errors
/// Redis does not answer.
pub async fn about(client: &Client) -> Result<About> {
    let memory: String = connected(client)?.info(Some(InfoKind::Memory)).await?;
    Ok(About {
        version: version(client).await?,
        policy: line(&memory, "maxmemory_policy"),
    })
}

fn line(info: &str, name: &str) -> Option<String> {
    let mut lines = info.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(found, _)| *found == name)?;
    Some(value.trim().to_owned())
}

/// Fails at once while there is no connection, instead of queueing the command until it times out.
pub(crate) fn connected(client: &Client) -> FredResult<&Client> {
    if client.is_connected() {
        Ok(client)
    } else {
        Err(Error::new(ErrorKind::IO, "not connected"))
    }
}

/// The stream of runs that workers read.
pub(crate) fn dispatch_key(prefix: &str, queue: Queue) -> String {
    format!("{prefix}:dispatch:{}", queue.as_str())
}

/// The stream of an account's events.
pub(crate) fn events_key(prefix: &str, account: AccountId) -> String {
    format!("{prefix}:events:{account}")
}

/// The channel of all events.
pub(crate) fn events_channel(prefix: &str) -> String {
    format!("{prefix}:events")
}
