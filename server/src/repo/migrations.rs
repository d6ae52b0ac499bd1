//! The migrations of this version, embedded in the executable, and how a database stands to them.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use sqlx::migrate::Migrate as _;

use crate::error::Result;

/// All of them.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// How a database stands to the migrations of this version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Those that it lacks.
    pub missing: Vec<i64>,
    /// Those that did not end.
    pub broken: Vec<i64>,
    /// Those that read otherwise than when they were applied.
    pub changed: Vec<i64>,
    /// Those of a later version.
    pub later: Vec<i64>,
}

impl Standing {
    /// What is wrong and what to do, in one sentence. What a later version added is fine: it goes before its processes do.
    pub fn fault(&self) -> Option<String> {
        if !self.broken.is_empty() {
            let which = list(&self.broken);
            return Some(format!(
                "Migration {which} didn't finish. Restore the database, then run “igny8 migrate”."
            ));
        }
        if !self.missing.is_empty() {
            let (count, first) = (
                self.missing.len(),
                list(self.missing.get(..1).unwrap_or_default()),
            );
            return Some(format!(
                "{count} migrations are missing, from {first} on. Run “igny8 migrate”."
            ));
        }
        if !self.changed.is_empty() {
            let which = list(&self.changed);
            return Some(format!(
                "Migration {which} differs from what was applied. Run the release that this database belongs to."
            ));
        }
        None
    }
}

fn list(versions: &[i64]) -> String {
    let each = versions.iter().map(|version| format!("{version:04}"));
    each.collect::<Vec<_>>().join(", ")
}

/// The table of what was applied, which is sqlx' own.
const APPLIED: &str = "_sqlx_migrations";

/// How this database stands.
///
/// # Errors
/// The database does not answer.
pub async fn standing(conn: &mut PgConnection) -> Result<Standing> {
    let there = sqlx::query_scalar!("select to_regclass($1) is not null as \"there!\"", APPLIED)
        .fetch_one(&mut *conn)
        .await?;
    let (applied, broken) = if there {
        let applied = conn.list_applied_migrations(APPLIED).await;
        let broken = conn.dirty_version(APPLIED).await;
        (
            applied.map_err(sqlx::Error::from)?,
            broken.map_err(sqlx::Error::from)?,
        )
    } else {
        (Vec::new(), None)
    };
    let mut applied: BTreeMap<_, _> = applied
        .into_iter()
        .map(|migration| (migration.version, migration.checksum))
        .collect();
    let mut standing = Standing::default();
    for migration in MIGRATIONS.iter() {
        match applied.remove(&migration.version) {
            None => standing.missing.push(migration.version),
            Some(_) if broken == Some(migration.version) => standing.broken.push(migration.version),
            Some(checksum) if checksum != migration.checksum => {
                standing.changed.push(migration.version);
            }
            Some(_) => {}
        }
    }
    standing.later = applied.into_keys().collect();
    Ok(standing)
}
