//! The versions of a prompt: who made which, what two of them differ in, and the way back to one.

use igny8::resource::Resource;
use igny8::services::Page;
use igny8::system::prompt_versions::F;
use igny8::value::Row;
use leptos::prelude::*;
use uuid::Uuid;

use super::save::Wanted;
use super::state::{self, OfPrompt, PromptEditor, Texts};
use crate::server_fns::{self, Failure};
use crate::strings::{prompts as words, versioned};
use crate::versioned::history::{self as versions, Entry};
use crate::versioned::{Kind as _, beside};
use crate::widgets::states::not_read;

/// Versions that are read at once.
const PAGE_SIZE: usize = 20;

/// A page of versions, newest first.
pub(super) async fn read(prompt: Uuid, page: usize) -> Result<Page, Failure> {
    let query = format!("prompt_id={prompt}&sort=-version&page_size={PAGE_SIZE}&page={page}");
    server_fns::list(Resource::PromptVersions, query).await
}

/// The history as far as it was read.
#[derive(Clone, Copy)]
struct History {
    editor: PromptEditor,
    wanted: RwSignal<Option<Wanted>>,
    rows: RwSignal<Vec<Row>>,
    count: RwSignal<u64>,
    fault: RwSignal<Option<String>>,
    /// The two versions that are compared; 0 is the default.
    from: RwSignal<i32>,
    to: RwSignal<i32>,
}

fn number(row: &Row) -> i32 {
    state::number(row.get(&F.version))
}

fn entry(row: &Row) -> Entry {
    Entry {
        version: number(row),
        at: row.get(&F.created_at).to_plain(),
        about: row.get(&F.changed_by).to_plain(),
    }
}

/// The history, at first as it was read with the page.
pub(super) fn history(
    editor: PromptEditor,
    wanted: RwSignal<Option<Wanted>>,
    first: Result<Page, Failure>,
) -> AnyView {
    let history = History {
        editor,
        wanted,
        rows: RwSignal::new(Vec::new()),
        count: RwSignal::new(0),
        fault: RwSignal::new(None),
        from: RwSignal::new(0),
        to: RwSignal::new(0),
    };
    history.show(first);
    Effect::new(move |before: Option<()>| {
        editor.versions.track();
        if before.is_some() {
            history.read_again();
        }
    });
    let fault = move || {
        let why = history.fault.get()?;
        Some(not_read(why, move || history.read_again()))
    };
    let empty = Memo::new(move |_| history.rows.with(Vec::is_empty));
    let content = move || {
        if empty.get() {
            return view! { <p class="text-muted">{words::NO_HISTORY}</p> }.into_any();
        }
        view! {
            <div class="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
                {history.list()} {history.comparison()}
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card mt-4 min-w-0 p-5" aria-labelledby="prompt-history">
            <h2 id="prompt-history" class="mb-3 text-lg font-semibold">
                {versioned::HISTORY}
            </h2>
            {fault}
            {content}
        </section>
    }
    .into_any()
}

impl History {
    /// Shows the newest versions, and what the last one changed.
    fn show(self, read: Result<Page, Failure>) {
        match read {
            Ok(listing) => {
                self.fault.set(None);
                self.count.set(listing.count);
                let newest = listing.results.first().map_or(0, number);
                self.rows.set(listing.results);
                self.compare(newest);
            }
            Err(failure) => self.fault.set(Some(failure.0.detail)),
        }
    }

    fn read_again(self) {
        leptos::task::spawn_local(async move {
            let listing = read(self.editor.id, 1).await;
            if !self.rows.is_disposed() {
                self.show(listing);
            }
        });
    }

    async fn read_older(self) {
        let page = self.rows.with_untracked(Vec::len) / PAGE_SIZE + 1;
        let listing = read(self.editor.id, page).await;
        if self.rows.is_disposed() {
            return;
        }
        match listing {
            Ok(listing) => self.rows.update(|rows| {
                // A version that somebody made meanwhile moves the others on.
                let last = rows.last().map_or(i32::MAX, number);
                rows.extend(listing.results.into_iter().filter(|row| number(row) < last));
            }),
            Err(failure) => self.editor.toasts.failure(&failure),
        }
    }

    /// Whether there are versions that were not read, tracked.
    fn has_more(self) -> bool {
        (self.rows.with(Vec::len) as u64) < self.count.get()
    }

    /// The version before one, as far as they were read; 0 before the first.
    fn before(self, version: i32) -> i32 {
        self.rows.with_untracked(|rows| {
            let mut older = rows.iter().map(number).filter(|number| *number < version);
            older.next().unwrap_or(0)
        })
    }

    /// Compares a version with the one before, which may have to be read first.
    fn compare(self, version: i32) {
        let before = self.before(version);
        if before > 0 || !untrack(move || self.has_more()) {
            self.from.set(before);
            self.to.set(version);
            return;
        }
        leptos::task::spawn_local(async move {
            self.read_older().await;
            if !self.rows.is_disposed() {
                self.from.set(self.before(version));
                self.to.set(version);
            }
        });
    }

    fn list(self) -> AnyView {
        let list = versions::History {
            current: Signal::derive(move || self.editor.version()),
            can_restore: Signal::stored(self.editor.may),
            busy: self.editor.busy.into(),
            compares_current: true,
            compare_label: words::compare,
            compare: Callback::new(move |version| self.compare(version)),
            restore: Callback::new(move |version| self.want(version)),
        };
        let rows = move || {
            let entries: Vec<_> = self.rows.with(|rows| rows.iter().map(entry).collect());
            list.list(entries)
        };
        let more = Memo::new(move |_| self.has_more());
        let older = move || {
            more.get().then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm mt-2"
                        on:click=move |_| leptos::task::spawn_local(self.read_older())
                    >
                        {words::OLDER}
                    </button>
                }
            })
        };
        view! {
            <div>
                {rows}
                {older}
            </div>
        }
        .into_any()
    }

    /// Asks for a version back.
    fn want(self, version: i32) {
        let row = self.rows.with_untracked(|rows| {
            let row = rows.iter().find(|row| number(row) == version)?;
            Some(row.id)
        });
        if let Some(row) = row {
            self.wanted.set(Some(Wanted::Version(row, version)));
        }
    }

    /// The text of a version.
    fn texts(self, version: i32) -> Texts {
        let found = self.rows.with(|rows| {
            let row = rows.iter().find(|row| number(row) == version)?;
            Some(Texts {
                system: row.get(&F.system).to_plain(),
                template: row.get(&F.template).to_plain(),
            })
        });
        found.unwrap_or_else(|| Texts::default_of(self.editor.prompt))
    }

    fn comparison(self) -> AnyView {
        let found = move || {
            let (from, to) = (self.from.get(), self.to.get());
            let found = OfPrompt::changes(&self.texts(from), &self.texts(to));
            beside(found, [from, to].map(words::version), words::field)
        };
        view! {
            <div class="min-w-0" role="group" aria-label=words::COMPARISON>
                <div class="mb-3 grid grid-cols-2 gap-3">
                    {self.choice("compare-from", words::FROM, self.from)}
                    {self.choice("compare-to", words::TO, self.to)}
                </div>
                {found}
            </div>
        }
        .into_any()
    }

    fn choice(self, id: &'static str, label: &'static str, chosen: RwSignal<i32>) -> AnyView {
        let options = move || {
            let versions = self.rows.with(|rows| rows.iter().map(number).collect::<Vec<_>>());
            let option = |version: i32| {
                view! {
                    <option value=version.to_string() selected=move || chosen.get() == version>
                        {words::version(version)}
                    </option>
                }
            };
            versions.into_iter().chain([0]).map(option).collect_view()
        };
        let change = move |event| {
            if let Ok(version) = event_target_value(&event).parse() {
                chosen.set(version);
            }
        };
        view! {
            <div class="min-w-0">
                <label for=id class="mb-1 block text-sm font-medium">
                    {label}
                </label>
                <select id=id class="input" prop:value=move || chosen.get().to_string() on:change=change>
                    {options}
                </select>
            </div>
        }
        .into_any()
    }
}
