//! The versions of a prompt: who made which, what two of them differ in, and the way back to one.

use igny8::backend::Listing;
use igny8::choice::Tone;
use igny8::resource::Resource;
use igny8::system::prompt_versions::F;
use igny8::value::Row;
use leptos::prelude::*;
use uuid::Uuid;

use super::beside::beside;
use super::save::Wanted;
use super::state::{Editor, Texts};
use crate::server_fns::{self, Failure};
use crate::widgets::{Notice, Time};
use crate::words::{common, prompts as words};

/// Versions that are read at once.
const AT_ONCE: usize = 20;

/// A page of versions, newest first.
pub(super) async fn read(prompt: Uuid, page: usize) -> Result<Listing, Failure> {
    let query = format!("prompt_id={prompt}&sort=-version&page_size={AT_ONCE}&page={page}");
    server_fns::list(Resource::PromptVersions, query).await
}

/// The history as far as it was read.
#[derive(Clone, Copy)]
struct History {
    editor: Editor,
    wanted: RwSignal<Option<Wanted>>,
    rows: RwSignal<Vec<Row>>,
    count: RwSignal<u64>,
    fault: RwSignal<Option<String>>,
    /// The two versions that are compared; 0 is the default.
    from: RwSignal<i64>,
    to: RwSignal<i64>,
}

fn number(row: &Row) -> i64 {
    row.get(&F.version).as_int().unwrap_or(0)
}

/// The history, at first as it was read with the page.
pub(super) fn history(
    editor: Editor,
    wanted: RwSignal<Option<Wanted>>,
    first: Result<Listing, Failure>,
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
        history.fault.get().map(|text| {
            view! {
                <Notice tone=Tone::Bad text=text>
                    <button type="button" class="mt-1 font-medium underline" on:click=move |_| history.read_again()>
                        {common::RETRY}
                    </button>
                </Notice>
            }
        })
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
                {words::HISTORY}
            </h2>
            {fault}
            {content}
        </section>
    }
    .into_any()
}

impl History {
    /// Shows the newest versions, and what the last one changed.
    fn show(self, read: Result<Listing, Failure>) {
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
        let page = self.rows.with_untracked(Vec::len) / AT_ONCE + 1;
        let listing = read(self.editor.id, page).await;
        if self.rows.is_disposed() {
            return;
        }
        match listing {
            Ok(listing) => self.rows.update(|rows| {
                // A version that somebody made meanwhile moves the others on.
                let last = rows.last().map_or(i64::MAX, number);
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
    fn before(self, version: i64) -> i64 {
        self.rows.with_untracked(|rows| {
            let mut older = rows.iter().map(number).filter(|number| *number < version);
            older.next().unwrap_or(0)
        })
    }

    /// Compares a version with the one before, which may have to be read first.
    fn compare(self, version: i64) {
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
        let rows = move || {
            let rows = self.rows.get();
            rows.iter().map(|row| self.row(row)).collect_view()
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
                <ol class="-my-2 divide-y divide-line">{rows}</ol>
                {older}
            </div>
        }
        .into_any()
    }

    fn row(self, row: &Row) -> AnyView {
        let (id, version) = (row.id, number(row));
        let who = row.get(&F.changed_by).to_plain();
        let when = row.get(&F.created_at).to_plain();
        let current = Memo::new(move |_| self.editor.version() == version);
        let badge = move || {
            current
                .get()
                .then(|| view! { <span class="badge tone-info">{words::CURRENT}</span> })
        };
        let restore = move || {
            (self.editor.may && !current.get()).then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm"
                        aria-label=words::restore(version)
                        disabled=move || self.editor.busy.get()
                        on:click=move |_| self.wanted.set(Some(Wanted::Version(id, version)))
                    >
                        {words::RESTORE}
                    </button>
                }
            })
        };
        view! {
            <li class="py-2.5">
                <p class="flex flex-wrap items-baseline gap-x-3">
                    <span class="font-medium">{words::version(version)}</span>
                    {badge}
                    <span class="ml-auto text-sm text-muted">
                        <Time at=when />
                    </span>
                </p>
                <p class="text-sm text-muted">{who}</p>
                <p class="mt-1.5 flex flex-wrap gap-1.5">
                    <button
                        type="button"
                        class="btn btn-sm"
                        aria-label=words::compare(version)
                        on:click=move |_| self.compare(version)
                    >
                        {words::COMPARE}
                    </button>
                    {restore}
                </p>
            </li>
        }
        .into_any()
    }

    /// The text of a version.
    fn texts(self, version: i64) -> Texts {
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
            let (old, new) = (self.texts(from), self.texts(to));
            beside((words::version(from), &old), (words::version(to), &new))
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

    fn choice(self, id: &'static str, label: &'static str, chosen: RwSignal<i64>) -> AnyView {
        let options = move || {
            let versions = self.rows.with(|rows| rows.iter().map(number).collect::<Vec<_>>());
            let option = |version: i64| {
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
