//! A list of phrases that was read once and can be cut as often as somebody likes, broader or narrower.

use std::ops::ControlFlow;

use super::{
    Phrase,
    corrections::{Bonds, Correction, Nodes},
    division,
    graph::Graph,
    groups::{self, Clustering},
    kept::{self, Fingerprint},
    learning, leiden, limit, meanings,
    meanings::Meanings,
    neighbours,
    number::id,
    options::Options,
    progress::{Cancelled, Reporter, Stage},
    resolution,
    sparse::Vectors,
    units::{self, Unit},
};

/// Weighs more than all links that a node can have.
const NEVER: f64 = -1e9;

/// Phrases with who is near whom; corrections are part of it.
pub struct Landscape {
    pub(super) units: Vec<Unit>,
    pub(super) units_of: Vec<Option<u32>>,
    pub(super) vectors: Vectors,
    pub(super) meanings: Option<Meanings>,
    pub(super) graph: Graph,
    pub(super) language: String,
    fingerprint: Fingerprint,
    was_kept: bool,
    bonds: Bonds,
    lessons: Vec<Correction>,
}

impl Landscape {
    /// Reads phrases. `kept` is what [`Landscape::to_bytes`] said of them before, if it did: where the phrases are still the
    /// same, no neighbours are searched. Of `corrections` the newest is the last.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when `progress` answers `Break`.
    pub fn read(
        phrases: &[Phrase<'_>],
        options: &Options,
        corrections: &[Correction],
        kept: Option<&[u8]>,
        progress: &mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
    ) -> Result<Self, Cancelled> {
        Self::reported(
            phrases,
            &options.in_range(),
            corrections,
            kept,
            &mut Reporter::new(progress),
        )
    }

    pub(super) fn reported(
        phrases: &[Phrase<'_>],
        options: &Options,
        corrections: &[Correction],
        kept: Option<&[u8]>,
        report: &mut Reporter<'_>,
    ) -> Result<Self, Cancelled> {
        let mut bonds = Bonds::resolve(corrections, phrases.len());
        let units = bonds.divide(phrases, units::read(phrases, &options.language, report)?);
        let vectors = super::features::vectorise(&units, options.characters, report)?;
        let meanings = meanings::read(phrases, &units, options, report)?;
        let fingerprint = Fingerprint::of(phrases, &units, options);
        let known = kept.and_then(|bytes| kept::read(bytes, fingerprint));
        let was_kept = known.is_some();
        let graph = if let Some(graph) = known {
            graph
        } else {
            let by_words = neighbours::nearest(&vectors, options.neighbours, options.min_similarity, report)?;
            let mut respects = vec![by_words];
            if let Some(meanings) = &meanings {
                respects.push(meanings.nearest(options.neighbours, report)?);
            }
            Graph::from_neighbours(units.len(), &respects)
        };
        let units_of = units::units_of(&units, phrases.len());
        let lessons = lessons(corrections, &bonds, &units_of);
        Ok(Self {
            units,
            vectors,
            meanings,
            graph,
            units_of,
            language: options.language.clone(),
            fingerprint,
            was_kept,
            bonds,
            lessons,
        })
    }

    /// What [`Landscape::read`] saves work by.
    pub fn to_bytes(&self) -> Vec<u8> {
        kept::write(&self.graph, self.fingerprint)
    }

    /// Whether what was kept was used.
    pub const fn was_kept(&self) -> bool {
        self.was_kept
    }

    /// The corrections that do not count, since newer ones contradict them, by their places.
    pub fn superseded(&self) -> &[usize] {
        self.bonds.superseded()
    }

    /// The pairs of phrases that no group holds.
    pub fn apart(&self) -> &[(u32, u32)] {
        self.bonds.apart()
    }

    /// Groups the phrases that it was read from. `options` may differ in sizes and closeness alone.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when `progress` answers `Break`.
    pub fn cut(
        &self,
        phrases: &[Phrase<'_>],
        options: &Options,
        progress: &mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
    ) -> Result<Clustering, Cancelled> {
        self.cut_reported(phrases, &options.in_range(), &mut Reporter::new(progress))
    }

    pub(super) fn cut_reported(
        &self,
        phrases: &[Phrase<'_>],
        options: &Options,
        report: &mut Reporter<'_>,
    ) -> Result<Clustering, Cancelled> {
        let resolution = if self.meanings.is_some() {
            self.resolution(options)
        } else {
            options.resolution
        };
        report.enter(Stage::Communities)?;
        let nodes = self.bonds.nodes(&self.units);
        let own = self.corrected(&nodes, resolution, report)?;
        let graph = own.as_ref().unwrap_or(&self.graph);
        let mut communities = leiden::leiden(graph, resolution, report)?;
        report.enter(Stage::Division)?;
        if self.meanings.is_none() {
            division::divide(
                &self.vectors,
                graph,
                &nodes,
                options.closeness,
                &mut communities,
                report,
            )?;
        }
        limit::limit(
            &self.units,
            graph,
            &nodes,
            options,
            resolution,
            &mut communities,
            report,
        )?;
        report.enter(Stage::Groups)?;
        let of_units: Vec<u32> = nodes.of.iter().map(|node| communities[*node as usize]).collect();
        groups::describe(
            phrases,
            &self.units,
            &self.vectors,
            self.meanings.as_ref(),
            &of_units,
            options.min_size,
            report,
        )
    }

    /// The density of links that communities have at the closeness asked for.
    pub(super) fn resolution(&self, options: &Options) -> f64 {
        if self.meanings.is_some() {
            resolution::suited(&self.graph, options.closeness)
        } else {
            options.resolution * resolution::asked(options.closeness)
        }
    }

    /// The graph after what corrections teach, of nodes in place of units; those that belong apart repel each other.
    fn corrected(
        &self,
        nodes: &Nodes,
        resolution: f64,
        report: &mut Reporter<'_>,
    ) -> Result<Option<Graph>, Cancelled> {
        if self.lessons.is_empty() {
            return Ok(None);
        }
        let repelling = nodes.apart.iter().flat_map(|(one, other)| {
            let pairs = nodes
                .units(*one)
                .iter()
                .map(|unit| (*unit, nodes.units(*other)[0]));
            pairs.map(|(one, other)| (one, other, NEVER))
        });
        let apart: Vec<(u32, u32, f64)> = repelling.collect();
        let all: Vec<u32> = (0..id(self.units.len())).collect();
        let repel = |graph: &Graph| graph.joined(&all, all.len(), apart.iter().copied());
        let learnt = learning::learn(&self.graph, &self.lessons, repel, resolution, report)?;
        let apart = nodes.apart.iter().map(|(one, other)| (*one, *other, NEVER));
        Ok(Some(learnt.joined(&nodes.of, nodes.len(), apart)))
    }
}

/// Corrections that hold, of units, each once and in an order that does not depend on the input's.
fn lessons(corrections: &[Correction], bonds: &Bonds, unit_of: &[Option<u32>]) -> Vec<Correction> {
    let holds = |at: &usize| bonds.superseded().binary_search(at).is_err();
    let mut lessons: Vec<Correction> = corrections
        .iter()
        .enumerate()
        .filter(|(at, _)| holds(at))
        .filter_map(|(_, correction)| {
            let (one, other) = (
                unit_of[correction.one as usize]?,
                unit_of[correction.other as usize]?,
            );
            Some(Correction {
                bond: correction.bond,
                one: one.min(other),
                other: one.max(other),
            })
        })
        .collect();
    lessons.sort_unstable_by_key(|each| (each.one, each.other));
    lessons.dedup();
    lessons.retain(|each| each.one != each.other);
    lessons
}
