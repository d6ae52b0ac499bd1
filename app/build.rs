//! Tells the app the version of the article editor, so that browsers keep it until it changes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

fn main() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/editor/editor.js");
    println!("cargo::rerun-if-changed={}", file.display());
    // It is built by npm; checks of the source do without it.
    let mut hasher = DefaultHasher::new();
    std::fs::read(&file).unwrap_or_default().hash(&mut hasher);
    println!("cargo::rustc-env=EDITOR_VERSION={:016x}", hasher.finish());
}
