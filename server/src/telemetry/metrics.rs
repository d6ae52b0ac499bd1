//! The figures of this process, for Prometheus. Every label has a closed set of values by its type, or is the template of a route, so
//! that nobody who sends odd requests can make them grow.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use igny8::job_run::Queue;
use igny8::jobs::Job;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// A number that has parts.
type Decimal = Gauge<f64, AtomicU64>;
type Times<L> = Family<L, Histogram, fn() -> Histogram>;

/// A word of a closed set, as a label's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word(pub &'static str);

impl EncodeLabelValue for Word {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        encoder.write_str(self.0)
    }
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// The template of its route; never a path that somebody sent.
    pub route: String,
    /// Its method.
    pub method: Word,
    /// The class of its answer: `2xx`.
    pub class: Word,
}

/// One word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct One {
    /// What came of it.
    pub outcome: Word,
}

/// Runs of one lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Lane {
    /// The lane.
    pub lane: Word,
}

/// Runs of one lane in one state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LaneState {
    /// The lane.
    pub lane: Word,
    /// `waiting` or `running`.
    pub state: Word,
}

/// A run that ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Ran {
    /// Its job.
    pub job: Word,
    /// What came of it.
    pub outcome: Word,
}

/// A call of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Called {
    /// The provider.
    pub provider: Word,
    /// `ok`, `failed` or `stopped`.
    pub outcome: Word,
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByProvider {
    /// The provider.
    pub provider: Word,
}

/// Connections in one state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct State {
    /// `used` or `most`.
    pub state: Word,
}

/// What is built and runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: Word,
    role: Word,
}

/// All figures.
pub struct Metrics {
    registry: Registry,
    http: Times<Answered>,
    http_open: Gauge,
    queue: Family<LaneState, Gauge>,
    queue_oldest: Family<Lane, Decimal>,
    runs: Times<Ran>,
    runs_open: Gauge,
    providers: Times<Called>,
    provider_cost: Family<ByProvider, Counter<f64, AtomicU64>>,
    credits_reserved: Counter,
    credits_captured: Counter,
    credits_open: Gauge,
    connections: Family<State, Gauge>,
    connections_waiting: Gauge,
    events: Gauge,
    imported: Family<One, Counter>,
    webhooks: Family<One, Counter>,
    mails: Family<One, Counter>,
    memory: Gauge,
    files: Gauge,
    looks: Family<One, Counter>,
    build: Family<Build, Gauge>,
}

static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

/// The figures of this process.
pub fn metrics() -> &'static Metrics {
    &METRICS
}

/// Seconds that requests take.
fn requests() -> Histogram {
    Histogram::new([
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
    ])
}

/// Seconds that work takes.
fn work() -> Histogram {
    Histogram::new([
        0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0,
    ])
}

/// Counts one up as long as it is kept.
#[derive(Debug)]
pub struct Counted(Gauge);

impl Counted {
    fn of(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    fn new() -> Self {
        let new = Self {
            registry: Registry::default(),
            http: Times::new_with_constructor(requests),
            http_open: Gauge::default(),
            queue: Family::default(),
            queue_oldest: Family::default(),
            runs: Times::new_with_constructor(work),
            runs_open: Gauge::default(),
            providers: Times::new_with_constructor(work),
            provider_cost: Family::default(),
            credits_reserved: Counter::default(),
            credits_captured: Counter::default(),
            credits_open: Gauge::default(),
            connections: Family::default(),
            connections_waiting: Gauge::default(),
            events: Gauge::default(),
            imported: Family::default(),
            webhooks: Family::default(),
            mails: Family::default(),
            memory: Gauge::default(),
            files: Gauge::default(),
            looks: Family::default(),
            build: Family::default(),
        };
        new.registered()
    }

    /// The same with a registry: the one place that names them and says what they are.
    #[expect(clippy::too_many_lines, reason = "a list, which reads best in one piece")]
    fn registered(mut self) -> Self {
        let all = &mut self.registry;
        all.register(
            "igny8_http_request_seconds",
            "Requests by route, method and class of answer, and how long they took",
            self.http.clone(),
        );
        all.register(
            "igny8_http_requests_open",
            "Requests that are being answered",
            self.http_open.clone(),
        );
        all.register(
            "igny8_queue_runs",
            "Runs of all accounts by lane and state, as a scheduler sees them",
            self.queue.clone(),
        );
        all.register(
            "igny8_queue_oldest_seconds",
            "How long the oldest run of a lane has waited beyond its time",
            self.queue_oldest.clone(),
        );
        all.register(
            "igny8_run_seconds",
            "Runs by job and outcome, and how long a try took",
            self.runs.clone(),
        );
        all.register(
            "igny8_runs_open",
            "Runs that this worker does",
            self.runs_open.clone(),
        );
        all.register(
            "igny8_provider_call_seconds",
            "Calls of models by provider and outcome, and how long they took",
            self.providers.clone(),
        );
        all.register(
            "igny8_provider_cost_dollars",
            "What calls of models cost their accounts, by provider",
            self.provider_cost.clone(),
        );
        all.register(
            "igny8_credits_reserved",
            "Credits that were reserved for runs",
            self.credits_reserved.clone(),
        );
        all.register(
            "igny8_credits_captured",
            "Credits that runs used",
            self.credits_captured.clone(),
        );
        all.register(
            "igny8_credits_open",
            "Credits that open runs of all accounts hold, as a scheduler sees them",
            self.credits_open.clone(),
        );
        all.register(
            "igny8_database_connections",
            "Connections to PostgreSQL in use, and the most there can be",
            self.connections.clone(),
        );
        all.register(
            "igny8_database_waiting",
            "Transactions that wait to begin",
            self.connections_waiting.clone(),
        );
        all.register(
            "igny8_event_clients",
            "Browsers and programs that listen to events",
            self.events.clone(),
        );
        all.register(
            "igny8_imported_rows",
            "Rows of imported files by what became of them",
            self.imported.clone(),
        );
        all.register(
            "igny8_webhook_deliveries",
            "Attempts to tell webhooks, by outcome",
            self.webhooks.clone(),
        );
        all.register(
            "igny8_mails",
            "Attempts to send mails, by outcome",
            self.mails.clone(),
        );
        all.register(
            "igny8_memory_bytes",
            "Resident memory of this process",
            self.memory.clone(),
        );
        all.register(
            "igny8_open_files",
            "Open file descriptors of this process",
            self.files.clone(),
        );
        all.register(
            "igny8_looks",
            "Looks into the database for these figures, by outcome",
            self.looks.clone(),
        );
        all.register(
            "igny8_build",
            "The version that runs, and its role",
            self.build.clone(),
        );
        self
    }

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

    /// All of them as `OpenMetrics` has them.
    pub fn text(&self) -> String {
        self.of_process();
        let mut text = String::new();
        // Writing into a text cannot fail, and half of one is better than none.
        if encode(&mut text, &self.registry).is_err() {
            let _ = writeln!(text, "# half of it");
        }
        text
    }

    fn of_process(&self) {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = statm
            .split(' ')
            .nth(1)
            .and_then(|pages| pages.parse::<i64>().ok());
        if let Some(pages) = pages {
            self.memory
                .set(pages.saturating_mul(i64::try_from(rustix::param::page_size()).unwrap_or(4096)));
        }
        if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
            self.files.set(i64::try_from(open.count()).unwrap_or(i64::MAX));
        }
    }
}

fn method_of(method: &str) -> Word {
    const KNOWN: [&str; 7] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
    Word(
        KNOWN
            .into_iter()
            .find(|known| *known == method)
            .unwrap_or("other"),
    )
}

const fn class_of(status: u16) -> Word {
    Word(match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    })
}

/// What `OpenMetrics` calls itself.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_openmetrics_has_them() {
        let metrics = Metrics::new();
        metrics.is("worker");
        metrics.answered(
            "/api/v1/{module}/{resource}",
            "GET",
            200,
            Duration::from_millis(7),
        );
        metrics.answered(
            "/api/v1/{module}/{resource}",
            "BREW",
            418,
            Duration::from_millis(7),
        );
        metrics.called("openai", "ok", Duration::from_secs(3), 0.25);
        metrics.called("openai", "failed", Duration::from_secs(3), f64::NAN);
        let open = metrics.answering();
        assert!(metrics.text().contains("igny8_http_requests_open 1\n"));
        drop(open);
        let text = metrics.text();
        for line in [
            "igny8_http_requests_open 0\n",
            "igny8_http_request_seconds_count{route=\"/api/v1/{module}/{resource}\",method=\"GET\",class=\"2xx\"} 1\n",
            "igny8_http_request_seconds_count{route=\"/api/v1/{module}/{resource}\",method=\"other\",class=\"4xx\"} 1\n",
            "igny8_provider_cost_dollars_total{provider=\"openai\"} 0.25\n",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }

    /// Figures with a sample of each.
    fn all() -> String {
        let metrics = Metrics::new();
        metrics.is("serve");
        metrics.answered("page", "GET", 200, Duration::ZERO);
        metrics.ran(Job::ALL[0], "succeeded", Duration::ZERO);
        metrics.called("offline", "ok", Duration::ZERO, 1.0);
        metrics.connections(1, 2);
        metrics.imported("added", 1);
        metrics.told("delivered");
        metrics.mailed("sent");
        metrics.queued(Queue::Bulk, 1, 1, 1.0);
        metrics.looked("ok");
        metrics.text()
    }

    /// The names of figures in a text.
    fn named(text: &str) -> std::collections::BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words
            .filter(|word| word.starts_with("igny8_"))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn dashboard_and_alerts_name_what_there_is() {
        let there = named(&all());
        let dashboard = named(include_str!("../../../deploy/grafana/dashboard.json"));
        let alerts = named(include_str!("../../../deploy/prometheus/alerts.yml"));
        assert!(alerts.len() > 8 && dashboard.len() > 15);
        for name in dashboard.iter().chain(&alerts) {
            assert!(there.contains(name), "{name} is no figure");
        }
        // And the dashboard has all of them.
        for line in all().lines() {
            let Some((name, _)) = line.strip_prefix("# TYPE ").and_then(|line| line.split_once(' ')) else {
                continue;
            };
            assert!(
                dashboard.iter().any(|shown| shown.starts_with(name)),
                "{name} is on no panel"
            );
        }
    }

    #[test]
    fn labels_have_few_values() {
        let metrics = Metrics::new();
        for number in 0..10_000u16 {
            metrics.answered("page", &format!("M{number}"), number, Duration::ZERO);
        }
        let lines = metrics.text().lines().count();
        assert!(lines < 120, "{lines}");
    }
}
