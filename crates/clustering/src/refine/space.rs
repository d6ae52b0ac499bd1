//! Bodies in the space of meanings: how close they are to each other, and what becomes of them.

use super::super::{
    closeness::{Part, relative},
    number::{id, real},
};
use super::{Meaning, questions::Body};

/// How close the phrases of a group are to each other where no group says: about what sentence models have for
/// variants of one phrase.
const TYPICAL: f32 = 0.7;
/// The closeness of unrelated phrases beyond which a model tells nothing apart.
const MAX_UNRELATED: f32 = 0.95;

/// Bodies, each with the one that it belongs to now.
pub(super) struct Space {
    meanings: Vec<Meaning>,
    sizes: Vec<usize>,
    owners: Vec<u32>,
    /// For each the bodies that it never shares a group with.
    strangers: Vec<Vec<u32>>,
    /// How often each has taken in another.
    ages: Vec<u32>,
    typical: f32,
    unrelated: f32,
}

impl Space {
    /// The bodies of a model in which unrelated phrases are so close.
    pub(super) fn new(bodies: &mut [Body], strangers: Vec<Vec<u32>>, unrelated: f32) -> Self {
        let mut space = Self {
            meanings: bodies
                .iter_mut()
                .map(|body| std::mem::take(&mut body.meaning))
                .collect(),
            sizes: bodies.iter().map(|body| body.size).collect(),
            owners: (0..id(bodies.len())).collect(),
            strangers,
            ages: vec![0; bodies.len()],
            typical: TYPICAL,
            unrelated: unrelated.clamp(0.0, MAX_UNRELATED),
        };
        let groups = bodies
            .iter()
            .zip(&space.meanings)
            .filter(|(body, _)| body.group.is_some());
        let known: Vec<f32> = groups.filter_map(|(_, meaning)| meaning.cohesion()).collect();
        if !known.is_empty() {
            let mean = known.iter().sum::<f32>() / real(known.len());
            space.typical = space.above_unrelated(mean).max(0.05);
        }
        space
    }

    pub(super) fn meaning(&self, body: u32) -> &Meaning {
        &self.meanings[body as usize]
    }

    pub(super) fn size(&self, body: u32) -> usize {
        self.sizes[body as usize]
    }

    /// The body that this one belongs to now, itself where it has not been joined.
    pub(super) fn owner(&self, mut body: u32) -> u32 {
        while self.owners[body as usize] != body {
            body = self.owners[body as usize];
        }
        body
    }

    pub(super) fn age(&self, body: u32) -> u32 {
        self.ages[body as usize]
    }

    /// Whether two bodies must not share a group.
    pub(super) fn are_strangers(&self, one: u32, other: u32) -> bool {
        let (few, owner) = if self.strangers[one as usize].len() < self.strangers[other as usize].len() {
            (one, other)
        } else {
            (other, one)
        };
        let owner = self.owner(owner);
        self.strangers[few as usize]
            .iter()
            .any(|body| self.owner(*body) == owner)
    }

    /// How close two bodies are in relation to their own cohesion.
    pub(super) fn closeness(&self, one: u32, other: u32) -> f32 {
        relative(self.between(one, other), self.part(one), self.part(other))
    }

    /// How close a stray is to a group in relation to the group's cohesion.
    pub(super) fn closeness_to_group(&self, stray: u32, group: u32) -> f32 {
        self.between(stray, group) / self.part(group).within
    }

    /// `high` becomes part of `low`.
    pub(super) fn merge(&mut self, low: u32, high: u32) {
        let taken = std::mem::take(&mut self.meanings[high as usize]);
        self.meanings[low as usize].merge(taken);
        self.ages[low as usize] += 1;
        self.take_in(low, high);
    }

    /// `high` belongs to `low`, whose meaning stays.
    pub(super) fn take_in(&mut self, low: u32, high: u32) {
        self.owners[high as usize] = low;
        self.sizes[low as usize] += self.sizes[high as usize];
        let gained = std::mem::take(&mut self.strangers[high as usize]);
        self.strangers[low as usize].extend(gained);
    }

    fn between(&self, one: u32, other: u32) -> f32 {
        self.above_unrelated(self.meaning(one).between(self.meaning(other)))
    }

    /// A body with its cohesion. One more pair of typical closeness is counted in, so that a group of two does not hang
    /// on a single cosine; and none counts as looser than the others are, or a loose group would take in what is far.
    fn part(&self, body: u32) -> Part {
        let meaning = self.meaning(body);
        let size = real(meaning.count());
        let pairs = size * (size - 1.0) / 2.0;
        let own = meaning.cohesion().map_or(0.0, |mean| self.above_unrelated(mean));
        let within = (pairs * own + self.typical) / (pairs + 1.0);
        Part {
            size,
            within: within.max(self.typical),
        }
    }

    /// A cosine on a scale on which unrelated phrases have 0: in some models they have 0.7.
    fn above_unrelated(&self, cosine: f32) -> f32 {
        (cosine - self.unrelated) / (1.0 - self.unrelated)
    }
}
