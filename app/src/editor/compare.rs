//! What two texts differ in, worked out in the page: one of them may not be saved anywhere.

use igny8::writer::document::{Change, Text};
use igny8::writer::outline::Outline;

use crate::versioned::of_blocks;

/// What must happen to `old` so that it becomes `new`.
pub(super) fn compare(old: &Text, new: &Text) -> Vec<Change> {
    let lines = |text: &str| vec![text.to_owned()];
    let questions = |text: &Text| -> Vec<String> {
        text.faq
            .iter()
            .flat_map(|one| [one.question.clone(), one.answer.clone()])
            .collect()
    };
    let blocks = |text: &Text| -> Vec<String> {
        let outline = Outline::of(&text.html);
        outline.blocks.into_iter().map(|block| block.text).collect()
    };
    let fields = [
        ("title", lines(&old.title), lines(&new.title)),
        ("html", blocks(old), blocks(new)),
        ("meta_title", lines(&old.meta_title), lines(&new.meta_title)),
        (
            "meta_description",
            lines(&old.meta_description),
            lines(&new.meta_description),
        ),
        ("slug", lines(&old.slug), lines(&new.slug)),
        ("excerpt", lines(&old.excerpt), lines(&new.excerpt)),
        ("faq", questions(old), questions(new)),
        ("tags", old.tags.clone(), new.tags.clone()),
        ("categories", old.categories.clone(), new.categories.clone()),
    ];
    let mut out = Vec::new();
    for (field, old, new) in fields {
        if old != new {
            of_blocks(field, &old, &new, &mut out);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use igny8::writer::document::ChangeKind::{self, Added, Removed, Same};

    use super::*;

    fn text(title: &str, html: &str) -> Text {
        Text {
            title: title.into(),
            html: html.into(),
            ..Text::default()
        }
    }

    fn said(changes: &[Change]) -> Vec<(&str, ChangeKind, &str, bool)> {
        changes
            .iter()
            .map(|change| {
                (
                    change.field.as_str(),
                    change.kind,
                    change.text.as_str(),
                    change.ends_block,
                )
            })
            .collect()
    }

    #[test]
    fn equal_texts_say_nothing() {
        let one = text("A", "<p>one</p>");
        assert!(compare(&one, &one).is_empty());
    }

    #[test]
    fn words_differ_within_blocks_and_blocks_within_the_text() {
        let old = text(
            "Trail shoes",
            "<p>Keep this.</p><p>Deep lugs hold on mud.</p><p>Old end.</p>",
        );
        let new = text("Trail boots", "<p>Keep this.</p><p>Deep lugs grip on mud.</p>");
        let changes = compare(&old, &new);
        assert_eq!(
            said(&changes),
            [
                ("title", Same, "Trail", false),
                ("title", Removed, "shoes", false),
                ("title", Added, "boots", true),
                ("html", Same, "Keep this.", true),
                ("html", Same, "Deep lugs", false),
                ("html", Removed, "hold", false),
                ("html", Added, "grip", false),
                ("html", Same, "on mud.", true),
                ("html", Removed, "Old end.", true),
            ]
        );
    }
}
