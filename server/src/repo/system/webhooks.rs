//! SQL of Developers › Webhooks: secrets are made here, sealed before they are stored, and shown once.

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use destinations::signature;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::system::webhooks::{Fields, MAX_WEBHOOKS, OLD_SECRET_HOURS, ROTATE, TEST};
use igny8::value::Value;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Acted, Assignment, Constraint, value_of};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Webhooks with what waits for them.
pub static TABLE: Table = Table {
    resource: Resource::Webhooks,
    name: "webhooks",
    alias: "h",
    from: "webhooks h",
    joins: &[],
    columns: &Fields {
        name: Sql::column("h.name", "name"),
        url: Sql::column("shown_address(h.url)", "url").in_part(),
        events: Sql::column("h.events", "events"),
        enabled: Sql::column("h.enabled", "enabled"),
        // As many as `tell_webhooks` lets wait.
        state: Sql::read(
            "case when not h.enabled then case when h.disabled_reason is null then 'off' else 'disabled' end \
             when (select count(*) from (select from webhook_deliveries d where d.account_id = h.account_id \
               and d.webhook_id = h.id and d.status = 'waiting' limit 5000) w) >= 5000 then 'full' \
             when h.failing_since is not null then 'failing' else 'active' end",
        ),
        problem: Sql::read(
            "coalesce(h.disabled_reason, case when h.failing_since is not null then h.last_error end)",
        ),
        secret: Sql::read("'••••' || h.secret_hint"),
        old_secret_until: Sql::read("case when h.old_secret_until > now() then h.old_secret_until end"),
        deliveries: Sql::read(
            "(select count(*) from (select from webhook_deliveries d where d.account_id = h.account_id \
               and d.webhook_id = h.id limit 10000) w)",
        ),
        last_success_at: Sql::read("h.last_success_at"),
        failing_since: Sql::read("h.failing_since"),
        created_at: Sql::read("h.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[Constraint {
        name: "webhooks_name",
        field: "name",
        message: "A webhook with this name already exists. Choose another name.",
    }],
    cascade: &[],
    hooks: &WebhookHooks,
};

struct WebhookHooks;

#[async_trait]
impl Hooks for WebhookHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if let Some(Value::Text(typed)) = value_of(change, "url") {
            let url = address(typed)?;
            change.retain(|each| each.column != "url");
            change.push(Assignment::new("url", Value::Text(url)));
        }
        let is_new = id.is_none();
        if !is_new && change.iter().any(|each| matches!(each.column, "url" | "enabled")) {
            // What failed there, or was switched off for it, begins anew.
            for column in ["disabled_reason", "failing_since", "paused_until", "last_error"] {
                change.push(Assignment::new(column, Value::Null));
            }
            change.push(Assignment::new("failures", Value::Int(0)));
        }
        if !is_new {
            return Ok(None);
        }
        let made = signature::written(&rand::random());
        let account = tx.account();
        let sealed = tx.sealer().seal(account, made.expose_secret().as_bytes())?;
        change.push(Assignment::bytes("secret", sealed));
        change.push(Assignment::new("secret_hint", Value::Text(hint(&made))));
        Ok(Some(told(
            "Copy the signing secret now. It is shown only once.",
            &made,
        )))
    }

    async fn after_create(&self, tx: &mut Tx, _id: Uuid) -> Result<()> {
        let live = hold_account(tx).await?;
        if live > MAX_WEBHOOKS {
            return Err(full().into());
        }
        Ok(())
    }

    async fn before_undo(&self, tx: &mut Tx, deletion: Uuid) -> Result<()> {
        let live = hold_account(tx).await?;
        let back = sqlx::query_scalar!(
            "select count(*) as \"back!\" from webhooks where deleted_in = $1",
            deletion
        )
        .fetch_one(tx.conn())
        .await?;
        if live + back > MAX_WEBHOOKS {
            return Err(full().into());
        }
        Ok(())
    }

    async fn act_telling(
        &self,
        tx: &mut Tx,
        action: &str,
        ids: &[Uuid],
        _answers: &Arguments,
    ) -> Result<Acted> {
        if action == ROTATE.name {
            let (count, once) = rotate(tx, ids).await?;
            return Ok(Acted::to(count).telling(once));
        }
        Ok(Acted::to(test(tx, ids).await?))
    }

    fn acts(&self, action: &str) -> bool {
        [TEST.name, ROTATE.name].contains(&action)
    }
}

fn full() -> Problem {
    Problem::conflict(format!(
        "An account can have up to {MAX_WEBHOOKS} webhooks. Delete one you no longer need, then try again."
    ))
}

/// Makes others wait who add webhooks, and counts those that are there.
async fn hold_account(tx: &mut Tx) -> Result<i64> {
    sqlx::query!("select 1 as held from accounts for no key update")
        .fetch_optional(tx.conn())
        .await?;
    // Another statement, which sees what those have added who were waited for.
    let live = sqlx::query_scalar!("select count(*) as \"live!\" from webhooks where deleted_in is null");
    Ok(live.fetch_one(tx.conn()).await?)
}

/// An address that may be called, as far as it can be said without asking for it. Only this machine may be called without TLS,
/// where the installation allows it to be called at all.
fn address(typed: &str) -> Result<String, Problem> {
    let wrong = |message: &str| Err(Problem::field("url", message));
    let Ok(url) = Url::parse(typed.trim()) else {
        return wrong("Enter a URL such as https://example.com/webhooks.");
    };
    let own = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && own) {
        return wrong("The URL must start with https://.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("The URL can't contain a username or password. Remove everything before the @.");
    }
    if url.fragment().is_some() {
        return wrong("The URL can't contain a #. Remove it and everything after it.");
    }
    Ok(url.into())
}

/// The last characters, before what only fills base64 up.
fn hint(secret: &SecretString) -> String {
    let text = secret.expose_secret().trim_end_matches('=');
    text.chars()
        .skip(text.chars().count().saturating_sub(4))
        .collect()
}

fn told(message: &str, secret: &SecretString) -> OneTimeSecret {
    OneTimeSecret {
        message: message.to_owned(),
        secret: secret.expose_secret().to_owned(),
    }
}

/// Another secret for one webhook. Of many who want one at the same moment one gets it: whoever came later would take away what
/// the first has just been shown.
async fn rotate(tx: &mut Tx, ids: &[Uuid]) -> Result<(u64, Option<OneTimeSecret>)> {
    let [id] = ids else {
        return Err(Problem::conflict("Select one webhook. Each has its own secret.").into());
    };
    let made = signature::written(&rand::random());
    let account = tx.account();
    let sealed = tx.sealer().seal(account, made.expose_secret().as_bytes())?;
    let done = sqlx::query!(
        "update webhooks set old_secret = secret, old_secret_until = $4, secret = $2, secret_hint = $3, rotated_at = now() \
         where id = $1 and deleted_in is null and (rotated_at is null or rotated_at < now() - interval '1 minute')",
        id,
        sealed,
        hint(&made),
        Utc::now() + TimeDelta::hours(OLD_SECRET_HOURS)
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::conflict(
            "The secret was rotated less than a minute ago. Use the one shown then, or wait a minute and rotate it again.",
        )
        .into());
    }
    let message = format!(
        "Copy the new signing secret now. It is shown only once. The old one stays valid for {OLD_SECRET_HOURS} hours."
    );
    Ok((1, Some(told(&message, &made))))
}

/// Sends these a test event, and what waits for a pause to end at once. One test at a time is on its way to each.
async fn test(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    sqlx::query!(
        "update webhooks set paused_until = null where id in ( \
           select id from webhooks where id = any($1) order by id for no key update)",
        ids
    )
    .execute(tx.conn())
    .await?;
    let sent = sqlx::query!(
        "insert into webhook_deliveries (account_id, id, webhook_id, event, body) \
         select h.account_id, gen_random_uuid(), h.id, 'webhook.test', jsonb_build_object('type', 'webhook.test', \
           'timestamp', to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), \
           'data', jsonb_build_object('webhook_id', h.id, 'name', h.name))::text \
         from webhooks h where h.id = any($1) and h.enabled and h.deleted_in is null and not exists ( \
           select from webhook_deliveries d where d.account_id = h.account_id and d.webhook_id = h.id \
             and d.status = 'waiting' and d.event = 'webhook.test')",
        ids
    )
    .execute(tx.conn())
    .await?;
    if sent.rows_affected() == 0 {
        return Err(Problem::conflict(
            "A test event is already queued. See Webhook deliveries for the result.",
        )
        .into());
    }
    Ok(sent.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_that_can_never_be_called_are_refused_at_once() {
        for good in [
            "https://example.com/hooks?key=1",
            "http://localhost:3000/x",
            "http://127.0.0.1/",
            " https://bücher.example ",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://ann:pw@example.com/",
            "https://example.com/#x",
            "javascript:alert(1)",
            "https://",
            "file:///etc/passwd",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
