//! What can go wrong with a provider, and whether another attempt makes sense.

use std::time::Duration;

use super::Usage;

/// A failed call: the reason, and what is known of the call all the same.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Failed {
    /// The reason.
    pub error: ProviderError,
    /// The provider's id of the call, where it gave one before it failed.
    pub request_id: Option<String>,
    /// What the call took, where the provider said so before it failed.
    pub usage: Usage,
}

/// Why a call failed, in words for the person whose key it is.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It has nothing of the kind.
    #[error("this provider doesn't offer {what}: choose another one in Integrations")]
    NotOffered {
        /// What was asked for.
        what: &'static str,
    },
    /// The key is missing, wrong or not allowed to do this (401, 403).
    #[error("the provider rejected the API key ({detail}): check it in Integrations")]
    Key {
        /// The provider's words.
        detail: String,
    },
    /// Model, size or another part of the request is not accepted (other 4xx).
    #[error(
        "the provider rejected the request ({detail}){}",
        next(detail, "check the model in Integrations, or choose another one")
    )]
    Request {
        /// The provider's words.
        detail: String,
    },
    /// Prompt and answer do not fit together.
    #[error("{}", room(*has, *needed))]
    Room {
        /// Tokens that there are, where the provider says so.
        has: Option<u32>,
        /// Tokens that are needed.
        needed: u32,
    },
    /// The account with the provider is out of money.
    #[error("the provider's account has no quota left ({detail}): check its billing")]
    Quota {
        /// The provider's words.
        detail: String,
    },
    /// Too many requests (429).
    #[error("too many requests to the provider with this API key")]
    RateLimited {
        /// When it may be tried again, if the provider says so.
        retry_after: Option<Duration>,
    },
    /// The provider's own fault (408, 5xx) or a body that ends early.
    #[error("the provider failed ({detail})")]
    Unavailable {
        /// What happened.
        detail: String,
        /// When it may be tried again, if the provider says so.
        retry_after: Option<Duration>,
    },
    /// No answer within the request's time.
    #[error("the provider didn't respond in time")]
    TimedOut,
    /// The model will not answer this.
    #[error("the model refused this content ({detail}): change the title, the keywords or the prompt")]
    Refused {
        /// The model's or the filter's words.
        detail: String,
    },
    /// An answer that is not of the documented shape.
    #[error(
        "the provider's response couldn't be read ({detail}){}",
        next(detail, "try again, or choose another model in Integrations")
    )]
    Malformed {
        /// What is wrong with it.
        detail: String,
        /// The answer's text, for the one attempt to mend it.
        text: Option<String>,
    },
    /// The address is one that may not be called.
    #[error("the provider URL can't be used: {detail}; change it in Integrations")]
    Address {
        /// What is wrong with it.
        detail: String,
    },
    /// Nobody is there.
    #[error("couldn't connect to the provider ({detail}): check its URL in Integrations")]
    Unreachable {
        /// What happened.
        detail: String,
    },
}

/// What to do next, unless the detail says so already.
fn next(detail: &str, advice: &str) -> String {
    if detail.contains("Integrations") {
        String::new()
    } else {
        format!(": {advice}")
    }
}

/// One sentence with both numbers.
fn room(has: Option<u32>, needed: u32) -> String {
    let needed = grouped(needed);
    match has {
        Some(has) => format!(
            "this model's context is limited to {} tokens, but {needed} are needed: load it with a longer context, or choose another model in Integrations",
            grouped(has)
        ),
        None => format!(
            "this model's context is too small for the {needed} tokens that are needed: load it with a longer context, or choose another model in Integrations"
        ),
    }
}

/// A number with commas between its thousands.
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl From<ProviderError> for Failed {
    fn from(error: ProviderError) -> Self {
        Self {
            error,
            request_id: None,
            usage: Usage::default(),
        }
    }
}

impl ProviderError {
    /// Whether a later attempt may succeed without a change by anybody.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::TimedOut | Self::Unreachable { .. }
        )
    }

    /// How long to wait before it, if the provider says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_next_is_said_once() {
        for (detail, said) in [
            (
                "status 400",
                "(status 400): check the model in Integrations, or choose another one",
            ),
            (
                "no such model: choose another model in Integrations",
                "(no such model: choose another model in Integrations)",
            ),
        ] {
            let error = ProviderError::Request {
                detail: detail.to_owned(),
            };
            assert!(error.to_string().ends_with(said), "{error}");
        }
    }

    #[test]
    fn little_room_is_told_with_both_numbers() {
        let error = ProviderError::Room {
            has: Some(4096),
            needed: 12_000,
        };
        let said = error.to_string();
        assert!(
            said.starts_with("this model's context is limited to 4,096 tokens, but 12,000 are needed"),
            "{said}"
        );
        assert!(!error.is_passing());
        assert_eq!(
            ["0", "999", "1,000", "1,048,576"],
            [0, 999, 1000, 1_048_576].map(grouped)
        );
    }
}
