//! Inputs and forms: what people may set, with the limits that browser and server both check.

use crate::choice::Choice;
use crate::entity::{Entity, Field, Kind};
use crate::page::Icon;
use crate::places::SuggestionList;

/// How an input reads its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InputKind {
    /// One line of at most `max` characters.
    Text {
        /// The most characters.
        max: usize,
    },
    /// Several lines of at most `max` characters.
    LongText {
        /// The most characters.
        max: usize,
    },
    /// An e-mail address.
    Email,
    /// A host name such as `example.com`; a scheme and a path that people paste are dropped.
    Domain,
    /// A language as a BCP 47 tag, such as `en` or `pt-BR`.
    Language,
    /// A time zone of the IANA database, such as `Europe/Berlin`.
    TimeZone,
    /// A country as its ISO 3166-1 alpha-2 code, such as `US`.
    Country,
    /// A number between two bounds.
    Number {
        /// The least.
        min: f64,
        /// The most.
        max: f64,
    },
    /// A key or password of at most `max` characters: what is stored is never sent back, only its last characters.
    Secret {
        /// The most characters.
        max: usize,
    },
    /// A password of at most `max` bytes: never read back, not trimmed, hidden while it is typed.
    Password {
        /// The most bytes.
        max: usize,
    },
    /// A point in time, RFC 3339 or without a zone in UTC.
    Time,
    /// A time of day, `HH:MM` of 24 hours.
    Clock,
    /// Yes or no.
    Toggle,
    /// Nothing: what the field holds is shown among the inputs, and changed elsewhere.
    Shown,
    /// One of the field's choices.
    Select,
    /// Several of the field's choices.
    Checks,
    /// A row of the referenced resource.
    Reference,
    /// Any number of rows of the referenced resource, at most [`MAX_REFERENCES`](crate::validate::MAX_REFERENCES).
    References,
}

impl InputKind {
    /// Whether it takes more room than a row of a table has.
    pub const fn is_tall(self) -> bool {
        matches!(self, Self::LongText { .. } | Self::Checks | Self::References)
    }

    /// What it is chosen from, where that is a register.
    pub const fn register(self) -> Option<SuggestionList> {
        match self {
            Self::Language => Some(SuggestionList::Languages),
            Self::TimeZone => Some(SuggestionList::TimeZones),
            Self::Country => Some(SuggestionList::Countries),
            _ => None,
        }
    }
}

/// What another input must hold for an input to be there, such as a kind that alone has a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisibleWhen {
    /// The field of the other input, a choice.
    pub field: Field,
    /// The values of it with which the input is there.
    pub values: &'static [&'static str],
}

/// What help that depends on a choice is about. A name and no function: every page of the app knows all forms, and with a
/// function would come what it tells from, which only the pages that show a form are to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The key of the chosen model server.
    ServerKey,
    /// Where the chosen model server answers.
    ServerAddress,
    /// How the chosen model server names its models.
    ServerModel,
}

/// Help that depends on a choice of the same form, such as an address that another one has.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// The field of the other input.
    pub by: Field,
    /// What it is about.
    pub of: Topic,
}

/// Where something can be done about what a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputLink {
    /// What it says.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// What the field must hold for it to be there.
    pub while_it_is: &'static str,
}

/// One input of a form.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// The field that it sets.
    pub field: Field,
    /// The label above it.
    pub label: &'static str,
    /// How it reads.
    pub kind: InputKind,
    /// The help below it.
    pub help: &'static str,
    /// What the help is with some values of another input.
    pub hint: Option<Hint>,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether it can be set only while the row is made.
    pub create_only: bool,
    /// What a new row takes where nothing is given, as people would type it.
    pub initial: Option<&'static str>,
    /// Where something can be done about what it holds.
    pub link: Option<InputLink>,
    /// Where it is there only with some values of another input. Several inputs may set one field, each for other values.
    pub visible_when: Option<VisibleWhen>,
}

impl Input {
    /// An input that may stay empty.
    ///
    /// # Panics
    /// While compiling, if it cannot set its field.
    pub const fn new(field: Field, label: &'static str, kind: InputKind) -> Self {
        let fits = match kind {
            InputKind::Text { .. }
            | InputKind::LongText { .. }
            | InputKind::Secret { .. }
            | InputKind::Password { .. }
            | InputKind::Email
            | InputKind::Domain
            | InputKind::Language
            | InputKind::TimeZone
            | InputKind::Country
            | InputKind::Clock => {
                matches!(field.kind, Kind::Text)
            }
            InputKind::Time => matches!(field.kind, Kind::Timestamp),
            InputKind::Number { .. } => matches!(field.kind, Kind::Integer | Kind::Decimal),
            InputKind::Toggle => matches!(field.kind, Kind::Boolean),
            InputKind::Shown => true,
            InputKind::Select => matches!(field.kind, Kind::Choice(_)),
            InputKind::Checks => matches!(field.kind, Kind::Choices(_)),
            InputKind::Reference => matches!(field.kind, Kind::Reference(_)),
            InputKind::References => matches!(field.kind, Kind::References(_)),
        };
        assert!(fits, "an input that cannot set its field");
        Self {
            field,
            label,
            kind,
            help: "",
            hint: None,
            required: false,
            create_only: false,
            initial: None,
            link: None,
            visible_when: None,
        }
    }

    /// Leads elsewhere while it holds this.
    #[must_use]
    pub const fn link(mut self, label: &'static str, href: &'static str, while_it_is: &'static str) -> Self {
        self.link = Some(InputLink {
            label,
            href,
            while_it_is,
        });
        self
    }

    /// Its help depends on what `by` holds.
    #[must_use]
    pub const fn hint(mut self, by: Field, of: Topic) -> Self {
        self.hint = Some(Hint { by, of });
        self
    }

    /// It is there only while `field` holds one of `values`: elsewhere it is neither drawn nor taken nor needed.
    ///
    /// # Panics
    /// While compiling, if `field` has no such choice or belongs to another resource.
    #[must_use]
    pub const fn visible_when(mut self, field: Field, values: &'static [&'static str]) -> Self {
        assert!(
            field.resource as u8 == self.field.resource as u8,
            "an input given a field of another resource"
        );
        let Kind::Choice(set) = field.kind else {
            panic!("an input given a field that is no choice");
        };
        let mut i = 0;
        while i < values.len() {
            assert!(
                Choice::has(set, values[i]),
                "an input given a value that is no choice"
            );
            i += 1;
        }
        self.visible_when = Some(VisibleWhen { field, values });
        self
    }

    /// Whether it is there, when `value` answers what each field holds.
    pub fn is_visible<'a>(&self, value: impl FnOnce(&Field) -> Option<&'a str>) -> bool {
        self.visible_when
            .is_none_or(|given| value(&given.field).is_some_and(|value| given.values.contains(&value)))
    }

    /// It must be filled.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It can be set only while the row is made.
    #[must_use]
    pub const fn create_only(mut self) -> Self {
        self.create_only = true;
        self
    }

    /// What a new row takes where nothing is given, as people would type it.
    #[must_use]
    pub const fn initial(mut self, text: &'static str) -> Self {
        self.initial = Some(text);
        self
    }

    /// The help below it.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
}

/// Inputs under one heading.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// What the inputs are about.
    pub help: &'static str,
    /// The inputs.
    pub inputs: &'static [Input],
}

/// A resource of one row as a form.
#[derive(Clone, Copy, Debug)]
pub struct FormPage {
    /// The fields.
    pub entity: &'static Entity,
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// The inputs by heading.
    pub sections: &'static [Section],
}

impl FormPage {
    /// All inputs in order.
    pub fn inputs(&self) -> impl Iterator<Item = &'static Input> + Clone + use<> {
        self.sections.iter().flat_map(|section| section.inputs)
    }
}
