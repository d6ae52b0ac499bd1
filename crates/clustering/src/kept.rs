//! A graph as bytes, so that a list can be cut again without searching neighbours anew.
//!
//! Each link stands once, at its lower node: how far the other node is, in seven bits a byte, and its weight in two bytes.

use super::{
    Phrase,
    features::fnv_bytes,
    graph::{Graph, WEIGHT_STEP},
    leiden::mix,
    number::id,
    options::Options,
    units::{Unit, spelling},
};

/// The first bytes; another number says that graphs are made another way.
const MAGIC: &[u8; 8] = b"igny8g\0\x02";
/// Bytes before the links.
const HEAD: usize = MAGIC.len() + 16 + 4;

/// What a graph was made of: the same units and settings make the same one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint(u128);

impl Fingerprint {
    pub fn of(phrases: &[Phrase<'_>], units: &[Unit], options: &Options) -> Self {
        let settings = format!(
            "{} {} {} {} {}",
            options.neighbours,
            options.min_similarity,
            options.characters,
            options.meanings,
            options.language
        );
        let mut state = [fnv_bytes(settings.as_bytes()), units.len() as u64];
        for unit in units {
            for token in &unit.tokens {
                let word = fnv_bytes(token.stem.as_bytes());
                state[0] = mix(state[0] ^ word);
                state[1] = mix(state[1].wrapping_add(word.rotate_left(17)));
            }
            let text = spelling(phrases, unit).map_or(0, |text| fnv_bytes(text.as_bytes()));
            state[1] = mix(state[1] ^ text);
            state = [mix(state[0]), mix(state[1] ^ 1)];
        }
        Self((u128::from(state[0]) << 64) | u128::from(state[1]))
    }
}

/// Writes a graph whose nodes all have the same mass.
pub(super) fn write(graph: &Graph, fingerprint: Fingerprint) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + 48 * graph.len());
    bytes.extend(MAGIC);
    bytes.extend(fingerprint.0.to_le_bytes());
    bytes.extend(id(graph.len()).to_le_bytes());
    for node in 0..graph.len() {
        let own = id(node);
        let above = || graph.edges(node).iter().filter(|(other, _)| *other > own);
        number(&mut bytes, id(above().count()));
        let mut last = own;
        for (other, weight) in above() {
            number(&mut bytes, other - last);
            last = *other;
            bytes.extend(steps(*weight).to_le_bytes());
        }
    }
    bytes
}

/// Reads what was written for this fingerprint; none for any other bytes.
pub(super) fn read(bytes: &[u8], fingerprint: Fingerprint) -> Option<Graph> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let (found, after) = rest.split_first_chunk::<16>()?;
    let (count, after) = after.split_first_chunk::<4>()?;
    rest = after;
    let count = u32::from_le_bytes(*count);
    // Each node takes a byte at least, so that a few bytes never ask for much memory.
    if u128::from_le_bytes(*found) != fingerprint.0 || count as usize > rest.len() {
        return None;
    }
    let mut directed = Vec::new();
    for node in 0..count {
        let mut other = node;
        for _ in 0..take(&mut rest)? {
            other = other
                .checked_add(take(&mut rest)?)
                .filter(|other| *other < count)?;
            let (weight, after) = rest.split_first_chunk::<2>()?;
            rest = after;
            let weight = f64::from(u16::from_le_bytes(*weight)) * WEIGHT_STEP;
            directed.push((node, other, weight));
            directed.push((other, node, weight));
        }
    }
    rest.is_empty()
        .then(|| Graph::new(vec![1.0; count as usize], &directed))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "weights are whole steps of at most two similarities"
)]
fn steps(weight: f64) -> u16 {
    (weight / WEIGHT_STEP).round().clamp(0.0, f64::from(u16::MAX)) as u16
}

fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in (0..32).step_by(7) {
        let (first, after) = bytes.split_first()?;
        *bytes = after;
        number |= u32::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
