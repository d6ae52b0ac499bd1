//! The refinement of the Leiden algorithm: splits each community into parts that are well connected.

use super::{
    super::{
        graph::Graph,
        number::id,
        progress::{Cancelled, Reporter},
    },
    EPSILON, Links, visiting_order,
};

/// The part of each node: nodes start alone and join the part inside their community that gains most, if both are well
/// connected to the rest of the community (γ-connectivity, Traag et al. 2019, supplement, algorithm A.2).
pub(super) fn refine(
    graph: &Graph,
    gamma: f64,
    communities: &[u32],
    report: &mut Reporter<'_>,
) -> Result<Vec<u32>, Cancelled> {
    let count = graph.len();
    let mut parts: Vec<u32> = (0..id(count)).collect();
    let mut totals = vec![0.0; count];
    for (node, community) in communities.iter().enumerate() {
        totals[*community as usize] += graph.mass(node);
    }
    let inside = |node: usize| {
        graph
            .edges(node)
            .iter()
            .filter(move |(other, _)| communities[*other as usize] == communities[node])
    };
    let mut masses: Vec<f64> = (0..count).map(|node| graph.mass(node)).collect();
    // The weight between each part and the rest of its community.
    let mut cuts: Vec<f64> = (0..count)
        .map(|node| inside(node).map(|edge| edge.1).sum())
        .collect();
    let mut alone = vec![true; count];
    let mut links = Links::new(count);
    for node in visiting_order(count) {
        report.pulse()?;
        let index = node as usize;
        let total = totals[communities[index] as usize];
        let connected = |cut: f64, mass: f64| cut >= gamma * mass * (total - mass);
        if !alone[index] || !connected(cuts[index], masses[index]) {
            continue;
        }
        for (other, weight) in inside(index) {
            links.add(parts[*other as usize], *weight);
        }
        let mut best = (node, EPSILON);
        for part in &links.touched {
            let (cut, mass) = (cuts[*part as usize], masses[*part as usize]);
            let gain = links.weight(*part) - gamma * graph.mass(index) * mass;
            if gain > best.1 && connected(cut, mass) {
                best = (*part, gain);
            }
        }
        if best.0 != node {
            let part = best.0 as usize;
            cuts[part] += cuts[index] - 2.0 * links.weight(best.0);
            masses[part] += masses[index];
            alone[part] = false;
            alone[index] = false;
            parts[index] = best.0;
        }
        links.clear();
    }
    Ok(parts)
}
