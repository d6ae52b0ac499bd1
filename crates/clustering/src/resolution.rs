//! How broad communities should be, told by the graph itself.
//!
//! If each phrase has many others that say the same, its ten nearest are all about as close as the first; if it has few, the
//! later of the ten are about something else and fall off. How far they fall off, in relation to the first, does not change where
//! all phrases share the words of one trade. And the shorter the list, the larger the part of it that ten neighbours are, so that
//! a community has to be denser to be more than that. docs/clustering.md has the lists that the powers were read off, and figures.

use super::graph::Graph;
use super::number::id;

/// Which of the strongest links of a phrase is held against the first.
const LATER: usize = 10;
/// What the resolution is for a list of one phrase whose links are all alike; those of real lists follow by the powers.
const SCALE: f64 = 0.507;
const FALL_POWER: f64 = 1.57;
const LENGTH_POWER: f64 = 0.56;
/// Long lists are cut no broader than this: it suits 30 to 40 phrases for each thing.
const MIN: f64 = 0.025;
/// No list is cut narrower than this unasked.
const MAX: f64 = 0.7;
/// Beyond these the communities are single phrases, or one.
const RANGE: (f64, f64) = (0.0005, 2.0);
/// In a list with so few phrases the later links are about something else in any case, so that their fall says too much.
const SHORT: usize = 4 * LATER;
const MAX_OF_SHORT: f64 = 0.5;
/// The closeness that stands for the measured resolution; from there it changes by the third power, so that the setting reaches
/// from a hundredth of it to eight times.
const MEDIUM_CLOSENESS: f64 = 0.4;

/// The resolution that suits a graph of phrases linked by words and meanings.
pub(super) fn suited(graph: &Graph, closeness: f32) -> f64 {
    let fall = graph.mean_fall(LATER).max(f64::MIN_POSITIVE);
    let length = f64::from(id(graph.len().max(1)));
    let suited = SCALE * fall.powf(-FALL_POWER) * length.powf(-LENGTH_POWER);
    let most = if graph.len() < SHORT { MAX_OF_SHORT } else { MAX };
    let suited = suited.clamp(MIN, most);
    let asked = (f64::from(closeness) / MEDIUM_CLOSENESS).powi(3);
    (suited * asked).clamp(RANGE.0, RANGE.1)
}
