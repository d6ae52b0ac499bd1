//! What rows come to: counted and added up in one statement, whole and by group.
//!
//! Its SQL is put together when it is asked for: filters, columns and groups are those that the table declares and the query names.

use std::fmt::Write as _;

use igny8::entity::Field;
use igny8::error::Problem;
use igny8::page::{TablePage, Total};
use igny8::totals::{ADDED_UNASKED, Group, MAX_GROUPS, Sums, Totals};
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{QueryBuilder, Row as _};

use crate::error::Result;
use crate::repo::Table;
use crate::repo::filter::{Rows, column, push_from_where_narrowly};
use crate::tenancy::Tx;

/// What rows come to; of more than are added up unasked, only that there are more, unless all are asked for.
///
/// # Errors
/// The database does not answer in time.
pub async fn totals(tx: &mut Tx, table: &Table, page: &TablePage, rows: &Rows, all: bool) -> Result<Totals> {
    let most = (!all).then_some(ADDED_UNASKED + 1);
    let mut sql = statement(table, page, rows, most)?;
    let found = sql.build().fetch_all(tx.conn()).await?;
    let (mut totals, mut groups) = (Totals::default(), Vec::new());
    for row in &found {
        let (whole, key): (bool, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        let count = row.try_get::<i64, _>(2)?.unsigned_abs();
        let sums = sums(row, page)?;
        if whole {
            (totals.count, totals.sums) = (count, sums);
        } else {
            let key = key.unwrap_or_default();
            groups.push(Group { key, count, sums });
        }
    }
    if !all && totals.count > ADDED_UNASKED.unsigned_abs() {
        return Ok(Totals {
            count: ADDED_UNASKED.unsigned_abs(),
            more: true,
            ..Totals::default()
        });
    }
    totals.groups = groups;
    Ok(totals)
}

fn sums(row: &PgRow, page: &TablePage) -> Result<Sums> {
    let mut sums = Sums::new();
    for (place, (column, _)) in page.totals().enumerate() {
        if let Some(sum) = row.try_get::<Option<f64>, _>(place + 3)? {
            sums.insert(column.field.key.to_owned(), sum);
        }
    }
    Ok(sums)
}

/// The statement that adds rows up, at most so many: a row for all of them, then one for each group. In each: whether it is
/// of all, the group, how many, and the columns' figures.
///
/// # Errors
/// A time that no calendar has.
pub fn statement(
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    most: Option<i64>,
) -> Result<QueryBuilder<Postgres>, Problem> {
    let group = grouped(rows);
    let figures = page.totals().enumerate().map(|(place, (_, total))| match total {
        Total::Sum => format!(", sum(x.t{place})::float8"),
        Total::Mean => format!(", avg(x.t{place})::float8"),
    });
    let figures: String = figures.collect();
    let (head, tail) = match group {
        Some(_) => (
            "select grouping(x.g) = 1, x.g::text, count(*)",
            format!(
                " group by grouping sets ((), (x.g)) order by 1 desc, 3 desc limit {}",
                MAX_GROUPS + 1
            ),
        ),
        None => ("select true, null::text, count(*)", String::new()),
    };
    let columns = page.totals().map(|(column, _)| column.field);
    let mut needs = Vec::new();
    let mut inner = String::from("select 1");
    for (place, field) in columns.enumerate() {
        let sql = column(table, &field);
        needs.extend(sql.needs);
        let _ = write!(inner, ", ({}) as t{place}", sql.read);
    }
    if let Some(field) = group {
        let sql = column(table, &field);
        needs.extend(sql.needs);
        let _ = write!(inner, ", ({}) as g", sql.read);
    }
    let mut sql = QueryBuilder::new(format!("{head}{figures} from ({inner}"));
    push_from_where_narrowly(&mut sql, table, page, rows, &needs)?;
    if let Some(most) = most {
        sql.push(" limit ").push(most);
    }
    sql.push(") x").push(tail);
    Ok(sql)
}

/// What the rows of a query are grouped by.
fn grouped(rows: &Rows) -> Option<Field> {
    match rows {
        Rows::Ids(_) => None,
        Rows::Matching(query) | Rows::Found(_, query) => query.group,
    }
}
