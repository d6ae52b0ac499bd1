//! Choosing from many: a text input that searches, with the list below it (ARIA combobox pattern). The list is of the rows of
//! another resource, which the server knows, or of a register, such as that of time zones, which the server tells once.

use igny8::places::{self, SuggestionList};
use igny8::resource::Resource;
use igny8::value::Value;
use leptos::ev;
use leptos::prelude::*;

use crate::server_fns;
use crate::state::browser;
use crate::state::places::come;
use crate::strings;
use crate::widgets::IconView;

/// Milliseconds without a key after which the server is asked.
const DEBOUNCE: u32 = 180;

/// What is chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Rows of this resource.
    Rows(Resource),
    /// The entries of a register.
    Register(SuggestionList),
}

impl Source {
    /// What its list is called.
    fn name(self) -> &'static str {
        match self {
            Self::Rows(resource) => resource.many(),
            Self::Register(_) => strings::form::SUGGESTIONS,
        }
    }

    /// How a value shows.
    fn shown(self, value: &Value) -> String {
        match (self, value) {
            (Self::Register(register), Value::Text(code)) => register.label(code),
            _ => value.to_plain(),
        }
    }
}

/// One entry of the list.
#[derive(Clone)]
struct Entry {
    value: Value,
    label: String,
}

/// A choice of one.
#[expect(
    clippy::too_many_lines,
    reason = "one view: input, list and keys belong together"
)]
#[component]
pub fn Combobox(
    /// The id of the input.
    id: String,
    /// What is chosen from.
    source: Source,
    /// The choice: a [`Value::Ref`] of a row, the code in a register, or [`Value::Null`].
    value: Signal<Value>,
    /// Takes the choice.
    choose: Callback<Value>,
    /// Whether it must be filled.
    #[prop(optional)]
    required: bool,
    /// Whether it cannot be changed.
    #[prop(optional)]
    disabled: bool,
    /// Whether the choice is wrong.
    #[prop(into, default = Signal::stored(false))]
    invalid: Signal<bool>,
    /// The ids of help and message.
    #[prop(into, default = Signal::stored(None))]
    described: Signal<Option<String>>,
    /// An entry for rows that refer to none, with its words.
    #[prop(optional, into)]
    none: Option<String>,
    /// Called once it is left, with the choice taken.
    #[prop(optional, into)]
    left: Option<Callback<()>>,
) -> impl IntoView {
    let text = RwSignal::new(None::<String>);
    let found = RwSignal::new(Vec::<Entry>::new());
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let turn = StoredValue::new(0_u32);
    let none = StoredValue::new(none);
    let awaited = matches!(source, Source::Register(_)) && !places::are_here();
    let came = RwSignal::new(());
    // Until the register comes, the server knows better how the value shows.
    let written = if awaited { browser::written(&id) } else { None };
    let written = StoredValue::new(written.map(|label| (value.get_untracked(), label)));
    let label = move |value: &Value| {
        let of_server = written.with_value(|written| {
            let known = written
                .as_ref()
                .filter(|(of, _)| of == value && !places::are_here());
            known.map(|(_, label)| label.clone())
        });
        of_server.unwrap_or_else(|| source.shown(value))
    };
    let shown = Signal::derive(move || {
        came.track();
        text.get().unwrap_or_else(|| value.with(label))
    });

    let search = move |query: String, pause: u32| {
        let resource = match source {
            Source::Rows(resource) => resource,
            Source::Register(register) => {
                let entries = register.find(&query).into_iter().map(|entry| Entry {
                    value: Value::Text(entry.code.into_owned()),
                    label: entry.label,
                });
                found.set(entries.collect());
                active.set(0);
                return;
            }
        };
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(pause).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            if let Ok(rows) = server_fns::options(resource, query.clone()).await
                && turn.try_get_value() == Some(mine)
            {
                let none = none.get_value().filter(|_| query.is_empty());
                let none = none.map(|label| (uuid::Uuid::nil(), label));
                let rows = none
                    .into_iter()
                    .chain(rows.into_iter().map(|row| (row.id, row.label)));
                let entries = rows.map(|(id, label)| Entry {
                    value: Value::Ref {
                        id,
                        label: label.clone(),
                    },
                    label,
                });
                found.try_set(entries.collect());
                active.try_set(0);
            }
        });
    };
    if awaited {
        leptos::task::spawn_local(async move {
            come().await;
            came.try_set(());
            // What was opened or typed meanwhile found nothing.
            if open.try_get_untracked() == Some(true) {
                search(text.try_get_untracked().flatten().unwrap_or_default(), 0);
            }
        });
    }
    let begin = move || {
        if !disabled && !open.get_untracked() {
            open.set(true);
            search(text.get_untracked().unwrap_or_default(), 0);
        }
    };
    let take = move |entry: &Entry| {
        choose.run(entry.value.clone());
        text.set(None);
        open.set(false);
    };
    let leave = move || {
        // One that is taken away loses the focus only then.
        let Some(typed) = text.try_get_untracked() else {
            return;
        };
        open.set(false);
        match (typed, source) {
            (Some(text), _) if text.trim().is_empty() => choose.run(Value::Null),
            // What was typed and not chosen counts as typed; what no register has stays, for the check to name.
            (Some(text), Source::Register(register)) => {
                choose.run(Value::Text(register.read(&text).unwrap_or(text)));
            }
            _ => {}
        }
        text.set(None);
        if let Some(left) = left {
            left.run(());
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !open.get_untracked() => begin(),
            "ArrowDown" if count > 0 => active.update(|i| *i = (*i + 1) % count),
            "ArrowUp" if count > 0 => active.update(|i| *i = (*i + count - 1) % count),
            "Enter" if open.get_untracked() => {
                match found.with_untracked(|found| found.get(active.get_untracked()).cloned()) {
                    Some(entry) => take(&entry),
                    None if matches!(source, Source::Register(_)) => leave(),
                    None => {}
                }
            }
            // Only this list closes, not the dialog around it.
            "Escape" if open.get_untracked() => {
                event.stop_propagation();
                open.set(false);
                text.set(None);
            }
            _ => return,
        }
        event.prevent_default();
    };
    let list_id = format!("{id}-list");
    let option_id = StoredValue::new(list_id.clone());
    let active_id = move || {
        (open.get() && found.with(|found| !found.is_empty()))
            .then(|| option_id.with_value(|list| format!("{list}-{}", active.get())))
    };
    let rows = move || {
        let all = found.get();
        if all.is_empty() {
            return view! { <li class="px-2 py-1.5 text-muted">{strings::form::NO_MATCH}</li> }.into_any();
        }
        all.into_iter()
            .enumerate()
            .map(|(i, row)| {
                let label = row.label.clone();
                view! {
                    <li
                        id=option_id.with_value(|list| format!("{list}-{i}"))
                        role="option"
                        class="menu-item aria-selected:bg-sunken"
                        aria-selected=move || (active.get() == i).to_string()
                        // The input must not lose the focus before the choice is taken.
                        on:mousedown=move |event| {
                            event.prevent_default();
                            take(&row);
                        }
                    >
                        {label}
                    </li>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <div class="relative">
            <input
                id=id
                class="input pr-9"
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-controls=list_id.clone()
                aria-expanded=move || open.get().to_string()
                aria-activedescendant=active_id
                aria-required=required.then_some("true")
                aria-invalid=move || invalid.get().then_some("true")
                aria-describedby=move || described.get()
                placeholder=strings::form::CHOOSE
                disabled=disabled
                prop:value=move || shown.get()
                value=shown.get_untracked()
                on:click=move |_| begin()
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    text.set(Some(typed.clone()));
                    open.set(true);
                    search(typed, DEBOUNCE);
                }
                on:keydown=keys
                on:blur=move |_| leave()
            />
            <span class="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-muted">
                <IconView icon=icondata_lu::LuChevronDown />
            </span>
            <ul
                id=list_id
                role="listbox"
                aria-label=source.name()
                class="absolute inset-x-0 top-full z-30 mt-1 max-h-60 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
                hidden=move || !open.get()
            >
                {rows}
            </ul>
        </div>
    }
    .into_any()
}
