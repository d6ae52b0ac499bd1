//! Refines groups by meaning: joins those that say the same in other words, and finds strays their place.
//!
//! A model's vectors tell how close phrases are in meaning. Models differ in what their cosines are worth: where one has
//! 0.1 for unrelated phrases, another has 0.7. So cosines count from what phrases have that surely are unrelated, and then
//! in relation to the cohesion of the groups that the words made. With a small sentence model, over the groups that words
//! made of 200 keywords in thirty topics, most pairs of one meaning ("diapers", "nappies") had 0.7 to 0.9, and all others
//! but one had less than 0.6.

mod join;
mod meaning;
mod nearest;
mod questions;
mod space;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

pub use self::{meaning::Meaning, questions::Questions};

use self::{join::join, nearest::nearest, questions::Body, space::Space};
use super::{
    Phrase,
    groups::Clustering,
    number::id,
    options::Options,
    progress::{Cancelled, Reporter, Stage},
    regroup,
};

/// The relative closeness from which two groups are one at the default setting. One that makes groups smaller raises
/// it, half as fast as it does in a division: from 0.5, where neighbouring topics begin, to 0.9, where groups are nearly
/// as close to each other as each is in itself.
const MIN_SIMILARITY: f32 = 0.7;

/// A clustering that was refined.
#[derive(Debug, Clone, PartialEq)]
pub struct Refined {
    /// What it is now.
    pub clustering: Clustering,
    /// Groups that became part of another.
    pub joined: usize,
    /// Strays that are in a group now.
    pub placed: usize,
}

impl Questions {
    /// Refines the clustering that the questions came from. `unrelated` is the meaning of phrases that have nothing in
    /// common. What nobody was asked about, or nobody had an answer to, stays where it is.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when `progress` answers `Break`.
    pub fn refine(
        mut self,
        phrases: &[Phrase<'_>],
        found: Clustering,
        unrelated: &Meaning,
        options: &Options,
        progress: &mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
    ) -> Result<Refined, Cancelled> {
        let options = options.in_range();
        let mut report = Reporter::new(progress);
        report.enter(Stage::Refinement)?;
        let unrelated = unrelated.cohesion().unwrap_or(0.0);
        let settled = settle(&mut self.bodies, self.strangers, unrelated, &options, &mut report)?;
        let mut renamed: Vec<u32> = (0..id(found.groups.len())).collect();
        let mut assignment = found.assignment.clone();
        let (mut joined, mut placed) = (0, 0);
        for (body, place) in self.bodies.iter().zip(settled) {
            let Some(place) = place else { continue };
            // A group is known by its number; one of strays alone by the stray that leads it.
            let target = self.bodies[place as usize]
                .group
                .unwrap_or(id(found.groups.len()) + place);
            match body.group {
                Some(own) => {
                    joined += usize::from(own != target);
                    renamed[own as usize] = target;
                }
                None => {
                    placed += body.spellings.len();
                    for phrase in &body.spellings {
                        assignment[*phrase as usize] = Some(target);
                    }
                }
            }
        }
        if (joined, placed) == (0, 0) {
            let clustering = found;
            return Ok(Refined {
                clustering,
                joined,
                placed,
            });
        }
        for group in assignment.iter_mut().flatten() {
            *group = renamed.get(*group as usize).copied().unwrap_or(*group);
        }
        drop(found);
        let clustering = regroup(phrases, &assignment, &options, &mut report)?;
        Ok(Refined {
            clustering,
            joined,
            placed,
        })
    }
}

/// The body whose group each body is in now, or none for what is a stray.
fn settle(
    bodies: &mut [Body],
    strangers: Vec<Vec<u32>>,
    unrelated: f32,
    options: &Options,
    report: &mut Reporter<'_>,
) -> Result<Vec<Option<u32>>, Cancelled> {
    let least = MIN_SIMILARITY + (options.closeness - Options::default().closeness) / 2.0;
    let most = options.max_cluster_size;
    let mut space = Space::new(bodies, strangers, unrelated);
    let known = (0..id(bodies.len())).filter(|body| space.meaning(*body).count() > 0);
    let (groups, strays): (Vec<u32>, Vec<u32>) =
        known.partition(|body| bodies[*body as usize].group.is_some());
    let mut places: Vec<Option<u32>> = (0..)
        .zip(bodies.iter())
        .map(|(body, each)| each.group.map(|_| body))
        .collect();
    let candidates = nearest(&space, &groups, &groups, report)?;
    report.step(1, 3)?;
    join(&mut space, &groups, &candidates, least, most, report)?;
    for group in &groups {
        places[*group as usize] = Some(space.owner(*group));
    }
    let groups: Vec<u32> = groups
        .into_iter()
        .filter(|group| space.owner(*group) == *group)
        .collect();
    let candidates = nearest(&space, &strays, &groups, report)?;
    report.step(2, 3)?;
    place(&mut space, &strays, &candidates, least, most, &mut places);
    let strays: Vec<u32> = strays
        .into_iter()
        .filter(|stray| places[*stray as usize].is_none())
        .collect();
    let candidates = nearest(&space, &strays, &strays, report)?;
    join(&mut space, &strays, &candidates, least, most, report)?;
    for stray in strays {
        let owner = space.owner(stray);
        if space.size(owner) >= options.min_size {
            places[stray as usize] = Some(owner);
        }
    }
    Ok(places)
}

/// Gives strays to the groups that they are close to, the closest first. The groups' meanings stay what they were, so
/// that no stray draws in the next.
fn place(
    space: &mut Space,
    strays: &[u32],
    candidates: &[Vec<u32>],
    least: f32,
    most: usize,
    places: &mut [Option<u32>],
) {
    let mut wishes: Vec<(f32, u32, u32)> = Vec::new();
    for (stray, groups) in strays.iter().zip(candidates) {
        let close = groups
            .iter()
            .map(|group| (space.closeness_to_group(*stray, *group), *stray, *group));
        wishes.extend(close.filter(|(closeness, _, _)| *closeness >= least));
    }
    wishes.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, stray, group) in wishes {
        if places[stray as usize].is_none()
            && space.size(group) + space.size(stray) <= most
            && !space.are_strangers(stray, group)
        {
            space.take_in(group, stray);
            places[stray as usize] = Some(group);
        }
    }
}
