//! Nearest neighbours by cosine similarity over an inverted index.

use super::{
    number::id,
    progress::{Cancelled, Reporter, Stage},
    sparse::{Vectors, dot},
};

/// Most index entries visited for one phrase, rarest features first: it makes the search linear in the list's length.
const VISITS: usize = 60_000;
/// How many candidates, in multiples of the neighbours wanted, are compared exactly when the visits ran out.
const CANDIDATES: usize = 4;

/// The `count` most similar other rows of each row with a similarity of at least `floor`, best first.
pub(super) fn nearest(
    vectors: &Vectors,
    count: usize,
    floor: f32,
    report: &mut Reporter<'_>,
) -> Result<Vec<Vec<(u32, f32)>>, Cancelled> {
    report.enter(Stage::Neighbours)?;
    let index = Index::new(vectors, report)?;
    let mut scores = vec![0.0; vectors.len()];
    let mut found = Vec::new();
    let mut list: Vec<(u32, f32)> = Vec::new();
    let mut lists = Vec::with_capacity(vectors.len());
    for row in 0..vectors.len() {
        report.step(row, vectors.len())?;
        let own = id(row);
        let complete = index.score(vectors, row, &mut scores, &mut found);
        // Partial scores are too low, so that the floor cannot be held against them yet.
        let least = if complete { floor } else { 0.0 };
        for other in found.drain(..) {
            let score = std::mem::take(&mut scores[other as usize]);
            if score >= least && other != own {
                list.push((other, score));
            }
        }
        if !complete {
            keep_best(&mut list, count * CANDIDATES, own);
            for (other, score) in &mut list {
                *score = dot(vectors.row(row), vectors.row(*other as usize));
            }
            list.retain(|(_, score)| *score >= floor);
        }
        keep_best(&mut list, count, own);
        lists.push(list.as_slice().to_vec());
        list.clear();
    }
    Ok(lists)
}

/// Cuts a list to the most similar rows. Among equals the next in order win: if the first did, they would be everybody's
/// neighbours.
pub(super) fn keep_best(list: &mut Vec<(u32, f32)>, count: usize, own: u32) {
    let order = |a: &(u32, f32), b: &(u32, f32)| {
        b.1.total_cmp(&a.1)
            .then(a.0.abs_diff(own).cmp(&b.0.abs_diff(own)))
            .then(a.0.cmp(&b.0))
    };
    if count > 0 && list.len() > count {
        list.select_nth_unstable_by(count - 1, order);
    }
    list.truncate(count);
    list.sort_unstable_by(order);
}

/// For each feature that several rows share, those rows and their weights.
struct Index {
    offsets: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Index {
    fn new(vectors: &Vectors, report: &mut Reporter<'_>) -> Result<Self, Cancelled> {
        let mut offsets = vec![0];
        let mut total = 0;
        for frequency in vectors.frequencies() {
            total += if *frequency > 1 { *frequency as usize } else { 0 };
            offsets.push(total);
        }
        let mut entries = vec![(0, 0.0); total];
        let mut next = offsets.clone();
        for row in 0..vectors.len() {
            report.pulse()?;
            for (feature, weight) in vectors.row(row) {
                let feature = *feature as usize;
                if vectors.frequencies()[feature] > 1 {
                    entries[next[feature]] = (id(row), *weight);
                    next[feature] += 1;
                }
            }
        }
        Ok(Self { offsets, entries })
    }

    /// Adds up the products of shared features into `scores` and lists the rows `found`; false if the visits ran out.
    fn score(&self, vectors: &Vectors, row: usize, scores: &mut [f32], found: &mut Vec<u32>) -> bool {
        let mut shared: Vec<(&[(u32, f32)], f32)> = Vec::new();
        for (feature, weight) in vectors.row(row) {
            let feature = *feature as usize;
            let entries = &self.entries[self.offsets[feature]..self.offsets[feature + 1]];
            if !entries.is_empty() {
                shared.push((entries, *weight));
            }
        }
        shared.sort_by_key(|(entries, _)| entries.len());
        let mut visits = 0;
        for (entries, weight) in shared {
            visits += entries.len();
            if visits > VISITS && !found.is_empty() {
                return false;
            }
            for (other, other_weight) in entries {
                let score = &mut scores[*other as usize];
                if *score == 0.0 {
                    found.push(*other);
                }
                *score += weight * other_weight;
            }
        }
        true
    }
}
