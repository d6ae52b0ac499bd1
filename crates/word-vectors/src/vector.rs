//! Vectors of phrases, in whole numbers so that half a million fit into the memory and compare fast.

/// Numbers of a vector.
pub const DIMENSIONS: usize = 256;
/// What a number of 1.0 is written as. A unit vector's numbers are below 0.5 but for phrases of one odd piece.
const SCALE: f32 = 254.0;

/// A direction: how two of them differ says how far apart in meaning their phrases are.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// Between -127 and 127. They would fit into half the room, but compare four times as fast in this one.
    numbers: [i16; DIMENSIONS],
    /// One over the length of `numbers`.
    scale: f32,
}

impl Vector {
    /// The direction of a sum; none if it has no length.
    pub fn direction(sum: &[f32; DIMENSIONS]) -> Option<Self> {
        let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length.is_nan() || length <= f32::MIN_POSITIVE {
            return None;
        }
        let numbers = std::array::from_fn(|at| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "clamped to the type's range before"
            )]
            let number = (sum[at] / length * SCALE).round().clamp(-127.0, 127.0) as i16;
            number
        });
        #[expect(
            clippy::cast_precision_loss,
            reason = "at most 256 times 127², which f32 holds exactly"
        )]
        let length = (product(&numbers, &numbers) as f32).sqrt();
        (length > 0.0).then(|| Self {
            numbers,
            scale: 1.0 / length,
        })
    }

    /// Cosine similarity: 1 for one direction, 0 for phrases that have nothing to do with each other.
    pub fn cosine(&self, other: &Self) -> f32 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "at most 256 times 127², which f32 holds exactly"
        )]
        let product = product(&self.numbers, &other.numbers) as f32;
        product * self.scale * other.scale
    }

    /// The numbers, each between -127 and 127, of a length that differs from vector to vector.
    pub const fn numbers(&self) -> &[i16; DIMENSIONS] {
        &self.numbers
    }

    /// Adds the vector, as long as 1, to a sum, as often as `times` says.
    pub fn add_to(&self, sum: &mut [f32; DIMENSIONS], times: f32) {
        for (total, number) in sum.iter_mut().zip(&self.numbers) {
            *total += f32::from(*number) * self.scale * times;
        }
    }
}

/// Whole numbers add up the same in any order, so that compilers may use the widest instructions there are.
fn product(left: &[i16; DIMENSIONS], right: &[i16; DIMENSIONS]) -> i32 {
    left.iter()
        .zip(right)
        .map(|(a, b)| i32::from(*a) * i32::from(*b))
        .sum()
}
