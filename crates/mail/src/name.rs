//! Names as they may stand in a mail: one line, of a bounded length, that no mail program takes for a link.

/// The most characters of a name in a mail.
const MAX_NAME: usize = 80;

/// Makes one harmless line of whatever somebody is called. Line ends could begin a header, marks of direction could turn the
/// words around it, and whoever may choose a name could send strangers a link in our mail.
pub fn line(text: &str) -> String {
    line_of(text, MAX_NAME)
}

/// The same of at most so many characters.
fn line_of(text: &str, most: usize) -> String {
    let shown: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let joined = words.join(" ");
    let mut line: String = joined.chars().take(most).collect();
    if joined.chars().count() > most {
        line.pop();
        line = line.trim_end().to_owned();
        line.push('…');
    }
    line
}

/// The same for the text of a mail: what looks like an address or a link is broken by marks without width, which people do
/// not see and programs do not link across.
pub fn unlinked(text: &str) -> String {
    unlinked_of(text, MAX_NAME)
}

/// The same of a sentence, with at most so many characters.
pub fn unlinked_of(text: &str, most: usize) -> String {
    let line = line_of(text, most);
    let mut broken = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        broken.push(c);
        let between = rest.peek().is_some_and(|next| !next.is_whitespace());
        if matches!(c, '.' | '@' | ':' | '/') && between {
            broken.push('\u{2060}');
        }
    }
    broken
}

/// What is no part of a name: controls, separators of lines, and marks that are not seen but change what is.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::{line, unlinked};

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(line("Ann\r\nBcc: eve@evil.example"), "Ann Bcc: eve@evil.example");
        assert_eq!(line("  Ann \t Miller\0 "), "Ann Miller");
        assert_eq!(line("\u{202e}gnp.exe\u{2028}x"), "gnp.exe x");
        assert_eq!(line("Zoë Œuvre 青い空 🐙"), "Zoë Œuvre 青い空 🐙");
        assert_eq!(line("\r\n\u{200b}"), "");
        let long = line(&"a ".repeat(400));
        assert_eq!((long.chars().count(), long.ends_with('…')), (80, true));
    }

    #[test]
    fn a_name_is_no_link() {
        for linked in [
            "https://evil.example/x",
            "www.evil.example",
            "eve@evil.example",
            "evil.example",
        ] {
            let broken = unlinked(linked);
            assert!(!broken.contains(linked) && !broken.contains("://"), "{broken:?}");
            assert_eq!(broken.replace('\u{2060}', ""), linked);
        }
        assert_eq!(unlinked("Acme Inc. of Ohio"), "Acme Inc. of Ohio");
    }
}
