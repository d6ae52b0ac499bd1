//! The keywords of one sector: grouped by their words, and by their meaning where a model can tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use clustering::{Clustering, Stage};
use igny8::planner::import::Intent;
use uuid::Uuid;

use super::refine::refine;
use super::standing::Bond;
use super::terrain::{self, Terrain};
use super::thread::{Span, compute};
use crate::ai::engine::Engine;
use crate::error::Result;
use crate::repo::planner::clustering::{Candidate, Group, Settings};
use crate::repo::planner::cuts;
use crate::repo::planner::teaching::Said;
use crate::repo::word::Word;
use crate::runner::Run;

/// The share of a sector's work that comparing words is, where meanings are compared too.
const WORDS: f32 = 0.6;

/// How many other names a group could have.
const OTHER_NAMES: usize = 5;

/// The groups of a sector, and what a model did for them.
pub(super) struct Grouped {
    /// The clusters, and last, without a name, the strays.
    pub groups: Vec<Group>,
    /// Groups that a model joined to another.
    pub joined: usize,
    /// Strays that a model found a place for.
    pub placed: usize,
    /// What people said of the keywords, as far as it holds.
    pub bonds: Vec<Bond>,
    /// Sectors with the graphs that they were cut from.
    pub graphs: Vec<(Uuid, Vec<u8>)>,
}

/// How a sector is to be grouped.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// What the account has set.
    pub settings: &'a Settings,
    /// How narrow somebody adjusted the sector.
    pub narrowness: Option<u8>,
    /// What people said of its keywords.
    pub said: &'a [Said],
}

/// Groups the keywords of one sector; `few` bounds how many keywords of a group a model is asked about.
pub(super) async fn group(
    run: &Run,
    wish: Wish<'_>,
    engine: Option<&Engine>,
    few: usize,
    sector: Uuid,
    members: Vec<Candidate>,
    span: Span,
) -> Result<Grouped> {
    let options = terrain::options(wish.settings, wish.narrowness, &members);
    let engine = engine.filter(|engine| engine.embeds());
    let share = if engine.is_some() { WORDS } else { 1.0 };
    let members = Arc::new(members);
    let message = format!("Comparing {} keywords", members.len());
    let kept = {
        let mut tx = run.begin().await?;
        cuts::graph(&mut tx, sector).await?
    };
    let (listed, chosen, said) = (members.clone(), options.clone(), wish.said.to_vec());
    let (terrain, clustering) = compute(run, span.part(0.0, share), &message, overall, move |progress| {
        let terrain = Terrain::read(listed, &chosen, &said, kept.as_deref(), progress)?;
        let found = terrain.cut(&chosen, progress)?;
        Ok((terrain, found))
    })
    .await?;
    let (mut joined, mut placed) = (0, 0);
    let clustering = match engine {
        None => clustering,
        Some(engine) => {
            let refined = refine(
                run,
                engine,
                few,
                &terrain,
                clustering,
                options,
                span.part(share, 1.0),
            )
            .await?;
            (joined, placed) = (refined.joined, refined.placed);
            refined.clustering
        }
    };
    let graphs = if terrain.landscape.was_kept() {
        Vec::new()
    } else {
        vec![(sector, terrain.landscape.to_bytes())]
    };
    Ok(Grouped {
        groups: groups(sector, &members, &clustering),
        joined,
        placed,
        bonds: terrain.bonds,
        graphs,
    })
}

/// How much of the whole a stage and what is done of it are; measured shares of a large list.
fn overall(stage: Stage, part: f32) -> f32 {
    let (from, to) = match stage {
        Stage::Reading => (0.0, 0.05),
        Stage::Vectors => (0.05, 0.15),
        Stage::Neighbours => (0.15, 0.8),
        Stage::Communities => (0.8, 0.9),
        Stage::Division => (0.9, 0.97),
        Stage::Groups => (0.97, 1.0),
        // Of another computation.
        Stage::Refinement => (1.0, 1.0),
    };
    from + (to - from) * part.clamp(0.0, 1.0)
}

/// The clusters of a sector, and last, without a name, its strays.
pub fn groups(sector: Uuid, members: &[Candidate], clustering: &Clustering) -> Vec<Group> {
    let pick =
        |places: &mut dyn Iterator<Item = usize>| places.map(|place| members[place].id).collect::<Vec<_>>();
    let mut out: Vec<Group> = clustering
        .groups
        .iter()
        .map(|group| Group {
            id: Uuid::now_v7(),
            sector,
            name: Some(group.name.clone()),
            other_names: strongest(members, &group.members),
            confidence: f64::from(group.confidence),
            intent: most_common(
                group
                    .members
                    .iter()
                    .filter_map(|&place| members[place as usize].intent)
                    .map(|Word(intent)| intent),
            ),
            members: pick(&mut group.members.iter().map(|&place| place as usize)),
        })
        .collect();
    let stray = clustering
        .assignment
        .iter()
        .enumerate()
        .filter(|(_, group)| group.is_none())
        .map(|(place, _)| place);
    let stray = pick(&mut { stray });
    if !stray.is_empty() {
        out.push(Group {
            id: Uuid::now_v7(),
            sector,
            name: None,
            other_names: Vec::new(),
            confidence: 0.0,
            intent: None,
            members: stray,
        });
    }
    out
}

/// The phrases of a group's strongest keywords.
fn strongest(members: &[Candidate], group: &[u32]) -> Vec<String> {
    let mut places = group.to_vec();
    let volume = |place: &u32| members[*place as usize].volume.unwrap_or(0);
    places.sort_by_key(|place| (std::cmp::Reverse(volume(place)), *place));
    let names = places.into_iter().take(OTHER_NAMES);
    names
        .map(|place| members[place as usize].keyword.clone())
        .collect()
}

/// The value that occurs most; of several, the first in order.
fn most_common(values: impl Iterator<Item = Intent>) -> Option<Intent> {
    // By their words, so that the answer to a tie does not depend on the order of the list.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value.as_str()).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .and_then(|(value, _)| Intent::parse(value))
}
