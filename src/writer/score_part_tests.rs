//! Tests of the parts of the score and of its bound.

use super::*;

pub(super) fn best() -> Facts {
    Facts {
        keyword: true,
        in_title: true,
        in_opening: true,
        in_heading: true,
        in_slug: true,
        in_meta: true,
        keywords: 5,
        keywords_found: 5,
        words: 1_200,
        words_target: 1_200,
        main_headings: 4,
        headings: 6,
        skipped: 0,
        readability: Readability::Ease(60.0),
        characters: false,
        internal_links: 2,
        external_links: 1,
        meta_title: 50,
        meta_description: 150,
        images: 2,
        images_with_alt: 2,
        questions: 3,
        offline: false,
    }
}

#[test]
fn the_parts_add_up_to_a_hundred() {
    let score = score(&best());
    assert_eq!(score.total, 100);
    assert_eq!(score.parts.iter().map(|part| part.most).sum::<u8>(), 100);
    assert!(score.parts.iter().all(|part| part.advice.is_empty()));
}

#[test]
fn what_rules_wrote_is_never_called_good() {
    let offline = Facts {
        offline: true,
        ..best()
    };
    let score = score(&offline);
    assert_eq!(score.total, MAX_OFFLINE_SCORE);
    assert!(score.cap.is_some_and(|cap| cap.advice.ends_with('.')));
    assert_eq!(super::score(&best()).cap, None);
}

#[test]
fn an_empty_article_has_nothing_but_advice() {
    let empty = Facts::of(&crate::writer::article::Text::default(), &[], 1_200, "en");
    let score = score(&empty);
    assert_eq!(score.total, 0, "{score:?}");
    assert!(score.parts.iter().all(|part| part.advice.ends_with('.')));
}

#[test]
fn each_fault_costs_points_and_says_what_to_do() {
    let spoils: [fn(&mut Facts); 15] = [
        |facts| facts.in_title = false,
        |facts| facts.in_opening = false,
        |facts| facts.in_heading = false,
        |facts| facts.in_slug = false,
        |facts| facts.in_meta = false,
        |facts| facts.keywords_found = 4,
        |facts| facts.words = 600,
        |facts| facts.words = 5_000,
        |facts| facts.main_headings = 1,
        |facts| facts.skipped = 1,
        |facts| facts.readability = Readability::Ease(20.0),
        |facts| facts.external_links = 0,
        |facts| facts.meta_title = 61,
        |facts| facts.images_with_alt = 1,
        |facts| facts.questions = 2,
    ];
    for (i, spoil) in spoils.into_iter().enumerate() {
        let mut facts = best();
        spoil(&mut facts);
        let score = score(&facts);
        assert!(score.total < 100, "{i}");
        assert!(score.parts.iter().any(|part| !part.advice.is_empty()), "{i}");
    }
}
