//! The structure of the sources: which part may know which, how long files are, and that each says what it is for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};

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
    (
        "server/src/tenancy",
        &[
            "crate::repo",
            "crate::backend",
            "crate::http",
            "crate::queue",
            "crate::ai",
            "crate::auth",
            "crate::cli",
        ],
    ),
    (
        "server/src/repo",
        &[
            "crate::backend",
            "crate::http",
            "crate::ai::",
            "crate::jobs",
            "crate::queue",
            "crate::cli",
            "crate::state",
            "fred::",
        ],
    ),
    ("server/src/egress", &["crate::", "sqlx", "fred::"]),
    (
        "server/src/import",
        &[
            "crate::repo",
            "crate::backend",
            "crate::http",
            "crate::queue",
            "sqlx",
            "fred::",
        ],
    ),
    (
        "server/src/ai/clustering",
        &["crate::", "sqlx", "tokio", "fred::"],
    ),
    (
        "server/src/billing",
        &[
            "crate::backend",
            "crate::http",
            "crate::ai",
            "crate::cli",
            "fred::",
        ],
    ),
    (
        "server/src/events",
        &["crate::backend", "crate::http", "crate::ai", "crate::cli", "sqlx"],
    ),
    (
        "server/src/queue",
        &[
            "crate::backend",
            "crate::http",
            "crate::jobs",
            "crate::ai::",
            "crate::cli",
        ],
    ),
    (
        "server/src/jobs",
        &["crate::backend", "crate::http", "crate::cli", "fred::"],
    ),
    (
        "server/src/integrations",
        &[
            "crate::repo",
            "crate::backend",
            "crate::http",
            "crate::queue",
            "crate::ai",
            "crate::cli",
            "sqlx",
            "fred::",
        ],
    ),
    ("server/src/backend", &["crate::http", "crate::cli", "fred::"]),
    (
        "server/src/ai",
        &[
            "crate::backend",
            "crate::http",
            "crate::jobs",
            "crate::cli",
            "fred::",
        ],
    ),
    ("server/src/http", &["crate::cli", "fred::"]),
];

/// A word, and the only parts of the server whose files may name it.
const RESERVED: &[(&str, &[&str])] = &[(
    "reqwest",
    &[
        "server/src/egress/",
        "server/src/ai/provider/",
        "server/src/integrations/",
    ],
)];

/// Lines after which a file holds more than one thing.
const MOST_LINES: usize = 400;

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
fn imports_go_one_way() {
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

#[test]
fn reserved_words_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (name, text) in files_of("server/src") {
        for (word, folders) in RESERVED {
            if folders.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            let found = code(&text).filter(|(_, line)| line.contains(word));
            wrong.extend(found.map(|(number, _)| format!("{name}, line {number}: {word}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
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
fn files_are_short_and_say_what_they_are_for() {
    for folder in ["src", "app/src", "frontend/src", "server/src", "server/tests"] {
        for (name, text) in files_of(folder) {
            assert!(
                text.lines().count() <= MOST_LINES,
                "{name} is longer than {MOST_LINES} lines: split it by duty"
            );
            assert!(
                text.starts_with("//!"),
                "{name} does not open with what it is for"
            );
        }
    }
}
