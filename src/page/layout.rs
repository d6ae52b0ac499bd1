//! How else the rows of a table are laid out: as cards under the choices of a field, by day, or as pictures.

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::page::{Action, Filter, TablePage};

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

impl TablePage {
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
