//! What is put together where: `http` parses and renders and leaves the rest to services, and SQL stands where it is looked for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod imports;

use imports::{Sources, imports, sources, tree};
use syn::visit::{self, Visit};

/// What `http` leaves to the services: it parses and renders, and opens no transaction.
const COMPOSED: &[&str] = &[
    "crate::queue",
    "crate::repo",
    "crate::tenancy::Db",
    "crate::tenancy::SystemTx",
    "crate::tenancy::Tx",
];

/// Where SQL stands.
const SQL: &[&str] = &["repo/", "queue/store/"];

/// Where some stands besides, and why.
const SQL_BESIDE: &[(&str, &str)] = &[
    (
        "auth/",
        "who somebody is, asked before there is an account to be in",
    ),
    ("billing/ledger.rs", "its own tables, which nothing else writes"),
    (
        "cli/migrate.rs",
        "roles and migrations, before any table is there",
    ),
    (
        "services/security.rs",
        "what the journal says of rows that change",
    ),
    (
        "services/sign_in/",
        "people, sign-ins and invitations, which are of no account",
    ),
    ("tenancy/", "sets the role and the account of a transaction"),
];

/// Calls of a method of a field named `db`, by the method's name.
#[derive(Default)]
struct Transactions(Vec<String>);

impl<'ast> Visit<'ast> for Transactions {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let syn::Expr::Field(field) = &*call.receiver
            && matches!(&field.member, syn::Member::Named(name) if name == "db")
        {
            self.0.push(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// What `http` does that services do.
fn composed(sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    for import in imports(sources).iter().filter(|import| import.from == "http") {
        let is_in = |part: &str| import.path == part || import.path.starts_with(&format!("{part}::"));
        if COMPOSED.iter().any(|part| is_in(part)) || import.path == "crate::tenancy::*" {
            wrong.push(format!("{import}: http leaves this to services"));
        }
    }
    for (file, text) in sources.iter().filter(|(file, _)| file.starts_with("http/")) {
        let mut found = Transactions::default();
        found.visit_file(&syn::parse_file(text).unwrap());
        let calls = found.0.iter();
        wrong.extend(calls.map(|call| format!("{file}: db.{call}: http leaves this to services")));
    }
    wrong
}

/// Whether a line of code makes a statement.
fn is_sql(line: &str) -> bool {
    let line = line.trim_start();
    let names = |word: &str| line.contains(&format!("sqlx::{word}"));
    let imported = line.starts_with("use sqlx::") && (line.contains("query") || line.contains("raw_sql"));
    !line.starts_with("//")
        && (names("query") || names("raw_sql") || line.contains("QueryBuilder") || imported)
}

/// Files with SQL that have no place for it, and places that have none.
fn misplaced(sources: &Sources, beside: &[(&str, &str)]) -> Vec<String> {
    let with: Vec<&String> = sources
        .iter()
        .filter(|(_, text)| text.lines().any(is_sql))
        .map(|(file, _)| file)
        .collect();
    let mut wrong: Vec<String> = with
        .iter()
        .filter(|file| {
            let beside = beside.iter().map(|(place, _)| place);
            !SQL.iter().chain(beside).any(|place| file.starts_with(place))
        })
        .map(|file| format!("{file}: SQL belongs into repo"))
        .collect();
    let empty = beside
        .iter()
        .filter(|(place, _)| !with.iter().any(|file| file.starts_with(place)));
    wrong.extend(empty.map(|(place, _)| format!("{place}: no SQL stands here any more")));
    wrong
}

#[test]
fn http_composes_nothing() {
    assert_eq!(composed(&sources()), Vec::<String>::new());
}

#[test]
fn sql_stands_in_its_places() {
    let sources = sources();
    assert!(
        sources
            .values()
            .flat_map(|text| text.lines())
            .filter(|line| is_sql(line))
            .count()
            > 100
    );
    assert_eq!(misplaced(&sources, SQL_BESIDE), Vec::<String>::new());
}

#[test]
fn what_http_composes_is_found() {
    for (text, path) in [
        ("use crate::repo::{self, list};", "crate::repo"),
        ("use crate::queue::store;", "crate::queue::store"),
        ("use crate::tenancy::{Grant, Tx};", "crate::tenancy::Tx"),
        ("use crate::tenancy::*;", "crate::tenancy::*"),
        ("fn f(db: &crate::tenancy::Db) {}", "crate::tenancy::Db"),
        ("fn f() { vec![crate::repo::table(x)] }", "crate::repo::table"),
    ] {
        let expected = format!("http/list.rs: {path}: http leaves this to services");
        assert!(
            composed(&tree(&[("http/list.rs", text)])).contains(&expected),
            "{text}"
        );
    }
    let begins = "async fn f() { member\n.app\n.db\n.begin(&grant).await; }";
    assert_eq!(
        composed(&tree(&[("http/list.rs", begins)])),
        ["http/list.rs: db.begin: http leaves this to services"]
    );
    let fine = "use crate::services::RequestContext; use crate::tenancy::{Scope, Via}; fn f() { watch.begin(); members.scope(&app.db); }";
    assert_eq!(
        composed(&tree(&[("http/list.rs", fine), ("services/mod.rs", begins)])),
        Vec::<String>::new()
    );
}

#[test]
fn sql_without_a_place_is_found() {
    let beside = [("cli/migrate.rs", "why"), ("auth/", "why")];
    let files = tree(&[
        ("repo/list.rs", "fn f() { sqlx::query(x); }"),
        ("queue/store/claim.rs", "fn f() { sqlx::query!(x); }"),
        ("cli/migrate.rs", "fn f() { sqlx::raw_sql(x); }"),
        ("queue/feed.rs", "fn f() { sqlx::query_as(x); }"),
        ("services/mod.rs", "use sqlx::{PgConnection, query_scalar};"),
        ("runner/run.rs", "fn f(sql: QueryBuilder) {}"),
        ("jobs/mod.rs", "// As sqlx::query does.\nuse sqlx::PgConnection;"),
    ]);
    assert_eq!(
        misplaced(&files, &beside),
        [
            "queue/feed.rs: SQL belongs into repo",
            "runner/run.rs: SQL belongs into repo",
            "services/mod.rs: SQL belongs into repo",
            "auth/: no SQL stands here any more",
        ]
    );
}
