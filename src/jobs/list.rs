//! The functions, a row each: the one place that says their names, words and prices.

use super::{Job, JobInfo, ResultLink, ResultText, To, Undo};
use crate::icon::Icon;
use crate::job_run::Phase::{Call, Parse, Prepare, Save};

/// An article, or the list where a run was for several.
const ARTICLE: &[ResultLink] = &[ResultLink::new(
    "View articles",
    To::Row("/writer/content", "content_id"),
)];
const IMAGES: &[ResultLink] = &[ResultLink::new(
    "View images",
    To::Page("/writer/images?sort=-created_at"),
)];

/// The functions, in the order of [`Job`].
pub static JOBS: &[JobInfo] = &[
    JobInfo::new(
        Job::AutoCluster,
        "auto_cluster",
        "Auto-cluster keywords",
        Icon::Clusters,
        &[
            (Prepare, "Read keywords"),
            (Call, "Compare keywords"),
            (Parse, "Name clusters"),
            (Save, "Save clusters"),
        ],
    )
    .verb("Auto-cluster")
    .costs(1, 100)
    .scheduled("Auto-cluster new keywords")
    .undo(Undo {
        title: "Undo this clustering?",
        text: "Keywords return to their previous clusters, and clusters that this task removed are restored. Clusters it created are removed unless you renamed them or they have ideas, writing tasks or articles.",
        verb: "Undo clustering",
    })
    .result(ResultText::Clustering)
    .links(&[
        ResultLink::new("View clusters", To::Page("/planner/clusters")),
        ResultLink::new("View unclustered keywords", To::Page("/planner/keywords?status=stray")).given("stray"),
    ]),
    JobInfo::new(
        Job::ImportKeywords,
        "import_keywords",
        "Import keywords",
        Icon::Import,
        &[(Prepare, "Open file"), (Call, "Import rows")],
    )
    .bulk()
    .undo(Undo {
        title: "Undo this import?",
        text: "Keywords added by this import are removed, and changed keywords get their previous values back.",
        verb: "Undo import",
    })
    .result(ResultText::Import)
    .links(&[
        ResultLink::new("View keywords", To::Page("/planner/keywords?sort=-created_at")),
        ResultLink::new(
            "Download rejected rows",
            To::FileOfRun("/api/v1/planner/keywords/import/", "/rejects"),
        )
        .given("rejected"),
    ]),
    JobInfo::new(
        Job::GenerateIdeas,
        "generate_ideas",
        "Generate ideas",
        Icon::Ideas,
        &[
            (Prepare, "Read cluster"),
            (Call, "Generate ideas"),
            (Parse, "Check ideas"),
            (Save, "Save ideas"),
        ],
    )
    .costs(1, 1)
    .each()
    .scheduled("Generate ideas for clusters without ideas")
    .links(&[ResultLink::new("View ideas", To::Page("/planner/ideas?sort=-created_at"))]),
    JobInfo::new(
        Job::GenerateContent,
        "generate_content",
        "Write articles",
        Icon::Content,
        &[
            (Prepare, "Outline"),
            (Call, "Write sections"),
            (Parse, "Write metadata and FAQ"),
            (Save, "Save article"),
        ],
    )
    .verb("Write")
    .costs(10, 1)
    .each()
    .scheduled("Write new tasks")
    .links(ARTICLE),
    JobInfo::new(
        Job::GenerateImagePrompts,
        "generate_image_prompts",
        "Write image prompts",
        Icon::Prompts,
        &[
            (Prepare, "Read article"),
            (Call, "Describe images"),
            (Save, "Save prompts"),
        ],
    )
    .costs(1, 1)
    .each()
    .scheduled("Write image prompts for articles without images")
    .links(IMAGES),
    JobInfo::new(
        Job::GenerateImages,
        "generate_images",
        "Generate images",
        Icon::Images,
        &[(Prepare, "Read prompts"), (Call, "Generate images")],
    )
    .costs(2, 1)
    .each()
    .scheduled("Generate missing images")
    .links(IMAGES),
    JobInfo::new(
        Job::Publish,
        "publish",
        "Publish",
        Icon::Sites,
        &[(Prepare, "Read article"), (Call, "Publish")],
    )
    .each()
    .scheduled("Publish approved articles")
    .links(ARTICLE),
    JobInfo::new(
        Job::Unpublish,
        "unpublish",
        "Unpublish",
        Icon::Cancel,
        &[(Call, "Unpublish")],
    )
    .each()
    .links(ARTICLE),
    JobInfo::new(
        Job::ConfirmAppearance,
        "confirm_appearance",
        "Check scheduled articles",
        Icon::Approve,
        &[(Call, "Check destinations")],
    )
    .each()
    .links(ARTICLE),
    JobInfo::new(
        Job::ExportArticles,
        "export_articles",
        "Export as HTML",
        Icon::Export,
        &[(Prepare, "Read articles"), (Call, "Create file")],
    )
    .links(&[ResultLink::new("Download file", To::File("file"))]),
    JobInfo::new(
        Job::RecalculateScores,
        "recalculate_scores",
        "Recalculate scores",
        Icon::Activity,
        &[(Prepare, "Read articles"), (Call, "Score articles")],
    )
    .bulk()
    .links(&[ResultLink::new("View articles", To::Page("/writer/content?sort=score"))]),
    JobInfo::new(
        Job::TestConnection,
        "test_connection",
        "Test connection",
        Icon::Integrations,
        &[(Call, "Test connection")],
    )
    .each()
    .links(&[ResultLink::new("View integrations", To::Page("/system/integrations"))]),
    JobInfo::new(
        Job::ExportAccount,
        "export_account",
        "Export account",
        Icon::Export,
        &[(Prepare, "Read lists"), (Call, "Pack articles and images")],
    )
    .bulk()
    .links(&[ResultLink::new("Download file", To::File("file"))]),
    JobInfo::new(Job::Noop, "noop", "No operation", Icon::Sparkles, &[]).result(ResultText::Nothing),
];
