//! What operators do for people: credits.

use clap::{Args, Subcommand};
use igny8::error::Problem;
use igny8::id::AccountId;
use secrecy::ExposeSecret;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::billing::ledger;
use crate::cli::output::say;
use crate::config::Config;
use crate::error::{Error, Result};

/// What is to be done.
#[derive(Args, Clone, Debug)]
pub struct Admin {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum AdminCommand {
    /// Gives an account credits, or takes them; the reason stands in its ledger.
    Credits(Box<Credits>),
}

#[derive(Args, Clone, Debug)]
struct Credits {
    #[command(flatten)]
    config: Config,
    /// The email address of a member of the account.
    email: String,
    /// How many: more than 0 are given, less than 0 are taken; never more than there are.
    #[arg(allow_hyphen_values = true)]
    amount: i64,
    /// Why, as the account's ledger shows it.
    #[arg(long)]
    reason: String,
    /// Which account, by its name or id: needed where the person has several.
    #[arg(long)]
    account: Option<String>,
}

/// Does it.
///
/// # Errors
/// There is no such person or account, or fewer credits than are to be taken.
pub async fn admin(admin: Admin) -> Result<()> {
    let AdminCommand::Credits(credits) = admin.command;
    // The login that serves may work across accounts; the owner of the tables need not.
    let url = &credits.config.database_url;
    let mut connection = PgConnection::connect(url.expose_secret()).await?;
    let done = change(&mut connection, &credits).await?;
    connection.close().await?;
    say(&done);
    Ok(())
}

async fn change(connection: &mut PgConnection, order: &Credits) -> Result<String> {
    let reason = order.reason.trim();
    if order.amount == 0 {
        return Err(Problem::bad_request("Enter an amount above 0, or below 0 to remove credits.").into());
    }
    if reason.is_empty() {
        return Err(Problem::bad_request("Enter a reason. It is shown in the account's ledger.").into());
    }
    let mut tx = connection.begin().await?;
    sqlx::raw_sql("set local role igny8_system")
        .execute(&mut *tx)
        .await?;
    let (account, name) = account(&mut tx, order).await?;
    let changed = if order.amount > 0 {
        ledger::grant(&mut tx, account, order.amount, reason).await
    } else {
        ledger::adjust(&mut tx, account, order.amount, reason).await
    };
    let balance: i64 = sqlx::query_scalar!(
        "select balance from credit_balances where account_id = $1",
        account.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .unwrap_or(0);
    match changed {
        Ok(()) => {}
        Err(Error::Problem(_)) => {
            let message = format!("{name} has {balance} credits, so that no more can be taken.");
            return Err(Problem::conflict(message).into());
        }
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(format!("{name} has {balance} credits now."))
}

/// The account that is meant; of several, the one that is named.
async fn account(connection: &mut PgConnection, order: &Credits) -> Result<(AccountId, String)> {
    let found = sqlx::query!(
        "select a.id, a.name from users u join members m on m.user_id = u.id join accounts a on a.id = m.account_id \
         where lower(u.email) = lower($1) order by a.name, a.id",
        order.email.trim()
    )
    .fetch_all(connection)
    .await?;
    let mut found: Vec<_> = found
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    if found.is_empty() {
        let message = format!(
            "Nobody with the email address {} is a member of an account.",
            order.email
        );
        return Err(Problem::conflict(message).into());
    }
    let all = list(&found);
    if let Some(wanted) = order.account.as_deref().map(str::trim) {
        found.retain(|(id, name)| id.to_string() == wanted || name.to_lowercase() == wanted.to_lowercase());
        if found.is_empty() {
            let message = format!("{} has no account “{wanted}”. There are: {all}.", order.email);
            return Err(Problem::conflict(message).into());
        }
    }
    match &found[..] {
        [(id, name)] => Ok((AccountId(*id), name.clone())),
        several => {
            let message = format!(
                "{} has several accounts: {}. Say which by --account, with the name or the id.",
                order.email,
                list(several)
            );
            Err(Problem::conflict(message).into())
        }
    }
}

fn list(accounts: &[(Uuid, String)]) -> String {
    let names: Vec<_> = accounts
        .iter()
        .map(|(id, name)| format!("{name} ({id})"))
        .collect();
    names.join(", ")
}
