//! Sections: length, markup, sentences that come once, labels, links, going on.

use std::collections::HashMap;

use provider::Ended;
use provider::writing::{Brief, Link, OutlineSection, Purpose, SectionBrief};

use super::{article, ask, ask_with, brief, odd, owned, request};
use crate::{languages, text::visible_words};

const SHOES: &[&str] = &[
    "running shoes",
    "best running shoes for men",
    "how to choose running shoes",
    "trail running shoes",
    "when should i replace running shoes",
    "running shoe width",
];

/// The text of HTML in sentences, without the shortest.
fn sentences(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap();
        if !matches!(
            tag.trim_start_matches('/').split(' ').next(),
            Some("strong" | "em" | "a")
        ) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    text.replace(". ", ".\n")
        .replace("? ", "?\n")
        .lines()
        .map(str::trim)
        .filter(|sentence| sentence.split(' ').count() > 4)
        .map(str::to_owned)
        .collect()
}

fn assert_no_repeats(article: &[(usize, String)], what: &str) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, (_, html)) in article.iter().enumerate() {
        for sentence in sentences(html) {
            if let Some(before) = seen.insert(sentence.clone(), at) {
                panic!("{what}: sections {before} and {at} both say “{sentence}”");
            }
        }
    }
}

/// Every tag is one of the few and closed in order.
fn assert_well_formed(html: &str) {
    const TAGS: &[&str] = &[
        "p", "em", "strong", "h3", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
    ];
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>'), "a stray sign in {html}");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
            None => {
                let name = tag.split(' ').next().unwrap();
                assert!(TAGS.contains(&name), "<{tag}>");
                assert!(name == tag || tag.starts_with("a href=\""), "<{tag}>");
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?} left open in {html}");
}

fn assert_length(asked: usize, html: &str, what: &str) {
    let words = visible_words(html);
    assert!(
        words * 100 >= asked * 85 && words * 100 <= asked * 115,
        "{what}: {asked} words asked, {words} written:\n{html}"
    );
}

#[test]
fn an_article_has_its_length_and_says_nothing_twice() {
    for language in languages::ALL {
        for kind in [
            "guide",
            "how_to",
            "list",
            "comparison",
            "review",
            "landing",
            "news",
        ] {
            for (keywords, words) in [
                (SHOES, 1_500),
                (&SHOES[..1], 1_200),
                (SHOES, 3_000),
                (&SHOES[..2], 700),
            ] {
                let brief = brief(language, "Running Shoes: A Guide", kind, keywords, words);
                let article = article(&brief, &[]);
                let what = format!("{language}, {kind}, {words} words, {} keywords", keywords.len());
                for (asked, html) in &article {
                    assert_well_formed(html);
                    assert_length(*asked, html, &what);
                }
                assert_no_repeats(&article, &what);
            }
        }
    }
}

#[test]
fn an_article_of_twelve_sections_says_nothing_twice() {
    let brief = brief("en", "Running Shoes: A Guide", "guide", SHOES, 6_000);
    let article = article(&brief, &[]);
    assert_eq!(article.len(), 12);
    assert_no_repeats(&article, "twelve sections of 500 words");
}

#[test]
fn every_article_is_labelled_and_every_section_says_what_to_check() {
    for (language, label, check) in [
        ("en", "<p><em>Offline draft:", "For the editor:"),
        ("en-GB", "<p><em>Offline draft:", "For the editor:"),
        ("sv", "<p><em>Offline draft:", "For the editor:"),
        ("de-AT", "<p><em>Offline-Entwurf:", "Für die Redaktion:"),
        ("fr", "<p><em>Brouillon hors ligne :", "Pour la rédaction :"),
        ("es", "<p><em>Borrador sin conexión:", "Para la redacción:"),
        ("it", "<p><em>Bozza offline:", "Per la redazione:"),
        ("nl", "<p><em>Offline-concept:", "Voor de redactie:"),
        ("pt_BR", "<p><em>Rascunho offline:", "Para a redação:"),
    ] {
        let article = article(&brief(language, "Coffee", "guide", &["coffee"], 900), &[]);
        assert!(article[0].1.starts_with(label), "{}", article[0].1);
        for (_, html) in &article {
            assert!(html.contains(check), "{language}: {html}");
        }
    }
}

#[test]
fn odd_input_is_written_as_plain_text() {
    for (title, keywords) in odd() {
        let keywords: Vec<&str> = keywords.iter().map(String::as_str).collect();
        for language in ["en", "de", "ar"] {
            let brief = brief(language, &title, "list", &keywords, 1_000);
            for (_, html) in article(&brief, &["<i>Heading</i> & more", "<i>Heading</i> & more", ""]) {
                assert_well_formed(&html);
                assert!(
                    !html.contains("<script") && !html.contains("<b>") && !html.contains("<img"),
                    "{html}"
                );
                assert!(html.chars().all(|c| c == '\n' || !c.is_control()), "{html:?}");
            }
        }
    }
}

fn section(words: u32, kind: &str, index: usize) -> SectionBrief {
    let headings = owned(&["", "What to expect", "How to choose", "Next steps"]);
    SectionBrief {
        brief: Brief {
            angle: Some("Says what others leave out.".to_owned()),
            ..brief(
                "en",
                "Coffee Grinders",
                kind,
                &["coffee grinder", "manual coffee grinder"],
                800,
            )
        },
        section: OutlineSection {
            heading: headings[index].clone(),
            points: owned(&["Burr or blade", "Size", "Noise"]),
            words,
        },
        headings,
        index,
        before: String::new(),
        links: vec![
            Link {
                title: "Beans & Roasts".to_owned(),
                url: "https://example.com/beans?a=1&b=2".to_owned(),
            },
            Link {
                title: "Water".to_owned(),
                url: "https://example.com/water".to_owned(),
            },
        ],
    }
}

#[test]
fn lists_tables_steps_and_sub_headings_stand_where_they_fit() {
    assert!(ask(Purpose::Section(section(300, "comparison", 1))).contains("<table><thead>"));
    assert!(ask(Purpose::Section(section(300, "how_to", 1))).contains("<ol><li>"));
    let list = ask(Purpose::Section(section(300, "guide", 1)));
    assert!(
        list.contains("<ul><li>") && list.contains("<h3>Burr or blade</h3>"),
        "{list}"
    );
    assert!(
        list.contains("<a href=\"https://example.com/beans?a=1&amp;b=2\">Beans &amp; Roasts</a>"),
        "{list}"
    );
    let introduction = ask(Purpose::Section(section(200, "guide", 0)));
    assert!(introduction.contains("Says what others leave out.") && !introduction.contains("<h3>"));
    assert!(!introduction.contains("<a "));
    let short = ask(Purpose::Section(section(110, "guide", 2)));
    assert!(
        short.contains("Points still to cover: Burr or blade; Size; Noise."),
        "{short}"
    );
}

#[test]
fn any_length_is_met_from_eighty_words_on() {
    for words in [80, 100, 130, 180, 250, 400, 600, 900] {
        for index in 0..4 {
            for kind in ["guide", "how_to", "comparison"] {
                let html = ask(Purpose::Section(section(words, kind, index)));
                assert_length(words as usize, &html, &format!("section {index}, {kind}"));
            }
        }
    }
    for words in [0, 1, u32::MAX] {
        assert_well_formed(&ask(Purpose::Section(section(words, "guide", 1))));
    }
}

#[test]
fn an_index_outside_the_headings_is_no_fault() {
    let mut ask_for = section(200, "guide", 1);
    ask_for.index = 40;
    ask_for.headings.clear();
    assert_well_formed(&ask(Purpose::Section(ask_for)));
}

#[test]
fn a_cut_reply_is_gone_on_with() {
    let purpose = Purpose::Section(section(400, "guide", 1));
    let (whole, streamed) = ask_with(&request(purpose.clone()));
    assert_eq!((whole.ended, &whole.text), (Ended::Complete, &streamed));
    assert!(whole.usage.output > 400 && whole.usage.input > 0);

    let mut cut = request(purpose);
    cut.max_tokens = 150;
    let mut so_far = String::new();
    for _ in 0..20 {
        let (reply, streamed) = ask_with(&cut);
        assert_eq!(reply.text, streamed);
        so_far.push_str(&reply.text);
        if reply.ended == Ended::Complete {
            break;
        }
        assert!(reply.usage.output <= 150);
        cut.so_far = Some(so_far.clone());
    }
    assert_eq!(so_far, whole.text);

    cut.so_far = Some("<p>Another writer began this section with other words.</p>".to_owned());
    cut.max_tokens = 8_000;
    let (rest, _) = ask_with(&cut);
    assert_well_formed(&rest.text);
    assert!(!rest.text.is_empty() && whole.text.ends_with(&rest.text));
}
