//! The sanitiser at its limits: depth, size, and random mixes of what parsers treat in ways of their own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use proptest::prelude::*;

use super::sanitize_tests::check;

#[test]
fn nesting_and_size_cost_neither_stack_nor_time() {
    let began = std::time::Instant::now();
    for part in [
        "<div>",
        "<b>",
        "<p>",
        "<blockquote>",
        "<ul><li>",
        "<table><tr><td>",
        "<a href=x>",
        "<svg>",
        "<h2>",
        "<b><p>",
        "<i x=1>",
        "<font size=1>",
        "<b><table><td></b></td></table>",
        "</p>",
        "</b>",
        "<template>",
        "<select>",
        "<!--",
        "<",
        "&",
        "<figure><b>",
    ] {
        let cleaned = check(&part.repeat(10_000));
        assert!(cleaned.len() < 1_000_000, "{part} {}", cleaned.len());
    }
    let attributes: Vec<_> = (0..100_000).map(|i| format!(" x{i}=1")).collect();
    let attributes = attributes.concat();
    assert_eq!(check(&format!("<p{attributes}>x</p>")), "<p>x</p>");
    // Ten seconds are for a slow machine without optimisation; work that grows with the square would take minutes.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// Pieces that parsers treat in ways of their own.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=/x>",
        "</a>",
        "<a>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th>",
        "<caption>",
        "<tbody>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<pre>",
        "</pre>",
        "\n",
        "<svg>",
        "</svg>",
        "<math>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<noscript>",
        "<template>",
        "</template>",
        "<select>",
        "<option>",
        "<form>",
        "<img src=https://e.org/x alt='\"'>",
        "<img src=x onerror=y>",
        "<br>",
        "</br>",
        "<hr>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<figure>",
        "<figcaption>",
        "<blockquote>",
        "</blockquote>",
        "<div>",
        "</div>",
        "text",
        " ",
        "&lt;",
        "&amp;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "=",
        "\0",
        "<code>",
        "</code>",
        "<sub>",
        "<plaintext>",
        "<frameset>",
        "<body onload=x>",
        "<script>",
        "</script>",
        "<textarea>",
        "</textarea>",
        "<nobr>",
        "<button>",
        "</button>",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn cleaning_twice_is_cleaning_once(html in tricky()) {
        check(&html);
    }

    #[test]
    fn any_text_is_taken(html in "\\PC{0,200}") {
        check(&html);
    }
}
