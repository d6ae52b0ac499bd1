//! The functions, an entry each: the one place that says their names, words and prices.

use serde::{Deserialize, Serialize};

use super::{JobInfo, ResultLink, ResultText, To, Undo};
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

/// Declares the functions: each is a variant of [`Job`] and a row of [`JOBS`].
macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident = $info:expr),+ $(,)?) => {
        /// A function that runs in the background.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Job { $($(#[$doc])* $name),+ }

        impl Job {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }

        /// What is known of the functions, in the order of [`Job`].
        pub static JOBS: &[JobInfo] = &[$($info),+];
    };
}

jobs! {
    /// Groups keywords into clusters.
    AutoCluster = JobInfo::new(
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
    /// Reads a file of keywords.
    ImportKeywords = JobInfo::new(
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
    /// Finds ideas for a cluster.
    GenerateIdeas = JobInfo::new(
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
    /// Writes the article of a task.
    GenerateContent = JobInfo::new(
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
    /// Writes prompts for an article's pictures.
    GenerateImagePrompts = JobInfo::new(
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
    /// Makes pictures.
    GenerateImages = JobInfo::new(
        "generate_images",
        "Generate images",
        Icon::Images,
        &[(Prepare, "Read prompts"), (Call, "Generate images")],
    )
    .costs(2, 1)
    .each()
    .scheduled("Generate missing images")
    .links(IMAGES),
    /// Publishes an article, or updates what is published.
    Publish = JobInfo::new(
        "publish",
        "Publish",
        Icon::Sites,
        &[(Prepare, "Read article"), (Call, "Publish")],
    )
    .each()
    .scheduled("Publish approved articles")
    .links(ARTICLE),
    /// Takes an article back where it is published.
    Unpublish = JobInfo::new(
        "unpublish",
        "Unpublish",
        Icon::Cancel,
        &[(Call, "Unpublish")],
    )
    .each()
    .links(ARTICLE),
    /// Looks whether scheduled articles have appeared where they are published.
    ConfirmAppearance = JobInfo::new(
        "confirm_appearance",
        "Check scheduled articles",
        Icon::Approve,
        &[(Call, "Check destinations")],
    )
    .each()
    .links(ARTICLE),
    /// Packs articles with their pictures into a file.
    ExportArticles = JobInfo::new(
        "export_articles",
        "Export as HTML",
        Icon::Export,
        &[(Prepare, "Read articles"), (Call, "Create file")],
    )
    .links(&[ResultLink::new("Download file", To::File("file"))]),
    /// Gives articles the score that they have by the rules of now.
    RecalculateScores = JobInfo::new(
        "recalculate_scores",
        "Recalculate scores",
        Icon::Activity,
        &[(Prepare, "Read articles"), (Call, "Score articles")],
    )
    .bulk()
    .links(&[ResultLink::new("View articles", To::Page("/writer/content?sort=score"))]),
    /// Asks whether what articles link to is still there.
    CheckLinks = JobInfo::new(
        "check_links",
        "Check links",
        Icon::Status,
        &[(Prepare, "Read articles"), (Call, "Open links")],
    )
    .bulk()
    .links(&[ResultLink::new("View articles", To::Page("/writer/content"))]),
    /// Tests the connection of an integration.
    TestConnection = JobInfo::new(
        "test_connection",
        "Test connection",
        Icon::Integrations,
        &[(Call, "Test connection")],
    )
    .each()
    .links(&[ResultLink::new("View integrations", To::Page("/system/integrations"))]),
    /// Packs all that is in an account into a file.
    ExportAccount = JobInfo::new(
        "export_account",
        "Export account",
        Icon::Export,
        &[(Prepare, "Read lists"), (Call, "Pack articles and images")],
    )
    .bulk()
    .links(&[ResultLink::new("Download file", To::File("file"))]),
    /// Does nothing; measures and tests the runner.
    Noop = JobInfo::new("noop", "No operation", Icon::Sparkles, &[]).result(ResultText::Nothing),
}
