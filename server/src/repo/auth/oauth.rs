//! SQL of apps that people connect: the apps, what they were allowed, their codes and keys. Asked before it is known whose they are.

use chrono::{DateTime, Utc};
use igny8::id::{AccountId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// An app.
#[derive(Clone, Debug)]
pub struct ClientRow {
    /// Its id here.
    pub id: Uuid,
    /// The address of its document.
    pub address: Option<String>,
    /// What it calls itself.
    pub name: String,
    /// Where its answers may go.
    pub redirect_uris: Vec<String>,
    /// When its document was last read.
    pub read_at: DateTime<Utc>,
}

/// An app that registered itself.
///
/// # Errors
/// The database does not answer.
pub async fn client(conn: &mut PgConnection, id: Uuid) -> Result<Option<ClientRow>> {
    let found = sqlx::query_as!(
        ClientRow,
        "select id, address, name, redirect_uris, read_at from oauth_clients where id = $1 and address is null",
        id
    );
    Ok(found.fetch_optional(conn).await?)
}

/// An app whose document was read before.
///
/// # Errors
/// The database does not answer.
pub async fn documented(conn: &mut PgConnection, address: &str) -> Result<Option<ClientRow>> {
    let found = sqlx::query_as!(
        ClientRow,
        "select id, address, name, redirect_uris, read_at from oauth_clients where address = $1",
        address
    );
    Ok(found.fetch_optional(conn).await?)
}

/// Keeps what a document says.
///
/// # Errors
/// The database does not answer.
pub async fn keep_document(
    conn: &mut PgConnection,
    address: &str,
    name: &str,
    redirect_uris: &[String],
    network: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into oauth_clients (id, address, name, redirect_uris, network) values ($1, $2, $3, $4, $5) \
         on conflict (address) do update set name = excluded.name, redirect_uris = excluded.redirect_uris, read_at = now()",
        Uuid::now_v7(),
        address,
        name,
        redirect_uris,
        network
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps an app that registers itself, unless `most` of them wait already for somebody to connect them.
///
/// # Errors
/// The database does not answer.
pub async fn register(
    conn: &mut PgConnection,
    name: &str,
    redirect_uris: &[String],
    network: &str,
    most: i64,
) -> Result<Option<Uuid>> {
    let added = sqlx::query_scalar!(
        "insert into oauth_clients (id, name, redirect_uris, network) \
         select $1, $2, $3, $4 where (select count(*) from oauth_clients where used_at is null) < $5 returning id",
        Uuid::now_v7(),
        name,
        redirect_uris,
        network,
        most
    )
    .fetch_optional(conn)
    .await?;
    Ok(added)
}

/// What somebody allows an app.
#[derive(Clone, Debug)]
pub struct NewGrant<'a> {
    /// Its id: one answer to one question.
    pub id: Uuid,
    /// The account.
    pub account: AccountId,
    /// Who allows it.
    pub user: UserId,
    /// The app.
    pub client: &'a str,
    /// What it calls itself.
    pub name: &'a str,
    /// Where its answers go.
    pub home: &'a str,
    /// What it may do.
    pub role: &'static str,
    /// Whether it may spend credits.
    pub spend: bool,
    /// Whether it may approve and publish.
    pub publish: bool,
    /// Days that this holds.
    pub days: i32,
}

/// Allows it; false for somebody who is no member of the account, and for a question that was answered before.
///
/// # Errors
/// The database does not answer.
pub async fn allow(conn: &mut PgConnection, new: &NewGrant<'_>) -> Result<bool> {
    let done = sqlx::query!(
        "insert into oauth_grants (account_id, id, user_id, client, name, home, role, spend, publish, expires_at) \
         select m.account_id, $2, m.user_id, $4, $5, $6, $7, $8, $9, now() + make_interval(days => $10) from members m \
         where m.account_id = $1 and m.user_id = $3 on conflict do nothing",
        new.account.0,
        new.id,
        new.user.0,
        new.client,
        new.name,
        new.home,
        new.role,
        new.spend,
        new.publish,
        new.days
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update oauth_clients set used_at = now() where address = $1 or id::text = $1",
        new.client
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A code that an app can exchange.
#[derive(Clone, Debug)]
pub struct NewCode<'a> {
    /// Its hash.
    pub hash: &'a [u8],
    /// Where it goes.
    pub redirect_uri: &'a str,
    /// What its verifier must hash to.
    pub challenge: &'a str,
    /// What the keys are for.
    pub resource: &'a str,
    /// Seconds that it holds.
    pub seconds: f64,
}

/// Keeps a code.
///
/// # Errors
/// The database does not answer.
pub async fn add_code(
    conn: &mut PgConnection,
    account: AccountId,
    grant: Uuid,
    new: &NewCode<'_>,
) -> Result<()> {
    sqlx::query!(
        "insert into oauth_codes (account_id, hash, grant_id, redirect_uri, challenge, resource, expires_at) \
         values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')",
        account.0,
        new.hash,
        grant,
        new.redirect_uri,
        new.challenge,
        new.resource,
        new.seconds
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a code or key belongs to, and whether it still holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The account.
    pub account: Uuid,
    /// What was allowed.
    pub grant: Uuid,
    /// By whom.
    pub user: Uuid,
    /// The app.
    pub client: String,
    /// What it calls itself.
    pub name: String,
    /// What it may do.
    pub role: String,
    /// Whether it may spend credits.
    pub spend: bool,
    /// Whether it may approve and publish.
    pub publish: bool,
    /// What its keys are for.
    pub resource: String,
    /// Where a code went.
    pub redirect_uri: Option<String>,
    /// What a code's verifier must hash to.
    pub challenge: Option<String>,
    /// Whether its own time has not come, nothing was revoked, and the person is still a member.
    pub live: bool,
    /// Seconds since it was used; none if it was not.
    pub used: Option<f64>,
}

/// A code, held until the transaction ends, so that it is exchanged once however often it comes at the same moment.
///
/// # Errors
/// The database does not answer.
pub async fn code(conn: &mut PgConnection, hash: &[u8]) -> Result<Option<Held>> {
    let found = sqlx::query_as!(
        Held,
        "select g.account_id as account, g.id as grant, g.user_id as \"user\", g.client, g.name, g.role, g.spend, g.publish, \
           c.resource, c.redirect_uri as \"redirect_uri?\", c.challenge as \"challenge?\", \
           (c.expires_at > now() and g.revoked_at is null and g.expires_at > now() and exists ( \
             select from members m where m.account_id = g.account_id and m.user_id = g.user_id)) as \"live!\", \
           extract(epoch from now() - c.used_at)::float8 as used \
         from oauth_codes c join oauth_grants g on g.account_id = c.account_id and g.id = c.grant_id \
         where c.hash = $1 for update of c",
        hash
    );
    Ok(found.fetch_optional(conn).await?)
}

/// A refresh key, held like a code.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(conn: &mut PgConnection, hash: &[u8]) -> Result<Option<Held>> {
    let found = sqlx::query_as!(
        Held,
        "select g.account_id as account, g.id as grant, g.user_id as \"user\", g.client, g.name, g.role, g.spend, g.publish, \
           t.resource, null::text as redirect_uri, null::text as challenge, \
           (t.expires_at > now() and g.revoked_at is null and g.expires_at > now() and exists ( \
             select from members m where m.account_id = g.account_id and m.user_id = g.user_id)) as \"live!\", \
           extract(epoch from now() - t.used_at)::float8 as used \
         from oauth_tokens t join oauth_grants g on g.account_id = t.account_id and g.id = t.grant_id \
         where t.hash = $1 and t.refreshes for update of t",
        hash
    );
    Ok(found.fetch_optional(conn).await?)
}

/// Notes that a code was exchanged, and that its app is connected.
///
/// # Errors
/// The database does not answer.
pub async fn use_code(conn: &mut PgConnection, held: &Held, hash: &[u8]) -> Result<()> {
    sqlx::query!(
        "update oauth_codes set used_at = now() where account_id = $1 and hash = $2",
        held.account,
        hash
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update oauth_grants set connected_at = coalesce(connected_at, now()) where account_id = $1 and id = $2",
        held.account,
        held.grant
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a refresh key was used; when it was first.
///
/// # Errors
/// The database does not answer.
pub async fn use_refresh(conn: &mut PgConnection, held: &Held, hash: &[u8]) -> Result<()> {
    sqlx::query!(
        "update oauth_tokens set used_at = coalesce(used_at, now()) where account_id = $1 and hash = $2",
        held.account,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps a pair of keys.
///
/// # Errors
/// The database does not answer.
pub async fn add_keys(
    conn: &mut PgConnection,
    held: &Held,
    access: (&[u8], f64),
    refresh: (&[u8], f64),
) -> Result<()> {
    sqlx::query!(
        "insert into oauth_tokens (account_id, hash, grant_id, refreshes, resource, expires_at) values \
           ($1, $3, $2, false, $7, now() + $4 * interval '1 second'), \
           ($1, $5, $2, true, $7, now() + $6 * interval '1 second')",
        held.account,
        held.grant,
        access.0,
        access.1,
        refresh.0,
        refresh.1,
        held.resource
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The seconds that the access key of a pair still holds, whose refresh key is there and was not used; held until the transaction ends.
///
/// # Errors
/// The database does not answer.
pub async fn unused(conn: &mut PgConnection, access: &[u8], refresh: &[u8]) -> Result<Option<u32>> {
    let left = sqlx::query_scalar!(
        "select coalesce((select greatest(extract(epoch from a.expires_at - now()), 0)::int4 from oauth_tokens a \
           where a.hash = $1 and a.account_id = t.account_id), 0) as \"left!\" \
         from oauth_tokens t where t.hash = $2 and t.refreshes and t.used_at is null for update of t",
        access,
        refresh
    )
    .fetch_optional(conn)
    .await?;
    Ok(left.map(i32::unsigned_abs))
}

/// Ends what an app was allowed, with all its keys.
///
/// # Errors
/// The database does not answer.
pub async fn end(conn: &mut PgConnection, account: Uuid, grant: Uuid) -> Result<bool> {
    let done = sqlx::query!(
        "update oauth_grants set revoked_at = now() where account_id = $1 and id = $2 and revoked_at is null",
        account,
        grant
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends an access key of this app. Says whether there was one.
///
/// # Errors
/// The database does not answer.
pub async fn end_key(conn: &mut PgConnection, hash: &[u8], client: &str) -> Result<bool> {
    let done = sqlx::query!(
        "delete from oauth_tokens t using oauth_grants g where t.hash = $1 and not t.refreshes \
           and g.account_id = t.account_id and g.id = t.grant_id and g.client = $2",
        hash,
        client
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Removes codes and keys whose time has come, apps that nobody connected within a day, and connections that ended long ago. Says
/// how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let keys = sqlx::query!(
        "delete from oauth_tokens where (account_id, hash) in ( \
           select account_id, hash from oauth_tokens where expires_at < now() - interval '1 day' order by expires_at limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let codes = sqlx::query!(
        "delete from oauth_codes where (account_id, hash) in ( \
           select account_id, hash from oauth_codes where expires_at < now() - interval '1 day' limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let grants = sqlx::query!(
        "delete from oauth_grants where (account_id, id) in ( \
           select account_id, id from oauth_grants where (connected_at is null and created_at < now() - interval '1 day') \
             or least(revoked_at, expires_at) < now() - interval '90 days' limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let clients = sqlx::query!(
        "delete from oauth_clients where id in ( \
           select id from oauth_clients where (used_at is null and created_at < now() - interval '1 day') \
             or used_at < now() - interval '400 days' limit 1000)"
    )
    .execute(conn)
    .await?;
    Ok(keys.rows_affected() + codes.rows_affected() + grants.rows_affected() + clients.rows_affected())
}
