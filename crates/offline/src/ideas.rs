//! Ideas for the articles of a cluster: a title by intent, keywords that belong together, headings from them.

use std::collections::HashSet;

use provider::writing::{Idea, Ideas, IdeasAnswer};

use super::{
    casing,
    languages::{Phrases, Stock, stock},
    seed::Seed,
    term::{Form, Term},
    text::{clean, fill, shorten},
};

/// Keywords of a cluster that are looked at.
const MAX_PHRASES: usize = 60;

/// The most characters of a title.
const MAX_IDEAS: usize = 100;

/// The most keywords of an idea.
const TARGETS: usize = 8;

/// As many ideas as were asked for, with titles that are new.
pub(super) fn ideas(ask: &Ideas) -> IdeasAnswer {
    let stock = stock(&ask.language);
    let seed = Seed::of(&["ideas", &ask.language, &ask.cluster]);
    let mut cluster = Cluster::new(ask, stock, seed);
    let ideas = (0..ask.count).map(|index| cluster.idea(index)).collect();
    IdeasAnswer { ideas }
}

/// Content types by search intent, the fittest first.
fn content_types(intent: Option<&str>) -> &'static [&'static str] {
    match intent.map(str::to_lowercase).as_deref() {
        Some("informational") => &["guide", "how_to", "list"],
        Some("commercial") => &["comparison", "review", "list"],
        Some("transactional") => &["landing", "comparison", "guide"],
        Some("navigational") => &["landing", "guide", "review"],
        _ => &["guide", "how_to", "list", "comparison"],
    }
}

struct Cluster<'a> {
    stock: &'static Stock,
    ask: &'a Ideas,
    /// The keywords with their forms, strongest first.
    terms: Vec<(Term, &'a str, Option<i64>)>,
    taken: HashSet<String>,
    seed: Seed,
}

impl<'a> Cluster<'a> {
    fn new(ask: &'a Ideas, stock: &'static Stock, seed: Seed) -> Self {
        let mut terms: Vec<(Term, &str, Option<i64>)> = Vec::new();
        for phrase in &ask.keywords {
            let term = Term::new(&phrase.keyword, stock);
            let known = terms
                .iter()
                .any(|(other, ..)| other.raw.to_lowercase() == term.raw.to_lowercase());
            if !term.raw.is_empty() && !known {
                terms.push((term, phrase.keyword.as_str(), phrase.volume));
            }
            if terms.len() == MAX_PHRASES {
                break;
            }
        }
        if terms.is_empty() {
            let named = [&ask.cluster, &ask.sector];
            let name = named.into_iter().find(|name| !clean(name).is_empty());
            let name = name.map_or(stock.label, String::as_str);
            terms.push((Term::new(name, stock), name, None));
        }
        let taken = ask
            .existing
            .iter()
            .map(|title| clean(title).to_lowercase())
            .collect();
        Self {
            stock,
            ask,
            terms,
            taken,
            seed,
        }
    }

    fn idea(&mut self, index: usize) -> Idea {
        let types = content_types(self.ask.intent.as_deref());
        let main = index % self.terms.len();
        let form = self.terms.get(main).map_or(Form::Plain, |(term, ..)| term.form);
        let content_type = match form {
            Form::HowTo => "how_to",
            Form::Question => "guide",
            Form::Plain => types.get(index % types.len()).copied().unwrap_or("guide"),
        };
        let targets = self.targets(main);
        let outline = self.outline(&targets, content_type);
        let title = self.title(main, content_type, outline.len());
        let term = self
            .terms
            .get(main)
            .map(|(term, ..)| term.within.clone())
            .unwrap_or_default();
        let angles = self.stock.angles;
        let angle = angles
            .get(self.seed.below(angles.len()))
            .copied()
            .unwrap_or_default();
        let keywords = targets.iter().filter_map(|at| self.terms.get(*at));
        Idea {
            title,
            angle: fill(angle, &[('k', &term)]),
            outline,
            content_type: content_type.to_owned(),
            target_keywords: keywords.map(|(_, keyword, _)| (*keyword).to_owned()).collect(),
            priority: self.priority(main, index),
        }
    }

    /// The main keyword and those that share most words with it.
    fn targets(&self, main: usize) -> Vec<usize> {
        let words = |at: usize| -> HashSet<String> {
            let raw = self
                .terms
                .get(at)
                .map(|(term, ..)| term.raw.to_lowercase())
                .unwrap_or_default();
            raw.split(' ').map(str::to_owned).collect()
        };
        let own = words(main);
        let mut others: Vec<(usize, usize)> = (0..self.terms.len())
            .filter(|at| *at != main)
            .map(|at| (words(at).intersection(&own).count(), at))
            .collect();
        others.sort_by_key(|(shared, at)| (std::cmp::Reverse(*shared), *at));
        let others = others.into_iter().map(|(_, at)| at);
        std::iter::once(main).chain(others).take(TARGETS).collect()
    }

    /// 4 to 8 headings: one a keyword, then what fits every topic.
    fn outline(&mut self, targets: &[usize], content_type: &str) -> Vec<String> {
        let terms: Vec<Term> = targets
            .iter()
            .filter_map(|at| self.terms.get(*at).map(|(term, ..)| term.clone()))
            .collect();
        let fewest = if content_type == "list" { 6 } else { 5 };
        let wanted = (terms.len() + 2).clamp(fewest, 8);
        headings(&terms, wanted, &[], self.stock, &mut self.seed)
    }

    fn title(&mut self, main: usize, content_type: &str, headings: usize) -> String {
        let count = headings.saturating_sub(1).max(3).to_string();
        let order = (main..self.terms.len()).chain(0..main);
        let terms: Vec<Term> = order
            .filter_map(|at| self.terms.get(at))
            .map(|(term, ..)| term.clone())
            .collect();
        let start = self.seed.below(97);
        let mut first = None;
        for term in &terms {
            let patterns = patterns(term, content_type, self.stock);
            for step in 0..patterns.len() {
                let pattern = patterns
                    .get((start + step) % patterns.len())
                    .copied()
                    .unwrap_or("{K}");
                let title = titled(pattern, term, &count, self.stock);
                if self.taken.insert(title.to_lowercase()) {
                    return title;
                }
                first.get_or_insert(title);
            }
        }
        self.with_suffix(&first.unwrap_or_default())
    }

    /// A title that is taken, for another circle of readers.
    fn with_suffix(&mut self, title: &str) -> String {
        let named = self.stock.suffixes.iter().map(|suffix| (*suffix).to_owned());
        let numbered = (2_usize..).map(|number| format!("({number})"));
        for suffix in named.chain(numbered) {
            let room = MAX_IDEAS.saturating_sub(suffix.chars().count() + 1);
            let tried = format!("{} {suffix}", shorten(title, room));
            if self.taken.insert(tried.to_lowercase()) {
                return tried;
            }
        }
        title.to_owned()
    }

    /// By volume, in thirds of the cluster's strongest; by order where no volume is known.
    fn priority(&self, main: usize, index: usize) -> i16 {
        let strongest = self
            .terms
            .iter()
            .filter_map(|(_, _, volume)| *volume)
            .max()
            .unwrap_or(0);
        let own = self.terms.get(main).and_then(|(_, _, volume)| *volume);
        match own {
            Some(volume) if strongest > 0 && volume >= strongest / 2 => 1,
            Some(volume) if strongest > 0 && volume >= strongest / 10 => 2,
            Some(_) => 3,
            None if index == 0 => 1,
            None => 2,
        }
    }
}

fn patterns(term: &Term, content_type: &str, stock: &Stock) -> Phrases {
    match term.form {
        Form::HowTo if !stock.how_titles.is_empty() => stock.how_titles,
        Form::Question if !stock.question_titles.is_empty() => stock.question_titles,
        _ => stock.titles_for(content_type),
    }
}

fn titled(pattern: &str, term: &Term, count: &str, stock: &Stock) -> String {
    let whole = match term.form {
        Form::HowTo | Form::Question => &term.raw,
        Form::Plain => &term.core,
    };
    let most = MAX_IDEAS.saturating_sub(pattern.chars().count()).max(20);
    let start = casing::title(&shorten(whole, most), stock);
    let within = casing::title(&shorten(&term.within, most), stock);
    // "a" and "an" stay small within a title.
    let within = ["A ", "An ", "The "]
        .iter()
        .find_map(|article| {
            within
                .strip_prefix(article)
                .map(|rest| format!("{}{rest}", article.to_lowercase()))
        })
        .unwrap_or(within);
    shorten(
        &fill(pattern, &[('K', &start), ('N', &within), ('n', count)]),
        MAX_IDEAS,
    )
}

/// Headings for some keywords that are not among `known`, ending with one that closes.
pub(super) fn headings(
    terms: &[Term],
    wanted: usize,
    known: &[String],
    stock: &Stock,
    seed: &mut Seed,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let ways = seed.order(stock.keyword_headings.len());
    let plain = seed.order(stock.plain_headings.len());
    let from_keywords = wanted.saturating_sub(1).min(terms.len());
    let leads_in = known.is_empty() && wanted > 1 + from_keywords;
    let general = |at: &usize| stock.plain_headings.get(*at).map(|heading| (*heading).to_owned());
    // One of the first three general headings leads in, the others follow the keywords.
    if leads_in {
        found.extend(plain.iter().filter(|at| **at < 3).take(1).filter_map(general));
    }
    let mut taken: HashSet<String> = known
        .iter()
        .chain(&found)
        .map(|heading| heading.to_lowercase())
        .collect();
    let mut push = |heading: String, found: &mut Vec<String>| {
        if taken.insert(heading.to_lowercase()) {
            found.push(heading);
        }
    };
    for (at, term) in terms.iter().enumerate().take(from_keywords) {
        let way = ways.get(at % ways.len().max(1)).copied().unwrap_or(0);
        push(heading_of(term, way, stock), &mut found);
    }
    let more = terms.iter().enumerate().flat_map(|(at, term)| {
        let ways = &ways;
        (1..ways.len()).map(move |step| {
            let way = ways.get((at + step) % ways.len()).copied().unwrap_or(0);
            heading_of(term, way, stock)
        })
    });
    for heading in plain.iter().filter_map(general).chain(more) {
        if found.len() + 1 >= wanted {
            break;
        }
        push(heading, &mut found);
    }
    let closings = stock.closing_headings;
    let closing = closings
        .get(seed.below(closings.len()))
        .copied()
        .unwrap_or_default();
    push(closing.to_owned(), &mut found);
    found
}

fn heading_of(term: &Term, way: usize, stock: &Stock) -> String {
    if stock.english {
        match term.form {
            Form::HowTo => return casing::first(&term.raw),
            Form::Question => return format!("{}?", casing::first(&term.raw)),
            Form::Plain => {}
        }
    }
    let pattern = stock.keyword_headings.get(way).copied().unwrap_or("{K}");
    let start = match stock.casing {
        super::languages::Casing::Nouns => casing::title(&term.core, stock),
        _ => casing::first(&term.core),
    };
    fill(pattern, &[('k', &term.within), ('K', &start)])
}
