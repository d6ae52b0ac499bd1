//! What an action asks for: of a row, so that it can be done to it, and of the person, before it is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entity::Entity;
use crate::error::Problem;
use crate::value::{Row, Value};

/// What must hold of a row so that an action can be done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The wire key of the field that decides.
    pub key: &'static str,
    /// What its value must be.
    pub test: Test,
    /// Why the action cannot be done where it is not, with the way out, in one sentence.
    pub why: &'static str,
}

/// What a field's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of these choices.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    Is(bool),
    /// A number from this one on.
    AtLeast(u32),
}

impl When {
    /// The value must be one of these choices.
    pub const fn one_of(key: &'static str, values: &'static [&'static str], why: &'static str) -> Self {
        let test = Test::OneOf(values);
        Self { key, test, why }
    }

    /// The value must be this.
    pub const fn is(key: &'static str, yes: bool, why: &'static str) -> Self {
        let test = Test::Is(yes);
        Self { key, test, why }
    }

    /// The value must be this number or more.
    pub const fn at_least(key: &'static str, number: u32, why: &'static str) -> Self {
        let test = Test::AtLeast(number);
        Self { key, test, why }
    }

    /// Whether it holds of a row.
    pub fn holds(&self, entity: &Entity, row: &Row) -> bool {
        let value = entity.by_key(self.key).map(|field| row.get(field));
        match (self.test, value) {
            (Test::OneOf(values), Some(Value::Text(text))) => values.contains(&text.as_str()),
            (Test::Is(yes), Some(Value::Bool(value))) => yes == *value,
            (Test::AtLeast(least), Some(value)) => {
                value.as_f64().is_some_and(|number| number >= f64::from(least))
            }
            _ => false,
        }
    }
}

/// A question of an action, answered by whoever does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// The name in the body of `POST …/actions/{name}`, beside the rows.
    pub name: &'static str,
    /// The answer as a box to tick says it, or what a list of texts is.
    pub label: &'static str,
    /// What an answer is.
    pub kind: ParamKind,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A yes or a no; without an answer no.
    Flag,
    /// Texts; without an answer none.
    Texts,
}

/// The most texts of one answer, and the most characters of each.
const TEXTS: (usize, usize) = (1_000, 200);

/// The answers to an action's questions, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Arguments(BTreeMap<String, Argument>);

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Argument {
    /// Yes or no.
    Flag(bool),
    /// Texts.
    Texts(Vec<String>),
}

impl Arguments {
    /// The same with a yes or no.
    #[must_use]
    pub fn with_flag(mut self, param: &Param, yes: bool) -> Self {
        self.0.insert(param.name.to_owned(), Argument::Flag(yes));
        self
    }

    /// The same with texts.
    #[must_use]
    pub fn with_texts(mut self, param: &Param, texts: Vec<String>) -> Self {
        self.0.insert(param.name.to_owned(), Argument::Texts(texts));
        self
    }

    /// Whether the answer is yes.
    pub fn flag(&self, param: &Param) -> bool {
        matches!(self.0.get(param.name), Some(Argument::Flag(true)))
    }

    /// The texts of an answer.
    pub fn texts(&self, param: &Param) -> &[String] {
        match self.0.get(param.name) {
            Some(Argument::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Looks whether they answer what is asked.
    ///
    /// # Errors
    /// 422 with the names that nobody asked for, or whose answer is of another kind or too long.
    pub fn check(&self, params: &[Param]) -> Result<(), Problem> {
        for (name, answer) in &self.0 {
            let param = params.iter().find(|param| param.name == name);
            let fault = match (param.map(|param| param.kind), answer) {
                (Some(ParamKind::Flag), Argument::Flag(_)) => continue,
                (Some(ParamKind::Texts), Argument::Texts(texts)) => {
                    let long = texts.iter().any(|text| text.chars().count() > TEXTS.1);
                    if texts.len() <= TEXTS.0 && !long {
                        continue;
                    }
                    "Send up to 1000 texts of up to 200 characters."
                }
                (Some(ParamKind::Flag), _) => "Send true or false.",
                (Some(ParamKind::Texts), _) => "Send a list of texts.",
                (None, _) => "Unknown parameter.",
            };
            return Err(Problem::field(name, fault));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Param = Param {
        name: "yes",
        label: "Yes",
        kind: ParamKind::Flag,
    };
    const NAMES: Param = Param {
        name: "names",
        label: "Names",
        kind: ParamKind::Texts,
    };

    #[test]
    fn answers_fit_their_questions_or_are_refused_by_name() {
        let read = |json: &str| serde_json::from_str::<Arguments>(json).unwrap();
        let good = read(r#"{"yes": true, "names": ["a"]}"#);
        assert_eq!(good.check(&[YES, NAMES]), Ok(()));
        assert!(good.flag(&YES) && good.texts(&NAMES) == ["a"]);
        assert!(!Arguments::default().flag(&YES));
        for wrong in [r#"{"yes": ["a"]}"#, r#"{"names": true}"#, r#"{"other": true}"#] {
            let problem = read(wrong).check(&[YES, NAMES]).unwrap_err();
            assert_eq!(problem.errors.len(), 1, "{wrong}");
        }
        assert!(serde_json::from_str::<Arguments>(r#"{"yes": 1}"#).is_err());
    }
}
