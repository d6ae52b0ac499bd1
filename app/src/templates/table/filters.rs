//! The panel of filters: an input for each way to narrow that the page declares.

use igny8::choice::Choice;
use igny8::entity::{Field, Kind};
use igny8::error::{FieldErrors, Problem};
use igny8::page::Filter;
use igny8::query::{Condition, Direction, NONE};
use igny8::value::Value;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use uuid::Uuid;

use super::labels;
use super::state::{ListState, field_key, is_scope};
use super::table::Table;
use crate::strings::{common, table as words};
use crate::widgets::combobox::{Combobox, Source};
use crate::widgets::{IconView, menu};

const ID: &str = "filters";
const BUTTON: &str = "filters-button";

/// The button with its panel; nothing where the page can only be searched.
pub(super) fn filters(table: Table) -> AnyView {
    let ways = move || {
        table
            .page
            .filters
            .iter()
            .filter(|way| way.field().is_some_and(|field| !is_scope(field.key)))
    };
    if ways().next().is_none() {
        return ().into_any();
    }
    let errors = table.faults;
    let count = move || {
        let conditions = table.list().query.conditions;
        conditions
            .iter()
            .filter(|condition| !is_scope(field_key(condition)))
            .count()
    };
    // The inputs are made anew when the URL asks otherwise and whenever the panel opens, so that they always say what
    // it says: what a person ticked and did not apply would outlive a mere change of attributes.
    let turn = RwSignal::new(0_u32);
    let asked = Memo::new(move |_| {
        let state = table.list().with(|_| ());
        format!("{} {}", turn.get(), state.query.to_query_string(table.page))
    });
    let inputs = move |_| {
        let query = untrack(move || table.list()).query;
        let ways = ways().map(|way| input(table, way, &query.conditions, errors));
        view! { <div class="space-y-4">{ways.collect_view()} {sort(table, query.sort)}</div> }
    };
    let toggled = move |event: ev::Event| {
        if menu::opens(&event) {
            table.faults.set(FieldErrors::new());
            turn.update(|turn| *turn += 1);
            menu::place_under(ID, BUTTON);
        }
    };
    let close = move |_| menu::close(ID);
    view! {
        <button type="button" id=BUTTON class="btn btn-sm" popovertarget=ID>
            <IconView icon=icondata_lu::LuListFilter />
            {words::FILTERS}
            {move || (count() > 0).then(|| view! { <span class="badge tone-info">{count()}</span> })}
        </button>
        <div
            id=ID
            popover="auto"
            class="popover w-80 max-w-[calc(100vw-2rem)] overflow-y-auto p-4"
            role="group"
            aria-label=words::FILTERS
            on:toggle=toggled
        >
            <div class="space-y-4">
                <For each=move || [asked.get()] key=String::clone children=inputs />
                <div class="sticky bottom-0 z-40 -mx-4 -mb-4 flex justify-between gap-2 border-t border-line bg-raised px-4 py-3">
                    <a class="btn btn-sm btn-ghost" href=move || table.list().reset().href(table.page) data-noscroll="true" on:click=close>
                        {words::RESET_FILTERS}
                    </a>
                    <button type="submit" class="btn btn-sm btn-primary">
                        {words::APPLY}
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Takes the form's submission over: the same URL, without loading the page.
pub(super) fn submitted(table: Table, event: &ev::SubmitEvent) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(query) = form.and_then(|form| query_of(&form)) else {
        return;
    };
    event.prevent_default();
    match ListState::read(table.page, &query) {
        Ok(state) => {
            table.faults.set(FieldErrors::new());
            menu::close(ID);
            table.show(&state, false);
        }
        Err(Problem { errors, .. }) => table.faults.set(errors),
    }
}

/// The query string that the browser itself would send.
fn query_of(form: &web_sys::HtmlFormElement) -> Option<String> {
    let data = web_sys::FormData::new_with_form(form).ok()?;
    let params = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(String::from(params.to_string()))
}

fn input(
    table: Table,
    way: &'static Filter,
    conditions: &[Condition],
    errors: RwSignal<FieldErrors>,
) -> AnyView {
    match way {
        Filter::Search(_) => ().into_any(),
        Filter::OneOf(field, name) => one_of(field, name, conditions),
        Filter::Range(field, name) => range(field, name, conditions, errors),
        Filter::Ref(field, name) => reference(table, field, name, conditions),
    }
}

fn one_of(field: &'static Field, name: &'static str, conditions: &[Condition]) -> AnyView {
    let picked = conditions.iter().find_map(|condition| match condition {
        Condition::OneOf(of, values) if of.same(field) => Some(values.clone()),
        Condition::Is(of, yes) if of.same(field) => Some(vec![if *yes { "true" } else { "false" }]),
        _ => None,
    });
    let picked = picked.unwrap_or_default();
    let set: Vec<(&'static str, &'static str)> = match field.kind {
        Kind::Choice(set) => {
            let unknown = field.nullable.then_some((NONE, common::NONE));
            let choices = set.iter().map(|choice: &Choice| (choice.value, choice.label));
            choices.chain(unknown).collect()
        }
        _ => vec![("true", common::YES), ("false", common::NO)],
    };
    // Of yes and no only one makes sense.
    let kind = if matches!(field.kind, Kind::Choice(_)) {
        "checkbox"
    } else {
        "radio"
    };
    let boxes = set.into_iter().map(|(value, label)| {
        view! {
            <label class="flex min-h-6 items-center gap-2">
                <input type=kind class="check" name=field.key value=value checked=picked.contains(&value) />
                {label}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend class="mb-1 font-medium">{name}</legend>
            <div class="grid grid-cols-2 gap-x-3 gap-y-1">{boxes.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn range(
    field: &'static Field,
    name: &'static str,
    conditions: &[Condition],
    errors: RwSignal<FieldErrors>,
) -> AnyView {
    let time = field.kind == Kind::Timestamp;
    let side = |least: bool| {
        let key = format!("{}_{}", field.key, if least { "min" } else { "max" });
        let pair = conditions
            .iter()
            .map(Condition::to_pair)
            .find(|(name, _)| *name == key);
        let value = pair.map(|(_, value)| {
            if time {
                value.get(..10).unwrap_or(&value).to_owned()
            } else {
                value
            }
        });
        let (label, kind) = (
            if least { words::FROM } else { words::TO },
            if time { "date" } else { "text" },
        );
        let said = {
            let key = key.clone();
            move || errors.with(|errors| errors.get(&key).map(|messages| messages.join(" ")))
        };
        let wrong = said.clone();
        view! {
            <label class="min-w-0 grow">
                <span class="text-sm text-muted">{label}</span>
                <input
                    class="input h-8 text-sm"
                    type=kind
                    inputmode=if time { "none" } else { "decimal" }
                    name=key
                    value=value
                    autocomplete="off"
                    aria-label=format!("{name}, {label}")
                    aria-invalid=move || wrong().map(|_| "true")
                />
                {move || said().map(|text| view! { <span class="mt-1 block text-sm text-bad" role="alert">{text}</span> })}
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="mb-1 font-medium">{name}</legend>
            <div class="flex gap-2">{side(true)} {side(false)}</div>
        </fieldset>
    }
    .into_any()
}

fn reference(table: Table, field: &'static Field, name: &'static str, conditions: &[Condition]) -> AnyView {
    let Kind::Reference(resource) = field.kind else {
        return ().into_any();
    };
    let chosen = conditions.iter().find_map(|condition| match condition {
        Condition::Ref(of, id) if of.same(field) => Some(*id),
        _ => None,
    });
    let none = words::without(name);
    let first = match chosen {
        None => Value::Null,
        Some(None) => Value::Ref {
            id: Uuid::nil(),
            label: none.clone(),
        },
        Some(Some(id)) => Value::Ref {
            id,
            label: labels::known(table, field, id).unwrap_or_else(|| labels::short(id)),
        },
    };
    let value = RwSignal::new(first);
    let sent = move || {
        value.with(|value| match value.as_id() {
            None => String::new(),
            Some(id) if id.is_nil() => NONE.to_owned(),
            Some(id) => id.to_string(),
        })
    };
    let id = format!("filter-{}", field.key);
    let choose = Callback::new(move |chosen| value.set(chosen));
    let combobox = if field.nullable {
        view! { <Combobox id=id.clone() source=Source::Rows(resource) value=value.into() choose=choose none=none /> }
    } else {
        view! { <Combobox id=id.clone() source=Source::Rows(resource) value=value.into() choose=choose /> }
    };
    view! {
        <div>
            <label class="mb-1 block font-medium" for=id>
                {name}
            </label>
            {combobox}
            <input type="hidden" name=field.key prop:value=sent value=untrack(sent) />
        </div>
    }
    .into_any()
}

/// The order, which on a phone has no headings to be chosen by.
fn sort(table: Table, now: (Field, Direction)) -> AnyView {
    let page = table.page;
    let options = page.columns.iter().filter(|column| column.sortable).flat_map(|column| {
        ["", "-"].map(|sign| {
            let value = format!("{sign}{}", column.field.key);
            let descending = now.1 == Direction::Descending;
            let chosen = now.0.same(&column.field) && descending != sign.is_empty();
            view! { <option value=value selected=chosen>{words::order(column.title, sign.is_empty())}</option> }
        })
    });
    view! {
        <label class="block">
            <span class="mb-1 block font-medium">{words::SORT_BY}</span>
            <select class="input h-8 text-sm" name="sort">
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
