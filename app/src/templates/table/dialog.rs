//! The dialog in which a row is made, changed or looked at, opened by the URL.

use igny8::choice::Tone;
use igny8::page::Input;
use igny8::permission::Verb;
use igny8::query::{Condition, NONE};
use igny8::services::{OneTimeSecret, Saved, Selection};
use igny8::validate::initial;
use igny8::value::{Row, Value};
use leptos::ev;
use leptos::prelude::*;

use super::table::{Opened, Table};
use super::{actions, belongings, once, picture};
use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::confirm::Question;
use crate::state::open_record::OpenRecord;
use crate::state::site_filter::SiteFilter;
use crate::status::set_page_status;
use crate::strings::{common, table as words};
use crate::widgets::faults::faults;
use crate::widgets::field::Fields;
use crate::widgets::states::bin_link;
use crate::widgets::{Dialog, FormState, Notice, cell};

const PREFIX: &str = "row";

/// The state of the open row.
#[derive(Clone, Copy)]
struct Form {
    table: Table,
    open: RwSignal<bool>,
    what: RwSignal<Option<Opened>>,
    row: RwSignal<Option<Row>>,
    state: FormState,
    fault: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
    once: RwSignal<Option<OneTimeSecret>>,
}

/// The dialog of the row that the URL names.
pub(super) fn dialogs(table: Table) -> AnyView {
    let form = Form {
        table,
        open: RwSignal::new(false),
        what: RwSignal::new(None),
        row: RwSignal::new(None),
        state: FormState::new(table.page.form.iter(), None),
        fault: RwSignal::new(None),
        saving: RwSignal::new(false),
        once: RwSignal::new(None),
    };
    let loaded = Resource::new_blocking(
        move || table.open.get(),
        move |opened| async move {
            match opened {
                Some(Opened::Row(id)) => server_fns::get(table.resource(), id).await.map(Some),
                Some(Opened::New) | None => Ok(None),
            }
        },
    );
    let scope = SiteFilter::expect();
    // Made inside the boundary below: outside of it, the boundary around the whole frame would wait for the row.
    let follow = move || {
        Effect::new(move |_| match (table.open.get(), loaded.get()) {
            (None, _) => form.shut(),
            (Some(Opened::New), _) => form.begin_new(scope),
            (Some(Opened::Row(id)), Some(Ok(Some(row)))) if row.id == id => form.begin(row),
            _ => {}
        });
    };
    // A row that is not there must say so in the answer's status and in the page, not only in a dialog.
    let missing = move || {
        let failure = loaded.get()?.err()?;
        set_page_status(failure.0.status);
        let lost = (failure.0.status == 404).then(|| bin_link("link")).flatten();
        Some(view! { <div class="mb-3"><Notice tone=Tone::Bad text=failure.0.detail>{lost}</Notice></div> })
    };
    let label = table.page.label();
    OpenRecord::tell(Signal::derive(move || {
        form.row
            .with(|row| row.as_ref().map(|row| (row.id, row.get(label).to_plain())))
    }));
    let title = Signal::derive(move || form.title());
    let content = move || form.content();
    view! {
        <Transition>{follow()} {missing}</Transition>
        <Dialog open=form.open id="row" title=title on_close=Callback::new(move |()| form.closed())>
            {content}
        </Dialog>
    }
    .into_any()
}

impl Form {
    fn begin(self, row: Row) {
        self.state.reset(Some(&row));
        self.row.set(Some(row));
        self.show(self.table.open.get_untracked());
    }

    /// A new row starts in the sector that the pages are narrowed to, or in the only one.
    fn begin_new(self, scope: SiteFilter) {
        self.state.reset(None);
        self.row.set(None);
        if let Some(input) = self.table.page.input("sector_id") {
            let place = untrack(move || scope.get());
            let sector = self.table.session.0.with_untracked(|session| {
                let of_site = |parent: Option<uuid::Uuid>| {
                    place.site.is_empty() || parent.is_some_and(|site| site.to_string() == place.site)
                };
                let mut fitting = session.sectors.iter().filter(|sector| {
                    if place.sector.is_empty() {
                        of_site(sector.parent)
                    } else {
                        sector.id.to_string() == place.sector
                    }
                });
                fitting.next().filter(|_| fitting.next().is_none()).cloned()
            });
            if let Some(sector) = sector {
                self.state.set(
                    input.field.key,
                    Value::Ref {
                        id: sector.id,
                        label: sector.label,
                    },
                );
            }
        }
        self.preset();
        self.show(Some(Opened::New));
    }

    /// A new row starts as the list behind it is narrowed, where that says one value of an input.
    fn preset(self) {
        let query = untrack(move || self.table.list()).query;
        for condition in &query.conditions {
            let value = match condition {
                Condition::OneOf(field, values) if values.len() == 1 && values[0] != NONE => {
                    Some((field, Value::Text(values[0].to_string())))
                }
                Condition::Ref(field, Some(id)) if field.key == "site_id" => {
                    let label = self.table.session.0.with_untracked(|session| {
                        let site = session.sites.iter().find(|site| site.id == *id);
                        site.map(|site| site.label.clone())
                    });
                    label.map(|label| (field, Value::Ref { id: *id, label }))
                }
                _ => None,
            };
            if let Some((field, value)) = value
                && self.table.page.input(field.key).is_some()
            {
                self.state.set(field.key, value);
            }
        }
    }

    fn show(self, what: Option<Opened>) {
        self.fault.set(None);
        self.saving.set(false);
        self.once.set(None);
        self.what.set(what);
        self.open.set(true);
    }

    fn shut(self) {
        if self.open.get_untracked() {
            self.discard();
            self.open.set(false);
        }
    }

    fn discard(self) {
        self.state.discard();
        self.what.set(None);
    }

    /// Whether something was typed that a person would miss; what was filled in for them does not count.
    fn is_dirty(self) -> bool {
        if !self.state.is_new() {
            return untrack(move || self.state.is_dirty());
        }
        let typed = |input: &Input| {
            let value = untrack(|| self.state.value(input.field.key));
            input.field.key != "sector_id"
                && !value.is_null()
                && value != Value::Bool(false)
                && value != initial(input)
        };
        self.table.page.form.iter().any(typed)
    }

    /// The dialog was closed, by Esc, its button or a click beside it: what was typed is not lost without a question.
    fn closed(self) {
        // The browser tells it late: by then the table may have gone, with all that its form held.
        let (Some(what), Some(saved)) = (
            self.what.try_get_untracked(),
            self.once.try_with_untracked(Option::is_some),
        ) else {
            return;
        };
        if saved {
            self.done();
        } else if what.is_some() && self.may_write() && self.is_dirty() {
            self.open.set(true);
            let leave = Callback::new(move |()| self.leave());
            let question = Question {
                title: words::DISCARD.to_owned(),
                text: words::DISCARD_HELP.to_owned(),
                verb: words::DISCARD_DO.to_owned(),
                destructive: true,
                yes: leave,
            };
            // The form's dialog comes back first, so that the question lies on top of it.
            request_animation_frame(move || self.table.confirm.ask(question));
        } else {
            self.leave();
        }
    }

    fn leave(self) {
        self.discard();
        self.open.set(false);
        if self.table.open.get_untracked().is_some() {
            self.table.close_row();
        }
    }

    /// The row is saved: whoever came here from something that needed it goes back to that, everybody else to the list.
    fn done(self) {
        // Read before anything leaves this address, for the list's has no way back.
        let Some(back) = browser::return_path() else {
            self.leave();
            return;
        };
        // The dialog goes with the page: closing it as well would leave the page twice.
        self.state.discard();
        // In the place of the form, which a step back would show once more, as if nothing had been saved.
        self.table.go(&back, true);
    }

    fn may_write(self) -> bool {
        let page = self.table.page;
        untrack(move || match self.what.get() {
            Some(Opened::New) => self.table.may(Verb::Create),
            _ => !page.form.is_empty() && page.offers(Verb::Update) && self.table.may(Verb::Update),
        })
    }

    fn title(self) -> String {
        let resource = self.table.resource();
        match self.what.get() {
            Some(Opened::New) => self.table.page.create.map(str::to_owned).unwrap_or_default(),
            _ if self.may_write() => words::edit(resource),
            _ => words::details(resource),
        }
    }

    fn content(self) -> AnyView {
        if let Some(secret) = self.once.get() {
            return once::panel(secret, Callback::new(move |()| self.done()));
        }
        let known = self.row.with(|row| row.as_ref().map(|row| row.id));
        let belongings = known.map(|id| {
            let lists = belongings::lists(self.table, id);
            let history = belongings::history(self.table, id);
            view! { {lists} {history} }.into_any()
        });
        let shown = known.and_then(|id| picture::large(self.table, id));
        if self.may_write() {
            return view! { {shown} {self.fields(belongings)} }.into_any();
        }
        let unwritable = !self.table.page.form.is_empty();
        view! {
            {unwritable.then(|| view! { <div class="mb-4"><Notice tone=Tone::Info text=words::READ_ONLY /></div> })}
            {shown}
            {self.facts(true)}
            {belongings}
        }
        .into_any()
    }

    fn fields(self, belongings: Option<AnyView>) -> AnyView {
        let inputs: Vec<_> = self.table.page.form.iter().collect();
        let submit = move |event: ev::SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let label = move || {
            if self.saving.get() {
                words::SAVING
            } else {
                common::SAVE
            }
        };
        view! {
            <form on:submit=submit novalidate>
                <Fields inputs=inputs state=self.state prefix=PREFIX />
                {self.facts(false)}
                {belongings}
                <div class="dialog-foot">
                    {faults(self.state, PREFIX, self.fault)}
                    <button type="button" class="btn" on:click=move |_| self.open.set(false)>
                        {common::CANCEL}
                    </button>
                    <button type="submit" class="btn btn-primary" disabled=move || self.saving.get()>
                        {label}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }

    /// What is known of the row and not in the form.
    fn facts(self, all: bool) -> AnyView {
        let Some(row) = self.row.get() else {
            return ().into_any();
        };
        let columns = self.table.page.columns.iter();
        let columns = columns.filter(|column| all || self.table.page.input(column.field.key).is_none());
        let facts = columns.map(|column| {
            let value = cell::cell(column.cell, &column.field, row.get(&column.field), row.id, None);
            view! {
                <dt class="text-muted">{column.title}</dt>
                <dd class="min-w-0 break-words">{value}</dd>
            }
        });
        let class = if all {
            ""
        } else {
            "mt-5 border-t border-line pt-4 text-sm"
        };
        view! { <dl class=format!("grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 {class}")>{facts.collect_view()}</dl> }
            .into_any()
    }

    fn save(self) {
        let Some(record) = self.state.submit() else {
            self.state.focus_fault(PREFIX);
            return;
        };
        let id = self.row.with_untracked(|row| row.as_ref().map(|row| row.id));
        if id.is_some() && record.is_empty() {
            self.leave();
            return;
        }
        self.saving.set(true);
        self.fault.set(None);
        let table = self.table;
        leptos::task::spawn_local(async move {
            let saved = server_fns::save(table.resource(), id, record).await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(saved) => self.saved(saved),
                Err(failure) => self.refused(&failure),
            }
        });
    }

    fn saved(self, saved: Saved) {
        let (table, once, id) = (self.table, saved.once, saved.row.id);
        // Rows that are read for a list that is left would find it gone.
        if browser::return_path().is_none() {
            actions::changed(table);
        } else {
            actions::refresh_session(table);
        }
        match once {
            Some(secret) => {
                self.state.discard();
                self.once.set(Some(secret));
            }
            None => {
                let text = words::saved(table.resource());
                match table.page.next.as_ref().filter(|_| table.may(Verb::Act)) {
                    Some(next) => {
                        // Made by no part of the page, so that it lasts where the form leads back to another one;
                        // what it does needs the frame alone.
                        let begin = move |()| actions::run(table, next, Selection::Ids(vec![id]));
                        table
                            .toasts
                            .offer(Tone::Good, text, next.label, Callback::new(begin));
                    }
                    None => table.toasts.say(Tone::Good, text),
                }
                self.done();
            }
        }
    }

    fn refused(self, failure: &Failure) {
        if failure.0.status == 401 {
            self.table.toasts.failure(failure);
            return;
        }
        self.fault.set(self.state.refused(&failure.0));
        self.state.focus_fault(PREFIX);
    }
}
