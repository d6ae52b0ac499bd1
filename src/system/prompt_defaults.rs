//! The default texts that models are asked with, one for each purpose.

use crate::resource::Resource;
use crate::system::prompt_text::{Prompt, Variable};
use crate::system::prompts::PromptPurpose;

const fn variable(name: &'static str, meaning: &'static str, sample: &'static str) -> Variable {
    Variable {
        name,
        meaning,
        sample,
    }
}

const LANGUAGE: Variable = variable("language", "The language of the site, such as en", "en");
const TITLE: Variable = variable(
    "title",
    "The title of the article",
    "How to choose trail running shoes",
);
const KEYWORDS: Variable = variable(
    "keywords",
    "The target keywords, one per line",
    "- trail running shoes\n- best trail running shoes",
);
const VOICE: Variable = variable(
    "voice",
    "The brand voice of the site",
    "Friendly and precise; addresses beginners.",
);

/// The defaults, one for each purpose.
pub static DEFAULTS: &[Prompt] = &[
    Prompt {
        purpose: PromptPurpose::NameClusters,
        runs_on: Resource::Clusters,
        system: "You name groups of search keywords for an editor who plans a website.",
        template: "Give each group a name of two to five words in the language {{language}}: the topic that one page could serve, in the words \
that people search with. Answer with one name a group, in the same order.\n\n<groups>\n{{groups}}\n</groups>",
        variables: &[
            LANGUAGE,
            variable(
                "groups",
                "Groups of keywords, one per line",
                "- trail running shoes, best trail running shoes",
            ),
        ],
    },
    Prompt {
        purpose: PromptPurpose::Ideas,
        runs_on: Resource::Clusters,
        system: "You are an editor who plans articles that answer what people search for better than what is there.",
        template: "Propose {{count}} articles for one cluster of search keywords. Write in the language {{language}}.\n\
The site is about: <sector>{{sector}}</sector>\nBrand voice: <voice>{{voice}}</voice>\n\
Search intent: {{intent}}\nCluster: <cluster>{{cluster}}</cluster>\n<keywords>\n{{keywords}}\n</keywords>\n\
Titles that exist and must not come again:\n<existing>\n{{existing}}\n</existing>\n\n\
Each idea has a title of at most 100 characters, an angle (what it does that others do not), four to eight headings, the fitting content \
type, the target keywords out of the list with the main one first, and a priority from 1 (first) to 3.",
        variables: &[
            LANGUAGE,
            variable("count", "The number of ideas", "3"),
            variable("sector", "The sector and its description", "Running gear"),
            VOICE,
            variable("intent", "The search intent of the cluster", "commercial"),
            variable("cluster", "The name of the cluster", "Trail running shoes"),
            variable(
                "keywords",
                "The strongest keywords in the cluster with their volumes, one per line",
                "- trail running shoes (12,000 a month)",
            ),
            variable("existing", "Existing titles in the sector, one per line", "none"),
        ],
    },
    Prompt {
        purpose: PromptPurpose::Outline,
        runs_on: Resource::WritingTasks,
        system: "You are an editor who outlines articles. Readers find their answer early and nothing twice.",
        template: "Outline an article in the language {{language}}.\nTitle: <title>{{title}}</title>\nKind: {{content_type}}\n\
Angle: <angle>{{angle}}</angle>\nBrand voice: <voice>{{voice}}</voice>\n<keywords>\n{{keywords}}\n</keywords>\n\
Headings that were proposed:\n<headings>\n{{headings}}\n</headings>\n\n\
Give 3 to 12 sections. The first is the introduction and has an empty heading. Each says in points what it must cover and how many words \
it has; all together about {{words}} words.",
        variables: &[
            LANGUAGE,
            TITLE,
            variable("content_type", "The article type, such as guide", "guide"),
            variable(
                "angle",
                "What makes the article different",
                "From the ground up, for beginners.",
            ),
            VOICE,
            KEYWORDS,
            variable(
                "headings",
                "Proposed headings, one per line",
                "- What makes a trail shoe\n- Fit",
            ),
            variable("words", "Target word count of the article", "1200"),
        ],
    },
    Prompt {
        purpose: PromptPurpose::Section,
        runs_on: Resource::WritingTasks,
        system: "You write articles section by section. Sentences are clear and concrete; keywords stand where they fit and nowhere else.",
        template: "Write one section of an article in the language {{language}}, about {{section_words}} words, as HTML with p, h3, ul, ol, li, \
table, strong, em and a only, without its own heading.\nArticle: <title>{{title}}</title>\nAngle: <angle>{{angle}}</angle>\n\
Brand voice: <voice>{{voice}}</voice>\n<keywords>\n{{keywords}}\n</keywords>\nAll headings:\n<headings>\n{{headings}}\n</headings>\n\
This section: <heading>{{heading}}</heading>\nIt must cover:\n<points>\n{{points}}\n</points>\n\
What stands before it:\n<before>\n{{before}}\n</before>\n\
Pages that it may link to, and no others:\n<links>\n{{links}}\n</links>",
        variables: &[
            LANGUAGE,
            variable("section_words", "Target word count of the section", "200"),
            TITLE,
            variable(
                "angle",
                "What makes the article different",
                "From the ground up, for beginners.",
            ),
            VOICE,
            KEYWORDS,
            variable(
                "headings",
                "All headings in the article, one per line",
                "- What makes a trail shoe\n- Fit",
            ),
            variable("heading", "The heading of the section", "Fit"),
            variable(
                "points",
                "What the section must cover, one point per line",
                "- Room for the toes\n- Lacing",
            ),
            variable(
                "before",
                "The end of the previous section",
                "…which is what the sole is for.",
            ),
            variable("links", "Published pages it can link to, one per line", "none"),
        ],
    },
    Prompt {
        purpose: PromptPurpose::Finish,
        runs_on: Resource::WritingTasks,
        system: "You finish articles for publication.",
        template: "Give meta data for an article in the language {{language}}: a meta title of at most 60 characters with the main keyword, a meta \
description of 120 to 160 characters, a slug of lower-case words and hyphens, an excerpt of one or two sentences, three to six questions \
with short answers that the article supports, at most 8 tags and at most 2 categories.\n\
Title: <title>{{title}}</title>\n<keywords>\n{{keywords}}\n</keywords>\n<headings>\n{{headings}}\n</headings>\n<text>\n{{text}}\n</text>",
        variables: &[
            LANGUAGE,
            TITLE,
            KEYWORDS,
            variable(
                "headings",
                "All headings in the article, one per line",
                "- What makes a trail shoe\n- Fit",
            ),
            variable(
                "text",
                "The article text without markup",
                "A trail shoe grips where a road shoe slips…",
            ),
        ],
    },
    Prompt {
        purpose: PromptPurpose::ImagePrompts,
        runs_on: Resource::Content,
        system: "You brief an illustrator. Pictures show things and places, no text, no logos, no real people.",
        template: "Describe the featured picture and {{count}} pictures within an article, in the style {{style}}. Each names the heading that it \
follows (empty for the featured one), what it shows in one or two sentences in English, and an alt text in the language {{language}} of at most \
125 characters that says what matters to somebody who does not see it.\n\
Title: <title>{{title}}</title>\n<headings>\n{{headings}}\n</headings>\n<keywords>\n{{keywords}}\n</keywords>",
        variables: &[
            LANGUAGE,
            variable(
                "count",
                "Number of images in the article, excluding the featured image",
                "2",
            ),
            variable("style", "The image style, such as realistic", "realistic"),
            TITLE,
            variable(
                "headings",
                "All headings in the article, one per line",
                "- What makes a trail shoe\n- Fit",
            ),
            KEYWORDS,
        ],
    },
];

const _: () = {
    assert!(
        DEFAULTS.len() == PromptPurpose::ALL.len(),
        "every purpose has one default"
    );
    let mut at = 0;
    while at < DEFAULTS.len() {
        assert!(
            DEFAULTS[at].purpose as usize == at,
            "defaults stand in the order of the purposes"
        );
        at += 1;
    }
};

/// The default for a purpose.
pub fn default_of(purpose: PromptPurpose) -> &'static Prompt {
    &DEFAULTS[purpose as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::prompt_text::render;

    #[test]
    fn every_purpose_has_a_default_that_can_be_filled_in() {
        for purpose in PromptPurpose::ALL {
            let prompt = default_of(purpose);
            assert_eq!(prompt.purpose, purpose);
            assert_eq!(prompt.check(prompt.template), Ok(()));
            let shown = render(prompt.template, &prompt.samples());
            assert!(!shown.contains("{{"), "{shown}");
            for variable in prompt.variables {
                let used = prompt.template.contains(&format!("{{{{{}}}}}", variable.name));
                assert!(used, "{purpose}: {} is never used", variable.name);
            }
        }
    }
}
