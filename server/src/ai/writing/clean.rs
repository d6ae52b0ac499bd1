//! A model's text as HTML that may be kept: sanitised, and with links only to pages that it was given.

use std::collections::BTreeSet;

use crate::html;

/// The section of a model, whatever it answered in: fences go, Markdown becomes HTML, and links that were not offered
/// become plain text.
pub fn section(text: &str, links: &BTreeSet<&str>) -> String {
    let text = unfenced(text);
    let html = if text.contains("</") {
        text.to_owned()
    } else {
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(text));
        out
    };
    without_foreign_links(&html::clean(&html), links)
}

fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("```html")
        .or_else(|| text.strip_prefix("```markdown"))
        .or_else(|| text.strip_prefix("```"));
    inner
        .map_or(text, |inner| inner.trim_end().trim_end_matches("```"))
        .trim()
}

/// Sanitised HTML has its anchors in one form, so that they can be found by their text.
fn without_foreign_links(html: &str, links: &BTreeSet<&str>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<a ") {
        out.push_str(before);
        let Some((tag, next)) = after.split_once('>') else {
            return out;
        };
        let (inner, following) = next.split_once("</a>").unwrap_or((next, ""));
        let href = tag
            .split_once("href=\"")
            .and_then(|(_, value)| value.split_once('"'))
            .map(|(value, _)| value.replace("&amp;", "&"));
        if href.is_some_and(|href| links.contains(href.as_str())) {
            out.extend(["<a ", tag, ">", inner, "</a>"]);
        } else {
            out.push_str(inner);
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_markdown_become_html() {
        let none = BTreeSet::new();
        assert_eq!(section("```html\n<p>One</p>\n```", &none), "<p>One</p>");
        let html = section("One **two**\n\n- a\n- b", &none);
        assert!(
            html.contains("<strong>two</strong>") && html.contains("<li>a</li>"),
            "{html}"
        );
    }

    #[test]
    fn only_offered_links_stay() {
        let links = BTreeSet::from(["https://example.com/a?x=1&y=2"]);
        let html = section(
            r#"<p><a href="https://example.com/a?x=1&amp;y=2">A</a> and <a href="https://evil.example/">B <b>c</b></a>.</p>"#,
            &links,
        );
        assert!(html.contains("https://example.com/a?x=1&amp;y=2"), "{html}");
        assert!(!html.contains("evil") && html.contains("B <b>c</b>"), "{html}");
    }
}
