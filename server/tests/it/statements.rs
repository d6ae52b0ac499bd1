//! What `.sqlx/` says of the SQL in the sources is what the migrated database says, of these statements and no others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, LitStr};

use crate::app::with_app;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The files of `.sqlx/`, by name.
fn checked() -> Vec<(String, Value)> {
    let folder = std::fs::read_dir(root().join(".sqlx")).unwrap();
    let files = folder.map(|entry| {
        let path = entry.unwrap().path();
        let said = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), said)
    });
    files.collect()
}

/// Whether a column may be null is left out where its name says so itself (`"total!"`): PostgreSQL's word is not asked then, and
/// may differ between its versions, since it comes from a plan.
fn without_overruled(mut said: Value) -> Value {
    let overruled: Vec<bool> = said["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["name"].as_str().unwrap().contains(['!', '?']))
        .collect();
    let nullable = said["nullable"].as_array_mut().unwrap();
    for (word, overruled) in nullable.iter_mut().zip(overruled) {
        if overruled {
            *word = Value::Null;
        }
    }
    said
}

#[tokio::test]
async fn what_is_known_of_sql_is_what_the_database_says() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        // As the macros ask.
        database
            .execute("set plan_cache_mode = 'force_generic_plan'")
            .await
            .unwrap();
        let mut stale = Vec::new();
        for (name, file) in checked() {
            let query = file["query"].as_str().unwrap().to_owned();
            let said = match database
                .describe(AssertSqlSafe(query.clone()).into_sql_str())
                .await
            {
                Ok(said) => serde_json::to_value(said).unwrap(),
                Err(error) => {
                    stale.push(format!("{name}: {query}: {error}"));
                    continue;
                }
            };
            if without_overruled(said.clone()) != without_overruled(file["describe"].clone()) {
                stale.push(format!("{name}: {query}: now {said}"));
            }
        }
        assert_eq!(stale, Vec::<String>::new(), "run `make sqlx`");
    })
    .await;
}

/// The server's sources, by path.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn server() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("server/src"), &mut found);
    found
}

/// All texts of the sources, wherever they stand.
fn texts(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => texts(group.stream(), found),
            TokenTree::Literal(literal) => {
                found.extend(syn::parse_str::<LitStr>(&literal.to_string()).map(|text| text.value()));
            }
            _ => {}
        }
    }
}

/// Whether `sql` is one text, or several one after the other, as where statements share columns. Shorter ones than a word of SQL
/// could make up anything.
fn made_of(sql: &str, texts: &BTreeSet<String>) -> bool {
    let long = texts.iter().filter(|text| text.len() >= "select ".len());
    sql.is_empty()
        || long.into_iter().any(|text| {
            sql.strip_prefix(text.as_str())
                .is_some_and(|rest| made_of(rest, texts))
        })
}

#[test]
fn nothing_is_kept_of_sql_that_is_gone() {
    let mut found = BTreeSet::new();
    for (_, text) in server() {
        texts(text.parse().unwrap(), &mut found);
    }
    let gone: Vec<_> = checked()
        .into_iter()
        .filter(|(_, file)| !made_of(file["query"].as_str().unwrap(), &found))
        .collect();
    assert_eq!(gone, [], "run `make sqlx`");
}

/// Statements that nobody checks before they run, though they are the same each time.
#[derive(Default)]
struct Unchecked(Vec<String>);

impl<'ast> Visit<'ast> for Unchecked {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        visit::visit_expr_call(self, call);
        let path = |expr: &Expr| match expr {
            Expr::Path(path) => path
                .path
                .segments
                .iter()
                .map(|part| part.ident.to_string())
                .collect(),
            _ => Vec::new(),
        };
        let called = path(&call.func);
        let asks = called.first().is_some_and(|name| name == "sqlx")
            && called
                .last()
                .is_some_and(|name| matches!(name.as_str(), "query" | "query_as" | "query_scalar"));
        let put_together = match call.args.first() {
            Some(Expr::Call(made)) => path(&made.func)
                .last()
                .is_some_and(|name| name == "AssertSqlSafe"),
            _ => false,
        };
        if asks && !put_together {
            self.0.push(format!("line {}", call.span().start().line));
        }
    }
}

#[test]
fn sql_that_is_always_the_same_is_checked_by_the_compiler() {
    let mut wrong = Vec::new();
    for (path, text) in server() {
        let mut unchecked = Unchecked::default();
        unchecked.visit_file(&syn::parse_file(&text).unwrap());
        wrong.extend(
            unchecked
                .0
                .into_iter()
                .map(|place| format!("{}: {place}", path.display())),
        );
    }
    assert_eq!(wrong, Vec::<String>::new(), "use `sqlx::query!` and its like");
}
