//! The list of a text's versions, and the question before one of them comes back.

use leptos::prelude::*;

use crate::state::confirm::Question;
use crate::strings::versioned as words;
use crate::widgets::Time;

/// One version.
pub(crate) struct Entry {
    /// Its number.
    pub(crate) version: i32,
    /// When it was made, RFC 3339.
    pub(crate) at: String,
    /// Who made it, and how.
    pub(crate) about: String,
}

/// What the list asks its screen.
#[derive(Clone, Copy)]
pub(crate) struct History {
    /// The version that is stored.
    pub(crate) current: Signal<i32>,
    /// Whether the person can restore one.
    pub(crate) can_restore: Signal<bool>,
    /// Whether something is under way.
    pub(crate) busy: Signal<bool>,
    /// Whether the current version can be compared, too.
    pub(crate) compares_current: bool,
    /// What comparing a version is called where its number is not seen.
    pub(crate) compare_label: fn(i32) -> String,
    /// Compares a version.
    pub(crate) compare: Callback<i32>,
    /// Asks for a version back.
    pub(crate) restore: Callback<i32>,
}

impl History {
    /// The list.
    pub(crate) fn list(self, entries: impl IntoIterator<Item = Entry>) -> AnyView {
        let rows: Vec<_> = entries.into_iter().map(|entry| self.row(entry)).collect();
        view! { <ol class="-my-2 divide-y divide-line">{rows}</ol> }.into_any()
    }

    fn row(self, entry: Entry) -> AnyView {
        let version = entry.version;
        let current = Memo::new(move |_| self.current.get() == version);
        let badge = move || {
            current
                .get()
                .then(|| view! { <span class="badge tone-info">{words::CURRENT}</span> })
        };
        let compare = move || {
            (self.compares_current || !current.get()).then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm"
                        aria-label=(self.compare_label)(version)
                        on:click=move |_| self.compare.run(version)
                    >
                        {words::COMPARE}
                    </button>
                }
            })
        };
        let restore = move || {
            (self.can_restore.get() && !current.get()).then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm"
                        aria-label=words::restore(version)
                        disabled=move || self.busy.get()
                        on:click=move |_| self.restore.run(version)
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
                        <Time at=entry.at />
                    </span>
                </p>
                <p class="text-sm text-muted">{entry.about}</p>
                <p class="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">{compare} {restore}</p>
            </li>
        }
        .into_any()
    }
}

/// Where a screen puts what somebody wants back. It is asked about from here, since what the answer calls must outlive the row or the
/// dialog that it was wanted in.
pub(crate) fn wanted<W: Clone + Send + Sync + 'static>(ask: impl Fn(W) + 'static) -> RwSignal<Option<W>> {
    let wanted = RwSignal::new(None::<W>);
    Effect::new(move |_| {
        if let Some(wanted) = wanted.get() {
            ask(wanted);
        }
    });
    wanted
}

/// Asks before a version comes back; `unsaved` says that what is written would be lost.
pub(crate) fn restore(version: i32, unsaved: bool, yes: Callback<()>) -> Question {
    go_back(
        words::restore_title(version),
        words::RESTORE_TEXT,
        words::RESTORE,
        unsaved,
        yes,
    )
}

/// Asks before an older text takes the place of the current one.
pub(crate) fn go_back(title: String, text: &str, verb: &str, unsaved: bool, yes: Callback<()>) -> Question {
    let lost = if unsaved { words::UNSAVED_LOST } else { "" };
    Question {
        title,
        text: format!("{text} {lost}").trim_end().to_owned(),
        verb: verb.to_owned(),
        destructive: unsaved,
        yes,
    }
}
