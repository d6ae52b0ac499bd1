//! Measures the keyword clustering on labelled phrases: `cargo run --release -p clustering --example quality -- FOLDER` reads each CSV (`text,label`) in it.
//!
//! NMI is the mutual information over the arithmetic mean of both entropies; ARI after Hubert and Arabie (1985). Each
//! stray counts as a cluster of its own.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::{collections::BTreeMap, error::Error, ops::ControlFlow, path::Path, time::Instant};

use clustering::{Options, Phrase, cluster};

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
        "{:<28} {:>7} {:>8} {:>6} {:>6} {:>6} {:>8}",
        "file", "n", "clusters", "stray", "NMI %", "ARI %", "seconds"
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
    let found = cluster(&phrases, &Options::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let mut next = found.groups.len();
    let mut clusters = Vec::with_capacity(rows.len());
    for group in &found.assignment {
        clusters.push(group.map_or(next, |group| group as usize));
        next += usize::from(group.is_none());
    }
    let labels: Vec<&str> = rows.iter().map(|(_, label)| label.as_str()).collect();
    let (nmi, ari) = agreement(&labels, &clusters);
    println!(
        "{:<28} {:>7} {:>8} {:>6} {:>6.1} {:>6.1} {seconds:>8.2}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        rows.len(),
        found.groups.len(),
        next - found.groups.len(),
        100.0 * nmi,
        100.0 * ari,
    );
    Ok(())
}

/// Normalised mutual information and adjusted Rand index.
fn agreement(labels: &[&str], clusters: &[usize]) -> (f64, f64) {
    let (by_label, by_cluster) = (sizes(labels.iter()), sizes(clusters.iter()));
    let both = sizes(labels.iter().zip(clusters));
    let total: f64 = both.iter().sum();
    let entropy =
        |sizes: &[f64]| -> f64 { sizes.iter().map(|size| -size / total * (size / total).ln()).sum() };
    let information = entropy(&by_label) + entropy(&by_cluster) - entropy(&both);
    let mean_entropy = f64::midpoint(entropy(&by_label), entropy(&by_cluster));
    let pairs = |sizes: &[f64]| -> f64 { sizes.iter().map(|size| size * (size - 1.0) / 2.0).sum() };
    let expected = pairs(&by_label) * pairs(&by_cluster) / pairs(&[total]);
    let mean_pairs = f64::midpoint(pairs(&by_label), pairs(&by_cluster));
    (
        information / mean_entropy,
        (pairs(&both) - expected) / (mean_pairs - expected),
    )
}

fn sizes<T: Ord>(items: impl Iterator<Item = T>) -> Vec<f64> {
    let mut sizes = BTreeMap::new();
    for item in items {
        *sizes.entry(item).or_insert(0.0) += 1.0;
    }
    sizes.into_values().collect()
}
