//! A picture's file, sent in a form.

use axum::Json;
use axum::extract::Path;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use igny8::error::{Problem, ProblemKind};
use igny8::resource::Resource;
use igny8::writer::images::{Crop, ENTITY, MAX_UPLOAD};
use uuid::Uuid;

use crate::error::Result;
use crate::http::form_data::{FormData, Part};
use crate::http::problem::Failed;
use crate::services::{RequestContext, pictures};

/// `POST /writer/images/{id}/file`: another file in the place of the picture's, or a part of it.
pub async fn replace(
    ctx: RequestContext,
    Path(id): Path<String>,
    form: std::result::Result<FormData, MultipartRejection>,
) -> std::result::Result<Response, Failed> {
    ctx.scope()?;
    let id: Uuid = id
        .parse()
        .map_err(|_| Problem::not_found(Resource::Images.one()))?;
    pictures::may_replace(&ctx, id).await?;
    // Held until the file is looked into, since it lies in the memory until then.
    let _place = ctx.app.places.upload(ctx.scope()?.account())?;
    let form = form.map_err(|_| {
        Problem::new(
            ProblemKind::UnsupportedMedia,
            "Send a multipart form with the image in the field “file”.",
        )
    })?;
    let (file, crop) = read(form).await?;
    let row = pictures::replace(&ctx, id, file, crop).await?;
    Ok(Json(row.shown(&ENTITY)).into_response())
}

/// The file and the part of it that a form has.
async fn read(mut form: FormData) -> Result<(Option<Bytes>, Option<Crop>)> {
    let (mut file, mut crop) = (None, None);
    while let Some(part) = form.next().await? {
        match part.name() {
            "file" if file.is_none() => file = Some(receive(part).await?),
            "crop" => {
                let text = part.text().await?;
                let read = serde_json::from_str(&text);
                crop = Some(read.map_err(|_| {
                    Problem::field("crop", "Enter whole numbers for x, y, width and height.")
                })?);
            }
            other => {
                let name: String = other.chars().take(60).collect();
                return Err(Problem::field(&name, "Unknown field.").into());
            }
        }
    }
    Ok((file, crop))
}

async fn receive(mut part: Part<'_>) -> Result<Bytes> {
    let mut file = BytesMut::new();
    while let Some(piece) = part.piece().await? {
        if (file.len() + piece.len()) as u64 > MAX_UPLOAD {
            let most = MAX_UPLOAD / 1024 / 1024;
            let detail = format!("The image is larger than {most} MB. Choose a smaller one.");
            return Err(Problem::new(ProblemKind::TooLarge, detail).into());
        }
        file.extend_from_slice(&piece);
    }
    Ok(file.freeze())
}
