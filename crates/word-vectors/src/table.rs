//! The table of vectors, as `make/make.py` writes it.
//!
//! `WORDVEC1`; count of pieces, numbers of a vector and bytes of the list, as u32; the list, one piece a line; a scale (f32) for
//! each piece; its numbers (i8), by which the scale is multiplied. All in little-endian order.

use std::sync::OnceLock;

use thiserror::Error;

use super::{
    pieces::Pieces,
    vector::{DIMENSIONS, Vector},
};

const ENGLISH: &[u8] = include_bytes!("../data/english.bin");
const MARK: &[u8] = b"WORDVEC1";

/// A table that is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("The table of word vectors is damaged.")]
pub struct Damaged;

/// Vectors of word pieces.
#[derive(Debug)]
pub struct Table {
    pieces: Pieces,
    scales: Vec<f32>,
    /// As bytes, since they stand in the program itself; each is an i8.
    numbers: &'static [u8],
}

impl Table {
    /// The table that ships with the program.
    #[expect(clippy::missing_panics_doc, reason = "a test reads what is compiled in")]
    pub fn english() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::read(ENGLISH).expect("a test reads the table that is compiled in"))
    }

    /// # Errors
    ///
    /// [`Damaged`] where the bytes are not what the format says.
    pub fn read(bytes: &'static [u8]) -> Result<Self, Damaged> {
        let rest = bytes.strip_prefix(MARK).ok_or(Damaged)?;
        let (count, rest) = number(rest)?;
        let (width, rest) = number(rest)?;
        let (length, rest) = number(rest)?;
        let (list, rest) = rest.split_at_checked(length).ok_or(Damaged)?;
        let scales = count.checked_mul(4).ok_or(Damaged)?;
        let (scales, numbers) = rest.split_at_checked(scales).ok_or(Damaged)?;
        let list = std::str::from_utf8(list).map_err(|_| Damaged)?;
        let whole = width == DIMENSIONS
            && Some(numbers.len()) == count.checked_mul(width)
            && list.lines().count() == count;
        if !whole {
            return Err(Damaged);
        }
        Ok(Self {
            pieces: Pieces::new(list.lines()),
            scales: scales
                .chunks_exact(4)
                .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
                .collect(),
            numbers,
        })
    }

    /// The vector of a phrase; none if no word of it is known.
    pub fn vector(&self, phrase: &str) -> Option<Vector> {
        let mut sum = [0.0; DIMENSIONS];
        self.pieces.split(phrase, |piece| {
            let at = piece as usize;
            let scale = self.scales[at];
            let numbers = &self.numbers[at * DIMENSIONS..][..DIMENSIONS];
            for (total, number) in sum.iter_mut().zip(numbers) {
                *total += f32::from(number.cast_signed()) * scale;
            }
        });
        Vector::direction(&sum)
    }
}

fn number(bytes: &[u8]) -> Result<(usize, &[u8]), Damaged> {
    let (four, rest) = bytes.split_first_chunk::<4>().ok_or(Damaged)?;
    Ok((u32::from_le_bytes(*four) as usize, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(left: &str, right: &str) -> f32 {
        let table = Table::english();
        table.vector(left).unwrap().cosine(&table.vector(right).unwrap())
    }

    #[test]
    fn what_means_the_same_is_near() {
        for (same, near, far) in [
            ("sofa", "couch", "mortgage"),
            ("cheap flights", "low cost airline tickets", "how to bake bread"),
            ("fix a bicycle", "bike repair", "bank account"),
            ("doctor", "physician", "lawn mower"),
        ] {
            assert!(
                cosine(same, near) > cosine(same, far) + 0.2,
                "{same}: {near} {}, {far} {}",
                cosine(same, near),
                cosine(same, far)
            );
        }
    }

    #[test]
    fn what_has_no_known_word_has_no_vector() {
        for text in ["", "   ", "東京", "кофе", "\u{301}"] {
            assert_eq!(Table::english().vector(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_damaged_table_is_found() {
        for cut in [0, 5, 12, 20, 1_000, ENGLISH.len() - 1] {
            assert_eq!(Table::read(&ENGLISH[..cut]).unwrap_err(), Damaged);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_vector_or_none(text in "\\PC{0,80}") {
            if let Some(vector) = Table::english().vector(&text) {
                proptest::prop_assert!((vector.cosine(&vector) - 1.0).abs() < 0.001);
            }
        }
    }
}
