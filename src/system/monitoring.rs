//! System › Monitoring: whether the account's work flows: what waits, how long it takes, what fails, and at whom.

use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi};
use crate::resource::Resource;

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/system/monitoring",
    title: "Monitoring",
    icon: Icon::Monitoring,
    resource: Resource::Tasks,
    periods: &[1, 7, 30],
    dismissible: false,
    kpis: &[
        Kpi {
            key: "queued",
            label: "Queued AI tasks",
            format: Format::Count,
            link: "/system/tasks?status=queued,retry_wait",
        },
        Kpi {
            key: "oldest",
            label: "Longest wait in queue",
            format: Format::Duration,
            link: "/system/tasks?status=queued,retry_wait",
        },
        Kpi {
            key: "ended",
            label: "Finished AI tasks",
            format: Format::Count,
            link: "/system/tasks",
        },
        Kpi {
            key: "failed",
            label: "AI task failure rate",
            format: Format::Share,
            link: "/system/tasks?status=failed,dead",
        },
        Kpi {
            key: "waited",
            label: "Median wait before start",
            format: Format::Duration,
            link: "/system/tasks",
        },
        Kpi {
            key: "took",
            label: "95th percentile duration",
            format: Format::Duration,
            link: "/system/tasks",
        },
        Kpi {
            key: "calls_failed",
            label: "Model call failure rate",
            format: Format::Share,
            link: "/billing/usage?status=failed",
        },
        Kpi {
            key: "cost",
            label: "Model cost",
            format: Format::Dollars,
            link: "/billing/usage",
        },
        Kpi {
            key: "webhooks_failed",
            label: "Webhook failure rate",
            format: Format::Share,
            link: "/system/webhook-deliveries?status=failed",
        },
        Kpi {
            key: "webhooks_waiting",
            label: "Pending webhook deliveries",
            format: Format::Count,
            link: "/system/webhook-deliveries?status=waiting",
        },
    ],
    steps: &[],
    charts: &[
        Chart {
            key: "tasks",
            title: "Finished AI tasks",
            kind: ChartKind::Bars,
            format: Format::Count,
            link: "/system/tasks",
        },
        Chart {
            key: "failures",
            title: "Failed AI tasks by function",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/system/tasks",
        },
        Chart {
            key: "models",
            title: "Failed calls by model",
            kind: ChartKind::Rows,
            format: Format::Share,
            link: "/billing/usage",
        },
        Chart {
            key: "destinations",
            title: "Articles by destination",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/writer/content",
        },
        Chart {
            key: "publications",
            title: "Failed publishing tasks by site",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/system/tasks",
        },
        Chart {
            key: "edited",
            title: "Articles edited on their destination",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/writer/content",
        },
        Chart {
            key: "webhooks",
            title: "Failed webhook deliveries",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/system/webhook-deliveries",
        },
    ],
    runs: &[],
    no_runs: "",
};
