//! The settings of a clustering and the values that were measured to work for short phrases.

use igny8::text::primary;

use super::resolution::asked;

/// What a clustering may be told; [`Options::default`] suits lists of any size and topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Fewest members of a group; smaller ones become strays. Default 2.
    pub min_size: usize,
    /// Most members of a group; larger ones are divided. Below the default closeness it grows as the resolution falls. Spellings of
    /// one phrase always stay together. Default 300.
    pub max_cluster_size: usize,
    /// How many nearest neighbours link a phrase to others. Default 10.
    pub neighbours: usize,
    /// The density of links that holds a community together (γ of the constant Potts model) where words alone count: more
    /// makes smaller groups. Default 0.01.
    pub resolution: f64,
    /// Cosine similarity (0 to 1) below which two phrases are unrelated; a phrase without a neighbour above it is a
    /// stray. Default 0.2.
    pub min_similarity: f32,
    /// How similar two parts of a group must be, relative to the similarity inside them, to stay one group (0 to 1):
    /// more makes smaller groups, 0 never divides. Where meanings count, it says how broad groups are. Default 0.4.
    pub closeness: f32,
    /// Whether the characters in words count, which forgive typing errors and endings. Default yes.
    pub characters: bool,
    /// Whether the table of word vectors counts, where it knows the language. Default yes.
    pub meanings: bool,
    /// The language whose word endings are ignored, as a BCP 47 tag such as `de` or `pt-BR`; see [`igny8::text::stem`].
    /// Default English.
    pub language: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_size: 2,
            max_cluster_size: 300,
            neighbours: 10,
            resolution: 0.01,
            min_similarity: 0.2,
            closeness: 0.4,
            characters: true,
            meanings: true,
            language: "en".to_owned(),
        }
    }
}

impl Options {
    /// The most members of a group at this closeness: who asks for broader groups than usual gets larger ones.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a count of phrases in memory, times a thousand at most"
    )]
    pub(super) fn largest(&self) -> usize {
        (self.max_cluster_size as f64 / asked(self.closeness).clamp(0.001, 1.0)) as usize
    }

    /// The same settings with each value inside the range that it has a meaning in.
    pub(super) fn in_range(&self) -> Self {
        let default = Self::default();
        let min_size = self.min_size.max(1);
        Self {
            min_size,
            max_cluster_size: self.max_cluster_size.max(min_size),
            neighbours: self.neighbours.min(100),
            resolution: if self.resolution.is_finite() {
                self.resolution.max(0.0)
            } else {
                default.resolution
            },
            // Zero would link phrases that have nothing in common.
            min_similarity: if self.min_similarity.is_nan() {
                default.min_similarity
            } else {
                self.min_similarity.clamp(0.01, 1.0)
            },
            closeness: if self.closeness.is_nan() {
                default.closeness
            } else {
                self.closeness.clamp(0.0, 1.0)
            },
            characters: self.characters,
            meanings: self.meanings,
            language: primary(&self.language),
        }
    }
}
