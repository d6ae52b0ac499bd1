//! Inputs that are there only with some choices of another input.

use crate::choice::Choice;
use crate::entity::Kind;
use crate::page::Input;
use crate::value::{Record, Row, Value};

/// Whether an input is there, with what `record` sets over what the row holds `before`, or starts with.
pub fn is_visible<'a>(
    input: &Input,
    mut inputs: impl Iterator<Item = &'a Input>,
    record: &Record,
    before: &Record,
) -> bool {
    input.is_visible(|field| {
        let held = record.get(field.key).filter(|value| !value.is_null());
        let held = held.or_else(|| before.get(field.key));
        match held.and_then(Value::as_str) {
            Some(value) => Some(value),
            None => inputs.find(|other| other.field.same(field))?.initial,
        }
    })
}

/// Whether a change may bring the input: it sets the choice that the input is given by.
pub(super) fn appears(input: &Input, record: &Record) -> bool {
    input
        .visible_when
        .is_some_and(|given| record.contains_key(given.field.key))
}

/// What a row holds of the inputs, by wire key.
pub fn held<'a>(inputs: impl Iterator<Item = &'a Input>, row: &Row) -> Record {
    inputs
        .map(|input| (input.field.key.to_owned(), row.get(&input.field).clone()))
        .collect()
}

/// Says with which choices an input is there.
pub(super) fn elsewhere<'a>(input: &Input, mut inputs: impl Iterator<Item = &'a Input> + Clone) -> String {
    let labels: Vec<_> = inputs
        .clone()
        .filter(|other| other.field.same(&input.field))
        .filter_map(|other| other.visible_when)
        .flat_map(|given| {
            let set = if let Kind::Choice(set) = given.field.kind {
                set
            } else {
                &[]
            };
            given.values.iter().filter_map(|value| Choice::find(set, value))
        })
        .map(|choice| choice.label)
        .collect();
    let by = input
        .visible_when
        .and_then(|given| inputs.find(|other| other.field.same(&given.field)));
    format!(
        "Only available for {}: {}.",
        by.map_or("the choice", |by| by.label),
        labels.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use crate::system::integrations::PAGE;
    use crate::validate::{Mode, validate};
    use crate::value::{Record, Value};

    fn record(pairs: &[(&str, &str)]) -> Record {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::Text((*value).to_owned())))
            .collect()
    }

    fn faults(sent: &[(&str, &str)], before: &[(&str, &str)], mode: Mode) -> Vec<String> {
        match validate(PAGE.form.iter(), &record(sent), &record(before), mode) {
            Ok(_) => Vec::new(),
            Err(problem) => problem.errors.into_keys().collect(),
        }
    }

    #[test]
    fn what_is_needed_depends_on_the_choice() {
        let needed = |kind| faults(&[("kind", kind), ("name", "One")], &[], Mode::Create);
        assert_eq!(needed("openai"), Vec::<String>::new());
        assert_eq!(needed("runware"), ["secret"]);
        assert_eq!(needed("webhook"), ["base_url", "secret", "site_id"]);
        assert_eq!(
            needed("wordpress"),
            ["base_url", "secret", "site_id", "user_name"]
        );
        assert_eq!(needed("fax"), ["kind"]);
    }

    #[test]
    fn what_belongs_to_another_choice_is_refused_by_its_name() {
        let sent = record(&[
            ("kind", "runware"),
            ("name", "One"),
            ("secret", "key"),
            ("user_name", "ann"),
        ]);
        let problem = validate(PAGE.form.iter(), &sent, &Record::new(), Mode::Create)
            .expect_err("Runware has no user name");
        assert_eq!(
            problem.errors["user_name"],
            ["Only available for Type: WordPress."]
        );
        // Programs that send every field may send the others empty.
        let mut sent = record(&[("kind", "runware"), ("name", "One"), ("secret", "key")]);
        sent.insert("user_name".to_owned(), Value::Null);
        let change = validate(PAGE.form.iter(), &sent, &Record::new(), Mode::Create).expect("it is empty");
        assert!(change.iter().all(|(field, _)| field.key != "user_name"));
    }

    #[test]
    fn a_change_is_checked_by_what_the_row_is() {
        let before = [("kind", "wordpress"), ("user_name", "ann")];
        assert_eq!(
            faults(&[("user_name", "bob")], &before, Mode::Update),
            Vec::<String>::new()
        );
        assert_eq!(
            faults(&[("user_name", " ")], &before, Mode::Update),
            ["user_name"]
        );
        assert_eq!(
            faults(&[("text_model", "gpt-5")], &before, Mode::Update),
            ["text_model"]
        );
    }
}
