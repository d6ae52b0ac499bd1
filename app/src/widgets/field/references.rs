//! Choices from many: rows of a resource, or words of a register.

use igny8::entity::Kind;
use igny8::value::Value;
use leptos::prelude::*;

use super::control::Control;
use crate::strings;
use crate::widgets::IconView;
use crate::widgets::combobox::{Combobox, Source};

impl Control {
    /// Any number of rows: those that are chosen, each with a button that removes it, and a choice of one more.
    pub(super) fn references(self) -> AnyView {
        let Self {
            input,
            state,
            id,
            fault,
            described,
            locked,
        } = self;
        let Kind::References(resource) = input.field.kind else {
            return ().into_any();
        };
        let key = input.field.key;
        let chosen = move || match state.value(key) {
            Value::Json(serde_json::Value::Array(rows)) => rows,
            _ => Vec::new(),
        };
        let put = move |rows: Vec<serde_json::Value>| {
            let value = if rows.is_empty() {
                Value::Null
            } else {
                Value::Json(rows.into())
            };
            state.set(key, value);
        };
        let add = move |value: Value| {
            let Value::Ref { id, label } = value else { return };
            let mut rows = untrack(chosen);
            let id = id.to_string();
            if !rows.iter().any(|row| row["id"] == id.as_str()) {
                rows.push(serde_json::json!({ "id": id, "label": label }));
                put(rows);
            }
        };
        let remove = move |gone: &serde_json::Value| {
            let mut rows = untrack(chosen);
            rows.retain(|row| row != gone);
            put(rows);
        };
        let list = move || {
            let rows = chosen().into_iter().map(|row| {
                let label = row["label"].as_str().unwrap_or_default().to_owned();
                let words = strings::form::remove(&label);
                view! {
                    <li class="flex items-center gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-2">
                        <span class="truncate">{label}</span>
                        <button
                            type="button"
                            class="btn btn-icon btn-sm"
                            aria-label=words.clone()
                            title=words
                            disabled=locked
                            on:click=move |_| remove(&row)
                        >
                            <IconView icon=icondata_lu::LuX />
                        </button>
                    </li>
                }
            });
            let rows = rows.collect_view();
            (!rows.is_empty()).then(|| view! { <ul class="mb-2 flex flex-wrap gap-1.5">{rows}</ul> })
        };
        view! {
            {list}
            <Combobox
                id=id
                source=Source::Rows(resource)
                value=Signal::stored(Value::Null)
                choose=Callback::new(add)
                disabled=locked
                invalid=Signal::derive(move || fault.with(Option::is_some))
                described=described
            />
        }
        .into_any()
    }

    /// A choice from many, of rows or of a register.
    pub(super) fn combobox(self) -> AnyView {
        let Self {
            input,
            state,
            id,
            fault,
            described,
            locked,
        } = self;
        let source = match (input.field.kind, input.kind.register()) {
            (_, Some(register)) => Source::Register(register),
            (Kind::Reference(resource), None) => Source::Rows(resource),
            _ => return ().into_any(),
        };
        let key = input.field.key;
        view! {
            <Combobox
                id=id
                source=source
                left=Callback::new(move |()| state.check(input))
                value=Signal::derive(move || state.value(key))
                choose=Callback::new(move |value| state.set(key, value))
                required=input.required
                disabled=locked
                invalid=Signal::derive(move || fault.with(Option::is_some))
                described=described
            />
        }
        .into_any()
    }
}
