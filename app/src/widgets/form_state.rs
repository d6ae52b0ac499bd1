//! The state of a form: what was there, what is entered, what is wrong with it.

use igny8::error::{FieldErrors, Problem};
use igny8::page::{Input, InputKind};
use igny8::validate::{self, Mode};
use igny8::value::{Record, Row, Value};
use leptos::prelude::*;

use crate::state::browser;
use crate::widgets::field::input_id;

/// The values and messages of a form, by wire key.
#[derive(Clone, Copy, Debug)]
pub struct FormState {
    inputs: StoredValue<Vec<&'static Input>>,
    first: RwSignal<Record>,
    values: RwSignal<Record>,
    errors: RwSignal<FieldErrors>,
    /// Whether it was sent and refused: only then are its faults listed.
    tried: RwSignal<bool>,
    mode: StoredValue<Mode>,
}

impl FormState {
    /// A form over `inputs` that changes `row`, or makes one.
    pub fn new(inputs: impl Iterator<Item = &'static Input>, row: Option<&Row>) -> Self {
        let inputs: Vec<_> = inputs.collect();
        let record = read(&inputs, row);
        Self {
            inputs: StoredValue::new(inputs),
            first: RwSignal::new(record.clone()),
            values: RwSignal::new(record),
            errors: RwSignal::new(FieldErrors::new()),
            tried: RwSignal::new(false),
            mode: StoredValue::new(if row.is_some() { Mode::Update } else { Mode::Create }),
        }
    }

    /// Starts over from `row`, such as the saved one.
    pub fn reset(self, row: Option<&Row>) {
        let record = self.inputs.with_value(|inputs| read(inputs, row));
        self.mode
            .set_value(if row.is_some() { Mode::Update } else { Mode::Create });
        self.first.set(record.clone());
        self.values.set(record);
        self.errors.set(FieldErrors::new());
        self.tried.set(false);
    }

    /// Goes back to what was there.
    pub fn discard(self) {
        self.values.set(self.first.get_untracked());
        self.errors.set(FieldErrors::new());
        self.tried.set(false);
    }

    /// Whether the form makes a row.
    pub fn is_new(self) -> bool {
        self.mode.get_value() == Mode::Create
    }

    /// The value of a field, tracked.
    pub fn value(self, key: &str) -> Value {
        self.values
            .with(|values| values.get(key).cloned().unwrap_or_default())
    }

    /// What a field held at first.
    pub fn first(self, key: &str) -> Value {
        self.first
            .with_untracked(|first| first.get(key).cloned().unwrap_or_default())
    }

    /// Whether an input is there with what is entered, tracked.
    pub fn is_there(self, input: &'static Input) -> bool {
        input.visible_when.is_none()
            || self.inputs.with_value(|inputs| {
                self.values.with(|values| {
                    validate::is_visible(input, inputs.iter().copied(), values, &Record::new())
                })
            })
    }

    /// Enters a value; the message of its field goes. Inputs that come with it start as they are declared.
    pub fn set(self, key: &'static str, value: Value) {
        self.values.update(|values| {
            values.insert(key.to_owned(), value);
            self.inputs.with_value(|inputs| fill(inputs, values));
        });
        if self.errors.with_untracked(|errors| errors.contains_key(key)) {
            self.errors.update(|errors| {
                errors.remove(key);
            });
        }
    }

    /// The message of a field, tracked.
    pub fn error(self, key: &str) -> Option<String> {
        self.errors
            .with(|errors| errors.get(key).map(|messages| messages.join(" ")))
    }

    /// Whether something was entered that is not saved, tracked.
    pub fn is_dirty(self) -> bool {
        self.first
            .with(|first| self.values.with(|values| first != values))
    }

    /// Checks one field as it is left, if something was entered in it.
    pub fn check(self, input: &'static Input) {
        let key = input.field.key;
        // An input that is taken away loses the focus only then, when its form is gone already.
        let Some(value) = self
            .values
            .try_with_untracked(|values| values.get(key).cloned().unwrap_or_default())
        else {
            return;
        };
        if self.first.with_untracked(|first| first.get(key) == Some(&value)) {
            return;
        }
        if let Err(message) = validate::check(input, &value) {
            self.errors.update(|errors| {
                errors.insert(key.to_owned(), vec![message]);
            });
        }
    }

    /// What to send: all of a new row, of a known one what was changed. Nothing if the check finds faults, which then
    /// show, the first of them focused by the caller through [`FormState::focus_fault`].
    pub fn submit(self) -> Option<Record> {
        let mode = self.mode.get_value();
        let mut record = self.values.get_untracked();
        self.inputs.with_value(|inputs| {
            let all = record.clone();
            let there =
                |input: &Input| validate::is_visible(input, inputs.iter().copied(), &all, &Record::new());
            record.retain(|key, _| inputs.iter().any(|input| input.field.key == *key && there(input)));
        });
        if mode == Mode::Update {
            self.first
                .with_untracked(|first| record.retain(|key, value| first.get(key.as_str()) != Some(value)));
        }
        let before = self.first.get_untracked();
        let checked = self
            .inputs
            .with_value(|inputs| validate::validate(inputs.iter().copied(), &record, &before, mode));
        match checked {
            Ok(change) => {
                self.errors.set(FieldErrors::new());
                self.tried.set(false);
                Some(
                    change
                        .into_iter()
                        .map(|(field, value)| (field.key.to_owned(), value))
                        .collect(),
                )
            }
            Err(problem) => {
                self.errors.set(problem.errors);
                self.tried.set(true);
                None
            }
        }
    }

    /// Takes over what the server found wrong; what belongs to no field of this form is answered.
    pub fn refused(self, problem: &Problem) -> Option<String> {
        let known = |key: &String| {
            self.inputs
                .with_value(|all| all.iter().any(|input| input.field.key == *key))
        };
        let errors: FieldErrors = problem
            .errors
            .iter()
            .filter(|(key, _)| known(key))
            .map(|(key, of)| (key.clone(), of.clone()))
            .collect();
        let all_placed = !errors.is_empty() && errors.len() == problem.errors.len();
        self.tried.set(!errors.is_empty());
        self.errors.set(errors);
        (!all_placed).then(|| problem.detail.clone())
    }

    /// The inputs with a message once the form was refused, in their order, each once; tracked.
    pub fn faults(self) -> Vec<&'static Input> {
        if !self.tried.get() {
            return Vec::new();
        }
        self.errors.with(|errors| self.faulty(errors))
    }

    fn faulty(self, errors: &FieldErrors) -> Vec<&'static Input> {
        let mut found: Vec<&'static Input> = Vec::new();
        self.inputs.with_value(|all| {
            for input in all.iter().filter(|input| errors.contains_key(input.field.key)) {
                if !found.iter().any(|known| known.field.key == input.field.key) {
                    found.push(input);
                }
            }
        });
        found
    }

    /// Focuses the first input with a message, where ids begin with `prefix`, and brings it where no bar covers it.
    pub fn focus_fault(self, prefix: &str) {
        let first = self
            .errors
            .with_untracked(|errors| self.faulty(errors).first().copied());
        if let Some(input) = first {
            browser::focus_in_middle(&input_id(prefix, input.field.key));
        }
    }
}

/// The values of a row's inputs; of a new row, yes-or-no inputs start as no, so that they do not count as entered.
fn read(inputs: &[&'static Input], row: Option<&Row>) -> Record {
    let mut record: Record = inputs
        .iter()
        .map(|input| {
            let value = match row {
                Some(row) => row.get(&input.field).clone(),
                None if input.visible_when.is_some() => Value::Null,
                None if input.initial.is_some() => validate::initial(input),
                None if input.kind == InputKind::Toggle => Value::Bool(false),
                None => Value::Null,
            };
            (input.field.key.to_owned(), value)
        })
        .collect();
    if row.is_none() {
        fill(inputs, &mut record);
    }
    record
}

/// Inputs that are there by what is chosen start as they are declared.
fn fill(inputs: &[&'static Input], values: &mut Record) {
    for input in inputs
        .iter()
        .filter(|input| input.visible_when.is_some() && input.initial.is_some())
    {
        let empty = values.get(input.field.key).is_none_or(Value::is_null);
        if empty && validate::is_visible(input, inputs.iter().copied(), values, &Record::new()) {
            values.insert(input.field.key.to_owned(), validate::initial(input));
        }
    }
}
