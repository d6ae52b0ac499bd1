//! Joins bodies, the closest two first.
//!
//! The closest two of all are each other's nearest, so that no body joins one that has a nearer one. Closeness is a mean
//! over all phrases of both sides: what has come together by a chain soon is no longer close enough to its next link.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::super::progress::{Cancelled, Reporter};
use super::space::Space;

/// Two bodies that may be joined, as they were at these ages.
struct Pair {
    closeness: f32,
    low: u32,
    high: u32,
    ages: (u32, u32),
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        // Among equally close pairs the first comes first.
        self.closeness
            .total_cmp(&other.closeness)
            .then((other.low, other.high).cmp(&(self.low, self.high)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

/// Joins bodies with their candidates while two are at least so close and together have at most `most` phrases.
pub(super) fn join(
    space: &mut Space,
    bodies: &[u32],
    candidates: &[Vec<u32>],
    least: f32,
    most: usize,
    report: &mut Reporter<'_>,
) -> Result<(), Cancelled> {
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); bodies.iter().max().map_or(0, |last| *last as usize + 1)];
    for (body, candidates) in bodies.iter().zip(candidates) {
        for other in candidates {
            near[*body as usize].push(*other);
            near[*other as usize].push(*body);
        }
    }
    let mut heap = BinaryHeap::new();
    for body in bodies {
        report.pulse()?;
        let list = &mut near[*body as usize];
        list.sort_unstable();
        list.dedup();
        heap.extend(
            list.iter()
                .filter(|other| *other > body)
                .filter_map(|other| pair(space, *body, *other, least)),
        );
    }
    while let Some(Pair { low, high, ages, .. }) = heap.pop() {
        report.pulse()?;
        let is_old =
            space.owner(low) != low || space.owner(high) != high || ages != (space.age(low), space.age(high));
        if is_old || space.size(low) + space.size(high) > most || space.are_strangers(low, high) {
            continue;
        }
        space.merge(low, high);
        let gained = std::mem::take(&mut near[high as usize]);
        let list = &mut near[low as usize];
        list.extend(gained);
        for other in list.iter_mut() {
            *other = space.owner(*other);
        }
        list.retain(|other| *other != low);
        list.sort_unstable();
        list.dedup();
        heap.extend(list.iter().filter_map(|other| pair(space, low, *other, least)));
    }
    Ok(())
}

fn pair(space: &Space, one: u32, other: u32, least: f32) -> Option<Pair> {
    let (low, high) = (one.min(other), one.max(other));
    let closeness = space.closeness(low, high);
    (closeness >= least).then(|| Pair {
        closeness,
        low,
        high,
        ages: (space.age(low), space.age(high)),
    })
}
