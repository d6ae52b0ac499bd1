//! Who does it: the provider that the account has for a function, said before a yes to its price.

use igny8::ai::Function;
use igny8::error::WayOut;
use igny8::system::integrations::{IMAGE_MODEL, PAGE, RUNWARE_MODEL, TEXT_MODEL};

use crate::error::Result;
use crate::repo::ai::setup;
use crate::repo::system::integrations::Integration;
use crate::repo::writer::items::Preview;
use crate::tenancy::Tx;

/// Adds who does it; of what is made offline, also where a provider is connected.
pub(super) async fn say(tx: &mut Tx, function: Function, preview: &mut Preview) -> Result<()> {
    let (label, offline) = match function {
        Function::GenerateIdeas | Function::GenerateContent | Function::GenerateImagePrompts => {
            ("Written by", Some("Offline drafts"))
        }
        Function::GenerateImages => ("Drawn by", Some("Offline drafts")),
        // Without a provider, keywords name their clusters well.
        Function::AutoCluster => ("Named by", None),
        _ => return Ok(()),
    };
    let who = setup::who(tx, function).await?;
    let name = who.as_ref().map(|who| name(function, who));
    if let Some(name) = name.or_else(|| offline.map(str::to_owned)) {
        preview.facts.push((label.to_owned(), name));
    }
    if who.is_none() && offline.is_some() {
        preview.way_out = Some(WayOut {
            label: "Connect a model provider".to_owned(),
            path: format!("{}/new", PAGE.path),
        });
    }
    Ok(())
}

/// The model, and the integration that it is of.
fn name(function: Function, who: &Integration) -> String {
    let model = match (function, who.kind.as_str()) {
        (Function::GenerateImages, "runware") => who.image_model.as_deref().unwrap_or(RUNWARE_MODEL),
        (Function::GenerateImages, _) => who.image_model.as_deref().unwrap_or(IMAGE_MODEL),
        _ => who.text_model.as_deref().unwrap_or(TEXT_MODEL),
    };
    format!("{model} ({})", who.name)
}
