//! What finishes an article: meta data, questions, tags.

use std::collections::HashSet;

use igny8::writer::slug::slugify;
use provider::writing::{Brief, Faq, Finish, FinishAnswer};

use super::{
    casing,
    languages::{Stock, stock},
    names, outline,
    seed::Seed,
    term::{Form, Term},
    text::{clean, fill, shorten},
};

/// Characters of a title in search results.
const MAX_TITLE: usize = 60;
/// Characters of a description in search results.
const DESCRIPTION: std::ops::RangeInclusive<usize> = 120..=160;
/// The most tags.
const MAX_TAGS: usize = 8;
/// The most characters of a tag.
const MAX_TAG: usize = 40;
/// Questions.
const QUESTIONS: usize = 5;

/// Everything that finishes the article.
pub(super) fn finish(ask: &Finish) -> FinishAnswer {
    let brief = &ask.brief;
    let stock = stock(&brief.language);
    let mut seed = Seed::of(&["finish", &brief.language, &brief.title]);
    let terms = outline::terms(&brief.title, &brief.keywords, stock);
    let main = terms
        .first()
        .cloned()
        .unwrap_or_else(|| Term::new(stock.label, stock));
    let title = clean(&brief.title);
    let about = shorten(&main.within, 50);
    FinishAnswer {
        meta_title: meta_title(&title, &main, stock, &mut seed),
        meta_description: description(&about, stock, &mut seed),
        slug: slugify(if title.is_empty() { &main.raw } else { &title }),
        excerpt: fill(stock.excerpt, &[('k', &main.within)]),
        faq: faq(&terms, stock, &mut seed),
        tags: tags(brief),
        categories: categories(brief, stock),
    }
}

/// The title if it fits and has the main keyword, else one that begins with it.
fn meta_title(title: &str, main: &Term, stock: &Stock, seed: &mut Seed) -> String {
    let length = |text: &str| text.chars().count();
    let has_keyword = title.to_lowercase().contains(&main.core.to_lowercase());
    if !title.is_empty() && length(title) <= MAX_TITLE && has_keyword {
        return title.to_owned();
    }
    let named = match main.form {
        Form::HowTo | Form::Question => casing::title(&main.raw, stock),
        Form::Plain => casing::title(&main.core, stock),
    };
    let start = seed.below(stock.meta_title_suffixes.len());
    for step in 0..stock.meta_title_suffixes.len() {
        let at = (start + step) % stock.meta_title_suffixes.len();
        let suffix = stock.meta_title_suffixes.get(at).copied().unwrap_or_default();
        let whole = format!("{named}: {suffix}");
        if length(&whole) <= MAX_TITLE {
            return whole;
        }
    }
    shorten(&named, MAX_TITLE)
}

/// Sentences of which the length is right; cut at a word where none is.
fn description(about: &str, stock: &Stock, seed: &mut Seed) -> String {
    let begins = seed.order(stock.meta_begin.len());
    let more = seed.order(stock.meta_more.len());
    let mut longest = String::new();
    for begin in begins {
        let begin = stock.meta_begin.get(begin).copied().unwrap_or_default();
        let begin = fill(begin, &[('k', about)]);
        // Every choice of further sentences, by the bits of a number.
        for choice in 1..(1_usize << more.len()) {
            let mut whole = begin.clone();
            for (bit, at) in more.iter().enumerate() {
                if choice & (1 << bit) != 0 {
                    whole.push(' ');
                    whole.push_str(stock.meta_more.get(*at).copied().unwrap_or_default());
                }
            }
            let length = whole.chars().count();
            if DESCRIPTION.contains(&length) {
                return whole;
            }
            if length > longest.chars().count() {
                longest = whole;
            }
        }
    }
    shorten(&longest, *DESCRIPTION.end())
}

/// Keywords that are questions, then what readers ask about every topic.
fn faq(terms: &[Term], stock: &Stock, seed: &mut Seed) -> Vec<Faq> {
    let mut faq: Vec<Faq> = Vec::new();
    let mut taken = HashSet::new();
    let asked = terms.iter().filter(|term| term.form != Form::Plain);
    for (term, answer) in asked.zip(stock.question_answers) {
        let question = format!("{}?", casing::first(term.raw.trim_end_matches(['?', ' '])));
        if taken.insert(question.to_lowercase()) {
            faq.push(Faq {
                question,
                answer: (*answer).to_owned(),
            });
        }
    }
    let plain = Term::things(terms);
    let order = seed.order(stock.faq.len());
    for (at, chosen) in order.into_iter().enumerate() {
        if faq.len() >= QUESTIONS {
            break;
        }
        let term = plain.get(at % plain.len().max(1));
        let about = term.map_or("", |term| term.within.as_str());
        if let Some((question, answer)) = stock.faq.get(chosen) {
            let question = fill(question, &[('k', about)]);
            if taken.insert(question.to_lowercase()) {
                faq.push(Faq {
                    question,
                    answer: fill(answer, &[('k', about)]),
                });
            }
        }
    }
    faq
}

fn tags(brief: &Brief) -> Vec<String> {
    let mut taken = HashSet::new();
    let tags =
        brief.keywords.iter().map(|keyword| clean(keyword)).filter(|tag| {
            !tag.is_empty() && tag.chars().count() <= MAX_TAG && taken.insert(tag.to_lowercase())
        });
    tags.take(MAX_TAGS).collect()
}

/// The topic and the kind of article.
fn categories(brief: &Brief, stock: &Stock) -> Vec<String> {
    let kind = stock
        .categories
        .iter()
        .find(|(name, _)| *name == brief.content_type);
    let mut categories = Vec::new();
    if !brief.keywords.is_empty() {
        categories.push(names::name(&brief.keywords, stock));
    }
    categories.extend(kind.map(|(_, label)| (*label).to_owned()));
    categories
}
