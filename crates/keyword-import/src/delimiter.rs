//! Which character stands between the columns of a text.

use igny8::planner::import::Encoding;

use super::{
    decode::Decoded,
    delimited::{Delimited, WHOLE_LINE},
    dress::Dress,
    headers,
    layout::Layout,
    limits::SAMPLE_ROWS,
    recognise,
    row::Row,
};

/// What may stand between columns, the rarest inside of phrases first.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// A text seen through one delimiter.
pub(super) struct Sample {
    /// The delimiter; [`WHOLE_LINE`] for none.
    pub(super) delimiter: u8,
    /// The first rows.
    pub(super) rows: Vec<Row>,
    /// What they mean.
    pub(super) layout: Layout,
    /// Whether the delimiter stands between keywords of one line.
    pub(super) in_line: bool,
    /// How its lines are dressed.
    pub(super) dress: Dress,
}

/// Chooses the delimiter of the text at the beginning of a file: the one under which most headers are known,
/// else the one that cuts at least four fifths of the rows into equally many cells, else none.
///
/// `cut` tells that the file goes on behind `text`, so that the last row is not whole; `header` is the line of the header
/// where a person named it.
pub(super) fn choose(text: &str, cut: bool, header: Option<u64>) -> Sample {
    let declared = declared(text);
    if header.unwrap_or(0) == 0
        && declared.is_none()
        && let Some((between, dress)) = between_items(text)
    {
        let source = Decoded::new(text.as_bytes(), Encoding::Utf8);
        let reader = Delimited::items(source, between, dress);
        let mut one = sampled(reader, between, dress, cut, Some(0));
        one.in_line = true;
        one.layout.notes = vec!["The keywords are on one line.".to_owned()];
        return one;
    }
    if let Some(between) = declared.filter(|c| !u8::try_from(*c).is_ok_and(|c| DELIMITERS.contains(&c))) {
        return sample(text, b'\t', Dress::Apart(between), cut, header);
    }
    let whole = sample(text, WHOLE_LINE, Dress::Plain, cut, header);
    let candidates = DELIMITERS
        .into_iter()
        .filter(|byte| declared.is_none_or(|only| only == char::from(*byte)));
    let mut best = ((0, 0, 0), whole);
    for delimiter in candidates {
        let seen = sample(text, delimiter, Dress::Plain, cut, header);
        let rank = rank(&seen, declared.is_some());
        if rank > best.0 {
            best = (rank, seen);
        }
    }
    dressed(text, cut, header, best)
}

/// What the line `sep=;` declares, a sign of ASCII.
fn declared(text: &str) -> Option<char> {
    let rest = text
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and(text.get(4..))?;
    rest.chars()
        .next()
        .filter(|c| (c.is_ascii_punctuation() && !matches!(c, '"' | '\'')) || *c == '\t')
}

/// The same table in another dress, where more headers are known in that, or more rows are whole.
fn dressed(text: &str, cut: bool, header: Option<u64>, plain: ((usize, usize, usize), Sample)) -> Sample {
    let mut best = plain;
    for dress in Dress::candidates(text) {
        for delimiter in DELIMITERS {
            if dress.delimiter().is_some_and(|only| only != delimiter) {
                continue;
            }
            let seen = sample(text, delimiter, dress, cut, header);
            let rank = rank(&seen, false);
            // Two pipes are read as two delimiters with nothing between, which knows as many headers.
            let as_many = dress == Dress::Doubled && rank.0 == best.0.0;
            if rank.0 >= 2 && (rank.0 > best.0.0 || as_many) {
                best = (rank, seen);
            }
        }
    }
    let (rank_now, now) = &best;
    if now.dress == Dress::Plain && now.delimiter != WHOLE_LINE && text.contains("\\\"") {
        let seen = sample(text, now.delimiter, Dress::Escaped, cut, header);
        let rank = rank(&seen, false);
        if rank.0 >= rank_now.0 && rank.1 > rank_now.1 {
            return seen;
        }
    }
    best.1
}

/// Known headers, share of equally long rows in percent, and their length; all 0 for no table.
fn rank(seen: &Sample, declared: bool) -> (usize, usize, usize) {
    let rows = seen.rows.get(seen.layout.skip..).unwrap_or_default();
    let length = recognise::usual_length(rows);
    let share = rows.iter().filter(|row| row.len() == length).count() * 100 / rows.len().max(1);
    let has_keyword = seen.layout.known > 0 && seen.layout.keyword().is_some();
    if has_keyword && seen.layout.known >= 2 {
        return (seen.layout.known, share, length);
    }
    let is_even = length >= 2 && share >= 80 && (rows.len() >= 2 || seen.layout.header.is_some());
    if is_even || declared {
        (1, share, length)
    } else {
        (0, 0, 0)
    }
}

fn sample(text: &str, delimiter: u8, dress: Dress, cut: bool, header: Option<u64>) -> Sample {
    let source = Decoded::new(text.as_bytes(), Encoding::Utf8);
    let reader = Delimited::dressed(source, delimiter, dress);
    sampled(reader, delimiter, dress, cut, header)
}

/// Fewest items of a line that make a list of it; a phrase may have a comma or two.
const MIN_ITEMS: usize = 4;

/// What stands between the keywords of a text of one line: at least four short phrases that are no headers.
fn between_items(text: &str) -> Option<(u8, Dress)> {
    let line = text.trim();
    if line.contains(['\n', '\r']) {
        return None;
    }
    let is_item = |item: &&str| item.len() <= 200 && item.chars().any(char::is_alphabetic);
    let of_scripts = ['、', '，', '；', '،', '؛'].map(|c| (c, b'\t', Dress::Apart(c)));
    let plain = DELIMITERS.map(|byte| (char::from(byte), byte, Dress::Plain));
    let found = plain.into_iter().chain(of_scripts).find(|(between, ..)| {
        let items: Vec<&str> = line
            .split(*between)
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .collect();
        let headers = items
            .iter()
            .filter(|item| headers::is_known(&headers::normalise(item)));
        let words = items
            .iter()
            .map(|item| item.split_whitespace().count())
            .sum::<usize>();
        items.len() >= MIN_ITEMS
            && headers.count() < 2
            && items.iter().filter(|item| is_item(item)).count() * 10 >= items.len() * 9
            && words <= items.len() * 6
    });
    found.map(|(_, byte, dress)| (byte, dress))
}

fn sampled(
    mut reader: Delimited<&[u8]>,
    delimiter: u8,
    dress: Dress,
    cut: bool,
    header: Option<u64>,
) -> Sample {
    let (mut row, mut rows) = (Row::default(), Vec::new());
    // Reading from memory cannot fail.
    while rows.len() <= SAMPLE_ROWS && reader.read(&mut row).unwrap_or(false) {
        rows.push(row.clone());
    }
    if cut || rows.len() > SAMPLE_ROWS {
        rows.pop();
    }
    let layout = recognise::detect(&rows, header);
    Sample {
        delimiter,
        rows,
        layout,
        in_line: false,
        dress,
    }
}
