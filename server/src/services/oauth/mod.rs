//! OAuth 2.1 for apps that people connect: an authorization server for the one resource that this installation is.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is rare, and boxed nowhere else"
)]

pub mod authorize;
pub mod clients;
pub mod exchange;
mod redirect;

use igny8::error::Problem;

use crate::error::Error;

/// What an app is told that sent something wrong, in the words of RFC 6749.
#[derive(Debug)]
pub struct Refusal {
    /// The kind.
    pub error: &'static str,
    /// What is wrong, for whoever develops the app.
    pub why: String,
    /// A problem of another kind, such as too many attempts.
    pub problem: Option<Problem>,
}

impl Refusal {
    /// A refusal of this kind.
    pub fn new(error: &'static str, why: impl Into<String>) -> Self {
        Self {
            error,
            why: why.into(),
            problem: None,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        error.into_problem().into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self {
            error: "server_error",
            why: problem.detail.clone(),
            problem: Some(problem),
        }
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Error::from(error).into()
    }
}

/// The resource that keys are for, as an app reaches it at `origin`.
pub fn resource(origin: &str) -> String {
    format!("{origin}/mcp")
}

/// Values of a form or query by name.
///
/// # Errors
/// `invalid_request` for a name that is there twice: two readers could take different ones.
pub fn pairs(text: &str) -> Result<std::collections::HashMap<String, String>, Refusal> {
    let mut all = std::collections::HashMap::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        if all
            .insert(name.clone().into_owned(), value.into_owned())
            .is_some()
        {
            return Err(Refusal::new(
                "invalid_request",
                format!("{name} is sent twice. Send it once."),
            ));
        }
    }
    Ok(all)
}
