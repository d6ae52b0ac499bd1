//! The dialog in which a view of the list gets its name: a new one, one that takes another's place, or a new name.

use igny8::permission::Role;
use igny8::resource::Resource;
use igny8::view::{MAX_NAME, View, ViewDraft};
use leptos::ev;
use leptos::prelude::*;
use uuid::Uuid;

use super::kept_views::{Kept, refetch};
use super::table::Table;
use crate::server_fns;
use crate::state::browser;
use crate::state::toasts::Toasts;
use crate::strings::{common, table as words};
use crate::widgets::Dialog;

const NAME: &str = "view-name";

/// The view that is being saved.
#[derive(Clone, Copy)]
pub(super) struct SaveViewDialog {
    pub(super) resource: Resource,
    pub(super) kept: Kept,
    pub(super) toasts: Toasts,
    role: Role,
    open: RwSignal<bool>,
    /// The view that changes; none for a new one.
    id: RwSignal<Option<Uuid>>,
    name: RwSignal<String>,
    query: RwSignal<String>,
    shared: RwSignal<bool>,
    /// The views whose place the new one may take; none while a view is renamed.
    others: RwSignal<Vec<View>>,
    renames: RwSignal<bool>,
    fault: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
}

impl SaveViewDialog {
    pub(super) fn new(table: Table, kept: Kept) -> Self {
        Self {
            resource: table.resource(),
            kept,
            toasts: table.toasts,
            role: table.session.role(),
            open: RwSignal::new(false),
            id: RwSignal::new(None),
            name: RwSignal::new(String::new()),
            query: RwSignal::new(String::new()),
            shared: RwSignal::new(false),
            others: RwSignal::new(Vec::new()),
            renames: RwSignal::new(false),
            fault: RwSignal::new(None),
            saving: RwSignal::new(false),
        }
    }

    /// Asks for the name of the list as it shows.
    pub(super) fn begin(self, query: String, views: Vec<View>) {
        self.query.set(query);
        self.others
            .set(views.into_iter().filter(|view| view.editable).collect());
        self.renames.set(false);
        self.choose(None);
        self.show();
    }

    /// Asks for another name of a view.
    pub(super) fn rename(self, view: &View) {
        self.query.set(view.query.clone());
        self.others.set(Vec::new());
        self.renames.set(true);
        self.choose(Some(view));
        self.show();
    }

    fn show(self) {
        self.fault.set(None);
        self.saving.set(false);
        self.open.set(true);
    }

    /// Takes the place of this view, or of none.
    fn choose(self, view: Option<&View>) {
        self.id.set(view.map(|view| view.id));
        self.name
            .set(view.map(|view| view.name.clone()).unwrap_or_default());
        self.shared.set(view.is_some_and(|view| view.shared));
    }

    /// The dialog; closed until a view is saved or renamed.
    pub(super) fn dialog(self) -> AnyView {
        let title = Signal::derive(move || {
            let title = if self.renames.get() {
                words::RENAME_VIEW
            } else {
                words::NAME_VIEW
            };
            title.to_owned()
        });
        view! {
            <Dialog open=self.open id="view" title=title>
                {move || self.form()}
            </Dialog>
        }
        .into_any()
    }

    fn form(self) -> AnyView {
        let submit = move |event: ev::SubmitEvent| {
            event.prevent_default();
            self.save();
        };
        let shares = self.role >= Role::Editor;
        let share = shares.then(|| {
            view! {
                <label class="flex min-h-6 items-center gap-2">
                    <input
                        type="checkbox"
                        class="check"
                        prop:checked=move || self.shared.get()
                        on:change=move |event| self.shared.set(event_target_checked(&event))
                    />
                    {words::SHARE_VIEW}
                </label>
            }
        });
        let fault = move || {
            self.fault
                .get()
                .map(|text| view! { <p id="view-name-error" class="mt-1 text-sm text-bad" role="alert">{text}</p> })
        };
        let wrong = move || self.fault.with(Option::is_some);
        view! {
            <form class="space-y-4" on:submit=submit novalidate>
                {self.replaces()}
                <div>
                    <label for=NAME class="mb-1 block font-medium">
                        {words::VIEW_NAME}
                    </label>
                    <input
                        id=NAME
                        class="input"
                        type="text"
                        autocomplete="off"
                        maxlength=MAX_NAME.to_string()
                        autofocus
                        aria-required="true"
                        aria-invalid=move || wrong().then_some("true")
                        aria-describedby=move || wrong().then_some("view-name-error")
                        prop:value=move || self.name.get()
                        on:input=move |event| self.name.set(event_target_value(&event))
                    />
                    {fault}
                </div>
                {share}
                <div class="dialog-foot">
                    <button type="button" class="btn" on:click=move |_| self.open.set(false)>
                        {common::CANCEL}
                    </button>
                    <button type="submit" class="btn btn-primary" disabled=move || self.saving.get()>
                        {common::SAVE}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }

    /// Whether the view is a new one or takes the place of one that there is.
    fn replaces(self) -> Option<AnyView> {
        let others = self.others.get();
        if others.is_empty() {
            return None;
        }
        let options = others
            .iter()
            .map(|view| view! { <option value=view.id.to_string()>{words::instead_of(&view.name)}</option> });
        let options = options.collect_view();
        let chosen = move |event: ev::Event| {
            let id = event_target_value(&event);
            self.choose(others.iter().find(|view| view.id.to_string() == id));
        };
        let view = view! {
            <label class="block">
                <span class="mb-1 block font-medium">{words::SAVE_AS}</span>
                <select class="input" on:change=chosen>
                    <option value="">{words::NEW_VIEW}</option>
                    {options}
                </select>
            </label>
        };
        Some(view.into_any())
    }

    fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        let draft = ViewDraft {
            name: self.name.get_untracked(),
            query: self.query.get_untracked(),
            shared: self.shared.get_untracked(),
        };
        let id = self.id.get_untracked();
        self.saving.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let saved = server_fns::save_view(self.resource, id, draft).await;
            if self.saving.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(_) => {
                    refetch(self.kept);
                    self.open.set(false);
                }
                Err(failure) if failure.0.status == 401 => self.toasts.failure(&failure),
                Err(failure) => {
                    self.fault.set(Some(failure.0.detail));
                    browser::focus(NAME);
                }
            }
        });
    }
}
