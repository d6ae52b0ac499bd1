//! Importing keywords over HTTP: files arrive in a stream and go straight to disk.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::backend::{Backend as _, ImportOrder, Upload};
use igny8::error::{Problem, ProblemKind};
use igny8::permission::Verb;
use igny8::planner::import::Mapping;
use igny8::resource::Resource;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::backend::Member;
use crate::backend::imports::{self, Received};
use crate::error::{Error, Result};
use crate::http::problem::Failed;
use crate::import::limits::MAX_FILE_BYTES;
use crate::repo::planner::imports as sql;

/// The most bytes of a form field that is not the file.
const MAX_FIELD: usize = 64 * 1024;

fn unreadable(error: &MultipartError) -> Problem {
    let kind = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ProblemKind::TooLarge
    } else {
        ProblemKind::BadRequest
    };
    Problem::new(
        kind,
        "The upload broke off or is no multipart form. Send it again.",
    )
}

/// Writes a field's bytes to the account's uploads.
async fn receive(member: &Member, mut field: Field<'_>) -> Result<Received> {
    let scope = member.scope()?;
    scope.require(Verb::Create, Resource::Keywords)?;
    let id = Uuid::now_v7();
    let file_name: String = field
        .file_name()
        .unwrap_or("keywords")
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let path = member.app.config.upload_path(scope.account(), id);
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let mut file = tokio::fs::File::create(&path).await?;
    let mut bytes = 0_u64;
    let outcome = async {
        while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
            bytes += chunk.len() as u64;
            if bytes > MAX_FILE_BYTES {
                let most = MAX_FILE_BYTES / 1024 / 1024;
                let detail = format!("The file has more than {most} MB. Split it and import the parts.");
                return Err(Error::from(Problem::new(ProblemKind::TooLarge, detail)));
            }
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        Ok(())
    };
    if let Err(error) = outcome.await {
        tokio::fs::remove_file(&path).await?;
        return Err(error);
    }
    Ok(Received {
        id,
        file_name,
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
    })
}

/// What a form brought.
#[derive(Default)]
struct Form {
    received: Option<Received>,
    sector: Option<Uuid>,
    mapping: Option<Mapping>,
}

async fn read(member: &Member, form: std::result::Result<Multipart, MultipartRejection>) -> Result<Form> {
    let mut form = form.map_err(|_| {
        Problem::new(
            ProblemKind::UnsupportedMedia,
            "Send a multipart form with the file in the field “file”.",
        )
    })?;
    let mut read = Form::default();
    if let Err(error) = fields(member, &mut form, &mut read).await {
        // Nothing of a form that does not fit is kept.
        if let (Some(received), Ok(scope)) = (read.received, member.scope()) {
            tokio::fs::remove_file(member.app.config.upload_path(scope.account(), received.id)).await?;
        }
        return Err(error);
    }
    Ok(read)
}

async fn fields(member: &Member, form: &mut Multipart, read: &mut Form) -> Result<()> {
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        match field.name().unwrap_or_default() {
            "file" if read.received.is_none() => read.received = Some(receive(member, field).await?),
            "sector_id" => {
                let sector = text(field).await?;
                read.sector = Some(
                    sector
                        .trim()
                        .parse()
                        .map_err(|_| Problem::field("sector_id", "Give a sector's id."))?,
                );
            }
            "mapping" => {
                let mapping = text(field).await?;
                read.mapping = Some(
                    serde_json::from_str(&mapping)
                        .map_err(|error| Problem::field("mapping", error.to_string()))?,
                );
            }
            other => {
                return Err(Problem::field(
                    &other.chars().take(60).collect::<String>(),
                    "There is no such field to send.",
                )
                .into());
            }
        }
    }
    Ok(())
}

async fn text(mut field: Field<'_>) -> Result<String> {
    let mut out = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
        out.extend_from_slice(&chunk);
        if out.len() > MAX_FIELD {
            return Err(Problem::new(ProblemKind::TooLarge, "A form field is too long.").into());
        }
    }
    String::from_utf8(out).map_err(|_| Problem::bad_request("Send text fields as UTF-8.").into())
}

/// `POST …/import/preview`: keeps the file and tells what is in it.
pub async fn preview(
    member: Member,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> std::result::Result<Json<Upload>, Failed> {
    member.scope()?;
    let received = read(&member, form)
        .await?
        .received
        .ok_or_else(|| Problem::field("file", "Choose a file."))?;
    Ok(Json(imports::receive(&member, received).await?))
}

/// `POST …/import`: keeps the file and starts its import.
pub async fn start(
    member: Member,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> std::result::Result<Response, Failed> {
    member.scope()?;
    let read = read(&member, form).await?;
    let received = read
        .received
        .ok_or_else(|| Problem::field("file", "Choose a file."))?;
    let sector_id = read
        .sector
        .ok_or_else(|| Problem::field("sector_id", "Choose a sector."))?;
    let upload = imports::receive(&member, received).await?;
    let order = ImportOrder {
        upload_id: upload.upload_id,
        sector_id,
        mapping: read.mapping,
    };
    let outcome = member.import(order).await?;
    Ok((StatusCode::ACCEPTED, Json(outcome)).into_response())
}

fn task_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::not_found("import"))
}

/// `GET …/import/{task}/rejects`: the rows that were not taken, as CSV.
pub async fn rejects(member: Member, Path(task): Path<String>) -> std::result::Result<Response, Failed> {
    let task = task_id(&task)?;
    let grant = member.scope()?.require(Verb::Read, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await.map_err(Error::from)?;
    sql::counts(&mut tx, task).await?;
    let pages = futures::stream::try_unfold((tx, -1_i64), move |(mut tx, after)| async move {
        let rows = sql::rejects(&mut tx, task, after, 1000)
            .await
            .map_err(std::io::Error::other)?;
        let Some(last) = rows.last() else {
            return Ok::<_, std::io::Error>(None);
        };
        let next = i64::try_from(last.line).unwrap_or(i64::MAX);
        let mut out = csv::Writer::from_writer(Vec::new());
        if after < 0 {
            out.write_record(["line", "value", "reason"])
                .map_err(std::io::Error::from)?;
        }
        for reject in rows {
            out.write_record([&reject.line.to_string(), &reject.value, &reject.reason])
                .map_err(std::io::Error::from)?;
        }
        let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(Some((Bytes::from(bytes), (tx, next))))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rejects.csv\"",
        ),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}

/// `POST …/import/{task}/undo`.
pub async fn undo(member: Member, Path(task): Path<String>) -> std::result::Result<Json<Value>, Failed> {
    let count = imports::undo(&member, task_id(&task)?).await?;
    Ok(Json(json!({ "count": count })))
}
