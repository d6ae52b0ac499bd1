//! How broad communities should be, told by the graph itself.
//!
//! A community has to be denser than the graph is on the whole: in a short list ten neighbours link almost everybody with
//! everybody, in a long one nobody. How much denser follows from how many phrases say the same. If a phrase has many such
//! others, its ten nearest are all about as close as the first; if it has few, the later of the ten are about something else and
//! fall off. How far they fall off, in relation to the first, does not change where all phrases share the words of one trade.
//! docs/clustering.md has the lists that the numbers were read off, and figures.

use super::graph::Graph;
use super::number::id;

/// Which of the strongest links of a phrase is held against the first.
const LATER: usize = 10;
/// So many times as dense as the whole graph a community is at least, where later links have no strength; less the stronger they
/// are, since a list in which all say the same is one community.
const TIMES_WHOLE: f64 = 2.2;
/// What is asked beyond that of communities of a few phrases each.
const OF_FEW: f64 = 0.6;
/// The fall at which half of it is asked: between about ten and about twenty phrases for each thing.
const MIDDLE: f64 = 0.225;
/// How fast it goes from all to nothing around the middle.
const STEEPNESS: f64 = 26.0;
/// Long lists are cut no broader than this: it suits 30 to 40 phrases for each thing.
const MIN: f64 = 0.025;
/// No list is cut narrower than this unasked.
const MAX: f64 = 0.6;
/// Beyond these the communities are single phrases, or one.
const RANGE: (f64, f64) = (0.00002, 2.0);
/// In a list with so few phrases the later links are about something else in any case, so that their fall says too much.
const SHORT: usize = 4 * LATER;
const MAX_OF_SHORT: f64 = 0.5;
/// The closeness that stands for the measured resolution; from there it changes by the third power, so that the setting reaches
/// from next to nothing to fifteen times.
const MEDIUM_CLOSENESS: f64 = 0.4;

/// The resolution that suits a graph of phrases linked by words and meanings.
pub(super) fn suited(graph: &Graph, closeness: f32) -> f64 {
    let fall = graph.mean_fall(LATER);
    let of_few = OF_FEW / (1.0 + (STEEPNESS * (fall - MIDDLE)).exp());
    let whole = graph.mean_strength() / f64::from(id(graph.len().max(1)));
    let most = if graph.len() < SHORT { MAX_OF_SHORT } else { MAX };
    let suited = (TIMES_WHOLE * (1.0 - fall) * whole + of_few).clamp(MIN, most);
    (suited * asked(closeness)).clamp(RANGE.0, RANGE.1)
}

/// How many times the usual resolution a closeness stands for.
pub(super) fn asked(closeness: f32) -> f64 {
    (f64::from(closeness) / MEDIUM_CLOSENESS).powi(3)
}
