//! How code says what happened.

use std::time::Duration;

use igny8::job_run::Queue;
use igny8::jobs::Job;

use super::labels::{
    Answered, Build, ByProvider, Called, Lane, LaneState, One, Ran, State, Word, class_of, method_of,
};
use super::{Counted, Metrics};

impl Metrics {
    /// What process this is.
    pub fn is(&self, role: &'static str) {
        let version = Word(env!("CARGO_PKG_VERSION"));
        self.build
            .get_or_create(&Build {
                version,
                role: Word(role),
            })
            .set(1);
    }

    /// A request is being answered, as long as this is kept.
    pub fn answering(&self) -> Counted {
        Counted::of(&self.http_open)
    }

    /// A request was answered.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let labels = Answered {
            route: route.to_owned(),
            method: method_of(method),
            class: class_of(status),
        };
        self.http.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// A run is being done, as long as this is kept.
    pub fn running(&self) -> Counted {
        Counted::of(&self.runs_open)
    }

    /// A try of a run ended.
    pub fn ran(&self, job: Job, outcome: &'static str, took: Duration) {
        let labels = Ran {
            job: Word(job.name()),
            outcome: Word(outcome),
        };
        self.runs.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// A provider was called, and what that cost the account.
    pub fn called(&self, provider: &'static str, outcome: &'static str, took: Duration, cost: f64) {
        let provider = Word(provider);
        let labels = Called {
            provider,
            outcome: Word(outcome),
        };
        self.providers.get_or_create(&labels).observe(took.as_secs_f64());
        if cost.is_finite() && cost > 0.0 {
            self.provider_cost
                .get_or_create(&ByProvider { provider })
                .inc_by(cost);
        }
    }

    /// Credits were reserved.
    pub fn reserved(&self, credits: i64) {
        self.credits_reserved.inc_by(credits.max(0).unsigned_abs());
    }

    /// Credits were used.
    pub fn captured(&self, credits: i64) {
        self.credits_captured.inc_by(credits.max(0).unsigned_abs());
    }

    /// A transaction waits to begin, as long as this is kept.
    pub fn waiting(&self) -> Counted {
        Counted::of(&self.connections_waiting)
    }

    /// Connections in use, and the most there can be.
    pub fn connections(&self, used: u32, most: u32) {
        for (state, count) in [("used", used), ("most", most)] {
            self.connections
                .get_or_create(&State { state: Word(state) })
                .set(count.into());
        }
    }

    /// Somebody listens to events, as long as this is kept.
    pub fn listening(&self) -> Counted {
        Counted::of(&self.events)
    }

    /// Rows of a file were read.
    pub fn imported(&self, outcome: &'static str, rows: u64) {
        self.imported
            .get_or_create(&One {
                outcome: Word(outcome),
            })
            .inc_by(rows);
    }

    /// A webhook was told, or could not be.
    pub fn told(&self, outcome: &'static str) {
        self.webhooks
            .get_or_create(&One {
                outcome: Word(outcome),
            })
            .inc();
    }

    /// A mail was sent, or could not be.
    pub fn mailed(&self, outcome: &'static str) {
        self.mails
            .get_or_create(&One {
                outcome: Word(outcome),
            })
            .inc();
    }

    /// How many runs of a lane wait and go on, and for how long the oldest has waited.
    pub fn queued(&self, queue: Queue, waiting: i64, running: i64, oldest: f64) {
        let lane = Word(queue.as_str());
        for (state, count) in [("waiting", waiting), ("running", running)] {
            self.queue
                .get_or_create(&LaneState {
                    lane,
                    state: Word(state),
                })
                .set(count);
        }
        self.queue_oldest.get_or_create(&Lane { lane }).set(oldest);
    }

    /// Credits that open runs hold.
    pub fn held(&self, credits: i64) {
        self.credits_open.set(credits);
    }

    /// The database was asked for figures.
    pub fn looked(&self, outcome: &'static str) {
        self.looks
            .get_or_create(&One {
                outcome: Word(outcome),
            })
            .inc();
    }
}
