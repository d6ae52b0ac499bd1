//! Home: the first page: what the first hour takes, what needs a person today, and how far the work has come.

use crate::jobs::Job;
use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi, Step};
use crate::planner::dashboard::{CLUSTER, IMPORT};
use crate::resource::Resource;

/// The page that opens after sign-in.
pub const HOME: &str = "/home";

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: HOME,
    title: "Home",
    icon: Icon::Home,
    resource: Resource::Keywords,
    periods: &[],
    dismissible: true,
    kpis: &[
        Kpi {
            key: "keywords",
            label: "Keywords",
            format: Format::Count,
            link: "/planner/keywords",
        },
        Kpi {
            key: "articles",
            label: "Articles",
            format: Format::Count,
            link: "/writer/content",
        },
        Kpi {
            key: "published",
            label: "Published articles",
            format: Format::Count,
            link: "/writer/content?status=published",
        },
        Kpi {
            key: "running",
            label: "Running AI tasks",
            format: Format::Count,
            link: "/system/tasks?status=queued,running,retry_wait",
        },
    ],
    steps: &[
        Step {
            key: "site",
            title: "Set up your site",
            help: "Add its domain, language and market.",
            action: "Open sites",
            link: "/auth/sites",
        },
        IMPORT,
        CLUSTER,
        Step {
            key: "provider",
            title: "Connect a model",
            help: "Without one, the built-in offline provider writes drafts.",
            action: "Open integrations",
            link: "/system/integrations",
        },
        Step {
            key: "destination",
            title: "Connect your website",
            help: "Publish to WordPress or send articles to a webhook.",
            action: "Open integrations",
            link: "/system/integrations",
        },
        Step {
            key: "written",
            title: "Write your first article",
            help: "Turn ideas into tasks, then choose Write.",
            action: "Select tasks",
            link: "/writer/tasks",
        },
    ],
    charts: &[Chart {
        key: "pipeline",
        title: "Pipeline",
        kind: ChartKind::Rows,
        format: Format::Count,
        link: "",
    }],
    runs: &[
        Job::ImportKeywords,
        Job::AutoCluster,
        Job::GenerateIdeas,
        Job::GenerateContent,
        Job::GenerateImagePrompts,
        Job::GenerateImages,
        Job::Publish,
        Job::Unpublish,
        Job::ExportArticles,
    ],
    no_runs: "No AI tasks yet. Import keywords to begin.",
};
