//! AI and publishing › Prompts: the instruction texts of the AI functions, as the account has them.

use crate::choices;
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, EDIT, EXPORT, Filter, Icon, Input, InputKind, Screen, TablePage,
};
use crate::query::Direction;

/// Characters of an instruction, and of a prompt.
pub const MAX_PROMPT_CHARS: usize = 20_000;

choices! {
    /// What models are asked for.
    pub enum PromptPurpose {
        /// Names for groups of keywords.
        NameClusters = "name_clusters", "Cluster names";
        /// Ideas for articles of one cluster.
        Ideas = "ideas", "Ideas";
        /// The outline of one article.
        Outline = "outline", "Article outline";
        /// One section of an article.
        Section = "section", "Article section";
        /// Metadata, FAQ and tags of a written article.
        Finish = "finish", "Metadata and FAQ";
        /// Prompts for the pictures of an article.
        ImagePrompts = "image_prompts", "Image prompts";
    }
}

entity!(Prompts {
    /// What it asks for.
    purpose: Field::choice(PromptPurpose::CHOICES),
    /// Who the model is and what rules hold.
    system: Field::text(),
    /// The question, with `{{variables}}`.
    template: Field::text(),
    /// The variables that it may use.
    variables: Field::text(),
    /// Whether the account has its own.
    own: Field::boolean(),
    /// Grows with every change; 0 is the default.
    version: Field::integer(),
    /// When it was changed.
    updated_at: Field::timestamp().optional(),
});

/// Goes back to the default text.
pub const RESET: Action = Action::new("reset", "Reset to default", Icon::Retry, ActionKind::Command)
    .done("Prompt reset to default", "prompts reset to default")
    .confirm("Your customized text stays in the history.");

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/prompts",
    "Prompts",
    Icon::Prompts,
    &[
        Column::new(F.purpose, "Prompt", Cell::Badge).sortable(),
        Column::new(F.own, "Customized", Cell::Check),
        Column::new(F.version, "Version", Cell::Number),
        Column::new(F.variables, "Variables", Cell::Text),
        Column::new(F.updated_at, "Updated", Cell::Time).sortable(),
    ],
)
.purpose("The instructions sent to AI models. Your version overrides the default, and every change is saved in the history.")
.sort(F.purpose, Direction::Ascending)
.filters(&[Filter::OneOf(F.own, "Customized")])
.actions(&[EDIT, RESET], &[RESET, EXPORT])
.form(&[
    Input::new(F.system, "Instruction", InputKind::LongText { max: MAX_PROMPT_CHARS })
        .required()
        .help("The role of the model and the rules it follows."),
    Input::new(F.template, "Prompt", InputKind::LongText { max: MAX_PROMPT_CHARS })
        .required()
        .help("Words in {{double braces}} are variables and are filled in. See the Variables column."),
    Input::new(
        F.version,
        "Version",
        InputKind::Number {
            min: 0.0,
            max: 2_147_483_647.0,
        },
    )
    .required()
    .help("The version this change is based on. If there is a newer one, nothing is saved."),
])
.detail(Screen::PromptEditor);
