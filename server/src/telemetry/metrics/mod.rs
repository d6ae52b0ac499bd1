//! The figures of this process, for Prometheus. Every label has a closed set of values by its type, or is the template of a route, so
//! that nobody who sends odd requests can make them grow.

mod happened;
mod labels;
mod names;

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use labels::{Answered, Build, ByProvider, Called, Lane, LaneState, One, Ran, State};

/// A number that has parts.
type Decimal = Gauge<f64, AtomicU64>;
type Times<L> = Family<L, Histogram, fn() -> Histogram>;

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

/// What `OpenMetrics` calls itself.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use igny8::job_run::Queue;
    use igny8::jobs::Job;

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
        let dashboard = named(include_str!("../../../../deploy/grafana/dashboard.json"));
        let alerts = named(include_str!("../../../../deploy/prometheus/alerts.yml"));
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
