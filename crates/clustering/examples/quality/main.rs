//! Measures the keyword clustering on labelled phrases: `cargo run --release -p clustering --example quality -- FOLDER` reads each CSV (`text,label`) in it.
//!
//! Each stray counts as a cluster of its own. Below each is what a hundred corrections do to phrases that are in none of them. A second argument, if any, is the closeness asked for (0.4 unless told).

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

mod oracle;

use std::{error::Error, ops::ControlFlow, path::Path, time::Instant};

use clustering::{Agreement, Clustering, Options, Phrase, cluster};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("Name the folder with the CSV files (text,label) to measure.")?;
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .map(std::fs::DirEntry::path)
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    println!(
        "{:<28} {:>7} {:>8} {:>8} {:>6} {:>6} {:>6} {:>6} {:>8}",
        "file", "n", "true", "clusters", "stray", "AMI %", "ARI %", "NMI %", "seconds"
    );
    for file in files {
        measure(&file)?;
    }
    Ok(())
}

fn measure(file: &Path) -> Result<(), Box<dyn Error>> {
    let rows: Vec<(String, String)> = csv::Reader::from_path(file)?
        .deserialize()
        .collect::<Result<_, _>>()?;
    let phrases: Vec<_> = rows
        .iter()
        .map(|(text, _)| Phrase { text, weight: 1.0 })
        .collect();
    let start = Instant::now();
    let mut options = Options::default();
    if let Some(closeness) = std::env::args().nth(2) {
        options.closeness = closeness.parse()?;
    }
    let found = cluster(&phrases, &options, &mut |_, _| ControlFlow::Continue(()))?;
    let seconds = start.elapsed().as_secs_f64();
    let clusters = numbers(&found);
    let strays = found.assignment.iter().filter(|group| group.is_none()).count();
    let labels: Vec<&str> = rows.iter().map(|(_, label)| label.as_str()).collect();
    let agreement = Agreement::of(&labels, &clusters);
    println!(
        "{:<28} {:>7} {:>8} {:>8} {:>6} {:>6.1} {:>6.1} {:>6.1} {seconds:>8.2}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        rows.len(),
        labels.iter().collect::<std::collections::BTreeSet<_>>().len(),
        found.groups.len(),
        strays,
        100.0 * agreement.ami,
        100.0 * agreement.ari,
        100.0 * agreement.nmi,
    );
    let taught = oracle::teach(&phrases, &labels, &options)?;
    println!(
        "{:<28} {:>7} untouched: AMI {:.1} before, {:.1} after, {:+.1}",
        "  100 corrections",
        taught.untouched,
        100.0 * taught.before.ami,
        100.0 * taught.after.ami,
        100.0 * (taught.after.ami - taught.before.ami),
    );
    Ok(())
}

/// The group of each phrase by its number, each stray in one of its own.
fn numbers(found: &Clustering) -> Vec<usize> {
    let mut next = found.groups.len();
    let number = |group: &Option<u32>| {
        group.map_or_else(
            || {
                next += 1;
                next - 1
            },
            |group| group as usize,
        )
    };
    found.assignment.iter().map(number).collect()
}
