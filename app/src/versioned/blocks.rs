//! What two lists of blocks, such as the lines of two texts, differ in.

use igny8::writer::document::{Change, ChangeKind};

/// The most pairs of blocks that are compared one by one; beyond it, what lies between the equal ends is replaced whole.
const MOST_PAIRS: usize = 400_000;

/// Appends what must happen to the blocks `old` so that they become `new`; a block that took the place of another is compared
/// word by word.
pub(crate) fn of_blocks(field: &str, old: &[String], new: &[String], out: &mut Vec<Change>) {
    let mut say = |kind, text: &str, ends_block| {
        if !text.is_empty() {
            out.push(Change {
                field: field.to_owned(),
                kind,
                text: text.to_owned(),
                ends_block,
            });
        }
    };
    let mut gone: Vec<&String> = Vec::new();
    let mut come: Vec<&String> = Vec::new();
    let settle =
        |gone: &mut Vec<&String>, come: &mut Vec<&String>, say: &mut dyn FnMut(ChangeKind, &str, bool)| {
            // A block that took the place of another is compared word by word.
            let pairs = gone.len().min(come.len());
            for (gone, come) in gone.drain(..pairs).zip(come.drain(..pairs)) {
                of_words(gone, come, say);
            }
            gone.drain(..)
                .for_each(|block| say(ChangeKind::Removed, block, true));
            come.drain(..)
                .for_each(|block| say(ChangeKind::Added, block, true));
        };
    for (kind, block) in steps(old, new) {
        match kind {
            ChangeKind::Removed => gone.push(block),
            ChangeKind::Added => come.push(block),
            ChangeKind::Same => {
                settle(&mut gone, &mut come, &mut say);
                say(ChangeKind::Same, block, true);
            }
        }
    }
    settle(&mut gone, &mut come, &mut say);
}

fn of_words(old: &str, new: &str, say: &mut dyn FnMut(ChangeKind, &str, bool)) {
    let (old, new): (Vec<_>, Vec<_>) = (old.split(' ').collect(), new.split(' ').collect());
    let mut runs: Vec<(ChangeKind, String)> = Vec::new();
    for (kind, word) in steps(&old, &new) {
        match runs.last_mut() {
            Some((last, text)) if *last == kind => {
                text.push(' ');
                text.push_str(word);
            }
            _ => runs.push((kind, (*word).to_owned())),
        }
    }
    runs.retain(|(_, text)| !text.is_empty());
    let last = runs.len().saturating_sub(1);
    for (i, (kind, text)) in runs.into_iter().enumerate() {
        say(kind, &text, i == last);
    }
}

/// The way from one list to the other by the longest common subsequence; what goes stands before what comes.
fn steps<'a, T: PartialEq>(old: &'a [T], new: &'a [T]) -> Vec<(ChangeKind, &'a T)> {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let old_mid = &old_rest[..old_rest.len() - end];
    let new_mid = &new_rest[..new_rest.len() - end];
    let mut out: Vec<_> = old[..start].iter().map(|same| (ChangeKind::Same, same)).collect();
    middle(old_mid, new_mid, &mut out);
    out.extend(old[old.len() - end..].iter().map(|same| (ChangeKind::Same, same)));
    out
}

fn middle<'a, T: PartialEq>(old: &'a [T], new: &'a [T], out: &mut Vec<(ChangeKind, &'a T)>) {
    let width = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        out.extend(old.iter().map(|gone| (ChangeKind::Removed, gone)));
        out.extend(new.iter().map(|come| (ChangeKind::Added, come)));
        return;
    }
    // lengths[i * width + j]: the longest common subsequence of old[i..] and new[j..].
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            out.push((ChangeKind::Same, &old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len()
            && (j == new.len() || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
        {
            out.push((ChangeKind::Removed, &old[i]));
            i += 1;
        } else {
            out.push((ChangeKind::Added, &new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_also_where_its_last_word_is_a_space() {
        let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
        let mut found = Vec::new();
        of_blocks(
            "text",
            &lines("one two \nsame"),
            &lines("one three\nsame"),
            &mut found,
        );
        let ends: Vec<_> = found
            .iter()
            .filter(|change| change.ends_block)
            .map(|change| change.text.as_str())
            .collect();
        assert_eq!(ends, ["three", "same"]);
    }

    #[test]
    fn long_texts_without_anything_in_common_end_soon() {
        let many = |word: &str| -> Vec<String> { (0..3_000).map(|i| format!("{word}{i}")).collect() };
        assert_eq!(steps(&many("a"), &many("b")).len(), 6_000);
    }
}
