//! What goes with rows when they are deleted: one walk over the declared cascades, to count, to mark and to bring back.
//!
//! Its SQL is put together when it is run, by what tables declare.

use std::collections::BTreeMap;

use igny8::resource::Resource;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Table, table};
use crate::tenancy::Tx;

/// Rows of one resource.
pub type Rows = (Resource, u64);

/// One way from rows to those that hang on them.
#[derive(Clone, Copy)]
pub struct Step {
    parent: &'static Table,
    column: &'static str,
    child: &'static Table,
}

impl Step {
    /// The statement that marks what hangs on rows that the deletion `$1` has marked.
    pub fn mark_statement(&self) -> String {
        format!(
            "update {} set deleted_in = $1 where deleted_in is null \
             and {} in (select id from {} where deleted_in = $1)",
            self.child.name, self.column, self.parent.name
        )
    }

    /// The statement that finds another deletion, which took a row on which one of the deletion `$1` hangs.
    pub fn gone_statement(&self) -> String {
        format!(
            "select p.deleted_in from {} c join {} p on p.account_id = c.account_id and p.id = c.{} \
             where c.deleted_in = $1 and p.deleted_in <> $1 limit 1",
            self.child.name, self.parent.name, self.column
        )
    }
}

/// All ways from a table down, each after those that lead to it.
pub fn steps(root: &'static Table) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        for cascade in parent.cascade {
            let child = table(cascade.child);
            found.push(Step {
                parent,
                column: cascade.column,
                child,
            });
            parents.push(child);
        }
    }
    found
}

/// The table and those that hang on it, each once.
pub fn tables(root: &'static Table) -> Vec<&'static Table> {
    let mut found = vec![root];
    for step in steps(root) {
        if !found.iter().any(|known| known.name == step.child.name) {
            found.push(step.child);
        }
    }
    found
}

/// How many live rows hang on these, by kind; kinds without any are left out.
///
/// # Errors
/// The database does not answer.
pub async fn count(tx: &mut Tx, root: &'static Table, ids: &[Uuid]) -> Result<Vec<Rows>> {
    let Some(sql) = count_statement(root) else {
        return Ok(Vec::new());
    };
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_one(tx.conn())
        .await?;
    let mut found = Vec::new();
    for (i, child) in tables(root).into_iter().skip(1).enumerate() {
        let rows: i64 = row.try_get(i)?;
        if rows > 0 {
            found.push((child.resource, rows.unsigned_abs()));
        }
    }
    Ok(found)
}

/// The statement that counts what hangs on the rows `$1`, a column for each table but the first of [`tables`]; none if there
/// are no others.
pub fn count_statement(root: &'static Table) -> Option<String> {
    let mut hanging: BTreeMap<&str, String> = BTreeMap::from([(root.name, "id = any($1)".to_owned())]);
    for step in steps(root) {
        let above = hanging.get(step.parent.name).cloned().unwrap_or_default();
        let way = format!(
            "{} in (select id from {} where deleted_in is null and ({above}))",
            step.column, step.parent.name
        );
        hanging
            .entry(step.child.name)
            .and_modify(|ways| *ways = format!("{ways} or {way}"))
            .or_insert(way);
    }
    let counts = tables(root).into_iter().skip(1).map(|child| {
        let ways = hanging.get(child.name).map_or("false", String::as_str);
        format!(
            "(select count(*) from {} where deleted_in is null and ({ways}))",
            child.name
        )
    });
    let counts = counts.collect::<Vec<_>>();
    (!counts.is_empty()).then(|| format!("select {}", counts.join(", ")))
}

/// Marks what hangs on rows that are marked with this deletion, and says how many of each kind.
///
/// # Errors
/// The database does not answer.
pub async fn mark(tx: &mut Tx, root: &'static Table, deletion: Uuid) -> Result<Vec<Rows>> {
    let mut found: Vec<Rows> = Vec::new();
    for step in steps(root) {
        let rows = sqlx::query(AssertSqlSafe(step.mark_statement()))
            .bind(deletion)
            .execute(tx.conn())
            .await?
            .rows_affected();
        match found.iter_mut().find(|(kind, _)| *kind == step.child.resource) {
            Some((_, known)) => *known += rows,
            None if rows > 0 => found.push((step.child.resource, rows)),
            None => {}
        }
    }
    Ok(found)
}

/// The deletion that took a row on which a row of this one hangs, if there is one: what comes back would hang in the air.
///
/// # Errors
/// The database does not answer.
pub async fn gone_parent(
    tx: &mut Tx,
    root: &'static Table,
    deletion: Uuid,
) -> Result<Option<(Resource, Uuid)>> {
    let children = tables(root);
    for &resource in Resource::ALL {
        let parent = table(resource);
        for cascade in parent.cascade {
            let Some(child) = children.iter().find(|child| child.resource == cascade.child) else {
                continue;
            };
            let step = Step {
                parent,
                column: cascade.column,
                child,
            };
            let gone: Option<Uuid> = sqlx::query_scalar(AssertSqlSafe(step.gone_statement()))
                .bind(deletion)
                .fetch_optional(tx.conn())
                .await?;
            if let Some(gone) = gone {
                return Ok(Some((resource, gone)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_takes_all_that_hangs_on_it() {
        let names: Vec<_> = tables(table(Resource::Sites))
            .iter()
            .map(|table| table.name)
            .collect();
        for name in [
            "sites",
            "sectors",
            "keywords",
            "clusters",
            "ideas",
            "writing_tasks",
            "contents",
            "images",
            "schedules",
            "integrations",
        ] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
    }

    #[test]
    fn what_goes_along_can_come_back() {
        for &resource in Resource::ALL {
            for child in tables(table(resource)).iter().skip(1) {
                assert!(child.undo, "{} of {}", child.name, resource.path());
            }
        }
    }
}
