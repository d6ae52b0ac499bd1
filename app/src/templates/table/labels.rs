//! What the rows are called that filters refer to: known from the session or the rows, else asked for.

use igny8::entity::{Field, Kind};
use igny8::query::Condition;
use igny8::registry;
use igny8::resource::Resource as Of;
use igny8::value::Value;
use leptos::prelude::*;
use uuid::Uuid;

use super::table::Table;
use crate::server_fns;

/// Labels by id.
pub(super) type Labels = Vec<(Uuid, String)>;

/// What a referenced row is called, where the session or a row that shows says it; not tracked.
pub(super) fn known(table: Table, field: &Field, id: Uuid) -> Option<String> {
    let chosen = table.session.0.with_untracked(|session| {
        let mut all = session.sites.iter().chain(&session.sectors);
        all.find(|choosable| choosable.id == id)
            .map(|choosable| choosable.label.clone())
    });
    chosen.or_else(|| {
        table.seen.with_untracked(|seen| {
            seen.rows.iter().find_map(|row| match row.get(field) {
                Value::Ref { id: of, label } if *of == id => Some(label.clone()),
                _ => None,
            })
        })
    })
}

/// The first characters of an id, for a row without a label.
pub(super) fn short(id: Uuid) -> String {
    id.to_string()[..8].to_owned()
}

/// The labels of all rows that the list's conditions refer to.
pub(super) fn asked(table: Table) -> Resource<Labels> {
    let wanted = Memo::new(move |_| {
        let conditions = table.list().query.conditions;
        let wanted = conditions.iter().filter_map(|condition| match condition {
            Condition::Ref(field, Some(id)) if !super::state::is_scope(field.key) => match field.kind {
                Kind::Reference(resource) => Some((resource, *id, known(table, field, *id))),
                _ => None,
            },
            _ => None,
        });
        wanted.collect::<Vec<_>>()
    });
    Resource::new_blocking(move || wanted.get(), find)
}

async fn find(wanted: Vec<(Of, Uuid, Option<String>)>) -> Labels {
    let mut labels = Labels::new();
    for (resource, id, label) in wanted {
        if let Some(label) = label {
            labels.push((id, label));
        } else if let (Some(page), Ok(row)) = (registry::table(resource), server_fns::get(resource, id).await)
        {
            labels.push((id, row.get(page.label()).to_plain()));
        }
    }
    labels
}
