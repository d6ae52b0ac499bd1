//! One keyword from one row.

use std::borrow::Cow;

use igny8::planner::{
    import::{Intent, RejectKind, Source, Target},
    phrase::{MAX_PHRASE_CHARS, clean_phrase, phrase_key},
};

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::{
    columns::{Column, INTENT_COLUMNS},
    country::country,
    habits::Habits,
    headers,
    limits::{MAX_CELL_CHARS, SHOWN_CHARS},
    marks,
    metric::{self, Metric},
    months,
    own_rows::OwnRows,
    row::Row,
    searches::Searches,
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
    columns: usize,
    keyword: usize,
    searches: Searches,
    difficulty: Option<usize>,
    cpc: Option<usize>,
    intents: Vec<(usize, Option<Intent>)>,
    country: Option<usize>,
    trend: Vec<usize>,
    own_rows: OwnRows,
    /// Whether cells may carry match marks, and `-` says that a keyword is negative.
    negatives: bool,
    habits: Habits,
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

/// Why a row is not taken, with the value at fault.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) value: String,
    pub(super) reason: String,
    pub(super) kind: RejectKind,
}

impl Fault {
    /// A fault that is told as all of its kind.
    pub(super) fn of(kind: RejectKind, value: &str) -> Self {
        Self {
            value: shorten(value),
            reason: kind.sentence().to_owned(),
            kind,
        }
    }
}

impl Plan {
    /// The plan for these columns; `None` without a keyword among them.
    pub(super) fn new(columns: &[Column], source: Source) -> Option<Self> {
        let all = |wanted: Target| {
            let found = columns
                .iter()
                .enumerate()
                .filter(move |(_, column)| column.target == wanted);
            found.map(|(index, _)| index)
        };
        let of = |wanted: Target| all(wanted).next();
        let keyword = of(Target::Keyword)?;
        let name = |index: usize| headers::normalise(&columns[index].name);
        let mut trend: Vec<usize> = all(Target::Trend).collect();
        // Months stand in any order; what has no month in its name is left where it is.
        let dates: Option<Vec<(u16, u8)>> = trend
            .iter()
            .map(|index| months::find(&name(*index)).map(|(_, year, month)| (year, month)))
            .collect();
        if let Some(dates) = dates {
            let mut by_month: Vec<_> = dates.into_iter().zip(trend).collect();
            by_month.sort_unstable();
            trend = by_month.into_iter().map(|(_, index)| index).collect();
        }
        let of_intent = |index: usize| {
            let name = name(index);
            INTENT_COLUMNS
                .contains(&name.as_str())
                .then(|| metric::intent_word(&name))
                .flatten()
        };
        Some(Self {
            columns: columns.len(),
            keyword,
            searches: Searches::new(columns, &trend, source),
            difficulty: of(Target::Difficulty),
            cpc: of(Target::Cpc),
            intents: all(Target::Intent)
                .map(|index| (index, of_intent(index)))
                .collect(),
            country: of(Target::Country),
            trend,
            own_rows: OwnRows::new(columns, keyword, source),
            negatives: matches!(
                source,
                Source::GoogleAds | Source::MicrosoftAds | Source::AppleAds | Source::AmazonAds
            ),
            habits: Habits::default(),
        })
    }

    /// The same for a table whose cells are written so.
    pub(super) fn with(mut self, habits: Habits) -> Self {
        self.habits = habits;
        self
    }

    /// A plan that takes the first column for the keyword, to count rows before a person has said which one it is.
    pub(super) fn first(columns: usize, source: Source) -> Self {
        let all: Vec<Column> = (0..columns.max(1))
            .map(|index| Column {
                name: String::new(),
                target: if index == 0 {
                    Target::Keyword
                } else {
                    Target::Ignore
                },
                reason: None,
            })
            .collect();
        Self::new(&all, source).expect("the first column is the keyword")
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

    /// Whether a row is the header of a table without keywords, such as one of pages below one of keywords.
    pub(super) fn is_other_header(&self, row: &Row) -> bool {
        let names: Vec<String> = row
            .cells()
            .map(headers::normalise)
            .filter(|name| !name.is_empty())
            .collect();
        let is_keyword = |name: &String| matches!(headers::what(name), Some(headers::What::Keyword(_)));
        names.len() > 1
            && self.columns > 1
            && names.iter().all(|name| headers::is_known(name))
            && !names.iter().any(is_keyword)
    }

    /// The keyword in a row.
    pub(super) fn record(&self, row: &Row, unreadable: &mut Unreadable) -> Result<KeywordRecord, Fault> {
        let raw = row.cell(self.keyword);
        if let Some(kind) = self.own_rows.kind(row) {
            let shown = if raw.trim().is_empty() {
                row.cells().find(|cell| !cell.trim().is_empty()).unwrap_or("")
            } else {
                raw
            };
            return Err(Fault::of(kind, shown));
        }
        if row.has_long_cell(MAX_CELL_CHARS) {
            return Err(Fault {
                value: shorten(raw),
                reason: format!("A cell in this row is longer than {MAX_CELL_CHARS} characters."),
                kind: RejectKind::LongCell,
            });
        }
        if row.len() > self.columns && row.used() > self.columns {
            let reason = format!(
                "The row has {} cells instead of {}. Put quotes around cells that contain the delimiter.",
                row.used(),
                self.columns
            );
            return Err(Fault {
                value: shorten(raw),
                reason,
                kind: RejectKind::TooManyCells,
            });
        }
        let raw = match marks::numbered(raw) {
            Some((_, item)) if self.habits.numbered => item,
            _ => raw,
        };
        let listed = self.habits.listed.then(|| self.habits.plain(raw));
        let raw = listed.as_deref().unwrap_or(raw);
        let (bare, negative) = marks::without(raw);
        if negative && self.negatives {
            return Err(Fault::of(RejectKind::Negative, raw));
        }
        let bare = self.habits.plain(if negative { raw } else { &bare });
        // Some code pages, and files of Apple's programs, have a letter and its accent apart.
        let phrase = clean_phrase(&composed(&bare));
        if is_error(&phrase) {
            return Err(Fault {
                value: shorten(raw),
                reason: format!(
                    "The keyword is the spreadsheet error {phrase}. Correct the formula and export again."
                ),
                kind: RejectKind::NoLetter,
            });
        }
        check_phrase(&phrase)?;
        let cell = |column: Option<usize>| column.map_or("", |column| row.cell(column));
        let volume = self.searches.of(row).known(&mut unreadable.volume);
        Ok(KeywordRecord {
            line: row.line,
            key: phrase_key(&phrase),
            phrase,
            volume: volume.map(|(volume, _)| volume),
            volume_bucketed: volume.is_some_and(|(_, bucketed)| bucketed),
            difficulty: metric::difficulty(cell(self.difficulty), self.habits.of_one)
                .known(&mut unreadable.difficulty),
            cpc: metric::cpc(cell(self.cpc), self.habits.comma).known(&mut unreadable.cpc),
            intent: self.intent(row).known(&mut unreadable.intent),
            country: country(cell(self.country)).known(&mut unreadable.country),
            trend: self.trend(row).known(&mut unreadable.trend),
        })
    }

    fn intent(&self, row: &Row) -> Metric<Intent> {
        match self.intents.as_slice() {
            [] => Metric::Unknown,
            [(column, None)] => metric::intent(row.cell(*column)),
            // One column of true and false for each intent: the first that is true.
            columns => {
                let is_true = |cell: &str| {
                    matches!(
                        cell.trim().to_lowercase().as_str(),
                        "true"
                            | "yes"
                            | "y"
                            | "1"
                            | "x"
                            | "✓"
                            | "✔"
                            | "wahr"
                            | "ja"
                            | "vrai"
                            | "oui"
                            | "verdadero"
                            | "sí"
                            | "verdadeiro"
                            | "sim"
                            | "vero"
                            | "sì"
                            | "waar"
                            | "prawda"
                            | "tak"
                            | "истина"
                            | "да"
                            | "是"
                            | "doğru"
                            | "evet"
                    )
                };
                let found = columns
                    .iter()
                    .find_map(|(column, intent)| intent.filter(|_| is_true(row.cell(*column))));
                found.map_or(Metric::Unknown, Metric::Value)
            }
        }
    }

    fn trend(&self, row: &Row) -> Metric<Vec<f32>> {
        match self.trend.as_slice() {
            [] => Metric::Unknown,
            [column] => trend::list(row.cell(*column)),
            columns => trend::months(columns.iter().map(|column| row.cell(*column))),
        }
    }
}

/// A phrase with each letter and its accents as one character, where there is one.
fn composed(phrase: &str) -> Cow<'_, str> {
    if phrase.is_ascii() || is_nfc(phrase) {
        Cow::Borrowed(phrase)
    } else {
        Cow::Owned(phrase.nfc().collect())
    }
}

/// What spreadsheets write where a formula fails.
fn is_error(phrase: &str) -> bool {
    let is_sign = |c: char| c.is_uppercase() || matches!(c, '/' | '0' | '!' | '?' | '¡' | '¿' | '_' | 'Ã');
    phrase.strip_prefix('#').is_some_and(|rest| {
        rest.chars().all(is_sign)
            && (rest.ends_with(['!', '?']) || matches!(rest, "N/A" | "NV" | "N/D" | "Н/Д"))
    })
}

fn check_phrase(phrase: &str) -> Result<(), Fault> {
    if phrase.is_empty() {
        Err(Fault::of(RejectKind::Empty, phrase))
    } else if phrase.len() > MAX_PHRASE_CHARS && phrase.chars().count() > MAX_PHRASE_CHARS {
        Err(Fault {
            value: shorten(phrase),
            reason: format!(
                "The keyword has {} characters. The maximum is {MAX_PHRASE_CHARS}.",
                phrase.chars().count()
            ),
            kind: RejectKind::TooLong,
        })
    } else if !phrase.chars().any(char::is_alphanumeric) {
        Err(Fault::of(RejectKind::NoLetter, phrase))
    } else {
        Ok(())
    }
}

/// A value short enough to be shown, on one line and without characters that databases refuse.
pub(super) fn shorten(value: &str) -> String {
    let value = value.trim();
    let (shown, cut) = match value.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => (&value[..end], "…"),
        None => (value, ""),
    };
    let mut shown = shown.replace(|c: char| c.is_control() && c != '\n', " ");
    shown.push_str(cut);
    shown
}
