//! SQL of Auth › API tokens.

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use igny8::auth::tokens::Fields;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::auth::networks;
use crate::repo::auth::users::{not_above, people_only};
use crate::repo::table::{Assignment, Bind, value_of};
use crate::repo::{Hooks, Join, Sql, Table};
use crate::secrets::{API_TOKEN, secret};
use crate::tenancy::{Tx, Via};

/// How long a token lasts is asked for, and its end is stored.
const LIFETIME: &str = "lasts";

/// Tokens with their makers.
pub static TABLE: Table = Table {
    resource: Resource::Tokens,
    name: "api_tokens",
    alias: "t",
    from: "api_tokens t",
    joins: &[Join::left("users", "u", "u.id = t.created_by")],
    columns: &Fields {
        name: Sql::column("t.name", "name"),
        role: Sql::column("t.role", "role"),
        spend: Sql::column("t.spend", "spend"),
        publish: Sql::column("t.publish", "publish"),
        networks: Sql::column("t.networks", "networks"),
        prefix: Sql::read("t.prefix || '…'"),
        made_by: Sql::read("coalesce(u.name, 'Former member')").needs(&["u"]),
        last_used_at: Sql::read("t.last_used_at"),
        lasts: Sql::read("null::text").write(LIFETIME),
        expires_at: Sql::read("t.expires_at"),
        created_at: Sql::read("t.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &TokenHooks,
};

struct TokenHooks;

#[async_trait]
impl Hooks for TokenHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        read_networks(tx, change)?;
        if id.is_some() {
            return Ok(None);
        }
        let (Via::Session(_), Some(user)) = (tx.via(), tx.user()) else {
            return Err(people_only("Tokens can't be created with a token. Sign in to create one.").into());
        };
        not_above(tx.scope().role(), change)?;
        let days = value_of(change, LIFETIME).and_then(Value::as_str);
        let days = days.and_then(|days| days.parse().ok()).unwrap_or(365);
        change.retain(|assignment| assignment.column != LIFETIME);
        change.push(Assignment::time("expires_at", Utc::now() + TimeDelta::days(days)));
        let token = format!("{}{}", API_TOKEN, secret::new());
        let prefix = token.chars().take(API_TOKEN.len() + 4).collect();
        change.push(Assignment::new("prefix", Value::Text(prefix)));
        change.push(Assignment::bytes("token_hash", secret::hash(&token)));
        change.push(Assignment::id("created_by", user.0));
        Ok(Some(OneTimeSecret {
            message: "Copy the token now. It is shown only once.".into(),
            secret: token,
        }))
    }

    /// A token acts for whoever made it: only they can bring it back, as only they could make it.
    async fn before_undo(&self, tx: &mut Tx, deletion: Uuid) -> Result<()> {
        let (Via::Session(_), Some(user)) = (tx.via(), tx.user()) else {
            return Err(people_only("Tokens can't be restored with a token. Sign in to restore it.").into());
        };
        let foreign: bool = sqlx::query_scalar!(
            "select exists (select from api_tokens where deleted_in = $1 and created_by <> $2) as \"foreign!\"",
            deletion,
            user.0
        )
        .fetch_one(tx.conn())
        .await?;
        if foreign {
            return Err(
                people_only("Only the user who created a token can restore it. Create a new one.").into(),
            );
        }
        Ok(())
    }
}

/// Puts networks as they are compared in the place of those that were typed. A program must not let itself, or others, in from
/// elsewhere.
fn read_networks(tx: &Tx, change: &mut [Assignment]) -> Result<()> {
    let Some(assignment) = change
        .iter_mut()
        .find(|assignment| assignment.column == "networks")
    else {
        return Ok(());
    };
    if matches!(tx.via(), Via::Token) {
        return Err(
            people_only("Allowed networks can't be changed with a token. Sign in to change them.").into(),
        );
    }
    let Bind::Value(Value::Text(typed)) = &assignment.bind else {
        return Ok(());
    };
    let networks = networks::read(typed).map_err(|entry| {
        Problem::field(
            "networks",
            format!("{entry} isn't an address or network. Enter one per line, such as 203.0.113.0/24."),
        )
    })?;
    *assignment = Assignment::new(
        "networks",
        if networks.is_empty() {
            Value::Null
        } else {
            Value::Text(networks)
        },
    );
    Ok(())
}
