//! Reading rows: a page with its count in one round trip, one row, or all of them as a stream.
//!
//! Its SQL is put together when it is asked for: columns, filters and order are those that the table declares and the query names.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use igny8::entity::{Entity, Field, Kind};
use igny8::error::Problem;
use igny8::page::TablePage;
use igny8::query::{Condition, Direction, Query};
use igny8::resource::Resource;
use igny8::services::Page;
use igny8::value::Row;
use sqlx::postgres::Postgres;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::counts::{Counts, Kept, Whose, changes};
use crate::repo::filter::{Rows, column, push_from_where, push_from_where_narrowly, source};
use crate::repo::joins::Source;
use crate::repo::row::{decode, select_list};
use crate::repo::table::Matches;
use crate::repo::{Sql, Table};
use crate::tenancy::{Plans, Tx};

/// Rows that are counted one by one; beyond it the planner's estimate is told.
pub const EXACT_COUNT: i64 = 10_000;

/// A page of rows with their count, in a transaction that was begun with the query's [`plans`]. The page is found by its ids first and read then, so that rows before it cost an
/// entry of an index each, not a row with all its joins. What was counted before is in `counts`, and holds while the
/// tables that it was counted in have not changed; the statement itself looks whether they have.
///
/// # Errors
/// The database does not answer.
pub async fn list(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    query: &Query,
    counts: &Counts,
) -> Result<Page> {
    let (rows, many) = found(tx, table, query).await?;
    let offset = offset(query);
    // So many rows that nobody counts them.
    let many = many || offset >= EXACT_COUNT;
    // Rows that a statement before this one has found are of an earlier moment than what this one sees of the changes.
    let at_once = matches!(rows, Rows::Matching(_)) && !many;
    let whose = Whose::of(tx.scope());
    let kept = at_once.then(|| counts.get(&whose, table, query)).flatten();
    let mut sql = page_statement(table, page, query, &rows, kept, many)?;
    let found = sql.build().fetch_all(tx.conn()).await?;
    let (at, counted): (Option<i64>, i64) = match found.first() {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None if query.page == 1 => (None, 0),
        None => (None, count(tx, table, page, &rows, Some(EXACT_COUNT + 1)).await?),
    };
    let results = found
        .iter()
        .map(|row| decode(row, table, page.entity, 2))
        .collect::<sqlx::Result<_>>()?;
    let estimated = counted > EXACT_COUNT;
    let still = kept.filter(|kept| Some(kept.at) == at);
    let estimate = match still.and_then(|kept| kept.estimate) {
        None if estimated => Some(estimate(tx, table, page, &rows).await?),
        kept => kept,
    };
    if let (Some(at), true) = (at, at_once && still.is_none()) {
        let count = counted;
        counts.keep(whose, table, query, Kept { at, count, estimate });
    }
    let shown = offset + i64::try_from(found.len()).unwrap_or(0);
    // More than are counted is all that is known where the planner expects fewer; one more than that was counted by nobody.
    let count = estimate.map_or(counted, |estimate| estimate.max(EXACT_COUNT).max(shown));
    Ok(Page {
        count: u64::try_from(count).unwrap_or_default(),
        count_estimated: estimated,
        page: query.page,
        page_size: query.page_size,
        results,
    })
}

/// The statement that reads a page: in each row when its tables changed and how many rows there are, then the row.
///
/// # Errors
/// A time that no calendar has.
pub fn page_statement(
    table: &Table,
    page: &TablePage,
    query: &Query,
    rows: &Rows,
    kept: Option<Kept>,
    many: bool,
) -> Result<QueryBuilder<Postgres>, Problem> {
    let order = order(table, query);
    let offset = offset(query);
    let mut sql = QueryBuilder::new(format!(
        "select seen.at, seen.counted, {} from (",
        select_list(table, page.entity)
    ));
    push_seen(&mut sql, table, page, rows, kept, many)?;
    sql.push(format!(") seen cross join (select {}.id", table.alias));
    push_from_where_narrowly(&mut sql, table, page, rows, &order.needs)?;
    sql.push(&order.by).push(" limit ").push(query.page_size);
    if offset > 0 {
        sql.push(" offset ").push_bind(offset);
    }
    sql.push(format!(
        ") page join {name} {alias} on {alias}.id = page.id{lookups}{by}",
        name = table.name,
        alias = table.alias,
        lookups = Source::whole(table).lookups(),
        by = order.by,
    ));
    Ok(sql)
}

/// How the list of a query is planned. One plan for all values suits rows that are found in the order they are shown in. With
/// a condition on another field the values decide, as where few rows have one, and so does a far page. Left to itself,
/// PostgreSQL compares with what plans had cost while the table was small, and may plan each time for nothing; for what a
/// search has found that is as good as any.
pub fn plans(query: &Query) -> Plans {
    let (sorted, _) = query.sort;
    let ordered = |condition: &Condition| condition.field() == sorted;
    let grouped = query.group.is_some();
    if grouped || !query.conditions.iter().all(ordered) || offset(query) >= EXACT_COUNT {
        Plans::Each
    } else if query.search.is_empty() {
        Plans::Kept
    } else {
        Plans::Chosen
    }
}

/// Rows before the page.
fn offset(query: &Query) -> i64 {
    i64::from(query.page - 1) * i64::from(query.page_size)
}

/// The rows of a query, its search done by an index where the table has one, and whether they are more than are counted.
///
/// # Errors
/// The database does not answer.
pub async fn found(tx: &mut Tx, table: &Table, query: &Query) -> Result<(Rows, bool)> {
    let matching = || Rows::Matching(query.clone());
    if query.search.is_empty() {
        return Ok((matching(), false));
    }
    Ok(match table.hooks.search(tx, &query.search, EXACT_COUNT).await? {
        None => (matching(), false),
        Some(Matches::Few(ids)) => (Rows::Found(ids, query.clone()), false),
        // The index knows no sites: of many in the account, somebody who is limited to some may see few.
        Some(Matches::Many) => {
            let all = !tx.scope().sites().is_limited();
            (matching(), all && query.conditions.is_empty())
        }
    })
}

/// How often the tables have changed, and the count: what is kept, if it is of that very moment, or counted now.
fn push_seen(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    kept: Option<Kept>,
    many: bool,
) -> Result<(), Problem> {
    // Numbers of rows are written out: a plan for an unknown number would be one for a tenth of the table.
    if many {
        sql.push("select null::int8 as at, ")
            .push(EXACT_COUNT + 1)
            .push("::int8 as counted");
        return Ok(());
    }
    let source = source(table, page, rows, &[]);
    sql.push("select stamp.at, case when stamp.at = ")
        .push_bind(kept.map(|kept| kept.at));
    sql.push(" then ")
        .push_bind(kept.map_or(0, |kept| kept.count))
        .push(" else ");
    push_count(sql, table, page, rows, Some(EXACT_COUNT + 1))?;
    sql.push(" end as counted from (select ")
        .push(changes(table, &source))
        .push(" as at offset 0) stamp");
    Ok(())
}

/// How many rows there are, counting at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn count(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    limit: Option<i64>,
) -> Result<i64> {
    let mut sql = count_statement(table, page, rows, limit)?;
    Ok(sql.build_query_scalar().fetch_one(tx.conn()).await?)
}

/// The statement that counts rows, at most `limit`.
///
/// # Errors
/// A time that no calendar has.
pub fn count_statement(
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    limit: Option<i64>,
) -> Result<QueryBuilder<Postgres>, Problem> {
    let mut sql = QueryBuilder::new("select ");
    push_count(&mut sql, table, page, rows, limit)?;
    Ok(sql)
}

fn push_count(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    limit: Option<i64>,
) -> Result<(), Problem> {
    sql.push("(select count(*) from (select 1");
    push_from_where_narrowly(sql, table, page, rows, &[])?;
    if let Some(limit) = limit {
        sql.push(" limit ").push(limit);
    }
    sql.push(") counted)");
    Ok(())
}

/// The planner's estimate of how many rows there are.
async fn estimate(tx: &mut Tx, table: &Table, page: &TablePage, rows: &Rows) -> Result<i64> {
    let mut sql = QueryBuilder::<Postgres>::new("explain (format json) select 1");
    push_from_where_narrowly(&mut sql, table, page, rows, &[])?;
    let plan: serde_json::Value = sql.build_query_scalar().fetch_one(tx.conn()).await?;
    Ok(plan[0]["Plan"]["Plan Rows"].as_i64().unwrap_or_default())
}

/// One row.
///
/// # Errors
/// 404 if there is none in this account.
pub async fn get(tx: &mut Tx, table: &Table, entity: &Entity, id: Uuid) -> Result<Row> {
    let found = sqlx::query(AssertSqlSafe(one_statement(table, entity)))
        .bind(id)
        .fetch_optional(tx.conn())
        .await?;
    let row = found.ok_or_else(|| Problem::not_found(table.resource.one()))?;
    Ok(decode(&row, table, entity, 0)?)
}

/// The statement that reads the row with the id `$1`.
pub fn one_statement(table: &Table, entity: &Entity) -> String {
    let live = if table.undo {
        format!(" and {}.deleted_in is null", table.alias)
    } else {
        String::new()
    };
    format!(
        "select {} from {} where {}.id = $1{live}",
        select_list(table, entity),
        Source::whole(table),
        table.alias
    )
}

/// An empty statement, for [`stream`] to fill and read from.
pub fn statement() -> QueryBuilder<Postgres> {
    QueryBuilder::new("")
}

/// All rows in the list's order, one after the other, for exports.
///
/// # Errors
/// A time that no calendar has.
pub fn stream<'a>(
    tx: &'a mut Tx,
    table: &Table,
    page: &'static TablePage,
    rows: &Rows,
    sql: &'a mut QueryBuilder<Postgres>,
) -> Result<BoxStream<'a, sqlx::Result<Row>>> {
    push_all(sql, table, page, rows)?;
    let (found, table) = (sql.build().fetch(tx.conn()), *table);
    Ok(found
        .map(move |row| row.and_then(|row| decode(&row, &table, page.entity, 0)))
        .boxed())
}

/// Appends the statement that reads all rows.
///
/// # Errors
/// A time that no calendar has.
pub fn push_all(
    sql: &mut QueryBuilder<Postgres>,
    table: &Table,
    page: &TablePage,
    rows: &Rows,
) -> Result<(), Problem> {
    sql.push("select ").push(select_list(table, page.entity));
    push_from_where(sql, table, page, rows)?;
    let order = match rows {
        Rows::Matching(query) | Rows::Found(_, query) => order(table, query),
        Rows::Ids(_) => order(table, &Query::of(page)),
    };
    sql.push(order.by);
    Ok(())
}

/// The ids of the rows, for actions.
///
/// # Errors
/// The database does not answer.
pub async fn ids(tx: &mut Tx, table: &Table, page: &TablePage, rows: &Rows) -> Result<Vec<Uuid>> {
    let mut sql = ids_statement(table, page, rows, None)?;
    Ok(sql.build_query_scalar().fetch_all(tx.conn()).await?)
}

/// The sites that these rows belong to; none where one of them belongs to none, or rows of this kind do not.
///
/// # Errors
/// The database does not answer.
pub async fn sites(tx: &mut Tx, table: &Table, page: &TablePage, ids: &[Uuid]) -> Result<Option<Vec<Uuid>>> {
    let Some(statement) = sites_statement(table, page) else {
        return Ok(None);
    };
    Ok(sqlx::query_scalar(AssertSqlSafe(statement))
        .bind(ids)
        .fetch_one(tx.conn())
        .await?)
}

/// The statement that reads the sites of the rows `$1`, where rows of this kind have one.
pub fn sites_statement(table: &Table, page: &TablePage) -> Option<String> {
    let of_site = |field: &&Field| field.kind == Kind::Reference(Resource::Sites);
    let field = page.entity.fields.iter().find(of_site)?;
    let Sql { read, needs, .. } = *column(table, field);
    let (source, alias) = (Source::narrow(table, needs), table.alias);
    Some(format!(
        "select case when bool_and({read} is not null) then array_agg(distinct {read}) end from {source} where {alias}.id = any($1)"
    ))
}

/// The ids of the first rows in the list's order, at most so many.
///
/// # Errors
/// The database does not answer.
pub async fn first_ids(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    query: &Query,
    most: i64,
) -> Result<Vec<Uuid>> {
    let rows = Rows::Matching(query.clone());
    let mut sql = ids_statement(table, page, &rows, Some((query, most)))?;
    Ok(sql.build_query_scalar().fetch_all(tx.conn()).await?)
}

/// The statement that reads the ids of rows: all, or the first so many in a query's order.
///
/// # Errors
/// A time that no calendar has.
pub fn ids_statement(
    table: &Table,
    page: &TablePage,
    rows: &Rows,
    first: Option<(&Query, i64)>,
) -> Result<QueryBuilder<Postgres>, Problem> {
    let mut sql = QueryBuilder::new(format!("select {}.id", table.alias));
    let Some((query, most)) = first else {
        push_from_where_narrowly(&mut sql, table, page, rows, &[])?;
        return Ok(sql);
    };
    let order = order(table, query);
    push_from_where_narrowly(&mut sql, table, page, rows, &order.needs)?;
    sql.push(order.by).push(" limit ").push_bind(most.max(0));
    Ok(sql)
}

/// An order, and the joins that it needs.
struct Order {
    by: String,
    needs: Vec<&'static str>,
}

/// Unknown is last either way; the id makes the order total. Where nothing is unknown the id runs with the field, so that
/// one index serves both ways. Groups stand before all of it.
fn order(table: &Table, query: &Query) -> Order {
    let (field, direction) = query.sort;
    let Sql { read, needs, .. } = *column(table, &field);
    let id = table.alias;
    let way = if direction == Direction::Descending {
        "desc"
    } else {
        "asc"
    };
    let (nulls, tie) = if field.nullable {
        (" nulls last", "asc")
    } else {
        ("", way)
    };
    let (group, group_needs) = query
        .group
        .map(|field| group_order(table, &field))
        .unwrap_or_default();
    // Ids of version 7 sort by the time they were made, so the primary key serves an order by that time.
    if field.name == "created_at" {
        return Order {
            by: format!(" order by {group}{id}.id {way}"),
            needs: group_needs,
        };
    }
    Order {
        by: format!(" order by {group}{read} {way}{nulls}, {id}.id {tie}"),
        needs: [group_needs.as_slice(), needs].concat(),
    }
}

/// The order of groups, with a comma behind it, and the joins that it needs: choices as they are declared, rows by what they
/// are called, yes before no; what is unknown last.
fn group_order(table: &Table, field: &Field) -> (String, Vec<&'static str>) {
    let Sql {
        read,
        label,
        needs,
        label_needs,
        ..
    } = *column(table, field);
    let by = match field.kind {
        Kind::Choice(set) => {
            let values: Vec<_> = set.iter().map(|choice| format!("'{}'", choice.value)).collect();
            format!(
                "array_position(array[{}]::text[], ({read})::text) nulls last, ",
                values.join(", ")
            )
        }
        Kind::Reference(_) => format!("lower({}) nulls last, {read}, ", label.unwrap_or("''")),
        _ => format!("{read} desc nulls last, "),
    };
    (by, [needs, label_needs].concat())
}
