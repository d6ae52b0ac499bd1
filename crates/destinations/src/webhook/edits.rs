//! What people have changed at a receiver, as far as it tells: it may name each of its states, and refuse an article that
//! was meant for another one.

use super::Receipt;
use crate::article::Mode;
use crate::destination::Known;
use crate::snapshot::{Edits, Snapshot};
use crate::status::PostStatus;

/// What a receiver says that it has instead of what we know.
pub(super) fn edits(now: Receipt) -> Edits {
    let now = Snapshot {
        title: now.title,
        html: now.html,
        excerpt: now.excerpt,
        slug: now.slug,
        status: now.status,
        revision: now.revision.unwrap_or_default(),
        ..Snapshot::default()
    };
    Edits {
        revision: now.name("webhook"),
        now: Some(now),
        ..Edits::default()
    }
}

/// The fields in which what a receiver has differs from what it got.
pub(super) fn fields(edits: &Edits) -> Vec<String> {
    let (Some(before), Some(now)) = (&edits.before, &edits.now) else {
        return Vec::new();
    };
    let told: [(&str, &str, &str); 5] = [
        ("title", before.title.as_str(), now.title.as_str()),
        ("html", &before.html, &now.html),
        ("excerpt", &before.excerpt, &now.excerpt),
        ("slug", &before.slug, &now.slug),
        ("status", before.status.as_str(), now.status.as_str()),
    ];
    // A receiver need not tell more than that it has another state.
    let differs = |(_, before, now): &(&str, &str, &str)| !now.is_empty() && before != now;
    told.iter()
        .filter(|told| differs(told))
        .map(|(field, ..)| (*field).to_owned())
        .collect()
}

/// The state that the receiver must have so that it takes the article: the one that we left, or the one that somebody has
/// seen and said yes to.
pub(super) fn expected(known: Option<&Known>) -> Option<&str> {
    let known = known?;
    let seen = known.edits.as_ref().filter(|edits| known.allows(&edits.revision));
    let state = seen
        .and_then(|edits| edits.now.as_ref())
        .or(known.baseline.as_ref())?;
    Some(state.revision.as_str()).filter(|revision| !revision.is_empty())
}

/// A mode that lowers nothing: what readers see, or will, stays so until it is unpublished.
pub(super) fn raised(mode: Mode, known: Option<&Known>) -> Mode {
    let Some(before) = known.and_then(|known| known.baseline.as_ref()) else {
        return mode;
    };
    match (&before.status, mode) {
        (PostStatus::Publish, _) => Mode::Publish,
        (PostStatus::Future, Mode::Draft) => before.date.parse().map_or(mode, Mode::Schedule),
        _ => mode,
    }
}
