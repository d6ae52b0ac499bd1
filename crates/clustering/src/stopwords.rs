//! Words that say little about a topic and therefore weigh less in a comparison.

/// Function words of the commonest site languages.
const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "al", "alla", "am", "an", "and", "are", "as", "at", "au", "auf", "aus", "aux", "avec",
    "be", "been", "bei", "by", "can", "che", "com", "con", "could", "da", "das", "de", "dei", "del", "della",
    "dem", "den", "der", "des", "di", "did", "die", "do", "does", "du", "e", "ein", "eine", "einen", "einer",
    "el", "em", "en", "est", "et", "for", "from", "fur", "für", "get", "had", "has", "have", "het", "i",
    "i'd", "i'm", "i've", "il", "im", "in", "is", "it", "its", "ist", "just", "la", "las", "le", "les", "lo",
    "los", "me", "met", "mit", "my", "na", "need", "no", "o", "of", "on", "op", "or", "os", "our", "ou",
    "para", "per", "please", "por", "pour", "que", "s", "se", "should", "so", "some", "sur", "that", "the",
    "their", "them", "there", "these", "this", "those", "to", "um", "uma", "un", "una", "und", "une", "van",
    "von", "voor", "want", "was", "we", "were", "will", "with", "would", "y", "you", "your", "zu", "zum",
    "zur", "à", "в", "для", "и", "из", "к", "как", "на", "о", "от", "по", "с", "что",
];

/// Whether a canonical (lower-case) word is a function word.
pub(super) fn is_stopword(word: &str) -> bool {
    FUNCTION_WORDS.contains(&word)
}
