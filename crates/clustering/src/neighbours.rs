//! Nearest neighbours by cosine similarity over an inverted index.

use super::{
    number::id,
    parallel,
    progress::{Cancelled, Reporter, Stage},
    sparse::{Vectors, dot},
};

/// Most index entries visited for one phrase, rarest features first: it makes the search linear in the list's length.
const VISITS: usize = 8_000;
/// After so many visits it is first asked whether the rest could still find anybody.
const FIRST_LOOK: usize = 1_000;
/// How many candidates, in multiples of the neighbours wanted, are compared exactly when not all entries were visited.
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
    parallel::each(
        vectors.len(),
        parallel::SMALL,
        || Scores::new(vectors.len()),
        |scores, row| index.nearest(vectors, row, count, floor, scores),
        report,
    )
}

/// What the rows seen so far have in common with one.
struct Scores {
    of: Vec<f32>,
    found: Vec<u32>,
    best: Vec<f32>,
}

impl Scores {
    fn new(rows: usize) -> Self {
        Self {
            of: vec![0.0; rows],
            found: Vec::new(),
            best: Vec::new(),
        }
    }

    /// The score that `count` rows reach already; none if there are not so many.
    fn reached(&mut self, count: usize) -> Option<f32> {
        if count == 0 || self.found.len() < count {
            return None;
        }
        self.best.clear();
        self.best
            .extend(self.found.iter().map(|row| self.of[*row as usize]));
        let (_, least, _) = self.best.select_nth_unstable_by(count - 1, |a, b| b.total_cmp(a));
        Some(*least)
    }
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

    fn nearest(
        &self,
        vectors: &Vectors,
        row: usize,
        count: usize,
        floor: f32,
        scores: &mut Scores,
    ) -> Vec<(u32, f32)> {
        let own = id(row);
        let complete = self.score(vectors, row, count, scores);
        // Partial scores are too low, so that the floor cannot be held against them yet.
        let least = if complete { floor } else { 0.0 };
        let mut list = Vec::new();
        for other in scores.found.drain(..) {
            let score = std::mem::take(&mut scores.of[other as usize]);
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
        list.shrink_to_fit();
        list
    }

    /// Adds up the products of shared features and lists the rows found; false if not all of them were visited, since the visits
    /// ran out or enough rows share more with this one than any that was not seen yet could.
    fn score(&self, vectors: &Vectors, row: usize, count: usize, scores: &mut Scores) -> bool {
        let mut shared: Vec<(&[(u32, f32)], f32)> = Vec::new();
        for (feature, weight) in vectors.row(row) {
            let feature = *feature as usize;
            let entries = &self.entries[self.offsets[feature]..self.offsets[feature + 1]];
            if !entries.is_empty() {
                shared.push((entries, *weight));
            }
        }
        shared.sort_by_key(|(entries, _)| entries.len());
        let mut rest: f32 = shared.iter().map(|(_, weight)| weight * weight).sum();
        let (mut visits, mut look) = (0, FIRST_LOOK);
        for (entries, weight) in shared {
            if visits >= look {
                look = 2 * visits;
                // Rows have the length 1, so that one that was not seen shares no more than what is left of this one. One of
                // those found is this row itself.
                if scores
                    .reached(count + 1)
                    .is_some_and(|reached| reached * reached >= rest)
                {
                    return false;
                }
            }
            visits += entries.len();
            if visits > VISITS && !scores.found.is_empty() {
                return false;
            }
            rest -= weight * weight;
            for (other, other_weight) in entries {
                let score = &mut scores.of[*other as usize];
                if *score == 0.0 {
                    scores.found.push(*other);
                }
                *score += weight * other_weight;
            }
        }
        true
    }
}
