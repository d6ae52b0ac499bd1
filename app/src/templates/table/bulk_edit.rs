//! The dialog that gives all selected rows the same values: an input for each field that rows can share, once it is ticked.

use std::collections::BTreeSet;

use igny8::choice::Tone;
use igny8::error::{FieldErrors, Problem};
use igny8::page::Input;
use igny8::permission::Verb;
use igny8::validate;
use igny8::value::Record;
use leptos::ev;
use leptos::prelude::*;

use super::change;
use super::table::Table;
use crate::server_fns;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::{common, table as words};
use crate::widgets::field::Fields;
use crate::widgets::{Dialog, FormState, Notice};

const PREFIX: &str = "all";

/// Whether the person can change several rows of this page at once.
pub(super) fn offered(table: Table) -> bool {
    untrack(move || table.may(Verb::Update)) && table.page.shared_inputs().next().is_some()
}

/// What was ticked and entered.
#[derive(Clone, Copy)]
struct Draft {
    table: Table,
    ticked: RwSignal<BTreeSet<&'static str>>,
    state: FormState,
    fault: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
}

/// The dialog.
pub(super) fn dialog(table: Table) -> AnyView {
    let draft = Draft {
        table,
        ticked: RwSignal::new(BTreeSet::new()),
        state: FormState::new(table.page.shared_inputs(), None),
        fault: RwSignal::new(None),
        saving: RwSignal::new(false),
    };
    Effect::new(move |_| {
        if table.changing.get() {
            draft.ticked.set(BTreeSet::new());
            draft.state.reset(None);
            draft.fault.set(None);
        }
    });
    let title = Signal::derive(move || {
        let count = table.picked.with(super::selection::RowSelection::count);
        words::edit_many(table.resource(), count)
    });
    view! {
        <Dialog open=table.changing id="change" title=title>
            {move || draft.form()}
        </Dialog>
    }
    .into_any()
}

impl Draft {
    fn form(self) -> AnyView {
        let submit = move |event: ev::SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let inputs = self.table.page.shared_inputs().map(|input| self.input(input));
        let inputs = inputs.collect_view();
        let label = move || {
            if self.saving.get() {
                words::SAVING
            } else {
                words::APPLY
            }
        };
        let blocked = move || self.saving.get() || self.ticked.with(BTreeSet::is_empty);
        let fault = move || {
            self.fault
                .get()
                .map(|text| view! { <div class="grow basis-full"><Notice tone=Tone::Bad text=text /></div> })
        };
        view! {
            <form on:submit=submit novalidate>
                <p class="mb-3 text-muted">{words::EDIT_MANY_HELP}</p>
                <div class="divide-y divide-line">{inputs}</div>
                <div class="dialog-foot">
                    {fault}
                    <button type="button" class="btn" on:click=move |_| self.table.changing.set(false)>
                        {common::CANCEL}
                    </button>
                    <button type="submit" class="btn btn-primary" disabled=blocked>
                        {label}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }

    /// The tick of a field, with its input while it is ticked.
    fn input(self, input: &'static Input) -> AnyView {
        let key = input.field.key;
        let is = Memo::new(move |_| self.ticked.with(|ticked| ticked.contains(key)));
        let toggle = move |_| {
            self.ticked.update(|ticked| {
                if !ticked.remove(key) {
                    ticked.insert(key);
                }
            });
        };
        let field = move || {
            let inputs = vec![input];
            is.get().then(|| {
                view! { <div class="pb-3 pl-6"><Fields inputs=inputs state=self.state prefix=PREFIX /></div> }
            })
        };
        view! {
            <div>
                <label class="flex min-h-9 items-center gap-2">
                    <input type="checkbox" class="check" prop:checked=move || is.get() on:change=toggle />
                    {words::change_field(input.label)}
                </label>
                {field}
            </div>
        }
        .into_any()
    }

    /// What is to be given, checked as a form checks it.
    fn record(self) -> Option<Record> {
        let (mut record, mut errors) = (Record::new(), FieldErrors::new());
        let ticked = self.ticked.get_untracked();
        for input in self.table.page.shared_inputs() {
            let key = input.field.key;
            if !ticked.contains(key) {
                continue;
            }
            let entered = untrack(move || self.state.value(key));
            match validate::check(input, &entered) {
                Ok(value) => {
                    record.insert(key.to_owned(), value);
                }
                Err(message) => {
                    errors.insert(key.to_owned(), vec![message]);
                }
            }
        }
        if errors.is_empty() {
            return Some(record);
        }
        self.state.refused(&Problem::invalid(errors));
        self.state.focus_fault(PREFIX);
        None
    }

    fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        let Some(record) = self.record() else { return };
        let table = self.table;
        let selection = table
            .picked
            .with_untracked(super::selection::RowSelection::selection);
        self.saving.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let changed = server_fns::change(table.resource(), selection, record).await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match changed {
                Ok(changed) => {
                    table.changing.set(false);
                    change::tell(table, &changed);
                }
                Err(failure) => {
                    if !leave_if_signed_out(&failure) {
                        self.fault.set(self.state.refused(&failure.0));
                        self.state.focus_fault(PREFIX);
                    }
                }
            }
        });
    }
}
