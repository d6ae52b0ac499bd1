//! What the score of an article is worked out from.

use crate::text::{fold, primary, stem};
use crate::writer::article::{Article, Text};
use crate::writer::matching::{Blocks, Phrase};
use crate::writer::outline::{BlockKind, Outline, words};
use crate::writer::readability::{Readability, readability};
use crate::writer::slug::slugify;

/// Words at the beginning that should have the main keyword.
const OPENING: usize = 100;

/// Keywords that are looked for, at most.
const KEYWORDS: usize = 200;

/// What the score is worked out from: counts and yes or no, no text.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all of them may be so together"
)]
pub struct Facts {
    /// Whether there is a main keyword.
    pub keyword: bool,
    /// Whether the title has it.
    pub in_title: bool,
    /// Whether the first words have it.
    pub in_opening: bool,
    /// Whether a heading has it.
    pub in_heading: bool,
    /// Whether the address has it.
    pub in_slug: bool,
    /// Whether the title or description for search results has it.
    pub in_meta: bool,
    /// Keywords that the article is for.
    pub keywords: usize,
    /// Those of them that its text has.
    pub keywords_found: usize,
    /// Words of the body.
    pub words: usize,
    /// Words that it should have.
    pub words_target: usize,
    /// Main headings.
    pub main_headings: usize,
    /// Headings of every level.
    pub headings: usize,
    /// Headings that are more than one level below the one before.
    pub skipped: usize,
    /// How easy it is to read.
    pub readability: Readability,
    /// Whether words are counted by character, as in Chinese.
    pub characters: bool,
    /// Links within the site.
    pub internal_links: usize,
    /// Links to other sites.
    pub external_links: usize,
    /// Characters of the title for search results.
    pub meta_title: usize,
    /// Characters of the description for search results.
    pub meta_description: usize,
    /// Pictures.
    pub images: usize,
    /// Pictures that say what they show.
    pub images_with_alt: usize,
    /// Questions with an answer.
    pub questions: usize,
    /// Whether the built-in writer wrote it.
    pub offline: bool,
}

impl Facts {
    /// Of a text with sanitised HTML. Links with a host count as external; [`Facts::of_document`] knows the site.
    pub fn of(text: &Text, keywords: &[String], words_target: i32, language: &str) -> Self {
        Self::on(text, keywords, words_target, language, None)
    }

    /// Of a whole article: with its site's domain and its pictures.
    pub fn of_document(article: &Article) -> Self {
        let mut facts = Self::on(
            &article.text,
            &article.keywords,
            article.words_target,
            &article.language,
            article.domain.as_deref(),
        );
        facts.offline = article.offline;
        // Those in the text have addresses of their own; a picture that stands there already counts once.
        let beside = article
            .pictures
            .iter()
            .filter_map(|picture| Some((picture, picture.src.as_deref()?)))
            .filter(|(_, src)| !article.text.html.contains(src));
        for (picture, _) in beside {
            facts.images += 1;
            facts.images_with_alt += usize::from(!picture.alt.trim().is_empty());
        }
        facts
    }

    fn on(text: &Text, keywords: &[String], words_target: i32, language: &str, domain: Option<&str>) -> Self {
        let language = primary(language);
        let outline = Outline::of(&text.html);
        let phrases: Vec<Phrase> = keywords
            .iter()
            .take(KEYWORDS)
            .filter_map(|keyword| Phrase::of(keyword, &language))
            .collect();
        let texts = outline.blocks.iter().map(|block| block.text.as_str());
        let blocks = Blocks::of(std::iter::once(text.title.as_str()).chain(texts), &language);
        let main = phrases.first();
        let has = |text: &str| main.is_some_and(|main| main.is_in(text, &language));
        let (headings, skipped) = levels(&outline);
        let (internal_links, external_links) = links(&outline.links, domain);
        let prose = outline.blocks.iter().filter(|block| {
            matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::Item | BlockKind::Quote
            )
        });
        Self {
            keyword: main.is_some(),
            in_title: has(&text.title),
            in_opening: has(&opening(&outline)),
            in_heading: outline.headings().any(|(_, heading)| has(heading)),
            in_slug: keywords
                .first()
                .is_some_and(|main| slug_has(&text.slug, main, &language)),
            in_meta: has(&text.meta_title) || has(&text.meta_description),
            keywords: phrases.len(),
            keywords_found: phrases.iter().filter(|phrase| blocks.have(phrase)).count(),
            words: outline.words(),
            words_target: usize::try_from(words_target).unwrap_or_default(),
            main_headings: outline.headings().filter(|(level, _)| *level <= 2).count(),
            headings,
            skipped,
            readability: readability(prose.map(|block| block.text.as_str()), &language),
            characters: matches!(language.as_str(), "zh" | "ja"),
            internal_links,
            external_links,
            meta_title: text.meta_title.trim().chars().count(),
            meta_description: text.meta_description.trim().chars().count(),
            images: outline.images.len(),
            images_with_alt: outline
                .images
                .iter()
                .filter(|image| !image.alt.trim().is_empty())
                .count(),
            questions: text
                .faq
                .iter()
                .filter(|one| !one.question.trim().is_empty() && !one.answer.trim().is_empty())
                .count(),
            offline: false,
        }
    }
}

/// The first words of the body.
fn opening(outline: &Outline) -> String {
    let mut out = String::new();
    let mut left = OPENING;
    for block in &outline.blocks {
        let mut end = 0;
        for word in words(&block.text).take(left) {
            left -= 1;
            // The word is a part of the block's own text.
            end = word.as_ptr() as usize - block.text.as_ptr() as usize + word.len();
        }
        out.push_str(&block.text[..end]);
        out.push('\n');
        if left == 0 {
            break;
        }
    }
    out
}

/// Headings, and how many of them skip a level. The title is the first level, so that the first heading is of the second.
fn levels(outline: &Outline) -> (usize, usize) {
    let mut last = 1;
    let (mut count, mut skipped) = (0, 0);
    for (level, _) in outline.headings() {
        count += 1;
        skipped += usize::from(level > last + 1);
        last = level;
    }
    (count, skipped)
}

/// Addresses have their own way to spell letters, so that the keyword is compared in that.
fn slug_has(slug: &str, keyword: &str, language: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.split('-').map(|word| stem(word, language)).collect() };
    let there = parts(slug);
    let wanted = slugify(keyword);
    let long = |word: &String| word.chars().count() > 2;
    !wanted.is_empty()
        && (parts(&wanted)
            .iter()
            .filter(|word| long(word))
            .all(|word| there.contains(word))
            && parts(&wanted).iter().any(long)
            || fold(slug).contains(&fold(&wanted)))
}

/// Links within the site and to others; without a domain, only paths are within.
fn links(links: &[String], domain: Option<&str>) -> (usize, usize) {
    let (mut internal, mut external) = (0, 0);
    for link in links {
        let link = link.trim().to_ascii_lowercase();
        let Some(address) = link
            .strip_prefix("https:")
            .or_else(|| link.strip_prefix("http:"))
            .unwrap_or(&link)
            .strip_prefix("//")
        else {
            let elsewhere = link.starts_with("mailto:") || link.starts_with('#') || link.is_empty();
            internal += usize::from(!elsewhere);
            continue;
        };
        let host = address.split(['/', '?', '#']).next().unwrap_or_default();
        let own = domain.map(|domain| domain.trim_start_matches("www.").to_ascii_lowercase());
        let is_own = own.is_some_and(|own| {
            !own.is_empty()
                && (host == own
                    || host
                        .strip_suffix(&own)
                        .is_some_and(|before| before.ends_with('.')))
        });
        if is_own {
            internal += 1;
        } else {
            external += 1;
        }
    }
    (internal, external)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writer::article::Question;

    fn text() -> Text {
        Text {
            title: "How to choose trail shoes".into(),
            html: "<p>Trail shoes grip.</p><h2>The shoe for the trail</h2><p>Go <a href=\"/x\">on</a> to \
                   <a href=\"https://www.example.com/y\">y</a> or <a href=\"https://other.org\">z</a>.</p><h4>Deep</h4>\
                   <img src=\"/a\" alt=\" \"><img src=\"/b\" alt=\"B\">"
                .into(),
            meta_title: "Choose".into(),
            meta_description: "Which trail shoe?".into(),
            slug: "choose-trail-shoes".into(),
            faq: vec![Question { question: "Why?".into(), answer: "So.".into() }, Question::default()],
            ..Text::default()
        }
    }

    #[test]
    fn a_text_is_read_whole() {
        let keywords = ["trail shoes".to_owned(), "hiking boots".to_owned()];
        let facts = Facts::on(&text(), &keywords, 1200, "en-GB", Some("example.com"));
        assert!(facts.in_title && facts.in_opening && facts.in_heading && facts.in_slug && facts.in_meta);
        assert_eq!((facts.keywords, facts.keywords_found), (2, 1));
        assert_eq!((facts.headings, facts.main_headings, facts.skipped), (2, 1, 1));
        assert_eq!((facts.internal_links, facts.external_links), (2, 1));
        assert_eq!((facts.images, facts.images_with_alt, facts.questions), (2, 1, 1));
        assert_eq!(facts.words, 15);
        assert_eq!(Facts::of(&text(), &keywords, 1200, "en").external_links, 2);
    }

    #[test]
    fn the_opening_ends_after_its_words() {
        let html = format!("<p>{}</p><p>{} late</p>", "word ".repeat(60), "word ".repeat(40));
        let text = Text {
            html,
            ..Text::default()
        };
        assert!(!Facts::of(&text, &["late".into()], 100, "en").in_opening);
        assert!(Facts::of(&text, &["word".into()], 100, "en").in_opening);
    }

    #[test]
    fn umlauts_are_found_in_addresses() {
        let text = Text {
            slug: slugify("Größe der Schuhe"),
            ..Text::default()
        };
        assert!(Facts::of(&text, &["schuhe größe".into()], 100, "de").in_slug);
        assert!(!Facts::of(&text, &["laufschuhe".into()], 100, "de").in_slug);
    }
}
