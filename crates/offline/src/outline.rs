//! The outline of an article: its sections in proportion to its length, with what each must say.

use provider::writing::{Outline, OutlineAnswer, OutlineSection};

use super::{
    ideas::headings,
    languages::{Stock, stock},
    seed::Seed,
    term::Term,
    text::{clean, fill},
};

/// Words of a usual section.
const USUAL: usize = 150;

/// The most sections that an answer may have.
const MAX_SECTIONS: usize = 20;

/// Keywords that an article is built from.
const KEYWORDS: usize = 12;

/// An introduction and the sections.
pub(super) fn outline(ask: &Outline) -> OutlineAnswer {
    let brief = &ask.brief;
    let stock = stock(&brief.language);
    let mut seed = Seed::of(&["outline", &brief.language, &brief.title]);
    let terms = terms(&brief.title, &brief.keywords, stock);
    let total = usize::try_from(brief.words).unwrap_or(usize::MAX).max(1);
    let count = (total / USUAL).clamp(5, 12);

    let mut own: Vec<String> = Vec::new();
    for heading in &ask.headings {
        let heading = clean(heading);
        let known = own
            .iter()
            .any(|other| other.to_lowercase() == heading.to_lowercase());
        if !heading.is_empty() && !known && own.len() < MAX_SECTIONS - 1 {
            own.push(heading);
        }
    }
    let missing = (count - 1).saturating_sub(own.len());
    let own = if own.is_empty() {
        headings(&terms, missing, &[], stock, &mut seed)
    } else {
        with_more(own, missing, &terms, stock, &mut seed)
    };

    let points = points(&Term::things(&terms), own.len() + 1, stock, &mut seed);
    let lengths = lengths(total, own.len() + 1, &mut seed);
    let all = std::iter::once(String::new()).chain(own);
    let sections = all
        .zip(points)
        .zip(lengths)
        .map(|((heading, points), words)| OutlineSection {
            heading,
            points,
            words: u32::try_from(words).unwrap_or(u32::MAX),
        });
    OutlineAnswer {
        sections: sections.collect(),
    }
}

/// The keywords as terms; the title's where there are none.
pub(super) fn terms(title: &str, keywords: &[String], stock: &Stock) -> Vec<Term> {
    let terms = Term::all(keywords, KEYWORDS, stock);
    if !terms.is_empty() {
        return terms;
    }
    let title = clean(title);
    let named = if title.is_empty() {
        stock.label.to_owned()
    } else {
        title
    };
    vec![Term::new(&named, stock)]
}

/// The headings that the idea has, with others before the last of them.
fn with_more(
    own: Vec<String>,
    missing: usize,
    terms: &[Term],
    stock: &Stock,
    seed: &mut Seed,
) -> Vec<String> {
    if missing == 0 {
        return own;
    }
    let mut more = headings(terms, missing + 1, &own, stock, seed);
    // The last of them closes an article, which the idea's last heading does already.
    more.pop();
    more.truncate(missing);
    let mut all = own;
    let last = all.len().saturating_sub(1);
    all.splice(last..last, more);
    all
}

/// Two or three points a section, as different as the keywords allow.
fn points(terms: &[Term], sections: usize, stock: &Stock, seed: &mut Seed) -> Vec<Vec<String>> {
    let ways = seed.order(stock.points.len());
    let mut at = 0_usize;
    let mut all = Vec::with_capacity(sections);
    for section in 0..sections {
        let mut points = Vec::new();
        for _ in 0..2 + section % 2 {
            let way = ways.get(at % ways.len().max(1)).copied().unwrap_or(0);
            let round = at / ways.len().max(1);
            let term = terms.get((at + round) % terms.len().max(1));
            let pattern = stock.points.get(way).copied().unwrap_or("{k}");
            points.push(fill(
                pattern,
                &[('k', term.map_or("", |term| term.within.as_str()))],
            ));
            at += 1;
        }
        all.push(points);
    }
    all
}

/// Lengths that add up to the whole: a shorter introduction, the others about equal.
fn lengths(total: usize, sections: usize, seed: &mut Seed) -> Vec<usize> {
    let weights: Vec<usize> = (0..sections)
        .map(|at| if at == 0 { 75 } else { 90 + seed.below(31) })
        .collect();
    let sum: usize = weights.iter().sum::<usize>().max(1);
    let mut lengths: Vec<usize> = weights
        .iter()
        .map(|weight| total.saturating_mul(*weight) / sum)
        .collect();
    let given: usize = lengths.iter().sum();
    if let Some(last) = lengths.last_mut() {
        *last += total.saturating_sub(given);
    }
    lengths
}
