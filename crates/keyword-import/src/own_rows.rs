//! Rows of a table that are no keywords by the kind of file: totals, campaigns and ads, negatives, titles of blocks.

use igny8::planner::import::{RejectKind, Source};

use super::{blocks, columns::Column, headers, row::Row, words};

/// Knows the rows of one table that are no keywords.
#[derive(Debug)]
pub(super) struct OwnRows {
    source: Source,
    keyword: usize,
    columns: usize,
    /// Where in an account an item stands: campaign and ad group.
    places: Vec<usize>,
    /// What kind of item a row is, where it is said: criterion type, match type.
    kinds: Vec<usize>,
    /// Columns with a word for each row of a keyword.
    texts: Vec<usize>,
    /// The header, which stands again where files were put together.
    header: Vec<String>,
}

impl OwnRows {
    /// For a table with these columns.
    pub(super) fn new(columns: &[Column], keyword: usize, source: Source) -> Self {
        let named = |is: &dyn Fn(&str) -> bool| {
            let all = columns.iter().enumerate();
            all.filter(|(index, column)| *index != keyword && is(&headers::normalise(&column.name)))
                .map(|(index, _)| index)
                .collect::<Vec<_>>()
        };
        let in_list = |list: &str, name: &str| list.split('|').any(|known| known.trim() == name);
        let places = named(&|name| in_list(words::CAMPAIGNS, name) || in_list(words::AD_GROUPS, name));
        let kinds = named(&|name| {
            name.contains("criterion type")
                || name.contains("match type")
                || name == "type"
                || name == "keyword type"
        });
        let texts = [
            &*places,
            &*kinds,
            &named(&|name| name.contains("keyword") || name.contains("added")),
        ]
        .concat();
        Self {
            source,
            keyword,
            columns: columns.len(),
            places,
            kinds,
            texts,
            header: columns
                .iter()
                .map(|column| headers::normalise(&column.name))
                .collect(),
        }
    }

    /// Why a row is no keyword; `None` for one that may be.
    pub(super) fn kind(&self, row: &Row) -> Option<RejectKind> {
        let keyword = row.cell(self.keyword).trim();
        if is_placeholder(keyword)
            || is_heading(row)
            || (self.columns > 1 && is_rule(row))
            || self.is_header(row)
        {
            return Some(RejectKind::OwnLine);
        }
        if self.columns > 1 && is_nothing(keyword) {
            return Some(RejectKind::Empty);
        }
        // A table of one column is a list, in which a keyword may be anything.
        if self.columns > 1 && row.used() <= self.keyword + 1 && is_footer(keyword) {
            return Some(RejectKind::OwnLine);
        }
        match self.source {
            Source::GoogleAds | Source::MicrosoftAds | Source::AppleAds | Source::AmazonAds => {
                self.kind_of_ad(row)
            }
            Source::GoogleTrends => {
                (row.used() <= 1 && blocks::is_title(row) || is_category(row)).then_some(RejectKind::OwnLine)
            }
            // A sum below a table has its word and its figure, and nothing of what a keyword has beside them.
            _ => {
                let alone =
                    self.columns > 2 && row.cells().filter(|cell| !cell.trim().is_empty()).count() <= 2;
                let named = WHOLE_TOTALS.contains(&keyword.to_lowercase().as_str());
                (named || (alone && row.used() > self.keyword + 1 && is_word_for_total(keyword)))
                    .then_some(RejectKind::Total)
            }
        }
    }

    /// Whether it is the header once more.
    fn is_header(&self, row: &Row) -> bool {
        let same = |column: usize| {
            let cell = row.cell(column).trim();
            !cell.is_empty()
                && self
                    .header
                    .get(column)
                    .is_some_and(|name| *name == headers::normalise(cell))
        };
        self.columns > 1 && same(self.keyword) && (0..self.columns).filter(|column| same(*column)).count() > 1
    }

    fn kind_of_ad(&self, row: &Row) -> Option<RejectKind> {
        let keyword = row.cell(self.keyword).trim();
        let negative = self.kinds.iter().any(|column| is_negative(row.cell(*column)));
        if !keyword.is_empty() && negative {
            return Some(RejectKind::Negative);
        }
        let blank = |column: &usize| matches!(row.cell(*column).trim(), "" | "--" | "-" | "—");
        // A total has its word where a text would stand, and none of the texts that say which keyword it is.
        let label = |cell: &str| {
            is_labelled_total(cell)
                || (has_colon(cell)
                    && !self.texts.is_empty()
                    && self
                        .texts
                        .iter()
                        .all(|column| blank(column) || row.cell(*column) == cell))
        };
        let is_total = |cell: &str| !cell.trim().is_empty() && label(cell);
        if is_total(keyword) && self.places.iter().all(blank) {
            return Some(RejectKind::Total);
        }
        // Without a colon it may be a keyword, unless all that would say which one is blank.
        let named: Vec<usize> = (0..self.keyword).chain(self.texts.iter().copied()).collect();
        if is_word_for_total(keyword) && !named.is_empty() && named.iter().all(blank) {
            return Some(RejectKind::Total);
        }
        if keyword.is_empty() || keyword == "--" || keyword == "-" {
            let texts = self
                .texts
                .iter()
                .chain([&0])
                .any(|column| is_total(row.cell(*column)));
            return Some(if texts {
                RejectKind::Total
            } else {
                RejectKind::NoKeywordRow
            });
        }
        if is_notice(keyword) && row.used() <= self.keyword + 1 {
            return Some(RejectKind::OwnLine);
        }
        None
    }
}

/// Names of sums that nobody searches for.
const WHOLE_TOTALS: &[&str] = &[
    "итого и средние",
    "grand total",
    "overall total",
    "gesamtsumme",
    "total général",
    "всего и средние",
    "totals and averages",
];

/// What tools write where they do not say the keyword: `(not provided)`, `(other)`.
fn is_placeholder(keyword: &str) -> bool {
    let inner = keyword.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| {
        matches!(
            inner.to_lowercase().as_str(),
            "not provided"
                | "not set"
                | "other"
                | "none"
                | "unavailable"
                | "redacted"
                | "content targeting"
                | "automatic matching"
                | "other search terms"
                | "dynamic search ads"
                | "user vertical"
                | "blank"
                | "empty"
                | "не определено"
                | "nicht festgelegt"
        )
    })
}

/// What programs write for a cell without a value.
fn is_nothing(keyword: &str) -> bool {
    matches!(keyword, "null" | "NULL" | "NaN" | "undefined" | "<NA>")
}

/// The rule below the header of a table in Markdown, or one of a text.
fn is_rule(row: &Row) -> bool {
    let mut cells = row
        .cells()
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some()
        && cells.all(|cell| cell.len() >= 2 && cell.chars().all(|c| matches!(c, '-' | '=' | ':' | '+' | '_')))
}

/// A line that a tool puts below its table.
fn is_footer(keyword: &str) -> bool {
    const STARTS: [&str; 26] = [
        "note:",
        "notes:",
        "data from ",
        "data provided by",
        "hinweis:",
        "quelle:",
        "remarque :",
        "nota:",
        "fuente:",
        "fonte:",
        "uwaga:",
        "примечание:",
        "generated by ",
        "generated on ",
        "generated at ",
        "report generated",
        "created by ",
        "created with ",
        "exported from ",
        "exported on ",
        "exported by ",
        "export date",
        "data source:",
        "source:",
        "disclaimer",
        "last updated",
    ];
    let lower = keyword.to_lowercase();
    is_notice(keyword) || STARTS.iter().any(|start| lower.starts_with(start))
}

/// A comment of a program or the heading of a list: `# Start date: 20260701`, `## Compost`.
fn is_heading(row: &Row) -> bool {
    let text = row.cell(0).trim_start();
    let rest = text.trim_start_matches('#');
    row.used() == 1 && rest.len() < text.len() && (rest.starts_with(' ') || rest.trim().is_empty())
}

fn is_category(row: &Row) -> bool {
    row.used() == 1 && has_colon(row.cell(0))
}

/// `Total: Account`, `Gesamt : Konto`, `合計：アカウント`.
fn has_colon(cell: &str) -> bool {
    cell.split_once([':', '：']).is_some_and(|(word, rest)| {
        (1..=30).contains(&word.trim().chars().count())
            && word.chars().any(char::is_alphabetic)
            && (rest.is_empty() || rest.starts_with([' ', '\u{A0}']) || !rest.is_ascii())
    })
}

/// How reports name a sum.
const TOTALS: &str = "total|totals|grand total|overall total|gesamt|gesamtsumme|summe|insgesamt|total général|totale|totaux|totales|totaal|totalt|\
    sammanlagt|i alt|yhteensä|razem|łącznie|suma|итого|всего|разом|усього|合計|総計|总计|總計|合计|총계|합계|전체|toplam|genel toplam|celkem|spolu|celkom|\
    összesen|σύνολο|tổng|tổng cộng|tổng số|รวม|ทั้งหมด|jumlah|الإجمالي|المجموع|סה\"כ|סך הכול|סך הכל|مجموع|कुल|skupaj|ukupno|общо|iš viso|kopā|kokku|jumlah total";

fn is_labelled_total(cell: &str) -> bool {
    let cell = cell.trim();
    let Some((word, _)) = cell
        .split_once([':', '：', '–', '—'])
        .or_else(|| cell.split_once(" - "))
    else {
        return false;
    };
    is_word_for_total(word)
}

/// Whether a keyword is a word for a sum.
pub(super) fn is_word_for_total(word: &str) -> bool {
    let word = word.trim().to_lowercase();
    TOTALS.split('|').any(|known| known.trim() == word)
}

fn is_negative(cell: &str) -> bool {
    let word = cell.trim().to_lowercase();
    [
        "negative",
        "negativ",
        "négatif",
        "à exclure",
        "negativo",
        "negativa",
        "ausschließend",
        "uitsluitend",
        "wyklucz",
        "минус",
        "除外",
        "否定",
        "제외",
        "negatif",
        "vylučující",
    ]
    .iter()
    .any(|known| word.contains(known))
}

/// A line of the tool itself, such as a copyright.
fn is_notice(cell: &str) -> bool {
    cell.contains(['©', '®']) || cell.to_lowercase().contains("all rights reserved")
}
