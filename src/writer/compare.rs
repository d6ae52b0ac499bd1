//! What changed between two versions of a text: plain text, by blocks and, within a changed block, by words.
//!
//! The server compares versions that are saved, a page what nobody has saved yet: both by this.

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{DiffOp, DiffableStr as _, diff_ratio};

use crate::writer::article::{Change, ChangeKind, Text};
use crate::writer::outline::Outline;

/// Pairs of pieces that a comparison may look at. Beyond it, what lies between equal ends is replaced whole, so that no
/// two texts take long.
const EFFORT: usize = 25_000_000;

/// Blocks that share less than this of their words are two different ones.
const ALIKE: f32 = 0.4;

/// Reads the blocks of a field.
type Blocks = fn(&Text) -> Vec<String>;

/// The fields of an article.
const FIELDS: [(&str, Blocks); 9] = [
    ("title", |text| vec![text.title.clone()]),
    ("html", |text| {
        let outline = Outline::of(&text.html);
        outline.blocks.into_iter().map(|block| block.text).collect()
    }),
    ("meta_title", |text| vec![text.meta_title.clone()]),
    ("meta_description", |text| vec![text.meta_description.clone()]),
    ("slug", |text| vec![text.slug.clone()]),
    ("excerpt", |text| vec![text.excerpt.clone()]),
    ("faq", |text| {
        let pairs = text.faq.iter();
        pairs
            .flat_map(|one| [one.question.clone(), one.answer.clone()])
            .collect()
    }),
    ("tags", |text| text.tags.clone()),
    ("categories", |text| text.categories.clone()),
];

/// What has to be done to the article `before` to get `after`, field by field; fields that are empty in both are left out.
pub fn compare(before: &Text, after: &Text) -> Vec<Change> {
    let mut comparison = Comparison::new();
    for (field, blocks) in FIELDS {
        comparison.field(field, &blocks(before), &blocks(after));
    }
    comparison.changes
}

/// What has to be done to the blocks `before` of a field to get `after`.
pub fn compare_blocks(field: &str, before: &[String], after: &[String]) -> Vec<Change> {
    let mut comparison = Comparison::new();
    comparison.field(field, before, after);
    comparison.changes
}

/// The lines that only one of two texts has, in order.
pub fn changed_lines<'a>(before: &'a str, after: &'a str) -> Vec<(ChangeKind, &'a str)> {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let mut found = Vec::new();
    for op in Comparison::new().ways(&before, &after) {
        if !matches!(op, DiffOp::Equal { .. }) {
            let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
            found.extend(old.iter().map(|line| (ChangeKind::Removed, *line)));
            found.extend(new.iter().map(|line| (ChangeKind::Added, *line)));
        }
    }
    found
}

struct Comparison {
    /// Pairs that may still be looked at.
    effort: usize,
    changes: Vec<Change>,
}

impl Comparison {
    fn new() -> Self {
        Self {
            effort: EFFORT,
            changes: Vec::new(),
        }
    }

    fn push(&mut self, field: &str, kind: ChangeKind, text: &str, ends_block: bool) {
        self.changes.push(Change {
            field: field.to_owned(),
            kind,
            text: text.to_owned(),
            ends_block,
        });
    }

    fn all(&mut self, field: &str, kind: ChangeKind, blocks: &[&str]) {
        for block in blocks {
            self.push(field, kind, block, true);
        }
    }

    fn field(&mut self, field: &str, before: &[String], after: &[String]) {
        let (before, after) = (filled(before), filled(after));
        for op in self.ways(&before, &after) {
            let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
            match op {
                DiffOp::Equal { .. } => self.all(field, ChangeKind::Same, new),
                DiffOp::Delete { .. } => self.all(field, ChangeKind::Removed, old),
                DiffOp::Insert { .. } => self.all(field, ChangeKind::Added, new),
                DiffOp::Replace { .. } => {
                    let pairs = old.len().min(new.len());
                    for (old, new) in old.iter().zip(new) {
                        self.block(field, old, new);
                    }
                    self.all(field, ChangeKind::Removed, &old[pairs..]);
                    self.all(field, ChangeKind::Added, &new[pairs..]);
                }
            }
        }
    }

    /// A block that was changed, by words, if there is enough left of it.
    fn block(&mut self, field: &str, before: &str, after: &str) {
        let (old, new) = (before.tokenize_words(), after.tokenize_words());
        let ways = self.ways(&old, &new);
        if diff_ratio(&ways, old.len(), new.len()) < ALIKE {
            self.push(field, ChangeKind::Removed, before, true);
            self.push(field, ChangeKind::Added, after, true);
            return;
        }
        let mut runs: Vec<(ChangeKind, String)> = Vec::new();
        for op in ways {
            let (gone, come) = (old[op.old_range()].concat(), new[op.new_range()].concat());
            match op {
                DiffOp::Equal { .. } => runs.push((ChangeKind::Same, come)),
                DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                    runs.push((ChangeKind::Removed, gone));
                    runs.push((ChangeKind::Added, come));
                }
            }
        }
        runs.retain(|(_, text)| !text.is_empty());
        let last = runs.len().saturating_sub(1);
        for (i, (kind, text)) in runs.iter().enumerate() {
            self.push(field, *kind, text, i == last);
        }
    }

    /// The way from one list to the other.
    fn ways(&mut self, old: &[&str], new: &[&str]) -> Vec<DiffOp> {
        let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
        let end = rest.take_while(|(old, new)| old == new).count();
        let (old_len, new_len) = (old.len() - start - end, new.len() - start - end);
        let pairs = old_len.saturating_mul(new_len);
        if let Some(left) = self.effort.checked_sub(pairs) {
            self.effort = left;
            let mut found = Compact::new(Replace::new(Capture::new()), old, new);
            let Ok(()) = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
            return found.into_inner().into_inner().into_ops();
        }
        let equal = |old_index, new_index, len| DiffOp::Equal {
            old_index,
            new_index,
            len,
        };
        let between = DiffOp::Replace {
            old_index: start,
            old_len,
            new_index: start,
            new_len,
        };
        vec![
            equal(0, 0, start),
            between,
            equal(start + old_len, start + new_len, end),
        ]
    }
}

/// Blocks in which there is something.
fn filled(blocks: &[String]) -> Vec<&str> {
    blocks
        .iter()
        .map(String::as_str)
        .filter(|block| !block.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn html(html: &str) -> Text {
        Text {
            title: "One title".into(),
            html: html.into(),
            ..Text::default()
        }
    }

    fn told(before: &Text, after: &Text) -> Vec<String> {
        let one = |change: Change| {
            let sign = match change.kind {
                ChangeKind::Same => '=',
                ChangeKind::Added => '+',
                ChangeKind::Removed => '-',
            };
            let end = if change.ends_block { "¶" } else { "" };
            format!("{} {sign}{}{end}", change.field, change.text)
        };
        compare(before, after).into_iter().map(one).collect()
    }

    #[test]
    fn changed_blocks_show_their_changed_words() {
        let before = html("<h2>Grip</h2><p>Deep lugs hold on mud.</p><p>Gone.</p>");
        let after = html("<h2>Grip</h2><p>Deep <b>soft</b> lugs hold on mud.</p><ul><li>New</li></ul>");
        let expected = [
            "title =One title¶",
            "html =Grip¶",
            "html =Deep ",
            "html +soft ",
            "html =lugs hold on mud.¶",
            "html -Gone.¶",
            "html +New¶",
        ];
        assert_eq!(told(&before, &after), expected);
    }

    #[test]
    fn both_texts_can_be_read_from_the_changes() {
        let before = html("<p>a b c d</p><p>x</p><p>y z</p><p>same</p>");
        let after = html("<p>same</p><p>a b e d</p><p>new</p><p>y z</p>");
        let changes = compare(&before, &after);
        for (text, not) in [(&before, ChangeKind::Added), (&after, ChangeKind::Removed)] {
            let read: Vec<&str> = changes
                .iter()
                .filter(|change| change.field == "html" && change.kind != not)
                .map(|change| change.text.as_str())
                .collect();
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&read.join(" ")), words(&Outline::of(&text.html).plain()));
        }
    }

    #[test]
    fn long_texts_with_nothing_in_common_do_not_take_long() {
        let text = |word: &str| {
            let blocks: Vec<_> = (0..50_000).map(|i| format!("<p>{word}{i}</p>")).collect();
            html(&blocks.concat())
        };
        let began = Instant::now();
        assert!(compare(&text("a"), &text("b")).len() >= 100_000);
        assert!(began.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_block_ends_also_where_its_last_word_is_a_space() {
        let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
        let found = compare_blocks("text", &lines("one two \nsame"), &lines("one three\nsame"));
        let ends: Vec<_> = found
            .iter()
            .filter(|change| change.ends_block)
            .map(|change| change.text.as_str())
            .collect();
        assert_eq!(ends, ["three", "same"]);
    }

    #[test]
    fn changed_lines_are_those_of_one_text_alone() {
        let found = changed_lines("one\ntwo\nthree", "one\n2\nthree\nfour");
        let (removed, added) = (ChangeKind::Removed, ChangeKind::Added);
        assert_eq!(found, [(removed, "two"), (added, "2"), (added, "four")]);
    }
}
