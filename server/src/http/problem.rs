//! Errors as RFC 9457 problem details.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};

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
                "{}. Send a JSON object as the API's document describes it.",
                rejection.body_text()
            ),
        ))
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
        let mut response = (status, Json(self.0)).into_response();
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
        "This endpoint does not answer to this method.",
    )
    .into()
}
