//! What people share with the installed app: a list of keywords, as text or as a file, goes on in the import.

use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse as _, Redirect, Response};
use igny8::error::{Problem, ProblemKind};
use igny8::planner::import::Reading;
use uuid::Uuid;

use crate::error::Result;
use crate::http::form_data::FormData;
use crate::http::imports::receive;
use crate::http::problem::Failed;
use crate::services::RequestContext;
use crate::services::imports::{self, Receiving};

/// The import of keywords.
const IMPORT: &str = "/planner/keywords/import";
/// What a shared text is called among the uploads.
const NAME: &str = "shared.txt";

/// `POST /share`: keeps what was shared, and leads to its import.
pub async fn share(ctx: RequestContext, form: std::result::Result<FormData, MultipartRejection>) -> Response {
    if ctx.scope().is_err() {
        // What was shared is not kept for somebody unknown.
        return Redirect::to(&format!("/login?next={IMPORT}")).into_response();
    }
    match shared(&ctx, form).await {
        Ok(Some(upload)) => Redirect::to(&format!("{IMPORT}?upload={upload}")).into_response(),
        Ok(None) => Redirect::to(IMPORT).into_response(),
        Err(error) => Failed::from(error).into_response(),
    }
}

/// The upload that was made of what was shared; none if there was nothing in it.
async fn shared(
    ctx: &RequestContext,
    form: std::result::Result<FormData, MultipartRejection>,
) -> Result<Option<Uuid>> {
    let mut form =
        form.map_err(|_| Problem::new(ProblemKind::UnsupportedMedia, "Share a text or a file."))?;
    let mut words = String::new();
    let _place = ctx.app.places.upload(ctx.scope()?.account())?;
    while let Some(part) = form.next().await? {
        match part.name() {
            "file" if part.file_name().is_some_and(|name| !name.is_empty()) => {
                let received = receive(ctx, part).await?;
                let upload = imports::receive(ctx, received, Reading::default(), None).await?;
                return Ok(Some(upload.upload_id));
            }
            "text" => words = part.text().await?,
            // A title and an address say what was shared, and are no keywords.
            _ => {}
        }
    }
    if words.trim().is_empty() {
        return Ok(None);
    }
    let mut receiving = Receiving::begin(ctx, Some(NAME)).await?;
    receiving.write(words.as_bytes()).await?;
    let upload = imports::receive(ctx, receiving.end().await?, Reading::default(), None).await?;
    Ok(Some(upload.upload_id))
}
