//! The input itself: one for each kind.

use igny8::choice::Choice;
use igny8::entity::Kind;
use igny8::page::{Input, InputKind};
use igny8::value::Value;
use leptos::prelude::*;

use super::input_id;
use crate::strings;
use crate::widgets::time_input::time_input;
use crate::widgets::{FormState, IconView, TextArea};

/// What takes the value of one field, and how assistive technology is told of it.
pub(super) struct Control {
    pub(super) input: &'static Input,
    pub(super) state: FormState,
    pub(super) id: String,
    pub(super) fault: Memo<Option<String>>,
    pub(super) described: Signal<Option<String>>,
    pub(super) locked: bool,
}

impl Control {
    pub(super) fn new(input: &'static Input, state: FormState, prefix: &'static str, helped: bool) -> Self {
        let key = input.field.key;
        let id = input_id(prefix, key);
        let fault = Memo::new(move |_| state.error(key));
        let described = {
            let id = id.clone();
            Signal::derive(move || {
                let mut ids = Vec::new();
                if fault.with(Option::is_some) {
                    ids.push(format!("{id}-error"));
                }
                if helped {
                    ids.push(format!("{id}-help"));
                }
                (!ids.is_empty()).then(|| ids.join(" "))
            })
        };
        Self {
            input,
            state,
            id,
            fault,
            described,
            locked: input.create_only && !state.is_new(),
        }
    }

    /// What is wrong with the value, where `place` puts it.
    pub(super) fn message(&self, place: &'static str) -> AnyView {
        let (id, fault) = (format!("{}-error", self.id), self.fault);
        let message = move || {
            fault.get().map(|text| {
                view! {
                    <p id=id.clone() class=format!("flex items-start gap-1.5 text-sm whitespace-normal text-bad {place}")>
                        <IconView icon=icondata_lu::LuCircleAlert class="mt-0.5 size-4 shrink-0" />
                        {text}
                    </p>
                }
            })
        };
        message.into_any()
    }

    fn invalid(&self) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
        let fault = self.fault;
        move || fault.with(Option::is_some).then_some("true")
    }

    pub(super) fn draw(self) -> AnyView {
        match self.input.kind {
            InputKind::LongText { .. } => self.long_text(),
            InputKind::References => self.references(),
            InputKind::Select => self.select(),
            InputKind::Reference | InputKind::Language | InputKind::TimeZone | InputKind::Country => {
                self.combobox()
            }
            InputKind::Text { .. } | InputKind::Domain => self.line("text", "text"),
            InputKind::Secret { .. } | InputKind::Password { .. } => self.line("password", "text"),
            InputKind::Time => self.time(),
            InputKind::Clock => self.line("time", "text"),
            InputKind::Email => self.line("email", "email"),
            InputKind::Number { .. } => self.line("text", "decimal"),
            InputKind::Toggle => self.toggle(),
            // They have a frame of their own.
            InputKind::Checks => ().into_any(),
            InputKind::Shown => self.shown(),
        }
    }

    /// What the field holds, with where something can be done about it.
    fn shown(self) -> AnyView {
        let Self { input, state, id, .. } = self;
        let value = Memo::new(move |_| state.value(input.field.key).to_plain());
        let link = move || {
            let link = input
                .link
                .filter(|link| value.with(|value| value == link.while_it_is))?;
            Some(view! {
                <a class="link ml-2" rel="external" href=link.href>
                    {link.label}
                </a>
            })
        };
        view! {
            <p id=id>
                {move || value.get()}
                {link}
            </p>
        }
        .into_any()
    }

    /// Numbers are typed into a text input too: the browser's number input drops what it cannot read, silently.
    fn line(self, kind: &'static str, mode: &'static str) -> AnyView {
        let Self {
            input,
            state,
            id,
            described,
            locked,
            ..
        } = self;
        let (key, invalid) = (input.field.key, self.fault);
        // What is stored shows its last characters; what is typed over it does not.
        let is_secret = matches!(input.kind, InputKind::Secret { .. });
        let shown_as = move || {
            let stored = is_secret
                && state
                    .value(key)
                    .as_str()
                    .is_some_and(|text| text.starts_with('•'));
            if stored { "text" } else { kind }
        };
        let autocomplete = match input.kind {
            InputKind::Secret { .. } => "new-password",
            InputKind::Password { .. } if key.starts_with("new") => "new-password",
            InputKind::Password { .. } => "current-password",
            _ => "off",
        };
        view! {
            <input
                id=id
                name=key
                type=shown_as
                inputmode=mode
                class="input"
                autocomplete=autocomplete
                disabled=locked
                aria-required=input.required.then_some("true")
                aria-invalid=move || invalid.with(Option::is_some).then_some("true")
                aria-describedby=move || described.get()
                prop:value=move || state.value(key).to_plain()
                value=untrack(|| state.value(key)).to_plain()
                on:input=move |event| state.set(key, typed(input, &event_target_value(&event)))
                on:blur=move |_| state.check(input)
            />
        }
        .into_any()
    }

    fn long_text(self) -> AnyView {
        let invalid = self.invalid();
        let Self {
            input,
            state,
            id,
            described,
            locked,
            ..
        } = self;
        let key = input.field.key;
        view! {
            <TextArea
                value=Signal::derive(move || state.value(key).to_plain())
                attr:id=id
                attr:name=key
                attr:class="input"
                attr:rows="4"
                attr:disabled=locked
                attr:aria-required=input.required.then_some("true")
                attr:aria-invalid=invalid
                attr:aria-describedby=move || described.get()
                on:input=move |event| state.set(key, typed(input, &event_target_value(&event)))
                on:blur=move |_| state.check(input)
            />
        }
        .into_any()
    }

    pub(super) fn toggle(&self) -> AnyView {
        let (input, state, described) = (self.input, self.state, self.described);
        let key = input.field.key;
        view! {
            <input
                id=self.id.clone()
                name=key
                type="checkbox"
                class="check"
                disabled=self.locked
                aria-describedby=move || described.get()
                prop:checked=move || state.value(key) == Value::Bool(true)
                checked=untrack(|| state.value(key)) == Value::Bool(true)
                on:change=move |event| state.set(key, Value::Bool(event_target_checked(&event)))
            />
        }
        .into_any()
    }

    fn select(self) -> AnyView {
        let invalid = self.invalid();
        let Self {
            input,
            state,
            id,
            described,
            locked,
            ..
        } = self;
        let key = input.field.key;
        let set: &'static [Choice] = if let Kind::Choice(set) = input.field.kind {
            set
        } else {
            &[]
        };
        let chosen = Memo::new(move |_| state.value(key).to_plain());
        let options: Vec<_> = set
            .iter()
            .map(|choice| {
                view! {
                    <option value=choice.value selected=move || chosen.get() == choice.value>
                        {choice.label}
                    </option>
                }
            })
            .collect();
        view! {
            <select
                id=id
                name=key
                class="input"
                disabled=locked
                aria-required=input.required.then_some("true")
                aria-invalid=invalid
                aria-describedby=move || described.get()
                on:change=move |event| state.set(key, typed(input, &event_target_value(&event)))
                on:blur=move |_| state.check(input)
            >
                <option value="" selected=move || chosen.with(String::is_empty)>
                    {if input.required { strings::form::CHOOSE } else { strings::common::NONE }}
                </option>
                {options}
            </select>
        }
        .into_any()
    }

    fn time(self) -> AnyView {
        let Self {
            input,
            state,
            id,
            fault,
            described,
            locked,
        } = self;
        time_input(input, state, id, locked, fault, described)
    }
}

/// What was typed, as the field's kind of value where it can be read, else as text for the check to name.
fn typed(input: &Input, text: &str) -> Value {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Value::Null;
    }
    match input.field.kind {
        Kind::Integer => trimmed
            .parse()
            .map_or_else(|_| Value::Text(text.to_owned()), Value::Int),
        _ => Value::Text(text.to_owned()),
    }
}
