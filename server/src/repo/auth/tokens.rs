//! SQL of Auth › API tokens.

use async_trait::async_trait;
use igny8::auth::tokens::Fields;
use igny8::backend::Once;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::value::Value;
use uuid::Uuid;

use crate::auth::{api_token, secret};
use crate::error::Result;
use crate::repo::auth::users::not_above_own;
use crate::repo::table::Assignment;
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::{Tx, Via};

/// Tokens with their makers.
pub static TABLE: Table = Table {
    resource: Resource::Tokens,
    name: "api_tokens",
    alias: "t",
    from: "api_tokens t left join users u on u.id = t.created_by",
    columns: &Fields {
        name: Sql::column("t.name", "name"),
        role: Sql::column("t.role", "role"),
        prefix: Sql::read("t.prefix || '…'"),
        made_by: Sql::read("coalesce(u.name, 'a former member')"),
        last_used_at: Sql::read("t.last_used_at"),
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
    ) -> Result<Option<Once>> {
        if id.is_some() {
            return Ok(None);
        }
        let (Via::Session(_), Some(user)) = (tx.via(), tx.user()) else {
            return Err(
                Problem::conflict("Only a person can make tokens. Sign in and make it there.").into(),
            );
        };
        not_above_own(tx, change)?;
        let token = format!("{}{}", api_token::PREFIX, secret::new());
        let prefix = token.chars().take(api_token::PREFIX.len() + 4).collect();
        change.push(Assignment::new("prefix", Value::Text(prefix)));
        change.push(Assignment::bytes("token_hash", secret::hash(&token)));
        change.push(Assignment::id("created_by", user.0));
        Ok(Some(Once {
            message: "Copy the token now. It is shown only once.".into(),
            secret: token,
        }))
    }
}
