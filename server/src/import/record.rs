//! One keyword from one row.

use igny8::planner::{
    import::{Intent, Source, Target},
    phrase::{MAX_PHRASE_CHARS, clean_phrase, phrase_key},
};

use super::{
    country::country,
    limits::{MAX_CELL_CHARS, SHOWN_CHARS},
    metric::{self, Metric},
    row::Row,
    trend,
};

/// A keyword as a file gives it. What the file does not say is `None`, never 0.
#[derive(Debug, Clone, PartialEq)]
pub struct KeywordRecord {
    /// Line of the file on which it begins, from 1; the row number in a workbook.
    pub line: u64,
    /// The phrase as shown, at most 255 characters.
    pub phrase: String,
    /// The key that makes the phrase unique: see [`phrase_key`].
    pub key: String,
    /// Searches a month.
    pub volume: Option<i64>,
    /// Whether the volume stands for a range.
    pub volume_bucketed: bool,
    /// 0 to 100.
    pub difficulty: Option<i16>,
    /// Cost per click in the currency of the file.
    pub cpc: Option<f64>,
    /// The main intent.
    pub intent: Option<Intent>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// Up to twelve months, oldest first, relative to the best one.
    pub trend: Option<Vec<f32>>,
}

/// Where in a row each thing stands.
#[derive(Debug)]
pub(super) struct Plan {
    source: Source,
    columns: usize,
    keyword: usize,
    volume: Option<usize>,
    difficulty: Option<usize>,
    cpc: Option<usize>,
    intent: Option<usize>,
    country: Option<usize>,
    trend: Vec<usize>,
}

/// How many cells of each metric could not be read.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Unreadable {
    pub(super) volume: u64,
    pub(super) difficulty: u64,
    pub(super) cpc: u64,
    pub(super) intent: u64,
    pub(super) country: u64,
    pub(super) trend: u64,
}

/// Why a row is turned away, with the value at fault.
pub(super) type Fault = (String, String);

impl Plan {
    /// The plan for these targets; `None` without a keyword among them.
    pub(super) fn new(targets: &[Target], source: Source) -> Option<Self> {
        let of = |wanted: Target| targets.iter().position(|target| *target == wanted);
        Some(Self {
            source,
            columns: targets.len(),
            keyword: of(Target::Keyword)?,
            volume: of(Target::Volume),
            difficulty: of(Target::Difficulty),
            cpc: of(Target::Cpc),
            intent: of(Target::Intent),
            country: of(Target::Country),
            trend: (0..targets.len())
                .filter(|index| targets[*index] == Target::Trend)
                .collect(),
        })
    }

    /// Whether a row over several lines looks as if a quote in it were never closed: its keyword then has lines of other rows.
    /// A keyword that was broken into two or three lines has no delimiter in them.
    pub(super) fn is_run_on(&self, row: &Row) -> bool {
        if row.lines <= 1 {
            return false;
        }
        let keyword = row.cell(self.keyword).trim();
        let broken = keyword.contains(['\n', '\r']);
        let one = self.columns > 1 && row.lines <= 3 && !keyword.contains([',', ';', '\t']);
        row.len() != self.columns || (broken && !one)
    }

    /// The keyword in a row.
    pub(super) fn record(&self, row: &Row, unreadable: &mut Unreadable) -> Result<KeywordRecord, Fault> {
        let raw = row.cell(self.keyword);
        if row.has_long_cell(MAX_CELL_CHARS) {
            return Err((
                shorten(raw),
                format!("A cell of the row has more than {MAX_CELL_CHARS} characters."),
            ));
        }
        if row.len() > self.columns && row.used() > self.columns {
            let reason = format!(
                "The row has {} cells where {} are expected: a cell with a delimiter in it needs quotes around it.",
                row.used(),
                self.columns
            );
            return Err((shorten(raw), reason));
        }
        let phrase = clean_phrase(raw);
        check_phrase(&phrase)?;
        let cell = |column: Option<usize>| column.map_or("", |column| row.cell(column));
        let volume = metric::volume(cell(self.volume), self.source).known(&mut unreadable.volume);
        Ok(KeywordRecord {
            line: row.line,
            key: phrase_key(&phrase),
            phrase,
            volume: volume.map(|(volume, _)| volume),
            volume_bucketed: volume.is_some_and(|(_, bucketed)| bucketed),
            difficulty: metric::difficulty(cell(self.difficulty)).known(&mut unreadable.difficulty),
            cpc: metric::cpc(cell(self.cpc)).known(&mut unreadable.cpc),
            intent: metric::intent(cell(self.intent)).known(&mut unreadable.intent),
            country: country(cell(self.country)).known(&mut unreadable.country),
            trend: self.trend(row).known(&mut unreadable.trend),
        })
    }

    fn trend(&self, row: &Row) -> Metric<Vec<f32>> {
        match self.trend.as_slice() {
            [] => Metric::Unknown,
            [column] => trend::list(row.cell(*column)),
            columns => trend::months(columns.iter().map(|column| row.cell(*column))),
        }
    }
}

fn check_phrase(phrase: &str) -> Result<(), Fault> {
    let reason = if phrase.is_empty() {
        "The keyword is empty.".to_owned()
    } else if phrase.len() > MAX_PHRASE_CHARS && phrase.chars().count() > MAX_PHRASE_CHARS {
        format!(
            "The keyword has {} characters, more than {MAX_PHRASE_CHARS}.",
            phrase.chars().count()
        )
    } else if !phrase.chars().any(char::is_alphanumeric) {
        "The keyword has no letter or digit.".to_owned()
    } else {
        return Ok(());
    };
    Err((shorten(phrase), reason))
}

/// A value short enough to be shown.
pub(super) fn shorten(value: &str) -> String {
    let value = value.trim();
    match value.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
