//! Folds phrases that cannot be told apart into one unit and puts the units into an order that the input's order does not change.

use super::{
    Phrase,
    number::id,
    parallel,
    progress::{Cancelled, Reporter},
    text::{Token, tokens},
};

/// All phrases with the same tokens: spellings, plurals and copies of one phrase.
pub(super) struct Unit {
    pub tokens: Vec<Token>,
    /// Indices into the input, ascending.
    pub copies: Vec<u32>,
}

/// Reads the phrases into units, sorted by their tokens; blank phrases belong to none.
pub(super) fn read(
    phrases: &[Phrase<'_>],
    language: &str,
    report: &mut Reporter<'_>,
) -> Result<Vec<Unit>, Cancelled> {
    let mut read = parallel::each(
        phrases.len(),
        parallel::SMALL,
        || (),
        |(), at| (tokens(phrases[at].text, language), id(at)),
        report,
    )?;
    read.retain(|(tokens, _)| !tokens.is_empty());
    read.sort_unstable();
    let mut units: Vec<Unit> = Vec::new();
    for (tokens, index) in read {
        match units.last_mut() {
            Some(unit) if unit.tokens == tokens => unit.copies.push(index),
            _ => units.push(Unit {
                tokens,
                copies: vec![index],
            }),
        }
    }
    Ok(units)
}

/// The spelling that speaks for a unit. They may differ in their pieces; the first in order does, whoever came first.
pub(super) fn spelling<'a>(phrases: &[Phrase<'a>], unit: &Unit) -> Option<&'a str> {
    unit.copies.iter().map(|at| phrases[*at as usize].text).min()
}

/// The unit of each phrase; none for blank ones.
pub(super) fn units_of(units: &[Unit], count: usize) -> Vec<Option<u32>> {
    let mut units_of = vec![None; count];
    for (unit, each) in units.iter().enumerate() {
        for copy in &each.copies {
            units_of[*copy as usize] = Some(id(unit));
        }
    }
    units_of
}
