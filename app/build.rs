//! Tells the app the versions of the scripts that pages load by address, so that browsers keep them until they change.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

fn main() {
    // The editor is built by npm; checks of the source do without it.
    for (variable, name) in [
        ("EDITOR_VERSION", "editor/editor.js"),
        ("PASSKEYS_VERSION", "passkeys.js"),
    ] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public").join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        let mut hasher = DefaultHasher::new();
        std::fs::read(&file).unwrap_or_default().hash(&mut hasher);
        println!("cargo::rustc-env={variable}={:016x}", hasher.finish());
    }
}
