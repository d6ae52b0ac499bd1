//! What PostgreSQL says of itself: versions, roles, row-level security and the clock.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::error::Result;

/// How the login that serves stands.
#[derive(Clone, Debug)]
pub struct Login {
    /// Its name.
    pub name: String,
    /// Whether policies do not hold for it.
    pub passes_policies: bool,
    /// The roles that it lacks.
    pub lacks: Vec<String>,
    /// The version of the server, such as 150004.
    pub version: i32,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// The login of this connection.
///
/// # Errors
/// The database does not answer.
pub async fn login(conn: &mut PgConnection) -> Result<Login> {
    let row = sqlx::query!(
        r#"select session_user::text as "name!", r.rolsuper or r.rolbypassrls as "passes!",
             array(select wanted.name from unnest(array['igny8_app', 'igny8_system', 'igny8_staff', 'igny8_site']) wanted (name)
                   where not coalesce((select pg_has_role(session_user, o.oid, 'member') from pg_roles o where o.rolname = wanted.name), false)) as "lacks!",
             current_setting('server_version_num')::int as "version!", clock_timestamp() as "now!"
           from pg_roles r where r.rolname = session_user"#
    )
    .fetch_one(conn)
    .await?;
    Ok(Login {
        name: row.name,
        passes_policies: row.passes,
        lacks: row.lacks,
        version: row.version,
        now: row.now,
    })
}

/// Tables that name an account and do not force row-level security, or have no policy.
///
/// # Errors
/// The database does not answer.
pub async fn open_tables(conn: &mut PgConnection) -> Result<Vec<String>> {
    let open = sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_class c
           where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
             and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)
             and (not c.relrowsecurity or not c.relforcerowsecurity
                  or not exists (select from pg_policy p where p.polrelid = c.oid))
           order by 1"#
    )
    .fetch_all(conn)
    .await?;
    Ok(open)
}
