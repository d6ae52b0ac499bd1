//! One run as it is watched: what events say of it at once, and its log as read from the server.

use igny8::job_run::{JobRun, LogLine};
use igny8::services::{JobRunDetail, JobRunPart};
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns::{self, Failure};
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;

/// Milliseconds between two looks at a run that goes on; events bring its percent sooner.
const POLL_INTERVAL: u32 = 2_500;

/// A watched run.
#[derive(Clone, Copy)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The runs that events tell of.
    pub events: Events,
    /// The notices of the page.
    pub toasts: Toasts,
    /// Who watches.
    pub session: CurrentSession,
    read: RwSignal<Option<JobRun>>,
    log: RwSignal<Vec<LogLine>>,
    parts: RwSignal<Vec<JobRunPart>>,
    failure: RwSignal<Option<Failure>>,
}

impl Run {
    /// Watches a run as long as the current part of the page lives; `first` is what is known of it already.
    pub fn watch(id: Uuid, first: Option<JobRunDetail>) -> Self {
        let (task, rest): (_, Option<(_, _)>) = first
            .map(|detail| (detail.task, (detail.log, detail.parts)))
            .unzip();
        let (log, parts) = rest.unwrap_or_default();
        let run = Self {
            id,
            events: Events::expect(),
            toasts: Toasts::expect(),
            session: CurrentSession::expect(),
            read: RwSignal::new(task),
            log: RwSignal::new(log),
            parts: RwSignal::new(parts),
            failure: RwSignal::new(None),
        };
        Effect::new(move |_| run.poll());
        // The end is read from the server itself, with its result and the last lines.
        let ended = Memo::new(move |_| run.events.task(id).is_some_and(|task| task.status.is_terminal()));
        Effect::new(move |before: Option<bool>| {
            let ended = ended.get();
            if ended && before == Some(false) {
                run.reload();
            }
            ended
        });
        run
    }

    /// The run as it is known now, tracked: the event's word where it is the newer one.
    pub fn task(self) -> Option<JobRun> {
        let told = self.events.task(self.id);
        let read = self.read.get();
        match (told, read) {
            (Some(told), Some(read)) => {
                let older = (told.attempt, told.status.is_terminal(), told.percent)
                    < (read.attempt, read.status.is_terminal(), read.percent);
                Some(if older || told.result.is_none() && read.result.is_some() {
                    read
                } else {
                    told
                })
            }
            (told, read) => told.or(read),
        }
    }

    /// The lines of its log, tracked.
    pub fn log(self) -> Vec<LogLine> {
        self.log.get()
    }

    /// Its parts, where it is a run of many items, tracked.
    pub fn parts(self) -> Vec<JobRunPart> {
        self.parts.get()
    }

    /// Why it could not be read, tracked.
    pub fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// Reads it from the server.
    pub fn reload(self) {
        leptos::task::spawn_local(async move {
            self.look().await;
        });
    }

    /// Watches on after it was started again.
    pub fn restart(self) {
        self.events.resync();
        self.poll();
    }

    fn poll(self) {
        leptos::task::spawn_local(async move {
            while self.look().await {
                gloo_timers::future::TimeoutFuture::new(POLL_INTERVAL).await;
            }
        });
    }

    /// Reads once; answers whether there is more to see.
    async fn look(self) -> bool {
        if self.read.is_disposed() {
            return false;
        }
        let detail = server_fns::task(self.id).await;
        if self.read.is_disposed() {
            return false;
        }
        match detail {
            Ok(JobRunDetail { task, parts, log }) => {
                let more = !task.status.is_terminal();
                self.failure.set(None);
                // A run of long ago is not news for the tray.
                if more
                    || self
                        .events
                        .tasks
                        .with_untracked(|tasks| tasks.iter().any(|known| known.id == task.id))
                {
                    self.events.apply(task.clone());
                }
                self.read.set(Some(task));
                self.log.set(log);
                self.parts.set(parts);
                more
            }
            Err(failure) => {
                let again = failure.0.status >= 500;
                self.failure.set(Some(failure));
                again
            }
        }
    }
}
