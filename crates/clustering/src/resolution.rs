//! How broad communities should be, told by the graph itself.
//!
//! If each phrase has many others that say the same, its ten nearest are all very close; if it has few, the later of the ten
//! are about something else and far. So the mean strength of a node tells how many phrases stand for one thing. On 31
//! lists drawn from two labelled sets (10 to 226 groups of 4 to 40 phrases, 100 to 7,580 phrases in all) the resolution that
//! finds the true number of groups follows a power of the strength; docs/clustering.md has the figures.

use super::graph::Graph;

/// The strength of nodes in a list with 30 to 40 phrases for each thing, and the resolution that suits it.
const REFERENCE_STRENGTH: f64 = 10.25;
const REFERENCE_RESOLUTION: f64 = 0.025;
const POWER: f64 = 6.5;
/// Beyond these the communities are single phrases, or one.
const RANGE: (f64, f64) = (0.0005, 0.5);
/// The closeness that stands for the measured resolution; from there it changes by the third power, so that the setting reaches
/// from a hundredth of it to eight times.
const MEDIUM_CLOSENESS: f64 = 0.4;

/// The resolution that suits a graph of phrases linked by words and meanings.
pub(super) fn suited(graph: &Graph, closeness: f32) -> f64 {
    let strength = graph.mean_strength().max(f64::MIN_POSITIVE);
    let suited = REFERENCE_RESOLUTION * (REFERENCE_STRENGTH / strength).powf(POWER);
    let suited = suited.clamp(REFERENCE_RESOLUTION, RANGE.1);
    let asked = (f64::from(closeness) / MEDIUM_CLOSENESS).powi(3);
    (suited * asked).clamp(RANGE.0, RANGE.1)
}
