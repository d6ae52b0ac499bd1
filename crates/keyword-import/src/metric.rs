//! The metrics of a keyword, each from one cell.

use igny8::planner::import::{Intent, Source};

use super::number::{Kind, Number, parse};

/// What a cell says about a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Metric<T> {
    /// Nothing, which stays unknown.
    Unknown,
    /// This value.
    Value(T),
    /// Something else, which stays unknown too but is counted.
    Unreadable,
}

impl<T> Metric<T> {
    /// The value, if it is known; counts what could not be read.
    pub(super) fn known(self, unreadable: &mut u64) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown => None,
            Self::Unreadable => {
                *unreadable += 1;
                None
            }
        }
    }
}

/// The volumes that Keyword Planner shows accounts without running ads instead of the real one.
const BUCKETS: [i64; 7] = [5, 50, 500, 5_000, 50_000, 500_000, 5_000_000];

/// Searches a month, and whether the value only stands for a range.
///
/// Keyword Planner's bucket values count as such even where the real volume happens to be one of them:
/// a single row cannot tell.
pub(super) fn volume(cell: &str, source: Source) -> Metric<(i64, bool)> {
    let (value, about) = match parse(cell, Kind::Count) {
        Number::Unknown => return Metric::Unknown,
        Number::Unreadable => return Metric::Unreadable,
        Number::Exact(value) => (value, false),
        Number::About(value) => (value, true),
    };
    #[expect(clippy::cast_possible_truncation, reason = "a number is at most 1e12")]
    let value = value.round() as i64;
    Metric::Value((
        value,
        about || (source == Source::KeywordPlanner && BUCKETS.contains(&value)),
    ))
}

/// Difficulty from 0 to 100, rounded. `of_one` tells that the column has shares of one.
pub(super) fn difficulty(cell: &str, of_one: bool) -> Metric<i16> {
    let factor = if of_one { 100.0 } else { 1.0 };
    match parse(without_grade(cell), Kind::Decimal) {
        Number::Unknown => Metric::Unknown,
        #[expect(clippy::cast_possible_truncation, reason = "at most 100")]
        Number::Exact(value) | Number::About(value) if value * factor <= 100.0 => {
            Metric::Value((value * factor).round() as i16)
        }
        _ => Metric::Unreadable,
    }
}

/// A difficulty without what it is out of and the word for its grade: `45/100`, `45 (Medium)`, `Hard - 72`.
fn without_grade(cell: &str) -> &str {
    let cell = cell.trim();
    let cell = cell.strip_suffix("/100").map_or(cell, str::trim_end);
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(start), Some(end)) = (cell.find(is_digit), cell.rfind(is_digit)) else {
        return cell;
    };
    let around = [&cell[..start], &cell[end + 1..]].concat().to_lowercase();
    let mut words = around
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .peekable();
    let is_grade = |word: &str| {
        matches!(
            word,
            "very"
                | "super"
                | "easy"
                | "possible"
                | "low"
                | "medium"
                | "difficult"
                | "hard"
                | "high"
                | "kd"
                | "still"
                | "extremely"
        )
    };
    if words.peek().is_some() && words.all(is_grade) {
        &cell[start..=end]
    } else {
        cell
    }
}

/// Cost per click in the currency of the file, up to 100,000. `comma` tells that the column has decimal commas.
pub(super) fn cpc(cell: &str, comma: bool) -> Metric<f64> {
    let kind = if comma { Kind::DecimalComma } else { Kind::Decimal };
    match parse(cell, kind) {
        Number::Unknown => Metric::Unknown,
        Number::Exact(value) | Number::About(value) if value <= 100_000.0 => Metric::Value(value),
        _ => Metric::Unreadable,
    }
}

/// The first intent that is named: exports put the main one first, and Ahrefs adds words such as
/// `Non-branded` that are none. Numbers are the codes of Semrush's API.
pub(super) fn intent(cell: &str) -> Metric<Intent> {
    let cell = cell.trim().trim_matches(['[', ']', '{', '}', '"', '\'']);
    if matches!(parse(cell, Kind::Count), Number::Unknown) {
        return Metric::Unknown;
    }
    let mut words = cell
        .split([',', ';', '|', '/', '+', '&', '\n'])
        .map(|word| word.trim().trim_matches(['"', '\'']));
    if let Some(intent) = words.clone().find_map(intent_word) {
        return Metric::Value(intent);
    }
    // Letters without anything between them, as `IC` and `I C`.
    let is_letter = |c: char| "INCT".contains(c);
    if cell.len() <= 8 && cell.chars().all(|c| is_letter(c) || c == ' ') {
        let first = cell.find(is_letter).map(|at| &cell[at..=at]);
        return first
            .and_then(intent_word)
            .map_or(Metric::Unreadable, Metric::Value);
    }
    let is_none = |word: &str| {
        let word = word.to_lowercase();
        word.is_empty()
            || NO_INTENT.contains(&word.as_str())
            || word.contains("brand")
            || word.contains("local")
    };
    if words.all(is_none) {
        Metric::Unknown
    } else {
        Metric::Unreadable
    }
}

/// What stands among intents and is none of the four.
const NO_INTENT: &[&str] = &[
    "visit",
    "mixed",
    "other",
    "unclear",
    "generic",
    "unclassified",
    "undefined",
    "ambiguous",
    "lokal",
    "locale",
    "smíšený",
    "其他",
    "その他",
];

/// How tools and people name intents, by their language.
const INTENTS: &[(Intent, &[&str])] = &[
    (
        Intent::Informational,
        &[
            "informational",
            "information",
            "info",
            "i",
            "1",
            "know",
            "informativ",
            "informationell",
            "informationsorientiert",
            "informationnel",
            "informationnelle",
            "informativo",
            "informativa",
            "informacional",
            "informazionale",
            "informatief",
            "informationeel",
            "informacyjna",
            "informacyjny",
            "informační",
            "informačný",
            "informerande",
            "информационный",
            "информационная",
            "інформаційний",
            "bilgilendirici",
            "bilgi",
            "情報収集",
            "情報収集型",
            "情報型",
            "know型",
            "知りたい",
            "信息",
            "信息型",
            "信息类",
            "資訊",
            "資訊型",
            "정보",
            "정보성",
            "정보형",
            "thông tin",
            "informasional",
            "معلوماتي",
            "research",
        ],
    ),
    (
        Intent::Commercial,
        &[
            "commercial",
            "commercial investigation",
            "commercial research",
            "c",
            "0",
            "comm",
            "kommerziell",
            "kommerzielle suche",
            "commerciale",
            "comercial",
            "commercieel",
            "komercyjna",
            "komercyjny",
            "komerční",
            "komerčný",
            "kommersiell",
            "коммерческий",
            "коммерческая",
            "комерційний",
            "ticari",
            "比較検討",
            "比較検討型",
            "商用",
            "商业",
            "商业型",
            "商業",
            "상업",
            "상업성",
            "상업형",
            "thương mại",
            "komersial",
            "investigation",
            "comparison",
        ],
    ),
    (
        Intent::Navigational,
        &[
            "navigational",
            "navigation",
            "n",
            "2",
            "nav",
            "website",
            "go",
            "navigativ",
            "navigationsorientiert",
            "navigationnel",
            "navigationnelle",
            "navegacional",
            "navigazionale",
            "navigatie",
            "nawigacyjna",
            "nawigacyjny",
            "navigační",
            "navigačný",
            "навигационный",
            "навигационная",
            "навігаційний",
            "gezinme",
            "gezinimsel",
            "案内型",
            "指名",
            "go型",
            "行きたい",
            "导航",
            "导航型",
            "導航",
            "탐색",
            "탐색형",
            "điều hướng",
            "navigasi",
        ],
    ),
    (
        Intent::Transactional,
        &[
            "transactional",
            "transaction",
            "t",
            "3",
            "trans",
            "do",
            "buy",
            "purchase",
            "transaktional",
            "transaktionell",
            "transaktionsorientiert",
            "transactionnel",
            "transactionnelle",
            "transaccional",
            "transacional",
            "transazionale",
            "transactioneel",
            "transakcyjna",
            "transakcyjny",
            "transakční",
            "transakčný",
            "transaktionell",
            "транзакционный",
            "транзакционная",
            "транзакційний",
            "işlemsel",
            "取引",
            "取引型",
            "購入",
            "buy型",
            "do型",
            "買いたい",
            "交易",
            "交易型",
            "거래",
            "거래형",
            "구매",
            "giao dịch",
            "transaksional",
        ],
    ),
];

/// The intent that a word names.
pub(super) fn intent_word(word: &str) -> Option<Intent> {
    let lower = word.to_lowercase();
    let name = lower.trim_end_matches(" intent").trim();
    let found = INTENTS.iter().find(|(_, names)| names.contains(&name));
    found.map(|(intent, _)| *intent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_and_buckets() {
        let planner = Source::KeywordPlanner;
        for (cell, source, expected) in [
            ("1,300", Source::Semrush, Metric::Value((1300, false))),
            ("500", Source::Semrush, Metric::Value((500, false))),
            ("500", planner, Metric::Value((500, true))),
            ("5000", planner, Metric::Value((5000, true))),
            ("5400", planner, Metric::Value((5400, false))),
            ("1K – 10K", planner, Metric::Value((3162, true))),
            ("0", Source::Ahrefs, Metric::Value((0, false))),
            ("n/a", Source::Semrush, Metric::Unknown),
            ("lots", Source::List, Metric::Unreadable),
        ] {
            assert_eq!(volume(cell, source), expected, "{cell:?} of {source:?}");
        }
    }

    #[test]
    fn difficulty_is_0_to_100() {
        let difficulty_of = |cell| difficulty(cell, false);
        assert_eq!(difficulty_of("45%"), Metric::Value(45));
        assert_eq!(difficulty_of("78.6"), Metric::Value(79));
        assert_eq!(difficulty_of("0"), Metric::Value(0));
        assert_eq!(difficulty_of("-"), Metric::Unknown);
        assert_eq!(difficulty_of("101"), Metric::Unreadable);
        assert_eq!(difficulty_of("Hard"), Metric::Unreadable);
        assert_eq!(difficulty_of("45/100"), Metric::Value(45));
        assert_eq!(difficulty_of("45 (Medium)"), Metric::Value(45));
        assert_eq!(difficulty_of("Hard - 72"), Metric::Value(72));
        assert_eq!(difficulty_of("page 2"), Metric::Unreadable);
        assert_eq!(difficulty("0.45", true), Metric::Value(45));
        assert_eq!(difficulty("2", true), Metric::Unreadable);
    }

    #[test]
    fn intents_by_name_letter_and_code() {
        for (cell, expected) in [
            ("Informational, Commercial", Metric::Value(Intent::Informational)),
            ("Commercial", Metric::Value(Intent::Commercial)),
            (
                "Non-branded,Transactional,Local",
                Metric::Value(Intent::Transactional),
            ),
            ("Branded,Non-local", Metric::Unknown),
            ("N", Metric::Value(Intent::Navigational)),
            ("0", Metric::Value(Intent::Commercial)),
            ("1,3", Metric::Value(Intent::Informational)),
            ("n/a", Metric::Unknown),
            ("", Metric::Unknown),
            ("Info", Metric::Value(Intent::Informational)),
            ("kommerziell", Metric::Value(Intent::Commercial)),
            ("Транзакционный", Metric::Value(Intent::Transactional)),
            ("情報収集", Metric::Value(Intent::Informational)),
            ("Navigational intent", Metric::Value(Intent::Navigational)),
            ("[\"commercial\"]", Metric::Value(Intent::Commercial)),
            ("I C", Metric::Value(Intent::Informational)),
            ("TC", Metric::Value(Intent::Transactional)),
            ("Visit", Metric::Unknown),
            ("whatever", Metric::Unreadable),
        ] {
            assert_eq!(intent(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn costs_keep_their_decimals() {
        let cpc_of = |cell| cpc(cell, false);
        assert_eq!(cpc_of("1,35 €"), Metric::Value(1.35));
        assert_eq!(cpc_of("0"), Metric::Value(0.0));
        assert_eq!(cpc_of("n/a"), Metric::Unknown);
        assert_eq!(cpc("1,234", true), Metric::Value(1.234));
        assert_eq!(cpc_of("1,234"), Metric::Value(1234.0));
    }
}
