//! A weighted undirected graph without loops, in compressed rows.

use std::collections::BTreeMap;

use super::number::id;

/// Links weigh whole multiples of this, so that two bytes keep one as it is.
pub(super) const WEIGHT_STEP: f64 = 1.0 / 16_384.0;

/// Nodes with a mass (how many phrases they stand for) and weighted edges, each stored at both ends.
pub(super) struct Graph {
    offsets: Vec<usize>,
    edges: Vec<(u32, f64)>,
    masses: Vec<f64>,
}

impl Graph {
    /// Adds up directed edges; loops are dropped, because no move between communities changes them.
    pub(super) fn new(masses: Vec<f64>, directed: &[(u32, u32, f64)]) -> Self {
        let edges = || directed.iter().filter(|(from, to, _)| from != to);
        let mut starts = vec![0; masses.len() + 1];
        for (from, _, _) in edges() {
            starts[*from as usize + 1] += 1;
        }
        for node in 1..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, 0.0); starts[masses.len()]];
        for (from, to, weight) in edges() {
            sorted[next[*from as usize]] = (*to, *weight);
            next[*from as usize] += 1;
        }
        let mut graph = Self {
            offsets: vec![0],
            edges: Vec::new(),
            masses,
        };
        for bounds in starts.windows(2) {
            let row = &mut sorted[bounds[0]..bounds[1]];
            // Equal edges are ordered by weight, because the order of a sum decides its rounding.
            row.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for same in row.chunk_by(|a, b| a.0 == b.0) {
                graph
                    .edges
                    .push((same[0].0, same.iter().map(|edge| edge.1).sum()));
            }
            graph.offsets.push(graph.edges.len());
        }
        graph
    }

    /// Links each of `count` rows with its neighbours in one or several respects; a link weighs the sum of the
    /// similarities, each of them half if only one side chose it.
    pub(super) fn from_neighbours(count: usize, respects: &[Vec<Vec<(u32, f32)>>]) -> Self {
        let lists = || respects.iter().flat_map(|lists| lists.iter().enumerate());
        let mut directed = Vec::with_capacity(2 * lists().map(|(_, list)| list.len()).sum::<usize>());
        for (node, list) in lists() {
            for (other, similarity) in list {
                let weight = f64::from(*similarity) / 2.0;
                directed.push((id(node), *other, weight));
                directed.push((*other, id(node), weight));
            }
        }
        let mut graph = Self::new(vec![1.0; count], &directed);
        for (_, weight) in &mut graph.edges {
            *weight = (*weight / WEIGHT_STEP).round() * WEIGHT_STEP;
        }
        graph
    }

    /// The same graph with some edges, named by their lower node first, multiplied, and then with others added.
    pub(super) fn reweighed(
        &self,
        factors: &BTreeMap<(u32, u32), f64>,
        added: &BTreeMap<(u32, u32), f64>,
    ) -> Self {
        let mut directed = Vec::with_capacity(self.edges.len() + 2 * added.len());
        for node in 0..self.len() {
            let own = id(node);
            for (other, weight) in self.edges(node) {
                let factor = factors.get(&(own.min(*other), own.max(*other))).unwrap_or(&1.0);
                directed.push((own, *other, weight * factor));
            }
        }
        for ((low, high), weight) in added {
            let factor = factors.get(&(*low, *high)).unwrap_or(&1.0);
            directed.push((*low, *high, weight * factor));
            directed.push((*high, *low, weight * factor));
        }
        Self::new(self.masses.clone(), &directed)
    }

    /// The graph whose nodes are parts of this one, with further edges between them.
    pub(super) fn joined(
        &self,
        parts: &[u32],
        count: usize,
        further: impl Iterator<Item = (u32, u32, f64)>,
    ) -> Self {
        let mut joined = Vec::with_capacity(self.edges.len());
        let mut masses = vec![0.0; count];
        for (node, part) in parts.iter().enumerate() {
            masses[*part as usize] += self.mass(node);
            for (other, weight) in self.edges(node) {
                joined.push((*part, parts[*other as usize], *weight));
            }
        }
        for (one, other, weight) in further {
            joined.push((one, other, weight));
            joined.push((other, one, weight));
        }
        Self::new(masses, &joined)
    }

    /// How strong the edge at this place of each node's strongest is in relation to the first, in the mean; one that is not there
    /// has no strength.
    pub(super) fn mean_fall(&self, place: usize) -> f64 {
        let mut weights = Vec::new();
        let falls = (0..self.len()).filter_map(|node| {
            weights.clear();
            weights.extend(self.edges(node).iter().map(|edge| edge.1));
            weights.sort_unstable_by(|a, b| b.total_cmp(a));
            let first = weights.first().filter(|first| **first > 0.0)?;
            Some(weights.get(place - 1).unwrap_or(&0.0) / first)
        });
        falls.sum::<f64>() / f64::from(id(self.len().max(1)))
    }

    /// What all links of a node weigh, in the mean.
    pub(super) fn mean_strength(&self) -> f64 {
        let total: f64 = self.edges.iter().map(|edge| edge.1).sum();
        total / f64::from(id(self.len().max(1)))
    }

    pub(super) const fn len(&self) -> usize {
        self.masses.len()
    }

    pub(super) fn edges(&self, node: usize) -> &[(u32, f64)] {
        &self.edges[self.offsets[node]..self.offsets[node + 1]]
    }

    pub(super) fn mass(&self, node: usize) -> f64 {
        self.masses[node]
    }

    /// The graph between some nodes, given in ascending order and renumbered in it.
    pub(super) fn induced(&self, nodes: &[u32]) -> Self {
        let mut directed = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            for (other, weight) in self.edges(*node as usize) {
                if let Ok(position) = nodes.binary_search(other) {
                    directed.push((id(index), id(position), *weight));
                }
            }
        }
        Self::new(
            nodes.iter().map(|node| self.mass(*node as usize)).collect(),
            &directed,
        )
    }

    /// The graph whose nodes are the `count` communities of a partition.
    pub(super) fn aggregate(&self, communities: &[u32], count: usize) -> Self {
        let mut masses = vec![0.0; count];
        let mut directed = Vec::new();
        for (node, community) in communities.iter().enumerate() {
            masses[*community as usize] += self.mass(node);
            directed.extend(self.edges(node).iter().filter_map(|(other, weight)| {
                let target = communities[*other as usize];
                (target != *community).then_some((*community, target, *weight))
            }));
        }
        Self::new(masses, &directed)
    }
}

/// The nodes of each community, ascending; communities are numbered from 0 without gaps.
pub(super) fn members(communities: &[u32]) -> Vec<Vec<u32>> {
    let count = communities.iter().max().map_or(0, |last| *last as usize + 1);
    let mut members = vec![Vec::new(); count];
    for (node, community) in communities.iter().enumerate() {
        members[*community as usize].push(id(node));
    }
    members
}
