//! Planner's first page: what there is, what to do next, how the work is spread.

use crate::jobs::Job;
use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi, Step};
use crate::resource::Resource;

/// The step that brings keywords.
pub const IMPORT: Step = Step {
    key: "keywords",
    title: "Import keywords",
    help: "Upload an export from your keyword tool or your own list.",
    action: "Import keywords",
    link: "/planner/keywords/import",
};

/// The step that groups them.
pub const CLUSTER: Step = Step {
    key: "clusters",
    title: "Cluster keywords",
    help: "Group keywords that one page can rank for.",
    action: "Select keywords",
    link: "/planner/keywords?status=new",
};

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/planner",
    title: "Planner overview",
    icon: Icon::Planner,
    resource: Resource::Keywords,
    periods: &[],
    dismissible: false,
    kpis: &[
        Kpi {
            key: "keywords",
            label: "Keywords",
            format: Format::Count,
            link: "/planner/keywords",
        },
        Kpi {
            key: "volume",
            label: "Monthly searches",
            format: Format::Count,
            link: "/planner/keywords",
        },
        Kpi {
            key: "clusters",
            label: "Clusters",
            format: Format::Count,
            link: "/planner/clusters",
        },
        Kpi {
            key: "coverage",
            label: "Clustered keywords",
            format: Format::Share,
            link: "/planner/keywords?status=clustered",
        },
    ],
    steps: &[
        IMPORT,
        CLUSTER,
        Step {
            key: "pinned",
            title: "Review clusters",
            help: "Move keywords between clusters and pin the ones that should stay.",
            action: "Review clusters",
            link: "/planner/clusters",
        },
    ],
    charts: &[Chart {
        key: "difficulty",
        title: "Keywords by difficulty",
        kind: ChartKind::Bars,
        format: Format::Count,
        link: "/planner/keywords",
    }],
    runs: &[Job::ImportKeywords, Job::AutoCluster, Job::GenerateIdeas],
    no_runs: "No imports or clustering yet.",
};
