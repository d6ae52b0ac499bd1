//! What the editor of an article says.

use igny8::writer::document::{Approval, Picture};

use crate::widgets::number::{count_of, decimal, group};
use crate::words::common::ago;

pub const TITLE: &str = "Title";
pub const BODY: &str = "Text of the article";
pub const PLACEHOLDER: &str = "Write, or start a writing task and watch.";
pub const EMPTY: &str = "There is no text yet.";
pub const KEYS_HINT: &str = "Press Escape to go from the text to its toolbar, and Escape again to come back. In tables, Tab goes to the next cell.";
pub const EDITOR_FAILED: &str =
    "The editor could not be loaded. Check your connection and load the page again.";
pub const RELOAD: &str = "Load the page again";
pub const UNREACHABLE: &str = "The server cannot be reached. Check your connection and try again.";
pub const TOOLBAR: &str = "Format";
pub const PANELS: &str = "About this article";

pub const HEADING_2: &str = "Heading 2";
pub const HEADING_3: &str = "Heading 3";
pub const HEADING_4: &str = "Heading 4";
pub const BOLD: &str = "Bold";
pub const ITALIC: &str = "Italic";
pub const UNDERLINE: &str = "Underline";
pub const STRIKE: &str = "Strike through";
pub const CODE: &str = "Code";
pub const BULLETS: &str = "Bullet list";
pub const NUMBERS: &str = "Numbered list";
pub const QUOTE: &str = "Quote";
pub const CODE_BLOCK: &str = "Code block";
pub const UNDO: &str = "Undo";
pub const REDO: &str = "Redo";
pub const RULE: &str = "Line across";
pub const TABLE: &str = "Table at the cursor";
pub const INSERT_TABLE: &str = "Insert table";
pub const ROW_ABOVE: &str = "Row above";
pub const ROW_BELOW: &str = "Row below";
pub const DELETE_ROW: &str = "Delete row";
pub const COLUMN_LEFT: &str = "Column to the left";
pub const COLUMN_RIGHT: &str = "Column to the right";
pub const DELETE_COLUMN: &str = "Delete column";
pub const HEADER_ROW: &str = "First row as heading";
pub const DELETE_TABLE: &str = "Delete table";

pub const LINK: &str = "Link";
pub const ADDRESS: &str = "Address";
pub const ADDRESS_WRONG: &str = "Give an address such as https://example.com/page.";
pub const ADDRESS_HELP: &str = "Type an address, or choose a published page of this site.";
pub const LINK_TEXT: &str = "Words of the link";
pub const REMOVE_LINK: &str = "Remove link";
pub const SET_LINK: &str = "Set link";

pub const PICTURE: &str = "Picture";
pub const PICTURES: &str = "Pictures";
pub const NO_PICTURES: &str = "This article has no pictures yet. Generate image prompts, then images.";
pub const ALT: &str = "Alternative text";
pub const ALT_HELP: &str =
    "What the picture shows, for those who do not see it. Leave it empty for decoration.";
pub const NO_ALT: &str = "No alternative text.";
pub const INSERT: &str = "Insert";
pub const OPEN_IMAGES: &str = "Open in Images";
pub const PICTURE_READY: &str = "Ready";
pub const PICTURE_FAILED: &str = "Failed";
pub const PICTURE_PROMPT: &str = "Not made yet";

pub const SAVING: &str = "Saving…";
pub const SAVED: &str = "Saved";
pub const UNSAVED: &str = "Not saved yet";
pub const SAVE_NOW: &str = "Save now";
pub const SAVE_KEYS: &str = "Saved by itself; Ctrl+S saves at once";
pub const SAVE_FIRST: &str = "Your changes are not saved yet. Save them first.";
pub const UNSAVED_FOUND: &str = "Changes that you made in this tab were not saved.";
pub const RESTORE_DRAFT: &str = "Put them back";
pub const DISCARD_DRAFT: &str = "Discard them";

pub const CONFLICT_TITLE: &str = "Somebody else saved this article";
pub const CONFLICT_MARKS: &str = "Marked with − is what only theirs has, with + what only yours has.";
pub const DIFFERENCES: &str = "Differences";
pub const KEEP_BOTH: &str = "Keep both: save mine as the newest version";
pub const TAKE_THEIRS: &str = "Take theirs; mine stays in the history";
pub const THEIRS_TAKEN: &str = "You have their text. Yours is in the history.";
pub const BACK_TO_MINE: &str = "Back to mine";
pub const CONFLICT_OPEN: &str = "somebody else saved this article. Save again to choose.";

pub const WORKING: &str = "AI task";
pub const PROGRESS: &str = "Progress";
pub const SHOW_RUN: &str = "Show log";
pub const READ_ONLY_WHILE: &str = "You can edit the text when the run has ended.";
pub const BEGINS: &str = "The writing begins.";

pub const OFFLINE: &str = "Offline draft";
pub const OFFLINE_HELP: &str = "Made by the built-in offline writer, without a language model.";
pub const VIEW_POST: &str = "View post";
pub const STALE: &str = "Changed since it was sent";
pub const APPROVED: &str = "Approved";
pub const NOTES: &str = "Notes to the editor";
pub const REMOVE_NOTES: &str = "Remove all notes";
pub const NOTES_FIRST: &str =
    "Take the notes to the editor out of the text first. They are listed beside it.";
pub const EDITED_THERE: &str = "Edited at the destination";
pub const COMPARE_THERE: &str = "Compare";
pub const OPEN_THERE: &str = "Open it there";
pub const OVERWRITE: &str = "overwrite these edits";
pub const OVERWRITE_TEXT: &str = "To keep these edits, take them over into the article here. Publishing with a yes to this difference replaces them; it does not count for what is changed later.";
pub const EDITED_MARKS: &str = "Marked with + is what is there now, with − what was sent.";
pub const UPDATE: &str = "Update";
pub const JUMP: &str = "Score, preview and publishing";
pub const COMES_FROM: &str = "It comes from";
pub const NEW_TAB: &str = "(opens in a new tab)";
pub const MORE: &str = "More actions";

pub const SCORE: &str = "Score";
pub const SERP: &str = "Search preview";
pub const SETTINGS: &str = "Brief and publishing";
pub const META: &str = "Meta data";
pub const FAQ: &str = "Questions and answers";
pub const HISTORY: &str = "History";

pub const SERP_SIZE: &str = "Size of the screen";
pub const DESKTOP: &str = "Desktop";
pub const PHONE: &str = "Phone";
pub const NO_DESCRIPTION: &str = "Without a description, search engines choose words of the text.";

pub const META_TITLE: &str = "Meta title";
pub const META_DESCRIPTION: &str = "Meta description";
pub const SLUG: &str = "Slug";
pub const FROM_TITLE: &str = "From title";
pub const EXCERPT: &str = "Excerpt";
pub const TAGS: &str = "Tags";
pub const CATEGORIES: &str = "Categories";
pub const TOKENS_HINT: &str = "Type and press Enter";

pub const NO_FAQ: &str = "No questions yet. Answers to what readers ask can show in search results.";
pub const ADD_QUESTION: &str = "Add question";
pub const ANSWER: &str = "Answer";

pub const NO_HISTORY: &str = "There are no versions yet. Each save makes one.";
pub const CURRENT: &str = "Current";
pub const COMPARE: &str = "Compare";
pub const COMPARE_MARKS: &str = "Marked with + is what was added since, with − what was removed.";
pub const RESTORE: &str = "Restore";
pub const RESTORE_THIS: &str = "Restore this version";
pub const RESTORE_TEXT: &str = "It becomes the newest version. What is there now stays in the history.";
pub const BY_MODEL: &str = "AI";

/// The name of a field in a comparison.
pub fn field(name: &str) -> &'static str {
    match name {
        "title" => TITLE,
        "meta_title" => META_TITLE,
        "meta_description" => META_DESCRIPTION,
        "slug" => SLUG,
        "excerpt" => EXCERPT,
        "faq" => FAQ,
        "tags" => TAGS,
        "categories" => CATEGORIES,
        "status" => "Status",
        "date" => "Time",
        "featured" => "Featured image",
        _ => "Text",
    }
}

/// Such as “Approved by Ann on 2026-11-29”.
pub fn approved_by(approval: &Approval) -> String {
    let day: String = approval.at.chars().take("2026-01-31".len()).collect();
    match &approval.by {
        Some(name) => format!("Approved by {name} on {day}"),
        None => format!("Approved on {day}"),
    }
}

/// That notes stand in the text.
pub fn notes(count: usize) -> String {
    let notes = if count == 1 {
        "1 note to the editor stands".to_owned()
    } else {
        format!("{count} notes to the editor stand")
    };
    format!("{notes} in the text. Do what they say and take them out, then approve and publish.")
}

/// That people changed the article where it is.
pub fn edited_there(names: &str) -> String {
    format!(
        "Somebody edited this article at {names} since it was sent there. Nothing is overwritten without your yes."
    )
}

/// The page's heading.
pub fn editing(title: &str) -> String {
    format!("Edit “{title}”")
}

/// Such as “1,180 of 1,200 words · 6 min to read”.
pub fn counted(words: usize, target: i32) -> String {
    // People read about two hundred words a minute.
    let minutes = words.div_ceil(200).max(1);
    let words = i64::try_from(words).unwrap_or(i64::MAX);
    format!(
        "{} of {} words · {minutes} min to read",
        group(words),
        group(i64::from(target))
    )
}

/// Such as “1,180 words”.
pub fn words(words: i32) -> String {
    count_of(u64::try_from(words).unwrap_or_default(), "word", "words")
}

/// What the models cost, such as “$0.04”.
pub fn cost(dollars: f64) -> String {
    let decimals = if dollars > 0.0 && dollars < 0.1 { 4 } else { 2 };
    format!("Cost ${}", decimal(dollars, decimals))
}

/// How long ago it was saved.
pub fn saved_ago(seconds: f64) -> String {
    match seconds {
        s if s < 5.0 => "Saved just now".to_owned(),
        s if s < 60.0 => format!("Saved {} s ago", decimal(s, 0)),
        s => ago(s).map_or_else(|| SAVED.to_owned(), |ago| format!("Saved {ago}")),
    }
}

/// Why it is not saved.
pub fn not_saved(why: &str, again: bool) -> String {
    let again = if again {
        " It is tried again by itself."
    } else {
        ""
    };
    format!("Not saved: {why}{again}")
}

/// Who saved meanwhile.
pub fn conflict(who: Option<&str>, version: i32) -> String {
    let who = who.unwrap_or("Somebody else");
    format!("{who} saved version {version} since you began. Nothing of yours is lost: choose how to go on.")
}

/// How many sections there are so far.
pub fn section(sections: usize) -> String {
    format!("Writing section {sections}…")
}

/// The number of a question.
pub fn question(number: usize) -> String {
    format!("Question {number}")
}

/// The total of the score.
pub fn score(total: u8) -> String {
    let how = match total {
        80.. => "Good",
        50.. => "Fair",
        _ => "Weak",
    };
    format!("{how}: {total} of 100 points. What is missing stands below.")
}

/// The points of one part.
pub fn points(points: u8, most: u8) -> String {
    format!("{points} of {most}")
}

/// What search results cut, if anything.
pub fn cut(title: bool, description: bool) -> Option<&'static str> {
    match (title, description) {
        (true, true) => Some("Search results may cut the title and the description."),
        (true, false) => Some("Search results may cut the title."),
        (false, true) => Some("Search results may cut the description."),
        (false, false) => None,
    }
}

/// Moves a question.
pub fn move_up(number: usize) -> String {
    format!("Move question {number} up")
}

/// Moves a question.
pub fn move_down(number: usize) -> String {
    format!("Move question {number} down")
}

/// Removes a question.
pub fn remove_question(number: usize) -> String {
    format!("Remove question {number}")
}

/// Removes a word.
pub fn remove(word: &str) -> String {
    format!("Remove {word}")
}

/// How much of the good length is used.
pub fn counter(length: usize, good: usize) -> String {
    let over = if length > good { ", may be cut" } else { "" };
    format!("{length} of {good} characters{over}")
}

/// Where a picture belongs.
pub fn picture_place(picture: &Picture) -> String {
    match (&picture.heading, picture.place) {
        (_, 0) => "Featured picture".to_owned(),
        (Some(heading), _) => format!("After “{heading}”"),
        (None, place) => format!("Picture {place}"),
    }
}

/// What a picture shows, or where it belongs.
pub fn picture(picture: &Picture) -> String {
    if picture.alt.is_empty() {
        picture_place(picture)
    } else {
        picture.alt.clone()
    }
}

/// The name of a version.
pub fn version(number: i32) -> String {
    format!("Version {number}")
}

/// How a version came to be.
pub fn origin(origin: &str) -> &'static str {
    match origin {
        "model" => "Written",
        "restore" => "Restored",
        _ => "Edited",
    }
}

/// Compares a version.
pub fn compare_version(number: i32) -> String {
    format!("Compare version {number} with the current one")
}

/// Restores a version.
pub fn restore_version(number: i32) -> String {
    format!("Restore version {number}")
}

/// The heading of a comparison.
pub fn compared(number: i32) -> String {
    format!("From version {number} to now")
}

/// Asks before a version is restored.
pub fn restore_title(number: i32) -> String {
    format!("Restore version {number}?")
}

/// A version was restored.
pub fn restored(number: i32) -> String {
    format!("Version {number} is restored.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_in_few_words() {
        assert_eq!(counted(1_180, 1_200), "1,180 of 1,200 words · 6 min to read");
        assert_eq!(counted(0, 800), "0 of 800 words · 1 min to read");
        assert_eq!(saved_ago(2.0), "Saved just now");
        assert_eq!(saved_ago(12.0), "Saved 12 s ago");
        assert_eq!(saved_ago(120.0), "Saved 2 min ago");
        assert_eq!(saved_ago(4_000_000.0), "Saved");
        assert_eq!(cost(0.0413), "Cost $0.0413");
        assert_eq!(cost(0.0), "Cost $0.00");
    }
}
