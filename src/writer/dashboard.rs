//! Writer's first page: what is written, what comes next, what was published by week.

use crate::jobs::Job;
use crate::page::{Chart, ChartKind, DashboardPage, Format, Icon, Kpi, Step};
use crate::resource::Resource;

/// The page.
pub static PAGE: DashboardPage = DashboardPage {
    path: "/writer",
    title: "Writer overview",
    icon: Icon::Writer,
    resource: Resource::Content,
    periods: &[],
    dismissible: false,
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
            title: "Generate ideas",
            help: "Select clusters and generate article ideas.",
            action: "Select clusters",
            link: "/planner/clusters",
        },
        Step {
            key: "tasks",
            title: "Create tasks",
            help: "Turn the best ideas into writing tasks.",
            action: "Select ideas",
            link: "/planner/ideas?status=new",
        },
        Step {
            key: "articles",
            title: "Write articles",
            help: "Select tasks and choose Write. Watch the text as it is written.",
            action: "Select tasks",
            link: "/writer/tasks?status=new",
        },
        Step {
            key: "images",
            title: "Generate images",
            help: "Write image prompts, then generate images with alt text.",
            action: "Select articles",
            link: "/writer/content",
        },
        Step {
            key: "published",
            title: "Publish",
            help: "Approve articles and publish them to your site.",
            action: "Select articles",
            link: "/writer/content?status=approved",
        },
    ],
    charts: &[Chart {
        key: "weeks",
        title: "Published per week",
        kind: ChartKind::Bars,
        format: Format::Count,
        link: "/writer/content",
    }],
    runs: &[
        Job::GenerateContent,
        Job::GenerateImagePrompts,
        Job::GenerateImages,
        Job::Publish,
        Job::Unpublish,
        Job::ExportArticles,
    ],
    no_runs: "No writing or publishing tasks yet.",
};
