//! SQL of Staff › Feature flags, and the one function that code asks.

use async_trait::async_trait;
use chrono::Utc;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::staff::flags::{Fields, Flag};
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, Bind};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Flags.
pub static TABLE: Table = Table {
    resource: Resource::StaffFlags,
    name: "flags",
    alias: "f",
    from: "flags f",
    joins: &[],
    columns: &Fields {
        name: Sql::read("f.name"),
        about: Sql::read("f.about"),
        everyone: Sql::column("f.everyone", "everyone"),
        percentage: Sql::column("f.percentage", "percentage"),
        accounts: Sql::column(
            "(select string_agg(a.account_id::text, e'\\n' order by a.account_id) from flag_accounts a where a.flag = f.name)",
            ACCOUNTS,
        ),
        updated_at: Sql::read("f.updated_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &FlagHooks,
};

/// What a form sets as one text, and the hook keeps as rows.
const ACCOUNTS: &str = "accounts";

struct FlagHooks;

#[async_trait]
impl Hooks for FlagHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        change.push(Assignment::time("updated_at", Utc::now()));
        let Some(place) = change.iter().position(|one| one.column == ACCOUNTS) else {
            return Ok(None);
        };
        let chosen = match change.remove(place).bind {
            Bind::Value(Value::Text(text)) => ids(&text)?,
            _ => Vec::new(),
        };
        let known: i64 = sqlx::query_scalar!(
            "select count(*) as \"count!\" from accounts where id = any($1)",
            &chosen
        )
        .fetch_one(tx.conn())
        .await?;
        if usize::try_from(known).unwrap_or_default() != chosen.len() {
            let text = "One of these accounts doesn't exist. Copy the IDs from Staff › Accounts.";
            return Err(Problem::field(ACCOUNTS, text).into());
        }
        // One who saves comes after the other, so that each leaves what it was sent with.
        let name = sqlx::query_scalar!("select name from flags where id = $1 for update", id)
            .fetch_optional(tx.conn())
            .await?;
        sqlx::query!("delete from flag_accounts where flag = $1", name)
            .execute(tx.conn())
            .await?;
        sqlx::query!(
            "insert into flag_accounts (account_id, flag) select account, $2 from unnest($1::uuid[]) account",
            &chosen,
            name
        )
        .execute(tx.conn())
        .await?;
        Ok(None)
    }
}

/// The ids of a text, each once.
fn ids(text: &str) -> Result<Vec<Uuid>, Problem> {
    let words = text
        .split([',', ' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty());
    let mut found = words
        .map(|word| {
            word.parse::<Uuid>().map_err(|_| {
                Problem::field(
                    ACCOUNTS,
                    format!("“{word}” isn't an account ID. Copy it from Staff › Accounts."),
                )
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether `flag` is on for the account of the transaction: for all, for it by name, or as one of a share of all accounts that is
/// the same each time. What has no row is off.
///
/// # Errors
/// The database does not answer.
pub async fn is_on(tx: &mut Tx, flag: Flag) -> Result<bool> {
    let account = tx.account().0;
    Ok(sqlx::query_scalar!(
        "select exists (select from flags f where f.name = $1 and (f.everyone \
           or exists (select from flag_accounts a where a.account_id = $2 and a.flag = f.name) \
           or (hashtextextended(f.name || ' ' || $2::uuid, 0) & 9223372036854775807) % 100 < f.percentage)) as \"on!\"",
        flag.as_str(),
        account
    )
    .fetch_one(tx.conn())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn accounts_are_read_however_they_are_parted() {
        let id = "0190b4c2-7c1e-7000-8000-000000000001";
        assert_eq!(ids(&format!(" {id},\r\n{id}\n")).unwrap().len(), 1);
        assert!(ids("").unwrap().is_empty());
        assert!(ids("Acme").unwrap_err().errors.contains_key("accounts"));
    }
}
