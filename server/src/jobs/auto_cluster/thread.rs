//! Long computations on a thread of their own, which tell how far they are and ask whether to stop.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use clustering::{Cancelled, Stage};
use igny8::job_run::Phase;

use crate::error::{Error, Result};
use crate::runner::Run;

/// Between two looks at a computation.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// A part of the run's long phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The share of the phase at which it begins.
    pub from: f32,
    /// And at which it ends.
    pub to: f32,
}

impl Span {
    /// A part of this part.
    pub(super) fn part(self, from: f32, to: f32) -> Self {
        Self {
            from: self.at(from),
            to: self.at(to),
        }
    }

    /// The share of the phase when so much of this part is done.
    pub(super) fn at(self, share: f32) -> f32 {
        self.from + (self.to - self.from) * share.clamp(0.0, 1.0)
    }
}

/// Computes on a thread of its own; `overall` says how much of the whole a stage and what is done of it are.
///
/// # Errors
/// Somebody asked the run to stop, another worker has it, or the computation panicked.
pub(super) async fn compute<T: Send + 'static>(
    run: &Run,
    span: Span,
    message: &str,
    overall: fn(Stage, f32) -> f32,
    work: impl FnOnce(&mut dyn FnMut(Stage, f32) -> ControlFlow<()>) -> Result<T, Cancelled> + Send + 'static,
) -> Result<T> {
    let (share, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let thread = {
        let (share, stop) = (share.clone(), stop.clone());
        tokio::task::spawn_blocking(move || {
            work(&mut |stage, part| {
                share.store(overall(stage, part).to_bits(), Ordering::Relaxed);
                if stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
        })
    };
    tokio::pin!(thread);
    loop {
        tokio::select! {
            done = &mut thread => return done?.map_err(|_| Error::Cancelled),
            () = tokio::time::sleep(POLL_INTERVAL) => {
                if let Err(error) = run.check_cancelled() {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                let part = f32::from_bits(share.load(Ordering::Relaxed));
                run.progress(Phase::Call, span.at(part), message);
            }
        }
    }
}
