//! The inputs of a form: label above, help below, the message in place with the way out.

use igny8::choice::Choice;
use igny8::entity::Kind;
use igny8::page::{Input, InputKind};
use igny8::system::model_servers;
use igny8::value::Value;
use leptos::prelude::*;

use crate::strings;
use crate::widgets::combobox::{Combobox, Source};
use crate::widgets::time_input::time_input;
use crate::widgets::{FormState, IconView, TextArea};

/// The inputs, one below the other; ids are `{prefix}-{key}`.
#[component]
pub fn Fields(
    /// What to draw.
    inputs: Vec<&'static Input>,
    /// The state that they read and write.
    state: FormState,
    /// Begins the ids, unique in the page.
    prefix: &'static str,
) -> impl IntoView {
    let fields: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            if input.visible_when.is_none() {
                return field(input, state, prefix);
            }
            let there = Memo::new(move |_| state.is_there(input));
            (move || there.get().then(|| field(input, state, prefix))).into_any()
        })
        .collect();
    view! { <div class="space-y-4">{fields}</div> }.into_any()
}

/// The id of a field's input.
pub fn input_id(prefix: &str, key: &str) -> String {
    format!("{prefix}-{key}")
}

/// The input of a cell that is edited in place: `label` is for assistive technology only, help has no room.
pub fn bare(input: &'static Input, state: FormState, prefix: &'static str, label: String) -> AnyView {
    let control = Control::new(input, state, prefix, false);
    let message = control.message("absolute inset-x-0 top-full z-10 rounded-md bg-bad-soft px-2 py-1");
    view! {
        <label for=control.id.clone() class="sr-only">
            {label}
        </label>
        {control.draw()}
        {message}
    }
    .into_any()
}

fn field(input: &'static Input, state: FormState, prefix: &'static str) -> AnyView {
    let control = Control::new(input, state, prefix, !input.help.is_empty());
    let id = control.id.clone();
    let help = (!input.help.is_empty()).then(|| {
        let text = move || {
            let hint = input
                .hint
                .and_then(|hint| model_servers::hint(hint.of, state.value(hint.by.key).as_str()?));
            hint.unwrap_or_else(|| input.help.to_owned())
        };
        view! { <p id=format!("{id}-help") class="mt-1 text-sm text-muted">{text}</p> }
    });
    let message = control.message("mt-1");
    if input.kind == InputKind::Toggle {
        return view! {
            <div>
                <label class="flex min-h-6 items-center gap-2 font-medium">{control.toggle()} {input.label}</label>
                {message}
                {help}
            </div>
        }
        .into_any();
    }
    if input.kind == InputKind::Checks {
        return checks(&control, help.into_any(), message);
    }
    let required = required(input);
    view! {
        <div>
            <label for=id class="mb-1 block font-medium">
                {input.label}
                {required}
            </label>
            {control.draw()}
            {message}
            {help}
            {meanings(input)}
        </div>
    }
    .into_any()
}

fn required(input: &'static Input) -> Option<AnyView> {
    let mark = || {
        view! {
            <span class="text-bad" aria-hidden="true">
                " *"
            </span>
            <span class="sr-only">{format!(" ({})", strings::form::REQUIRED)}</span>
        }
        .into_any()
    };
    input.required.then(mark)
}

/// Several of a closed set, each a box to tick with what it means.
fn checks(control: &Control, help: AnyView, message: AnyView) -> AnyView {
    let (input, state, described, locked) = (control.input, control.state, control.described, control.locked);
    let key = input.field.key;
    let Kind::Choices(set) = input.field.kind else {
        return ().into_any();
    };
    let each = set.iter().enumerate().map(|(place, choice)| {
        let is_chosen = move || chosen(&state.value(key)).any(|word| word == choice.value);
        let toggle = move |event| {
            let ticked = event_target_checked(&event);
            let before = untrack(|| state.value(key));
            // In the order of the set, so that what was ticked and unticked again is no change.
            let now = set.iter().map(|one| one.value).filter(|word| {
                if *word == choice.value {
                    ticked
                } else {
                    chosen(&before).any(|had| had == *word)
                }
            });
            let now: Vec<_> = now.collect();
            state.set(key, if now.is_empty() { Value::Null } else { Value::Json(now.into()) });
        };
        // The message of the field leads to the first.
        let id = if place == 0 { control.id.clone() } else { format!("{}-{place}", control.id) };
        let meaning = format!("{id}-meaning");
        view! {
            <div>
                <label class="flex min-h-6 items-center gap-2">
                    <input
                        id=id
                        name=key
                        value=choice.value
                        type="checkbox"
                        class="check"
                        disabled=locked
                        aria-describedby=(!choice.help.is_empty()).then(|| meaning.clone())
                        prop:checked=is_chosen
                        checked=untrack(is_chosen)
                        on:change=toggle
                    />
                    {choice.label}
                </label>
                {(!choice.help.is_empty()).then(|| view! { <p id=meaning class="ml-6 text-sm text-muted">{choice.help}</p> })}
            </div>
        }
    });
    let each: Vec<_> = each.collect();
    view! {
        <fieldset aria-describedby=move || described.get()>
            <legend class="mb-1 font-medium">{input.label} {required(input)}</legend>
            <div class="space-y-1">{each}</div>
            {message}
            {help}
        </fieldset>
    }
    .into_any()
}

/// The words of several choices.
fn chosen(value: &Value) -> impl Iterator<Item = &str> {
    let list = match value {
        Value::Json(list) => list.as_array(),
        _ => None,
    };
    list.into_iter().flatten().filter_map(|word| word.as_str())
}

/// What each choice means, where choices say so.
fn meanings(input: &'static Input) -> Option<AnyView> {
    let (InputKind::Select, Kind::Choice(set)) = (input.kind, input.field.kind) else {
        return None;
    };
    if set.iter().all(|choice| choice.help.is_empty()) {
        return None;
    }
    let each = set.iter().map(|choice| {
        view! {
            <dt class="font-medium">{choice.label}</dt>
            <dd class="text-muted">{choice.help}</dd>
        }
    });
    Some(view! { <dl class="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">{each.collect_view()}</dl> }.into_any())
}

struct Control {
    input: &'static Input,
    state: FormState,
    id: String,
    fault: Memo<Option<String>>,
    described: Signal<Option<String>>,
    locked: bool,
}

impl Control {
    fn new(input: &'static Input, state: FormState, prefix: &'static str, helped: bool) -> Self {
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
    fn message(&self, place: &'static str) -> AnyView {
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

    fn draw(self) -> AnyView {
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

    fn toggle(&self) -> AnyView {
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

    /// Any number of rows: those that are chosen, each with a way out, and a choice of one more.
    fn references(self) -> AnyView {
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
    fn combobox(self) -> AnyView {
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
