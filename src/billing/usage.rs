//! Billing › Usage: every call of a model, with tokens, time and price.

use crate::choices;
use crate::entity;
use crate::jobs::FUNCTIONS;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage, Total};
use crate::query::Direction;
use crate::resource::Resource;
use crate::system::prompts::PromptPurpose;

choices! {
    /// What models are called for.
    pub enum CallPurpose {
        /// Names of clusters.
        NameClusters = "name_clusters", "Cluster naming";
        /// Vectors of keywords.
        Embed = "embed", "Keyword comparison";
        /// Ideas of a cluster.
        Ideas = "ideas", "Ideas";
        /// The outline of an article.
        Outline = "outline", "Outline";
        /// A section of an article.
        Section = "section", "Section";
        /// Metadata, FAQ and tags.
        Finish = "finish", "Metadata and FAQ";
        /// Prompts of pictures.
        ImagePrompts = "image_prompts", "Image prompts";
        /// A picture.
        Image = "image", "Image";
        /// A look whether a connection works.
        Test = "test", "Connection test";
    }
}

choices! {
    /// How a call went.
    pub enum CallStatus {
        /// Not answered yet.
        Sent = "sent", "Sent", Info;
        /// Answered.
        Ok = "ok", "Succeeded", Good;
        /// Without a usable answer.
        Failed = "failed", "Failed", Bad;
    }
}

impl From<PromptPurpose> for CallPurpose {
    fn from(purpose: PromptPurpose) -> Self {
        match purpose {
            PromptPurpose::NameClusters => Self::NameClusters,
            PromptPurpose::Ideas => Self::Ideas,
            PromptPurpose::Outline => Self::Outline,
            PromptPurpose::Section => Self::Section,
            PromptPurpose::Finish => Self::Finish,
            PromptPurpose::ImagePrompts => Self::ImagePrompts,
        }
    }
}

entity!(Usage {
    /// When.
    created_at: Field::timestamp(),
    /// What for.
    purpose: Field::choice(CallPurpose::CHOICES),
    /// Who answered.
    provider: Field::text(),
    /// With which model.
    model: Field::text(),
    /// How it went.
    status: Field::choice(CallStatus::CHOICES),
    /// Tokens that it read.
    input_tokens: Field::integer(),
    /// Tokens that it wrote.
    output_tokens: Field::integer(),
    /// Dollars.
    cost: Field::decimal(),
    /// Milliseconds.
    latency_ms: Field::integer().optional(),
    /// The function of the run that made it.
    function: Field::choice(FUNCTIONS).optional(),
    /// Who started that run; none for schedules and for people who left.
    member: Field::reference(Resource::Users).optional(),
    /// The site that it was for.
    site: Field::reference(Resource::Sites).optional(),
    /// The article that it was for.
    content: Field::reference(Resource::Content).optional(),
    /// The provider's id of it.
    request_id: Field::text().optional(),
    /// What went wrong.
    error: Field::text().optional(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/billing/usage",
    "Usage",
    Icon::Usage,
    &[
        Column::new(F.purpose, "Purpose", Cell::Badge),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
        Column::new(F.function, "Function", Cell::Badge).hidden(),
        Column::new(F.provider, "Provider", Cell::Text),
        Column::new(F.model, "Model", Cell::Text),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.input_tokens, "Input tokens", Cell::Number).total(Total::Sum),
        Column::new(F.output_tokens, "Output tokens", Cell::Number).total(Total::Sum),
        Column::new(F.cost, "Cost ($)", Cell::Cost)
            .sortable()
            .total(Total::Sum),
        Column::new(F.latency_ms, "Latency (ms)", Cell::Number)
            .hidden()
            .total(Total::Mean),
        Column::new(F.content, "Article", Cell::Link),
        Column::new(F.member, "Member", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.request_id, "Request ID", Cell::Text).hidden(),
        Column::new(F.error, "Error", Cell::Text).hidden(),
    ],
)
.purpose("All AI model calls with their purpose, tokens and cost.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.model]),
    Filter::OneOf(F.function, "Function"),
    Filter::OneOf(F.purpose, "Purpose"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.created_at, "Date"),
    Filter::Ref(F.member, "Member"),
    Filter::Ref(F.site, "Site"),
    Filter::Ref(F.content, "Article"),
])
.actions(&[], &[EXPORT]);
