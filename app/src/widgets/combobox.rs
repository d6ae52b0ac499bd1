//! Choosing a row of another resource: a text input that searches, with the list below it (ARIA combobox pattern).

use igny8::backend::Choosable;
use igny8::resource::Resource;
use igny8::value::Value;
use leptos::ev;
use leptos::prelude::*;

use crate::server_fns;
use crate::widgets::IconView;
use crate::words;

/// Milliseconds without a key after which the server is asked.
const PAUSE: u32 = 180;

/// A reference to one row.
#[expect(
    clippy::too_many_lines,
    reason = "one view: input, list and keys belong together"
)]
#[component]
pub fn Combobox(
    /// The id of the input.
    id: String,
    /// Whose rows.
    resource: Resource,
    /// The chosen row: [`Value::Ref`] or [`Value::Null`].
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
) -> impl IntoView {
    let text = RwSignal::new(None::<String>);
    let found = RwSignal::new(Vec::<Choosable>::new());
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let turn = StoredValue::new(0_u32);
    let none = StoredValue::new(none);
    let shown = Signal::derive(move || text.get().unwrap_or_else(|| value.with(Value::to_plain)));

    let search = move |query: String, pause: u32| {
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(pause).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            if let Ok(mut rows) = server_fns::options(resource, query.clone()).await
                && turn.try_get_value() == Some(mine)
            {
                if let (Some(label), true) = (none.get_value(), query.is_empty()) {
                    rows.insert(
                        0,
                        Choosable {
                            id: uuid::Uuid::nil(),
                            label,
                            parent: None,
                        },
                    );
                }
                found.try_set(rows);
                active.try_set(0);
            }
        });
    };
    let begin = move || {
        if !disabled && !open.get_untracked() {
            open.set(true);
            search(text.get_untracked().unwrap_or_default(), 0);
        }
    };
    let take = move |row: &Choosable| {
        choose.run(Value::Ref {
            id: row.id,
            label: row.label.clone(),
        });
        text.set(None);
        open.set(false);
    };
    let leave = move || {
        open.set(false);
        if text.get_untracked().is_some_and(|text| text.trim().is_empty()) {
            choose.run(Value::Null);
        }
        text.set(None);
    };
    let keys = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !open.get_untracked() => begin(),
            "ArrowDown" if count > 0 => active.update(|i| *i = (*i + 1) % count),
            "ArrowUp" if count > 0 => active.update(|i| *i = (*i + count - 1) % count),
            "Enter" if open.get_untracked() => {
                if let Some(row) = found.with_untracked(|found| found.get(active.get_untracked()).cloned()) {
                    take(&row);
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
            return view! { <li class="px-2 py-1.5 text-muted">{words::form::NO_MATCH}</li> }.into_any();
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
                placeholder=words::form::CHOOSE
                disabled=disabled
                prop:value=move || shown.get()
                value=shown.get_untracked()
                on:click=move |_| begin()
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    text.set(Some(typed.clone()));
                    open.set(true);
                    search(typed, PAUSE);
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
                aria-label=resource.many()
                class="absolute inset-x-0 top-full z-30 mt-1 max-h-60 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
                hidden=move || !open.get()
            >
                {rows}
            </ul>
        </div>
    }
    .into_any()
}
