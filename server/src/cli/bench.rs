//! Measures parts of the product on data that anybody can bring.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use igny8::error::Problem;

use crate::cli::output::say;
use crate::error::Result;

/// What to measure.
#[derive(Args, Clone, Debug)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Clone, Debug)]
enum What {
    /// Measure clustering on labelled keywords, or how long it takes for many.
    Clustering(Clustering),
}

#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = true)]
struct Clustering {
    /// A folder with CSV files with the columns text,label.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Make so many distinct keywords, and tell how long clustering them takes.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    keywords: Option<u32>,
    /// Write the made keywords to this file, one a line.
    #[arg(long, requires = "keywords")]
    write: Option<PathBuf>,
    /// How narrow clusters are, from 0 to 100; 50 is what accounts begin with.
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=100), requires = "data")]
    closeness: Option<u8>,
}

/// Prints what was measured.
///
/// # Errors
/// A file cannot be read or written.
pub fn bench(asked: &Bench) -> Result<()> {
    let What::Clustering(asked) = &asked.what;
    let fault = |error: clustering_bench::Fault| Problem::conflict(error.to_string());
    let mut tell = |line: &str| say(line);
    if let Some(folder) = &asked.data {
        // As for accounts: the middle stands for what is usual.
        let closeness = asked
            .closeness
            .map(|closeness| f32::from(closeness) / 50.0 * clustering::Options::default().closeness);
        clustering_bench::on_labelled(folder, closeness, &mut tell).map_err(fault)?;
    }
    if let Some(count) = asked.keywords {
        let keywords = clustering_bench::keywords(usize::try_from(count).unwrap_or(usize::MAX));
        if let Some(path) = &asked.write {
            std::fs::write(path, keywords.join("\n")).map_err(|error| {
                Problem::conflict(format!(
                    "{} can't be written ({error}). Name another file.",
                    path.display()
                ))
            })?;
        }
        clustering_bench::on_made(&keywords, &mut tell).map_err(fault)?;
    }
    Ok(())
}
