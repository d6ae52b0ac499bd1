//! The engine behind every function: who answers, what is asked, what it costs, and what is done with a bad answer.
//!
//! A model call never holds a transaction: a call is noted in one, made outside, and its end is noted in another.

mod call;
mod choose;
mod embed;
mod fault;
mod text;
mod trial;

pub use choose::provider_of;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use igny8::system::prompt_defaults::default_of;
use igny8::system::prompt_text::{render, with_rules};
use igny8::system::prompts::PromptPurpose;
use provider::Provider;
use provider::writing::{Purpose, variables};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::ai::quirks;
use crate::repo::ai::setup::{self, Setup};
use crate::repo::system::integrations::Integration;
use crate::repo::word::Word;
use crate::runner::Run;

/// The engine of one run.
pub struct Engine {
    run: Run,
    provider: Arc<dyn Provider>,
    text_model: String,
    image_model: String,
    embedding_model: Option<String>,
    /// How many texts the embedding server takes at once, as far as its refusals have told.
    embeds_at_once: AtomicUsize,
    content: Option<Uuid>,
    /// Whether the platform's models answer, which it pays for.
    platform: bool,
    prompts: HashMap<PromptPurpose, (String, String)>,
    /// What the account has set for the function.
    pub setup: Setup,
}

impl Engine {
    /// For this run, with whom its account has set there.
    ///
    /// # Errors
    /// A key that cannot be read, or an address that is not allowed.
    pub async fn open(run: &Run, setting: ProviderSetting) -> Result<Self> {
        let mut tx = run.begin().await?;
        let setup = setup::setup(&mut tx, setting).await?;
        drop(tx);
        Self::with(run, setup).await
    }

    /// For this run, with this integration, whatever the account has set.
    ///
    /// # Errors
    /// A key that cannot be read, or an address that is not allowed.
    pub async fn of(run: &Run, integration: Integration) -> Result<Self> {
        let mut tx = run.begin().await?;
        let setup = setup::with(&mut tx, Some(integration)).await?;
        drop(tx);
        Self::with(run, setup).await
    }

    async fn with(run: &Run, mut setup: Setup) -> Result<Self> {
        // Who does it was priced: a provider that was connected since does the next one.
        let platform = run.task().platform.is_some();
        let chosen = if platform {
            setup.integration = None;
            choose::platform(run.app())?
        } else {
            provider_of(run.app(), run.task().account, setup.integration.as_ref())?
        };
        if let Some(integration) = &setup.integration {
            let mut tx = run.begin().await?;
            for (model, known) in quirks::known(&mut tx, integration.id).await? {
                chosen.provider.recall(&model, &known);
            }
        }
        let prompts = setup
            .prompts
            .iter()
            .map(|(Word(purpose), system, template)| (*purpose, (system.clone(), template.clone())))
            .collect();
        Ok(Self {
            run: run.clone(),
            provider: chosen.provider,
            text_model: chosen.text_model,
            image_model: chosen.image_model,
            embedding_model: chosen.embedding_model,
            embeds_at_once: AtomicUsize::new(usize::MAX),
            content: None,
            platform,
            prompts,
            setup,
        })
    }

    /// Books all further calls on this article.
    pub fn book_on(&mut self, content: Uuid) {
        self.content = Some(content);
    }

    /// Whether the offline provider answers, whose work is labelled as a draft.
    pub fn is_offline(&self) -> bool {
        self.setup.integration.is_none() && !self.platform
    }

    /// Who answers, by name.
    pub fn provider(&self) -> &'static str {
        self.provider.name()
    }

    /// The model that draws.
    pub fn image_model(&self) -> &str {
        &self.image_model
    }

    /// The model that writes.
    pub fn text_model(&self) -> &str {
        &self.text_model
    }

    /// The model that makes vectors of texts, if one is set.
    pub fn embedding_model(&self) -> Option<&str> {
        self.embedding_model.as_deref()
    }

    /// The names of the models that the server offers, where it tells them.
    pub async fn offered(&self) -> Vec<String> {
        self.provider.models().await.unwrap_or_default()
    }

    /// Whether there is a model that makes vectors of texts.
    pub const fn embeds(&self) -> bool {
        self.embedding_model.is_some()
    }

    /// The instruction and the prompt for a purpose: the account's own text, else the default, filled in.
    fn prompt(&self, purpose: &Purpose) -> (String, String) {
        let usual = default_of(purpose.kind());
        let (system, template) = match self.prompts.get(&usual.purpose) {
            Some((system, template)) => (system.as_str(), template.as_str()),
            None => (usual.system, usual.template),
        };
        (with_rules(system), render(template, &variables(purpose)))
    }
}
