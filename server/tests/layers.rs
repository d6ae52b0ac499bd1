//! The order of modules: what each file imports is read from its syntax. In the server no import goes upwards, and nowhere do
//! top-level modules import each other in a circle.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use imports::{Import, Sources, imports, sources, sources_below, tree};

/// The top-level modules of the server, the highest first: each may use what stands below it. Those of one line may use each
/// other as long as that makes no circle. ARCHITECTURE.md draws it.
const ORDER: &[&[&str]] = &[
    &["cli", "http"],
    &["services"],
    &["jobs"],
    &["ai"],
    &["runner"],
    &["state"],
    &["auth", "billing", "events", "queue"],
    &["repo"],
    &["cron", "redis"],
    &["tenancy"],
    &["secrets"],
    &[
        "config",
        "error",
        "limits",
        "low_priority",
        "mailing",
        "places",
        "private",
        "pulse",
        "seats",
        "telemetry",
        "turns",
    ],
];

/// How far down a module stands.
fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&module))
}

/// What is wrong with the imports of these files.
fn complaints(sources: &Sources) -> Vec<String> {
    let imports = imports(sources);
    let mut wrong = Vec::new();
    for import in &imports {
        match (rank(&import.from), rank(&import.to)) {
            (Some(from), Some(to)) if to < from => wrong.push(format!(
                "{import}: {} stands below {}, and must not use it",
                import.from, import.to
            )),
            (Some(_), Some(_)) => {}
            (None, _) => wrong.push(format!("{import}: {} has no place in the order", import.from)),
            (_, None) => wrong.push(format!("{import}: {} has no place in the order", import.to)),
        }
    }
    wrong.extend(circles(&imports));
    wrong
}

/// The groups of modules that reach each other, each with the imports that make it so.
fn circles(imports: &[Import]) -> Vec<String> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in imports {
        next.entry(&import.from).or_default().insert(&import.to);
    }
    let reached = |from: &str| {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
        while let Some(module) = open.pop() {
            if found.insert(module) {
                open.extend(next.get(module).into_iter().flatten().copied());
            }
        }
        found
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|module| (*module, reached(module))).collect();
    let both = |a: &str, b: &str| {
        let leads = |from: &str, to: &str| reached.get(from).is_some_and(|found| found.contains(to));
        leads(a, b) && leads(b, a)
    };
    let groups: BTreeSet<Vec<&str>> = next
        .keys()
        .filter(|module| both(module, module))
        .map(|module| next.keys().copied().filter(|other| both(module, other)).collect())
        .collect();
    groups
        .iter()
        .map(|group| {
            let within = |module: &str| group.contains(&module);
            let mut edges = BTreeMap::new();
            for import in imports.iter().filter(|one| within(&one.from) && within(&one.to)) {
                edges
                    .entry((&import.from, &import.to))
                    .or_insert_with(|| import.to_string());
            }
            let edges: Vec<String> = edges.into_values().collect();
            format!("a circle of {}: {}", group.join(", "), edges.join("; "))
        })
        .collect()
}

#[test]
fn modules_use_only_what_stands_below() {
    let sources = sources();
    assert!(imports(&sources).len() > 100, "the imports are found");
    assert_eq!(complaints(&sources), Vec::<String>::new());
}

#[test]
fn what_the_product_is_and_how_it_looks_has_no_circle() {
    for folder in ["../src", "../app/src"] {
        let imports = imports(&sources_below(folder));
        assert!(imports.len() > 100, "the imports are found");
        assert_eq!(circles(&imports), Vec::<String>::new(), "{folder}");
    }
}

#[test]
fn each_module_has_one_place() {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !matches!(name.as_str(), "lib" | "main") {
            found.insert(name);
        }
    }
    let listed: Vec<String> = ORDER
        .iter()
        .copied()
        .flatten()
        .map(|&name| name.to_owned())
        .collect();
    assert_eq!(listed.len(), found.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), found);
}

#[test]
fn the_order_is_drawn_as_it_is() {
    let drawn = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let drawn = std::fs::read_to_string(drawn).unwrap();
    let drawn = drawn.split("```").nth(1).unwrap().trim();
    assert_eq!(drawn.lines().count(), ORDER.len());
    for (line, modules) in drawn.lines().zip(ORDER) {
        assert!(line.starts_with(&modules.join(", ")), "{line}");
    }
}

#[test]
fn an_import_upwards_is_found_however_it_is_written() {
    let written = [
        (
            "repo/list.rs",
            "use crate::services::RequestContext;",
            "crate::services::RequestContext",
        ),
        (
            "repo/list.rs",
            "use crate::{error::Result, state::App};",
            "crate::state::App",
        ),
        ("repo/list.rs", "use crate::http as web;", "crate::http"),
        (
            "repo/ai/setup.rs",
            "use super::super::super::jobs;",
            "crate::jobs",
        ),
        ("repo/mod.rs", "use super::queue::{self, Claim};", "crate::queue"),
        (
            "repo/mod.rs",
            "mod inner { use super::super::ai::engine; }",
            "crate::ai::engine",
        ),
        (
            "repo/list.rs",
            "fn f(app: &crate::state::App) {}",
            "crate::state::App",
        ),
        ("repo/list.rs", "fn f() { crate::cli::run(); }", "crate::cli::run"),
        (
            "repo/list.rs",
            "fn f() { vec![crate::auth::rate::new()]; }",
            "crate::auth::rate::new",
        ),
        (
            "repo/list.rs",
            "macro_rules! m { () => { $crate::billing::ledger() }; }",
            "crate::billing::ledger",
        ),
    ];
    for (file, text, path) in written {
        let module = path.split("::").nth(1).unwrap();
        assert_eq!(
            complaints(&tree(&[(file, text)])).first(),
            Some(&format!(
                "{file}: {path}: repo stands below {module}, and must not use it"
            )),
            "{text}"
        );
    }
}

#[test]
fn a_circle_on_one_line_is_found() {
    let wrong = complaints(&tree(&[
        (
            "auth/mod.rs",
            "use crate::billing::ledger; use crate::error::Result;",
        ),
        ("billing/ledger.rs", "use crate::queue::Claim;"),
        ("queue/mod.rs", "use super::auth::rate::Limit;"),
        ("events/mod.rs", "use crate::auth::caller::Caller;"),
    ]));
    assert_eq!(
        wrong,
        [
            "a circle of auth, billing, queue: auth/mod.rs: crate::billing::ledger; \
          billing/ledger.rs: crate::queue::Claim; queue/mod.rs: crate::auth::rate::Limit"
        ]
    );
}

#[test]
fn what_is_allowed_or_only_for_tests_is_no_offence() {
    let fine = tree(&[
        ("lib.rs", "pub mod queue; pub mod repo;"),
        (
            "queue/store/mod.rs",
            "pub use crate::repo::list; use self::claim::Claim; mod claim;",
        ),
        (
            "queue/store/claim.rs",
            "use super::super::dispatch; use std::http; use ::services::x;",
        ),
        (
            "queue/mod.rs",
            "#[cfg(test)] mod tests; #[cfg(test)] mod more { use crate::cli::run; }",
        ),
        ("queue/tests.rs", "use crate::services::RequestContext;"),
        ("queue/tests/deep.rs", "use crate::services::RequestContext;"),
        (
            "repo/list.rs",
            "/// See `crate::services`.\nfn f() { let s = \"crate::cli\"; }",
        ),
    ]);
    assert_eq!(complaints(&fine), Vec::<String>::new());
}

#[test]
fn a_module_without_a_place_is_found() {
    let wrong = complaints(&tree(&[
        ("repo/list.rs", "use crate::helpers::trim;"),
        ("helpers.rs", "use crate::error::Result;"),
    ]));
    assert_eq!(
        wrong,
        [
            "helpers.rs: crate::error::Result: helpers has no place in the order",
            "repo/list.rs: crate::helpers::trim: helpers has no place in the order",
        ]
    );
}
