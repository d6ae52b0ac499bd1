//! What stands beside the paragraphs of a section: overview, list, table, link and the note for the editor.

use super::{Context, Sentences, about};
use crate::text::{clean, escape, fill, shorten};

/// Items of a list.
const ITEMS: usize = 4;

/// The most characters of a heading that is quoted elsewhere.
const MAX_HEADING: usize = 90;

/// What the article goes through, for the introduction.
pub(super) fn overview(context: &Context<'_>) -> Option<String> {
    if !context.is_introduction() {
        return None;
    }
    let mut headings = context.ask.headings.iter().skip(1).map(|heading| clean(heading));
    let (first, second) = (headings.next()?, headings.next()?);
    let last = headings.next_back()?;
    let shown = |heading: &str| {
        let heading = shorten(heading.trim_end_matches(['.', '!', '?']), MAX_HEADING);
        escape(&context.stock.nested(&heading))
    };
    let values = [
        ('a', &*shown(&first)),
        ('b', &*shown(&second)),
        ('c', &*shown(&last)),
    ];
    Some(format!("<p>{}</p>", fill(context.stock.overview, &values)))
}

/// A table, steps or a list, by the kind of article; every section that has one gets its own share.
pub(super) fn listing(context: &Context<'_>, sentences: &Sentences<'_>) -> Option<String> {
    if context.is_introduction() || context.is_last() {
        return None;
    }
    let place = context.index - 1;
    let kind = context.ask.brief.content_type.as_str();
    let compares = matches!(kind, "comparison" | "review");
    if compares && place == 0 {
        return Some(table(context));
    }
    let steps = kind == "how_to";
    let phrases = if steps {
        context.stock.steps
    } else {
        context.stock.items
    };
    // As many sections have one as the stock reaches for, but never all.
    let lists = phrases.len() / ITEMS;
    let every = (context.count.saturating_sub(2)).div_ceil(lists.max(1)).max(2);
    let place = place.checked_sub(usize::from(compares))?;
    if !place.is_multiple_of(every) {
        return None;
    }
    let chosen = phrases.chunks_exact(ITEMS).nth(place / every)?;
    let items = chosen.iter().map(|phrase| {
        let item = about(phrase, &context.topic, sentences.keyword(0));
        let item = if steps { item } else { emphasised(&item) };
        format!("<li>{item}</li>")
    });
    let items = items.collect::<Vec<_>>().concat();
    Some(if steps {
        format!("<ol>{items}</ol>")
    } else {
        format!("<ul>{items}</ul>")
    })
}

/// The word before a colon as a strong one, if the phrase has one at its beginning.
fn emphasised(item: &str) -> String {
    match item.split_once(": ") {
        Some((label, rest)) if label.len() <= 30 && !label.contains(['<', '&']) => {
            let word = label.trim_end();
            let gap = label.get(word.len()..).unwrap_or_default();
            format!("<strong>{word}</strong>{gap}: {rest}")
        }
        _ => item.to_owned(),
    }
}

fn table(context: &Context<'_>) -> String {
    let stock = context.stock;
    let (what, why, finding) = stock.table_head;
    let gap = stock.table_gap;
    let most = (context.words / 22).clamp(3, stock.criteria.len().max(3));
    let rows: Vec<String> = stock
        .criteria
        .iter()
        .take(most)
        .map(|(criterion, reason)| {
            format!("<tr><td>{criterion}</td><td>{reason}</td><td><em>{gap}</em></td></tr>")
        })
        .collect();
    format!(
        "<table><thead><tr><th>{what}</th><th>{why}</th><th>{finding}</th></tr></thead><tbody>{}</tbody></table>",
        rows.concat()
    )
}

/// One of the site's pages that no other section links to.
pub(super) fn link(context: &Context<'_>) -> Option<String> {
    let place = if context.count == 1 {
        0
    } else {
        context.index.checked_sub(1)?
    };
    let link = context.ask.links.get(place)?;
    let title = clean(&link.title);
    let title = if title.is_empty() { &link.url } else { &title };
    let anchor = format!(
        "<a href=\"{}\">{}</a>",
        escape(&link.url),
        escape(&shorten(title, MAX_HEADING))
    );
    let phrase = context
        .stock
        .links
        .get(place % context.stock.links.len().max(1))?;
    Some(format!("<p>{}</p>", fill(phrase, &[('l', &anchor)])))
}

/// What an editor has to add or check.
pub(super) fn verify(context: &Context<'_>, sentences: &Sentences<'_>) -> String {
    let stock = context.stock;
    let phrase = sentences.own(stock.verify, context.index);
    let asked = about(phrase, &context.topic, sentences.keyword(0));
    format!("<strong>{}</strong> {asked}", stock.verify_label)
}

/// What else the note for the editor says: the points, where no sub-headings have them, and the angle.
pub(super) fn more(context: &Context<'_>, with_points: bool) -> Vec<String> {
    let mut more = Vec::new();
    let points: Vec<String> = context
        .ask
        .section
        .points
        .iter()
        .map(|point| escape(&shorten(&clean(point), MAX_HEADING)))
        .filter(|point| !point.is_empty())
        .take(3)
        .collect();
    if with_points && !points.is_empty() {
        more.push(fill(context.stock.cover, &[('p', &points.join("; "))]));
    }
    let angle = context.ask.brief.angle.as_deref().map(clean).unwrap_or_default();
    if context.is_introduction() && !angle.is_empty() {
        more.push(fill(context.stock.keep, &[('p', &escape(&shorten(&angle, 200)))]));
    }
    more
}
