//! What a connection waits for: its client, or us.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What is known of one connection.
#[derive(Debug)]
pub(super) struct Watch {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The number of the next request.
    next: u64,
    /// Answers that are being made or given.
    open: usize,
    /// Since when there is none.
    idle: Instant,
    /// Answers of which a piece was handed over and no other asked for, and since when.
    handed_over: HashMap<u64, Instant>,
    /// Whether the socket takes nothing at the moment; it has a bound of its own.
    is_blocked: bool,
}

/// What is to become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes on.
    Goes,
    /// Nothing was asked for too long.
    Idle,
    /// An answer was not taken for too long.
    Stalled,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                open: 0,
                idle: Instant::now(),
                handed_over: HashMap::new(),
                is_blocked: false,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request, until what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Kept {
        let mut state = self.lock();
        state.next += 1;
        state.open += 1;
        Kept {
            number: state.next,
            watch: self.clone(),
        }
    }

    /// Notes whether the socket takes something.
    pub(super) fn blocked(&self, is_blocked: bool) {
        self.lock().is_blocked = is_blocked;
    }

    pub(super) fn verdict(&self, now: Instant, stall: Duration) -> Verdict {
        let state = self.lock();
        let is_late = |since: &Instant| now.saturating_duration_since(*since) >= stall;
        if state.handed_over.values().any(is_late) {
            Verdict::Stalled
        } else if state.open == 0 && !state.is_blocked && is_late(&state.idle) {
            Verdict::Idle
        } else {
            Verdict::Goes
        }
    }
}

/// One request that is answered.
#[derive(Debug)]
pub(super) struct Kept {
    number: u64,
    watch: Arc<Watch>,
}

impl Kept {
    /// A piece of the answer was handed over: the client's turn.
    pub(super) fn handed_over(&self) {
        self.watch.lock().handed_over.insert(self.number, Instant::now());
    }

    /// More of the answer is asked for: our turn.
    pub(super) fn asked_for(&self) {
        self.watch.lock().handed_over.remove(&self.number);
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let mut state = self.watch.lock();
        state.handed_over.remove(&self.number);
        state.open -= 1;
        if state.open == 0 {
            state.idle = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STALL_TIMEOUT: Duration = Duration::from_secs(30);

    #[test]
    fn only_the_clients_time_counts() {
        let watch = Arc::new(Watch::new());
        let verdict = |later: Duration| watch.verdict(Instant::now() + later, STALL_TIMEOUT);
        assert_eq!(verdict(STALL_TIMEOUT / 2), Verdict::Goes);
        assert_eq!(verdict(STALL_TIMEOUT), Verdict::Idle);
        let kept = watch.begin();
        assert_eq!(
            verdict(STALL_TIMEOUT * 9),
            Verdict::Goes,
            "the answer is ours to make"
        );
        kept.handed_over();
        assert_eq!(verdict(STALL_TIMEOUT / 2), Verdict::Goes);
        assert_eq!(verdict(STALL_TIMEOUT), Verdict::Stalled);
        kept.asked_for();
        assert_eq!(
            verdict(STALL_TIMEOUT * 9),
            Verdict::Goes,
            "it moves, and waits for us"
        );
        kept.handed_over();
        drop(kept);
        assert_eq!(verdict(STALL_TIMEOUT / 2), Verdict::Goes);
        assert_eq!(verdict(STALL_TIMEOUT), Verdict::Idle);
        watch.blocked(true);
        assert_eq!(
            verdict(STALL_TIMEOUT),
            Verdict::Goes,
            "the end of an answer is on its way"
        );
    }
}
