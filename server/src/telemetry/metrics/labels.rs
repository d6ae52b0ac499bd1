//! The labels of figures. Each has a closed set of values by its type, or is the template of a route.

use std::fmt::Write as _;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};

/// A word of a closed set, as a label's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word(pub &'static str);

impl EncodeLabelValue for Word {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        encoder.write_str(self.0)
    }
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// The template of its route; never a path that somebody sent.
    pub route: String,
    /// Its method.
    pub method: Word,
    /// The class of its answer: `2xx`.
    pub class: Word,
}

/// One word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct One {
    /// What came of it.
    pub outcome: Word,
}

/// Runs of one lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Lane {
    /// The lane.
    pub lane: Word,
}

/// Runs of one lane in one state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LaneState {
    /// The lane.
    pub lane: Word,
    /// `waiting` or `running`.
    pub state: Word,
}

/// A run that ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Ran {
    /// Its job.
    pub job: Word,
    /// What came of it.
    pub outcome: Word,
}

/// A call of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Called {
    /// The provider.
    pub provider: Word,
    /// `ok`, `failed` or `stopped`.
    pub outcome: Word,
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByProvider {
    /// The provider.
    pub provider: Word,
}

/// Connections in one state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct State {
    /// `used` or `most`.
    pub state: Word,
}

/// What is built and runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Build {
    /// The version of this program.
    pub version: Word,
    /// `serve`, `worker` or another subcommand.
    pub role: Word,
}

/// A method as a label: what nobody knows is `other`.
pub fn method_of(method: &str) -> Word {
    const KNOWN: [&str; 7] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
    Word(
        KNOWN
            .into_iter()
            .find(|known| *known == method)
            .unwrap_or("other"),
    )
}

/// The class of a status.
pub const fn class_of(status: u16) -> Word {
    Word(match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    })
}
