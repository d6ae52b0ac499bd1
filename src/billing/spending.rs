//! Billing › Billing overview: what credits are left and until when, what a period cost, and where it went.

use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi};
use crate::resource::Resource;

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/billing",
    title: "Billing overview",
    icon: Icon::Spending,
    resource: Resource::Usage,
    periods: &[7, 30, 90, 365],
    dismissible: false,
    kpis: &[
        Kpi {
            key: "balance",
            label: "Credits left",
            format: Format::Count,
            link: "/billing/credits",
        },
        Kpi {
            key: "days_left",
            label: "Days until credits run out",
            format: Format::Count,
            link: "/billing/credits",
        },
        Kpi {
            key: "credits",
            label: "Credits used",
            format: Format::Count,
            link: "/billing/credits",
        },
        Kpi {
            key: "cost",
            label: "Model cost",
            format: Format::Dollars,
            link: "/billing/usage",
        },
        Kpi {
            key: "article_cost",
            label: "Model cost per article",
            format: Format::Dollars,
            link: "/writer/content",
        },
        Kpi {
            key: "articles",
            label: "Articles written",
            format: Format::Count,
            link: "/writer/content",
        },
        Kpi {
            key: "calls",
            label: "Model calls",
            format: Format::Count,
            link: "/billing/usage",
        },
        Kpi {
            key: "tokens",
            label: "Tokens",
            format: Format::Count,
            link: "/billing/usage",
        },
    ],
    steps: &[],
    charts: &[
        Chart {
            key: "balance",
            title: "Credits left",
            kind: ChartKind::Line,
            format: Format::Count,
            link: "/billing/credits",
        },
        Chart {
            key: "used",
            title: "Credits used",
            kind: ChartKind::Bars,
            format: Format::Count,
            link: "/billing/credits",
        },
        Chart {
            key: "functions",
            title: "Credits by function",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/billing/usage",
        },
        Chart {
            key: "sites",
            title: "Credits by site",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/billing/usage",
        },
        Chart {
            key: "members",
            title: "Credits by member",
            kind: ChartKind::Rows,
            format: Format::Count,
            link: "/billing/usage",
        },
        Chart {
            key: "models",
            title: "Model cost by model ($)",
            kind: ChartKind::Rows,
            format: Format::Dollars,
            link: "/billing/usage",
        },
    ],
    runs: &[],
    no_runs: "",
};

/// The days whose mean says how fast credits go.
pub const FORECAST_DAYS: i32 = 14;

/// When credits run out, in whole days from today, at so many a day; none if none are used.
pub fn days_left(balance: i64, per_day: f64) -> Option<u32> {
    /// What is further away is not told by a day.
    const MAX_DAYS: f64 = 3_650.0;
    if per_day <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "balances lie far below 2^53")]
    let days = (balance.max(0) as f64 / per_day).floor().min(MAX_DAYS);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and the most"
    )]
    Some(days as u32)
}

#[cfg(test)]
mod tests {
    use super::days_left;

    #[test]
    fn credits_last_as_long_as_the_mean_lets_them() {
        assert_eq!(days_left(100, 7.0), Some(14));
        assert_eq!(days_left(0, 7.0), Some(0));
        assert_eq!(days_left(-5, 7.0), Some(0));
        assert_eq!(days_left(100, 0.0), None);
        assert_eq!(days_left(100, -3.0), None);
        assert_eq!(days_left(i64::MAX, 0.001), Some(3_650));
    }
}
