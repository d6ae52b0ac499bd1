//! `cargo run --release -p clustering-bench --example measure -- FOLDER [CLOSENESS]`, or `-- --keywords N [FILE]`: what `igny8 bench clustering`
//! prints, compiled in a minute.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::{error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments
        .next()
        .ok_or("Name the folder with the CSV files (text,label) to measure.")?;
    let second = arguments.next();
    let mut say = |line: &str| println!("{line}");
    if first == "--keywords" {
        let count = second.ok_or("Say how many keywords.")?.parse()?;
        let keywords = clustering_bench::keywords(count);
        if let Some(file) = arguments.next() {
            std::fs::write(file, keywords.join("\n"))?;
        }
        clustering_bench::on_made(&keywords, &mut say)?;
    } else {
        let closeness = second.map(|closeness| closeness.parse()).transpose()?;
        clustering_bench::on_labelled(Path::new(&first), closeness, &mut say)?;
    }
    Ok(())
}
