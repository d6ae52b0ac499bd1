//! Migrations, embedded in the executable.

use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection as _, PgConnection};

use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// Brings the configured database to this version.
///
/// # Errors
/// The database does not answer or refuses a migration.
pub async fn migrate(config: &Config) -> Result<()> {
    apply(config.database_owner_url.as_ref().unwrap_or(&config.database_url)).await?;
    say("the database is up to date");
    Ok(())
}

/// Brings the database of this URL to this version.
///
/// # Errors
/// The database does not answer or refuses a migration.
pub async fn apply(url: &SecretString) -> Result<()> {
    let mut connection = PgConnection::connect(url.expose_secret()).await?;
    MIGRATIONS
        .run_direct(None, &mut connection, false)
        .await
        .map_err(sqlx::Error::from)?;
    connection.close().await?;
    Ok(())
}
