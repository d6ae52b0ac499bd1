//! What models write, and the HTML that comes of it; nothing that they write is lost.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::section;

fn cleaned(text: &str) -> String {
    section(text, &BTreeSet::new())
}

/// The words that a reader sees.
fn seen(html: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => text.push(c),
            _ => {}
        }
        if c == '>' {
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a model wrote, and parts of what comes of it.
const MARKDOWN: &[(&str, &[&str])] = &[
    (
        "How they compare:\n\n| Bin | Litres |\n|---|---:|\n| Heap | 900 |\n| **Worms** | 60 |\n\nPick one.",
        &[
            "<table>",
            "<th>Bin</th>",
            "<td><strong>Worms</strong></td>",
            "<p>Pick one.</p>",
        ],
    ),
    (
        "## What to add\n\nIt wants **two parts** brown.\n\n- dry leaves\n- card\n\nEach m<sup>3</sup> needs turning.",
        &[
            "<h2>What to add</h2>",
            "<strong>two parts</strong>",
            "<li>dry leaves</li>",
            "m<sup>3</sup>",
        ],
    ),
    (
        "Never add ~~meat~~ food.\n\n- [x] leaves\n- [ ] citrus",
        &["<s>meat</s>", "☑ leaves", "☐ citrus"],
    ),
    (
        "需要＊＊空气＊＊和＊＊水分＊＊。\n\n1. 先铺树叶",
        &[
            "<strong>空气</strong>和<strong>水分</strong>。",
            "<li>先铺树叶</li>",
        ],
    ),
    ("需要**“空气”**和水", &["<strong>“空气”</strong>和"]),
    ("＃＃ 标题\n\n文字", &["<h2>标题</h2>", "<p>文字</p>"]),
    (
        "<p>A **bold** word and `code`.</p>",
        &["<p>A <strong>bold</strong> word and <code>code</code>.</p>"],
    ),
    (
        "<ul>\n<li>**One**: a</li>\n<li>Two</li>\n</ul>",
        &["<li><strong>One</strong>: a</li>", "<li>Two</li>"],
    ),
    (
        "<h2>A</h2>\n\nText with **bold**.\n\n- one\n- two\n\n<p>End.</p>",
        &[
            "<h2>A</h2>",
            "<strong>bold</strong>",
            "<li>two</li>",
            "<p>End.</p>",
        ],
    ),
    (
        "<div>\n\n## Heading\n\n- a\n- b\n\n</div>",
        &["<h2>Heading</h2>", "<li>a</li>"],
    ),
    (
        "<p>One\n\n## Two\n\n<p>Three",
        &["<p>One</p>", "<h2>Two</h2>", "<p>Three</p>"],
    ),
    (
        "<pre><code>a ** b ** c\n\n## d</code></pre>",
        &["a ** b ** c", "## d"],
    ),
    (
        "```python\ndef f():\n    return '<p>'\n```",
        &["<code>def f():\n    return '&lt;p&gt;'"],
    ),
    (
        "Use `<p>` and <name> here.",
        &["<code>&lt;p&gt;</code>", "&lt;name&gt;"],
    ),
    ("<blockquote>\n> quoted\n</blockquote>", &["quoted"]),
    ("    <p>One</p>\n\n    <p>Two</p>", &["<p>One</p>", "<p>Two</p>"]),
    (
        "\n\n    An indented line with **bold**.\n\nAnother.",
        &["An indented line", "<p>Another.</p>"],
    ),
    (
        "5 * 3 * 2 and snake_case_name",
        &["5 * 3 * 2 and snake_case_name"],
    ),
    ("<p>2024. A year</p>", &["<p>2024. A year</p>"]),
    ("One\\nline", &["One"]),
    // As models have been seen to write it.
    (
        "<article>\n\n## Bins\n\nOne **two**.\n</article>",
        &["<h2>Bins</h2>", "<strong>two</strong>"],
    ),
    ("### Bins ###\n\nText", &["<h3>Bins</h3>", "<p>Text</p>"]),
    ("Bins\n====\n\nText", &["Bins", "<p>Text</p>"]),
    ("##Bins\n\nText", &["<h2>Bins</h2>", "<p>Text</p>"]),
    (
        "**1. Leaves**: dry\n**2. Card**: torn",
        &["<strong>1. Leaves</strong>", "<strong>2. Card</strong>"],
    ),
    (
        "• dry leaves\n• torn card\n• straw",
        &["<li>dry leaves</li>", "<li>straw</li>"],
    ),
    ("1) dry leaves\n2) torn card", &["<li>dry leaves</li>"]),
    (
        "<p>It is **bold**, __strong__ and *thin*.</p>",
        &[
            "<strong>bold</strong>",
            "<strong>strong</strong>",
            "<em>thin</em>",
        ],
    ),
    (
        "| A | B |\n| :-: | --- |\n| 1 | 2 |",
        &["<th>A</th>", "<td>1</td>"],
    ),
    ("A | B\n--- | ---\n1 | 2", &["<th>A</th>", "<td>2</td>"]),
    (
        "<table>\n<tr><td>**a**</td></tr>\n</table>",
        &["<td><strong>a</strong></td>"],
    ),
    ("<h2>**Bins**</h2><p>x</p>", &["<h2><strong>Bins</strong></h2>"]),
    ("&lt;p&gt;One&lt;/p&gt;\n&lt;p&gt;Two&lt;/p&gt;", &["One", "Two"]),
    ("Water: H~2~O, 20 °C", &["H", "O, 20 °C"]),
    ("> **Tip:** turn it.", &["<blockquote>", "<strong>Tip:</strong>"]),
    ("- [Bins](https://x.example/)\n- two", &["<li>Bins</li>"]),
    ("Text[^1].\n\n[^1]: A note.", &["Text<sup>1</sup>.", "A note."]),
    (
        "✅ dry leaves\n✅ torn card\n❌ meat",
        &["<li>✅ dry leaves</li>", "<li>❌ meat</li>"],
    ),
    (
        "🌱 Alone it is a sentence.",
        &["<p>🌱 Alone it is a sentence.</p>"],
    ),
    ("👉 One\n\nTwo", &["<p>👉 One</p>"]),
    (
        "| Code | What |\n|---|---|\n| `a \\| b` | either |",
        &["<td><code>a | b</code></td>", "<td>either</td>"],
    ),
    (
        "See [the bins][1] here.\n\n[1]: https://x.example/ \"Bins\"",
        &["<p>See the bins here.</p>"],
    ),
    (
        "Turn it weekly[1][2]. Rest【4†source】.",
        &["<p>Turn it weekly. Rest.</p>"],
    ),
    (
        "- one\n    - two\n        - three\n- four",
        &["<li>three</li>", "<li>four</li>"],
    ),
    ("One<br>**two**<br/>three", &["One<br>", "<strong>two</strong>"]),
    ("# Title\n\nText", &["<h2>Title</h2>", "<p>Text</p>"]),
    ("AT&amp;T &mdash; 5&nbsp;&lt; 6", &["AT&amp;T — 5", "&lt; 6"]),
    ("<p>a</p>\n\n---\n\n<p>b</p>", &["<p>a</p>", "<p>b</p>"]),
];

#[test]
fn markdown_of_every_kind_becomes_html() {
    let mut missed = Vec::new();
    for (text, parts) in MARKDOWN {
        let html = cleaned(text);
        for part in *parts {
            if !html.contains(part) {
                missed.push(format!("{part} is not in {html}\nof {text}"));
            }
        }
        assert!(!html.contains("**") || text.contains("pre"), "{html}");
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn whole_documents_give_their_body() {
    let html = cleaned(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>T</title><style>p { color: red }</style></head>\n<body>\n<h1>Soil</h1>\n<p>Dig.</p>\n</body></html>",
    );
    assert_eq!(html.replace('\n', ""), "<h2>Soil</h2><p>Dig.</p>");
}

#[test]
fn what_stands_around_an_answer_is_left_out_and_nothing_else() {
    for (text, html) in [
        (
            "Sure, here is the section in HTML:\n\n```html\n<h2>A</h2>\n<p>B</p>\n```\n\nLet me know if you want it longer!",
            "<h2>A</h2><p>B</p>",
        ),
        ("```html\n<p>One</p>\n```", "<p>One</p>"),
        ("```html\n<p>One</p>", "<p>One</p>"),
        ("~~~markdown\n**One**\n~~~", "<p><strong>One</strong></p>"),
        (
            "````markdown\nOne\n\n```\ncode\n```\n````",
            "<p>One</p><pre><code>code</code></pre>",
        ),
        ("Here is your section:\n\n<p>One</p>", "<p>One</p>"),
        (
            "Hier ist der Abschnitt:\n\n```html\n<p>Eins</p>\n```",
            "<p>Eins</p>",
        ),
        ("&lt;p&gt;One &amp;amp; two&lt;/p&gt;", "<p>One &amp; two</p>"),
        ("{\"html\": \"<p>One</p>\"}", "<p>One</p>"),
        ("\u{feff}<p>One</p>", "<p>One</p>"),
        ("{\"heading\": \"A\", \"html\": \"<p>One</p>\"}", "<p>One</p>"),
        ("Voici la section :\n\n<p>Un</p>", "<p>Un</p>"),
        ("Aquí tienes el artículo en HTML:\n\n<p>Uno</p>", "<p>Uno</p>"),
        ("Ecco la sezione:\n\n<p>Uno</p>", "<p>Uno</p>"),
        ("以下是您要求的章节：\n\n<p>一</p>", "<p>一</p>"),
        ("Вот раздел статьи:\n\n<p>Один</p>", "<p>Один</p>"),
        ("Oto sekcja:\n\n<p>Jeden</p>", "<p>Jeden</p>"),
        ("İşte bölüm:\n\n<p>Bir</p>", "<p>Bir</p>"),
        (
            "Sure! Here's the section you asked for.\n\n## One\n\nTwo",
            "<h2>One</h2><p>Two</p>",
        ),
        (
            "<p>One</p>\n\nLet me know if you'd like any changes!",
            "<p>One</p>",
        ),
        ("<p>One</p>\n\n---\n\n*(Word count: 312)*", "<p>One</p>"),
        (
            "One.\n\nTwo.\n\nI hope this helps! Let me know if you need anything else.",
            "<p>One.</p><p>Two.</p>",
        ),
        (
            "Eins.\n\nLass mich wissen, ob ich etwas ändern soll.",
            "<p>Eins.</p>",
        ),
        ("一。\n\n如果您需要我修改，请告诉我。", "<p>一。</p>"),
    ] {
        assert_eq!(cleaned(text).replace('\n', ""), html, "{text}");
    }
    // An example between paragraphs is one, and so is a sentence that ends with a colon.
    let tutorial = "A link has two parts. The address comes first, and the words come after it.\n\n```html\n<p><a href=\"/\">Home</a></p>\n```\n\nThe browser shows the words.";
    let html = cleaned(tutorial);
    assert!(
        html.contains("A link has two parts.")
            && html.contains("The browser shows")
            && html.contains("&lt;p&gt;"),
        "{html}"
    );
    for kept in [
        "Here are the best bins:\n\n- one\n- two",
        "Of course, worms like shade.\n\nThey hide.",
        "Let me know why.\n\nThat is what gardeners ask.",
        "I have three bins.\n\n## One\n\nText",
        "Soll ich den Kompost wenden?\n\nJa, im Herbst.",
    ] {
        let first = kept.split(['\n', ':']).next().unwrap_or_default();
        assert!(cleaned(kept).contains(first), "{}", cleaned(kept));
    }
    for ends in [
        "Ja.\n\nSoll ich ihn im Winter wenden? Nein.",
        "One.\n\nI hope this year is a wet one.",
        "一。\n\n希望这篇文章对您有帮助。",
    ] {
        let last = ends.rsplit('\n').next().unwrap_or_default();
        assert!(cleaned(ends).contains(last), "{}", cleaned(ends));
    }
    let colon = "You need three things:\n\n<ul><li>air</li></ul>";
    assert!(cleaned(colon).contains("three things"), "{}", cleaned(colon));
}

/// Pieces of what models write, each with a word of its own in it.
fn piece(number: usize, kind: usize) -> String {
    let word = format!("wort{number}x");
    match kind % 22 {
        0 => format!("A paragraph with {word} in it."),
        1 => format!("<p>An element with {word} in it.</p>"),
        2 => format!("## {word}"),
        3 => format!("- one\n- {word}\n- three"),
        4 => format!("<ul>\n  <li>one</li>\n  <li>**{word}**</li>\n</ul>"),
        5 => format!("| a | b |\n|---|---|\n| {word} | 2 |"),
        6 => format!("**{word}** and ~~{word}~~"),
        7 => format!("```\n{word} <p>\n```"),
        8 => format!("<div>\n\n{word}\n\n</div>"),
        9 => format!("<p>Left open {word}"),
        10 => format!("> {word}"),
        11 => format!("<h3>{word}</h3>"),
        12 => format!("1. {word}\n2. two"),
        13 => format!("<table><tr><td>{word}</td><td>`b`</td></tr></table>"),
        14 => format!("    {word}"),
        15 => format!("a < b and {word} > c & d"),
        16 => format!("<b>{word}</b>"),
        17 => format!("＊＊{word}＊＊"),
        18 => format!("- [ ] {word}"),
        19 => format!("`{word}` and *{word}*"),
        20 => format!("<blockquote>{word}</blockquote>"),
        _ => format!("</p> {word} <br>"),
    }
}

proptest! {
    #[test]
    fn nothing_that_a_model_writes_is_lost(kinds in proptest::collection::vec((0_usize..22, 0_usize..3), 1..12)) {
        let mut text = String::new();
        for (number, (kind, gap)) in kinds.iter().enumerate() {
            text.push_str(&piece(number, *kind));
            text.push_str(["\n\n", "\n", "\n\n\n"][*gap]);
        }
        let html = cleaned(&text);
        let shown = seen(&html);
        for number in 0..kinds.len() {
            let word = format!("wort{number}x");
            prop_assert!(shown.contains(&word), "{word} is lost in {html}\nof {text}");
        }
        prop_assert_eq!(crate::clean(&html), html.clone(), "it is clean");
    }

    #[test]
    fn nothing_makes_it_panic(text in "[<>/a-d`*_~#|&;:\\[\\]()＊＃ \\n\"'=!-]{0,80}") {
        let _ = cleaned(&text);
    }
}
