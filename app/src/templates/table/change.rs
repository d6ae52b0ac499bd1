//! Giving rows a value, one or many at once, with what takes it back.

use igny8::bulk::Changed;
use igny8::choice::Tone;
use igny8::services::Selection;
use igny8::value::Record;
use leptos::prelude::*;
use uuid::Uuid;

use super::actions;
use super::table::Table;
use crate::server_fns;
use crate::strings::table as words;

/// What takes a change back.
pub(super) fn undo(table: Table, change: Uuid) -> Callback<()> {
    let resource = table.resource();
    Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match server_fns::undo_change(change).await {
                Ok(count) => {
                    table.toasts.say(Tone::Good, words::taken_back(resource, count));
                    if !table.changes.is_disposed() {
                        table.refresh();
                    }
                }
                Err(failure) => table.toasts.failure(&failure),
            }
        });
    })
}

/// Gives one row what a record says, as by moving its card.
pub(super) fn give(table: Table, row: Uuid, record: Record, said: String) {
    let resource = table.resource();
    leptos::task::spawn_local(async move {
        match server_fns::change(resource, Selection::Ids(vec![row]), record).await {
            Ok(changed) => {
                if let Some(change) = changed.change_id {
                    table.offer_undo(said, undo(table, change));
                }
                if !table.changes.is_disposed() {
                    table.refresh();
                }
            }
            Err(failure) => {
                let mut failure = failure;
                // What is wrong with the one field says more than that something is.
                if let Some(message) = failure.0.errors.values().flatten().next() {
                    failure.0.detail = message.clone();
                }
                table.toasts.failure(&failure);
            }
        }
    });
}

/// Says what came of a change of many rows, and what takes it back.
pub(super) fn tell(table: Table, changed: &Changed) {
    let text = words::changed(table.resource(), changed);
    match changed.change_id {
        Some(change) => table.offer_undo(text, undo(table, change)),
        None => table.toasts.say(Tone::Info, text),
    }
    actions::changed(table);
}
