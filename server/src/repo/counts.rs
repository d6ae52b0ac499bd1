//! Counts of lists that are kept while nothing changes: paging and sorting do not count again.

use std::sync::Arc;

use igny8::id::AccountId;
use igny8::query::{Query, encode};
use igny8::resource::Resource;
use quick_cache::sync::Cache;

use crate::repo::Table;
use crate::repo::joins::Source;
use crate::tenancy::{Scope, SiteAccess};

/// Counts that a process keeps; of those beyond, the ones that nobody asks for go.
const CAPACITY: usize = 10_000;

/// A filter of a list longer than this is counted each time, so that what is kept has bounds.
const MAX_QUERY_BYTES: usize = 1_000;

/// Whose rows were counted: those of an account, all or of some sites.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Whose {
    account: AccountId,
    sites: SiteAccess,
}

impl Whose {
    /// Those that this actor sees.
    pub fn of(scope: &Scope) -> Self {
        Self {
            account: scope.account(),
            sites: scope.sites().clone(),
        }
    }
}

/// A count, and what it holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How often the tables that it was counted in had changed.
    pub at: i64,
    /// Rows, of those that are counted.
    pub count: i64,
    /// The planner's estimate, where there are more.
    pub estimate: Option<i64>,
}

/// The counts of this process; cheap to clone.
#[derive(Clone)]
pub struct Counts(Arc<Cache<(Whose, Resource, String), Kept>>);

impl Default for Counts {
    fn default() -> Self {
        Self(Arc::new(Cache::new(CAPACITY)))
    }
}

impl Counts {
    /// What was counted for this filter last, whatever page and order were asked for.
    pub fn get(&self, whose: &Whose, table: &Table, query: &Query) -> Option<Kept> {
        self.0.get(&key(whose.clone(), table, query)?)
    }

    /// Keeps a count. It must come from a transaction that had changed nothing when it counted: what is rolled back
    /// later was never there.
    pub fn keep(&self, whose: Whose, table: &Table, query: &Query, kept: Kept) {
        if let Some(key) = key(whose, table, query) {
            self.0.insert(key, kept);
        }
    }
}

/// None where nothing is kept.
fn key(whose: Whose, table: &Table, query: &Query) -> Option<(Whose, Resource, String)> {
    if !table.counts_kept {
        return None;
    }
    let mut filter = encode(&query.search);
    for condition in &query.conditions {
        let (key, value) = condition.to_pair();
        filter.extend(["&", &key, "=", &encode(&value)]);
    }
    (filter.len() <= MAX_QUERY_BYTES).then_some((whose, table.resource, filter))
}

/// The expression that says how often the account's tables in `source` have changed; null where nobody notes it. A database that was
/// restored to an earlier moment would count through the same numbers again, so that the name of the restore is in it.
pub fn changes(table: &Table, source: &Source) -> String {
    if !table.counts_kept {
        return "null::int8".to_owned();
    }
    let tables: Vec<_> = source.tables().map(|table| format!("'{table}'")).collect();
    format!(
        "(select coalesce(sum(changes), 0)::int8 # (hashtext(coalesce(current_setting('igny8.restored', true), ''))::int8 << 32) \
         from table_changes where of_table in ({}))",
        tables.join(", ")
    )
}
