//! The check of what people send as an article.

use std::collections::HashSet;

use crate::error::{FieldErrors, Problem};
use crate::writer::article::{Question, Text};
use crate::writer::limits::{
    ANSWER, EXCERPT, HTML_BYTES, META_DESCRIPTION, META_TITLE, QUESTION, QUESTIONS, TAG, TAGS, TITLE,
    too_long,
};
use crate::writer::slug::slugify;

/// Characters of a body that HTML writes otherwise than they are read (`&`, no-break spaces), and angle brackets. Writing
/// one takes a look through the rest of its text, so that a million of them would take minutes.
const ESCAPED: usize = 20_000;
const BRACKETS: usize = 60_000;

/// The text as it may be saved: lines trimmed and without control characters, the slug in its form, no tag twice. The
/// body's HTML is only measured here.
///
/// # Errors
/// Names every field that is too long or missing.
pub fn checked(text: Text) -> Result<Text, Problem> {
    let mut errors = FieldErrors::new();
    let mut wrong = |field: &str, message: String| errors.entry(field.to_owned()).or_default().push(message);
    let mut one = |field: &str, text: &str, most: usize| {
        let text = line(text);
        if text.chars().count() > most {
            wrong(field, format!("Use at most {most} characters."));
        }
        text
    };
    let title = one("title", &text.title, TITLE);
    let meta_title = one("meta_title", &text.meta_title, META_TITLE);
    let meta_description = one("meta_description", &text.meta_description, META_DESCRIPTION);
    let excerpt = one("excerpt", &text.excerpt, EXCERPT);
    if title.is_empty() {
        wrong("title", "Enter a title.".into());
    }
    let count = |of: &[char]| text.html.matches(of).count();
    if text.html.len() > HTML_BYTES || count(&['&', '\u{a0}']) > ESCAPED || count(&['<']) > BRACKETS {
        wrong("html", too_long());
    }
    let faq = questions(&text.faq).unwrap_or_else(|message| {
        wrong("faq", message);
        Vec::new()
    });
    let mut list = |field: &str, items: &[String]| {
        names(items).unwrap_or_else(|message| {
            wrong(field, message);
            Vec::new()
        })
    };
    let tags = list("tags", &text.tags);
    let categories = list("categories", &text.categories);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    Ok(Text {
        title,
        html: text.html,
        meta_title,
        meta_description,
        slug: slugify(&text.slug),
        excerpt,
        faq,
        tags,
        categories,
    })
}

/// One line: words with single spaces between.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn questions(faq: &[Question]) -> Result<Vec<Question>, String> {
    let mut out = Vec::new();
    for (i, one) in faq.iter().enumerate() {
        let (question, answer) = (line(&one.question), line(&one.answer));
        if question.chars().count() > QUESTION || answer.chars().count() > ANSWER {
            let place = i + 1;
            return Err(format!(
                "Question {place} is too long. Use at most {QUESTION} characters for the question and {ANSWER} for the answer."
            ));
        }
        if !question.is_empty() || !answer.is_empty() {
            out.push(Question { question, answer });
        }
    }
    if out.len() > QUESTIONS {
        return Err(format!("Use at most {QUESTIONS} questions."));
    }
    Ok(out)
}

fn names(items: &[String]) -> Result<Vec<String>, String> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for item in items {
        let name = line(item);
        if name.chars().count() > TAG {
            return Err(format!("Use at most {TAG} characters for each."));
        }
        if !name.is_empty() && seen.insert(name.to_lowercase()) {
            out.push(name);
        }
    }
    if out.len() > TAGS {
        return Err(format!("Use at most {TAGS}."));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text {
            title: "  Trail\u{0}\n shoes ".into(),
            slug: "Trail Shoes!".into(),
            tags: vec![
                "Shoes".into(),
                " shoes ".into(),
                String::new(),
                "two\nlines".into(),
            ],
            faq: vec![Question::default()],
            ..Text::default()
        }
    }

    #[test]
    fn lines_are_trimmed_and_nothing_is_there_twice() {
        let text = checked(text()).expect("all of it fits");
        assert_eq!(text.title, "Trail shoes");
        assert_eq!(text.slug, "trail-shoes");
        assert_eq!(text.tags, ["Shoes", "two lines"]);
        assert_eq!(text.faq, []);
        assert_eq!(checked(text.clone()), Ok(text));
    }

    #[test]
    fn every_field_that_does_not_fit_is_named() {
        let question = Question {
            question: "x".repeat(QUESTION + 1),
            answer: String::new(),
        };
        let bad = Text {
            title: " ".into(),
            html: "x".repeat(HTML_BYTES + 1),
            meta_title: "x".repeat(META_TITLE + 1),
            meta_description: "ä".repeat(META_DESCRIPTION + 1),
            excerpt: "x".repeat(EXCERPT + 1),
            faq: vec![question],
            tags: (0..=TAGS).map(|i| i.to_string()).collect(),
            categories: vec!["x".repeat(TAG + 1)],
            slug: String::new(),
        };
        let problem = checked(bad).expect_err("nothing fits");
        let keys: Vec<_> = problem.errors.keys().map(String::as_str).collect();
        let all = [
            "categories",
            "excerpt",
            "faq",
            "html",
            "meta_description",
            "meta_title",
            "tags",
            "title",
        ];
        assert_eq!(keys, all);
    }

    #[test]
    fn the_longest_fit() {
        let text = Text {
            title: "x".repeat(TITLE),
            meta_description: "ä".repeat(META_DESCRIPTION),
            html: "x".repeat(HTML_BYTES),
            ..Text::default()
        };
        assert!(checked(text).is_ok());
    }
}
