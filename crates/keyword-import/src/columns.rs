//! What each column of a table becomes, and why the others are not imported.

use igny8::planner::import::{Source, Target};

use super::{
    headers::{self, Volume, What},
    months, tools, words,
};

/// A column with its part in the import.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// The header as it stands in the file, or `Column 1`.
    pub(super) name: String,
    /// What it becomes.
    pub(super) target: Target,
    /// Why it is not imported.
    pub(super) reason: Option<String>,
}

/// Why a column without a known header is not imported.
pub(super) const UNKNOWN: &str = "Unknown header. Choose a field if you need this column.";

/// The columns for these headers, as they stand in the file.
pub(super) fn choose(shown: &[String], source: Source) -> Vec<Column> {
    let normal: Vec<String> = shown.iter().map(|header| headers::normalise(header)).collect();
    let mut found: Vec<Option<What>> = normal.iter().map(|header| headers::what(header)).collect();
    if source == Source::GoogleTrends {
        // What trends now stands in a column of that name.
        for (what, header) in found.iter_mut().zip(&normal) {
            *what = match header.as_str() {
                "trends" => Some(What::Keyword(headers::PLAIN)),
                "search volume" => Some(What::NotTaken(words::OF_A_TREND)),
                _ => *what,
            };
        }
    }
    // Tools for app stores call an index from 0 to 100 a volume.
    let is_of_apps = words::OF_APPS
        .split('|')
        .any(|name| normal.iter().any(|header| header == name.trim()));
    // Months without a year stand in their order.
    for (column, month) in months::runs(&normal).into_iter().zip(1..) {
        if found[column].is_none() {
            found[column] = Some(What::Volume(Volume::Month(0, month)));
        }
    }
    let counted = found
        .iter()
        .filter(|what| matches!(what, Some(What::Volume(Volume::Month(..)))))
        .count();
    let is_ad = matches!(
        source,
        Source::GoogleAds | Source::MicrosoftAds | Source::AppleAds | Source::AmazonAds
    );
    for (what, header) in found.iter_mut().zip(&normal) {
        match (source, header.as_str()) {
            // Beside months, what is called an average is theirs.
            (_, name)
                if what.is_none()
                    && counted >= 2
                    && words::AVERAGE_ALONE.split('|').any(|known| known.trim() == name) =>
            {
                *what = Some(What::Volume(Volume::Average));
            }
            (_, "trend") if headers::are_of_trends(normal.iter().cloned()) => {
                *what = Some(What::Keyword(headers::PLAIN));
            }
            // What reports of advertising call so is the cost of all clicks.
            (_, "стоимость" | "cost") if is_ad => *what = Some(What::NotTaken(words::NO_FIELD)),
            (Source::SearchConsole | Source::BingWebmaster, name)
                if what.is_none() && tools::is_figure(name) =>
            {
                *what = Some(What::NotTaken(words::NOT_TAKEN[0].0));
            }
            // What it calls a cost is that of a click.
            (Source::Serpstat, "cost") => *what = Some(What::Cpc),
            // Its term is what was asked for, the question what came.
            (Source::AlsoAsked, _) if *what == Some(What::Keyword(headers::QUESTION)) => {
                *what = Some(What::Keyword(0));
            }
            (_, "volume" | "search volume" | "popularity") if is_of_apps => {
                *what = Some(What::NotTaken(words::INDEX));
            }
            (Source::LowFruits, "sd") => {
                *what = Some(What::NotTaken("This difficulty isn't on a scale from 0 to 100."));
            }
            _ => {}
        }
    }
    let plan = Choice::of(&found, &normal);
    let columns = shown.iter().zip(&normal).zip(&found).enumerate();
    columns
        .map(|(index, ((header, normal_header), what))| {
            let (target, reason) = plan.target(index, *what, &normal, shown);
            let trimmed = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
            Column {
                name: if normal_header.is_empty() {
                    name(index)
                } else {
                    trimmed.to_owned()
                },
                target,
                reason,
            }
        })
        .collect()
}

/// What a column is called that has no header.
pub(super) fn name(index: usize) -> String {
    format!("Column {}", index + 1)
}

/// The columns that were chosen among those that hold the same.
#[derive(Default)]
struct Choice {
    keyword: Option<usize>,
    volume: Option<usize>,
    /// Whether there is one month alone.
    lone_month: bool,
    /// Whether the ends of a range, or devices, make the volume.
    ends: bool,
    devices: bool,
    difficulty: Option<usize>,
    cpc: Option<usize>,
    intent: Option<usize>,
    country: Option<usize>,
    trend: Option<usize>,
}

/// Intents that have a column of true and false each.
pub(super) const INTENT_COLUMNS: [&str; 4] = ["navigational", "informational", "commercial", "transactional"];

impl Choice {
    fn of(found: &[Option<What>], headers: &[String]) -> Self {
        let first = |wanted: &dyn Fn(What) -> bool| found.iter().position(|what| what.is_some_and(wanted));
        let volumes = || {
            found.iter().enumerate().filter_map(|(index, what)| match what {
                Some(What::Volume(volume)) => Some((*volume, index)),
                _ => None,
            })
        };
        let has = |volume: Volume| volumes().any(|(found, _)| found == volume);
        let is_whole = |volume: Volume| {
            matches!(
                volume,
                Volume::Average | Volume::Plain | Volume::LastMonth | Volume::Year(_)
            )
        };
        let months = volumes()
            .filter(|(volume, _)| matches!(volume, Volume::Month(..)))
            .count();
        let devices = volumes().filter(|(volume, _)| *volume == Volume::Device).count();
        let mut volume = volumes()
            .filter(|(volume, _)| is_whole(*volume))
            .min()
            .map(|(_, index)| index);
        // Beside a volume they stand in for it where it is missing.
        let ends = has(Volume::Low) && has(Volume::High);
        if volume.is_none() && !ends {
            // One end, one device or one month alone is all that is known.
            volume = volumes()
                .find(|(volume, _)| {
                    matches!(volume, Volume::Low | Volume::High)
                        || (*volume == Volume::Device && devices == 1)
                        || (matches!(volume, Volume::Month(..)) && months == 1 && devices == 0)
                })
                // A day or a month alone may as well head places in search results.
                .filter(|(volume, index)| {
                    !matches!(volume, Volume::Month(..))
                        || months::find(&headers[*index]).is_some_and(|(rest, ..)| !rest.is_empty())
                })
                .map(|(_, index)| index);
        }
        let ranks = found.iter().enumerate().filter_map(|(index, what)| match what {
            Some(What::Keyword(rank)) => Some((*rank, index)),
            _ => None,
        });
        let whole_intent = found.iter().enumerate().position(|(index, what)| {
            *what == Some(What::Intent) && !INTENT_COLUMNS.contains(&headers[index].as_str())
        });
        let named = |name: &str| headers.iter().position(|header| header == name);
        Self {
            keyword: ranks.min().map(|(_, index)| index),
            volume,
            lone_month: months == 1,
            ends,
            devices: volume.is_none() && !ends && devices > 1,
            difficulty: first(&|what| what == What::Difficulty),
            cpc: first(&|what| what == What::Cpc),
            intent: whole_intent,
            country: named("country").or_else(|| first(&|what| what == What::Country)),
            trend: first(&|what| what == What::Trend),
        }
    }

    fn target(
        &self,
        index: usize,
        what: Option<What>,
        normal: &[String],
        shown: &[String],
    ) -> (Target, Option<String>) {
        let unless = |chosen: Option<usize>, target: Target| match chosen {
            Some(chosen) if chosen != index => {
                let other = shown[chosen].trim();
                let again = if normal[chosen] == normal[index] {
                    "Duplicate column. The first one is used.".to_owned()
                } else {
                    format!(
                        "“{other}” already provides the {}.",
                        target.label().to_lowercase()
                    )
                };
                (Target::Ignore, Some(again))
            }
            _ => (target, None),
        };
        match what {
            Some(What::Keyword(_)) => unless(self.keyword, Target::Keyword),
            Some(What::Volume(Volume::Month(..))) if self.volume == Some(index) => (Target::Volume, None),
            Some(What::Volume(Volume::Month(..))) if self.lone_month => (
                Target::Ignore,
                Some("This is one day or month alone, not a trend.".to_owned()),
            ),
            Some(What::Trend | What::Volume(Volume::Month(..))) => unless(self.trend, Target::Trend),
            Some(What::Volume(Volume::Low)) if self.ends => (Target::VolumeLow, None),
            Some(What::Volume(Volume::High)) if self.ends => (Target::VolumeHigh, None),
            Some(What::Volume(Volume::Device)) if self.devices => (Target::VolumePart, None),
            Some(What::Volume(_)) if self.volume.is_none() => (
                Target::Ignore,
                Some("Other columns already provide the volume.".to_owned()),
            ),
            Some(What::Volume(_)) => unless(self.volume, Target::Volume),
            Some(What::Difficulty) => unless(self.difficulty, Target::Difficulty),
            Some(What::Cpc) => unless(self.cpc, Target::Cpc),
            // Without a column that names the intent, each of those of true and false says a part.
            Some(What::Intent) => unless(self.intent, Target::Intent),
            Some(What::Country) => unless(self.country, Target::Country),
            Some(What::NotTaken(reason)) => (Target::Ignore, Some(reason.to_owned())),
            None if normal[index].is_empty() => (Target::Ignore, None),
            None => (Target::Ignore, Some(UNKNOWN.to_owned())),
        }
    }
}
