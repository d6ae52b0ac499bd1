//! Vectors without a model: hashed n-grams of characters, so that texts that share words are near.

use igny8::text::fold;

use super::seed::hash;

/// Numbers of a vector.
pub(super) const DIMENSIONS: u64 = 256;

/// Characters looked at; the rest of a longer text adds nothing new.
const MAX_CHARS: usize = 20_000;

/// The vector of a text, of length 1.
pub(super) fn vector(text: &str) -> Vec<f32> {
    let folded = fold(&text.chars().take(MAX_CHARS).collect::<String>());
    let mut values = vec![0.0_f32; 256];
    for word in folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        add(&mut values, word, 2.0);
        let padded: Vec<char> = format!("^{word}$").chars().collect();
        for size in 2..=4 {
            for gram in padded.windows(size) {
                add(&mut values, &gram.iter().collect::<String>(), 1.0);
            }
        }
    }
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut values {
            *value /= length;
        }
    } else if let Some(first) = values.first_mut() {
        *first = 1.0;
    }
    values
}

fn add(values: &mut [f32], gram: &str, weight: f32) {
    let hashed = hash(&[gram]);
    let at = usize::try_from((hashed >> 8) % DIMENSIONS).unwrap_or(0);
    let sign = if hashed >> 63 == 0 { 1.0 } else { -1.0 };
    if let Some(value) = values.get_mut(at) {
        *value += sign * weight;
    }
}
