//! A list of phrases that people have labelled: how far the clustering agrees with them.

use std::{collections::BTreeSet, ops::ControlFlow, path::Path, time::Instant};

use clustering::{Agreement, Clustering, Options, Phrase, cluster};

use super::{Fault, baseline, memory, oracle};

/// The names of the columns.
pub(crate) fn head() -> String {
    format!(
        "{:<34} {:>7} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>8} {:>6}",
        "list", "phrases", "true", "found", "stray", "AMI %", "ARI %", "NMI %", "V %", "seconds", "MB"
    )
}

/// Measures one file.
pub(crate) fn measure(file: &Path, options: &Options, say: &mut dyn FnMut(&str)) -> Result<(), Fault> {
    let rows: Vec<(String, String)> = csv::Reader::from_path(file)
        .and_then(|mut reader| reader.deserialize().collect())
        .map_err(|error| Fault::Csv(file.display().to_string(), error))?;
    let phrases: Vec<_> = rows
        .iter()
        .map(|(text, _)| Phrase { text, weight: 1.0 })
        .collect();
    let labels: Vec<&str> = rows.iter().map(|(_, label)| label.as_str()).collect();
    let list = file.file_stem().unwrap_or_default().to_string_lossy();
    line(&list, &labels, say, || clustered(&phrases, options))?;
    let words = Options {
        meanings: false,
        characters: false,
        ..options.clone()
    };
    let characters = Options {
        meanings: false,
        ..options.clone()
    };
    line("  by words alone", &labels, say, || clustered(&phrases, &words))?;
    line("  and characters, no meaning", &labels, say, || {
        clustered(&phrases, &characters)
    })?;
    let truth = labels.iter().collect::<BTreeSet<_>>().len();
    line("  TF-IDF, k-means, true number", &labels, say, || {
        let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
        let groups = baseline::k_means(&texts, truth);
        Ok(Found {
            count: groups.iter().collect::<BTreeSet<_>>().len(),
            strays: 0,
            groups,
        })
    })?;
    let taught = oracle::teach(&phrases, &labels, options)?;
    say(&format!(
        "{:<34} {:>7} untouched: AMI {:.1} before, {:.1} after, {:+.1}",
        "  100 corrections",
        taught.untouched,
        100.0 * taught.before.ami,
        100.0 * taught.after.ami,
        100.0 * (taught.after.ami - taught.before.ami),
    ));
    Ok(())
}

/// What came of one way to make groups.
struct Found {
    groups: Vec<usize>,
    count: usize,
    strays: usize,
}

fn clustered(phrases: &[Phrase<'_>], options: &Options) -> Result<Found, Fault> {
    let found = cluster(phrases, options, &mut |_, _| ControlFlow::Continue(()))?;
    Ok(Found {
        groups: numbers(&found),
        count: found.groups.len(),
        strays: found.assignment.iter().filter(|group| group.is_none()).count(),
    })
}

/// Makes groups, and tells how good they are and what they cost.
fn line(
    name: &str,
    labels: &[&str],
    say: &mut dyn FnMut(&str),
    make: impl FnOnce() -> Result<Found, Fault>,
) -> Result<(), Fault> {
    memory::forget_peak();
    let start = Instant::now();
    let found = make()?;
    let seconds = start.elapsed().as_secs_f64();
    let peak = memory::peak_megabytes().map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    let agreement = Agreement::of(labels, &found.groups);
    say(&format!(
        "{name:<34} {:>7} {:>6} {:>6} {:>6} {:>6.1} {:>6.1} {:>6.1} {:>6.1} {seconds:>8.2} {peak:>6}",
        labels.len(),
        labels.iter().collect::<BTreeSet<_>>().len(),
        found.count,
        found.strays,
        100.0 * agreement.ami,
        100.0 * agreement.ari,
        100.0 * agreement.nmi,
        // The mean of homogeneity and completeness is the same as NMI over the mean of both entropies.
        100.0 * agreement.nmi,
    ));
    Ok(())
}

/// The group of each phrase by its number, each stray in one of its own.
pub(crate) fn numbers(found: &Clustering) -> Vec<usize> {
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
