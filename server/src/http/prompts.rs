//! Prompts over HTTP, beyond what every resource has: a look at one as the model gets it.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::Services as _;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};

use crate::http::problem::Failed;
use crate::services::RequestContext;

/// `POST …/preview`.
pub async fn preview(
    ctx: RequestContext,
    Path(prompt): Path<String>,
    body: Result<Json<PromptDraft>, JsonRejection>,
) -> Result<Json<PromptPreview>, Failed> {
    ctx.scope()?;
    let id = prompt.parse();
    let id = id.map_err(|_| Problem::not_found(Resource::Prompts.one()))?;
    Ok(Json(ctx.preview_prompt(id, body?.0).await?))
}
