//! Groups search phrases so that each group is what one web page should serve: pure, deterministic, without a model.
//!
//! TF-IDF vectors of stemmed word 1-2-grams and character 3-5-grams say which phrases are written alike, and for English a
//! table of word vectors ([`word_vectors`]) which mean alike. Nearest neighbours in both respects are the edges of one graph,
//! and Leiden finds its communities; how broad they are follows from how close neighbours are ([`resolution`](mod@resolution)).
//! Where words are all there is, communities that fall apart into unrelated parts are divided again. The number of groups
//! follows from the phrases. Phrases are put into a canonical order first, so the order of the input changes no group.
//!
//! People know still more: what they say of single phrases ([`Correction`]) holds in every group, and teaches the links around
//! them ([`learning`]). A [`Landscape`] is a list that was read once and is cut as often as somebody likes.
//!
//! A larger model knows more. Where somebody can tell how close phrases are in meaning, [`Questions`] takes the groups,
//! says which phrases to ask about, and joins groups and places strays by the answers.

mod agreement;
mod closeness;
mod corrections;
mod division;
mod features;
mod graph;
mod groups;
mod kept;
mod landscape;
mod learning;
mod leiden;
mod limit;
mod meanings;
mod neighbours;
mod number;
mod options;
mod parallel;
mod progress;
mod reasons;
mod refine;
mod resolution;
mod sparse;
mod stopwords;
mod text;
mod topics;
mod units;

#[cfg(test)]
mod corrected;
#[cfg(test)]
mod tests;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use std::ops::ControlFlow;

pub use self::{
    agreement::Agreement,
    corrections::{Bond, Correction},
    groups::{Clustering, Group},
    landscape::Landscape,
    options::Options,
    progress::{Cancelled, Stage},
    reasons::Reason,
    refine::{Meaning, Questions, Refined},
};

/// One search phrase to be grouped.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'a> {
    /// The phrase as it was imported, in any script.
    pub text: &'a str,
    /// How much it counts when groups are named and sorted: searches a month, or 1 where that is unknown. Negative and
    /// non-finite weights count as 0.
    pub weight: f64,
}

/// Groups `phrases`; each ends in exactly one group or is a stray, so members and strays add up to the input.
///
/// `progress` hears each stage with the share of it that is done (0 to 1) many times a second, and stops the work by
/// answering `Break`.
///
/// # Errors
///
/// [`Cancelled`] when `progress` answers `Break`.
pub fn cluster(
    phrases: &[Phrase<'_>],
    options: &Options,
    progress: &mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
) -> Result<Clustering, Cancelled> {
    let options = options.in_range();
    let mut report = progress::Reporter::new(progress);
    let landscape = Landscape::reported(phrases, &options, &[], None, &mut report)?;
    landscape.cut_reported(phrases, &options, &mut report)
}

/// Describes groups that were put together anew; `assignment` has the group of each phrase, any number for each group.
fn regroup(
    phrases: &[Phrase<'_>],
    assignment: &[Option<u32>],
    options: &Options,
    report: &mut progress::Reporter<'_>,
) -> Result<Clustering, Cancelled> {
    report.enter(Stage::Reading)?;
    let units = units::read(phrases, &options.language, report)?;
    let vectors = features::vectorise(&units, options.characters, report)?;
    let mut alone = assignment.iter().flatten().max().map_or(0, |last| last + 1);
    let group = |unit: &units::Unit| {
        let first = unit.copies.first().copied().unwrap_or_default();
        assignment[first as usize].unwrap_or_else(|| {
            alone += 1;
            alone - 1
        })
    };
    let mut communities: Vec<u32> = units.iter().map(group).collect();
    leiden::renumber(&mut communities);
    report.enter(Stage::Groups)?;
    let meanings = meanings::read(phrases, &units, options, report)?;
    groups::describe(
        phrases,
        &units,
        &vectors,
        meanings.as_ref(),
        &communities,
        options.min_size,
        report,
    )
}
