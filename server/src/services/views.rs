//! Saved views of lists: for whoever may see the list; sharing one is work that viewers do not do.

use igny8::error::Problem;
use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use igny8::view::{View, ViewDraft};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::views as repo;
use crate::services::{RequestContext, resources};
use crate::tenancy::Tx;

/// Whoever may see a list may keep views of it.
async fn begin(ctx: &RequestContext, verb: Verb, resource: Resource) -> Result<Tx> {
    let scope = ctx.scope()?;
    let grant = if resource.is_platform() {
        // Views of the staff's lists are kept where all views of the person are: in their account.
        ctx.staff().await?;
        scope.member()
    } else {
        scope.require(Verb::Read, resource)?
    };
    resources::table(resource, Verb::Read)?;
    if verb != Verb::Read && scope.acts().is_some() {
        return Err(Problem::forbidden().into());
    }
    Ok(ctx.app.db.begin(&grant.for_own(verb)).await?)
}

/// The views of a list.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn list(ctx: &RequestContext, resource: Resource) -> Result<Vec<View>> {
    let mut tx = begin(ctx, Verb::Read, resource).await?;
    repo::list(&mut tx, resource).await
}

/// Saves a view, or changes one.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn save(
    ctx: &RequestContext,
    resource: Resource,
    id: Option<Uuid>,
    draft: ViewDraft,
) -> Result<View> {
    ctx.sees(resource).await?;
    let page = resources::table(resource, Verb::Read)?;
    let verb = if id.is_some() { Verb::Update } else { Verb::Create };
    let mut tx = begin(ctx, verb, resource).await?;
    let query = draft.query.clone();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| (key.as_ref(), value.as_ref()))
        .collect();
    let draft = draft.checked(page, &pairs)?;
    if draft.shared && tx.scope().role() < Role::Editor {
        let text = "You don't have permission to share views. Keep it private or ask an editor.";
        return Err(Problem::field("shared", text).into());
    }
    let saved = match id {
        Some(id) => repo::change(&mut tx, resource, id, &draft).await?,
        None => repo::add(&mut tx, resource, &draft).await?,
    };
    tx.commit().await?;
    Ok(saved)
}

/// Deletes a view.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn delete(ctx: &RequestContext, resource: Resource, id: Uuid) -> Result<()> {
    let mut tx = begin(ctx, Verb::Delete, resource).await?;
    repo::delete(&mut tx, resource, id).await?;
    Ok(tx.commit().await?)
}
