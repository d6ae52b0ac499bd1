//! Work that each may do only so much of at once; what comes beyond that waits for its turn, first come, first served.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The lines of those who wait.
#[derive(Debug)]
pub struct Turns<K> {
    at_once: usize,
    lines: Lines<K>,
}

type Lines<K> = Arc<Mutex<HashMap<K, Arc<Semaphore>>>>;

impl<K: Clone + Eq + Hash> Turns<K> {
    /// `at_once` for each; at least one.
    pub fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.clamp(1, Semaphore::MAX_PERMITS),
            lines: Arc::default(),
        }
    }

    /// Waits for a turn, which lasts until it is dropped.
    pub async fn wait(&self, who: K) -> Turn<K> {
        let line = locked(&self.lines)
            .entry(who.clone())
            .or_insert_with(|| Arc::new(Semaphore::new(self.at_once)))
            .clone();
        // Made before the wait, so that a line is forgotten also by whoever gives up waiting.
        let mut turn = Turn {
            who,
            permit: None,
            waited: false,
            line: Some(line.clone()),
            lines: self.lines.clone(),
        };
        match line.clone().try_acquire_owned() {
            Ok(permit) => turn.permit = Some(permit),
            Err(_) => {
                turn.waited = true;
                turn.permit = line.acquire_owned().await.ok();
            }
        }
        turn
    }
}

impl<K> Clone for Turns<K> {
    fn clone(&self) -> Self {
        Self {
            at_once: self.at_once,
            lines: self.lines.clone(),
        }
    }
}

/// A turn that is taken.
#[derive(Debug)]
pub struct Turn<K: Eq + Hash> {
    who: K,
    permit: Option<OwnedSemaphorePermit>,
    waited: bool,
    line: Option<Arc<Semaphore>>,
    lines: Lines<K>,
}

impl<K: Eq + Hash> Turn<K> {
    /// Whether others of the same line were at it when it was asked for.
    pub const fn waited(&self) -> bool {
        self.waited
    }
}

impl<K: Eq + Hash> Drop for Turn<K> {
    fn drop(&mut self) {
        let mut lines = locked(&self.lines);
        self.permit.take();
        self.line.take();
        // Only the map knows the line now, and nobody can come to it while the map is locked.
        if lines
            .get(&self.who)
            .is_some_and(|line| Arc::strong_count(line) == 1)
        {
            lines.remove(&self.who);
        }
    }
}

fn locked<K>(lines: &Lines<K>) -> MutexGuard<'_, HashMap<K, Arc<Semaphore>>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn each_has_a_line_of_its_own_in_order_and_idle_ones_are_forgotten() {
        let turns = Turns::new(1);
        let first = turns.wait("ann").await;
        let other = turns.wait("bob").await;
        let mut second = Box::pin(turns.wait("ann"));
        let mut third = Box::pin(turns.wait("ann"));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(third.as_mut().now_or_never().is_none(), "the second comes before");
        let second = second.await;
        assert!(second.waited() && !other.waited());
        drop(third);
        drop(second);
        drop(other);
        assert!(locked(&turns.lines).is_empty());
    }
}
