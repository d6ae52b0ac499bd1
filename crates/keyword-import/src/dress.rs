//! Texts whose cells stand in other dress than that of a CSV file: whole lines in quotes, curly quotes, delimiters of other kinds,
//! columns that only blanks keep apart.

use serde::{Deserialize, Serialize};

/// How the lines of a text are dressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Dress {
    /// As any delimited text.
    #[default]
    Plain,
    /// Each line is one cell in quotes, with the cells inside: what comes of a CSV file that was saved from a single column.
    Wrapped,
    /// Curly quotes stand where straight ones should, as word processors write them.
    Curly,
    /// Apostrophes stand where quotes should.
    Apostrophes,
    /// A quote within a cell has a backslash before it, instead of a second quote.
    Escaped,
    /// Two pipes stand between cells.
    Doubled,
    /// At least two blanks stand between cells.
    Aligned,
    /// This character stands between cells.
    Apart(char),
}

/// Characters that may stand between cells beside those of delimited text. Only headers that are known show that they do.
const APART: [char; 9] = ['，', '；', '、', '^', '~', '#', '¦', '§', '\u{1}'];

impl Dress {
    /// Dresses in which the text at the beginning of a file may be, other than plain.
    pub(super) fn candidates(text: &str) -> Vec<Self> {
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let most = |is: &dyn Fn(&str) -> bool| {
            !lines.is_empty() && lines.iter().filter(|line| is(line)).count() * 10 >= lines.len() * 8
        };
        let mut all = Vec::new();
        if most(&|line| line.len() > 2 && line.starts_with('"') && line.ends_with('"')) {
            all.push(Self::Wrapped);
        }
        if text.contains(['“', '”', '„', '«', '″', '＂']) {
            all.push(Self::Curly);
        }
        if most(&|line| line.contains('\'')) {
            all.push(Self::Apostrophes);
        }
        if text.contains("||") && !text.replace("||", "").contains('|') {
            all.push(Self::Doubled);
        }
        let apart = APART.into_iter().filter(|c| most(&|line| line.contains(*c)));
        all.extend(apart.map(Self::Apart));
        if most(&|line| line.contains("  ") || line.starts_with("---") || line.starts_with("===")) {
            all.push(Self::Aligned);
        }
        all
    }

    /// Whether lines must be turned before they are read as delimited text.
    pub(super) fn turns(self) -> bool {
        !matches!(self, Self::Plain | Self::Apostrophes | Self::Escaped)
    }

    /// The character that is the only delimiter of a text in this dress, once its lines were turned.
    pub(super) fn delimiter(self) -> Option<u8> {
        matches!(self, Self::Doubled | Self::Aligned | Self::Apart(_)).then_some(b'\t')
    }

    /// What is shown as the delimiter.
    pub(super) fn shown(self, delimiter: u8) -> char {
        match self {
            Self::Apart(c) => c,
            Self::Doubled => '|',
            Self::Aligned => ' ',
            _ => char::from(delimiter),
        }
    }

    /// A line as delimited text has it. Its end stays.
    pub(super) fn turn(self, line: &str) -> String {
        match self {
            Self::Plain | Self::Apostrophes | Self::Escaped => line.to_owned(),
            Self::Wrapped => unwrapped(line),
            Self::Curly => line.replace(['“', '”', '„', '«', '»', '″', '＂'], "\""),
            Self::Doubled => apart(&line.replace("||", "\u{1F}"), '\u{1F}'),
            Self::Aligned => aligned(line),
            Self::Apart(c) => apart(line, c),
        }
    }
}

fn end_of(line: &str) -> (&str, &str) {
    line.split_at(line.trim_end_matches(['\n', '\r']).len())
}

/// The cells inside of a line that is one cell in quotes.
fn unwrapped(line: &str) -> String {
    let (text, end) = end_of(line);
    let inner = text
        .trim()
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    // A line that is not all in quotes, such as an empty cell behind it, stays.
    match inner {
        Some(inner) => inner.replace("\"\"", "\"") + end,
        None => line.to_owned(),
    }
}

/// A line with tabs where this character stands outside of quotes.
fn apart(line: &str, between: char) -> String {
    let mut within = false;
    line.chars()
        .map(|c| match c {
            '"' => {
                within = !within;
                c
            }
            c if c == between && !within => '\t',
            '\t' => ' ',
            c => c,
        })
        .collect()
}

/// A line with a tab for each run of blanks.
fn aligned(line: &str) -> String {
    let (text, end) = end_of(line);
    let cells: Vec<&str> = text
        .trim()
        .split("  ")
        .flat_map(|piece| piece.split('\t'))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    // A rule below the header says nothing.
    if cells
        .iter()
        .all(|cell| cell.chars().all(|c| matches!(c, '-' | '=' | '+' | ' ')))
    {
        return end.to_owned();
    }
    cells.join("\t") + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_turned_to_delimited_text() {
        for (dress, line, turned) in [
            (Dress::Wrapped, "\"a,\"\"b, c\"\",1\"\r\n", "a,\"b, c\",1\r\n"),
            (Dress::Wrapped, "a,b\n", "a,b\n"),
            (Dress::Curly, "“a”,„b“\n", "\"a\",\"b\"\n"),
            (Dress::Doubled, "a||b | c||1", "a\tb | c\t1"),
            (Dress::Apart('，'), "堆肥，1300\n", "堆肥\t1300\n"),
            (Dress::Apart('^'), "\"a^b\"^1", "\"a^b\"\t1"),
            (
                Dress::Aligned,
                "compost bin    1300   12\n",
                "compost bin\t1300\t12\n",
            ),
            (Dress::Aligned, "-----------    ----\n", "\n"),
        ] {
            assert_eq!(dress.turn(line), turned, "{dress:?} {line:?}");
        }
    }
}
