//! A cell edited in place: by its pencil, a double click or the keyboard; Enter saves, Esc leaves it as it was.

use igny8::choice::Tone;
use igny8::page::{Column, Input, InputKind};
use igny8::resource::{Area, Resource as Of};
use igny8::services::Selection;
use igny8::value::{Record, Row, Value};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use uuid::Uuid;

use super::change;
use super::table::Table;
use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::strings::{common, table as words};
use crate::widgets::cell::is_figure;
use crate::widgets::field::{bare, input_id};
use crate::widgets::{FormState, IconView};

const PREFIX: &str = "cell";

/// The attribute by which keys find the pencils of a row; its value is the wire key of the field.
const MARK: &str = "data-cell";

/// One cell that is being edited.
#[derive(Clone, Copy)]
struct Editor {
    table: Table,
    row: Uuid,
    key: &'static str,
    title: &'static str,
    state: FormState,
    fault: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
}

/// The button that begins to edit a cell. It is no stop of the Tab key, which would take a person through every cell
/// of the page: the arrow keys go from one to the next.
pub(super) fn pencil(table: Table, column: &'static Column, row: Uuid, label: &str) -> AnyView {
    let key = column.field.key;
    view! {
        <button
            type="button"
            class=if is_figure(column.cell) { "pencil pencil-left" } else { "pencil" }
            tabindex="-1"
            data-cell=key
            aria-label=words::edit_cell(column.title, label)
            on:click=move |_| begin(table, row, key)
        ></button>
    }
    .into_any()
}

/// Begins to edit a cell.
pub(super) fn begin(table: Table, row: Uuid, key: &'static str) {
    table.editing.set(Some((row, key)));
}

/// The input in the place of a cell's value.
pub(super) fn editor(
    table: Table,
    column: &'static Column,
    input: &'static Input,
    row: &Row,
    side: &'static str,
) -> AnyView {
    let editor = Editor {
        table,
        row: row.id,
        key: column.field.key,
        title: column.title,
        state: FormState::new(std::iter::once(input), Some(row)),
        fault: RwSignal::new(None),
        saving: RwSignal::new(false),
    };
    let node = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if node.get().is_some() {
            browser::focus_all(&input_id(PREFIX, editor.key));
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        editor.save(true);
    };
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if !event.default_prevented() => {
            event.prevent_default();
            editor.leave(true);
        }
        // A select does not submit its form by itself.
        "Enter" if input.kind == InputKind::Select && is_control(&event) => {
            event.prevent_default();
            editor.save(true);
        }
        _ => {}
    };
    let left = move |event: ev::FocusEvent| {
        let inside = event
            .related_target()
            .and_then(|to| to.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|to| {
                node.try_get_untracked()
                    .flatten()
                    .is_some_and(|form| form.contains(Some(&to)))
            });
        // Another window in front is no leaving.
        if !inside && document().has_focus().unwrap_or(true) && editor.is_open() {
            editor.save(false);
        }
    };
    let fault = move || {
        editor.fault.get().map(|text| {
            view! {
                <p class="absolute inset-x-0 top-full z-10 rounded-md bg-bad-soft px-2 py-1 text-sm whitespace-normal text-bad" role="alert">
                    {text}
                </p>
            }
        })
    };
    let name = words::edit_cell(column.title, &table.label(row));
    view! {
        <form
            node_ref=node
            class=format!("absolute top-1/2 z-20 flex w-64 -translate-y-1/2 items-center gap-1 rounded-md border border-line bg-raised p-1 text-left shadow-float {side}")
            novalidate
            on:submit=submit
            on:keydown=keys
            on:focusout=left
        >
            <div class="min-w-0 grow">{bare(input, editor.state, PREFIX, name)}</div>
            // The buttons do not take the focus, so that pressing one is not leaving the input.
            <button
                type="submit"
                class="btn btn-primary btn-sm btn-icon"
                aria-label=common::SAVE
                disabled=move || editor.saving.get()
                on:mousedown=|event| event.prevent_default()
            >
                <IconView icon=icondata_lu::LuCheck />
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-sm btn-icon"
                aria-label=common::CANCEL
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| editor.leave(true)
            >
                <IconView icon=icondata_lu::LuX />
            </button>
            {fault}
        </form>
    }
    .into_any()
}

impl Editor {
    fn is_open(self) -> bool {
        self.table.editing.try_get_untracked() == Some(Some((self.row, self.key)))
    }

    /// Shows the cell again; `back` takes the focus back to it.
    fn leave(self, back: bool) {
        if !self.is_open() {
            return;
        }
        self.table.editing.set(None);
        if back {
            let place = self
                .table
                .seen
                .with_untracked(|seen| seen.rows.iter().position(|row| row.id == self.row));
            self.table.cursor.set(place);
            if let Some(place) = place {
                request_animation_frame(move || focus(place, self.key));
            }
        }
    }

    fn save(self, back: bool) {
        if self.saving.get_untracked() {
            return;
        }
        let Some(record) = self.state.submit() else {
            return;
        };
        if record.is_empty() {
            self.leave(back);
            return;
        }
        self.saving.set(true);
        self.fault.set(None);
        let before = self.state.first(self.key);
        leptos::task::spawn_local(async move {
            let saved = self.sent(record, before).await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok((row, undo)) => self.saved(row, undo, back),
                Err(failure) => self.refused(&failure),
            }
        });
    }

    /// Sends the change; the row as it is then, and what takes it back.
    async fn sent(
        self,
        record: Record,
        before: Value,
    ) -> Result<(Option<Row>, Option<Callback<()>>), Failure> {
        let (table, row) = (self.table, self.row);
        if table.resource().area() == Area::Work {
            let changed = server_fns::change(table.resource(), Selection::Ids(vec![row]), record).await?;
            let undo = changed.change_id.map(|change| change::undo(table, change));
            return Ok((changed.row, undo));
        }
        let saved = server_fns::save(table.resource(), Some(row), record).await?;
        let now = self
            .table
            .page
            .column(self.key)
            .map(|column| saved.row.get(&column.field).clone());
        Ok((
            Some(saved.row),
            Some(self.back_to(before, now.unwrap_or_default())),
        ))
    }

    /// What gives the cell its former value back, unless somebody has changed it since.
    fn back_to(self, before: Value, now: Value) -> Callback<()> {
        let (table, row, key) = (self.table, self.row, self.key);
        let resource = table.resource();
        Callback::new(move |()| {
            let (before, now) = (before.clone(), now.clone());
            leptos::task::spawn_local(async move {
                let restored = async {
                    let held = server_fns::get(resource, row).await?;
                    let field = table.page.column(key).map(|column| column.field);
                    if field.is_some_and(|field| *held.get(&field) != now) {
                        return Err(Failure(igny8::error::Problem::conflict(
                            igny8::bulk::CHANGED_SINCE,
                        )));
                    }
                    server_fns::save(resource, Some(row), Record::from([(key.to_owned(), before)])).await
                };
                match restored.await {
                    Ok(_) => {
                        table.toasts.say(Tone::Good, words::taken_back(resource, 1));
                        if !table.changes.is_disposed() {
                            table.refresh();
                        }
                    }
                    Err(failure) => table.toasts.failure(&failure),
                }
            });
        })
    }

    fn saved(self, row: Option<Row>, undo: Option<Callback<()>>, back: bool) {
        let table = self.table;
        self.leave(back);
        if let Some(row) = row {
            let label = table.label(&row);
            table.replace(row);
            if let Some(undo) = undo {
                table.offer_undo(words::cell_changed(self.title, &label), undo);
            }
        }
        if matches!(table.resource(), Of::Sites | Of::Sectors) {
            table.session.refresh();
        }
    }

    fn refused(self, failure: &Failure) {
        if failure.0.status == 401 {
            self.table.toasts.failure(failure);
            return;
        }
        self.fault.set(self.state.refused(&failure.0));
        browser::focus(&input_id(PREFIX, self.key));
    }
}

fn is_control(event: &ev::KeyboardEvent) -> bool {
    event
        .target()
        .is_some_and(|target| target.has_type::<web_sys::HtmlSelectElement>())
}

/// The pencil that has the focus, as the wire key of its field.
pub(super) fn focused() -> Option<String> {
    document().active_element()?.get_attribute(MARK)
}

/// Moves the focus to the pencil of this field in the row at this place.
pub(super) fn focus(place: usize, key: &str) {
    let pencil = document()
        .query_selector(&format!("#row-{place} [{MARK}={key}]"))
        .ok()
        .flatten();
    if let Some(pencil) = pencil.and_then(|pencil| pencil.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = pencil.focus();
    }
}

/// Moves the focus to the next pencil of the row at this place, or the one before; whether there is one.
pub(super) fn step(place: usize, right: bool) -> bool {
    let Ok(all) = document().query_selector_all(&format!("#row-{place} [{MARK}]")) else {
        return false;
    };
    let keys: Vec<_> = (0..all.length())
        .filter_map(|i| {
            all.get(i)?
                .dyn_into::<web_sys::Element>()
                .ok()?
                .get_attribute(MARK)
        })
        .collect();
    let here = focused().and_then(|key| keys.iter().position(|one| *one == key));
    let to = match here {
        None if right => 0,
        None => keys.len().saturating_sub(1),
        Some(i) if right => (i + 1).min(keys.len() - 1),
        Some(i) => i.saturating_sub(1),
    };
    keys.get(to).is_some_and(|key| {
        focus(place, key);
        true
    })
}
