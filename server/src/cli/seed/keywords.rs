//! Keywords as a tool would export them: the topics of three sectors in the ways that people search for them.

use std::fmt::Write as _;

/// A topic with its monthly searches.
type Topic = (&'static str, u32);

/// What the coffee sector is about.
pub(super) static COFFEE: &[Topic] = &[
    ("cold brew", 33_100),
    ("french press", 27_100),
    ("moka pot", 22_200),
    ("pour over coffee", 18_100),
    ("espresso machine", 40_500),
    ("coffee grinder", 35_800),
    ("aeropress", 14_800),
    ("decaf coffee", 12_100),
    ("milk frother", 9_900),
];
/// What the tea sector is about.
pub(super) static TEA: &[Topic] = &[
    ("matcha", 60_500),
    ("oolong tea", 8_100),
    ("chai latte", 14_800),
    ("loose leaf tea", 6_600),
    ("iced tea", 22_200),
];
/// What the running sector is about.
pub(super) static RUNNING: &[Topic] = &[
    ("trail running shoes", 27_100),
    ("running vest", 9_900),
    ("running socks", 6_600),
    ("trail running poles", 2_900),
    ("head torch for running", 1_900),
    ("gps running watch", 12_100),
];

/// How people ask: before and after the topic, the share of its searches in thousandths, and what they want.
static WAYS: &[(&str, &str, u32, &str)] = &[
    ("", "", 1000, "commercial"),
    ("best ", "", 420, "commercial"),
    ("how to use ", "", 210, "informational"),
    ("how to clean ", "", 160, "informational"),
    ("", " for beginners", 130, "informational"),
    ("", " guide", 90, "informational"),
    ("", " tips", 70, "informational"),
    ("", " price", 110, "transactional"),
    ("buy ", "", 140, "transactional"),
    ("cheap ", "", 95, "transactional"),
    ("", " review", 180, "commercial"),
    ("", " comparison", 60, "commercial"),
    ("what is ", "", 240, "informational"),
    ("", " online", 50, "transactional"),
];

/// The file of an export: the same with every call.
pub(super) fn csv(topics: &[Topic]) -> String {
    let mut out = String::from("Keyword,Volume,Difficulty,CPC,Intent,Country\n");
    for (place, (topic, searches)) in topics.iter().enumerate() {
        for (way, (before, after, share, intent)) in WAYS.iter().enumerate() {
            let volume = (searches * share / 1000 / 10).max(1) * 10;
            let difficulty = (place * 17 + way * 11 + topic.len() * 3) % 78 + 8;
            let cents = 35 + (place * 29 + way * 23) % 240;
            // Writing to a text cannot fail.
            let _ = writeln!(
                out,
                "{before}{topic}{after},{volume},{difficulty},{}.{:02},{intent},US",
                cents / 100,
                cents % 100
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_some_hundred_and_no_two_are_the_same() {
        let mut lines: Vec<String> = [COFFEE, TEA, RUNNING]
            .iter()
            .flat_map(|topics| csv(topics).lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert!((200..=400).contains(&lines.len()), "{}", lines.len());
        let all = lines.len();
        lines.sort();
        lines.dedup();
        assert_eq!(lines.len(), all);
    }
}
