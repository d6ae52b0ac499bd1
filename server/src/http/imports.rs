//! Importing keywords over HTTP: files arrive in a stream.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};
use igny8::id::AccountId;
use igny8::planner::import::{Encoding, ImportReport, Mapping, Reading};
use igny8::services::{ImportRequest, Services as _, Upload};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::Result;
use crate::http::form_data::{FormData, Part};
use crate::http::problem::Failed;
use crate::http::spool::{self, Table};
use crate::seats::Seat;
use crate::services::imports::{self, Received, Receiving};
use crate::services::{RequestContext, exports};

/// Receives the file of a part.
pub(super) async fn receive(ctx: &RequestContext, mut part: Part<'_>) -> Result<Received> {
    let mut receiving = Receiving::begin(ctx, part.file_name()).await?;
    while let Some(piece) = part.piece().await? {
        receiving.write(&piece).await?;
    }
    receiving.end().await
}

/// What a form brought.
#[derive(Default)]
struct Form {
    received: Option<Received>,
    upload: Option<Uuid>,
    sector: Option<Uuid>,
    mapping: Option<Mapping>,
    reading: Reading,
    /// That of the file, held until it is looked into.
    place: Option<Seat<AccountId>>,
}

/// Puts one word on how a file is to be read into `reading`; false for a name that says nothing of it.
fn read_as(reading: &mut Reading, name: &str, value: &str) -> Result<bool> {
    let value = value.trim();
    match name {
        "encoding" if value.is_empty() => reading.encoding = None,
        "encoding" => {
            reading.encoding = Some(Encoding::from_name(value).ok_or_else(|| {
                Problem::field("encoding", "Unknown encoding. Choose one from the preview.")
            })?);
        }
        "header_row" if value.is_empty() => reading.header_row = None,
        "header_row" if value.eq_ignore_ascii_case("none") => reading.header_row = Some(0),
        "header_row" => {
            let line = value
                .parse()
                .map_err(|_| Problem::field("header_row", "Enter the header row as a number, or “none”."))?;
            reading.header_row = Some(line);
        }
        "table" => reading.table = (!value.is_empty()).then(|| value.to_owned()),
        _ => return Ok(false),
    }
    Ok(true)
}

fn id(name: &str, value: &str) -> Result<Uuid> {
    let words = if name == "sector_id" {
        "Enter a sector ID."
    } else {
        "Enter the ID from the preview."
    };
    Ok(value.trim().parse().map_err(|_| Problem::field(name, words))?)
}

async fn read(ctx: &RequestContext, form: std::result::Result<FormData, MultipartRejection>) -> Result<Form> {
    let mut form = form.map_err(|_| {
        Problem::new(
            ProblemKind::UnsupportedMedia,
            "Send a multipart form with the file in the field “file”.",
        )
    })?;
    let mut read = Form::default();
    fields(ctx, &mut form, &mut read).await?;
    Ok(read)
}

async fn fields(ctx: &RequestContext, form: &mut FormData, read: &mut Form) -> Result<()> {
    while let Some(part) = form.next().await? {
        match part.name() {
            "file" if read.received.is_none() => {
                read.place = Some(ctx.app.places.upload(ctx.scope()?.account())?);
                read.received = Some(receive(ctx, part).await?);
            }
            "sector_id" => read.sector = Some(id("sector_id", &part.text().await?)?),
            "upload_id" => read.upload = Some(id("upload_id", &part.text().await?)?),
            name @ ("encoding" | "header_row" | "table") => {
                let name = name.to_owned();
                read_as(&mut read.reading, &name, &part.text().await?)?;
            }
            "mapping" => {
                let mapping = part.text().await?;
                read.mapping = Some(
                    serde_json::from_str(&mapping)
                        .map_err(|error| Problem::field("mapping", error.to_string()))?,
                );
            }
            other => {
                return Err(
                    Problem::field(&other.chars().take(60).collect::<String>(), "Unknown field.").into(),
                );
            }
        }
    }
    Ok(())
}

/// `POST …/import/preview`: keeps the file and tells what is in it; or tells it again of one that is kept.
pub async fn preview(
    ctx: RequestContext,
    form: std::result::Result<FormData, MultipartRejection>,
) -> std::result::Result<Json<Upload>, Failed> {
    ctx.scope()?;
    let read = read(&ctx, form).await?;
    if let (None, Some(upload)) = (&read.received, read.upload) {
        return Ok(Json(ctx.preview_import(upload, read.reading).await?));
    }
    let _place = read.place;
    let received = read
        .received
        .ok_or_else(|| Problem::field("file", "Choose a file."))?;
    let upload = imports::receive(&ctx, received, read.reading, read.sector).await?;
    Ok(Json(upload))
}

/// `GET …/import/uploads/{upload}`: what is in a kept file, read as the query says.
pub async fn upload(
    ctx: RequestContext,
    Path(upload): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> std::result::Result<Json<Upload>, Failed> {
    ctx.scope()?;
    let upload = upload.parse().map_err(|_| Problem::not_found("uploaded file"))?;
    let mut reading = Reading::default();
    for (name, value) in query {
        if !read_as(&mut reading, &name, &value)? {
            let name: String = name.chars().take(60).collect();
            return Err(Problem::field(&name, "Unknown parameter.").into());
        }
    }
    Ok(Json(ctx.preview_import(upload, reading).await?))
}

/// `POST …/import`: keeps the file and starts its import; or that of one that is kept.
pub async fn start(
    ctx: RequestContext,
    form: std::result::Result<FormData, MultipartRejection>,
) -> std::result::Result<Response, Failed> {
    ctx.scope()?;
    let read = read(&ctx, form).await?;
    let _place = read.place;
    let sector_id = read
        .sector
        .ok_or_else(|| Problem::field("sector_id", "Choose a sector."));
    let upload_id = match (read.received, read.upload) {
        (Some(received), _) => {
            sector_id.as_ref().map_err(Clone::clone)?;
            let sector = sector_id.as_ref().ok().copied();
            imports::receive(&ctx, received, read.reading.clone(), sector)
                .await?
                .upload_id
        }
        (None, Some(upload)) => upload,
        (None, None) => return Err(Problem::field("file", "Choose a file.").into()),
    };
    let order = ImportRequest {
        upload_id,
        sector_id: sector_id?,
        mapping: read.mapping,
        reading: read.reading,
    };
    let outcome = ctx.import(order).await?;
    Ok((StatusCode::ACCEPTED, Json(outcome)).into_response())
}

/// `GET …/import/{task}`: what is known of an import.
pub async fn report(
    ctx: RequestContext,
    Path(task): Path<String>,
) -> std::result::Result<Json<ImportReport>, Failed> {
    ctx.scope()?;
    Ok(Json(ctx.import_report(task_id(&task)?).await?))
}

fn task_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::not_found("import"))
}

/// `GET …/import/{task}/rejects`: the rows that were not taken, as CSV.
pub async fn rejects(ctx: RequestContext, Path(task): Path<String>) -> std::result::Result<Response, Failed> {
    let task = task_id(&task)?;
    let (export, place) = exports::rejects(&ctx, task).await?;
    let config = &ctx.app.config;
    let most = config.limits.export_mb * 1024 * 1024;
    let body = spool::body(&config.spool_path(), most, place, move |spool| async move {
        let mut table = Table::new(spool);
        export.write(&mut table).await?;
        table.end().await
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rejects.csv\"",
        ),
    ];
    Ok((headers, body).into_response())
}

/// `POST …/import/{task}/undo`.
pub async fn undo(ctx: RequestContext, Path(task): Path<String>) -> std::result::Result<Json<Value>, Failed> {
    let count = imports::undo(&ctx, task_id(&task)?).await?;
    Ok(Json(json!({ "count": count })))
}
