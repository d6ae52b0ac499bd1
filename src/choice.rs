//! What is chosen from: rows, and closed sets of values with the words and tones that people see, each an enum that
//! [`choices!`](crate::choices!) declares.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The tone of a badge, a notice or a chart series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to note.
    Neutral,
    /// For information.
    Info,
    /// As it should be.
    Good,
    /// Wants a look.
    Warn,
    /// Wrong, or destructive.
    Bad,
}

/// Something to choose from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelectOption {
    /// The row's id.
    pub id: Uuid,
    /// What people know it by.
    pub label: String,
    /// The row it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
}

/// One value of a closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As stored and sent.
    pub value: &'static str,
    /// As shown.
    pub label: &'static str,
    /// How its badge looks.
    pub tone: Tone,
    /// What choosing it means, where the label does not say it all.
    pub help: &'static str,
}

impl Choice {
    /// A choice of neutral tone.
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self {
            value,
            label,
            tone: Tone::Neutral,
            help: "",
        }
    }

    /// The same choice in another tone.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same choice with what it means.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Whether `set` has this value; usable in constants, where `==` of texts is not.
    pub const fn has(set: &[Self], value: &str) -> bool {
        let mut i = 0;
        while i < set.len() {
            if same(set[i].value.as_bytes(), value.as_bytes()) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The choice of `set` with this value.
    pub fn find(set: &'static [Self], value: &str) -> Option<&'static Self> {
        set.iter().find(|choice| choice.value == value)
    }

    /// The place in `set` of this value: one function for all sets, so that each of them adds next to no code.
    #[doc(hidden)]
    pub fn place(set: &'static [Self], value: &str) -> Option<usize> {
        set.iter().position(|choice| choice.value == value)
    }
}

/// A text that is no value of a closed set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The text.
    pub given: String,
    /// What it might have been.
    pub set: &'static [Choice],
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown variant `{}`, expected one of ", self.given)?;
        for (place, choice) in self.set.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", choice.value)?;
        }
        Ok(())
    }
}

impl std::error::Error for Unknown {}

/// Declares a closed set of values once: for each its name in code, the word that is stored and sent, what people read, and
/// where they differ from a neutral badge without help, its tone and what choosing it means.
///
/// It makes the enum, its `CHOICES` for fields and badges, and the ways from and to the word: `as_str`, `parse`, `FromStr`,
/// `Display` and serde. The server decodes it from the database as a `Word`.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$each:meta])* $variant:ident = $value:literal, $label:literal $(, $tone:ident $(, $help:literal)?)?;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which people see them.
            pub const ALL: [Self; [$($value),+].len()] = [$(Self::$variant),+];

            /// All of them as something to choose.
            pub const CHOICES: &'static [$crate::choice::Choice] = {
                static SET: &[$crate::choice::Choice] = &[
                    $($crate::choice::Choice::new($value, $label)
                        $(.tone($crate::choice::Tone::$tone)$(.help($help))?)?),+
                ];
                SET
            };

            /// Its word, tone and help.
            pub const fn choice(self) -> &'static $crate::choice::Choice {
                &Self::CHOICES[self as usize]
            }

            /// As stored and sent.
            pub const fn as_str(self) -> &'static str {
                self.choice().value
            }

            /// As people read it.
            pub const fn label(self) -> &'static str {
                self.choice().label
            }

            /// The one that is stored and sent so.
            pub fn parse(text: &str) -> Option<Self> {
                let place = $crate::choice::Choice::place(Self::CHOICES, text)?;
                Self::ALL.get(place).copied()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::choice::Unknown;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or_else(|| $crate::choice::Unknown {
                    given: text.to_owned(),
                    set: Self::CHOICES,
                })
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        // By hand, so that the browser's code has each name once.
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(<D::Error as ::serde::de::Error>::custom)
            }
        }

        $crate::schema_of_choices!($name);
    };
}

/// The JSON Schema of a closed set, where somebody wants schemas.
#[doc(hidden)]
#[cfg(feature = "schema")]
#[macro_export]
macro_rules! schema_of_choices {
    ($name:ident) => {
        impl ::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let words = Self::ALL.map(Self::as_str);
                ::schemars::json_schema!({ "type": "string", "enum": words.as_slice() })
            }
        }
    };
}

/// Nothing: no schemas are wanted.
#[doc(hidden)]
#[cfg(not(feature = "schema"))]
#[macro_export]
macro_rules! schema_of_choices {
    ($name:ident) => {};
}

/// Whether texts are equal; usable in constants, where `==` is not.
pub(crate) const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut i = 0;
    while i < one.len() {
        if one[i] != other[i] {
            return false;
        }
        i += 1;
    }
    true
}
