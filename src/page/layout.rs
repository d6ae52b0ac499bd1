//! How else the rows of a table are laid out: as cards under the choices of a field, by day, or as pictures.

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::page::{Action, Filter, InputKind, TablePage};
use crate::query::NONE;
use crate::validate::{held, is_visible};
use crate::value::{Record, Row, Value};

/// What a page's rows are laid out as; part of a list's address and of its saved views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Rows and columns.
    #[default]
    Table,
    /// Cards, in a column for each choice of a field.
    Board,
    /// The days of a month.
    Calendar,
    /// Pictures side by side.
    Gallery,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Table, Self::Board, Self::Calendar, Self::Gallery];

    /// Its word in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Board => "board",
            Self::Calendar => "calendar",
            Self::Gallery => "gallery",
        }
    }

    /// The layout of this word.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.as_str() == word)
    }
}

/// An action that takes a card from one of some columns to another.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// Where the card stands before.
    pub from: &'static [&'static str],
    /// Where the action leads.
    pub to: &'static str,
    /// What takes it there.
    pub action: Action,
}

impl Move {
    /// From any of these to that.
    pub const fn new(from: &'static [&'static str], to: &'static str, action: Action) -> Self {
        Self { from, to, action }
    }
}

/// Cards in a column for each choice of a field.
#[derive(Clone, Copy, Debug)]
pub struct Board {
    /// The field.
    pub field: Field,
    /// What leads from column to column, where the field is not one that people set.
    pub moves: &'static [Move],
}

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
        self.offers(crate::permission::Verb::Update)
            && inputs.any(|input| {
                !input.create_only
                    && input.kind != InputKind::Shown
                    && is_visible(input, self.form.iter(), &Record::new(), &before)
            })
    }

    /// Whether its rows can be laid out like this.
    pub fn lays_out(&self, layout: Layout) -> bool {
        match layout {
            Layout::Table => true,
            Layout::Board => self.board.is_some(),
            Layout::Calendar => self.calendar.is_some(),
            Layout::Gallery => self.gallery.is_some(),
        }
    }

    /// How its rows can be laid out.
    pub fn layouts(&self) -> impl Iterator<Item = Layout> + '_ {
        Layout::ALL.into_iter().filter(|layout| self.lays_out(*layout))
    }

    /// Rows can be laid out as cards in a column for each choice of this field.
    ///
    /// # Panics
    /// While compiling, if the list cannot be narrowed to one choice of the field, or a move leads to none.
    #[must_use]
    pub const fn board(mut self, field: Field, moves: &'static [Move]) -> Self {
        let Kind::Choice(set) = field.kind else {
            panic!("a board of a field that is no choice");
        };
        assert!(self.narrows(&field), "a board needs a filter of its field");
        let mut i = 0;
        while i < moves.len() {
            assert!(Choice::has(set, moves[i].to), "a move to what is no choice");
            let mut j = 0;
            while j < moves[i].from.len() {
                assert!(
                    Choice::has(set, moves[i].from[j]),
                    "a move from what is no choice"
                );
                j += 1;
            }
            i += 1;
        }
        self.board = Some(Board { field, moves });
        self
    }

    /// Rows can be laid out by the day of this field.
    ///
    /// # Panics
    /// While compiling, if the list cannot be narrowed to a range of the field.
    #[must_use]
    pub const fn calendar(mut self, field: Field) -> Self {
        assert!(
            matches!(field.kind, Kind::Timestamp) && self.narrows(&field),
            "a calendar needs a filter of its time"
        );
        self.calendar = Some(field);
        self
    }

    /// Rows can be laid out as the pictures whose addresses this field holds.
    ///
    /// # Panics
    /// While compiling, if the field is no text.
    #[must_use]
    pub const fn gallery(mut self, field: Field) -> Self {
        assert!(
            matches!(field.kind, Kind::Text),
            "a gallery of a field that is no address"
        );
        self.gallery = Some(field);
        self
    }

    const fn narrows(&self, field: &Field) -> bool {
        let mut i = 0;
        while i < self.filters.len() {
            if let Filter::OneOf(of, _) | Filter::Range(of, _) = &self.filters[i]
                && of.same(field)
            {
                return true;
            }
            i += 1;
        }
        false
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

    fn column(status: ArticleStatus) -> Option<&'static Choice> {
        Some(status.choice())
    }

    #[test]
    fn only_what_is_allowed_leads_from_column_to_column() {
        let board = PAGE.board.expect("articles have a board");
        let draft = article(ArticleStatus::Draft, false);
        let to = |status| board.way(&PAGE, &draft, column(status));
        assert!(matches!(to(ArticleStatus::InReview), Ok(Some(Way::Act(action))) if action.name == "submit"));
        assert!(
            matches!(to(ArticleStatus::Approved), Ok(Some(Way::Act(action))) if action.name == "approve")
        );
        assert!(matches!(to(ArticleStatus::Writing), Ok(None)));
        assert!(matches!(to(ArticleStatus::Draft), Ok(None)));
        let published = article(ArticleStatus::Published, false);
        assert!(matches!(
            board.way(&PAGE, &published, column(ArticleStatus::Draft)),
            Ok(None)
        ));
        let empty = Row::of(
            &content::ENTITY,
            Uuid::nil(),
            &[("status", Value::Text("draft".into())), ("words", Value::Int(0))],
        );
        assert!(board.way(&PAGE, &empty, column(ArticleStatus::InReview)).is_err());
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
