//! The one error that crosses the wire: RFC 9457 problem details with field errors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Messages by wire key of the field that they are about.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// What kind of problem it is; decides status and title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The request cannot be read.
    BadRequest,
    /// Nobody is signed in, or the proof of it is not valid.
    Unauthenticated,
    /// Credits do not suffice.
    InsufficientCredits,
    /// The plan has no room for more.
    PlanLimit,
    /// Signed in, but not allowed.
    Forbidden,
    /// No such thing, or it belongs to somebody else.
    NotFound,
    /// Nothing answers to this verb here.
    MethodNotAllowed,
    /// It contradicts what is there.
    Conflict,
    /// The body came too slowly, or not at all.
    TooSlow,
    /// The body or file is larger than allowed.
    TooLarge,
    /// The body or file is of a kind that is not read here.
    UnsupportedMedia,
    /// Fields are wrong.
    Invalid,
    /// Too many requests.
    RateLimited,
    /// A fault of ours.
    Internal,
    /// A part that is needed does not answer.
    Unavailable,
}

impl ProblemKind {
    /// The HTTP status code.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::InsufficientCredits | Self::PlanLimit => 402,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooSlow => 408,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMedia => 415,
            Self::Invalid => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// A short summary that is the same for every problem of the kind.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "Invalid request",
            Self::Unauthenticated => "Not signed in",
            Self::InsufficientCredits => "Not enough credits",
            Self::PlanLimit => "Plan limit reached",
            Self::Forbidden => "Not allowed",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::TooSlow => "Request timed out",
            Self::Conflict => "Conflict",
            Self::TooLarge => "File or request too large",
            Self::UnsupportedMedia => "Unsupported file type",
            Self::Invalid => "Some fields are invalid",
            Self::RateLimited => "Too many requests",
            Self::Internal => "Something went wrong",
            Self::Unavailable => "Temporarily unavailable",
        }
    }
}

/// Where a problem can be solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HelpLink {
    /// What to do there, as a link says it.
    pub label: String,
    /// The path in the browser.
    pub path: String,
}

/// Problem details (RFC 9457): what went wrong and what to do next, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{detail}")]
pub struct Problem {
    /// The kind, as `type` on the wire.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// The kind's summary.
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    /// What happened here, and what to do.
    pub detail: String,
    /// Messages by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: FieldErrors,
    /// Seconds after which a new attempt makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Where it can be solved, if that is a page of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_link: Option<Box<HelpLink>>,
}

impl Problem {
    /// A problem of `kind`.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            errors: FieldErrors::new(),
            retry_after: None,
            help_link: None,
        }
    }

    /// A request that cannot be read.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::BadRequest, detail)
    }

    /// A thing that is not there, or not this account's: the two look the same.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            ProblemKind::NotFound,
            format!("This {what} doesn't exist. It may have been deleted."),
        )
    }

    /// No valid sign-in.
    pub fn unauthenticated() -> Self {
        Self::new(
            ProblemKind::Unauthenticated,
            "Sign in or send a valid token, then try again.",
        )
    }

    /// Signed in, but the role does not allow it.
    pub fn forbidden() -> Self {
        Self::new(
            ProblemKind::Forbidden,
            "You don't have permission to do this. Ask an account admin for access.",
        )
    }

    /// A contradiction with what is there.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Conflict, detail)
    }

    /// A fault of ours, whose cause is in the log and not in the answer.
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            "The error was logged. Try again. If it keeps happening, contact your administrator with the time it happened.",
        )
    }

    /// Wrong fields.
    pub fn invalid(errors: FieldErrors) -> Self {
        let detail = match errors.iter().next() {
            Some((_, messages)) if errors.len() == 1 => messages.join(" "),
            _ => "Fix the highlighted fields and try again.".to_owned(),
        };
        Self {
            errors,
            ..Self::new(ProblemKind::Invalid, detail)
        }
    }

    /// One wrong field.
    pub fn field(key: &str, message: impl Into<String>) -> Self {
        Self::invalid(FieldErrors::from([(key.to_owned(), vec![message.into()])]))
    }

    /// The same problem with the id of its request, by which the operator finds a fault of ours in the log.
    #[must_use]
    pub fn of_request(mut self, id: &str) -> Self {
        if self.status >= 500 && !self.detail.contains(id) {
            self.detail = format!("{} Request ID {id}.", self.detail);
        }
        self
    }

    /// The same problem with the seconds to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same problem with the page where it can be solved.
    #[must_use]
    pub fn help_link(mut self, label: &str, path: &str) -> Self {
        self.help_link = Some(Box::new(HelpLink {
            label: label.to_owned(),
            path: path.to_owned(),
        }));
        self
    }
}
