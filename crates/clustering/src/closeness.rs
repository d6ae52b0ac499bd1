//! How close two parts are in relation to their own cohesion.

/// Rows that belong together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// How many rows.
    pub size: f32,
    /// How close they are to each other.
    pub within: f32,
}

/// The relative closeness of Karypis, Han, Kumar, "Chameleon", *IEEE Computer* 32(8) (1999), on means: what is `between`
/// the rows of two parts, by what is within both.
pub(super) fn relative(between: f32, one: Part, other: Part) -> f32 {
    let cohesion = (one.size * one.within + other.size * other.within) / (one.size + other.size);
    between / cohesion
}

/// The mean cosine between all pairs of at least two rows of unit length, whose sum has this squared length.
pub(super) fn mean_cosine(square: f32, size: f32) -> f32 {
    (square - size) / (size * (size - 1.0))
}
