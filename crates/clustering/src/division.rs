//! Divides communities whose parts have little to do with each other.
//!
//! One density of links cannot suit both long questions, which share few words, and terse keywords. So each community
//! is taken apart at a finer resolution, and its parts are joined again while they are close in relation to their own
//! cohesion.

use super::{
    closeness::{Part, mean_cosine, relative},
    corrections::Nodes,
    graph::{Graph, members},
    leiden::leiden,
    number::{id, real},
    progress::{Cancelled, Reporter},
    sparse::{Vectors, dot},
};

/// Resolution of the parts: links inside a part weigh at least 0.2 on the mean over all pairs.
const FINE_RESOLUTION: f64 = 0.2;
/// Up to three members a community is not worth dividing.
const MIN_PART: usize = 4;
/// With more parts than this, which only an unusually low resolution leaves, comparing all pairs would take too long.
const MAX_PARTS: usize = 600;

/// Divides each community into its unrelated parts; `closeness` is the least relative closeness inside a group.
pub(super) fn divide(
    vectors: &Vectors,
    graph: &Graph,
    nodes: &Nodes,
    closeness: f32,
    communities: &mut [u32],
    report: &mut Reporter<'_>,
) -> Result<(), Cancelled> {
    let groups = members(communities);
    let mut next = id(groups.len());
    for (done, group) in groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.len() >= MIN_PART)
    {
        report.step(done, groups.len())?;
        let fine = members(&leiden(&graph.induced(group), FINE_RESOLUTION, report)?);
        if !(2..=MAX_PARTS).contains(&fine.len()) {
            continue;
        }
        let sums: Vec<_> = fine
            .iter()
            .map(|part| {
                let units = part.iter().flat_map(|at| nodes.units(group[*at as usize]));
                vectors.sum(units.map(|unit| (*unit, 1.0)))
            })
            .collect();
        let mut parts = Parts {
            sizes: fine
                .iter()
                .map(|part| {
                    part.iter()
                        .map(|at| real(nodes.units(group[*at as usize]).len()))
                        .sum()
                })
                .collect(),
            products: Vec::new(),
        };
        for sum in &sums {
            report.pulse()?;
            parts
                .products
                .push(sums.iter().map(|other| dot(sum, other)).collect());
        }
        let owners = parts.join(closeness, report)?;
        for (part, owner) in fine.iter().zip(&owners) {
            if *owner != 0 {
                for at in part {
                    communities[group[*at as usize] as usize] = next + id(*owner) - 1;
                }
            }
        }
        next += id(fine.len());
    }
    super::leiden::renumber(communities);
    Ok(())
}

/// Parts of one community: how many rows each has, and the dot products of their sums.
struct Parts {
    sizes: Vec<f32>,
    products: Vec<Vec<f32>>,
}

impl Parts {
    /// Joins the closest two parts while they are close enough; answers which part each has become one with.
    fn join(mut self, closeness: f32, report: &mut Reporter<'_>) -> Result<Vec<usize>, Cancelled> {
        let count = self.sizes.len();
        let mut owners: Vec<usize> = (0..count).collect();
        let mut living: Vec<usize> = (0..count).collect();
        loop {
            report.pulse()?;
            let parts: Vec<Part> = (0..count).map(|part| self.part(part, &living)).collect();
            let mut best = None;
            let mut highest = closeness;
            for (at, high) in living.iter().enumerate() {
                for low in &living[..at] {
                    let (one, other) = (parts[*low], parts[*high]);
                    let between = self.products[*low][*high] / (one.size * other.size);
                    let relative = relative(between, one, other);
                    if relative >= highest {
                        highest = relative;
                        best = Some((*low, *high));
                    }
                }
            }
            let Some((low, high)) = best else {
                return Ok(owners);
            };
            self.merge(low, high);
            living.retain(|part| *part != high);
            for owner in owners.iter_mut().filter(|owner| **owner == high) {
                *owner = low;
            }
        }
    }

    /// A part with the mean cosine between its rows; a single row counts as cohesive as its closest other part is near.
    fn part(&self, part: usize, living: &[usize]) -> Part {
        let size = self.sizes[part];
        let within = if size > 1.0 {
            mean_cosine(self.products[part][part], size).max(f32::EPSILON)
        } else {
            let others = living.iter().filter(|other| **other != part);
            others
                .map(|other| self.products[part][*other] / self.sizes[*other])
                .fold(f32::EPSILON, f32::max)
        };
        Part { size, within }
    }

    fn merge(&mut self, low: usize, high: usize) {
        let gained = self.products[high].clone();
        self.products[low][low] += gained[high] + 2.0 * gained[low];
        for (other, product) in gained
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != low && *other != high)
        {
            self.products[low][other] += product;
            self.products[other][low] = self.products[low][other];
        }
        self.sizes[low] += self.sizes[high];
    }
}
