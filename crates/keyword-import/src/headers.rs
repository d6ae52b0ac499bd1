//! What the header of a column says that the column holds.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use igny8::planner::import::Target;

use unicode_normalization::UnicodeNormalization as _;

use super::{country, metric::Metric, months, spoken, words};

/// What a column holds by its header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What {
    /// Keywords; of several such columns the one with the lowest rank.
    Keyword(u8),
    /// Searches.
    Volume(Volume),
    /// How hard it is to rank.
    Difficulty,
    /// Cost of a click.
    Cpc,
    /// What the searcher wants.
    Intent,
    /// The market.
    Country,
    /// Interest over several months in one cell.
    Trend,
    /// Something that is not imported, and why.
    NotTaken(&'static str),
}

/// Which searches a column counts. Of several such columns, the first kind here is the volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volume {
    /// The average of a year's months.
    Average,
    /// A month's, without more words.
    Plain,
    /// The lower and the upper end of a range.
    Low,
    High,
    /// Of one kind of device.
    Device,
    /// Of the last month.
    LastMonth,
    /// Of a year.
    Year(std::cmp::Reverse<u16>),
    /// Of one month: year and month.
    Month(u16, u8),
}

/// Ranks of columns with keywords, beside 0 for what people searched.
pub(super) const SUGGESTED: u8 = 1;
pub(super) const PLAIN: u8 = 2;
pub(super) const QUESTION: u8 = 3;
const IN_WORDS: u8 = 4;

static KNOWN: LazyLock<HashMap<&'static str, What>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    let mut add = |names: &'static str, what: What| {
        for name in names.split('|') {
            known.entry(name.trim()).or_insert(what);
        }
    };
    add(words::QUERIES, What::Keyword(0));
    add(words::SEARCH_TERMS, What::Keyword(0));
    add(words::SUGGESTIONS, What::Keyword(SUGGESTED));
    add(words::KEYWORDS, What::Keyword(PLAIN));
    add(words::QUESTIONS, What::Keyword(QUESTION));
    add(words::AVERAGES, What::Volume(Volume::Average));
    add(words::VOLUMES, What::Volume(Volume::Plain));
    add(words::DIFFICULTIES, What::Difficulty);
    add(words::COSTS, What::Cpc);
    add(words::INTENTS, What::Intent);
    add(words::COUNTRIES, What::Country);
    add(words::TRENDS, What::Trend);
    add("trends", What::Trend);
    add(
        "navigational|informational|commercial|transactional",
        What::Intent,
    );
    for (reason, names) in words::NOT_TAKEN {
        add(names, What::NotTaken(reason));
    }
    known
});

/// A header in the form in which it is looked up: lower case, one kind of space, no byte-order mark.
pub(super) fn normalise(header: &str) -> String {
    let around = |c: char| {
        c.is_whitespace() || matches!(c, '\u{FEFF}' | '*' | ':' | '▲' | '▼' | '↑' | '↓' | '⇅' | '↕')
    };
    let words = header.trim_matches(around);
    // Quotes at the end alone belong to the name, as in `Частотность "!"`.
    let words = match words.strip_prefix('"') {
        Some(inner) => inner.trim_matches(|c: char| around(c) || c == '"'),
        None => words,
    };
    let seen = words.chars().filter(|c| {
        !matches!(
            c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{AD}'
        )
    });
    let lower = parted(&seen.nfc().collect::<String>()).to_lowercase();
    let lower = lower
        .replace(['_', '\u{A0}'], " ")
        .replace(['（', '('], " (")
        .replace('）', ")")
        .replace('’', "'");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as programs write it, `avgMonthlySearches`, with its words apart.
fn parted(header: &str) -> Cow<'_, str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    let letters = header.as_bytes();
    let joints = || {
        (1..letters.len())
            .filter(|at| letters[at - 1].is_ascii_lowercase() && letters[*at].is_ascii_uppercase())
    };
    if !header.chars().all(is_name) || joints().next().is_none() {
        return Cow::Borrowed(header);
    }
    let mut parted = String::with_capacity(header.len() + 4);
    let mut from = 0;
    for joint in joints() {
        parted.push_str(&header[from..joint]);
        parted.push(' ');
        from = joint;
    }
    parted.push_str(&header[from..]);
    Cow::Owned(parted)
}

/// Whether a [`normalise`]d header is a name that tools write, as it stands.
pub(super) fn is_name(header: &str) -> bool {
    KNOWN.contains_key(header)
}

/// Whether a [`normalise`]d header is one that tools write.
pub(super) fn is_known(header: &str) -> bool {
    what(header).is_some()
}

/// What a column with this [`normalise`]d header holds; `None` for an unknown header.
pub(super) fn what(header: &str) -> Option<What> {
    if header.is_empty() || header.len() > 200 {
        return None;
    }
    if let Some(known) = KNOWN.get(header) {
        return Some(*known);
    }
    // The interface of Google Ads tells money in millionths, with or without a word for it.
    if let Some(rest) = header
        .strip_prefix("metrics.")
        .or_else(|| header.strip_suffix(" micros"))
        && what(rest) == Some(What::Cpc)
    {
        return Some(What::NotTaken(words::MICROS));
    }
    // What flattened JSON calls `keyword_info.search_volume`.
    if let Some((_, last)) = header.rsplit_once('.')
        && !last.is_empty()
        && header
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b' '))
        && !header.contains(". ")
        && let Some(known) = KNOWN.get(last).copied().or_else(|| last_two(header))
    {
        return Some(known);
    }
    if let Some(bid) = spoken::bid(header, words::LOW_BID) {
        return Some(bid);
    }
    // `SV trend (09-2024 - 08-2026)`: a span of months says of which time the column is.
    if let Some((base, inner)) = header.strip_suffix(')').and_then(|text| text.split_once('('))
        && months::is_span(inner)
    {
        return what(base.trim()).map(|known| match known {
            What::Volume(_) => What::Volume(Volume::Average),
            other => other,
        });
    }
    if let Some((rest, year, month)) = months::find(header) {
        let counts = rest.is_empty()
            || is_one_of(words::OF_A_MONTH, &rest)
            || matches!(what(&rest), Some(What::Volume(_)));
        let words = rest.split(' ').all(|word| is_one_of(words::QUALIFIERS, word));
        return (counts || words).then_some(What::Volume(Volume::Month(year, month)));
    }
    if let Some(inner) = header.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
        && let Some(known) = KNOWN.get(inner.trim())
    {
        return Some(*known);
    }
    if let Some(known) = before_unit(header) {
        return Some(known);
    }
    // Korean writes device and searches as one word: `PC검색량`, `모바일검색`.
    if let Some(rest) = ["pc", "모바일", "mobile", "mo", "월간pc", "월간모바일"]
        .iter()
        .find_map(|device| header.strip_prefix(device))
        && matches!(rest.trim(), "검색량" | "검색수" | "검색" | "조회수" | "검색건수")
    {
        return Some(What::Volume(Volume::Device));
    }
    // `Vol. [GB]` is `Vol. (GB)`.
    if let Some((base, inner)) = header.strip_suffix(']').and_then(|text| text.split_once('['))
        && !base.trim().is_empty()
    {
        return what(&format!("{} ({})", base.trim(), inner.trim()));
    }
    // `CPC (EUR)`, `Volume (US)`: what stands in parentheses only narrows the rest.
    if let Some((base, inner)) = header.strip_suffix(')').and_then(|text| text.split_once('(')) {
        let known = what(base.trim())?;
        return Some(match known {
            What::Cpc if matches!(inner.trim(), "cents" | "cent" | "in cents") => {
                What::NotTaken(words::CENTS)
            }
            What::Cpc if inner.contains("micro") => What::NotTaken(words::MICROS),
            What::Volume(volume) => What::Volume(narrowed(volume, inner.trim())?),
            other => other,
        });
    }
    if let Some((base, inner)) = header.split_once([':', '|', '/'])
        && let Some(What::Volume(volume)) = what(base.trim())
    {
        return narrowed(volume, inner.trim()).map(What::Volume);
    }
    // `Google月間検索数`: the name of an engine and what it counts as one word.
    if let Some(rest) = words::ENGINES
        .split('|')
        .find_map(|engine| header.strip_prefix(engine.trim()))
        && rest.starts_with(|c: char| !c.is_ascii())
        && let Some(What::Volume(volume)) = what(rest)
    {
        return Some(What::Volume(volume));
    }
    volume_in_words(header)
        .or_else(|| spoken::volume(header))
        .map(What::Volume)
        .or_else(|| match KNOWN.get(spoken::averaged(header)?) {
            Some(What::Cpc) => Some(What::Cpc),
            _ => None,
        })
        .or_else(|| spoken::change(header).then_some(What::NotTaken(words::NO_FIELD)))
        .or_else(|| keyword_in_words(header).map(What::Keyword))
}

/// What `Стоимость, $`, `CPC $` or `Competition %` says, whose unit stands behind the name.
fn before_unit(header: &str) -> Option<What> {
    let units = [
        " $", " €", " £", " ₽", " ¥", " %", " usd", " eur", " gbp", " kč", " zł", " грн", " руб", " руб.",
    ];
    let base = units.iter().find_map(|unit| header.strip_suffix(unit))?;
    let known = *KNOWN.get(base.trim_end_matches([',', ' ']))?;
    matches!(known, What::Cpc | What::Difficulty | What::NotTaken(_)).then_some(known)
}

/// What `ad_group_criterion.keyword.text` says with its last two names.
fn last_two(header: &str) -> Option<What> {
    let mut names = header.rsplit('.');
    let (last, before) = (names.next()?, names.next()?);
    KNOWN.get(format!("{before} {last}").as_str()).copied()
}

/// `target keyword`, `organic google search query`: a word for keywords among such that do not change what it is.
fn keyword_in_words(header: &str) -> Option<u8> {
    let words: Vec<&str> = header.split(' ').collect();
    if !(2..=5).contains(&words.len()) {
        return None;
    }
    let known = |words: &[&str]| match KNOWN.get(words.join(" ").as_str()) {
        Some(What::Keyword(rank)) => Some(*rank),
        _ => None,
    };
    for length in (1..words.len()).rev() {
        for start in 0..=words.len() - length {
            let around = words[..start].iter().chain(&words[start + length..]);
            if let Some(rank) = known(&words[start..start + length])
                && around.clone().all(|word| is_one_of(words::BESIDE_KEYWORD, word))
            {
                return Some(if rank == 0 { 0 } else { IN_WORDS });
            }
        }
    }
    None
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known.trim() == word)
}

/// The volume that is meant with these words behind it.
fn narrowed(volume: Volume, inner: &str) -> Option<Volume> {
    if is_one_of(words::DEVICES, inner) {
        return Some(Volume::Device);
    }
    let words: Vec<&str> = inner
        .split([' ', '-', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    if has("last") && has("month") && !has("12") || inner == "latest" {
        return Some(Volume::LastMonth);
    }
    if has("year") || has("months") || has("mo") || has("12") {
        return Some(Volume::Average);
    }
    match words.as_slice() {
        ["min" | "minimum" | "low" | "from" | "mín." | "min."] => Some(Volume::Low),
        ["max" | "maximum" | "high" | "to" | "máx." | "max."] => Some(Volume::High),
        ["global" | "worldwide" | "world" | "broad"] | ["broad", "match"] => None,
        [year] if is_year(year) => Some(Volume::Year(std::cmp::Reverse(year.parse().ok()?))),
        _ => Some(volume),
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|b| b.is_ascii_digit())
}

/// `us search volume`, `volume mobile`, `min monthly volume`, `2025 searches`: a word for volume with words that narrow it.
fn volume_in_words(header: &str) -> Option<Volume> {
    let words: Vec<&str> = header.split(' ').collect();
    if words.len() < 2 || words.len() > 8 {
        return None;
    }
    // The longest run of words that means volume, and what stands around it.
    let (mut volume, mut rest) = (None, Vec::new());
    'runs: for length in (1..words.len()).rev() {
        for start in 0..=words.len() - length {
            if let Some(What::Volume(found)) = KNOWN.get(words[start..start + length].join(" ").as_str()) {
                volume = Some(*found);
                rest = [&words[..start], &words[start + length..]].concat();
                break 'runs;
            }
        }
    }
    let volume = volume?;
    let around = rest.join(" ");
    if let Some(
        narrow @ (Volume::Low | Volume::High | Volume::Year(_) | Volume::Device | Volume::LastMonth),
    ) = narrowed(volume, &around)
    {
        return Some(narrow);
    }
    let is_end = |word: &str| match word {
        "min" | "min." | "minimum" | "low" => Some(Volume::Low),
        "max" | "max." | "maximum" | "high" => Some(Volume::High),
        _ => None,
    };
    if let Some(end) = rest.iter().find_map(|word| is_end(word)) {
        return Some(end);
    }
    let leads = |word: &&&str| !is_one_of(words::QUALIFIERS, word) && !is_one_of(words::ENGINES, word);
    let unknown: Vec<&str> = rest.iter().filter(leads).copied().collect();
    if unknown.is_empty() {
        return Some(volume);
    }
    let place = unknown.join(" ");
    if is_one_of(words::DEVICES, &place) {
        return Some(Volume::Device);
    }
    if let Metric::Value(_) = country::country(&place) {
        return Some(volume);
    }
    None
}

/// What a column with this [`normalise`]d header becomes if it is the only one of its kind.
pub(super) fn target(header: &str) -> Option<Target> {
    what(header).map(|what| match what {
        What::Keyword(_) => Target::Keyword,
        What::Volume(Volume::Month(..)) | What::Trend => Target::Trend,
        What::Volume(Volume::Low) => Target::VolumeLow,
        What::Volume(Volume::High) => Target::VolumeHigh,
        What::Volume(Volume::Device) => Target::VolumePart,
        What::Volume(_) => Target::Volume,
        What::Difficulty => Target::Difficulty,
        What::Cpc => Target::Cpc,
        What::Intent => Target::Intent,
        What::Country => Target::Country,
        What::NotTaken(_) => Target::Ignore,
    })
}

/// Whether among [`normalise`]d headers a column of trends has what is searched more now, as Pinterest lists it.
pub(super) fn are_of_trends(mut headers: impl Iterator<Item = String>) -> bool {
    headers.any(|header| matches!(header.as_str(), "weekly change" | "yearly change"))
}

/// Whether a [`normalise`]d header is a bid for the top of a page.
pub(super) fn is_bid(header: &str) -> bool {
    spoken::bid(header, words::LOW_BID).is_some()
}

/// Whether a [`normalise`]d header, put together from words of a language, names the average of a year's months.
pub(super) fn is_spoken_average(header: &str) -> bool {
    spoken::volume(header) == Some(Volume::Average)
}

/// Whether a [`normalise`]d header names the average of a year's months.
pub(super) fn is_average(header: &str) -> bool {
    KNOWN.get(header) == Some(&What::Volume(Volume::Average))
}

/// The currency that a header such as `cpc (eur)` names, in upper case.
pub(super) fn currency(header: &str) -> Option<String> {
    let (name, code) = header.strip_suffix(')')?.rsplit_once('(')?;
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    (is_code && what(name.trim()) == Some(What::Cpc)).then(|| code.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_headers_are_in_the_form_in_which_they_are_looked_up() {
        for name in KNOWN.keys() {
            assert_eq!(normalise(name), *name);
        }
    }

    #[test]
    fn headers_in_any_dress() {
        for (header, expected) in [
            ("Keyword", Some(Target::Keyword)),
            ("\u{FEFF}\"KEYWORDS\"", Some(Target::Keyword)),
            (" Search\u{A0}Term ", Some(Target::Keyword)),
            ("search_volume", Some(Target::Volume)),
            ("Avg. monthly searches", Some(Target::Volume)),
            ("CPC (USD)", Some(Target::Cpc)),
            ("CPC (EUR)", Some(Target::Cpc)),
            ("KD %", Some(Target::Difficulty)),
            ("Intents", Some(Target::Intent)),
            ("Searches: Sep 2025", Some(Target::Trend)),
            ("September 2025", Some(Target::Trend)),
            ("2025-09-01", Some(Target::Trend)),
            ("Search Volume (12/2025)", Some(Target::Trend)),
            ("SV trend (09-2024 - 08-2026)", Some(Target::Trend)),
            ("SV Forecasting trend (09-2026 - 09-2027)", Some(Target::Ignore)),
            ("Search volume (Jan 2025 - Dec 2025)", Some(Target::Volume)),
            ("CPC(USD)", Some(Target::Cpc)),
            ("競合性(インデックス値)", Some(Target::Ignore)),
            ("Impressions", Some(Target::Ignore)),
            ("Competition (indexed value)", Some(Target::Ignore)),
            ("Global volume", Some(Target::Ignore)),
            ("Vol", Some(Target::Volume)),
            ("Vol (US)", Some(Target::Volume)),
            ("US Search Volume (Last Month)", Some(Target::Volume)),
            ("Search Volume (United States)", Some(Target::Volume)),
            ("Volume 2025", Some(Target::Volume)),
            ("Avg. Search Volume (Last 12 months)", Some(Target::Volume)),
            ("Min Volume", Some(Target::VolumeLow)),
            ("Max monthly volume", Some(Target::VolumeHigh)),
            ("Volume (Mobile)", Some(Target::VolumePart)),
            ("Desktop search volume", Some(Target::VolumePart)),
            ("월간검색수(모바일)", Some(Target::VolumePart)),
            ("SEO Difficulty", Some(Target::Difficulty)),
            ("Paid Difficulty", Some(Target::Ignore)),
            ("Базовая частотность", Some(Target::Volume)),
            ("Точная частотность", Some(Target::Ignore)),
            ("Частотность \"!\"", Some(Target::Ignore)),
            ("Частотность \"\"", Some(Target::Ignore)),
            ("Wolumen", Some(Target::Volume)),
            ("키워드", Some(Target::Keyword)),
            ("avgMonthlySearches", Some(Target::Volume)),
            ("keywordData.searchVolume", Some(Target::Volume)),
            ("keywordDifficulty", Some(Target::Difficulty)),
            ("highTopOfPageBidMicros", Some(Target::Ignore)),
            ("metrics.average_cpc", Some(Target::Ignore)),
            ("Volume change", None),
            ("coffee maker 2025", None),
            ("", None),
        ] {
            assert_eq!(target(&normalise(header)), expected, "{header:?}");
        }
        assert_eq!(currency("cpc (eur)").as_deref(), Some("EUR"));
        assert_eq!(currency("volume (usa)"), None);
    }
}
