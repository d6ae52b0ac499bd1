//! Where the card of a row can go: to which columns of a board, and what takes it there; to another day of a calendar.

use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::page::{Action, Board, InputKind, Move, TablePage};
use crate::permission::Verb;
use crate::query::NONE;
use crate::validate::{held, is_visible};
use crate::value::{Record, Row, Value};

/// What takes a card to another column.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// The field is set.
    Set,
    /// An action is done.
    Act(&'static Action),
}

impl Board {
    /// The columns: unknown first where that may be, then each choice.
    pub fn columns(&self) -> impl Iterator<Item = Option<&'static Choice>> + use<> {
        let set = match self.field.kind {
            Kind::Choice(set) => set,
            _ => &[],
        };
        let unknown = self.field.nullable.then_some(None);
        unknown.into_iter().chain(set.iter().map(Some))
    }

    /// The query pair of the rows of a column.
    pub fn condition(&self, column: Option<&'static Choice>) -> (&'static str, &'static str) {
        (self.field.key, column.map_or(NONE, |choice| choice.value))
    }

    /// The place of the column that a row is in.
    pub fn place_of(&self, row: &Row) -> Option<usize> {
        let value = row.get(&self.field).as_str();
        self.columns()
            .position(|column| column.map(|choice| choice.value) == value)
    }

    /// What would take the row to a column, where something does.
    ///
    /// # Errors
    /// Why what leads there cannot be done to this row now.
    pub fn way(
        &self,
        page: &TablePage,
        row: &Row,
        to: Option<&'static Choice>,
    ) -> Result<Option<Way>, &'static str> {
        let here = row.get(&self.field).as_str();
        let there = to.map(|choice| choice.value);
        if here == there {
            return Ok(None);
        }
        if page.sets(&self.field, row) {
            return Ok(Some(Way::Set));
        }
        let leads =
            |step: &&Move| Some(step.to) == there && here.is_some_and(|here| step.from.contains(&here));
        let Some(step) = self.moves.iter().find(leads) else {
            return Ok(None);
        };
        match step.action.refusal(page.entity, row) {
            Some(why) => Err(why),
            None => Ok(Some(Way::Act(&step.action))),
        }
    }
}

impl TablePage {
    /// Whether people set this field of the row by an input of its form.
    pub fn sets(&self, field: &Field, row: &Row) -> bool {
        let before = held(self.form.iter(), row);
        let mut inputs = self.form.iter().filter(|input| input.field.same(field));
        self.offers(Verb::Update)
            && inputs.any(|input| {
                !input.create_only
                    && input.kind != InputKind::Shown
                    && is_visible(input, self.form.iter(), &Record::new(), &before)
            })
    }
}

/// What sets the time of a row: the field itself, and the choice with which the form has an input for it.
pub fn at_time(page: &TablePage, field: &Field, at: &str) -> Record {
    let mut record = Record::from([(field.key.to_owned(), Value::Text(at.to_owned()))]);
    let input = page.form.iter().find(|input| input.field.same(field));
    if let Some(given) = input.and_then(|input| input.visible_when)
        && let Some(value) = given.values.first()
    {
        record.insert(given.field.key.to_owned(), Value::Text((*value).to_owned()));
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::keywords;
    use crate::writer::content::{self, ArticleStatus, PAGE};
    use uuid::Uuid;

    fn article(status: ArticleStatus, approved: bool) -> Row {
        let values = [
            ("status", Value::Text(status.as_str().to_owned())),
            ("approved", Value::Bool(approved)),
            ("words", Value::Int(900)),
        ];
        Row::of(&content::ENTITY, Uuid::nil(), &values)
    }

    #[test]
    fn only_what_is_allowed_leads_from_column_to_column() {
        let board = PAGE.board.expect("articles have a board");
        let draft = article(ArticleStatus::Draft, false);
        let to = |status: ArticleStatus| board.way(&PAGE, &draft, Some(status.choice()));
        assert!(matches!(to(ArticleStatus::InReview), Ok(Some(Way::Act(action))) if action.name == "submit"));
        assert!(
            matches!(to(ArticleStatus::Approved), Ok(Some(Way::Act(action))) if action.name == "approve")
        );
        assert!(matches!(to(ArticleStatus::Writing), Ok(None)));
        assert!(matches!(to(ArticleStatus::Draft), Ok(None)));
        let published = article(ArticleStatus::Published, false);
        assert!(matches!(
            board.way(&PAGE, &published, Some(ArticleStatus::Draft.choice())),
            Ok(None)
        ));
        let empty = Row::of(
            &content::ENTITY,
            Uuid::nil(),
            &[("status", Value::Text("draft".into())), ("words", Value::Int(0))],
        );
        assert!(
            board
                .way(&PAGE, &empty, Some(ArticleStatus::InReview.choice()))
                .is_err()
        );
    }

    #[test]
    fn a_field_that_people_set_leads_everywhere() {
        let board = keywords::PAGE.board.expect("keywords have a board");
        let row = Row::of(
            &keywords::ENTITY,
            Uuid::nil(),
            &[("keyword", Value::Text("shoes".into()))],
        );
        assert_eq!(board.place_of(&row), Some(0));
        for column in board.columns().skip(1) {
            assert!(matches!(
                board.way(&keywords::PAGE, &row, column),
                Ok(Some(Way::Set))
            ));
        }
        assert_eq!(board.condition(None), ("intent", "none"));
    }

    #[test]
    fn a_time_brings_the_choice_that_it_needs() {
        let record = at_time(&PAGE, &content::F.publish_at, "2027-01-31T08:00:00Z");
        assert_eq!(record.get("publish_as"), Some(&Value::Text("schedule".into())));
    }
}
