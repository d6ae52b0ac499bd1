//! Communities of a graph by the Leiden algorithm, made deterministic.
//!
//! Traag, Waltman, van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", *Scientific Reports* 9,
//! 5233 (2019). The quality is the constant Potts model (Traag, Van Dooren, Nesterov, *Physical Review E* 84, 016114,
//! 2011), Σ over communities of (weight inside − γ · mass² / 2): unlike modularity it has no resolution limit, so that a
//! topic forms the same group in a short list and in a long one. Two choices that the paper makes at random are fixed:
//! nodes are visited in a scrambled but constant order, and refinement takes the best move.

mod local;
mod refine;

use super::{
    graph::Graph,
    number::id,
    progress::{Cancelled, Reporter},
};

/// Runs of the whole algorithm, each starting from the last one's result.
const MAX_RUNS: usize = 10;

/// Moves below this are rounding errors and could repeat for ever.
const EPSILON: f64 = 1e-12;

/// The community of each node at resolution `gamma`, numbered from 0 in the order of their first nodes.
pub(super) fn leiden(graph: &Graph, gamma: f64, report: &mut Reporter<'_>) -> Result<Vec<u32>, Cancelled> {
    let mut communities: Vec<u32> = (0..id(graph.len())).collect();
    for _ in 0..MAX_RUNS {
        let next = run(graph, gamma, communities.clone(), report)?;
        if next == communities {
            break;
        }
        communities = next;
    }
    Ok(communities)
}

/// One descent: move nodes, refine, aggregate by the refinement, and again on the smaller graph.
fn run(
    graph: &Graph,
    gamma: f64,
    mut communities: Vec<u32>,
    report: &mut Reporter<'_>,
) -> Result<Vec<u32>, Cancelled> {
    let mut aggregate: Option<Graph> = None;
    let mut place: Vec<u32> = (0..id(graph.len())).collect();
    loop {
        let current = aggregate.as_ref().unwrap_or(graph);
        local::move_nodes(current, gamma, &mut communities, report)?;
        let count = renumber(&mut communities);
        if count == current.len() {
            break;
        }
        let mut parts = refine::refine(current, gamma, &communities, report)?;
        let mut part_count = renumber(&mut parts);
        if part_count == current.len() {
            // Nothing was merged: aggregating by the parts would repeat this level for ever.
            parts.clone_from(&communities);
            part_count = count;
        }
        let mut above = vec![0; part_count];
        for (part, community) in parts.iter().zip(&communities) {
            above[*part as usize] = *community;
        }
        for node in &mut place {
            *node = parts[*node as usize];
        }
        aggregate = Some(current.aggregate(&parts, part_count));
        communities = above;
    }
    let mut result = place
        .iter()
        .map(|node| communities[*node as usize])
        .collect::<Vec<_>>();
    renumber(&mut result);
    Ok(result)
}

/// Numbers communities from 0 without gaps in the order of their first nodes and counts them.
pub(super) fn renumber(communities: &mut [u32]) -> usize {
    let highest = communities.iter().max().map_or(0, |last| *last as usize + 1);
    let mut numbers = vec![None; highest];
    let mut count = 0;
    for community in communities {
        *community = *numbers[*community as usize].get_or_insert_with(|| {
            count += 1;
            id(count - 1)
        });
    }
    count
}

/// All nodes in a scrambled order that is the same in each run.
fn visiting_order(count: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..id(count)).collect();
    order.sort_unstable_by_key(|node| mix(u64::from(*node)));
    order
}

/// Steele, Lea, Flood's splitmix64 finaliser: a fixed permutation of 64-bit numbers that looks random.
pub(super) const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Adds up the weights between a node and the communities around it, without clearing a table for each node.
struct Links {
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl Links {
    fn new(count: usize) -> Self {
        Self {
            weights: vec![0.0; count],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, community: u32, weight: f64) {
        if self.weights[community as usize] == 0.0 {
            self.touched.push(community);
        }
        self.weights[community as usize] += weight;
    }

    fn weight(&self, community: u32) -> f64 {
        self.weights[community as usize]
    }

    fn clear(&mut self) {
        for community in self.touched.drain(..) {
            self.weights[community as usize] = 0.0;
        }
    }
}
