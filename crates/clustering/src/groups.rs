//! Describes communities as groups: members, name, confidence, order.

use std::cmp::Ordering;

use super::{
    Phrase,
    closeness::mean_cosine,
    graph::members,
    meanings::Meanings,
    number::{id, real},
    progress::{Cancelled, Reporter},
    sparse::{Vectors, dot, scale},
    units::Unit,
};

/// The result of a clustering.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clustering {
    /// For each phrase of the input the index of its group, or `None` for a stray.
    pub assignment: Vec<Option<u32>>,
    /// For each phrase of the input its cosine similarity (0 to 1) to the centroid of its group; 0 for a stray.
    pub similarity: Vec<f32>,
    /// The groups, heaviest first.
    pub groups: Vec<Group>,
    /// Phrases that differ only in spelling, by their indices, in an order that the input's does not change; they are
    /// always in one group. Blank phrases are in none.
    pub spellings: Vec<Vec<u32>>,
}

/// Phrases that one page should serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Indices of the phrases in the input, ascending.
    pub members: Vec<u32>,
    /// The member that speaks best for all: near the centroid, and searched often.
    pub name: String,
    /// Mean cosine similarity between all pairs of members, 0 to 1; members that differ only in spelling make 1. Half of
    /// the groups of whole questions lie between 0.3 and 0.45; those of terse keywords reach 0.7.
    pub confidence: f32,
    /// Sum of the members' weights.
    pub weight: f64,
}

/// Builds the groups of at least `min_size` phrases; all other phrases are strays.
pub(super) fn describe(
    phrases: &[Phrase<'_>],
    units: &[Unit],
    vectors: &Vectors,
    meanings: Option<&Meanings>,
    communities: &[u32],
    min_size: usize,
    report: &mut Reporter<'_>,
) -> Result<Clustering, Cancelled> {
    let mut similarity = vec![0.0; phrases.len()];
    let mut groups = Vec::new();
    let all = members(communities);
    for (done, rows) in all.iter().enumerate() {
        report.step(done, all.len())?;
        let size: usize = rows.iter().map(|row| units[*row as usize].copies.len()).sum();
        if size >= min_size {
            groups.push(group(phrases, units, vectors, meanings, rows, &mut similarity));
        }
    }
    // Stable: equal groups keep the canonical order of their first phrases.
    groups.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then(b.members.len().cmp(&a.members.len()))
            .then(a.name.cmp(&b.name))
    });
    let mut assignment = vec![None; phrases.len()];
    for (index, group) in groups.iter().enumerate() {
        for member in &group.members {
            assignment[*member as usize] = Some(id(index));
        }
    }
    Ok(Clustering {
        assignment,
        similarity,
        groups,
        spellings: units.iter().map(|unit| unit.copies.clone()).collect(),
    })
}

fn group(
    phrases: &[Phrase<'_>],
    units: &[Unit],
    vectors: &Vectors,
    meanings: Option<&Meanings>,
    rows: &[u32],
    similarity: &mut [f32],
) -> Group {
    let copies = |row: u32| &units[row as usize].copies;
    let mut members: Vec<u32> = rows.iter().flat_map(|row| copies(*row).iter().copied()).collect();
    let mut centroid = vectors.sum(rows.iter().map(|row| (*row, real(copies(*row).len()))));
    let size = real(members.len());
    // What is written alike or means alike is close; the better of the two counts.
    let meaning = meanings.map(|all| all.centre(rows.iter().map(|row| (*row, real(copies(*row).len())))));
    let confidence = if rows.len() == 1 {
        1.0
    } else {
        let written = mean_cosine(dot(&centroid, &centroid), size);
        let meant = meaning.as_ref().map_or(0.0, super::meanings::Centre::closeness);
        written.max(meant)
    };
    scale(&mut centroid, 1.0);
    let weight = |row: u32| weight(phrases, copies(row));
    let heaviest = rows
        .iter()
        .map(|row| weight(*row))
        .fold(0.0, f64::max)
        .ln_1p()
        .max(f64::MIN_POSITIVE);
    let mut best = (f64::NEG_INFINITY, "");
    let mut total = 0.0;
    for row in rows {
        let written = dot(vectors.row(*row as usize), &centroid);
        let meant = meaning.as_ref().map_or(0.0, |meaning| meaning.cosine(*row));
        let near = written.max(meant).clamp(0.0, 1.0);
        total += weight(*row);
        // Volumes differ by orders of magnitude: on a log scale the largest counts twice as much as none.
        let score = f64::from(near) * (1.0 + weight(*row).ln_1p() / heaviest);
        let text = strongest(phrases, copies(*row)).map_or("", |at| phrases[at as usize].text);
        if score > best.0 || (score >= best.0 && text.len() < best.1.len()) {
            best = (score, text);
        }
        for copy in copies(*row) {
            similarity[*copy as usize] = near;
        }
    }
    members.sort_unstable();
    let name = best.1.split_whitespace().collect::<Vec<_>>().join(" ");
    Group {
        members,
        name,
        confidence: confidence.clamp(0.0, 1.0),
        weight: total,
    }
}

/// What copies of a phrase weigh, added up in an order that does not depend on the input's.
pub(super) fn weight(phrases: &[Phrase<'_>], copies: &[u32]) -> f64 {
    let mut weights: Vec<f64> = copies
        .iter()
        .map(|at| usable(phrases[*at as usize].weight))
        .collect();
    weights.sort_unstable_by(f64::total_cmp);
    weights.iter().sum()
}

/// The heaviest spelling among copies of a phrase, the first in the alphabet among equals.
pub(super) fn strongest(phrases: &[Phrase<'_>], copies: &[u32]) -> Option<u32> {
    let order = |a: &Phrase<'_>, b: &Phrase<'_>| -> Ordering {
        usable(a.weight)
            .total_cmp(&usable(b.weight))
            .then_with(|| b.text.cmp(a.text))
    };
    let by_phrase = |a: &u32, b: &u32| order(&phrases[*a as usize], &phrases[*b as usize]);
    copies.iter().copied().max_by(by_phrase)
}

/// A weight that can be added up.
fn usable(weight: f64) -> f64 {
    // The bound keeps sums finite.
    if weight.is_finite() {
        weight.clamp(0.0, 1e15)
    } else {
        0.0
    }
}
