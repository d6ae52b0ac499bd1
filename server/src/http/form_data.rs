//! Multipart forms with a file that arrives in a stream. What is not the file is bounded altogether, since it is held in memory until the part
//! that it belongs to is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use futures::StreamExt as _;
use igny8::error::{Problem, ProblemKind};

use crate::error::Result;

/// The most bytes of a form field that is not the file.
const MAX_FIELD: usize = 64 * 1024;
/// The most bytes of all that is not the file. It is looked through again with each piece that comes.
const MAX_BESIDE: usize = 256 * 1024;

/// How much came beside the file.
#[derive(Debug, Default)]
struct Beside {
    bytes: AtomicUsize,
    is_file: AtomicBool,
    is_over: AtomicBool,
}

impl Beside {
    /// Counts a piece; false for what is more than a form may have beside its file.
    fn takes(&self, piece: &Bytes) -> bool {
        if self.is_file.load(Ordering::Relaxed) {
            return true;
        }
        let bytes = self.bytes.fetch_add(piece.len(), Ordering::Relaxed) + piece.len();
        let fits = bytes <= MAX_BESIDE;
        self.is_over.fetch_or(!fits, Ordering::Relaxed);
        fits
    }

    fn problem(&self, error: &MultipartError) -> Problem {
        if self.is_over.load(Ordering::Relaxed) {
            let most = MAX_BESIDE / 1024;
            let detail = format!(
                "The form has more than {most} kB beside its file. Send the file in the field “file”."
            );
            return Problem::new(ProblemKind::TooLarge, detail);
        }
        let kind = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ProblemKind::TooLarge
        } else {
            ProblemKind::BadRequest
        };
        Problem::new(
            kind,
            "The upload was interrupted or isn't a multipart form. Try again.",
        )
    }
}

/// A form whose parts come one after the other.
pub struct FormData {
    parts: Multipart,
    beside: Arc<Beside>,
}

impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = MultipartRejection;

    async fn from_request(request: Request, state: &S) -> std::result::Result<Self, MultipartRejection> {
        let beside = Arc::<Beside>::default();
        let counting = beside.clone();
        let request = request.map(|body| {
            let counted = body.into_data_stream().map(move |piece| match piece {
                Ok(piece) if !counting.takes(&piece) => {
                    Err(axum::Error::new(std::io::Error::other("the form is too large")))
                }
                other => other,
            });
            // One at a time: whoever looks for a part takes in as much as there is before they look, and with it the beginning of a file.
            // The end comes by itself, too; multer takes a form whose first part comes with the end for one that broke off.
            let end = futures::stream::once(async { Ok(Bytes::new()) });
            Body::from_stream(counted.chain(end).then(async |piece| {
                tokio::task::yield_now().await;
                piece
            }))
        });
        let parts = Multipart::from_request(request, state).await?;
        Ok(Self { parts, beside })
    }
}

impl FormData {
    /// The next part; none after the last.
    ///
    /// # Errors
    /// 413 for a form that is too large, 400 for what is none.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>> {
        let beside = &self.beside;
        let field = self.parts.next_field().await;
        let field = field.map_err(|error| beside.problem(&error))?;
        Ok(field.map(|field| Part { field, beside }))
    }
}

/// One part of a form.
pub struct Part<'a> {
    field: Field<'a>,
    beside: &'a Beside,
}

impl Part<'_> {
    /// What it is called.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// What its file is called, if it is one.
    pub fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// The next piece of its file, whose size is for the caller to bound.
    ///
    /// # Errors
    /// 400 for what breaks off.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.beside.is_file.store(true, Ordering::Relaxed);
        let piece = self.field.chunk().await;
        self.beside.is_file.store(false, Ordering::Relaxed);
        Ok(piece.map_err(|error| self.beside.problem(&error))?)
    }

    /// Its text.
    ///
    /// # Errors
    /// 413 for a long one, 400 for what is no text.
    pub async fn text(mut self) -> Result<String> {
        let mut out = Vec::new();
        while let Some(piece) = self
            .field
            .chunk()
            .await
            .map_err(|error| self.beside.problem(&error))?
        {
            out.extend_from_slice(&piece);
            if out.len() > MAX_FIELD {
                return Err(Problem::new(ProblemKind::TooLarge, "A form field is too long.").into());
            }
        }
        String::from_utf8(out).map_err(|_| Problem::bad_request("Send text fields as UTF-8.").into())
    }
}
