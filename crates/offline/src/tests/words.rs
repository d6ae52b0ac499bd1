//! Words: keywords in sentences, capitals, slugs, slots, stocks, vectors.

use std::time::Duration;

use provider::{EmbedRequest, Provider};

use super::super::{
    Offline, casing,
    languages::{ALL, stock},
    term::{Form, Term},
    text::{fill, shorten},
};

#[test]
fn keywords_are_put_into_english_sentences() {
    for (keyword, within, form) in [
        ("running shoes", "running shoes", Form::Plain),
        ("coffee grinder", "a coffee grinder", Form::Plain),
        (
            "best coffee grinder for espresso",
            "a coffee grinder for espresso",
            Form::Plain,
        ),
        ("electric bike", "an electric bike", Form::Plain),
        ("usb cable", "a USB cable", Form::Plain),
        ("seo tool", "an SEO tool", Form::Plain),
        ("iphone 15 case", "an iPhone 15 case", Form::Plain),
        ("Nike Air Zoom", "Nike Air Zoom", Form::Plain),
        ("puppy training", "puppy training", Form::Plain),
        ("how to train a puppy", "training a puppy", Form::HowTo),
        ("how to make bread", "making bread", Form::HowTo),
        ("how to get rid of ants", "getting rid of ants", Form::HowTo),
        ("how to quickly fix a tap", "quickly fixing a tap", Form::HowTo),
        ("buy trail shoes", "buying trail shoes", Form::Plain),
        ("what is seo", "SEO", Form::Plain),
        (
            "why do cats purr?",
            "the question “why do cats purr”",
            Form::Question,
        ),
        ("coffee vs tea", "coffee vs tea", Form::Plain),
        ("shoes for women", "shoes for women", Form::Plain),
    ] {
        let term = Term::new(keyword, stock("en"));
        assert_eq!((term.within.as_str(), term.form), (within, form), "{keyword}");
    }
}

#[test]
fn titles_have_the_capitals_of_their_language() {
    for (language, phrase, title) in [
        (
            "en",
            "the complete guide to seo for an iPhone app",
            "The Complete Guide to SEO for an iPhone App",
        ),
        ("en", "what to look for", "What to Look For"),
        (
            "de",
            "beste laufschuhe für damen kaufen",
            "Beste Laufschuhe für Damen kaufen",
        ),
        ("de", "hund trainieren", "Hund trainieren"),
        ("fr", "chaussures de course", "Chaussures de course"),
        ("es", "¿qué es el café?", "¿Qué es el café?"),
    ] {
        assert_eq!(casing::title(phrase, stock(language)), title);
    }
}

#[test]
fn slots_are_filled_once() {
    assert_eq!(
        fill("{k} and {t}{", &[('k', "{t}"), ('t', "{k}")]),
        "{t} and {k}{"
    );
    assert_eq!(fill("{x} {kk}", &[('k', "v")]), "{x} {kk}");
    assert_eq!(shorten("one two three", 8), "one two…");
    assert_eq!(shorten("abcdefghij", 5), "abcd…");
}

/// Slots that a phrase of each list may have, so that none is left in a text.
#[test]
fn stocks_are_whole() {
    for language in ALL {
        let stock = stock(language);
        let lists: &[(&[&str], &str)] = &[
            (stock.angles, "k"),
            (stock.keyword_headings, "kK"),
            (stock.plain_headings, ""),
            (stock.closing_headings, ""),
            (stock.points, "k"),
            (stock.intros, "k"),
            (stock.openers, "t"),
            (stock.closings, "t"),
            (stock.body, "k"),
            (stock.topical, "tk"),
            (stock.mentions, "q"),
            (stock.verify, "tk"),
            (stock.steps, "k"),
            (stock.items, "k"),
            (stock.links, "l"),
            (stock.meta_begin, "k"),
            (stock.meta_more, ""),
            (stock.suffixes, ""),
            (stock.question_answers, ""),
            (&[stock.overview], "abc"),
            (&[stock.again], "ts"),
            (&[stock.cover, stock.keep], "p"),
        ];
        for (phrases, slots) in lists {
            assert!(!phrases.is_empty());
            for (at, phrase) in phrases.iter().enumerate() {
                let used = phrase.split('{').skip(1).map(|rest| &rest[..1]);
                assert!(
                    used.into_iter().all(|slot| slots.contains(slot)),
                    "{language}: {phrase}"
                );
                assert!(!phrases[..at].contains(phrase), "{language} has twice: {phrase}");
                assert!(!phrase.contains(['<', '&', '>', '"']), "{language}: {phrase}");
            }
        }
        assert!(stock.note.starts_with(stock.label) && stock.note.matches('.').count() == 1);
        let sentences = stock
            .body
            .iter()
            .chain(stock.topical)
            .chain(stock.mentions)
            .chain(stock.openers);
        for sentence in sentences {
            assert!(sentence.ends_with(['.', '?', '!']), "{language}: {sentence}");
        }
        for kind in ["guide", "how_to", "list", "comparison", "review", "landing"] {
            assert!(
                stock
                    .titles_for(kind)
                    .iter()
                    .all(|title| title.contains("{K}") || title.contains("{N}"))
            );
        }
    }
}

#[test]
fn vectors_are_near_where_texts_are() {
    let texts = [
        "running shoes for men",
        "men's running shoe",
        "chocolate cake recipe",
        "Running SHOES for men!",
        "",
        "🎉",
    ];
    let request = EmbedRequest {
        model: "offline".to_owned(),
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        timeout: Duration::from_secs(5),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let reply = runtime.block_on(Offline.embed(&request)).unwrap();
    let near = |a: usize, b: usize| -> f32 {
        reply.vectors[a]
            .iter()
            .zip(&reply.vectors[b])
            .map(|(x, y)| x * y)
            .sum()
    };
    for (at, vector) in reply.vectors.iter().enumerate() {
        assert_eq!(vector.len(), 256);
        assert!((near(at, at) - 1.0).abs() < 1e-4);
    }
    assert!(
        near(0, 1) > 0.5 && near(0, 2) < 0.25 && near(0, 3) > 0.999,
        "{} {}",
        near(0, 1),
        near(0, 2)
    );
    assert!(reply.usage.input > 0 && reply.usage.output == 0);
}
