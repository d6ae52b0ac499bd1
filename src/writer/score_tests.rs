//! Tests of the score with made-up facts and texts: it stays within its bounds, and what is better never costs points.

use proptest::prelude::*;

use crate::writer::article::{Question, Text};
use crate::writer::facts::Facts;
use crate::writer::outline::Outline;
use crate::writer::preview::preview;
use crate::writer::readability::Readability;
use crate::writer::score::score;

prop_compose! {
    fn facts()(
        there in prop::array::uniform6(any::<bool>()),
        keywords in 0_usize..50,
        found in 0_usize..50,
        words in 0_usize..20_000,
        words_target in 0_usize..10_000,
        headings in 0_usize..60,
        main in 0_usize..60,
        skipped in 0_usize..60,
        ease in -200.0_f64..200.0,
        by_sentence in any::<bool>(),
        links in (0_usize..50, 0_usize..50),
        meta in (0_usize..400, 0_usize..600),
        images in 0_usize..20,
        alt in 0_usize..20,
        questions in 0_usize..50,
    ) -> Facts {
        let [keyword, in_title, in_opening, in_heading, in_slug, in_meta] = there;
        Facts {
            keyword,
            in_title: keyword && in_title,
            in_opening: keyword && in_opening,
            in_heading: keyword && in_heading,
            in_slug: keyword && in_slug,
            in_meta: keyword && in_meta,
            keywords: if keyword { keywords + 1 } else { 0 },
            keywords_found: if keyword { found.min(keywords + 1) } else { 0 },
            words,
            words_target,
            main_headings: main.min(headings),
            headings,
            skipped: skipped.min(headings),
            readability: if by_sentence { Readability::SentenceWords(ease.abs()) } else { Readability::Ease(ease) },
            characters: false,
            internal_links: links.0,
            external_links: links.1,
            meta_title: meta.0,
            meta_description: meta.1,
            images,
            images_with_alt: alt.min(images),
            questions,
            offline: false,
        }
    }
}

/// Changes that make an article better.
const BETTER: [fn(&mut Facts); 13] = [
    |facts| facts.in_title = true,
    |facts| facts.in_opening = true,
    |facts| facts.in_heading = true,
    |facts| facts.in_slug = true,
    |facts| facts.in_meta = true,
    |facts| facts.keywords_found = facts.keywords.min(facts.keywords_found + 1),
    |facts| facts.main_headings += 1,
    |facts| facts.skipped = facts.skipped.saturating_sub(1),
    |facts| facts.internal_links += 1,
    |facts| facts.external_links += 1,
    |facts| facts.images_with_alt = facts.images,
    |facts| facts.questions += 1,
    |facts| {
        facts.readability = match facts.readability {
            Readability::Ease(ease) => Readability::Ease(ease + 5.0),
            Readability::SentenceWords(words) => Readability::SentenceWords((words - 2.0).max(1.0)),
            Readability::Unknown => Readability::Unknown,
        }
    },
];

proptest! {
    #[test]
    fn every_part_stays_within_its_bounds(facts in facts()) {
        let score = score(&facts);
        prop_assert!(score.total <= 100);
        prop_assert_eq!(score.parts.iter().map(|part| u32::from(part.points)).sum::<u32>(), u32::from(score.total));
        for part in &score.parts {
            prop_assert!(part.points <= part.most, "{:?}", part);
            prop_assert_eq!(part.advice.is_empty(), part.points == part.most, "{:?}", part);
        }
    }

    #[test]
    fn what_is_better_costs_no_points(facts in facts(), change in prop::sample::select(BETTER.to_vec())) {
        let mut better = facts.clone();
        change(&mut better);
        prop_assert!(score(&better).total >= score(&facts).total, "{:?}", better);
    }

    #[test]
    fn more_words_help_until_there_are_enough(facts in facts(), more in 1_usize..500) {
        let length = |words: usize| {
            let facts = Facts { words, ..facts.clone() };
            let score = score(&facts);
            score.parts.into_iter().find(|part| part.key == "length").map(|part| part.points)
        };
        let words = facts.words.min(facts.words_target);
        prop_assert!(length((words + more).min(facts.words_target)) >= length(words));
    }

    #[test]
    fn any_text_has_a_score(
        title in "\\PC{0,60}",
        html in "(<[a-z0-9 =\"'/&;#]{0,12}>?|\\PC{0,8}|&[a-z0-9#]{0,6};?|</?(p|h2|h4|li|ul|a href=x|img)>){0,40}",
        keywords in prop::collection::vec("\\PC{0,20}", 0..4),
        language in "(en|de|fr|zh|ja|th|[a-z]{0,3})(-[A-Z]{0,2})?",
    ) {
        let text = Text {
            title: title.clone(),
            html: html.clone(),
            meta_description: html.clone(),
            slug: title,
            faq: vec![Question { question: html.clone(), answer: html }],
            ..Text::default()
        };
        let facts = Facts::of(&text, &keywords, 100, &language);
        prop_assert!(score(&facts).total <= 100);
        prop_assert_eq!(facts.words, Outline::of(&text.html).words());
        let _ = preview(&text, None);
        let _ = crate::writer::checked::checked(text);
    }
}
