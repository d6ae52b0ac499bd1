//! Capitals in titles, by language.

use super::languages::{Casing, Stock};

/// Abbreviations that are typed in small letters and read in capitals.
const CAPITALS: &[&str] = &[
    "ai", "api", "b2b", "b2c", "bbq", "bmi", "ceo", "cms", "cpa", "cpu", "crm", "css", "cv", "diy", "dna",
    "dns", "dslr", "dvd", "erp", "eu", "faq", "gdpr", "gmo", "gps", "gpu", "hiit", "hiv", "hr", "html",
    "hvac", "ibs", "ira", "iso", "kpi", "led", "llc", "mba", "mri", "nasa", "nft", "oled", "pc", "pdf",
    "php", "ppc", "pvc", "ram", "roi", "rss", "rv", "saas", "seo", "sms", "smtp", "spf", "sql", "ssd", "suv",
    "tv", "uk", "ui", "url", "usa", "usb", "ux", "vat", "vpn", "wifi", "xml",
];

/// A word as it is written within a sentence.
fn known(word: &str) -> Option<String> {
    match word {
        "i" => Some("I".to_owned()),
        "wifi" => Some("Wi-Fi".to_owned()),
        "saas" => Some("SaaS".to_owned()),
        "iphone" => Some("iPhone".to_owned()),
        "ipad" => Some("iPad".to_owned()),
        _ if CAPITALS.contains(&word) => Some(word.to_uppercase()),
        _ => None,
    }
}

/// A phrase within a sentence.
pub(super) fn inner(phrase: &str) -> String {
    let words: Vec<String> = phrase
        .split(' ')
        .map(|word| known(word).unwrap_or_else(|| word.to_owned()))
        .collect();
    words.join(" ")
}

/// A phrase at the beginning of a sentence or heading.
pub(super) fn first(phrase: &str) -> String {
    match phrase.split_once(' ') {
        Some((word, rest)) => format!("{} {}", capital(word), inner(rest)),
        None => capital(phrase),
    }
}

/// A phrase as a title of the language.
pub(super) fn title(phrase: &str, stock: &Stock) -> String {
    match stock.casing {
        Casing::Sentence => first(phrase),
        Casing::Title | Casing::Nouns => {
            let words: Vec<&str> = phrase.split(' ').collect();
            let last = words.len().saturating_sub(1);
            let titled: Vec<String> = words
                .iter()
                .enumerate()
                .map(|(index, word)| {
                    let edge = index == 0 || (index == last && stock.casing == Casing::Title);
                    if !edge && stays_lower(word, stock) {
                        (*word).to_owned()
                    } else {
                        capital(word)
                    }
                })
                .collect();
            titled.join(" ")
        }
    }
}

/// Whether a word keeps its small letters. In German, an entry that ends with `*` stands for all that begin so, one
/// that begins with `*` for all that end so.
fn stays_lower(word: &str, stock: &Stock) -> bool {
    let lower = word.to_lowercase();
    stock.lower.iter().any(|entry| {
        if let Some(beginning) = entry.strip_suffix('*') {
            lower.starts_with(beginning)
        } else if let Some(end) = entry.strip_prefix('*') {
            lower.ends_with(end)
        } else {
            lower == *entry
        }
    })
}

/// With a capital first letter, unless it has capitals of its own.
fn capital(word: &str) -> String {
    if let Some(known) = known(word) {
        return known;
    }
    if word.chars().any(char::is_uppercase) {
        return word.to_owned();
    }
    let mut chars = word.chars();
    let mut begun = String::with_capacity(word.len());
    for c in chars.by_ref() {
        begun.extend(c.to_uppercase());
        // Opening quotes and brackets come before the letter that counts.
        if c.is_alphanumeric() {
            break;
        }
    }
    begun.push_str(chars.as_str());
    begun
}
