//! Who answers: the provider of an integration, or the offline one.

use std::sync::Arc;

use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::system::integrations::{IMAGE_MODEL, IntegrationKind, RUNWARE_MODEL, TEXT_MODEL};
use model_servers::OpenAi;
use model_servers::Runware;
use offline::Offline;
use provider::Provider;

use super::fault::problem;
use crate::error::Result;
use crate::repo::system::integrations::Integration;
use crate::state::App;

/// A provider with its models.
pub struct Chosen {
    /// Who answers.
    pub provider: Arc<dyn Provider>,
    /// The model that writes.
    pub text_model: String,
    /// The model that draws.
    pub image_model: String,
    /// The model that makes vectors of texts, if one is set.
    pub embedding_model: Option<String>,
}

/// The platform's own models.
///
/// # Errors
/// The platform has none any more, or its settings cannot be used.
pub fn platform(app: &App) -> Result<Chosen> {
    let models = &app.config.platform_models;
    let Some(key) = models.key() else {
        let message = "The platform's models aren't configured. Contact your administrator or connect your own provider.";
        return Err(Problem::conflict(message)
            .help_link("Open integrations", igny8::system::integrations::PAGE.path)
            .into());
    };
    let provider = OpenAi::at(app.egress.clone(), None, models.url(), Some(key));
    let model = |set: &Option<String>, usual: &str| {
        set.clone()
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| usual.to_owned())
    };
    Ok(Chosen {
        provider: Arc::new(provider.map_err(|error| problem(&error))?),
        text_model: model(&models.platform_text_model, TEXT_MODEL),
        image_model: model(&models.platform_image_model, IMAGE_MODEL),
        embedding_model: None,
    })
}

/// The provider of an integration; without one, the offline provider.
///
/// # Errors
/// A key that cannot be read, an address that is not allowed, or an integration that is no provider.
pub fn provider_of(app: &App, account: AccountId, integration: Option<&Integration>) -> Result<Chosen> {
    let Some(integration) = integration else {
        return Ok(Chosen {
            provider: Arc::new(Offline),
            text_model: "offline".to_owned(),
            image_model: "offline".to_owned(),
            embedding_model: None,
        });
    };
    let key = match &integration.secret {
        Some(sealed) => Some(app.db.sealer().open(account, sealed)?),
        None => None,
    };
    let (egress, url) = (app.egress.clone(), integration.base_url.as_deref());
    let model = |set: &Option<String>, usual: &str| set.clone().unwrap_or_else(|| usual.to_owned());
    Ok(match integration.kind {
        IntegrationKind::OpenAi => Chosen {
            provider: Arc::new(
                OpenAi::at(egress, integration.service.as_deref(), url, key)
                    .map_err(|error| problem(&error))?,
            ),
            text_model: model(&integration.text_model, TEXT_MODEL),
            image_model: model(&integration.image_model, IMAGE_MODEL),
            embedding_model: integration.embedding_model.clone(),
        },
        IntegrationKind::Runware => Chosen {
            provider: Arc::new(Runware::new(egress, url, key).map_err(|error| problem(&error))?),
            text_model: String::new(),
            image_model: model(&integration.image_model, RUNWARE_MODEL),
            embedding_model: None,
        },
        IntegrationKind::WordPress | IntegrationKind::Webhook => {
            let message = format!(
                "{} isn't an AI model provider. Choose another one in Settings.",
                integration.name
            );
            return Err(Problem::conflict(message).into());
        }
    })
}
