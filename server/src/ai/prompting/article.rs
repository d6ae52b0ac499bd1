//! What is asked for an article: its outline, each of its sections, and what finishes it.

use igny8::writer::outline::Outline as Outlined;
use provider::writing::{Brief, Finish, Link, Outline, OutlineSection, Purpose, SectionBrief};

use crate::repo::writer::writing::{Section, WritingTask};

/// Characters of what stands before a section that it is told.
const BEFORE: usize = 1_200;
/// Characters of an article that its meta data are made from.
const TEXT: usize = 12_000;

fn brief(task: &WritingTask) -> Brief {
    Brief {
        language: task.language.clone(),
        title: task.title.clone(),
        angle: task.angle.clone(),
        content_type: task.content_type.to_string(),
        keywords: task.keywords.clone(),
        words: u32::try_from(task.words).unwrap_or(1_200),
        voice: task.voice.clone(),
    }
}

/// Asks for the outline.
pub fn outline(task: &WritingTask) -> Purpose {
    Purpose::Outline(Outline {
        brief: brief(task),
        headings: task.outline.clone(),
    })
}

/// The sections that a task proposes, for the time before a model has outlined it: the introduction and its headings.
pub fn proposed(task: &WritingTask) -> Vec<Section> {
    let headings = std::iter::once(String::new()).chain(task.outline.iter().cloned());
    let count = i32::try_from(task.outline.len() + 1).unwrap_or(i32::MAX);
    headings
        .map(|heading| Section {
            heading,
            points: Vec::new(),
            words: task.words / count,
            html: None,
        })
        .collect()
}

/// Asks for the section at this place of the outline.
pub fn section(task: &WritingTask, sections: &[Section], place: usize) -> Purpose {
    let (before, section) = (&sections[..place], &sections[place]);
    let link = |(title, url): &(String, String)| Link {
        title: title.clone(),
        url: url.clone(),
    };
    Purpose::Section(SectionBrief {
        brief: brief(task),
        headings: sections.iter().map(|section| section.heading.clone()).collect(),
        index: place,
        section: OutlineSection {
            heading: section.heading.clone(),
            points: section.points.clone(),
            words: u32::try_from(section.words).unwrap_or(300),
        },
        before: end_of(before),
        links: task.links.iter().map(link).collect(),
    })
}

/// The end of what stands before a section.
fn end_of(sections: &[Section]) -> String {
    let text: String = sections
        .iter()
        .filter_map(|section| section.html.as_deref())
        .collect();
    let text = Outlined::of(&text).plain();
    let skip = text.chars().count().saturating_sub(BEFORE);
    text.chars().skip(skip).collect()
}

/// The article of sections that are written; empty while none is.
pub fn assemble(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections.iter().filter(|section| section.html.is_some()) {
        if !section.heading.is_empty() {
            let heading = section.heading.replace('&', "&amp;").replace('<', "&lt;");
            out.extend(["<h2>", &heading, "</h2>"]);
        }
        out.push_str(section.html.as_deref().unwrap_or_default());
    }
    article_html::clean(&out)
}

/// Asks for what finishes an article with this body.
pub fn finish(task: &WritingTask, sections: &[Section], html: &str) -> Purpose {
    let headings = sections
        .iter()
        .map(|section| section.heading.clone())
        .filter(|heading| !heading.is_empty());
    Purpose::Finish(Finish {
        brief: brief(task),
        headings: headings.collect(),
        text: Outlined::of(html).plain().chars().take(TEXT).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(outline: &[&str]) -> WritingTask {
        WritingTask {
            task: uuid::Uuid::nil(),
            site: uuid::Uuid::nil(),
            title: "Trail shoes".into(),
            angle: None,
            outline: outline.iter().map(|&heading| heading.to_owned()).collect(),
            content_type: igny8::writer::brief::ContentType::Guide,
            keywords: vec!["trail shoes".into()],
            words: 900,
            language: "en".into(),
            voice: None,
            links: vec![],
        }
    }

    #[test]
    fn a_task_without_an_outline_has_at_least_an_introduction() {
        let sections = proposed(&order(&["Grip", "Fit"]));
        let told: Vec<_> = sections
            .iter()
            .map(|section| (section.heading.as_str(), section.words))
            .collect();
        assert_eq!(told, [("", 300), ("Grip", 300), ("Fit", 300)]);
        assert_eq!(assemble(&sections), "");
        let alone = order(&[]);
        let Purpose::Section(asked) = section(&alone, &proposed(&alone), 0) else {
            panic!("a section is asked for");
        };
        assert_eq!((asked.section.words, asked.before.as_str()), (900, ""));
    }

    #[test]
    fn a_section_knows_the_end_of_what_stands_before_it() {
        let order = order(&["Grip"]);
        let mut sections = proposed(&order);
        sections[0].html = Some(format!("<p>{} the end.</p>", "word ".repeat(400)));
        let Purpose::Section(asked) = section(&order, &sections, 1) else {
            panic!("a section is asked for");
        };
        assert_eq!(asked.before.chars().count(), BEFORE);
        assert!(asked.before.ends_with("the end."));
        assert_eq!(asked.section.heading, "Grip");
    }
}
