//! JSON answers: they fit their types and their limits for any input, and are the same each time.

use std::collections::HashSet;

use provider::ImageStyle;
use provider::writing::{
    Finish, FinishAnswer, IdeasAnswer, ImagePrompts, ImagePromptsAnswer, NameClusters, NamesAnswer, Outline,
    OutlineAnswer, Purpose,
};

use super::{answer, ask, brief, ideas, odd, owned};
use crate::languages;

const KINDS: &[&str] = &[
    "guide",
    "how_to",
    "list",
    "comparison",
    "review",
    "news",
    "landing",
];

fn grinders() -> Vec<String> {
    owned(&[
        "coffee grinder",
        "best coffee grinder for espresso",
        "how to clean a coffee grinder",
        "manual coffee grinder",
        "what is a burr grinder",
        "how much does a coffee grinder cost",
        "coffee grinder vs blender",
        "quiet coffee grinder",
    ])
}

#[test]
fn ideas_are_distinct_and_whole() {
    for language in languages::ALL {
        for intent in [
            None,
            Some("informational"),
            Some("commercial"),
            Some("transactional"),
            Some("odd"),
        ] {
            let mut ask_for = ideas(language, intent, &grinders(), 12);
            let first: IdeasAnswer = answer(Purpose::Ideas(ask_for.clone()));
            ask_for.existing = first.ideas.iter().map(|idea| idea.title.to_uppercase()).collect();
            let second: IdeasAnswer = answer(Purpose::Ideas(ask_for));
            let mut titles = HashSet::new();
            assert_eq!((first.ideas.len(), second.ideas.len()), (12, 12));
            for idea in first.ideas.iter().chain(&second.ideas) {
                assert!(titles.insert(idea.title.to_lowercase()), "{} twice", idea.title);
                assert!(idea.title.chars().count() <= 100 && idea.title.chars().count() > 8);
                assert!(KINDS.contains(&idea.content_type.as_str()));
                assert!((4..=8).contains(&idea.outline.len()), "{:?}", idea.outline);
                let distinct: HashSet<&String> = idea.outline.iter().collect();
                assert_eq!(distinct.len(), idea.outline.len());
                assert!((1..=8).contains(&idea.target_keywords.len()));
                assert!(
                    idea.target_keywords
                        .iter()
                        .all(|keyword| grinders().contains(keyword))
                );
                assert!((1..=3).contains(&idea.priority) && !idea.angle.is_empty());
                assert!(!format!("{idea:?}").contains('{') || format!("{idea:?}").matches('{').count() == 1);
            }
            assert_eq!(first.ideas[0].priority, 1);
        }
    }
}

#[test]
fn titles_follow_the_keyword() {
    let found: IdeasAnswer = answer(Purpose::Ideas(ideas("en", Some("informational"), &grinders(), 8)));
    let title = |at: usize| found.ideas[at].title.clone();
    assert!(
        title(2).starts_with("How to Clean a Coffee Grinder"),
        "{}",
        title(2)
    );
    assert!(
        title(5).starts_with("How Much Does a Coffee Grinder Cost?"),
        "{}",
        title(5)
    );
    assert!(
        found.ideas.iter().all(|idea| !idea.title.contains("best")),
        "{found:?}"
    );
    let none: IdeasAnswer = answer(Purpose::Ideas(ideas("en", None, &[], 3)));
    assert_eq!(none.ideas.len(), 3);
}

#[test]
fn names_are_short_and_distinct() {
    let groups = vec![
        owned(&[
            "running shoes men",
            "best running shoes for men",
            "men's running shoes",
        ]),
        grinders(),
        grinders(),
        owned(&["coffee"]),
        owned(&["how to train a puppy", "puppy training tips"]),
        Vec::new(),
        owned(&["🎉"]),
    ];
    let found: NamesAnswer = answer(Purpose::NameClusters(NameClusters {
        language: "en".to_owned(),
        groups,
    }));
    assert_eq!(found.names.len(), 7);
    let distinct: HashSet<String> = found.names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(distinct.len(), 7, "{:?}", found.names);
    assert_eq!(found.names[0], "Running Shoes Men");
    assert_eq!(found.names[1], "Coffee Grinder");
    assert_eq!(found.names[3], "Coffee Topics");
    assert!(found.names.iter().all(|name| !name.trim().is_empty()));
}

#[test]
fn an_outline_adds_up_and_honours_headings() {
    for language in languages::ALL {
        for words in [1, 300, 800, 1_200, 2_000, 5_000, 20_000] {
            let brief = brief(
                language,
                "Coffee grinders",
                "guide",
                &["coffee grinder", "burr grinder"],
                words,
            );
            let own = owned(&["Burr or blade", "Noise", "noise", "", "Cleaning"]);
            for headings in [own, Vec::new()] {
                let found: OutlineAnswer = answer(Purpose::Outline(Outline {
                    brief: brief.clone(),
                    headings: headings.clone(),
                }));
                let sections = &found.sections;
                assert!((5..=12).contains(&sections.len()), "{words}: {}", sections.len());
                assert_eq!(sections.iter().map(|section| section.words).sum::<u32>(), words);
                assert!(
                    sections[0].heading.is_empty() && sections[1..].iter().all(|s| !s.heading.is_empty())
                );
                let distinct: HashSet<String> = sections.iter().map(|s| s.heading.to_lowercase()).collect();
                assert_eq!(distinct.len(), sections.len());
                for heading in ["Burr or blade", "Noise", "Cleaning"] {
                    let there = sections.iter().any(|section| section.heading == heading);
                    assert_eq!(there, !headings.is_empty(), "{heading}");
                }
                assert!(sections.iter().all(|section| !section.points.is_empty()));
            }
        }
    }
}

#[test]
fn what_finishes_an_article_fits_its_limits() {
    for (title, keywords) in odd()
        .into_iter()
        .chain([("Coffee Grinders Compared".to_owned(), grinders())])
    {
        for language in languages::ALL.iter().chain(&["ja", ""]) {
            let keywords: Vec<&str> = keywords.iter().map(String::as_str).collect();
            let brief = brief(language, &title, "comparison", &keywords, 900);
            let found: FinishAnswer = answer(Purpose::Finish(Finish {
                brief,
                headings: Vec::new(),
                text: String::new(),
            }));
            let length = |text: &str| text.chars().count();
            assert!((1..=60).contains(&length(&found.meta_title)), "{found:?}");
            assert!(
                (120..=160).contains(&length(&found.meta_description)),
                "{found:?}"
            );
            assert!(
                (1..=igny8::writer::slug::MAX_SLUG_CHARS).contains(&length(&found.slug)),
                "{found:?}"
            );
            assert!(
                !found.slug.starts_with('-')
                    && !found
                        .slug
                        .contains(|c: char| c.is_whitespace() || "<>/&?#%\"'".contains(c))
            );
            assert!((3..=6).contains(&found.faq.len()), "{found:?}");
            assert!(found.tags.len() <= 8 && found.categories.len() <= 2 && !found.excerpt.is_empty());
        }
    }
}

#[test]
fn the_main_keyword_stands_in_title_and_description() {
    let brief = brief(
        "en",
        "A very long title that goes on and on and says little about its topic",
        "guide",
        &["coffee grinder"],
        900,
    );
    let found: FinishAnswer = answer(Purpose::Finish(Finish {
        brief,
        headings: Vec::new(),
        text: String::new(),
    }));
    assert!(
        found.meta_title.starts_with("Coffee Grinder"),
        "{}",
        found.meta_title
    );
    assert!(
        found.meta_description.contains("coffee grinder"),
        "{}",
        found.meta_description
    );
}

#[test]
fn prompts_for_pictures_are_as_many_as_asked() {
    for (title, keywords) in odd() {
        for count in [0, 1, 3, 7] {
            let headings = owned(&["", "First", "Second", "Third"]);
            let ask_for = ImagePrompts {
                language: "de".to_owned(),
                title: title.clone(),
                headings: headings.clone(),
                keywords: keywords.clone(),
                style: ImageStyle::Cartoon,
                count,
            };
            let found: ImagePromptsAnswer = answer(Purpose::ImagePrompts(ask_for));
            assert_eq!(found.images.len(), count);
            assert!(found.featured.heading.is_empty() && !found.featured.prompt.is_empty());
            let prompts: HashSet<&String> = found.images.iter().map(|image| &image.prompt).collect();
            assert_eq!(prompts.len(), count);
            for image in &found.images {
                assert!(headings.contains(&image.heading) && !image.heading.is_empty());
                assert_eq!(image.alt, format!("Bild zum Abschnitt „{}“", image.heading));
            }
        }
    }
}

#[test]
fn odd_input_has_an_answer_and_always_the_same() {
    for (title, keywords) in odd() {
        let texts: Vec<&str> = keywords.iter().map(String::as_str).collect();
        for language in ["en", "de", "zh"] {
            let brief = brief(language, &title, "guide", &texts, 1_500);
            let ideas_for = ideas(language, Some("informational"), &keywords, 6);
            let outline = Purpose::Outline(Outline {
                brief: brief.clone(),
                headings: vec![title.clone()],
            });
            let names = NameClusters {
                language: language.to_owned(),
                groups: vec![keywords.clone(), Vec::new()],
            };
            let found: IdeasAnswer = answer(Purpose::Ideas(ideas_for.clone()));
            let titles: HashSet<String> = found.ideas.iter().map(|idea| idea.title.to_lowercase()).collect();
            assert_eq!(titles.len(), 6, "{titles:?}");
            assert!(found.ideas.iter().all(|idea| idea.title.chars().count() <= 100));
            for purpose in [Purpose::Ideas(ideas_for), outline, Purpose::NameClusters(names)] {
                let text = ask(purpose.clone());
                assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                assert_eq!(text, ask(purpose));
            }
        }
    }
}
