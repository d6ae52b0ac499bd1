//! A provider's fault as the run sees it: what may pass is tried again by the runner, the rest ends the run.

use igny8::error::{Problem, ProblemKind};

use provider::ProviderError;

/// The problem that a failed call is.
pub(super) fn problem(error: &ProviderError) -> Problem {
    let mut sentence = error.to_string();
    if let Some(first) = sentence.get(..1) {
        let first = first.to_uppercase();
        sentence.replace_range(..1, &first);
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    if !error.is_passing() {
        return Problem::conflict(sentence);
    }
    let kind = if matches!(error, ProviderError::RateLimited { .. }) {
        ProblemKind::RateLimited
    } else {
        ProblemKind::Unavailable
    };
    let problem = Problem::new(kind, sentence);
    match error.retry_after() {
        Some(wait) => problem.retry_after(wait.as_secs().max(1)),
        None => problem,
    }
}
