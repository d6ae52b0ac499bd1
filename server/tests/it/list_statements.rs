//! The database takes every statement that the engine of lists makes of a declaration: a column that is not there, or a join
//! that an expression needs and its declaration does not name, is found here and not by whoever opens that list.

use igny8::entity::{Entity, Field, Kind};
use igny8::id::AccountId;
use igny8::page::{Filter, TablePage};
use igny8::query::{Condition, Direction, Query};
use igny8::resource::Resource;
use igny8::value::Value;
use serde_json::json;
use server::repo::counts::Kept;
use server::repo::filter::Rows;
use server::repo::joins::Source;
use server::repo::planner::clustering;
use server::repo::table::{Assignment, Bind};
use server::repo::writer::place;
use server::repo::{Sql, Table, cascade, change, delete, list, options, table, totals, when, write};
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::{AssertSqlSafe, Execute as _, Executor as _, QueryBuilder, SqlSafeStr as _};
use uuid::Uuid;

use crate::app::with_app;

/// What a database says to statements.
struct Asked {
    database: PgConnection,
    statements: usize,
    refused: Vec<String>,
}

impl Asked {
    /// A statement whose values come later.
    async fn text(&mut self, resource: Resource, what: &str, sql: String) {
        let answer = self.prepared(&sql).await;
        self.heard(resource, what, &sql, answer);
    }

    /// A statement with its values, whose types must fit as well. It is planned and not done.
    async fn built(&mut self, resource: Resource, what: &str, mut sql: QueryBuilder<Postgres>) {
        let mut query = sql.build();
        let arguments = query.take_arguments().unwrap().unwrap_or_default();
        let text = query.sql();
        let explain = AssertSqlSafe(format!("explain {}", text.as_str()));
        let answer = sqlx::query_with(explain, arguments)
            .persistent(false)
            .execute(&mut self.database)
            .await;
        self.heard(resource, what, text.as_str(), answer.map(|_| ()));
    }

    async fn prepared(&mut self, sql: &str) -> sqlx::Result<()> {
        let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
        self.database.prepare(sql).await.map(|_| ())
    }

    fn heard(&mut self, resource: Resource, what: &str, sql: &str, answer: sqlx::Result<()>) {
        self.statements += 1;
        if let Err(error) = answer {
            self.refused
                .push(format!("{}, {what}: {error}\n    {sql}", resource.path()));
        }
    }
}

/// Every resource's declaration, with the fields that it is of.
fn declared() -> impl Iterator<Item = (&'static Entity, &'static Table)> {
    let lists = igny8::registry::all_tables().map(|page| page.entity);
    let forms = igny8::registry::forms().map(|page| page.entity);
    lists.chain(forms).map(|entity| (entity, table(entity.resource)))
}

async fn ask<F: Future<Output = Asked>>(ask: impl FnOnce(Asked) -> F, least: usize) {
    with_app(|app| async move {
        let asked = ask(Asked {
            database: app.superuser().await,
            statements: 0,
            refused: Vec::new(),
        })
        .await;
        assert!(asked.refused.is_empty(), "{}", asked.refused.join("\n"));
        assert!(asked.statements >= least, "only {} statements", asked.statements);
    })
    .await;
}

/// Every condition that a list can be asked for.
fn conditions(page: &TablePage) -> Vec<Condition> {
    let of = |filter: &Filter| match *filter {
        Filter::Search(_) => Vec::new(),
        Filter::OneOf(field, _) => vec![match field.kind {
            Kind::Choice(set) => Condition::OneOf(field, set.iter().map(|choice| choice.value).collect()),
            _ => Condition::Is(field, true),
        }],
        Filter::Range(field, _) if field.kind == Kind::Timestamp => vec![
            Condition::Since(field, "2026-01-31".into()),
            Condition::Until(field, "2026-01-31T08:00:00Z".into()),
        ],
        Filter::Range(field, _) => vec![Condition::Min(field, 1.5), Condition::Max(field, 1.5)],
        Filter::Ref(field, _) => {
            let none = field.nullable.then_some(Condition::Ref(field, None));
            none.into_iter()
                .chain([Condition::Ref(field, Some(Uuid::nil()))])
                .collect()
        }
    };
    page.filters.iter().flat_map(of).collect()
}

/// What a list can be asked for: each condition, a search and all at once, each in every order and on another page.
fn queries(page: &TablePage) -> Vec<Query> {
    let conditions = conditions(page);
    let mut found = vec![Query::of(page)];
    for condition in &conditions {
        found.push(Query {
            conditions: vec![condition.clone()],
            ..Query::of(page)
        });
    }
    if page
        .filters
        .iter()
        .any(|filter| matches!(filter, Filter::Search(_)))
    {
        for conditions in [Vec::new(), conditions] {
            found.push(Query {
                search: "a_b".into(),
                conditions,
                ..Query::of(page)
            });
        }
    }
    for column in page.groupings() {
        found.push(Query {
            group: Some(column.field),
            ..Query::of(page)
        });
    }
    let sorts = page.columns.iter().filter(|column| column.sortable);
    let sorts = sorts.flat_map(|column| {
        [Direction::Ascending, Direction::Descending].map(|direction| (column.field, direction))
    });
    let sorts: Vec<_> = sorts.chain([page.sort]).collect();
    let in_order = |query: &Query| {
        let query = query.clone();
        sorts.iter().enumerate().map(move |(at, sort)| Query {
            sort: *sort,
            page: if at % 2 == 0 { 1 } else { 3 },
            ..query.clone()
        })
    };
    found.iter().flat_map(in_order).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_in_every_order_with_every_filter() {
    let kept = Kept {
        at: 1,
        count: 1,
        estimate: None,
    };
    ask(
        |mut asked| async move {
            for page in igny8::registry::all_tables() {
                let (resource, table) = (page.resource(), table(page.resource()));
                for query in queries(page) {
                    let what = format!("?{}", query.to_query_string(page));
                    let mut found = vec![Rows::Matching(query.clone())];
                    if !query.search.is_empty() {
                        found.push(Rows::Found(vec![Uuid::nil()], query.clone()));
                    }
                    for rows in found {
                        for many in [false, true] {
                            let sql = list::page_statement(table, page, &query, &rows, Some(kept), many);
                            asked.built(resource, &what, sql.unwrap()).await;
                        }
                        let mut sql = QueryBuilder::new("");
                        list::push_all(&mut sql, table, page, &rows).unwrap();
                        asked.built(resource, &format!("{what}, export"), sql).await;
                        let sql = list::ids_statement(table, page, &rows, Some((&query, 7))).unwrap();
                        asked.built(resource, &format!("{what}, first ids"), sql).await;
                        // The rest has no order.
                        if query.sort != page.sort {
                            continue;
                        }
                        let sql = list::ids_statement(table, page, &rows, None).unwrap();
                        asked.built(resource, &format!("{what}, ids"), sql).await;
                        for most in [None, Some(7)] {
                            let sql = totals::statement(table, page, &rows, most).unwrap();
                            asked.built(resource, &format!("{what}, totals"), sql).await;
                        }
                        for limit in [None, Some(7)] {
                            let sql = list::count_statement(table, page, &rows, limit).unwrap();
                            asked.built(resource, &format!("{what}, count"), sql).await;
                        }
                    }
                }
            }
            asked
        },
        2_000,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_option_and_action() {
    ask(
        |mut asked| async move {
            for (entity, table) in declared() {
                let resource = entity.resource;
                asked
                    .text(resource, "one", list::one_statement(table, entity))
                    .await;
                asked
                    .text(resource, "exists", write::exists_statement(table))
                    .await;
                asked
                    .text(resource, "name", write::name_statement(resource))
                    .await;
                asked
                    .text(resource, "audit", write::audit_statement(resource))
                    .await;
            }
            for page in igny8::registry::all_tables() {
                let (resource, table) = (page.resource(), table(page.resource()));
                asked
                    .text(resource, "options", options::options_statement(table, page))
                    .await;
                if let Some(sites) = list::sites_statement(table, page) {
                    asked.text(resource, "sites", sites).await;
                }
                asked
                    .text(resource, "option", options::one_statement(table, page))
                    .await;
                asked
                    .text(resource, "newest", options::newest_statement(table, page))
                    .await;
                let rows = Rows::Ids(vec![Uuid::nil()]);
                let mut sql = QueryBuilder::new("");
                list::push_all(&mut sql, table, page, &rows).unwrap();
                asked.built(resource, "export of some", sql).await;
                let sql = list::ids_statement(table, page, &rows, None).unwrap();
                asked.built(resource, "ids of some", sql).await;
                for action in page.endpoints() {
                    for test in action.when {
                        let field = page.entity.by_key(test.key).unwrap();
                        let sql = when::statement(table, field, &test.test, &[Uuid::nil()]);
                        asked.built(resource, action.name, sql).await;
                    }
                }
            }
            let (keywords, nil) = (Resource::Keywords, Uuid::nil());
            let sql = clustering::candidates_statement(&Rows::Ids(vec![nil])).unwrap();
            asked.built(keywords, "candidates", sql).await;
            let sql = clustering::strongest_statement(nil, 7);
            asked.built(keywords, "strongest", sql).await;
            let sql = clustering::company_statement(&[nil], &[nil]);
            asked.built(keywords, "company", sql).await;
            let sql = clustering::sector_statement(nil, 7);
            asked.built(keywords, "sector", sql).await;
            for job in server::jobs::ALL.all() {
                for target in job.targets() {
                    let mut sql = QueryBuilder::new(target.rows.sql());
                    let (ids, name) = (vec![Uuid::nil()], job.job().name());
                    let mut arguments = sqlx::postgres::PgArguments::default();
                    sqlx::Arguments::add(&mut arguments, ids).unwrap();
                    sqlx::Arguments::add(&mut arguments, name).unwrap();
                    sql = QueryBuilder::with_arguments(sql.into_string(), arguments);
                    asked.built(target.resource, name, sql).await;
                }
            }
            asked
        },
        200,
    )
    .await;
}

/// Columns that no value of a field is written to as it is: its hook makes another of it.
const MADE_BY_HOOKS: &[(Resource, &str)] = &[
    (Resource::Tokens, "lasts"),
    (Resource::Integrations, "secret"),
    (Resource::StaffFlags, "accounts"),
];

fn some(field: &Field) -> Value {
    match field.kind {
        Kind::Text => Value::Text("a".into()),
        Kind::Choice(set) => Value::Text(set[0].value.into()),
        Kind::Integer => Value::Int(1),
        Kind::Decimal => Value::Float(1.5),
        Kind::Boolean => Value::Bool(true),
        Kind::Reference(_) => Value::Ref {
            id: Uuid::nil(),
            label: String::new(),
        },
        Kind::Choices(set) => Value::Json(json!([set[0].value])),
        Kind::Json | Kind::References(_) => Value::Json(json!([])),
        Kind::Timestamp => Value::Null,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_that_is_written() {
    ask(
        |mut asked| async move {
            for (entity, table) in declared() {
                let columns = entity.fields.iter().zip(table.columns);
                let written = columns.filter_map(|(field, sql)| {
                    let column = sql.write?;
                    let made = MADE_BY_HOOKS.contains(&(entity.resource, column));
                    (!made).then(|| match field.kind {
                        Kind::Timestamp => Assignment::time(column, chrono::Utc::now()),
                        Kind::References(_) => Assignment {
                            column,
                            bind: Bind::Ids(vec![Uuid::nil()]),
                        },
                        _ => Assignment::new(column, some(field)),
                    })
                });
                let written: Vec<_> = written.collect();
                let account = AccountId(Uuid::nil());
                let sql = write::insert_statement(table, account, Uuid::nil(), written.clone());
                if igny8::registry::table(entity.resource).is_some_and(|page| page.create.is_some()) {
                    asked.built(entity.resource, "insert", sql).await;
                }
                if written.iter().any(|one| one.column == "cluster_id") {
                    let sql = place::fits_statement(table.name);
                    asked.text(entity.resource, "cluster", sql).await;
                }
                let platform = entity.resource.is_platform();
                for one in written {
                    let columns = [one.column];
                    if !platform && igny8::registry::table(entity.resource).is_some() {
                        let ids = [Uuid::nil()];
                        let sql = change::update_statement(table, &ids, vec![one.clone()]);
                        asked.built(entity.resource, "update of many", sql).await;
                        let sql = change::held_statement(table, &columns);
                        asked.text(entity.resource, "held before", sql).await;
                        let sql = change::holds_statement(table, &columns);
                        asked.text(entity.resource, "holds after", sql).await;
                        let sql = change::back_statement(table, &columns);
                        asked.text(entity.resource, "taken back", sql).await;
                        let sql = change::hold_statement(table);
                        asked.text(entity.resource, "hold of many", sql).await;
                    }
                    let what = format!("update of {}", one.column);
                    let sql = write::update_statement(table, Uuid::nil(), vec![one]);
                    asked.built(entity.resource, &what, sql).await;
                }
            }
            asked
        },
        100,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_deletion_and_its_way_back() {
    ask(
        |mut asked| async move {
            for (entity, table) in declared().filter(|(_, table)| table.undo) {
                let resource = entity.resource;
                asked.text(resource, "hold", delete::hold_statement(table)).await;
                asked.text(resource, "mark", delete::mark_statement(table)).await;
                asked.text(resource, "back", delete::back_statement(table)).await;
                if let Some(sql) = cascade::count_statement(table) {
                    asked.text(resource, "what goes along", sql).await;
                }
                for step in cascade::steps(table) {
                    asked.text(resource, "goes along", step.mark_statement()).await;
                    asked.text(resource, "hangs on", step.gone_statement()).await;
                }
                let unique: Vec<String> = sqlx::query_scalar(
                    "select indexrelid::regclass::text from pg_index where indrelid = $1::text::regclass and indisunique",
                )
                .bind(table.name)
                .fetch_all(&mut asked.database)
                .await
                .unwrap();
                for index in unique {
                    let keys = delete::keys(&mut asked.database, &index).await.unwrap();
                    asked.text(resource, &index, delete::rival_statement(table, &keys)).await;
                }
            }
            asked
        },
        100,
    )
    .await;
}

/// The expressions of a column, each with the joins that it names, and those of them that it could not do without.
fn expressions(column: &Sql) -> Vec<(&'static str, Vec<&'static str>, &'static [&'static str])> {
    let mut found = vec![(column.read, column.needs.to_vec(), column.needs)];
    if let Some(label) = column.label {
        let needs = [column.needs, column.label_needs].concat();
        found.push((label, needs, column.label_needs));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_expression_names_the_joins_that_it_reads_from_and_no_others() {
    ask(
        |mut asked| async move {
            for (entity, table) in declared() {
                let resource = entity.resource;
                for column in table.columns {
                    for (expression, needs, own) in expressions(column) {
                        let from = |needs: &[&'static str]| {
                            format!("select {expression} from {}", Source::narrow(table, needs))
                        };
                        asked.text(resource, expression, from(&needs)).await;
                        for need in own {
                            let rest: Vec<_> = needs.iter().copied().filter(|other| other != need).collect();
                            let without = asked.prepared(&from(&rest)).await;
                            assert!(without.is_err(), "{expression} does without {need}");
                        }
                    }
                }
                for join in table.joins {
                    let from = |needs: &[&'static str]| {
                        format!("select from {} {join}", Source::narrow(table, needs))
                    };
                    asked.text(resource, join.alias, from(join.needs)).await;
                    for need in join.needs {
                        let rest: Vec<_> = join.needs.iter().copied().filter(|other| other != need).collect();
                        let without = asked.prepared(&from(&rest)).await;
                        assert!(without.is_err(), "{join} does without {need}");
                    }
                }
            }
            asked
        },
        250,
    )
    .await;
}
