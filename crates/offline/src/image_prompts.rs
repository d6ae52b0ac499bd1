//! Prompts for the pictures of an article.

use provider::ImageStyle;
use provider::writing::{ImagePrompt, ImagePrompts, ImagePromptsAnswer};

use super::{
    languages::stock,
    seed::Seed,
    term::Term,
    text::{clean, fill, shorten},
};

/// The most characters of an alternative text.
const MAX_ALT: usize = 120;

/// How a picture can be composed. Prompts are English, as image models understand it best.
const SCENES: &[&str] = &[
    "seen from above on a plain surface, objects arranged in a loose grid",
    "a close view of one telling detail, the surroundings out of focus",
    "a wide view with the subject small in a calm setting",
    "hands at work, no faces, warm light from one side",
    "two variants side by side so that they can be compared",
    "the subject on a table by a window in the morning",
    "a before and after arrangement in one frame",
    "tools and materials laid out before the work begins",
    "a path or line that leads the eye towards the subject",
    "the subject in everyday use, in an ordinary room",
    "simple shapes that stand for the steps of a process",
    "an outdoor scene at the time of day that suits the subject",
];

/// The featured picture and those within the article.
pub(super) fn prompts(ask: &ImagePrompts) -> ImagePromptsAnswer {
    let stock = stock(&ask.language);
    let mut seed = Seed::of(&["image prompts", &ask.title]);
    let title = shorten(&clean(&ask.title), MAX_ALT);
    let main = ask.keywords.first().map(|keyword| Term::new(keyword, stock).core);
    let subject = main
        .filter(|subject| !subject.is_empty())
        .unwrap_or_else(|| title.clone());
    let order = seed.order(SCENES.len());
    let scene = |at: usize| {
        let chosen = order.get(at % order.len().max(1)).copied().unwrap_or(0);
        SCENES.get(chosen).copied().unwrap_or_default()
    };
    let look = look(ask.style);
    let featured = ImagePrompt {
        heading: String::new(),
        prompt: format!(
            "{look} of {subject}, for an article called “{title}”: {}. {RULES}",
            scene(0)
        ),
        alt: shorten(&fill(stock.alt_featured, &[('t', &title)]), MAX_ALT),
    };
    let headings: Vec<&String> = ask
        .headings
        .iter()
        .filter(|heading| !clean(heading).is_empty())
        .collect();
    let images = (0..ask.count).map(|index| {
        // Spread over the article; where there are more pictures than headings, a heading has several.
        let at = if ask.count <= headings.len() {
            index * headings.len() / ask.count.max(1)
        } else {
            index % headings.len().max(1)
        };
        let heading = headings
            .get(at)
            .map(|heading| (*heading).clone())
            .unwrap_or_default();
        let plain = clean(&heading);
        let keyword = ask.keywords.get((index + 1) % ask.keywords.len().max(1));
        let detail = keyword.map_or_else(|| subject.clone(), |keyword| Term::new(keyword, stock).core);
        let about = if plain.is_empty() {
            title.clone()
        } else {
            shorten(&plain, MAX_ALT)
        };
        ImagePrompt {
            prompt: format!(
                "{look} of {detail}, for a section called “{about}”: {}. {RULES}",
                scene(index + 1)
            ),
            alt: shorten(&fill(stock.alt_section, &[('t', &about)]), MAX_ALT),
            heading,
        }
    });
    ImagePromptsAnswer {
        images: images.collect(),
        featured,
    }
}

/// What holds for every picture.
const RULES: &str = "No text, no logos, no watermarks, no recognisable people.";

fn look(style: ImageStyle) -> &'static str {
    match style {
        ImageStyle::Artistic => "A painting with visible brush strokes and a limited palette",
        ImageStyle::Cartoon => "A friendly flat cartoon with clear outlines and few colours",
        ImageStyle::Realistic => "A natural photograph with soft light and real materials",
    }
}
