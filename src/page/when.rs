//! What an action asks for: of a row, so that it can be done to it, and of the person, before it is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entity::Entity;
use crate::error::{FieldErrors, Problem};
use crate::resource::Resource;
use crate::value::{Row, Value};

/// What must hold of a row so that an action can be done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The wire key of the field that decides.
    pub key: &'static str,
    /// What its value must be.
    pub test: Test,
    /// Why the action cannot be done where it is not, with what to do instead, in one sentence.
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
    /// A text of at most `max` characters, without which nothing is done.
    Text {
        /// The most characters.
        max: usize,
    },
    /// A whole number other than 0, without which nothing is done.
    Number {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// The id of a row of this resource.
    Row {
        /// The resource.
        of: Resource,
        /// Whether nothing is done without it.
        needed: bool,
    },
    /// A key of the form that is sent, which its page makes: what arrives twice is done once.
    Once,
    /// What whoever does it saw in this field of each row, as `ID:NUMBER`: without that, nothing is done.
    Seen(&'static str),
}

impl ParamKind {
    /// Whether nothing is done without an answer.
    pub const fn is_needed(self) -> bool {
        matches!(
            self,
            Self::Text { .. } | Self::Number { .. } | Self::Row { needed: true, .. } | Self::Once
        )
    }

    /// What is wrong with an answer, if something is.
    fn fault(self, answer: &Argument) -> Option<String> {
        let fault = match (self, answer) {
            (Self::Flag, Argument::Flag(_)) => return None,
            (Self::Texts, Argument::Texts(texts)) => {
                let long = texts.iter().any(|text| text.chars().count() > TEXTS.1);
                if texts.len() <= TEXTS.0 && !long {
                    return None;
                }
                "Send up to 1,000 strings of up to 200 characters."
            }
            (Self::Text { max }, Argument::Text(text)) => {
                return match text.trim().chars().count() {
                    0 => Some(MISSING.to_owned()),
                    many if many > max => Some(format!("Enter at most {max} characters.")),
                    _ if text.contains('\0') => Some("Remove the invalid characters.".to_owned()),
                    _ => None,
                };
            }
            (Self::Number { min, max }, Argument::Number(number)) => {
                return match number {
                    0 => Some("Enter a number other than 0.".to_owned()),
                    number if (min..=max).contains(number) => None,
                    _ => Some(format!("Enter a number from {min} to {max}.")),
                };
            }
            (Self::Row { .. }, Argument::Text(id)) if id.parse::<Uuid>().is_ok() => return None,
            (Self::Row { of, .. }, Argument::Text(_)) => {
                return Some(format!("Choose a {}.", of.one()));
            }
            (Self::Once, Argument::Text(key)) if (8..=200).contains(&key.len()) && key.is_ascii() => {
                return None;
            }
            (Self::Seen(_), Argument::Texts(texts)) if texts.len() <= TEXTS.0 => {
                if texts.iter().all(|text| seen(text).is_some()) {
                    return None;
                }
                SEEN
            }
            (Self::Seen(_), _) => SEEN,
            (Self::Flag, _) => "Send true or false.",
            (Self::Texts, _) => "Send a list of strings.",
            (Self::Text { .. }, _) => "Send a string.",
            (Self::Number { .. }, _) => "Enter a whole number.",
            (Self::Row { .. }, _) => "Send an ID.",
            (Self::Once, _) => "Send a key of 8 to 200 ASCII characters.",
        };
        Some(fault.to_owned())
    }
}

/// How what somebody saw of rows is said.
const SEEN: &str = "Send up to 1,000 strings such as ID:3.";

/// A row with the number that somebody saw there.
fn seen(text: &str) -> Option<(Uuid, i64)> {
    let (id, number) = text.split_once(':')?;
    Some((id.parse().ok()?, number.parse().ok()?))
}

/// What is said of an answer that is not there.
const MISSING: &str = "Enter a value.";

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
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
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

    /// The same with a text.
    #[must_use]
    pub fn with_text(mut self, param: &Param, text: &str) -> Self {
        self.0
            .insert(param.name.to_owned(), Argument::Text(text.to_owned()));
        self
    }

    /// The same without an answer.
    #[must_use]
    pub fn without(mut self, param: &Param) -> Self {
        self.0.remove(param.name);
        self
    }

    /// The same with a number.
    #[must_use]
    pub fn with_number(mut self, param: &Param, number: i64) -> Self {
        self.0.insert(param.name.to_owned(), Argument::Number(number));
        self
    }

    /// The same with what somebody saw of these rows, where that is asked for.
    #[must_use]
    pub fn with_seen<'a>(
        self,
        params: &[Param],
        entity: &Entity,
        rows: impl Iterator<Item = &'a Row>,
    ) -> Self {
        let asked = params.iter().find_map(|param| match param.kind {
            ParamKind::Seen(key) => Some((param, entity.by_key(key)?)),
            _ => None,
        });
        let Some((param, field)) = asked else { return self };
        let texts = rows.map(|row| format!("{}:{}", row.id, row.get(field).to_plain()));
        self.with_texts(param, texts.collect())
    }

    /// What somebody saw of each row.
    pub fn seen(&self, param: &Param) -> BTreeMap<Uuid, i64> {
        self.texts(param).iter().filter_map(|text| seen(text)).collect()
    }

    /// The text of an answer, without spaces around it; empty where there is none.
    pub fn text(&self, param: &Param) -> &str {
        match self.0.get(param.name) {
            Some(Argument::Text(text)) => text.trim(),
            _ => "",
        }
    }

    /// The number of an answer; 0 where there is none.
    pub fn number(&self, param: &Param) -> i64 {
        match self.0.get(param.name) {
            Some(Argument::Number(number)) => *number,
            _ => 0,
        }
    }

    /// The row that an answer names; none where there is no answer.
    pub fn row(&self, param: &Param) -> Option<Uuid> {
        self.text(param).parse().ok()
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
    /// 422 with the names that nobody asked for, whose answer is of another kind or too long, or has to be there and is not.
    pub fn check(&self, params: &[Param]) -> Result<(), Problem> {
        let mut faults = FieldErrors::new();
        for (name, answer) in &self.0 {
            let param = params.iter().find(|param| param.name == name);
            let fault = match param {
                Some(param) => param.kind.fault(answer),
                None => Some("Unknown parameter.".to_owned()),
            };
            if let Some(fault) = fault {
                faults.entry(name.clone()).or_default().push(fault);
            }
        }
        for param in params.iter().filter(|param| param.kind.is_needed()) {
            if !self.0.contains_key(param.name) {
                faults
                    .entry(param.name.to_owned())
                    .or_default()
                    .push(MISSING.to_owned());
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(faults))
        }
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
        assert!(read(r#"{"yes": 1}"#).check(&[YES]).is_err());
        assert!(serde_json::from_str::<Arguments>(r#"{"yes": 1.5}"#).is_err());
    }

    #[test]
    fn what_somebody_saw_is_said_of_each_row() {
        const EDITIONS: Param = Param {
            name: "editions",
            label: "Editions",
            kind: ParamKind::Seen("edition"),
        };
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let good =
            Arguments::default().with_texts(&EDITIONS, vec![format!("{one}:3"), format!("{other}:40")]);
        assert_eq!(good.check(&[EDITIONS]), Ok(()));
        assert_eq!(good.seen(&EDITIONS), BTreeMap::from([(one, 3), (other, 40)]));
        assert_eq!(
            Arguments::default().check(&[EDITIONS]),
            Ok(()),
            "a program may not look"
        );
        for wrong in [
            "",
            "3",
            &one.to_string(),
            &format!("{one}:"),
            &format!("{one}:x"),
            "x:3",
        ] {
            let wrong = Arguments::default().with_texts(&EDITIONS, vec![wrong.to_owned()]);
            assert!(wrong.check(&[EDITIONS]).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_needed_has_to_be_there_and_within_its_bounds() {
        const WHY: Param = Param {
            name: "why",
            label: "Why",
            kind: ParamKind::Text { max: 5 },
        };
        const MANY: Param = Param {
            name: "many",
            label: "Many",
            kind: ParamKind::Number { min: -9, max: 9 },
        };
        let read = |json: &str| serde_json::from_str::<Arguments>(json).unwrap();
        let good = read(r#"{"why": " so ", "many": -9}"#);
        assert_eq!(good.check(&[WHY, MANY]), Ok(()));
        assert_eq!((good.text(&WHY), good.number(&MANY)), ("so", -9));
        for (wrong, faults) in [
            ("{}", 2),
            (r#"{"why": "  ", "many": 1}"#, 1),
            (r#"{"why": "longer", "many": 10}"#, 2),
            (r#"{"why": "a", "many": 0}"#, 1),
            (r#"{"why": true, "many": "1"}"#, 2),
        ] {
            let problem = read(wrong).check(&[WHY, MANY]).unwrap_err();
            assert_eq!(problem.errors.len(), faults, "{wrong}");
        }
    }
}
