//! What is inside of the command palette: a few letters, then Enter.

mod commands;
mod fuzzy;
mod keys;

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

pub use self::commands::note;
use self::commands::{Act, Command};
use self::fuzzy::score;
pub use self::keys::keys_help;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::state::theme;
use crate::strings;
use crate::widgets::IconView;
use crate::widgets::icon::drawing;

const LIST: &str = "palette-list";
const INPUT: &str = "palette-input";
/// Milliseconds without a key after which records are searched, and the least letters of what is searched.
const DEBOUNCE: u32 = 200;
const MIN_QUERY_CHARS: usize = 2;

fn option_id(index: usize) -> String {
    format!("palette-{index}")
}

/// The line to type in, and what fits.
#[component]
pub fn Search(open: RwSignal<bool>, help: RwSignal<bool>) -> impl IntoView {
    let session = CurrentSession::expect();
    let viewer = session.viewer();
    let scope = SiteFilter::expect();
    let query = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let mut known = commands::all(viewer);
    known.extend(session.0.with_untracked(commands::settings));
    let all = StoredValue::new(known);
    let records = Records::new();
    let late = RwSignal::new(Vec::<Command>::new());
    leptos::task::spawn_local(async move {
        late.try_set(commands::recent(viewer).await);
    });
    let found = Memo::new(move |_| {
        let query = query.get();
        let (late, records) = (late.get(), records.found.get());
        all.with_value(|all| ranked(&query, &late, all, &records))
    });
    Effect::new(move |_| crate::state::browser::focus(INPUT));
    let keys = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|i| *i = (*i + 1) % count),
            "ArrowUp" => active.update(|i| *i = (*i + count - 1) % count),
            "Enter" => {
                // A click, so that the router takes the link as if it were pressed.
                let link = document().get_element_by_id(&option_id(active.get_untracked()));
                if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
                    link.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
        if let Some(row) = document().get_element_by_id(&option_id(active.get_untracked())) {
            row.scroll_into_view_with_bool(false);
        }
    };
    let rows = move || {
        let commands = found.get();
        if commands.is_empty() {
            return view! { <p class="px-2 py-3 text-muted">{strings::frame::NO_COMMAND}</p> }.into_any();
        }
        let rows = commands.into_iter().enumerate();
        rows.map(|(i, command)| row(i, command, scope, active, open))
            .collect_view()
            .into_any()
    };
    view! {
        <input
            id=INPUT
            type="text"
            class="input"
            autocomplete="off"
            role="combobox"
            aria-label=strings::frame::PALETTE_HINT
            placeholder=strings::frame::PALETTE_HINT
            aria-expanded="true"
            aria-controls=LIST
            aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| option_id(active.get()))
            on:input=move |event| {
                let typed = event_target_value(&event);
                records.ask(typed.trim().to_owned());
                query.set(typed);
                active.set(0);
            }
            on:keydown=keys
        />
        <div id=LIST role="listbox" aria-label=strings::frame::PALETTE class="mt-3 max-h-80 overflow-y-auto">
            {rows}
        </div>
        <div class="mt-3 border-t border-line pt-2 text-right">
            <button
                type="button"
                class="btn btn-ghost btn-sm"
                on:click=move |_| {
                    open.set(false);
                    help.set(true);
                }
            >
                <IconView icon=icondata_lu::LuKeyboard />
                {strings::frame::KEYS}
            </button>
        </div>
    }
    .into_any()
}

/// What fits, the best first; of what fits alike, what was opened of late. Where nothing is typed, that comes before all else. Records that the
/// server found stay, however it found them.
fn ranked(query: &str, late: &[Command], all: &[Command], records: &[Command]) -> Vec<Command> {
    if query.trim().is_empty() {
        return late.iter().chain(all).cloned().collect();
    }
    let fitting = late
        .iter()
        .chain(all)
        .filter_map(|one| Some((score(query, &one.label)?, one)));
    let found = records
        .iter()
        .map(|one| (score(query, &one.label).unwrap_or_default(), one));
    let mut fitting: Vec<_> = fitting.chain(found).collect();
    fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut shown: Vec<Command> = Vec::new();
    for (_, one) in fitting {
        // A page or row that was opened of late is found twice.
        if one.act.is_some() || shown.iter().all(|other| other.href != one.href) {
            shown.push(one.clone());
        }
    }
    shown
}

/// What the words of records find.
#[derive(Clone, Copy)]
struct Records {
    found: RwSignal<Vec<Command>>,
    turn: StoredValue<u32>,
}

impl Records {
    fn new() -> Self {
        Self {
            found: RwSignal::new(Vec::new()),
            turn: StoredValue::new(0),
        }
    }

    /// Asks once nothing was typed for a moment; an answer to what was typed before is dropped.
    fn ask(self, words: String) {
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        if words.chars().count() < MIN_QUERY_CHARS {
            return self.found.set(Vec::new());
        }
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if self.turn.try_get_value() != Some(mine) {
                return;
            }
            let found = commands::records(&words).await;
            if self.turn.try_get_value() == Some(mine) {
                self.found.try_set(found);
            }
        });
    }
}

/// One command; the pointer and the arrow keys make it the active one.
fn row(
    i: usize,
    command: Command,
    scope: SiteFilter,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
) -> AnyView {
    view! {
        <a
            id=option_id(i)
            href=if command.act.is_some() { command.href.clone() } else { scope.link(&command.href) }
            rel=matches!(command.act, Some(Act::Theme(_) | Act::SignOut)).then_some("external")
            role="option"
            tabindex="-1"
            class="menu-item aria-selected:bg-brand-soft"
            aria-selected=move || (active.get() == i).to_string()
            on:mousemove=move |_| active.set(i)
            on:click=move |event| {
                match command.act {
                    Some(Act::Theme(theme)) => {
                        event.prevent_default();
                        theme::choose(theme);
                    }
                    Some(Act::SignOut) => {
                        event.prevent_default();
                        sign_out();
                    }
                    Some(Act::Site) | None => {}
                }
                open.set(false);
            }
        >
            <IconView icon=drawing(command.icon) />
            <span class="min-w-0 grow truncate">{command.label}</span>
            <span class="text-xs text-muted">{command.group}</span>
        </a>
    }
    .into_any()
}

/// Sends the form of the person's menu.
fn sign_out() {
    let form = document().query_selector("form[action='/logout']").ok().flatten();
    if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        let _ = form.submit();
    }
}
