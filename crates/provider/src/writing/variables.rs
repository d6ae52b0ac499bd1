//! What a purpose puts between the double braces of its prompt.

use std::collections::BTreeMap;

use super::{Brief, Purpose};

/// The variables by name, as prompts have them.
pub fn variables(purpose: &Purpose) -> BTreeMap<String, String> {
    let pairs: Vec<(&str, String)> = match purpose {
        Purpose::NameClusters(ask) => vec![
            ("language", ask.language.clone()),
            ("groups", list(ask.groups.iter().map(|group| group.join(", ")))),
        ],
        Purpose::Ideas(ask) => vec![
            ("language", ask.language.clone()),
            ("count", ask.count.to_string()),
            ("sector", ask.sector.clone()),
            ("voice", or_none(ask.voice.as_deref())),
            ("intent", or_none(ask.intent.as_deref())),
            ("cluster", ask.cluster.clone()),
            (
                "keywords",
                list(ask.keywords.iter().map(|phrase| match phrase.volume {
                    Some(volume) => format!("{} ({volume} a month)", phrase.keyword),
                    None => phrase.keyword.clone(),
                })),
            ),
            ("existing", list(ask.existing.iter().cloned())),
        ],
        Purpose::Outline(ask) => {
            let mut pairs = brief(&ask.brief);
            pairs.push(("content_type", ask.brief.content_type.clone()));
            pairs.push(("words", ask.brief.words.to_string()));
            pairs.push(("headings", list(ask.headings.iter().cloned())));
            pairs
        }
        Purpose::Section(ask) => {
            let mut pairs = brief(&ask.brief);
            pairs.push(("section_words", ask.section.words.to_string()));
            pairs.push((
                "headings",
                list(ask.headings.iter().filter(|heading| !heading.is_empty()).cloned()),
            ));
            let heading = if ask.section.heading.is_empty() {
                "the introduction".to_owned()
            } else {
                ask.section.heading.clone()
            };
            pairs.push(("heading", heading));
            pairs.push(("points", list(ask.section.points.iter().cloned())));
            pairs.push(("before", or_none(Some(&ask.before))));
            pairs.push((
                "links",
                list(
                    ask.links
                        .iter()
                        .map(|link| format!("{} {}", link.url, link.title)),
                ),
            ));
            pairs
        }
        Purpose::Finish(ask) => {
            let mut pairs = brief(&ask.brief);
            pairs.push(("headings", list(ask.headings.iter().cloned())));
            pairs.push(("text", ask.text.clone()));
            pairs
        }
        Purpose::ImagePrompts(ask) => vec![
            ("language", ask.language.clone()),
            ("count", ask.count.to_string()),
            ("style", ask.style.to_string()),
            ("title", ask.title.clone()),
            ("headings", list(ask.headings.iter().cloned())),
            ("keywords", list(ask.keywords.iter().cloned())),
        ],
    };
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn brief(brief: &Brief) -> Vec<(&'static str, String)> {
    vec![
        ("language", brief.language.clone()),
        ("title", brief.title.clone()),
        ("angle", or_none(brief.angle.as_deref())),
        ("voice", or_none(brief.voice.as_deref())),
        ("keywords", list(brief.keywords.iter().cloned())),
    ]
}

fn list(items: impl Iterator<Item = String>) -> String {
    let lines: Vec<_> = items.map(|item| format!("- {item}")).collect();
    or_none(Some(&lines.join("\n")))
}

fn or_none(text: Option<&str>) -> String {
    text.filter(|text| !text.trim().is_empty())
        .unwrap_or("none")
        .to_owned()
}
