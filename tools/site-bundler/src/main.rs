//! Cuts the browser's WebAssembly into its chunks and writes the JavaScript that loads them.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

/// Stands in the loader's file name until `scripts/lib/site.mjs` knows the name that follows the content. The app's binary has
/// it, too, and says how long its texts are: so it is as long as that name.
const NAME_TO_COME: &str = "______________________";

fn main() -> Result<()> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [input, folder, name] = arguments.as_slice() else {
        bail!("usage: site-bundler INPUT.wasm FOLDER NAME");
    };
    let (input, folder) = (PathBuf::from(input), PathBuf::from(folder));
    let name = name.to_str().context("NAME is not UTF-8")?;
    let wasm = fs::read(&input).with_context(|| format!("reading {}", input.display()))?;
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;

    let app = input.with_extension("app.wasm");
    let loader = format!("./__wasm_split.{NAME_TO_COME}.js");
    let main_module = format!("./{name}.js");
    let mut options = Options::new(&wasm);
    options.output_dir = &folder;
    options.main_out_path = &app;
    options.main_module = &main_module;
    options.link_name = &loader;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|fault| anyhow::anyhow!("{fault:?}"))
        .context("cutting out the chunks")?;
    let manifest = serde_json::to_vec(&split.prefetch_map)?;
    fs::write(folder.join("__wasm_split_manifest.json"), manifest).context("writing the list of chunks")?;

    Bindgen::new()
        .input_path(&app)
        .web(true)?
        .demangle(false)
        .keep_lld_exports(true)
        .typescript(false)
        .out_name(name)
        .generate(&folder)
        .context("writing the JavaScript")?;
    // The name by which the server's pages ask for it.
    fs::rename(
        folder.join(format!("{name}_bg.wasm")),
        folder.join(format!("{name}.wasm")),
    )
    .context("naming the app")
}
