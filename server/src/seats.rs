//! Places that are taken for as long as something lasts: at most so many by one, given back by themselves.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts who has how many places.
#[derive(Debug)]
pub struct Seats<K> {
    most: usize,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Clone + Eq + Hash> Seats<K> {
    /// At most `most` places for each; 0 is no bound.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            taken: Arc::default(),
        }
    }

    /// A place, until it is dropped; none if all are taken.
    pub fn take(&self, who: K) -> Option<Seat<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(who.clone()).or_insert(0);
        if self.most > 0 && *count >= self.most {
            return None;
        }
        *count += 1;
        let taken = self.taken.clone();
        Some(Seat { who, taken })
    }
}

impl<K> Clone for Seats<K> {
    fn clone(&self) -> Self {
        Self {
            most: self.most,
            taken: self.taken.clone(),
        }
    }
}

/// A place that is taken.
#[derive(Debug)]
pub struct Seat<K: Eq + Hash> {
    who: K,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.who) {
            *count -= 1;
            // Whoever has none is forgotten, so that the list is as long as what goes on now.
            if *count == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_each_ones_own_and_come_back() {
        let seats = Seats::new(2);
        let first = seats.take("ann").unwrap();
        let _second = seats.take("ann").unwrap();
        assert!(seats.take("ann").is_none());
        let bob = seats.take("bob").unwrap();
        drop(first);
        assert!(seats.take("ann").is_some());
        drop(bob);
        assert_eq!(seats.taken.lock().unwrap().len(), 1, "bob is forgotten");
    }

    #[test]
    fn nought_is_no_bound() {
        let seats = Seats::new(0);
        let taken: Vec<_> = (0..100).map(|_| seats.take(1).unwrap()).collect();
        assert_eq!(taken.len(), 100);
    }
}
