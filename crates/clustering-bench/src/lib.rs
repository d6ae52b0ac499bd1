//! Measures the clustering: on phrases that people have labelled, beside TF-IDF and k-means, and on long lists of made keywords.

mod baseline;
mod keywords;
mod labelled;
mod memory;
mod oracle;
mod random;

use std::{ops::ControlFlow, path::Path, time::Instant};

use clustering::{Cancelled, Options, Phrase, cluster};
use thiserror::Error;

pub use self::keywords::keywords;

/// Why nothing could be measured.
#[derive(Debug, Error)]
pub enum Fault {
    /// The folder or a file in it cannot be read.
    #[error("{0} can't be read. Name a folder with CSV files.")]
    Folder(String, #[source] std::io::Error),
    /// A file is not what it should be.
    #[error("{0} isn't a CSV file with the columns text,label.")]
    Csv(String, #[source] csv::Error),
    /// Nothing is there to be measured.
    #[error("There is no CSV file in {0}.")]
    Empty(String),
    /// A promise was not kept.
    #[error("A group holds two phrases that a correction keeps apart, or lacks one that belongs to it.")]
    Violated,
    /// Nobody stops a measurement.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Measures the clustering on each CSV (`text,label`) of a folder, and tells a line at a time.
///
/// # Errors
/// A file cannot be read, or a correction did not hold.
pub fn on_labelled(folder: &Path, closeness: Option<f32>, say: &mut dyn FnMut(&str)) -> Result<(), Fault> {
    let name = || folder.display().to_string();
    let entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Fault::Folder(name(), error))?;
    let mut files: Vec<_> = entries.iter().map(std::fs::DirEntry::path).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    if files.is_empty() {
        return Err(Fault::Empty(name()));
    }
    let mut options = Options::default();
    if let Some(closeness) = closeness {
        options.closeness = closeness;
    }
    say(&labelled::head());
    for file in files {
        labelled::measure(&file, &options, say)?;
    }
    Ok(())
}

/// Measures how long a list of keywords takes.
///
/// # Errors
/// Never: nobody stops it.
pub fn on_made(texts: &[String], say: &mut dyn FnMut(&str)) -> Result<(), Fault> {
    let phrases: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    memory::forget_peak();
    let start = Instant::now();
    let found = cluster(&phrases, &Options::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })?;
    say(&format!(
        "{} keywords: {:.2} s, {} MB at the peak, {} clusters, {} strays",
        texts.len(),
        start.elapsed().as_secs_f64(),
        memory::peak_megabytes().map_or_else(|| "?".to_owned(), |peak| peak.to_string()),
        found.groups.len(),
        found.assignment.iter().filter(|group| group.is_none()).count(),
    ));
    Ok(())
}
