//! What an action asks of its rows, as SQL: the same declaration by which pages offer it.
//!
//! Its SQL is put together when it is asked for, by what the page declares.

use std::collections::HashSet;

use igny8::entity::Field;
use igny8::error::Problem;
use igny8::page::{Action, TablePage, Test, When};
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use super::Table;
use super::filter::read;
use super::joins::Source;
use crate::error::Result;
use crate::tenancy::Tx;

/// Those of `ids` that the action can be done to now, in the same order.
///
/// # Errors
/// 409 that says why, if it is none of them.
pub async fn fitting(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    action: &Action,
    ids: Vec<Uuid>,
) -> Result<Vec<Uuid>> {
    let mut left = ids;
    for when in action.when {
        let fit: HashSet<Uuid> = holding(tx, table, page, when, &left).await?.into_iter().collect();
        let many = left.len();
        left.retain(|id| fit.contains(id));
        if left.is_empty() && many > 0 {
            return Err(Problem::conflict(when.why).into());
        }
    }
    Ok(left)
}

async fn holding(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    when: &When,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let Some(field) = page.entity.by_key(when.key) else {
        // `registry::check` sees to it that there is such a field.
        return Ok(Vec::new());
    };
    let mut sql = statement(table, field, &when.test, ids);
    Ok(sql.build_query_scalar().fetch_all(tx.conn()).await?)
}

/// The statement that finds those of `ids` whose field passes the test.
pub fn statement(table: &Table, field: &Field, test: &Test, ids: &[Uuid]) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(format!(
        "select {0}.id from {1} where {0}.id = any(",
        table.alias,
        Source::whole(table)
    ));
    sql.push_bind(ids.to_vec());
    sql.push(format!(") and ({}) ", read(table, field)));
    match *test {
        Test::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            sql.push("= any(").push_bind(values).push(")");
        }
        Test::Is(yes) => {
            sql.push("= ").push_bind(yes);
        }
        Test::AtLeast(least) => {
            sql.push(">= ").push_bind(i64::from(least));
        }
    }
    sql
}
