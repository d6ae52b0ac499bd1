//! What is looked at before articles are published: that they have somewhere to go, and that nothing stands in the way.

use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::services::SelectOption;
use igny8::writer::content::{PAGE, STRIP_NOTES};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::eligible::Item;
use crate::repo::writer::approving::{refusal, with_notes};
use crate::repo::writer::publish_preview::{self, Counts};
use crate::runner::Preview;
use crate::runner::job::ids;
use crate::tenancy::Tx;

/// The most destinations that are named.
const NAMED: usize = 5;

/// Those of the articles whose site has a destination.
///
/// # Errors
/// 409 that names the site and leads to where one is connected, if it is none of them.
pub(super) async fn with_destination(tx: &mut Tx, items: Vec<Item>) -> Result<Vec<Item>> {
    let ids = ids(&items);
    let ready = publish_preview::with_destination(tx, &ids).await?;
    if ready.is_empty() {
        let site = publish_preview::first_site(tx, &ids).await?;
        return Err(no_destination(&site, ids.first().copied().filter(|_| ids.len() == 1)).into());
    }
    Ok(items
        .into_iter()
        .filter(|item| ready.contains(&item.id))
        .collect())
}

/// Says that a site's articles have nowhere to go, and leads to where that is mended.
///
/// The form knows kind and site already, and leads back to publishing.
pub(super) fn no_destination(site: &SelectOption, article: Option<Uuid>) -> Problem {
    let message = format!(
        "{} has no destination yet. Connect WordPress or a webhook, then publish.",
        site.label
    );
    let back = match article {
        Some(article) => format!("{}/{article}#publish", PAGE.path),
        None => PAGE.path.to_owned(),
    };
    let path = format!(
        "{}/new?kind=wordpress&site_id={}#{back}",
        igny8::system::integrations::PAGE.path,
        site.id
    );
    Problem::conflict(message).help_link("Connect a destination", &path)
}

/// Goes on only if at least one of these articles may be published; each run looks again before it sends anything.
///
/// # Errors
/// 409 that says what stands in the way of the first.
pub(super) async fn allowed(tx: &mut Tx, items: &[Item], answers: &Arguments) -> Result<()> {
    let blocked = blocked(tx, items, answers).await?;
    let Some(first) = items.first().filter(|_| blocked.len() == items.len()) else {
        return Ok(());
    };
    let why = match blocked.iter().find(|(id, _)| *id == first.id) {
        Some((_, Some(refusal))) => refusal.clone(),
        _ => "This version isn't approved. Approve it, then publish it. Any change removes the approval."
            .to_owned(),
    };
    let path = format!("{}/{}", PAGE.path, first.id);
    Err(Problem::conflict(why).help_link("Open article", &path).into())
}

/// Those of these articles that may not be published now, with the refusal of notes that stand in them; none is one that
/// is not approved.
///
/// # Errors
/// The database does not answer.
pub(super) async fn blocked(
    tx: &mut Tx,
    items: &[Item],
    answers: &Arguments,
) -> Result<Vec<(Uuid, Option<String>)>> {
    let ids = ids(items);
    let unapproved = publish_preview::unapproved(tx, &ids).await?;
    let noted = if answers.flag(&STRIP_NOTES) {
        Vec::new()
    } else {
        let live = publish_preview::live(tx, &ids).await?;
        with_notes(tx, &live).await?
    };
    let mut blocked: Vec<(Uuid, Option<String>)> = noted
        .iter()
        .map(|(id, notes)| (*id, Some(refusal(notes))))
        .collect();
    for id in unapproved {
        if !blocked.iter().any(|(known, _)| *known == id) {
            blocked.push((id, None));
        }
    }
    Ok(blocked)
}

/// Where these articles would go and how they would appear.
///
/// # Errors
/// The database does not answer.
pub(super) async fn preview(tx: &mut Tx, items: &[Item]) -> Result<Preview> {
    let ids = ids(items);
    let mut destinations = publish_preview::destinations(tx, &ids, NAMED + 1).await?;
    if destinations.len() > NAMED {
        destinations.truncate(NAMED);
        destinations.push("others".to_owned());
    }
    let counts = Counts::of(tx, &ids).await?;
    let all = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let mut facts = vec![
        ("Destination".to_owned(), destinations.join(", ")),
        ("Appears".to_owned(), ways(&counts, all).join(", ")),
    ];
    if counts.there > 0 {
        facts.push(("Updates".to_owned(), counts.there.to_string()));
    }
    let mut warnings = warnings(&counts, all);
    let noted = with_notes(tx, &ids).await?;
    let to_editor: usize = noted.iter().map(|(_, found)| found.len()).sum();
    let mut asks = Vec::new();
    if to_editor > 0 {
        warnings.push(format!(
            "The text contains {to_editor} editor {}. Articles with notes aren't published. Remove the notes first, or choose to remove them here.",
            if to_editor == 1 { "note" } else { "notes" },
        ));
        asks.push(STRIP_NOTES.name.to_owned());
    }
    Ok(Preview {
        facts,
        notes: warnings,
        asks,
        help_link: None,
    })
}

/// The ways in which `all` of them appear, with how many take each where there are several.
fn ways(counts: &Counts, all: i64) -> Vec<String> {
    let at = counts
        .first
        .map(|at| at.format("on %Y-%m-%d at %H:%M UTC").to_string());
    let later = match at {
        Some(at) if counts.later == 1 => at,
        Some(at) => format!("as scheduled, the first {at}"),
        None => "immediately".to_owned(),
    };
    let ways = [
        (all - counts.drafts - counts.later, "immediately"),
        (counts.later, later.as_str()),
        (counts.drafts, "as a draft"),
    ];
    ways.into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, way)| {
            if count == all {
                way.to_owned()
            } else {
                format!("{count} {way}")
            }
        })
        .collect()
}

/// What somebody may want to mend of `all` of them before.
fn warnings(counts: &Counts, all: i64) -> Vec<String> {
    let mut warnings = Vec::new();
    if counts.offline > 0 {
        warnings.push(format!(
            "{} of {all} {} offline {} with test content from the built-in provider. Replace it with text from an AI model or a person before publishing.",
            counts.offline,
            if counts.offline == 1 { "is an" } else { "are" },
            if counts.offline == 1 { "draft" } else { "drafts" },
        ));
    }
    if counts.unapproved > 0 {
        warnings.push(format!(
            "{} of {all} {} not approved and would be skipped. This site requires approval before publishing.",
            counts.unapproved,
            if counts.unapproved == 1 { "is" } else { "are" },
        ));
    }
    if counts.edited > 0 {
        warnings.push(format!(
            "{} of {all} {} edited on the destination and would be skipped. Open the article to compare and decide.",
            counts.edited,
            if counts.edited == 1 { "was" } else { "were" },
        ));
    }
    warnings
}
