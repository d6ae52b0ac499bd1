//! What a search result shows of an article, about: titles are cut by width, descriptions by characters.

use crate::writer::article::Text;
use crate::writer::schema_org::cut;

/// Pixels of a title's line.
const TITLE_WIDTH: u32 = 600;
/// Characters of a description.
const DESCRIPTION: usize = 160;

/// A search result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The title, cut as search engines do.
    pub title: String,
    /// Domain and path.
    pub address: String,
    /// The description, cut as search engines do.
    pub description: String,
    /// Whether the title is cut.
    pub title_is_cut: bool,
    /// Whether the description is cut.
    pub description_is_cut: bool,
}

/// The search result of a text on this domain. What has no text of its own for search results takes the article's.
pub fn preview(text: &Text, domain: Option<&str>) -> Preview {
    let or = |first: &str, second: &str| {
        let chosen = if first.trim().is_empty() { second } else { first };
        chosen.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let title = or(&text.meta_title, &text.title);
    let description = or(&text.meta_description, &text.excerpt);
    let shown = (cut_to(&title, TITLE_WIDTH), cut(&description, DESCRIPTION));
    Preview {
        title_is_cut: shown.0 != title,
        description_is_cut: shown.1 != description,
        title: shown.0,
        description: shown.1,
        address: format!("{} › {}", domain.unwrap_or("example.com"), text.slug),
    }
}

/// About how many pixels wide a text is at 20 px in Arial, which search results are set in.
pub fn width(text: &str) -> u32 {
    text.chars().map(letter).sum()
}

/// Widths of Arial at 20 px, rounded; letters of other scripts by what they are like.
const fn letter(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '’' | '|' => 5,
        ' ' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | '[' | ']' => 6,
        'r' | '(' | ')' | '-' | '"' | '`' | '“' | '”' | '„' | '{' | '}' => 7,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 10,
        'F' | 'T' | 'Z' | '–' | '?' => 12,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 13,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 14,
        'G' | 'O' | 'Q' => 16,
        'm' | 'M' => 17,
        'W' | '%' => 18,
        '—'
        | '…'
        | '@'
        | '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f000}'..='\u{3ffff}' => 20,
        '\u{300}'..='\u{36f}' => 0,
        _ => 11,
    }
}

fn cut_to(text: &str, most: u32) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut used = letter('…');
    let mut fits = 0;
    for c in text.chars() {
        used += letter(c);
        if used > most {
            break;
        }
        fits += 1;
    }
    // Room for the ellipsis is kept already.
    cut(text, fits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_shown_whole() {
        let text = Text {
            title: "Trail  shoes".into(),
            slug: "trail".into(),
            meta_description: "Which?".into(),
            ..Text::default()
        };
        let shown = preview(&text, Some("example.org"));
        assert_eq!(shown.title, "Trail shoes");
        assert_eq!(shown.address, "example.org › trail");
        assert!(!shown.title_is_cut && !shown.description_is_cut);
    }

    #[test]
    fn wide_titles_are_cut_sooner() {
        let chars = |letter: &str| {
            let text = Text {
                meta_title: letter.repeat(200),
                ..Text::default()
            };
            let shown = preview(&text, None);
            assert!(shown.title_is_cut);
            assert!(width(&shown.title) <= TITLE_WIDTH, "{}", shown.title);
            shown.title.chars().count()
        };
        assert!(chars("W") < chars("n"));
        assert!(chars("n") < chars("i"));
        assert!(chars("東") < chars("n"));
        let usual = "How to choose the right trail running shoes for mud";
        assert!((400..TITLE_WIDTH).contains(&width(usual)), "{}", width(usual));
    }

    #[test]
    fn long_descriptions_are_cut_between_words() {
        let text = Text {
            meta_description: "several words ".repeat(30),
            ..Text::default()
        };
        let shown = preview(&text, None);
        assert!(shown.description.chars().count() <= DESCRIPTION);
        assert!(shown.description.ends_with("words…") || shown.description.ends_with("several…"));
        assert!(shown.description_is_cut);
    }
}
