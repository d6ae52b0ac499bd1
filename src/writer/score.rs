//! The score of an article: 0 to 100, open in how it comes about, the same in browser and server.
//!
//! | part | most | full when |
//! |---|---|---|
//! | keyword in title, opening, heading, address, meta data | 8, 5, 5, 3, 3 | the main keyword is there |
//! | keywords | 14 | the text has all of its keywords |
//! | length | 14 | it has 90 % to 150 % of the words that it should have |
//! | headings | 12 | a main heading about every 300 words (6), and no level is skipped (6) |
//! | readability | 10 | Flesch reading ease is 50 or more; elsewhere sentences have at most 18 words |
//! | links | 8 | a link within the site about every 600 words (4), and one to another site (4) |
//! | meta title, meta description | 4, 4 | at most 60 characters; 70 to 160 characters |
//! | pictures | 5 | there is one (2), and all of them say what they show (3) |
//! | questions | 5 | there are three with an answer |
//!
//! The built-in writer knows how an article should look and nothing of its subject, so what it wrote has at most
//! [`MAX_OFFLINE_SCORE`] points until most of it was rewritten.

use serde::{Deserialize, Serialize};

use crate::writer::facts::Facts;
use crate::writer::readability::Readability;

/// The score with what it consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to 100: the sum of the parts, or the most that such an article can have.
    pub total: u8,
    /// The most that it can have, where that is less than its parts come to, with what to do about it.
    #[serde(default)]
    pub cap: Option<Cap>,
    /// The parts, in the order in which people see them.
    pub parts: Vec<Part>,
}

/// A bound of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The most points.
    pub most: u8,
    /// Why, and what to do.
    pub advice: String,
}

/// The most points of a text of the built-in writer.
pub const MAX_OFFLINE_SCORE: u8 = 50;

/// One part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// A stable name.
    pub key: String,
    /// What it is about.
    pub label: String,
    /// Points that it has.
    pub points: u8,
    /// Points that it can have.
    pub most: u8,
    /// What to do for more; empty when it has all.
    pub advice: String,
}

/// Words for each main heading.
const WORDS_A_HEADING: usize = 300;
/// Words for each link within the site.
const WORDS_A_LINK: usize = 600;
/// Characters that search results show of a title.
pub const META_TITLE: usize = 60;
/// Characters that a description for search results should have at least, and at most.
pub const META_DESCRIPTION: (usize, usize) = (70, 160);
/// Reading ease with no points and with all.
const EASE: (f64, f64) = (10.0, 50.0);
/// Words per sentence with all points and with none.
const SENTENCE: (f64, f64) = (18.0, 40.0);
/// Questions with all points.
const QUESTIONS: usize = 3;

/// The score.
pub fn score(facts: &Facts) -> Score {
    let mut parts = keyword_parts(facts);
    parts.extend([
        length(facts),
        headings(facts),
        reading(facts),
        links(facts),
        meta_title(facts),
        meta_description(facts),
        pictures(facts),
        questions(facts),
    ]);
    let sum: u8 = parts.iter().map(|part| part.points).sum();
    let cap = (facts.offline && sum > MAX_OFFLINE_SCORE).then(|| Cap {
        most: MAX_OFFLINE_SCORE,
        advice: format!(
            "Offline drafts score at most {MAX_OFFLINE_SCORE}. Rewrite most of the text or generate it with an AI model."
        ),
    });
    Score {
        total: cap.as_ref().map_or(sum, |cap| cap.most),
        cap,
        parts,
    }
}

/// A part; its advice is dropped when it has all points.
fn part(key: &str, label: &str, points: u8, most: u8, advice: impl Into<String>) -> Part {
    let points = points.min(most);
    Part {
        key: key.into(),
        label: label.into(),
        points,
        most,
        advice: if points == most {
            String::new()
        } else {
            advice.into()
        },
    }
}

/// `most` points for `have` of `want`, rounded down so that all points mean all.
fn share(most: u8, have: usize, want: usize) -> u8 {
    if want == 0 || have >= want {
        return most;
    }
    u8::try_from(usize::from(most) * have / want).unwrap_or(most)
}

/// `most` points at `full`, none at `none`, straight between.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value lies between 0 and the most points"
)]
fn slope(most: u8, value: f64, none: f64, full: f64) -> u8 {
    let share = ((value - none) / (full - none)).clamp(0.0, 1.0);
    (f64::from(most) * share) as u8
}

fn keyword_parts(facts: &Facts) -> Vec<Part> {
    let places = [
        (
            "keyword_title",
            "Keyword in title",
            8,
            facts.in_title,
            "Use the primary keyword in the title.",
        ),
        (
            "keyword_opening",
            "Keyword in introduction",
            5,
            facts.in_opening,
            "Use the primary keyword in the first 100 words.",
        ),
        (
            "keyword_heading",
            "Keyword in heading",
            5,
            facts.in_heading,
            "Use the primary keyword in a heading.",
        ),
        (
            "keyword_slug",
            "Keyword in URL",
            3,
            facts.in_slug,
            "Use the primary keyword in the slug.",
        ),
        (
            "keyword_meta",
            "Keyword in meta description",
            3,
            facts.in_meta,
            "Use the primary keyword in the meta title or meta description.",
        ),
    ];
    let none = "Add a keyword to the article.";
    let mut parts: Vec<Part> = places
        .into_iter()
        .map(|(key, label, most, there, advice)| {
            let advice = if facts.keyword { advice } else { none };
            part(key, label, if there { most } else { 0 }, most, advice)
        })
        .collect();
    let missing = facts.keywords.saturating_sub(facts.keywords_found);
    let (points, advice) = if facts.keyword {
        let advice = if missing == 1 {
            "1 keyword is missing from the text. Use it where it fits.".to_owned()
        } else {
            format!("{missing} keywords are missing from the text. Use them where they fit.")
        };
        (share(14, facts.keywords_found, facts.keywords), advice)
    } else {
        (0, none.to_owned())
    };
    parts.push(part("keywords", "All keywords", points, 14, advice));
    parts
}

fn length(facts: &Facts) -> Part {
    const MAX_POINTS: u8 = 14;
    let (words, target) = (facts.words, facts.words_target);
    let enough = target.saturating_mul(9) / 10;
    let (points, advice) = if words == 0 || words < enough {
        let missing = target.saturating_sub(words);
        let points = if words == 0 {
            0
        } else {
            share(MAX_POINTS, words, enough)
        };
        (
            points,
            format!(
                "Write about {missing} more {}.",
                if missing == 1 { "word" } else { "words" }
            ),
        )
    } else {
        // Up to half as much again is fine; half the points are left from three times as much on.
        let above = words.saturating_sub(target.saturating_mul(3) / 2);
        let lost = share(MAX_POINTS / 2, above, target.saturating_mul(3) / 2);
        let points = if above == 0 { MAX_POINTS } else { MAX_POINTS - lost };
        (
            points,
            format!("The text is much longer than the target of {target} words. Shorten it."),
        )
    };
    part("length", "Length", points, MAX_POINTS, advice)
}

fn headings(facts: &Facts) -> Part {
    let wanted = (facts.words / WORDS_A_HEADING).clamp(1, 12);
    let count = share(6, facts.main_headings, wanted);
    let skipped = u8::try_from(facts.skipped).unwrap_or(u8::MAX);
    let order = if facts.headings == 0 {
        0
    } else {
        6_u8.saturating_sub(skipped.saturating_mul(2))
    };
    let advice = if facts.main_headings < wanted {
        let more = wanted - facts.main_headings;
        let word = if more == 1 { "heading" } else { "headings" };
        format!("Add {more} more main {word}: about one every {WORDS_A_HEADING} words.")
    } else {
        "Don't skip heading levels.".into()
    };
    part("headings", "Headings", count + order, 12, advice)
}

fn reading(facts: &Facts) -> Part {
    let (points, advice) = match facts.readability {
        Readability::Unknown => (0, "No text yet."),
        Readability::Ease(ease) => (
            slope(10, ease, EASE.0, EASE.1),
            "Use shorter sentences and simpler words.",
        ),
        Readability::SentenceWords(words) => {
            // A character of Chinese or Japanese is about half a word.
            let words = if facts.characters { words / 2.0 } else { words };
            (slope(10, words, SENTENCE.1, SENTENCE.0), "Use shorter sentences.")
        }
    };
    part("readability", "Readability", points, 10, advice)
}

fn links(facts: &Facts) -> Part {
    let wanted = (facts.words / WORDS_A_LINK).clamp(1, 5);
    let internal = share(4, facts.internal_links, wanted);
    let external = share(4, facts.external_links, 1);
    let advice = if facts.internal_links < wanted {
        let more = wanted - facts.internal_links;
        let word = if more == 1 { "page" } else { "pages" };
        format!("Link to {more} more {word} on your site.")
    } else {
        "Link to at least one external source.".into()
    };
    part("links", "Links", internal + external, 8, advice)
}

/// Such as “1 character”.
fn characters(count: usize) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

fn meta_title(facts: &Facts) -> Part {
    let (points, advice) = match facts.meta_title {
        0 => (0, "Write a meta title.".to_owned()),
        1..=META_TITLE => (4, String::new()),
        long => {
            let over = long - META_TITLE;
            (
                2,
                format!("The meta title is too long. Shorten it by {}.", characters(over)),
            )
        }
    };
    part("meta_title", "Meta title", points, 4, advice)
}

fn meta_description(facts: &Facts) -> Part {
    let (least, most) = META_DESCRIPTION;
    let length = facts.meta_description;
    let (points, advice) = if length == 0 {
        (0, "Write a meta description.".to_owned())
    } else if length < least {
        (
            2,
            format!("Make the meta description {} longer.", characters(least - length)),
        )
    } else if length > most {
        (
            2,
            format!(
                "The meta description is too long. Shorten it by {}.",
                characters(length - most)
            ),
        )
    } else {
        (4, String::new())
    };
    part("meta_description", "Meta description", points, 4, advice)
}

fn pictures(facts: &Facts) -> Part {
    let (points, advice) = if facts.images == 0 {
        (0, "Add an image.")
    } else {
        (
            2 + share(3, facts.images_with_alt, facts.images),
            "Add alt text to every image.",
        )
    };
    part("pictures", "Images", points, 5, advice)
}

fn questions(facts: &Facts) -> Part {
    let missing = QUESTIONS.saturating_sub(facts.questions);
    let word = if missing == 1 { "question" } else { "questions" };
    let advice = format!("Add {missing} more {word} to the FAQ.");
    part(
        "questions",
        "FAQ",
        share(5, facts.questions, QUESTIONS),
        5,
        advice,
    )
}

#[cfg(test)]
#[path = "score_part_tests.rs"]
mod tests;
