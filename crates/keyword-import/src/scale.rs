//! Words and letters that multiply the number before them, in the languages of exports.

/// How languages shorten a thousand, ten thousand and so on behind a number, longest first where one ends with another.
const SCALES: [(f64, &[&str]); 8] = [
    (1e12, &["兆", "조"]),
    (1e9, &["mrd.", "mrd", "млрд", "bn", "b"]),
    (1e8, &["億", "亿", "억"]),
    (1e7, &["crore", "cr", "千万", "千萬"]),
    (
        1e6,
        &[
            "mio.",
            "mio",
            "mln.",
            "mln",
            "mn",
            "millones",
            "milhões",
            "mi",
            "млн.",
            "млн",
            "מ׳",
            "triệu",
            "tr",
            "jt",
            "مليون",
            "ملايين",
            "百万",
            "百萬",
            "백만",
            "ล้าน",
            "mil.",
            "milj.",
            "milj",
            "mill.",
            "mill",
            "мил.",
            "εκ.",
            "m",
        ],
    ),
    (1e5, &["lakh", "lac", "lk", "लाख", "十万", "十萬", "십만"]),
    (1e4, &["万", "萬", "만"]),
    (
        1e3,
        &[
            "tsd.",
            "tsd",
            "tys.",
            "tys",
            "tis.",
            "tis",
            "тыс.",
            "тыс",
            "тис.",
            "тис",
            "mil",
            "tn",
            "rb",
            "ribu",
            "nghìn",
            "bin",
            "ezer",
            "tūkst.",
            "tuh",
            "천",
            "千",
            "ألف",
            "الف",
            "آلاف",
            "พัน",
            "हज़ार",
            "хил.",
            "хиљ.",
            "χιλ.",
            "هزار",
            "mijë",
            "þ.",
            "t.",
            "t",
            "e",
            "n",
            "k",
        ],
    ),
];

/// The number without the word that multiplies it, and by how much that does.
pub(super) fn scale(text: &str) -> (&str, f64) {
    let found = text.find(|c: char| c.is_alphabetic());
    let Some(start) = found.filter(|start| *start > 0) else {
        return (text, 1.0);
    };
    let (digits, word) = text.split_at(start);
    let word = word.trim_end().to_lowercase();
    let known = SCALES.iter().find(|(_, words)| words.contains(&word.as_str()));
    known.map_or((text, 1.0), |(factor, _)| (digits, *factor))
}
