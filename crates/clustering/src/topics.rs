//! Topics above pages: a second, broader cut of the same graph, whose nodes are the groups of the first.
//!
//! Its communities are whole groups, so that both cuts are nested: a topic, its pages, their keywords.

use std::ops::ControlFlow;

use super::{
    groups::Clustering,
    landscape::Landscape,
    leiden,
    number::id,
    options::Options,
    progress::{Cancelled, Reporter, Stage},
};

impl Landscape {
    /// The topic of each of the groups that [`Landscape::cut`] made, numbered from 0 in the order of their heaviest groups. How broad
    /// they are is said by the closeness of `options`: a half of what the groups were cut at gathers some five to twenty groups.
    ///
    /// What people keep apart stays on two pages; both may be of one topic.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when `progress` answers `Break`.
    pub fn topics(
        &self,
        pages: &Clustering,
        options: &Options,
        progress: &mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
    ) -> Result<Vec<u32>, Cancelled> {
        let mut report = Reporter::new(progress);
        report.enter(Stage::Communities)?;
        let options = options.in_range();
        // A stray is no page: it stands alone, and links pages all the same.
        let mut count = id(pages.groups.len());
        let of_units: Vec<u32> = self
            .units
            .iter()
            .map(|unit| {
                let first = unit.copies.first().copied().unwrap_or_default();
                let group = pages.assignment.get(first as usize).copied().flatten();
                group.unwrap_or_else(|| {
                    count += 1;
                    count - 1
                })
            })
            .collect();
        let graph = self.graph.joined(&of_units, count as usize, std::iter::empty());
        let mut topics = leiden::leiden(&graph, self.resolution(&options), &mut report)?;
        topics.truncate(pages.groups.len());
        leiden::renumber(&mut topics);
        Ok(topics)
    }
}
