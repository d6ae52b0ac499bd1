//! Why a phrase is where a cut put it, in words that a person can check.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::{
    Phrase, groups::Clustering, landscape::Landscape, neighbours::keep_best, sparse::dot, text::tokens,
};

/// Up to so many others of a group are compared with a phrase; of a larger one those that it is linked with.
const COMPARED: usize = 500;
/// How many of them are named.
const NAMED: usize = 3;

/// Why a phrase is in its group; of a stray, what it is nearest to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reason {
    /// The group; of a stray the nearest, if any is near.
    pub group: Option<u32>,
    /// The phrases of that group that are nearest, the best first, with how near they are, 0 to 1.
    pub nearest: Vec<(u32, f32)>,
    /// The words that it shares with these, as they stand in it.
    pub shared: Vec<String>,
}

impl Landscape {
    /// Why a phrase is where `found`, a cut of this landscape, has it.
    pub fn reason(&self, phrases: &[Phrase<'_>], found: &Clustering, phrase: u32) -> Reason {
        let Some(unit) = self.unit_of(phrase) else {
            return Reason::default();
        };
        let group_of = |unit: u32| found.assignment[self.units[unit as usize].copies[0] as usize];
        let linked = || self.graph.edges(unit as usize).iter().map(|edge| edge.0);
        let group = found.assignment[phrase as usize].or_else(|| {
            // Links are symmetric and few: the heaviest one into a group says which it is.
            let links = self.graph.edges(unit as usize).iter();
            let into = links.filter_map(|(other, weight)| Some((group_of(*other)?, *weight)));
            into.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
                .map(|link| link.0)
        });
        let Some(number) = group else {
            return Reason::default();
        };
        let members = &found.groups[number as usize].members;
        let others: BTreeSet<u32> = if members.len() <= COMPARED {
            members
                .iter()
                .filter_map(|member| self.unit_of(*member))
                .collect()
        } else {
            linked()
                .filter(|other| group_of(*other) == Some(number))
                .collect()
        };
        let mut near: Vec<(u32, f32)> = others
            .into_iter()
            .filter(|other| *other != unit)
            .map(|other| (other, self.similarity(unit, other)))
            .collect();
        keep_best(&mut near, NAMED, unit);
        let shared = self.shared(phrases[phrase as usize].text, &near);
        let nearest = near
            .into_iter()
            .map(|(unit, near)| (self.units[unit as usize].copies[0], near));
        Reason {
            group,
            nearest: nearest.collect(),
            shared,
        }
    }

    /// The better of how alike two units are written and how alike they mean.
    fn similarity(&self, one: u32, other: u32) -> f32 {
        let written = dot(self.vectors.row(one as usize), self.vectors.row(other as usize));
        let meant = self
            .meanings
            .as_ref()
            .map_or(0.0, |meanings| meanings.cosine(one, other));
        written.max(meant).clamp(0.0, 1.0)
    }

    /// The words of a phrase that any of these has, too.
    fn shared(&self, text: &str, near: &[(u32, f32)]) -> Vec<String> {
        let has = |stem: &str| {
            let mut others = near
                .iter()
                .flat_map(|(unit, _)| &self.units[*unit as usize].tokens);
            others.any(|token| token.stem == stem && !token.stopword)
        };
        let mut shared: Vec<String> = Vec::new();
        for word in text.unicode_words() {
            let said = tokens(word, &self.language);
            if said.iter().any(|token| has(&token.stem)) && !shared.iter().any(|known| known == word) {
                shared.push(word.to_owned());
            }
        }
        shared
    }

    fn unit_of(&self, phrase: u32) -> Option<u32> {
        self.units_of.get(phrase as usize).copied().flatten()
    }
}
