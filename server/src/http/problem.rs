//! Errors as RFC 9457 problem details.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};

use crate::auth::caller::Caller;
use crate::error::Error;

/// A handler's failure.
#[derive(Debug)]
pub struct Failed(pub Problem);

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error.into_problem())
    }
}

impl From<JsonRejection> for Failed {
    fn from(rejection: JsonRejection) -> Self {
        let kind = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemKind::UnsupportedMedia,
            StatusCode::UNPROCESSABLE_ENTITY => ProblemKind::Invalid,
            _ => ProblemKind::BadRequest,
        };
        Self(Problem::new(
            kind,
            format!(
                "{}. Send a JSON object as described in the API documentation.",
                rejection.body_text()
            ),
        ))
    }
}

impl From<BytesRejection> for Failed {
    fn from(rejection: BytesRejection) -> Self {
        let kind = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge,
            _ => ProblemKind::BadRequest,
        };
        Self(Problem::new(kind, format!("{}.", rejection.body_text())))
    }
}

impl From<PathRejection> for Failed {
    fn from(_: PathRejection) -> Self {
        Self(Problem::not_found("row"))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.0.retry_after;
        let mut response = (status, Json(&self.0)).into_response();
        response.extensions_mut().insert(Told(self.0));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// No route of the API matches.
pub async fn no_such_endpoint() -> Failed {
    Problem::not_found("endpoint").into()
}

/// A route matches, but not its method.
pub async fn method_not_allowed() -> Failed {
    Problem::new(
        ProblemKind::MethodNotAllowed,
        "This endpoint doesn't support this method.",
    )
    .into()
}

/// The answer to a body that came too slowly. What may still come of it is not another request.
pub fn too_slow() -> Response {
    let detail = "The request took too long to arrive. Check your connection and try again.";
    let mut response = Failed(Problem::new(ProblemKind::TooSlow, detail)).into_response();
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The answer in place of one whose making panicked; the hook has logged where.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failed(Problem::internal()).into_response()
}

/// The problem that a response tells.
#[derive(Clone)]
struct Told(Problem);

/// Tells a problem as a page where a browser asked for one, and each fault of ours with the id of its request.
pub async fn for_people(request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Arc<Caller>>().cloned();
    let id = caller.unwrap_or_default().request.to_string();
    let accepts = request.headers().get(header::ACCEPT);
    let is_page = !request.uri().path().starts_with("/api/")
        && accepts.is_some_and(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")));
    let mut response = next.run(request).await;
    let Some(Told(problem)) = response.extensions_mut().remove() else {
        return response;
    };
    if !is_page && problem.status < 500 {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    if !is_page {
        let told = Json(problem.of_request(&id)).into_response();
        return Response::from_parts(parts, told.into_body());
    }
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Response::from_parts(parts, page(&problem, &id).into())
}

/// A page that needs nothing else of the server, which may be what is wrong.
fn page(problem: &Problem, request: &str) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><h1>{title}</h1><p>{detail}</p><p>Go back and try again, <a href=\"\">reload the page</a> or \
         <a href=\"/\">go to the home page</a>. If it keeps happening, contact your administrator with the request ID.</p>\
         <p><small>Request ID {request}</small></p>",
        title = escaped(&problem.title),
        detail = escaped(&problem.detail),
    )
}
