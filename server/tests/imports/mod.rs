//! What the files of a crate import of each other's top-level modules, read from their syntax.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Macro, UseTree};

/// Files by their path below `src`, with their text.
pub type Sources = BTreeMap<String, String>;

/// One use of another top-level module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file.
    pub file: String,
    /// What is named, from the crate's root.
    pub path: String,
    /// The top-level module that the file is of.
    pub from: String,
    /// The one that it uses.
    pub to: String,
}

impl fmt::Display for Import {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.file, self.path)
    }
}

/// All imports from one top-level module of another. What only tests compile is left out, and so is the root, which declares
/// the modules.
pub fn imports(sources: &Sources) -> Vec<Import> {
    let mut files = Vec::new();
    for (file, text) in sources {
        let place = place(file);
        let mut reader = Reader {
            place: place.clone(),
            ..Reader::default()
        };
        reader.visit_file(&syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}")));
        files.push((file, place, reader));
    }
    // A module that is declared for tests alone stands in files of its own, perhaps with others below it.
    let tests: Vec<Vec<String>> = files
        .iter()
        .flat_map(|(_, _, reader)| reader.tests.iter().cloned())
        .collect();
    let mut found = BTreeSet::new();
    for (file, place, reader) in &files {
        let Some(from) = place.first() else { continue };
        if tests.iter().any(|test| place.starts_with(test)) {
            continue;
        }
        for path in &reader.named {
            let Some(to) = path.first().filter(|to| *to != from) else {
                continue;
            };
            found.insert(Import {
                file: (*file).clone(),
                path: format!("crate::{}", path.join("::")),
                from: from.clone(),
                to: to.clone(),
            });
        }
    }
    found.into_iter().collect()
}

/// The sources below a folder beside the server's manifest.
pub fn sources_below(folder: &str) -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Sources::new();
    read(&folder, &folder, &mut found);
    found
}

/// The sources of the server.
pub fn sources() -> Sources {
    let mut sources = sources_below("src");
    // Another crate, which uses the library from outside.
    sources.remove("main.rs");
    sources
}

fn read(folder: &Path, at: &Path, found: &mut Sources) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(folder, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy();
            found.insert(name.replace('\\', "/"), std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Sources with these files.
pub fn tree(files: &[(&str, &str)]) -> Sources {
    let file = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    files.iter().map(file).collect()
}

/// The module that a file is.
fn place(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    let own = match parts.last().map(String::as_str) {
        Some("mod") => true,
        Some("lib" | "main") => parts.len() == 1,
        _ => false,
    };
    if own {
        parts.pop();
    }
    parts
}

/// Walks a file and notes what it names of its crate.
#[derive(Default)]
struct Reader {
    /// The module that is being read.
    place: Vec<String>,
    /// What was named, from the crate's root.
    named: Vec<Vec<String>>,
    /// Modules in other files that only tests compile.
    tests: Vec<Vec<String>>,
}

impl Reader {
    /// Notes a path if it begins where the crate does, or at this module.
    fn name(&mut self, path: &[String]) {
        let mut at = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => self.place.clone(),
            _ => return,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => {}
                "super" => {
                    at.pop();
                }
                part => at.push(part.to_owned()),
            }
        }
        self.named.push(at);
    }

    /// Notes all that a tree of `use` names.
    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let then = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&then(&path.ident), &path.tree),
            UseTree::Name(name) => self.name(&then(&name.ident)),
            UseTree::Rename(rename) => self.name(&then(&rename.ident)),
            UseTree::Glob(_) => self.name(&[before, &["*".to_owned()]].concat()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(before, tree);
                }
            }
        }
    }
}

fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.place.push(item.ident.to_string());
        if !for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        } else if item.content.is_none() {
            self.tests.push(self.place.clone());
        }
        self.place.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() && !for_tests(&item.attrs) {
            self.tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // `self` alone is a value, and `crate` or `super` alone only says who may see something.
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
            self.name(&parts);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        // What is between a macro's brackets has a syntax of its own, but paths in it look like paths.
        let text = item.tokens.to_string();
        let mut words = words(&text).into_iter().peekable();
        while let Some(word) = words.next() {
            if !matches!(word, "crate" | "self" | "super") {
                continue;
            }
            let mut path = vec![word.to_owned()];
            while words.next_if_eq(&"::").is_some() {
                match words.peek() {
                    Some(word) if word.chars().all(is_name) => path.push((*word).to_owned()),
                    _ => break,
                }
                words.next();
            }
            if path.len() > 1 {
                self.name(&path);
            }
        }
        visit::visit_macro(self, item);
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Names, `::`, texts in quotes, and other characters one by one.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_name(first) {
            rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else if rest.starts_with("'\"'") {
            3
        } else if first == '"' {
            quoted(rest)
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        found.push(word);
        rest = after.trim_start();
    }
    found
}

/// The length of the text in quotes that begins here.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
