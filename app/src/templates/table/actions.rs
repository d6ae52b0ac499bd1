//! Doing what the declaration offers for rows: opening, deleting with undo, exporting, running, commanding.

use igny8::choice::Tone;
use igny8::page::{Action, ActionKind, Arguments};
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::{Outcome, Selection};
use leptos::prelude::*;

use super::selection::{RowSelection, export_query};
use super::table::Table;
use crate::server_fns;
use crate::state::browser;
use crate::state::confirm::{Details, Question};
use crate::strings::table as words;
use crate::widgets::price::Ask;

/// Begins an action for `count` rows: at once, or with a question or a price first.
pub(super) fn start(table: Table, action: &'static Action, selection: Selection, count: u64) {
    match action.kind {
        ActionKind::Edit => {
            if let Selection::Ids(ids) = &selection
                && let Some(id) = ids.first()
            {
                table.go(&untrack(move || table.row_href(*id)), false);
            }
        }
        ActionKind::Export => browser::go(&export_href(table.resource(), &export_query(&selection))),
        ActionKind::Run(_) | ActionKind::Command if is_asked(action) => table.ask.set(Some(Ask {
            resource: table.resource(),
            action,
            selection,
            arguments: Arguments::default(),
        })),
        ActionKind::Delete => ask_delete(table, action, selection),
        ActionKind::Run(_) | ActionKind::Command => {
            let all = matches!(selection, Selection::Query(_));
            let text = action
                .confirm
                .or_else(|| (all && action.destructive).then_some(words::ALL_OF_THEM));
            let act = Callback::new(move |()| command(table, action, selection.clone()));
            match text {
                Some(text) => table.confirm.ask(Question {
                    title: words::confirm_many(action.label, table.resource(), count),
                    text: text.to_owned(),
                    verb: action.label.to_owned(),
                    destructive: action.destructive,
                    yes: act,
                }),
                None => act.run(()),
            }
        }
    }
}

/// Whether a dialog asks for a yes to the price, or for what the action needs to know.
fn is_asked(action: &Action) -> bool {
    matches!(action.kind, ActionKind::Run(_)) || action.asks()
}

/// Starts an action that costs nothing without asking, and shows its run.
pub(super) fn run(table: Table, action: &'static Action, selection: Selection) {
    let resource = table.resource();
    leptos::task::spawn_local(async move {
        match server_fns::act(resource, action.name.to_owned(), selection, None).await {
            Ok(outcome) => match outcome.task_id {
                Some(run) => table.events.follow(run),
                None => changed(table),
            },
            Err(failure) => table.toasts.failure(&failure),
        }
    });
}

/// Deletes at once where nothing else goes with the rows, since that can be undone; else says what goes, and asks.
fn ask_delete(table: Table, action: &'static Action, selection: Selection) {
    let resource = table.resource();
    leptos::task::spawn_local(async move {
        let quote = server_fns::quote(resource, action.name.to_owned(), selection.clone()).await;
        if table.picked.is_disposed() {
            return;
        }
        let quote = match quote {
            Ok(quote) => quote,
            Err(failure) => return table.toasts.failure(&failure),
        };
        let all = matches!(selection, Selection::Query(_));
        if quote.facts.is_empty() && !all && action.confirm.is_none() {
            return delete(table, selection);
        }
        let text = match (action.confirm, quote.facts.is_empty()) {
            (Some(text), _) => text.to_owned(),
            (None, true) => words::ALL_OF_THEM.to_owned(),
            (None, false) => words::GOES_WITH.to_owned(),
        };
        let question = Question {
            title: match &quote.name {
                Some(name) => words::delete_one(resource, name),
                None => words::confirm_many(action.label, resource, quote.count),
            },
            text,
            verb: action.label.to_owned(),
            destructive: true,
            yes: Callback::new(move |()| delete(table, selection.clone())),
        };
        let (facts, typed) = (quote.facts, quote.typed);
        table.confirm.ask_about(question, Details { facts, typed });
    });
}

fn delete(table: Table, selection: Selection) {
    let resource = table.resource();
    leptos::task::spawn_local(async move {
        match server_fns::delete(resource, selection).await {
            Ok(deleted) => {
                let undo = Callback::new(move |()| undo(table, deleted.deletion_id));
                table.offer_undo(words::deleted(resource, deleted.count), undo);
                changed(table);
            }
            Err(failure) => table.toasts.failure(&failure),
        }
    });
}

fn undo(table: Table, deletion: uuid::Uuid) {
    let resource = table.resource();
    leptos::task::spawn_local(async move {
        match server_fns::undo(deletion).await {
            Ok(count) => {
                table.toasts.say(Tone::Good, words::restored(resource, count));
                changed(table);
            }
            Err(failure) => table.toasts.failure(&failure),
        }
    });
}

fn command(table: Table, action: &'static Action, selection: Selection) {
    let resource = table.resource();
    let arguments = table.seen.with_untracked(|seen| {
        Arguments::default().with_seen(action.params, table.page.entity, seen.rows.iter())
    });
    leptos::task::spawn_local(async move {
        match server_fns::act(resource, action.name.to_owned(), selection, Some(arguments)).await {
            Ok(Outcome { once: Some(once), .. }) => {
                table.told.set(Some(once));
                changed(table);
            }
            Ok(outcome) => {
                let text = words::commanded(action, outcome.count);
                match action.leads.and_then(registry::link_to) {
                    Some(page) => {
                        let show = Callback::new(move |()| table.go(page.path, false));
                        table.toasts.offer(Tone::Good, text, words::SHOW, show);
                    }
                    None => {
                        let then = Callback::new(move |()| changed(table));
                        table.toasts.done(text, outcome.change_id, then);
                    }
                }
                table.events.resync();
                changed(table);
            }
            Err(failure) => table.toasts.failure(&failure),
        }
    });
}

/// After rows changed: nothing stays selected, the list is read again, and with it what the frame shows of it.
pub(super) fn changed(table: Table) {
    if table.picked.is_disposed() {
        return;
    }
    table.picked.set(RowSelection::default());
    table.refresh();
    refresh_session(table);
}

/// Reads the session again where it tells of rows like these.
pub(super) fn refresh_session(table: Table) {
    if matches!(
        table.resource(),
        Resource::Sites | Resource::Sectors | Resource::Bin | Resource::Users | Resource::Notifications
    ) {
        table.session.refresh();
    }
}

/// The address of the CSV of the rows that a query string asks for.
pub(super) fn export_href(resource: Resource, query: &str) -> String {
    let join = if query.is_empty() { "" } else { "&" };
    format!("/api/v1/{}/export?format=csv{join}{query}", resource.path())
}
