//! A list's conditions as SQL, with every value bound as a parameter.

use chrono::{DateTime, NaiveDate, Utc};
use igny8::entity::Field;
use igny8::error::Problem;
use igny8::page::{Filter, TablePage};
use igny8::query::{Condition, NONE, Query};
use igny8::services::Selection;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::repo::joins::Source;
use crate::repo::{Sql, Table};

/// Which rows a statement is for.
#[derive(Clone, Debug)]
pub enum Rows {
    /// These.
    Ids(Vec<Uuid>),
    /// All that match.
    Matching(Query),
    /// Those of these ids, which its search has found, that match all else.
    Found(Vec<Uuid>, Query),
}

/// The most ids that one request names.
const MAX_IDS: usize = 10_000;

/// Reads a query string into a checked list state.
///
/// # Errors
/// 400 that names every parameter that is not declared or does not fit.
pub fn query(page: &TablePage, text: &str) -> Result<Query, Problem> {
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    Query::parse(
        page,
        pairs.iter().map(|(key, value)| (key.as_ref(), value.as_ref())),
    )
}

impl Rows {
    /// The rows that somebody selected.
    ///
    /// # Errors
    /// 400 for too many ids or a query that does not fit.
    pub fn selected(page: &TablePage, selection: Selection) -> Result<Self, Problem> {
        match selection {
            Selection::Ids(ids) if ids.len() > MAX_IDS => Err(Problem::bad_request(format!(
                "Send at most {MAX_IDS} IDs or use a filter."
            ))),
            Selection::Ids(ids) => Ok(Self::Ids(ids)),
            Selection::Query(text) => Ok(Self::Matching(query(page, &text)?)),
        }
    }
}

/// Appends ` from … where …` with all that `rows` asks for, only live ones.
///
/// # Errors
/// A time that no calendar has.
pub fn push_from_where(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
) -> Result<(), Problem> {
    sql.push(" from ").push(Source::whole(table));
    push_where(sql, table, page, rows)
}

/// The same without the joins that neither the conditions nor the rest of the statement need; `rest` are those of the rest.
///
/// # Errors
/// A time that no calendar has.
pub fn push_from_where_narrowly(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    rest: &[&'static str],
) -> Result<(), Problem> {
    sql.push(" from ").push(source(table, page, rows, rest));
    push_where(sql, table, page, rows)
}

/// The table with those of its joins that the conditions need, and those of `rest`.
pub fn source(table: &Table, page: &TablePage, rows: &Rows, rest: &[&'static str]) -> Source {
    let (search, query) = match rows {
        Rows::Ids(_) => ("", None),
        Rows::Matching(query) => (query.search.as_str(), Some(query)),
        Rows::Found(_, query) => ("", Some(query)),
    };
    let searched = searched(page, search).iter().copied();
    let conditions = query.iter().flat_map(|query| &query.conditions);
    let fields = searched.chain(conditions.map(Condition::field));
    let mut needs = rest.to_vec();
    needs.extend(fields.flat_map(|field| column(table, &field).needs));
    Source::narrow(table, &needs)
}

fn push_where(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
) -> Result<(), Problem> {
    sql.push(" where true");
    if table.undo {
        sql.push(format!(" and {}.deleted_in is null", table.alias));
    }
    let (ids, query) = match rows {
        Rows::Ids(ids) => (Some(ids), None),
        Rows::Matching(query) => {
            push_search(sql, table, page, &query.search);
            (None, Some(query))
        }
        Rows::Found(ids, query) => (Some(ids), Some(query)),
    };
    if let Some(ids) = ids {
        sql.push(format!(" and {}.id = any(", table.alias))
            .push_bind(ids.clone())
            .push(")");
    }
    for condition in query.iter().flat_map(|query| &query.conditions) {
        push_condition(sql, table, condition)?;
    }
    Ok(())
}

/// The fields where a text is searched for; none if there is no text, or nothing to search.
fn searched(page: &TablePage, search: &str) -> &'static [Field] {
    let fields = page.filters.iter().find_map(|filter| match filter {
        Filter::Search(fields) if !search.is_empty() => Some(*fields),
        _ => None,
    });
    fields.unwrap_or_default()
}

fn push_search(sql: &mut QueryBuilder<Postgres>, table: &Table, page: &TablePage, search: &str) {
    let fields = searched(page, search);
    if fields.is_empty() {
        return;
    }
    let pattern = contains(search);
    sql.push(" and (false");
    for field in fields {
        sql.push(format!(" or {} ilike ", read(table, field)))
            .push_bind(pattern.clone());
    }
    sql.push(")");
}

fn push_condition(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    condition: &Condition,
) -> Result<(), Problem> {
    match condition {
        Condition::OneOf(field, values) => {
            let read = read(table, field);
            sql.push(format!(" and ({read} = any("))
                .push_bind(values.clone())
                .push(")");
            if values.contains(&NONE) {
                sql.push(format!(" or {read} is null"));
            }
            sql.push(")");
        }
        Condition::Is(field, yes) => {
            sql.push(format!(" and {} = ", read(table, field)))
                .push_bind(*yes);
        }
        Condition::Min(field, number) => push_bound(sql, table, field, ">=", *number),
        Condition::Max(field, number) => push_bound(sql, table, field, "<=", *number),
        Condition::Since(field, text) => {
            sql.push(format!(" and {} >= ", read(table, field)))
                .push_bind(time(field, text, false)?);
        }
        Condition::Until(field, text) => {
            sql.push(format!(" and {} <= ", read(table, field)))
                .push_bind(time(field, text, true)?);
        }
        Condition::Ref(field, Some(id)) => {
            sql.push(format!(" and {} = ", read(table, field))).push_bind(*id);
        }
        Condition::Ref(field, None) => {
            sql.push(format!(" and {} is null", read(table, field)));
        }
    }
    Ok(())
}

/// Whole numbers are compared as such, so that an index on the column serves.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float beyond the range saturates, which compares the same"
)]
fn push_bound(sql: &mut QueryBuilder<Postgres>, table: &Table, field: &Field, operator: &str, number: f64) {
    sql.push(format!(" and {} {operator} ", read(table, field)));
    if field.kind == igny8::entity::Kind::Integer {
        let whole = if operator == ">=" {
            number.ceil()
        } else {
            number.floor()
        };
        sql.push_bind(whole as i64);
    } else {
        sql.push_bind(number);
    }
}

/// A date stands for its first moment in `_min` and for its last in `_max`.
fn time(field: &Field, text: &str, last: bool) -> Result<DateTime<Utc>, Problem> {
    let wrong = || Problem {
        status: 400,
        ..Problem::field(field.key, "Enter a date such as 2026-01-31.")
    };
    if let Ok(date) = text.parse::<NaiveDate>() {
        let moment = if last {
            date.and_hms_milli_opt(23, 59, 59, 999)
        } else {
            date.and_hms_opt(0, 0, 0)
        };
        return Ok(moment.ok_or_else(wrong)?.and_utc());
    }
    // Minutes without seconds are not RFC 3339, but browsers' date inputs send them.
    let full = match text.split_at_checked("0000-00-00T00:00".len()) {
        Some((minutes, rest)) if !rest.starts_with(':') => format!("{minutes}:00{rest}"),
        _ => text.to_owned(),
    };
    DateTime::parse_from_rfc3339(&full)
        .map(|time| time.to_utc())
        .map_err(|_| wrong())
}

/// The expression that reads a field.
pub fn read(table: &Table, field: &Field) -> &'static str {
    column(table, field).read
}

/// How a field reads and writes.
pub fn column(table: &Table, field: &Field) -> &'static Sql {
    &table.columns[usize::from(field.index)]
}

/// The `like` pattern of texts that contain `text`.
pub fn contains(text: &str) -> String {
    format!("%{}%", escape_like(text))
}

/// Makes `%`, `_` and the backslash mean themselves in a `like` pattern.
fn escape_like(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
