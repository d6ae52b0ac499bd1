//! The figures that only the database knows, gathered when Prometheus asks, and seldom enough that asking costs nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use igny8::job_run::Queue;
use tokio::sync::Mutex;

use crate::error::Result;
use crate::repo::load;
use crate::state::App;
use crate::telemetry::metrics::metrics;
use crate::tenancy::Reason;

/// For so long what was read last holds.
const KEPT: Duration = Duration::from_secs(5);
/// A database that is slower is not waited for: the other figures tell why.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Reads them; cheap to clone.
#[derive(Clone)]
pub struct Figures {
    app: App,
    whole: bool,
    read: Arc<Mutex<Option<Instant>>>,
}

impl Figures {
    /// `whole` are those of all accounts together, which one role tells.
    pub fn new(app: App, whole: bool) -> Self {
        Self {
            app,
            whole,
            read: Arc::default(),
        }
    }

    /// All figures as text.
    pub async fn text(&self) -> String {
        let (used, most) = self.app.db.load();
        metrics().connections(used, most);
        if self.whole {
            self.look().await;
        }
        metrics().text()
    }

    /// Many who ask at once have one look.
    async fn look(&self) {
        let mut read = self.read.lock().await;
        if read.is_some_and(|at| at.elapsed() < KEPT) {
            return;
        }
        *read = Some(Instant::now());
        match tokio::time::timeout(TIMEOUT, self.lanes()).await {
            Ok(Ok(())) => metrics().looked("ok"),
            Ok(Err(error)) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "figures could not be read"
                );
                metrics().looked("failed");
            }
            Err(_) => metrics().looked("failed"),
        }
    }

    async fn lanes(&self) -> Result<()> {
        let mut tx = self.app.db.system(Reason::Observe).await?;
        let lanes = load::lanes(tx.conn()).await?;
        for queue in Queue::ALL {
            let lane = lanes.iter().find(|lane| lane.queue == queue);
            let (waiting, running) = lane.map_or((0, 0), |lane| (lane.waiting, lane.running));
            metrics().queued(queue, waiting, running, lane.map_or(0.0, |lane| lane.oldest));
        }
        metrics().held(lanes.iter().map(|lane| lane.credits).sum());
        Ok(())
    }
}
