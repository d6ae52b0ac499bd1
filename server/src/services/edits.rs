//! What people have changed in an article at its destinations, as differences that people can read.

use destinations::{Edits, Snapshot};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::writer::article::{Change, ChangeKind, Edited, Text};
use igny8::writer::compare::compare;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::writer::{articles, edits as sql};
use crate::services::RequestContext;

/// Every destination at which people have changed the article, with what they have changed.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn edits(ctx: &RequestContext, id: Uuid) -> Result<Vec<Edited>> {
    let grant = ctx.scope()?.require(Verb::Read, Resource::Content)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let here = articles::article(&mut tx, id).await?.text;
    let found = sql::edits(&mut tx, id).await?;
    drop(tx);
    let work = move || {
        found
            .into_iter()
            .map(|(destination, edit_url, edits)| Edited {
                destination,
                sentence: edits.sentence(),
                changes: changes(&edits, &here),
                revision: edits.revision,
                edit_url,
            })
            .collect()
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// From what we left there, or have here where that is not known, to what is there now.
fn changes(edits: &Edits, here: &Text) -> Vec<Change> {
    let Some(now) = &edits.now else {
        return Vec::new();
    };
    let before = edits.before.as_ref().map_or_else(
        || Text {
            meta_title: String::new(),
            meta_description: String::new(),
            faq: Vec::new(),
            tags: Vec::new(),
            categories: Vec::new(),
            ..here.clone()
        },
        text,
    );
    let mut all = compare(&before, &text(now));
    if let Some(before) = &edits.before {
        for (field, before, now) in [
            ("status", before.status.as_str(), now.status.as_str()),
            ("date", before.date.as_str(), now.date.as_str()),
            ("featured", before.featured.as_str(), now.featured.as_str()),
        ] {
            let piece = |kind, text: &str| Change {
                field: field.to_owned(),
                kind,
                text: text.to_owned(),
                ends_block: true,
            };
            if before != now {
                all.push(piece(ChangeKind::Removed, before));
                all.push(piece(ChangeKind::Added, now));
            }
        }
    }
    let told = all
        .iter()
        .any(|change| change.field == "html" && change.kind != ChangeKind::Same);
    if !told && edits.fields.iter().any(|field| field == "html") {
        all.push(Change {
            field: "html".to_owned(),
            kind: ChangeKind::Added,
            text:
                "Only markup was changed, such as links, formatting or structured data. The text is the same."
                    .to_owned(),
            ends_block: true,
        });
    }
    all.retain(|change| !change.text.is_empty());
    all
}

fn text(snapshot: &Snapshot) -> Text {
    let fields = snapshot
        .meta
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    Text {
        title: snapshot.title.clone(),
        html: snapshot.html.clone(),
        // Whatever plugins call them: they are shown together.
        meta_title: fields.collect::<Vec<_>>().join("; "),
        slug: snapshot.slug.clone(),
        excerpt: snapshot.excerpt.clone(),
        tags: snapshot.tags.clone(),
        categories: snapshot.categories.clone(),
        ..Text::default()
    }
}
