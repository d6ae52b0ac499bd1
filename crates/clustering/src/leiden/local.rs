//! The fast local move of the Leiden algorithm: a queue of nodes whose neighbourhood has changed.

use std::collections::VecDeque;

use super::{
    super::{
        graph::Graph,
        number::id,
        progress::{Cancelled, Reporter},
    },
    EPSILON, Links, visiting_order,
};

/// Moves nodes to better communities until no move of a single node helps. Communities are numbered below the node count.
pub(super) fn move_nodes(
    graph: &Graph,
    gamma: f64,
    communities: &mut [u32],
    report: &mut Reporter<'_>,
) -> Result<(), Cancelled> {
    let count = graph.len();
    let mut masses = vec![0.0; count];
    let mut sizes = vec![0_u32; count];
    for (node, community) in communities.iter().enumerate() {
        masses[*community as usize] += graph.mass(node);
        sizes[*community as usize] += 1;
    }
    let mut empty: Vec<u32> = (0..id(count))
        .filter(|community| sizes[*community as usize] == 0)
        .collect();
    let mut queue: VecDeque<u32> = visiting_order(count).into();
    let mut queued = vec![true; count];
    let mut links = Links::new(count);
    while let Some(node) = queue.pop_front() {
        report.pulse()?;
        let node = node as usize;
        queued[node] = false;
        let own = communities[node];
        for (other, weight) in graph.edges(node) {
            links.add(communities[*other as usize], *weight);
        }
        masses[own as usize] -= graph.mass(node);
        sizes[own as usize] -= 1;
        let gain =
            |community: u32| links.weight(community) - gamma * graph.mass(node) * masses[community as usize];
        let mut best = (own, gain(own));
        for community in &links.touched {
            let gain = gain(*community);
            if gain > best.1 + EPSILON {
                best = (*community, gain);
            }
        }
        // A community of its own gains nothing, which is better than a loss.
        if best.1 < -EPSILON
            && let Some(community) = empty.last()
        {
            best = (*community, 0.0);
        }
        links.clear();
        masses[best.0 as usize] += graph.mass(node);
        sizes[best.0 as usize] += 1;
        if best.0 == own {
            continue;
        }
        if empty.last() == Some(&best.0) {
            empty.pop();
        }
        if sizes[own as usize] == 0 {
            masses[own as usize] = 0.0;
            empty.push(own);
        }
        communities[node] = best.0;
        for (other, _) in graph.edges(node) {
            let other_node = *other as usize;
            if communities[other_node] != best.0 && !queued[other_node] {
                queued[other_node] = true;
                queue.push_back(*other);
            }
        }
    }
    Ok(())
}
