//! A keyword as it can stand in a sentence.

use super::{
    casing,
    languages::{Casing, Stock},
    text::{clean, shorten},
};

/// The most characters of a keyword within a sentence.
const MAX_TERM: usize = 70;

/// What kind of phrase a keyword is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A thing.
    Plain,
    /// "how to …".
    HowTo,
    /// Another question.
    Question,
}

/// A keyword in its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// As it was searched for.
    pub raw: String,
    /// Without what only begins a search, such as "best".
    pub core: String,
    /// After a preposition.
    pub within: String,
    pub form: Form,
}

impl Term {
    pub(super) fn new(keyword: &str, stock: &Stock) -> Self {
        let raw = casing::inner(&shorten(&clean(keyword), MAX_TERM));
        let lower = raw.to_lowercase();
        let asks = stock
            .questions
            .contains(&lower.split(' ').next().unwrap_or_default())
            && lower.contains(' ');
        if !stock.english {
            let form = if asks { Form::Question } else { Form::Plain };
            let written = match stock.casing {
                Casing::Nouns => casing::title(&raw, stock),
                Casing::Title | Casing::Sentence => raw.clone(),
            };
            return Self {
                core: written.clone(),
                within: written,
                form,
                raw,
            };
        }
        english(raw, &lower, asks, stock)
    }

    /// The terms that are things, to be written about; all where none is.
    pub(super) fn things(terms: &[Self]) -> Vec<Self> {
        let things: Vec<Self> = terms
            .iter()
            .filter(|term| term.form != Form::Question)
            .cloned()
            .collect();
        if things.is_empty() { terms.to_vec() } else { things }
    }

    /// The terms of some keywords, at most `most`, none twice.
    pub(super) fn all<'a>(
        keywords: impl IntoIterator<Item = &'a String>,
        most: usize,
        stock: &Stock,
    ) -> Vec<Self> {
        let mut terms: Vec<Self> = Vec::new();
        for keyword in keywords {
            if terms.len() == most {
                break;
            }
            let term = Self::new(keyword, stock);
            let known = |other: &Self| other.within.to_lowercase() == term.within.to_lowercase();
            if !term.raw.is_empty() && !terms.iter().any(known) {
                terms.push(term);
            }
        }
        terms
    }
}

fn english(raw: String, lower: &str, asks: bool, stock: &Stock) -> Term {
    let plain = raw.trim_end_matches('?').trim_end().to_owned();
    let after = |beginnings: &[&str]| {
        let found = beginnings.iter().find(|start| lower.starts_with(*start))?;
        plain
            .get(found.len()..)
            .map(str::to_owned)
            .filter(|rest| !rest.is_empty())
    };
    if let Some(action) = after(&["how to "]) {
        let within = gerund(&action);
        return Term {
            raw: plain,
            core: within.clone(),
            within,
            form: Form::HowTo,
        };
    }
    if let Some(thing) = after(&["what is ", "what are ", "what's "]) {
        let within = with_article(&thing);
        return Term {
            raw: plain,
            core: thing,
            within,
            form: Form::Plain,
        };
    }
    if asks {
        let within = format!("the question {}", stock.quoted(&plain));
        return Term {
            raw: plain.clone(),
            core: plain,
            within,
            form: Form::Question,
        };
    }
    if let Some(core) = after(&["the best ", "best ", "top ", "good ", "cheapest ", "great "]) {
        let within = with_article(&core);
        return Term {
            raw,
            core,
            within,
            form: Form::Plain,
        };
    }
    let first = lower.split(' ').next().unwrap_or_default();
    if VERBS.contains(&first) && lower.contains(' ') {
        let within = gerund(&plain);
        return Term {
            raw,
            core: within.clone(),
            within,
            form: Form::Plain,
        };
    }
    let within = with_article(&plain);
    Term {
        raw,
        core: plain,
        within,
        form: Form::Plain,
    }
}

/// Words that begin a keyword as a request.
const VERBS: &[&str] = &[
    "build", "buy", "choose", "clean", "compare", "cook", "find", "fix", "get", "grow", "hire", "install",
    "learn", "make", "order", "rent", "sell", "train",
];

/// "train a puppy" becomes "training a puppy".
fn gerund(action: &str) -> String {
    let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
    if verb.ends_with("ly") && !rest.is_empty() && verb.len() > 4 {
        return format!("{verb} {}", gerund(rest));
    }
    if !verb.is_ascii() || verb.chars().any(|c| !c.is_ascii_lowercase()) {
        return format!("how to {action}");
    }
    let letters: Vec<char> = verb.chars().collect();
    let vowel = |c: char| "aeiou".contains(c);
    let ends = |end: &str| verb.ends_with(end);
    let formed = match letters.as_slice() {
        _ if ends("ie") => format!("{}ying", verb.strip_suffix("ie").unwrap_or(verb)),
        _ if ends("e") && !ends("ee") && !ends("ye") && !ends("oe") && verb != "be" => {
            format!("{}ing", verb.strip_suffix('e').unwrap_or(verb))
        }
        [start @ .., before, middle, last]
            if !vowel(*last)
                && !"wxy".contains(*last)
                && vowel(*middle)
                && !vowel(*before)
                && !start.iter().any(|c| vowel(*c)) =>
        {
            format!("{verb}{last}ing")
        }
        _ => format!("{verb}ing"),
    };
    if rest.is_empty() {
        formed
    } else {
        format!("{formed} {rest}")
    }
}

/// Words before which the head of a phrase stands.
const AFTER_HEAD: &[&str] = &[
    "for", "in", "of", "with", "without", "near", "on", "at", "to", "from", "under", "over", "vs", "versus",
    "and", "or", "by", "that", "online",
];

/// Things that cannot be counted, and plurals without `s`.
const WITHOUT_ARTICLE: &[&str] = &[
    "advice",
    "art",
    "beer",
    "bread",
    "care",
    "cash",
    "cheese",
    "children",
    "clothing",
    "coffee",
    "content",
    "data",
    "design",
    "energy",
    "equipment",
    "feet",
    "finance",
    "fitness",
    "food",
    "fun",
    "furniture",
    "gear",
    "grass",
    "hair",
    "hardware",
    "health",
    "help",
    "information",
    "insurance",
    "kids",
    "leather",
    "luggage",
    "maintenance",
    "makeup",
    "meat",
    "men",
    "mice",
    "milk",
    "money",
    "music",
    "nutrition",
    "oil",
    "people",
    "power",
    "protein",
    "research",
    "rice",
    "safety",
    "skin",
    "sleep",
    "software",
    "soil",
    "storage",
    "sugar",
    "tea",
    "teeth",
    "traffic",
    "travel",
    "water",
    "wear",
    "weather",
    "wine",
    "women",
    "wood",
    "work",
    "yoga",
];

/// A phrase with "a" or "an" where its head looks like a thing that can be counted.
fn with_article(phrase: &str) -> String {
    let lower = phrase.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let first = words.first().copied().unwrap_or_default();
    let stop = words
        .iter()
        .skip(1)
        .position(|word| AFTER_HEAD.contains(word))
        .map_or(words.len(), |at| at + 1);
    let head = words.get(stop.saturating_sub(1)).copied().unwrap_or_default();
    let compared = words
        .iter()
        .any(|word| matches!(*word, "vs" | "versus" | "and" | "or"));
    let bare = compared
        || ["a", "an", "the", "my", "your", "our", "this"].contains(&first)
        || !head.chars().all(|c| c.is_ascii_alphabetic())
        || head.is_empty()
        || is_name(phrase, head)
        || (head.ends_with('s') && !head.ends_with("ss"))
        || [
            "ing", "ment", "tion", "sion", "ness", "ity", "ship", "ance", "ence", "ism", "ics", "seo",
        ]
        .iter()
        .any(|end| head.ends_with(end))
        || WITHOUT_ARTICLE.contains(&head);
    if bare {
        return phrase.to_owned();
    }
    let article = if sounds_like_vowel(phrase, first) {
        "an"
    } else {
        "a"
    };
    format!("{article} {phrase}")
}

/// Whether the head of a phrase, in small letters here, is written with a capital there.
fn is_name(phrase: &str, head: &str) -> bool {
    let mut words = phrase.split(' ');
    words.any(|word| word != head && word.to_lowercase() == head)
}

/// Whether "an" goes before a phrase: by its letters, and for an abbreviation by the name of its first letter.
fn sounds_like_vowel(phrase: &str, first: &str) -> bool {
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| first.starts_with(beginning));
    let spelled = phrase.split(' ').next().unwrap_or_default();
    if spelled.len() > 1 && spelled.chars().all(|c| c.is_ascii_uppercase()) {
        return spelled.starts_with(|c| "AEFHILMNORSX".contains(c))
            && !["NASA", "RAM", "ROI"].contains(&spelled);
    }
    starts(&["hour", "honest", "heir"])
        || (starts(&["a", "e", "i", "o", "u"]) && !starts(&["uni", "use", "eu", "one"]))
}
