//! One section of an article: paragraphs about its heading, a list or table where it fits, and what an editor has
//! to check. Every sentence belongs to one section only, so that no article says anything twice.

mod blocks;
mod sentences;

use provider::writing::SectionBrief;

use super::{
    languages::{Stock, stock},
    outline,
    seed::Seed,
    text::{clean, escape, fill, shorten, visible_words},
};
use sentences::Sentences;

/// The most words of a section, whatever is asked for.
const MAX_WORDS: usize = 20_000;

/// Words from which a section has sub-headings.
const WITH_SUBHEADINGS: usize = 170;

/// What the parts of a section know.
struct Context<'a> {
    ask: &'a SectionBrief,
    stock: &'static Stock,
    /// The heading, or the title for an introduction; escaped.
    topic: String,
    /// Which section this is, and of how many.
    index: usize,
    count: usize,
    /// Words asked for.
    words: usize,
}

impl Context<'_> {
    fn is_introduction(&self) -> bool {
        self.index == 0
    }

    fn is_last(&self) -> bool {
        self.index > 0 && self.index + 1 == self.count
    }
}

/// The section as HTML, a block a line.
pub(super) fn section(ask: &SectionBrief) -> String {
    let stock = stock(&ask.brief.language);
    let heading = clean(&ask.section.heading);
    let named = if heading.is_empty() {
        clean(&ask.brief.title)
    } else {
        heading
    };
    let named = if named.is_empty() {
        stock.label.to_owned()
    } else {
        named
    };
    let context = Context {
        ask,
        stock,
        topic: escape(&stock.nested(&shorten(named.trim_end_matches(['.', '?', '!', ' ']), 110))),
        index: ask.index,
        count: ask.headings.len().max(ask.index.saturating_add(1)),
        words: usize::try_from(ask.section.words)
            .unwrap_or(usize::MAX)
            .min(MAX_WORDS),
    };
    let terms = outline::terms(&ask.brief.title, &ask.brief.keywords, stock);
    let seed = Seed::of(&["section", &ask.brief.language, &ask.brief.title]);
    let mut sentences = Sentences::new(&context, &terms, seed);
    compose(&context, &mut sentences).join("\n")
}

/// The blocks in order. The opening and the note for the editor are always there, the others as far as they fit.
fn compose(context: &Context<'_>, sentences: &mut Sentences<'_>) -> Vec<String> {
    let mut blocks = Vec::new();
    if context.is_introduction() {
        blocks.push(format!("<p><em>{}</em></p>", context.stock.note));
    }
    let mut lead = vec![sentences.opening()];
    let note = blocks::verify(context, sentences);
    let mut room = Room::new(context.words);
    for block in blocks.iter().chain(&lead).chain([&note]) {
        room.take(block);
    }
    lead.extend(
        sentences
            .mentions()
            .into_iter()
            .filter(|mention| room.fits(mention)),
    );
    let subheadings: Vec<String> = subheadings(context)
        .into_iter()
        .filter(|heading| room.fits(heading))
        .collect();
    let link = blocks::link(context).filter(|block| room.fits(block));
    let listing = blocks::listing(context, sentences).filter(|block| room.fits(block));
    let overview = blocks::overview(context).filter(|block| room.fits(block));
    let more = blocks::more(context, subheadings.is_empty());
    let note = more
        .into_iter()
        .filter(|more| room.fits(more))
        .fold(note, |note, more| note + " " + &more);

    lead.extend(sentences.up_to(room.left));
    blocks.extend(paragraphs(&lead, &subheadings));
    blocks.extend([overview, listing, link].into_iter().flatten());
    blocks.push(format!("<p>{note}</p>"));
    blocks
}

/// Words that are left.
struct Room {
    left: usize,
}

impl Room {
    fn new(words: usize) -> Self {
        Self { left: words }
    }

    fn take(&mut self, html: &str) {
        self.left = self.left.saturating_sub(visible_words(html));
    }

    /// Takes the words of something if there are as many.
    fn fits(&mut self, html: &str) -> bool {
        let fits = visible_words(html) <= self.left;
        if fits {
            self.take(html);
        }
        fits
    }
}

/// Points of the section as `h3`, where it is long enough for them.
fn subheadings(context: &Context<'_>) -> Vec<String> {
    let points = context
        .ask
        .section
        .points
        .iter()
        .map(|point| clean(point))
        .filter(|point| !point.is_empty());
    let most = (context.words / 110).min(6);
    if context.words < WITH_SUBHEADINGS || context.is_introduction() {
        return Vec::new();
    }
    points
        .take(most)
        .map(|point| format!("<h3>{}</h3>", escape(&shorten(&point, 120))))
        .collect()
}

/// Sentences as paragraphs of three or four, under their sub-headings.
fn paragraphs(sentences: &[String], subheadings: &[String]) -> Vec<String> {
    let mut blocks = Vec::new();
    let parts = subheadings.len() + 1;
    for part in 0..parts {
        let (start, end) = (
            part * sentences.len() / parts,
            (part + 1) * sentences.len() / parts,
        );
        if let Some(heading) = part.checked_sub(1).and_then(|at| subheadings.get(at)) {
            blocks.push(heading.clone());
        }
        let own = sentences.get(start..end).unwrap_or_default();
        let count = own.len().div_ceil(4).max(1);
        for paragraph in own.chunks(own.len().div_ceil(count).max(1)) {
            blocks.push(format!("<p>{}</p>", paragraph.join(" ")));
        }
    }
    blocks
}

/// Fills a phrase with the topic and a keyword, both escaped already.
fn about(phrase: &str, topic: &str, keyword: &str) -> String {
    fill(phrase, &[('t', topic), ('k', keyword)])
}
