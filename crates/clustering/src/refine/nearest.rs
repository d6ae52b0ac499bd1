//! Candidates: the bodies whose meanings lie nearest to each other.
//!
//! Up to a few thousand bodies each is compared with each. Beyond that this would take minutes, so a first look counts
//! the signs in which two vectors differ (each on its side of the bodies' mean, since the vectors of a model all lean the
//! same way), which is a word of 64 numbers at a time, and only what is best by it is compared exactly. Charikar,
//! "Similarity estimation techniques from rounding algorithms", STOC (2002), says why signs tell angles.

use super::super::{
    number::{id, real},
    progress::{Cancelled, Reporter},
};
use super::meaning::dot;
use super::space::Space;

/// Candidates of a body.
const CANDIDATES: usize = 16;
/// With more bodies than this to compare with, signs are compared first.
const EXACT: usize = 3_000;
/// How many are compared exactly after that, in multiples of the candidates.
const LOOK: usize = 6;

/// For each body of `from` the candidates among `to`, nearest first.
pub(super) fn nearest(
    space: &Space,
    from: &[u32],
    to: &[u32],
    report: &mut Reporter<'_>,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    search(space, from, to, EXACT, report)
}

pub(super) fn search(
    space: &Space,
    from: &[u32],
    to: &[u32],
    exact: usize,
    report: &mut Reporter<'_>,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    let lengths: Vec<f32> = to.iter().map(|body| space.meaning(*body).length()).collect();
    let vectors = || {
        to.iter()
            .map(|body| space.meaning(*body).sum())
            .zip(lengths.iter().copied())
    };
    let signs = (to.len() > exact).then(|| Signs::new(vectors));
    let mut lists = Vec::with_capacity(from.len());
    for body in from {
        report.pulse()?;
        let own = space.meaning(*body);
        let mut list: Vec<(f32, u32)> = match &signs {
            None => (0..id(to.len())).map(|at| (0.0, at)).collect(),
            Some(signs) => {
                let mut list = signs.shared(own.sum(), own.length());
                keep_best(&mut list, CANDIDATES * LOOK + 1, *body);
                list
            }
        };
        list.retain(|(_, at)| to[*at as usize] != *body);
        for (near, at) in &mut list {
            // The own length is the same for all.
            let other = space.meaning(to[*at as usize]);
            *near = dot(own.sum(), other.sum()) / lengths[*at as usize];
        }
        keep_best(&mut list, CANDIDATES, *body);
        // By reference: a list that is turned into another keeps the room that it had.
        lists.push(list.iter().map(|(_, at)| to[*at as usize]).collect());
    }
    Ok(lists)
}

/// Cuts a list to the nearest. Among equals the next in order win: if the first did, they would be everybody's.
fn keep_best(list: &mut Vec<(f32, u32)>, count: usize, own: u32) {
    let order = |a: &(f32, u32), b: &(f32, u32)| {
        b.0.total_cmp(&a.0)
            .then(a.1.abs_diff(own).cmp(&b.1.abs_diff(own)))
            .then(a.1.cmp(&b.1))
    };
    if list.len() > count {
        list.select_nth_unstable_by(count, order);
        list.truncate(count);
    }
    list.sort_unstable_by(order);
}

/// For each vector, on which side of the mean each of its numbers lies.
struct Signs {
    mean: Vec<f32>,
    words: Vec<u64>,
    width: usize,
}

impl Signs {
    /// Of vectors with their lengths.
    fn new<'a, I: ExactSizeIterator<Item = (&'a [f32], f32)>>(vectors: impl Fn() -> I) -> Self {
        let count = real(vectors().len());
        let mut mean: Vec<f32> = Vec::new();
        for (vector, length) in vectors() {
            mean.resize(vector.len(), 0.0);
            for (mean, value) in mean.iter_mut().zip(vector) {
                *mean += value / length / count;
            }
        }
        Self {
            width: mean.len().div_ceil(64).max(1),
            words: vectors()
                .flat_map(|(vector, length)| signs(vector, length, &mean))
                .collect(),
            mean,
        }
    }

    /// All vectors, each with minus the number of signs in which it differs from this one.
    fn shared(&self, vector: &[f32], length: f32) -> Vec<(f32, u32)> {
        let own: Vec<u64> = signs(vector, length, &self.mean).collect();
        let rows = self.words.chunks_exact(self.width).enumerate();
        rows.map(|(at, row)| {
            let differ: u32 = row.iter().zip(&own).map(|(a, b)| (a ^ b).count_ones()).sum();
            (-real(differ as usize), id(at))
        })
        .collect()
    }
}

fn signs(vector: &[f32], length: f32, mean: &[f32]) -> impl Iterator<Item = u64> {
    vector
        .chunks(64)
        .zip(mean.chunks(64))
        .map(move |(values, means)| {
            let above = values
                .iter()
                .zip(means)
                .map(|(value, mean)| u64::from(value / length > *mean));
            above.fold(0, |word, bit| word << 1 | bit)
        })
}
