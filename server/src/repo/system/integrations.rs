//! SQL of AI and publishing › Integrations: keys are sealed before they are stored and never read back by a page.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::system::integrations::{Fields, IntegrationKind, PostEditor};
use igny8::system::model_servers;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::ai::quirks;
use crate::repo::eligible::Eligible;
use crate::repo::system::defaults::{self, USES};
use crate::repo::table::{Assignment, Constraint, value_of};
use crate::repo::word::Word;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Integrations that can be tested: all.
pub const TESTABLE: Eligible = Eligible::new("integrations x", "true");

/// Begins what a page shows of a key; such a text is never a key.
const MASK: char = '•';

/// Integrations with their site.
pub static TABLE: Table = Table {
    resource: Resource::Integrations,
    name: "integrations",
    alias: "n",
    from: "integrations n",
    joins: &[
        Join::left(
            "sites",
            "w",
            "w.account_id = n.account_id and w.id = n.site_id and w.deleted_in is null",
        ),
        Join::inner("accounts", "a", "a.id = n.account_id"),
    ],
    columns: &Fields {
        name: Sql::column("n.name", "name"),
        kind: Sql::column("n.kind", "kind"),
        service: Sql::column("n.service", "service"),
        site: Sql::reference("w.id", "w.name").write("site_id").needs(&["w"]),
        base_url: Sql::column("shown_address(n.base_url)", "base_url").in_part(),
        user_name: Sql::column("n.user_name", "user_name"),
        editor: Sql::column("n.editor", "editor"),
        secret: Sql::column(
            "case when n.secret is not null then '••••' || n.secret_hint end",
            "secret",
        ),
        text_model: Sql::column("n.text_model", "text_model"),
        image_model: Sql::column("n.image_model", "image_model"),
        embedding_model: Sql::column("n.embedding_model", "embedding_model"),
        enabled: Sql::column("n.enabled", "enabled"),
        uses: Sql::read(USES).needs(&["w", "a"]),
        check_ok: Sql::read("n.check_ok"),
        check_result: Sql::read("n.check_result"),
        checked_at: Sql::read("n.checked_at"),
        created_at: Sql::read("n.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[
        Constraint {
            name: "integrations_name",
            field: "name",
            message: "An integration with this name already exists. Choose another name.",
        },
        Constraint {
            name: "integrations_wordpress",
            field: "site_id",
            message: "This site already has a WordPress connection. Edit the existing one instead.",
        },
        Constraint {
            name: "integrations_site",
            field: "site_id",
            message: "WordPress and webhooks need a site. Model providers don't belong to a site.",
        },
    ],
    cascade: &[],
    hooks: &IntegrationHooks,
};

struct IntegrationHooks;

#[async_trait]
impl Hooks for IntegrationHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if let Some(Value::Text(url)) = value_of(change, "base_url") {
            let parsed = url::Url::parse(url).ok().filter(|url| {
                matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty()
            });
            let Some(parsed) = parsed else {
                return Err(Problem::field("base_url", "Enter a URL such as https://example.com.").into());
            };
            let text = parsed.as_str().trim_end_matches('/').to_owned();
            change.retain(|each| each.column != "base_url");
            change.push(Assignment::new("base_url", Value::Text(text)));
        }
        needs_address(tx, id, change).await?;
        let secret = match value_of(change, "secret") {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Null) if id.is_some() => {
                change.push(Assignment::new("secret_hint", Value::Null));
                None
            }
            _ => None,
        };
        if let Some(secret) = secret {
            change.retain(|each| each.column != "secret");
            if !secret.contains(MASK) {
                let length = secret.chars().count();
                let hint: String = secret
                    .chars()
                    .skip(length.saturating_sub(4).max(length / 2))
                    .collect();
                let account = tx.account();
                change.push(Assignment::bytes(
                    "secret",
                    tx.sealer().seal(account, secret.as_bytes())?,
                ));
                change.push(Assignment::new("secret_hint", Value::Text(hint)));
            }
        }
        let Some(id) = id.filter(|_| !change.is_empty()) else {
            return Ok(None);
        };
        let asks_again = !change.iter().any(|each| each.column == "secret") && leaves(tx, id, change).await?;
        let told = if asks_again {
            change.push(Assignment::new("secret", Value::Null));
            change.push(Assignment::new("secret_hint", Value::Null));
            Value::Text(KEY_REMOVED.to_owned())
        } else {
            Value::Null
        };
        quirks::forget(tx, id).await?;
        // What was tested is no longer what is set.
        change.push(Assignment::new(
            "check_ok",
            if asks_again {
                Value::Bool(false)
            } else {
                Value::Null
            },
        ));
        change.push(Assignment::new("check_result", told));
        change.push(Assignment::new("checked_at", Value::Null));
        Ok(None)
    }

    async fn after_save(&self, tx: &mut Tx, id: Uuid) -> Result<()> {
        defaults::take_over(tx, id).await
    }

    async fn before_a_yes(&self, tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<String>> {
        Ok(defaults::falls_back(tx, ids).await?.into_iter().collect())
    }
}

/// What is told where a key was removed.
const KEY_REMOVED: &str = "The key was removed because the URL or username changed. Enter it again.";

/// Whether a change would send the stored key to somebody whom it was not entered for: another host, scheme, port or kind
/// of server, or under another name.
async fn leaves(tx: &mut Tx, id: Uuid, change: &[Assignment]) -> Result<bool> {
    let before = get(tx, id).await?;
    if before.secret.is_none() {
        return Ok(false);
    }
    let text = |column: &str, old: Option<String>| match value_of(change, column) {
        Some(Value::Text(new)) => Some(new.clone()),
        Some(Value::Null) => None,
        _ => old,
    };
    // Where none is given, it is the service's own.
    let origin = |kind: IntegrationKind, address: Option<String>, service: Option<String>| {
        let usual = model_servers::MODEL_SERVERS[0].choice.value;
        let service = service.or_else(|| (kind == IntegrationKind::OpenAi).then(|| usual.to_owned()));
        let own = || {
            service
                .as_deref()
                .and_then(model_servers::find)
                .map(|server| server.address.to_owned())
        };
        let parsed = address
            .or_else(own)
            .and_then(|address| url::Url::parse(&address).ok());
        (kind, parsed.map(|url| url.origin()))
    };
    let kind = text("kind", None).and_then(|kind| IntegrationKind::parse(&kind));
    let address = text("base_url", before.base_url.clone());
    let service = text("service", before.service.clone());
    let user = text("user_name", before.user_name.clone());
    Ok(origin(kind.unwrap_or(before.kind), address, service)
        != origin(before.kind, before.base_url, before.service)
        || user != before.user_name)
}

/// Refuses a service whose address is another one for each account, where none is given.
async fn needs_address(tx: &mut Tx, id: Option<Uuid>, change: &[Assignment]) -> Result<()> {
    let before = match id {
        Some(id) => find(tx, id).await?,
        None => None,
    };
    let held = |column: &str, before: Option<&String>| match value_of(change, column) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(_) => None,
        None => before.cloned(),
    };
    let service = held("service", before.as_ref().and_then(|row| row.service.as_ref()));
    let address = held("base_url", before.as_ref().and_then(|row| row.base_url.as_ref()));
    let Some(server) = service.as_deref().and_then(model_servers::find) else {
        return Ok(());
    };
    if !server.fixed && address.is_none() {
        let message = format!(
            "Enter the URL of your {} server, such as {}.",
            server.choice.label, server.address
        );
        return Err(Problem::field("base_url", message).into());
    }
    Ok(())
}

/// An integration as the server uses it.
#[derive(Clone, Debug)]
pub struct Integration {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: IntegrationKind,
    /// What the team calls it.
    pub name: String,
    /// Which service or server of models it is, where that is known.
    pub service: Option<String>,
    /// Its address.
    pub base_url: Option<String>,
    /// The user of a WordPress site.
    pub user_name: Option<String>,
    /// Which editor a WordPress site's posts are written for; the site's own where none is said.
    pub editor: Option<PostEditor>,
    /// The sealed key.
    pub secret: Option<Vec<u8>>,
    /// The model that writes.
    pub text_model: Option<String>,
    /// The model that draws.
    pub image_model: Option<String>,
    /// The model that compares keywords by meaning.
    pub embedding_model: Option<String>,
    /// Whether it is used.
    pub enabled: bool,
}

/// Integrations that are there, by a condition on `n`.
macro_rules! query_integrations {
    ($which:tt, $value:expr) => {
        sqlx::query!(
            "select n.id, n.kind as \"kind: Word<IntegrationKind>\", n.name, n.service, n.base_url, n.user_name, \
               n.editor as \"editor: Word<PostEditor>\", n.secret, n.text_model, n.image_model, n.embedding_model, n.enabled \
             from integrations n where n.deleted_in is null and "
                + $which,
            $value
        )
        .map(|row| Integration {
            id: row.id,
            kind: row.kind.0,
            name: row.name,
            service: row.service,
            base_url: row.base_url,
            user_name: row.user_name,
            editor: row.editor.map(|Word(editor)| editor),
            secret: row.secret,
            text_model: row.text_model,
            image_model: row.image_model,
            embedding_model: row.embedding_model,
            enabled: row.enabled,
        })
    };
}

/// One integration, if it is there.
///
/// # Errors
/// The database does not answer.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Integration>> {
    Ok(query_integrations!("n.id = $1", id)
        .fetch_optional(tx.conn())
        .await?)
}

/// One integration.
///
/// # Errors
/// 404 if it is not there.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Integration> {
    let found = find(tx, id).await?;
    found.ok_or_else(|| Problem::not_found(Resource::Integrations.one()).into())
}

/// Where the articles of a site go, in the order in which they were connected.
///
/// # Errors
/// The database does not answer.
pub async fn destinations(tx: &mut Tx, site: Uuid) -> Result<Vec<Integration>> {
    Ok(query_integrations!(
        "n.site_id = $1 and n.enabled and n.kind in ('wordpress', 'webhook') order by n.id",
        site
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps what a test of the connection said.
///
/// # Errors
/// The database does not answer.
pub async fn tested(tx: &mut Tx, id: Uuid, result: &Result<String, String>) -> Result<()> {
    let (ok, text) = match result {
        Ok(text) => (true, text),
        Err(text) => (false, text),
    };
    sqlx::query!(
        "update integrations set check_ok = $2, check_result = $3, checked_at = now() where id = $1",
        id,
        ok,
        text.replace('\0', "\u{fffd}")
    )
    .execute(tx.conn())
    .await?;
    defaults::tested(tx, id, ok).await
}
