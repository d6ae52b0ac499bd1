//! What an error means for a run: the end, or another start later.

use std::io;

use igny8::error::Problem;
use keyword_import::ImportError;

use crate::error::Error;

/// Starts in a round before an error is the end.
const ATTEMPTS: i16 = 5;
/// Seconds before the second start, at most; it doubles with each.
const BASE: f64 = 2.0;
/// The longest wait in seconds.
const CAP: f64 = 300.0;

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// Ended with this sentence.
    Failed(String),
    /// Again after these seconds, with this sentence meanwhile.
    Later(String, f64),
    /// Ended as asked.
    Cancelled,
    /// Somebody else's run: nothing to write.
    Fenced,
}

/// Judges the error of start number `attempt`; `chance` is a random number from 0 to 1.
pub(super) fn judge(error: &Error, attempt: i16, chance: f64) -> Verdict {
    match error {
        Error::Fenced => Verdict::Fenced,
        Error::Cancelled => Verdict::Cancelled,
        Error::Problem(problem) if passes(problem) => {
            later(problem.detail.clone(), attempt, chance, problem.retry_after)
        }
        Error::Problem(problem) => Verdict::Failed(problem.detail.clone()),
        // A store that does not answer now; a file that is gone stays so.
        Error::Import(ImportError::Io(fault)) if fault.kind() != io::ErrorKind::NotFound => {
            later(sentence(error), attempt, chance, None)
        }
        Error::Database(_) | Error::Redis(_) | Error::File(_) | Error::Join(_) => {
            later(sentence(error), attempt, chance, None)
        }
        other => Verdict::Failed(sentence(other)),
    }
}

/// Whether the same request may succeed later: our faults, and what a client error says so of (RFC 9110 408, RFC 6585 429).
fn passes(problem: &Problem) -> bool {
    matches!(problem.status, 408 | 429 | 500..)
}

fn later(sentence: String, attempt: i16, chance: f64, retry_after: Option<u64>) -> Verdict {
    if attempt >= ATTEMPTS {
        return Verdict::Failed(format!("{sentence} Failed after {attempt} attempts."));
    }
    Verdict::Later(sentence, wait(attempt, chance, retry_after))
}

/// Exponential with full jitter (Brooker, “Exponential Backoff And Jitter”, AWS 2015), never before the time that a
/// provider asked for.
#[expect(clippy::cast_precision_loss, reason = "seconds to wait are far below 2^52")]
fn wait(attempt: i16, chance: f64, retry_after: Option<u64>) -> f64 {
    let most = (BASE * 2f64.powi(i32::from(attempt.max(1)) - 1)).min(CAP);
    (most * chance).max(retry_after.map_or(0.0, |seconds| seconds as f64))
}

fn sentence(error: &Error) -> String {
    let what = match error {
        Error::Import(ImportError::Io(fault)) if fault.kind() != io::ErrorKind::NotFound => {
            "The file couldn't be read."
        }
        Error::Import(error) => return error.to_string(),
        Error::Database(_) => "The database didn't respond or rejected a change.",
        Error::Redis(_) => "Part of the system didn't respond.",
        Error::File(_) => "A file couldn't be read or written.",
        Error::Join(_) => "The task stopped unexpectedly.",
        _ => "Something went wrong.",
    };
    format!("{what} Try again. If this keeps happening, send your administrator the task ID.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::error::ProblemKind;

    #[test]
    fn faults_of_the_caller_end_a_run() {
        let error = Error::Problem(Problem::bad_request("No."));
        assert_eq!(judge(&error, 1, 0.5), Verdict::Failed("No.".into()));
        assert_eq!(judge(&Error::Cancelled, 1, 0.5), Verdict::Cancelled);
        assert_eq!(judge(&Error::Fenced, 1, 0.5), Verdict::Fenced);
    }

    #[test]
    fn what_may_pass_is_tried_five_times() {
        let slow = Error::Problem(Problem::new(ProblemKind::RateLimited, "Slow.").retry_after(7));
        assert_eq!(judge(&slow, 1, 0.5), Verdict::Later("Slow.".into(), 7.0));
        let busy = Error::Database(sqlx::Error::PoolTimedOut);
        assert!(matches!(judge(&busy, 4, 1.0), Verdict::Later(..)));
        assert!(matches!(judge(&busy, 5, 1.0), Verdict::Failed(_)));
    }

    #[test]
    fn waits_grow_to_a_cap() {
        for (attempt, chance, seconds) in [
            (1, 1.0, 2.0),
            (3, 1.0, 8.0),
            (4, 0.5, 8.0),
            (30, 1.0, CAP),
            (3, 0.0, 0.0),
        ] {
            assert!(
                (wait(attempt, chance, None) - seconds).abs() < 1e-9,
                "start {attempt}"
            );
        }
    }
}
