//! Who does it: the provider that the account has for a job, said before a yes to its price.

use igny8::error::HelpLink;
use igny8::system::integrations::{IMAGE_MODEL, IntegrationKind, PAGE, RUNWARE_MODEL, TEXT_MODEL};

use super::pricing::pricing;
use crate::error::Result;
use crate::repo::ai::setup;
use crate::repo::system::integrations::Integration;
use crate::runner::job::{JobHandler, Preview, Provided};
use crate::tenancy::Tx;

/// Adds who does it; of what is made offline, also where a provider is connected.
pub(super) async fn say(tx: &mut Tx, job: &dyn JobHandler, preview: &mut Preview) -> Result<()> {
    let Some(provided) = job.provider() else {
        return Ok(());
    };
    if let Some(factor) = pricing(tx, job).await?.platform {
        preview
            .facts
            .push((provided.label.to_owned(), "Platform model".to_owned()));
        let times = match factor {
            1 => "They cost the usual number of credits".to_owned(),
            factor => format!("They cost {factor} times the usual number of credits"),
        };
        preview.notes.push(format!(
            "Your plan includes this platform's models. {times}, with no other charges. Connect your own provider to use its models and be billed by it."
        ));
        preview.help_link = Some(connect());
        return Ok(());
    }
    let who = setup::who(tx, provided.setting).await?;
    let name = who.as_ref().map(|who| name(provided, who));
    if let Some(name) = name.or_else(|| provided.offline.map(str::to_owned)) {
        preview.facts.push((provided.label.to_owned(), name));
    }
    if who.is_none() && provided.offline.is_some() {
        preview.help_link = Some(connect());
    }
    Ok(())
}

fn connect() -> HelpLink {
    HelpLink {
        label: "Connect a model provider".to_owned(),
        path: format!("{}/new", PAGE.path),
    }
}

/// The model, and the integration that it is of.
fn name(provided: Provided, who: &Integration) -> String {
    let model = match (provided.draws, who.kind) {
        (true, IntegrationKind::Runware) => who.image_model.as_deref().unwrap_or(RUNWARE_MODEL),
        (true, _) => who.image_model.as_deref().unwrap_or(IMAGE_MODEL),
        (false, _) => who.text_model.as_deref().unwrap_or(TEXT_MODEL),
    };
    format!("{model} ({})", who.name)
}
