//! The structure of the sources: which crates a part may name, and that each file says what it is for. In which
//! order the modules of the server use each other is for `layers.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A part, and what its files must not name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "src",
        &[
            "leptos", "axum::", "sqlx", "tokio", "fred::", "reqwest", "std::fs", "std::net",
        ],
    ),
    (
        "app/src",
        &["server::", "axum::", "sqlx", "fred::", "tokio", "reqwest"],
    ),
    ("frontend/src", &["igny8::", "server::", "sqlx"]),
    ("server/src/ai", &["fred::"]),
    ("server/src/billing", &["fred::"]),
    ("server/src/cli", &["fred::"]),
    ("server/src/cron", &["fred::", "sqlx"]),
    ("server/src/http", &["fred::"]),
    ("server/src/jobs", &["fred::"]),
    ("server/src/repo", &["fred::"]),
    ("server/src/runner", &["fred::"]),
    ("server/src/secrets", &["fred::", "sqlx"]),
    ("server/src/services", &["fred::"]),
    ("server/src/tenancy", &["fred::"]),
];

/// What no crate under `crates/` may depend on: the database, the web server, the interface, Redis, and the server itself.
const KEPT_OUT: &[&str] = &[
    "app",
    "axum",
    "fred",
    "frontend",
    "hyper",
    "leptos",
    "leptos_axum",
    "server",
    "sqlx",
    "tokio-postgres",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn files_of(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&root().join(folder), &mut found);
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    found
        .iter()
        .map(|path| (name(path), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// Lines that are no comment, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn parts_name_no_crate_that_is_not_theirs() {
    let mut wrong = Vec::new();
    for (folder, forbidden) in FORBIDDEN {
        for (name, text) in files_of(folder) {
            for (number, line) in code(&text) {
                if let Some(named) = forbidden.iter().find(|named| line.contains(*named)) {
                    wrong.push(format!("{name}, line {number}: {named}"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The dependencies of each crate under `crates/`, as Cargo reads its manifest; those of tests are left out, which may run a
/// server of their own.
fn dependencies() -> Vec<(String, Vec<String>)> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo.args(["metadata", "--offline", "--no-deps", "--format-version", "1"]);
    let said = cargo.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let metadata: Value = serde_json::from_slice(&said.stdout).unwrap();
    let folder = root().canonicalize().unwrap().join("crates");
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter(|package| Path::new(package["manifest_path"].as_str().unwrap()).starts_with(&folder))
        .map(|package| {
            let all = package["dependencies"].as_array().unwrap().iter();
            let named = all
                .filter(|one| one["kind"] != "dev")
                .map(|one| one["name"].as_str().unwrap().to_owned());
            (package["name"].as_str().unwrap().to_owned(), named.collect())
        })
        .collect()
}

#[test]
fn crates_know_neither_database_nor_web() {
    let crates = dependencies();
    let folders = std::fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(
        crates.len(),
        folders,
        "each folder under crates/ is a member of the workspace"
    );
    let mut wrong = Vec::new();
    for (name, dependencies) in &crates {
        let kept_out = dependencies.iter().filter(|one| KEPT_OUT.contains(&one.as_str()));
        wrong.extend(kept_out.map(|one| format!("{name} depends on {one}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn each_crate_says_what_it_is() {
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap().path();
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        let name = folder.file_name().unwrap().to_string_lossy();
        assert!(
            readme.starts_with(&format!("# {name}\n")),
            "{name} has no README.md"
        );
    }
}

/// What Leptos writes into a page without escaping it, and the only file that may name it.
const UNESCAPED: &[(&str, &str)] = &[
    ("<textarea", "app/src/widgets/text_area.rs"),
    ("leptos_meta::Title", "app/src/widgets/page_title.rs"),
    ("leptos_meta::*", ""),
    ("{Title", ""),
    ("<style", ""),
];

#[test]
fn what_is_not_escaped_has_one_place() {
    let mut wrong = Vec::new();
    for (name, text) in files_of("app/src") {
        for (word, place) in UNESCAPED {
            let found = code(&text).filter(|(_, line)| name != *place && line.contains(word));
            wrong.extend(found.map(|(number, _)| format!("{name}, line {number}: {word}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_closed_set_is_listed() {
    let files = files_of("src");
    let declared: usize = files
        .iter()
        .map(|(_, text)| text.lines().filter(|line| *line == "choices! {").count())
        .sum();
    assert_eq!(
        igny8::sets::ALL.len(),
        declared,
        "src/sets.rs lists every choices!"
    );
}

#[test]
fn files_say_what_they_are_for() {
    for folder in [
        "src",
        "app/src",
        "crates",
        "frontend/src",
        "server/src",
        "server/tests",
    ] {
        for (name, text) in files_of(folder) {
            assert!(
                text.starts_with("//!"),
                "{name} does not open with what it is for"
            );
        }
    }
}
