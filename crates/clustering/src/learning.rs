//! What corrections teach about phrases that nobody corrected: they weigh the links of a graph anew.
//!
//! Two phrases that belong apart speak for those of their community that are nearer to the one than to the other, so the links
//! between both sides grow weaker, the more so the clearer it is which side each is on. Two phrases that belong together speak
//! for their communities, which are linked as closely as one community is. Nearness is that of a random walk which returns.

use std::collections::BTreeMap;

use super::{
    corrections::{Bond, Correction},
    graph::{Graph, members},
    leiden::leiden,
    number::id,
    progress::{Cancelled, Reporter},
};

/// So many steps a walk takes, and so much of it goes on after each.
const STEPS: usize = 12;
const DECAY: f64 = 0.9;
/// A correction speaks for at most so many phrases of a community, the nearest first.
const REACH: usize = 100;
/// How closely communities that belong together are linked, in multiples of what holds one together.
const PULL: f64 = 1.2;

/// The graph after what was learnt at a resolution. Corrections name nodes, and `repelling` those that never share a community.
pub(super) fn learn(
    graph: &Graph,
    corrections: &[Correction],
    repelling: impl Fn(&Graph) -> Graph,
    resolution: f64,
    report: &mut Reporter<'_>,
) -> Result<Graph, Cancelled> {
    let communities = leiden(graph, resolution, report)?;
    let groups = members(&communities);
    let mut said: BTreeMap<(u32, u32), Said> = BTreeMap::new();
    for each in corrections.iter().filter(|each| each.bond == Bond::Apart) {
        report.pulse()?;
        let home = communities[each.one as usize];
        if home == communities[each.other as usize] {
            part(graph, &groups[home as usize], *each, &mut said);
        }
    }
    let factors = said.into_iter().map(|(link, said)| (link, said.factor()));
    let parted = graph.reweighed(&factors.collect(), &BTreeMap::new());
    let communities = leiden(&repelling(&parted), resolution, report)?;
    let groups = members(&communities);
    let mut added: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for each in corrections.iter().filter(|each| each.bond == Bond::Together) {
        report.pulse()?;
        let (one, other) = (communities[each.one as usize], communities[each.other as usize]);
        if one == other {
            continue;
        }
        let one = nearest(&parted, &groups[one as usize], each.one);
        let other = nearest(&parted, &groups[other as usize], each.other);
        for left in &one {
            for right in &other {
                added.insert(ordered(*left, *right), PULL * resolution);
            }
        }
    }
    Ok(parted.reweighed(&BTreeMap::new(), &added))
}

/// What corrections say of a link: a split is many of them about the same few phrases, of which some say that both ends are on one side.
#[derive(Clone, Copy, Default)]
struct Said {
    /// How clearly its ends are on two sides, less how clearly on one.
    apart: f64,
    corrections: f64,
}

impl Said {
    fn factor(self) -> f64 {
        1.0 - (self.apart / self.corrections).clamp(0.0, 1.0)
    }
}

/// Notes which links lead from what is nearer to one phrase to what is nearer to the other.
fn part(graph: &Graph, group: &[u32], correction: Correction, said: &mut BTreeMap<(u32, u32), Said>) {
    let inside = graph.induced(group);
    let (one, other) = (
        walk(&inside, group, correction.one),
        walk(&inside, group, correction.other),
    );
    let side = |at: u32| {
        let (one, other) = (one[at as usize], other[at as usize]);
        if one + other > 0.0 {
            (one - other) / (one + other)
        } else {
            0.0
        }
    };
    for at in 0..id(group.len()) {
        let own = side(at);
        for (next, _) in inside.edges(at as usize).iter().filter(|(next, _)| *next > at) {
            let sides = own * side(*next);
            let link = said
                .entry(ordered(group[at as usize], group[*next as usize]))
                .or_default();
            link.apart -= sides.abs().sqrt().copysign(sides);
            link.corrections += 1.0;
        }
    }
}

/// The nodes of a community that are nearest to one of them.
fn nearest(graph: &Graph, group: &[u32], node: u32) -> Vec<u32> {
    let mut all: Vec<u32> = group.to_vec();
    if all.len() > REACH {
        let near = walk(&graph.induced(group), group, node);
        let mut order: Vec<usize> = (0..group.len()).collect();
        order.sort_by(|a, b| near[*b].total_cmp(&near[*a]).then(a.cmp(b)));
        all = order.into_iter().take(REACH).map(|at| group[at]).collect();
    }
    all
}

/// How much of a walk from a node of a group is at each of its nodes.
fn walk(inside: &Graph, group: &[u32], from: u32) -> Vec<f64> {
    let mut heard = vec![0.0; group.len()];
    let Ok(start) = group.binary_search(&from) else {
        return heard;
    };
    let mut here = vec![0.0; group.len()];
    here[start] = 1.0;
    for _ in 0..=STEPS {
        let mut next = vec![0.0; group.len()];
        for (at, much) in here.iter().enumerate().filter(|(_, much)| **much > 0.0) {
            heard[at] += much;
            let edges = inside.edges(at);
            let total: f64 = edges.iter().map(|edge| edge.1).sum();
            for (to, weight) in edges {
                next[*to as usize] += DECAY * much * weight / total;
            }
        }
        here = next;
    }
    heard
}

const fn ordered(one: u32, other: u32) -> (u32, u32) {
    if one < other { (one, other) } else { (other, one) }
}
