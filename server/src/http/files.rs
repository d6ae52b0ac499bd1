//! Files of the own account: pictures, kept by browsers for as long as they do not change, and packed articles.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use media::Opened;
use serde::Deserialize;

use crate::error::Result;
use crate::http::kept;
use crate::http::problem::Failed;
use crate::services::{RequestContext, files};

/// What a page knows of the file that it wants.
#[derive(Deserialize)]
pub struct Known {
    v: Option<String>,
}

/// `GET /writer/images/{id}/file/{size}`.
pub async fn picture(
    ctx: RequestContext,
    Path((id, size)): Path<(String, String)>,
    query: std::result::Result<Query<Known>, QueryRejection>,
    headers: HeaderMap,
) -> std::result::Result<Response, Failed> {
    let version = query.ok().and_then(|Query(known)| known.v);
    Ok(answer(&ctx, &id, &size, version.as_deref(), &headers).await?)
}

async fn answer(
    ctx: &RequestContext,
    id: &str,
    size: &str,
    version: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response> {
    let picture = files::picture(ctx, id, size).await?;
    let key = picture.key;
    let tag = format!("\"{key}\"");
    // A new picture has a new key, so that an address with the key never means another file.
    let cache = if version == Some(key.to_string().as_str()) {
        "private, max-age=31536000, immutable"
    } else {
        "private, no-cache"
    };
    let validators = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, cache.to_owned()),
    ];
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, validators).into_response());
    }
    let (file, format) = files::open(ctx, picture).await?;
    // Files come from outside. Whatever is in one, a browser that is led to it must not run it.
    let safety = [
        (header::CONTENT_TYPE, format.mime()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((validators, safety, read(file, ())).into_response())
}

/// `GET /writer/content/exports/{task}`: the zip that a run has packed.
pub async fn packed(ctx: RequestContext, Path(task): Path<String>) -> std::result::Result<Response, Failed> {
    let (file, place) = files::packed(&ctx, &task).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"articles.zip\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, read(file, place)).into_response())
}

/// A body that is read from the storage as fast as the client reads it, and `kept` meanwhile.
pub(super) fn read(
    file: Opened,
    kept: impl Send + Unpin + 'static,
) -> ([(header::HeaderName, String); 1], Body) {
    let length = [(header::CONTENT_LENGTH, file.length.to_string())];
    (length, kept::with(Body::from_stream(file.bytes), kept))
}

/// Whether the client has this file already (RFC 9110, section 13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}
