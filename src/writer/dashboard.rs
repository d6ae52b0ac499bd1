//! Writer's first page: what is written, what comes next, what was published by week.

use crate::ai::Function;
use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi, Step};

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/writer",
    title: "Overview",
    icon: Icon::Dashboard,
    kpis: &[
        Kpi {
            key: "drafts",
            label: "Drafts",
            format: Format::Count,
            link: "/writer/content?status=draft",
        },
        Kpi {
            key: "words",
            label: "Words written",
            format: Format::Count,
            link: "/writer/content",
        },
        Kpi {
            key: "images",
            label: "Images",
            format: Format::Count,
            link: "/writer/images?status=ready",
        },
        Kpi {
            key: "published",
            label: "Published articles",
            format: Format::Count,
            link: "/writer/content?status=published",
        },
    ],
    steps: &[
        Step {
            key: "ideas",
            title: "Find ideas",
            help: "Select clusters and let ideas for articles be found.",
            action: "Choose clusters",
            link: "/planner/clusters",
        },
        Step {
            key: "tasks",
            title: "Make writing tasks",
            help: "Choose the ideas that are worth an article.",
            action: "Choose ideas",
            link: "/planner/ideas?status=new",
        },
        Step {
            key: "articles",
            title: "Write articles",
            help: "Select tasks and choose Write. You see the text while it is written.",
            action: "Choose tasks",
            link: "/writer/tasks?status=new",
        },
        Step {
            key: "images",
            title: "Make images",
            help: "Prompts first, then the pictures, each with its alt text.",
            action: "Choose articles",
            link: "/writer/content",
        },
        Step {
            key: "published",
            title: "Publish",
            help: "Approve what is good and publish it to the site.",
            action: "Choose articles",
            link: "/writer/content?status=approved",
        },
    ],
    charts: &[Chart {
        key: "weeks",
        title: "Published by week",
        kind: ChartKind::Bars,
        link: "/writer/content",
    }],
    runs: &[
        Function::GenerateContent,
        Function::GenerateImagePrompts,
        Function::GenerateImages,
        Function::Publish,
        Function::Unpublish,
        Function::ExportArticles,
    ],
    no_runs: "Nothing has been written or published by an AI task yet.",
};
