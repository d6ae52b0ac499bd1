//! What is known of the meaning of some phrases: the sum of their vectors.

use super::super::{closeness::mean_cosine, number::real};

/// The sum of unit vectors, which is all that means and cosines between many of them need.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meaning {
    sum: Vec<f32>,
    count: usize,
}

impl Meaning {
    /// Adds the vector of a phrase, whatever its length. One without a direction, or of other dimensions, says nothing.
    pub fn add(&mut self, vector: &[f32]) {
        let length = dot(vector, vector).sqrt();
        let fits = self.count == 0 || vector.len() == self.sum.len();
        if !fits || !length.is_normal() {
            return;
        }
        self.sum.resize(vector.len(), 0.0);
        for (sum, value) in self.sum.iter_mut().zip(vector) {
            *sum += value / length;
        }
        self.count += 1;
    }

    /// The mean cosine between all pairs of phrases, where there are pairs.
    pub fn cohesion(&self) -> Option<f32> {
        (self.count > 1).then(|| mean_cosine(dot(&self.sum, &self.sum), real(self.count)))
    }

    /// How many phrases.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// The mean cosine between the phrases of this one and of another.
    pub(super) fn between(&self, other: &Self) -> f32 {
        dot(&self.sum, &other.sum) / (real(self.count) * real(other.count))
    }

    /// The sum of the phrases' vectors.
    pub(super) fn sum(&self) -> &[f32] {
        &self.sum
    }

    /// The sum's length, never 0.
    pub(super) fn length(&self) -> f32 {
        dot(&self.sum, &self.sum).sqrt().max(f32::MIN_POSITIVE)
    }

    /// Takes in the phrases of another.
    pub(super) fn merge(&mut self, other: Self) {
        for (sum, value) in self.sum.iter_mut().zip(other.sum) {
            *sum += value;
        }
        self.count += other.count;
    }
}

/// The dot product, in eight sums side by side: in one, every addition would wait for the last.
pub(super) fn dot(one: &[f32], other: &[f32]) -> f32 {
    let ((one, one_rest), (other, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in one.iter().zip(other) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = one_rest.iter().zip(other_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
