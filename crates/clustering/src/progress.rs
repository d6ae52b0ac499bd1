//! Tells the caller how far a clustering is and lets it stop the work.

use std::ops::ControlFlow;

use thiserror::Error;

use super::number::real;

/// What a clustering is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Normalising phrases and splitting them into words.
    Reading,
    /// Weighing the features of each phrase.
    Vectors,
    /// Searching the nearest neighbours; most of the time goes here.
    Neighbours,
    /// Finding communities of neighbours.
    Communities,
    /// Dividing communities that are loose or too large.
    Division,
    /// Naming and sorting the groups.
    Groups,
    /// Joining groups and placing strays by their meaning.
    Refinement,
}

/// The caller stopped a clustering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Clustering was cancelled before it finished. Run it again to get clusters.")]
pub struct Cancelled;

/// Passes progress on to the caller, seldom enough to cost nothing.
pub(super) struct Reporter<'a> {
    callback: &'a mut dyn FnMut(Stage, f32) -> ControlFlow<()>,
    stage: Stage,
    share: f32,
    ticks: u32,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(callback: &'a mut dyn FnMut(Stage, f32) -> ControlFlow<()>) -> Self {
        Self {
            callback,
            stage: Stage::Reading,
            share: 0.0,
            ticks: 0,
        }
    }

    /// Begins a stage.
    pub(super) fn enter(&mut self, stage: Stage) -> Result<(), Cancelled> {
        self.stage = stage;
        self.share = 0.0;
        self.send()
    }

    /// Counts one small step (microseconds) of which `done` of `total` are over.
    pub(super) fn step(&mut self, done: usize, total: usize) -> Result<(), Cancelled> {
        self.share = self.share.max(real(done) / real(total.max(1))).min(1.0);
        self.pulse()
    }

    /// Counts one small step of a stage whose length is unknown.
    pub(super) fn pulse(&mut self) -> Result<(), Cancelled> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(64) {
            self.send()
        } else {
            Ok(())
        }
    }

    fn send(&mut self) -> Result<(), Cancelled> {
        match (self.callback)(self.stage, self.share) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Cancelled),
        }
    }
}
