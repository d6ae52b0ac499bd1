//! AI and publishing › Integrations: who answers (model providers) and who receives (destinations of articles).

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, Topic,
};
use crate::query::Direction;
use crate::resource::Resource;
use crate::system::model_servers;

choices! {
    /// What an integration is.
    pub enum IntegrationKind {
        /// OpenAI, or a server that speaks as it does.
        OpenAi = "openai", "OpenAI or compatible";
        /// Runware.
        Runware = "runware", "Runware";
        /// A WordPress site.
        WordPress = "wordpress", "WordPress", Info;
        /// Whoever takes articles as JSON.
        Webhook = "webhook", "Webhook", Info;
    }
}

impl IntegrationKind {
    /// Whether it receives articles; the others answer.
    pub const fn takes_articles(self) -> bool {
        matches!(self, Self::WordPress | Self::Webhook)
    }
}

const OPENAI: &[&str] = &[IntegrationKind::OpenAi.as_str()];
const RUNWARE: &[&str] = &[IntegrationKind::Runware.as_str()];
const WORDPRESS: &[&str] = &[IntegrationKind::WordPress.as_str()];
const WEBHOOK: &[&str] = &[IntegrationKind::Webhook.as_str()];
/// The kinds that receive articles.
const DESTINATIONS: &[&str] = &[
    IntegrationKind::WordPress.as_str(),
    IntegrationKind::Webhook.as_str(),
];

choices! {
    /// Which editor a WordPress site's posts are written for.
    #[derive(Default)]
    pub enum PostEditor {
        /// Whichever the site has.
        #[default]
        Site = "site", "Site default";
        /// The block editor.
        Block = "block", "Block editor";
        /// The classic editor.
        Classic = "classic", "Classic editor";
    }
}

/// The model of OpenAI's that writes where none is set: the one that OpenAI names as the successor of its small ones.
pub const TEXT_MODEL: &str = "gpt-6.1-terra";
/// The one that draws where none is set.
pub const IMAGE_MODEL: &str = "gpt-image-2.6-flare";
/// Runware's, where none is set.
pub const RUNWARE_MODEL: &str = "runware:97@1";

entity!(Integrations {
    /// What the team calls it.
    name: Field::text(),
    /// What it is.
    kind: Field::choice(IntegrationKind::CHOICES),
    /// Which service or server of models it is, where that is known.
    service: Field::choice(&model_servers::CHOICES).optional(),
    /// The site that a destination belongs to.
    site: Field::reference(Resource::Sites).optional(),
    /// Its address.
    base_url: Field::text().optional(),
    /// The user of a WordPress site.
    user_name: Field::text().optional(),
    /// Which editor posts are written for.
    editor: Field::choice(PostEditor::CHOICES).optional(),
    /// The key or password: only its last characters are ever shown.
    secret: Field::text().optional(),
    /// The model that writes.
    text_model: Field::text().optional(),
    /// The model that draws.
    image_model: Field::text().optional(),
    /// The model that compares keywords by meaning.
    embedding_model: Field::text().optional(),
    /// Whether it is used.
    enabled: Field::boolean(),
    /// What it does for the account, or what does it while it is off.
    uses: Field::text().optional(),
    /// Whether the last test went well.
    check_ok: Field::boolean().optional(),
    /// What the last test said.
    check_result: Field::text().optional(),
    /// When it was tested.
    checked_at: Field::timestamp().optional(),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// Tests the connection and says what is wrong with it.
pub const TEST: Action = Action::run(Job::TestConnection).primary();

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/integrations",
    "Integrations",
    Icon::Integrations,
    &[
        Column::new(F.name, "Integration", Cell::Text).sortable(),
        Column::new(F.kind, "Type", Cell::Badge),
        Column::new(F.site, "Site", Cell::Link),
        Column::new(F.secret, "Key", Cell::Text),
        Column::new(F.enabled, "Enabled", Cell::Check),
        Column::new(F.uses, "Used for", Cell::Text),
        Column::new(F.check_ok, "Operational", Cell::Check),
        Column::new(F.check_result, "Last test", Cell::Text),
        Column::new(F.checked_at, "Last tested", Cell::Time),
        Column::new(F.service, "Service", Cell::Badge).hidden(),
        Column::new(F.base_url, "URL", Cell::Text).hidden(),
        Column::new(F.text_model, "Text model", Cell::Text).hidden(),
        Column::new(F.image_model, "Image model", Cell::Text).hidden(),
        Column::new(F.embedding_model, "Embedding model", Cell::Text).hidden(),
        Column::new(F.created_at, "Added", Cell::Time).sortable().hidden(),
    ],
)
.purpose("Connect AI model providers with an API key and WordPress sites with an application password. Your provider bills you for its models. Without a provider, the models included in your plan are used and charged in credits. If there are none, the built-in offline provider creates drafts.")
.sort(F.name, Direction::Ascending)
.filters(&[
    Filter::Search(&[F.name]),
    Filter::OneOf(F.kind, "Type"),
    Filter::OneOf(F.enabled, "Enabled"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[TEST, EDIT, DELETE], &[TEST, EXPORT, DELETE])
.form(&[
    Input::new(F.kind, "Type", InputKind::Select).required().create_only(),
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required().help("A name your team will recognize."),
    Input::new(F.site, "Site", InputKind::Reference)
        .visible_when(F.kind, DESTINATIONS)
        .required()
        .help("Articles of this site are published here."),
    Input::new(F.base_url, "Site URL", InputKind::Text { max: 500 })
        .visible_when(F.kind, WORDPRESS)
        .required()
        .help("For example, https://example.com. Include the folder if WordPress is installed in one."),
    Input::new(F.user_name, "Username", InputKind::Text { max: 120 })
        .visible_when(F.kind, WORDPRESS)
        .required()
        .help("A WordPress user who can publish: author, editor or administrator."),
    Input::new(F.secret, "Application password", InputKind::Secret { max: 500 })
        .visible_when(F.kind, WORDPRESS)
        .required()
        .help("Not the login password. Create one in WordPress under Users › Profile. Stored encrypted."),
    Input::new(F.editor, "Editor", InputKind::Select)
        .visible_when(F.kind, WORDPRESS)
        .initial(PostEditor::Site.as_str())
        .help("Posts use blocks, or HTML if the site uses the classic editor."),
    Input::new(F.base_url, "Webhook URL", InputKind::Text { max: 500 })
        .visible_when(F.kind, WEBHOOK)
        .required()
        .help("Each article is sent as JSON, signed according to Standard Webhooks."),
    Input::new(F.secret, "Signing key", InputKind::Secret { max: 500 })
        .visible_when(F.kind, WEBHOOK)
        .required()
        .help("At least 32 characters, or whsec_ followed by base64. The receiver uses it to verify signatures. Stored encrypted."),
    Input::new(F.service, "Service", InputKind::Select)
        .visible_when(F.kind, OPENAI)
        .help("The service that runs the models. Choosing one fills in its URL and known settings. Leave empty for OpenAI or another compatible server."),
    Input::new(F.secret, "API key", InputKind::Secret { max: 500 })
        .visible_when(F.kind, OPENAI)
        .hint(F.service, Topic::ServerKey)
        .help("Create one in the service under API keys. Local servers such as Ollama or LM Studio usually need none. The service bills you for calls with this key. Stored encrypted."),
    Input::new(F.base_url, "URL", InputKind::Text { max: 500 })
        .visible_when(F.kind, OPENAI)
        .hint(F.service, Topic::ServerAddress)
        .help("Leave empty for the service default. For Azure: https://RESOURCE.openai.azure.com. For a local server: http://localhost:11434/v1 (Ollama) or http://localhost:1234/v1 (LM Studio)."),
    Input::new(F.text_model, "Text model", InputKind::Text { max: 120 })
        .visible_when(F.kind, OPENAI)
        .hint(F.service, Topic::ServerModel)
        .help("Default: gpt-6.1-terra. Other services use other names, such as llama3.1:8b (Ollama), grok-4 (xAI) or gemini-2.5-flash. Test connection lists them."),
    Input::new(F.image_model, "Image model", InputKind::Text { max: 120 })
        .visible_when(F.kind, OPENAI)
        .help("Default: gpt-image-2.6-flare. If the service can't generate images, leave this empty and choose another image provider in Settings."),
    Input::new(F.embedding_model, "Embedding model", InputKind::Text { max: 120 })
        .visible_when(F.kind, OPENAI)
        .help("For example, text-embedding-3-small. Auto-cluster then merges clusters with the same meaning. Leave empty to compare by words only."),
    Input::new(F.secret, "API key", InputKind::Secret { max: 500 })
        .visible_when(F.kind, RUNWARE)
        .required()
        .help("Create one in Runware under API keys. Stored encrypted."),
    Input::new(F.image_model, "Image model", InputKind::Text { max: 120 })
        .visible_when(F.kind, RUNWARE)
        .help("AIR identifier. Default: runware:97@1."),
    Input::new(F.base_url, "URL", InputKind::Text { max: 500 })
        .visible_when(F.kind, RUNWARE)
        .help("Leave empty for the default Runware URL."),
    Input::new(F.enabled, "Enabled", InputKind::Toggle).initial("true"),
])
.create("Add integration")
.next(TEST);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_the_models_that_are_asked_without_a_word() {
        for (kind, field, model) in [
            (IntegrationKind::OpenAi, F.text_model, TEXT_MODEL),
            (IntegrationKind::OpenAi, F.image_model, IMAGE_MODEL),
            (IntegrationKind::Runware, F.image_model, RUNWARE_MODEL),
        ] {
            let mut inputs = PAGE.form.iter().filter(|input| input.field.same(&field));
            let input = inputs.find(|input| {
                input
                    .visible_when
                    .is_some_and(|given| given.values.contains(&kind.as_str()))
            });
            assert!(
                input.is_some_and(|input| input.help.contains(&format!("Default: {model}."))),
                "{model}"
            );
        }
    }
}
