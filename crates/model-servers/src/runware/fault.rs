//! Runware's errors. Its codes are names of their own, which differ between models, so some are known by a part.

use provider::ProviderError;
use serde_json::Value;

use crate::wire::{Told, Wire};

/// The error in an answer of status 200.
pub(super) fn within(wire: &Wire, answer: &Value) -> ProviderError {
    let told = Told::of(answer);
    let error = ProviderError::Request {
        detail: wire.words(told.message.as_deref().unwrap_or(&told.code)),
    };
    refined(wire, &told, error)
}

/// The same error, or what its code says more exactly.
pub(super) fn refined(wire: &Wire, told: &Told, error: ProviderError) -> ProviderError {
    let code = told.code.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| code.contains(part));
    let detail = wire.words(told.message.as_deref().unwrap_or(&told.code));
    let retry_after = error.retry_after();
    if has(&["apikey", "unauthorized"]) {
        ProviderError::Key { detail }
    } else if has(&["credit", "balance", "payment"]) {
        ProviderError::Quota { detail }
    } else if has(&["nsfw", "moderat", "safety", "contentpolicy", "providercontent"]) {
        ProviderError::Refused { detail }
    } else if has(&["ratelimit", "toomanyrequests", "concurren"]) {
        ProviderError::RateLimited { retry_after }
    } else if has(&["timeout", "unavailable", "capacity", "internal", "servererror"]) {
        ProviderError::Unavailable { detail, retry_after }
    } else {
        error
    }
}
