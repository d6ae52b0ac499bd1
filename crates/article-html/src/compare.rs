//! What changed between two versions of an article: plain text, by blocks and, within a changed block, by words.

use std::time::{Duration, Instant};

use igny8::writer::document::{Change, ChangeKind, Text};
use igny8::writer::outline::Outline;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices_deadline};

/// How long the comparison may look for the fewest changes; after that it takes those that it has.
const PATIENCE: Duration = Duration::from_secs(1);

/// Blocks that share less than this of their words are two different ones.
const ALIKE: f32 = 0.4;

/// Reads the blocks of a field.
type Blocks = fn(&Text) -> Vec<String>;

/// What has to be done to `before` to get `after`, field by field; fields that are empty in both are left out.
pub fn compare(before: &Text, after: &Text) -> Vec<Change> {
    let mut comparison = Comparison {
        deadline: Instant::now() + PATIENCE,
        changes: Vec::new(),
    };
    let fields: [(&str, Blocks); 9] = [
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
    for (field, blocks) in fields {
        let filled = |text| -> Vec<String> {
            let all: Vec<String> = blocks(text);
            all.into_iter().filter(|block| !block.is_empty()).collect()
        };
        comparison.field(field, &filled(before), &filled(after));
    }
    comparison.changes
}

struct Comparison {
    deadline: Instant,
    changes: Vec<Change>,
}

impl Comparison {
    fn push(&mut self, field: &str, kind: ChangeKind, text: &str, ends_block: bool) {
        self.changes.push(Change {
            field: field.to_owned(),
            kind,
            text: text.to_owned(),
            ends_block,
        });
    }

    fn all(&mut self, field: &str, kind: ChangeKind, blocks: &[String]) {
        for block in blocks {
            self.push(field, kind, block, true);
        }
    }

    fn field(&mut self, field: &str, before: &[String], after: &[String]) {
        let ops = capture_diff_slices_deadline(Algorithm::Myers, before, after, Some(self.deadline));
        for op in ops {
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
        let words = TextDiff::configure()
            .deadline(self.deadline)
            .diff_words(before, after);
        if words.ratio() < ALIKE {
            self.push(field, ChangeKind::Removed, before, true);
            self.push(field, ChangeKind::Added, after, true);
            return;
        }
        let mut runs: Vec<(ChangeKind, String)> = Vec::new();
        for change in words.iter_all_changes() {
            let kind = match change.tag() {
                ChangeTag::Equal => ChangeKind::Same,
                ChangeTag::Insert => ChangeKind::Added,
                ChangeTag::Delete => ChangeKind::Removed,
            };
            match runs.last_mut() {
                Some((last, text)) if *last == kind => text.push_str(change.value()),
                _ => runs.push((kind, change.value().to_owned())),
            }
        }
        let last = runs.len().saturating_sub(1);
        for (i, (kind, text)) in runs.iter().enumerate() {
            self.push(field, *kind, text, i == last);
        }
    }
}

#[cfg(test)]
mod tests {
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
}
