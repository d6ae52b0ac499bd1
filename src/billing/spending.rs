//! Billing › Spending: what the last thirty days cost, in credits and in what models charge, and where it went.

use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi};
use crate::resource::Resource;

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/billing",
    title: "Spending",
    icon: Icon::Billing,
    resource: Resource::Usage,
    kpis: &[
        Kpi {
            key: "credits",
            label: "Credits used in 30 days",
            format: Format::Count,
            link: "/billing/credits",
        },
        Kpi {
            key: "cost",
            label: "Model cost in 30 days",
            format: Format::Dollars,
            link: "/billing/usage",
        },
        Kpi {
            key: "calls",
            label: "Model calls in 30 days",
            format: Format::Count,
            link: "/billing/usage",
        },
        Kpi {
            key: "tokens",
            label: "Tokens in 30 days",
            format: Format::Count,
            link: "/billing/usage",
        },
    ],
    steps: &[],
    charts: &[
        Chart {
            key: "weeks",
            title: "Credits used per week",
            kind: ChartKind::Bars,
            format: Format::Count,
            link: "/billing/credits",
        },
        Chart {
            key: "functions",
            title: "Credits by action in 30 days",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/billing/credits",
        },
        Chart {
            key: "sites",
            title: "Model cost by site in 30 days ($)",
            kind: ChartKind::Rows,
            format: Format::Dollars,
            link: "/billing/usage",
        },
    ],
    runs: &[],
    no_runs: "",
};
