//! What a run says about itself, kept until the worker sends and saves it for all its runs together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::Utc;
use igny8::job_run::{JobRun, Level, Phase};

use crate::queue::store::Line;

/// The characters of a log line or message that are kept.
const MAX_MESSAGE_CHARS: usize = 2_000;

/// The latest state, and what of it is not yet sent or saved.
pub(super) struct Report(Mutex<State>);

struct State {
    task: JobRun,
    unsent: bool,
    unsaved: bool,
    closed: bool,
    lines: Vec<Line>,
}

impl Report {
    /// Of a run that was just claimed, which everybody may know.
    pub(super) fn new(task: JobRun) -> Self {
        Self(Mutex::new(State {
            task,
            unsent: true,
            unsaved: false,
            closed: false,
            lines: Vec::new(),
        }))
    }

    pub(super) fn progress(&self, phase: Phase, share: f32, message: &str) {
        let mut state = self.state();
        state.task.phase = phase;
        state.task.percent = phase.percent(share);
        state.task.message = Some(shorten(message));
        (state.unsent, state.unsaved) = (true, true);
    }

    pub(super) fn log(&self, level: Level, message: &str) {
        self.state().lines.push(Line {
            at: Utc::now(),
            level,
            message: shorten(message),
        });
    }

    pub(super) fn cancel_requested(&self) {
        let mut state = self.state();
        state.task.cancel_requested = true;
        state.unsent = true;
    }

    /// The state, if browsers do not know it yet.
    pub(super) fn take_unsent(&self) -> Option<JobRun> {
        let mut state = self.state();
        let unsent = std::mem::take(&mut state.unsent) && !state.closed;
        unsent.then(|| state.task.clone())
    }

    /// Phase, percent and message, if the database does not know them yet.
    pub(super) fn take_unsaved(&self) -> Option<(Phase, u8, Option<String>)> {
        let mut state = self.state();
        let unsaved = std::mem::take(&mut state.unsaved) && !state.closed;
        unsaved.then(|| (state.task.phase, state.task.percent, state.task.message.clone()))
    }

    pub(super) fn take_lines(&self) -> Vec<Line> {
        std::mem::take(&mut self.state().lines)
    }

    /// Lines that could not be saved come first again.
    pub(super) fn put_back(&self, mut lines: Vec<Line>) {
        let mut state = self.state();
        lines.append(&mut state.lines);
        state.lines = lines;
    }

    /// From now on nothing is sent or saved but the run's end.
    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(MAX_MESSAGE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::job_run::Status;

    fn report() -> Report {
        Report::new(JobRun {
            id: uuid::Uuid::nil(),
            function: "noop".into(),
            status: Status::Running,
            phase: Phase::Queued,
            percent: 0,
            message: None,
            result: None,
            error: None,
            credits: 0,
            attempt: 1,
            cancel_requested: false,
            parent_id: None,
            item_id: None,
            children: 0,
            sites: None,
            created_at: String::new(),
            started_at: None,
            finished_at: None,
        })
    }

    #[test]
    fn only_the_latest_progress_is_sent_and_once() {
        let report = report();
        assert!(report.take_unsent().is_some());
        report.progress(Phase::Call, 0.1, "a");
        report.progress(Phase::Call, 0.5, "b");
        assert_eq!(
            report.take_unsent().and_then(|task| task.message).as_deref(),
            Some("b")
        );
        assert!(report.take_unsent().is_none());
        assert!(report.take_unsaved().is_some());
    }

    #[test]
    fn nothing_is_sent_after_the_end() {
        let report = report();
        report.progress(Phase::Save, 1.0, "late");
        report.close();
        assert!(report.take_unsent().is_none() && report.take_unsaved().is_none());
    }

    #[test]
    fn lines_keep_their_order() {
        let report = report();
        report.log(Level::Info, "1");
        let lines = report.take_lines();
        report.log(Level::Info, "2");
        report.put_back(lines);
        let messages: Vec<_> = report.take_lines().into_iter().map(|line| line.message).collect();
        assert_eq!(messages, ["1", "2"]);
    }
}
