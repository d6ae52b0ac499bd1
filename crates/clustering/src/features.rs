//! TF-IDF vectors of phrases: stemmed word 1-2-grams and character 3-5-grams.
//!
//! Smoothed IDF and sublinear TF after Manning, Raghavan, Schütze, *Introduction to Information Retrieval* (2008), 6.2
//! and 6.4; the IDF is damped, because in a list about one topic the topic's own words are frequent and yet decisive.

use super::{
    number::{id, real},
    parallel,
    progress::{Cancelled, Reporter, Stage},
    sparse::{Row, Vectors, scale},
    text::Token,
    units::Unit,
};

/// Share of the words in a similarity; the rest comes from the characters, which forgive typing errors and endings.
const WORD_SHARE: f32 = 0.75;
const BIGRAM_WEIGHT: f32 = 0.7;
const STOPWORD_WEIGHT: f32 = 0.7;
const STOPWORD_CHARACTER_WEIGHT: f32 = 0.5;
/// A word of Chinese or Japanese has about two characters, where each is a token of its own.
const CHARACTER_WEIGHT: f32 = 0.5;
const IDF_EXPONENT: f32 = 0.7;
/// A feature of one phrase alone links it to nothing; at its full weight it would hide what the phrase shares.
const UNIQUE_WEIGHT: f32 = 0.5;
/// Longer phrases are no search phrases; what follows is ignored, so that one of them cannot fill the memory.
const MAX_TOKENS: usize = 64;
const MAX_TOKEN_CHARS: usize = 40;
/// Features are counted in parts by their first bits, so that no single sort takes long.
const PART_BITS: u32 = 6;
/// So many units are read at once.
const SLAB: usize = 1 << 15;

/// Hashed features of one phrase with their counts: words, then characters.
type Hashed = [Vec<(u64, f32)>; 2];

/// Turns units into unit vectors.
pub(super) fn vectorise(
    units: &[Unit],
    characters: bool,
    report: &mut Reporter<'_>,
) -> Result<Vectors, Cancelled> {
    report.enter(Stage::Vectors)?;
    let hashed = |unit: &Unit| hash(&unit.tokens, characters).map(count);
    // What a slab of units makes is read twice rather than kept: the features of a long list take more room than its vectors.
    let mut parts: Vec<Vec<u64>> = vec![Vec::new(); 1 << PART_BITS];
    for slab in units.chunks(SLAB) {
        let features = |at: usize| -> Vec<u64> {
            hashed(&slab[at])
                .iter()
                .flatten()
                .map(|(feature, _)| *feature)
                .collect()
        };
        for feature in parallel::each(slab.len(), parallel::SMALL, || (), |(), at| features(at), report)?
            .into_iter()
            .flatten()
        {
            parts[part(feature)].push(feature);
        }
    }
    let vocabulary = Vocabulary::count(&mut parts, units.len(), report)?;
    drop(parts);
    let shares = [WORD_SHARE, 1.0 - WORD_SHARE];
    let row = |unit: &Unit| {
        let mut row = Row::new();
        let blocks = hashed(unit);
        // What has no characters of its own is its words alone.
        let shares = if blocks[1].is_empty() { [1.0, 0.0] } else { shares };
        for (block, share) in blocks.into_iter().zip(shares) {
            let mut weighed: Row = block
                .into_iter()
                .map(|(feature, count)| vocabulary.weigh(feature, count))
                .collect();
            scale(&mut weighed, share.sqrt());
            row.extend(weighed);
        }
        row
    };
    let mut vectors = Vectors::new(vocabulary.features.len());
    for slab in units.chunks(SLAB) {
        for row in parallel::each(
            slab.len(),
            parallel::SMALL,
            || (),
            |(), at| row(&slab[at]),
            report,
        )? {
            vectors.push(row);
        }
    }
    Ok(vectors)
}

/// All features in ascending order with their inverse document frequency.
struct Vocabulary {
    features: Vec<u64>,
    idf: Vec<f32>,
}

impl Vocabulary {
    fn count(parts: &mut [Vec<u64>], documents: usize, report: &mut Reporter<'_>) -> Result<Self, Cancelled> {
        let mut vocabulary = Self {
            features: Vec::new(),
            idf: Vec::new(),
        };
        for part in parts {
            report.enter(Stage::Vectors)?;
            let mut part = std::mem::take(part);
            part.sort_unstable();
            for same in part.chunk_by(|a, b| a == b) {
                let idf = (real(1 + documents) / real(1 + same.len())).ln() + 1.0;
                vocabulary.features.push(same[0]);
                let rarity = if same.len() == 1 { UNIQUE_WEIGHT } else { 1.0 };
                vocabulary.idf.push(idf.powf(IDF_EXPONENT) * rarity);
            }
        }
        Ok(vocabulary)
    }

    fn weigh(&self, feature: u64, count: f32) -> (u32, f32) {
        let (Ok(index) | Err(index)) = self.features.binary_search(&feature);
        (id(index), count * self.idf[index])
    }
}

fn part(feature: u64) -> usize {
    usize::try_from(feature >> (u64::BITS - PART_BITS)).unwrap_or_default()
}

/// The features of a phrase, each with the weight of its kind, one entry an occurrence.
fn hash(tokens: &[Token], with_characters: bool) -> Hashed {
    let tokens = &tokens[..tokens.len().min(MAX_TOKENS)];
    let weight = |token: &Token| match token {
        token if token.stopword => STOPWORD_WEIGHT,
        token if is_one_character(token) => CHARACTER_WEIGHT,
        _ => 1.0,
    };
    let mut words: Vec<(u64, f32)> = tokens.iter().map(|t| (fnv(&["w", &t.stem]), weight(t))).collect();
    words.extend(tokens.windows(2).map(|pair| {
        let both = (weight(&pair[0]) * weight(&pair[1])).sqrt();
        (
            fnv(&["b", &pair[0].stem, " ", &pair[1].stem]),
            BIGRAM_WEIGHT * both,
        )
    }));
    let mut characters = Vec::new();
    for token in tokens
        .iter()
        .filter(|token| with_characters && !is_one_character(token))
    {
        let weight = if token.stopword {
            STOPWORD_CHARACTER_WEIGHT
        } else {
            1.0
        };
        let padded: String = [' ']
            .into_iter()
            .chain(token.stem.chars().take(MAX_TOKEN_CHARS))
            .chain([' '])
            .collect();
        let starts: Vec<usize> = padded
            .char_indices()
            .map(|(at, _)| at)
            .chain([padded.len()])
            .collect();
        for length in 3..=5 {
            characters.extend(
                starts
                    .windows(length + 1)
                    .map(|w| (fnv(&["c", &padded[w[0]..w[length]]]), weight)),
            );
        }
    }
    [words, characters]
}

/// Words of Chinese, and many of Japanese, come as single characters, whose runs of characters are the word once more: they would
/// only hide the pairs of words.
fn is_one_character(token: &Token) -> bool {
    let mut letters = token.stem.chars();
    letters
        .next()
        .is_some_and(|letter| matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}'))
        && letters.next().is_none()
}

/// Sorts features and joins repeated ones with a sublinear count.
fn count(mut block: Vec<(u64, f32)>) -> Vec<(u64, f32)> {
    block.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    block
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same[0].0, same[0].1 * (1.0 + real(same.len()).ln())))
        .collect()
}

/// The same of bytes.
pub(super) fn fnv_bytes(bytes: &[u8]) -> u64 {
    super::leiden::mix(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    }))
}

/// 64-bit FNV-1a with a final mix (Vigna's splitmix64), so that the first bits spread evenly; free of any seed.
fn fnv(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |h: u64, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    super::leiden::mix(hash)
}
