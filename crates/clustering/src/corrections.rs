//! What people said of phrases: which belong together, and which apart. No group ever contradicts it.
//!
//! A correction that contradicts a newer one counts no more, and is named. Spellings of one phrase belong together, unless a
//! correction says otherwise.

use std::collections::HashMap;

use super::{Phrase, number::id, units::Unit};

/// What somebody said of two phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// Whether they belong together or apart.
    pub bond: Bond,
    /// One of them, by its index in the input.
    pub one: u32,
    /// The other.
    pub other: u32,
}

/// How two phrases belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// In one group.
    Together,
    /// In different groups.
    Apart,
}

/// The corrections that hold, as parts of phrases that belong together and pairs of phrases that do not.
#[derive(Default)]
pub(super) struct Bonds {
    parents: HashMap<u32, u32>,
    apart: Vec<(u32, u32)>,
    superseded: Vec<usize>,
}

/// The nodes of a graph that corrections leave: units that belong together are one.
pub(super) struct Nodes {
    /// The node of each unit.
    pub of: Vec<u32>,
    offsets: Vec<usize>,
    units: Vec<u32>,
    /// Nodes that never share a group.
    pub apart: Vec<(u32, u32)>,
}

impl Bonds {
    /// Takes corrections of `count` phrases, the newest last; what names a phrase that is not there does not count.
    pub fn resolve(corrections: &[Correction], count: usize) -> Self {
        let mut bonds = Self::default();
        for (at, correction) in corrections.iter().enumerate().rev() {
            let (one, other) = (correction.one, correction.other);
            let known = |phrase: u32| (phrase as usize) < count;
            let holds = known(one)
                && known(other)
                && match correction.bond {
                    Bond::Together => bonds.join(one, other),
                    Bond::Apart => bonds.part(one, other),
                };
            if !holds {
                bonds.superseded.push(at);
            }
        }
        bonds.superseded.reverse();
        bonds
    }

    /// The corrections that newer ones contradict, by their places.
    pub fn superseded(&self) -> &[usize] {
        &self.superseded
    }

    /// The pairs of phrases that belong apart.
    pub fn apart(&self) -> &[(u32, u32)] {
        &self.apart
    }

    /// Divides units whose spellings belong apart.
    pub fn divide(&mut self, phrases: &[Phrase<'_>], units: Vec<Unit>) -> Vec<Unit> {
        if self.parents.is_empty() {
            return units;
        }
        let mut divided = Vec::with_capacity(units.len());
        for unit in units {
            if unit.copies.len() < 2 || !unit.copies.iter().any(|copy| self.parents.contains_key(copy)) {
                divided.push(unit);
                continue;
            }
            let mut copies = unit.copies;
            copies.sort_by_key(|copy| phrases[*copy as usize].text);
            let mut parts: Vec<Vec<u32>> = Vec::new();
            for copy in copies {
                match parts.iter().position(|part| self.join(part[0], copy)) {
                    Some(at) => parts[at].push(copy),
                    None => parts.push(vec![copy]),
                }
            }
            divided.extend(parts.into_iter().map(|mut copies| {
                copies.sort_unstable();
                Unit {
                    tokens: unit.tokens.clone(),
                    copies,
                }
            }));
        }
        divided
    }

    /// Units by the parts that they are of.
    pub fn nodes(&self, units: &[Unit]) -> Nodes {
        let mut of = Vec::with_capacity(units.len());
        let mut nodes_of_parts: HashMap<u32, u32> = HashMap::new();
        let mut count = 0;
        for unit in units {
            let touched = unit.copies.iter().find(|copy| self.parents.contains_key(copy));
            let mut new = || {
                count += 1;
                count - 1
            };
            of.push(match touched {
                Some(copy) => *nodes_of_parts.entry(self.root(*copy)).or_insert_with(new),
                None => new(),
            });
        }
        let mut apart: Vec<(u32, u32)> = self
            .apart
            .iter()
            .filter_map(|(one, other)| {
                let node = |phrase: &u32| nodes_of_parts.get(&self.root(*phrase)).copied();
                let (one, other) = (node(one)?, node(other)?);
                Some((one.min(other), one.max(other)))
            })
            .collect();
        apart.sort_unstable();
        apart.dedup();
        let mut sorted: Vec<u32> = (0..id(units.len())).collect();
        // Stable, so that the units of a node stay in their order.
        sorted.sort_by_key(|unit| of[*unit as usize]);
        let mut offsets = vec![0; count as usize + 1];
        for node in &of {
            offsets[*node as usize + 1] += 1;
        }
        for node in 1..offsets.len() {
            offsets[node] += offsets[node - 1];
        }
        Nodes {
            of,
            offsets,
            units: sorted,
            apart,
        }
    }

    fn root(&self, phrase: u32) -> u32 {
        let mut at = phrase;
        while let Some(next) = self.parents.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    /// Puts two parts together, unless they belong apart.
    fn join(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.enter(one), self.enter(other));
        if one == other {
            return true;
        }
        if self.are_apart(one, other) {
            return false;
        }
        self.parents.insert(one.max(other), one.min(other));
        true
    }

    /// Keeps two parts apart, unless they belong together.
    fn part(&mut self, one: u32, other: u32) -> bool {
        let (first, second) = (self.enter(one), self.enter(other));
        if first == second {
            return false;
        }
        self.apart.push((one, other));
        true
    }

    fn enter(&mut self, phrase: u32) -> u32 {
        self.parents.entry(phrase).or_insert(phrase);
        self.root(phrase)
    }

    fn are_apart(&self, one: u32, other: u32) -> bool {
        self.apart.iter().any(|(left, right)| {
            let (left, right) = (self.root(*left), self.root(*right));
            (left, right) == (one, other) || (right, left) == (one, other)
        })
    }
}

impl Nodes {
    pub const fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The units of a node.
    pub fn units(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.units[self.offsets[node]..self.offsets[node + 1]]
    }

    /// The phrases of a node.
    pub fn size(&self, node: u32, units: &[Unit]) -> usize {
        self.units(node)
            .iter()
            .map(|unit| units[*unit as usize].copies.len())
            .sum()
    }
}
