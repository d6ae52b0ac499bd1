//! The runs in the background as this page knows them, renewed by the server's events.

use igny8::job_run::JobRun;
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns;

/// Runs that are going on or ended lately, and what opens their dialog.
#[derive(Clone, Copy, Debug)]
pub struct Events {
    /// The runs, newest first.
    pub tasks: RwSignal<Vec<JobRun>>,
    /// The run whose dialog is open.
    pub open: RwSignal<Option<Uuid>>,
    /// Grows whenever lists may have changed: a run ended, or events were missed.
    pub changed: RwSignal<u32>,
}

impl Events {
    /// Puts the runs into context.
    pub fn provide(tasks: Vec<JobRun>) -> Self {
        let events = Self {
            tasks: RwSignal::new(tasks),
            open: RwSignal::new(None),
            changed: RwSignal::new(0),
        };
        provide_context(events);
        events
    }

    /// The runs of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// One run as it is known now, tracked.
    pub fn task(self, id: Uuid) -> Option<JobRun> {
        self.tasks
            .with(|tasks| tasks.iter().find(|task| task.id == id).cloned())
    }

    /// How many runs are not ended, tracked.
    pub fn running(self) -> usize {
        self.tasks
            .with(|tasks| tasks.iter().filter(|task| !task.status.is_terminal()).count())
    }

    /// Takes over what an event says of one run; events that come late do not take it back.
    pub fn apply(self, task: JobRun) {
        // Parts of a run show in its parent only.
        if task.parent_id.is_some() {
            return;
        }
        let ended = task.status.is_terminal();
        let mut news = false;
        self.tasks
            .update(|tasks| match tasks.iter_mut().find(|known| known.id == task.id) {
                Some(known) if known.status.is_terminal() && !ended && known.attempt >= task.attempt => {}
                Some(known) => {
                    news = ended && !known.status.is_terminal();
                    *known = task;
                }
                None => {
                    news = ended;
                    tasks.insert(0, task);
                }
            });
        if news {
            self.changed.update(|count| *count += 1);
        }
    }

    /// Opens the dialog of a run that was just started, and learns of it.
    pub fn follow(self, id: Uuid) {
        self.open.set(Some(id));
        self.resync();
    }

    /// Reads the runs again.
    pub fn resync(self) {
        leptos::task::spawn_local(async move {
            if let Ok(tasks) = server_fns::tray().await {
                for task in tasks.into_iter().rev() {
                    if self.tasks.is_disposed() {
                        return;
                    }
                    self.apply(task);
                }
            }
        });
    }
}
