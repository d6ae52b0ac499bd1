//! Migrations, embedded in the executable.

use igny8::system::prompt_defaults::DEFAULTS;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection as _, PgConnection};

use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;
use crate::repo::migrations::MIGRATIONS;

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
    // Whoever serves says whether it is ready by what was applied.
    sqlx::raw_sql("grant select on _sqlx_migrations to igny8_app, igny8_system")
        .execute(&mut connection)
        .await?;
    // Files name the rights of one role; the one of members who are limited to some sites has the same.
    sqlx::raw_sql("call site_role_follows()")
        .execute(&mut connection)
        .await?;
    write_prompts(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Writes the default prompts of this version, and a row for each in accounts that have none yet.
async fn write_prompts(connection: &mut PgConnection) -> Result<()> {
    let mut tx = connection.begin().await?;
    for prompt in DEFAULTS {
        let variables: Vec<_> = prompt.variables.iter().map(|variable| variable.name).collect();
        sqlx::query!(
            "insert into prompt_defaults (purpose, system, template, variables) values ($1, $2, $3, $4) \
             on conflict (purpose) do update set system = excluded.system, template = excluded.template, \
               variables = excluded.variables",
            prompt.purpose.as_str(),
            prompt.system,
            prompt.template,
            variables.join(", ")
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::raw_sql("set local role igny8_system")
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "insert into prompts (account_id, id, purpose) \
         select a.id, gen_random_uuid(), d.purpose from accounts a, prompt_defaults d \
         on conflict (account_id, purpose) do nothing"
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
