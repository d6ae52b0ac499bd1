//! What each element becomes. That the editor takes it so is tested with the editor's own code.

use super::*;

const NEW: Style = Style { nested: true };
const OLD: Style = Style { nested: false };

/// Every kind of element that an article may have, alone and within others.
const ALL: &str = include_str!("../../../fixtures/blocks/article.html");

#[test]
fn an_article_with_every_element_is_written_in_blocks() {
    // `IGNY8_BLESS=1 cargo test` writes them anew, to be checked with `scripts/lib/wordpress/valid-blocks.mjs`.
    for (style, name) in [(NEW, "blocks.html"), (OLD, "blocks-before-6.1.html")] {
        let written = of_html(ALL, style) + "\n";
        let path = format!("{}/fixtures/blocks/{name}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("IGNY8_BLESS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        assert_eq!(written, std::fs::read_to_string(&path).unwrap(), "{name}");
    }
}

#[test]
fn no_word_is_lost() {
    use crate::markup::text_of;
    // A table's caption moves behind it.
    let words = |html: &str| {
        let text = text_of(html);
        let mut words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    for style in [NEW, OLD] {
        assert_eq!(words(&of_html(ALL, style)), words(ALL));
    }
}

#[test]
fn texts_without_a_paragraph_get_one() {
    assert_eq!(
        of_html("One <em>two</em>\n<p></p><img src=\"/x.png\">", NEW),
        "<!-- wp:paragraph -->\n<p>One <em>two</em></p>\n<!-- /wp:paragraph -->\n\n\
         <!-- wp:image -->\n<figure class=\"wp-block-image\"><img src=\"/x.png\" alt=\"\"/></figure>\n<!-- /wp:image -->"
    );
    assert_eq!(of_html(" \n", NEW), "");
}

#[test]
fn deep_and_broken_html_does_no_harm() {
    let deep = "<ul><li>x".repeat(3_000);
    assert!(of_html(&deep, NEW).contains('x'));
    let deep = "<blockquote>".repeat(3_000);
    of_html(&deep, NEW);
    for html in [
        "</p>",
        "<p>",
        "<table><tr><td>x</table>",
        "<li>x</li>",
        "<figure></figure>",
        "<!-- x",
    ] {
        of_html(html, NEW);
    }
}

#[test]
fn versions_are_compared() {
    for (version, is) in [
        ("6.1", true),
        ("6.0.3", false),
        ("5.9", false),
        ("6.9-RC1", true),
        ("7", true),
        ("x", true),
    ] {
        assert_eq!(is_at_least(version, (6, 1)), is, "{version}");
    }
}
