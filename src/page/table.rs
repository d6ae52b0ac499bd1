//! The table template's declaration: columns, filters, actions and the form of one resource.

use serde::{Deserialize, Serialize};

use crate::entity::{Entity, Field, Kind};
use crate::page::{Action, ActionKind, Board, Icon, Input};
use crate::permission::Verb;
use crate::resource::Resource;

/// Which way a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Least first; unknown last.
    Ascending,
    /// Most first; unknown last.
    Descending,
}

/// How a column draws its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text as it is.
    Text,
    /// A number with thousands separators, right-aligned.
    Number,
    /// An amount of money with two decimals, right-aligned.
    Money,
    /// What models cost in dollars, right-aligned: parts of a cent count, so it has up to six decimals.
    Cost,
    /// The badge of a choice.
    Badge,
    /// A link to the referenced row.
    Link,
    /// How long ago, with the exact time on hover.
    Time,
    /// A tick or nothing.
    Check,
    /// A number that opens the rows of another resource whose filter by this wire key is the row.
    Related(Resource, &'static str),
    /// Something that fits no other.
    Custom(Widget),
}

/// Cells that only some columns need; the app draws each, exhaustively.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget {
    /// Difficulty from 0 to 100 as a coloured bar.
    DifficultyBar,
    /// Up to twelve monthly values as a line.
    Sparkline,
    /// Percent done with the state's colour.
    Progress,
    /// A share from 0 to 1 as percent.
    Share,
    /// A score from 0 to 100, where more is better, as a coloured bar.
    Score,
    /// A small picture by its address.
    Thumbnail,
    /// An address on the web.
    Address,
    /// The path of a page of ours.
    Page,
}

/// What a column of numbers comes to over many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// All of them added up.
    Sum,
    /// The mean of those that are known.
    Mean,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it shows.
    pub field: Field,
    /// Its heading.
    pub title: &'static str,
    /// How it draws.
    pub cell: Cell,
    /// Whether rows can be ordered by it.
    pub sortable: bool,
    /// Whether it is left out until chosen.
    pub hidden: bool,
    /// Whether its cells can be edited in place, by the form's input of the same field.
    pub editable: bool,
    /// What it comes to over many rows, where that says something.
    pub total: Option<Total>,
}

impl Column {
    /// A column that is shown and not sortable.
    pub const fn new(field: Field, title: &'static str, cell: Cell) -> Self {
        Self {
            field,
            title,
            cell,
            sortable: false,
            hidden: false,
            editable: false,
            total: None,
        }
    }

    /// What it comes to stands under the list and at its groups.
    ///
    /// # Panics
    /// While compiling, if its field holds no number.
    #[must_use]
    pub const fn total(mut self, total: Total) -> Self {
        assert!(
            matches!(self.field.kind, Kind::Integer | Kind::Decimal),
            "a total of what is no number"
        );
        self.total = Some(total);
        self
    }

    /// Rows can be ordered by it.
    #[must_use]
    pub const fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// Left out until chosen.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Its cells can be edited in place. The form must have an input for its field; `registry::check` sees to it,
    /// since the form is declared after the columns.
    #[must_use]
    pub const fn editable(mut self) -> Self {
        self.editable = true;
        self
    }
}

/// A way to narrow the rows.
#[derive(Clone, Copy, Debug)]
pub enum Filter {
    /// Text that one of the fields contains (`search`).
    Search(&'static [Field]),
    /// One or more of a closed set (`{field}=a,b`).
    OneOf(Field, &'static str),
    /// From and to (`{field}_min`, `{field}_max`).
    Range(Field, &'static str),
    /// Rows that refer to one row (`{field}_id`); `none` finds those without.
    Ref(Field, &'static str),
}

impl Filter {
    /// The field of every filter but the search.
    pub const fn field(&self) -> Option<&Field> {
        match self {
            Self::Search(_) => None,
            Self::OneOf(field, _) | Self::Range(field, _) | Self::Ref(field, _) => Some(field),
        }
    }
}

/// A bespoke screen that a page opens instead of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The keyword import wizard.
    KeywordImport,
    /// A task's phases, rows and log.
    TaskProgress,
    /// The editor of an article.
    ContentEditor,
    /// A prompt with its preview and history.
    PromptEditor,
    /// The account's plan.
    Plan,
    /// The clusters of a sector, cut broader or narrower.
    ClusterExplorer,
}

impl Screen {
    /// The last part of its path, where it is opened from a table as a whole.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::ClusterExplorer => "adjust",
            _ => "import",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> Icon {
        match self {
            Self::ClusterExplorer => Icon::Settings,
            _ => Icon::Import,
        }
    }

    /// Whether it brings rows in, so that it is offered where there are none.
    pub const fn brings_rows(self) -> bool {
        matches!(self, Self::KeywordImport)
    }
}

/// A resource as a table: everything its page, REST endpoints, schema and export need.
#[derive(Clone, Copy, Debug)]
pub struct TablePage {
    /// The fields.
    pub entity: &'static Entity,
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What the page is for; shown while it is empty.
    pub purpose: &'static str,
    /// The first column is the row's label and opens it.
    pub columns: &'static [Column],
    /// The order when none is asked for.
    pub sort: (Field, Direction),
    /// The ways to narrow.
    pub filters: &'static [Filter],
    /// What can be done to one row.
    pub row_actions: &'static [Action],
    /// What can be done to many rows.
    pub bulk_actions: &'static [Action],
    /// One of these that is offered for all rows that a list's query string asks for, whatever is shown, by a button of its own words.
    pub sweep: Option<(Action, &'static str)>,
    /// The fields that people may set.
    pub form: &'static [Input],
    /// The label of the button that adds a row, where rows can be added.
    pub create: Option<&'static str>,
    /// A bespoke screen for the list as a whole, such as one that brings rows in, with its button's label.
    pub wizard: Option<(Screen, &'static str)>,
    /// A bespoke screen that shows one row instead of the form.
    pub detail: Option<Screen>,
    /// What is offered for a row once it is saved.
    pub next: Option<Action>,
    /// Where to read on: a label and an address that is no page of the app.
    pub reference: Option<(&'static str, &'static str)>,
    /// Whether rows come while runs go on, so that whoever looks sees them come.
    pub live: bool,
    /// Cards by the choices of a field.
    pub board: Option<Board>,
    /// The time by whose days rows can be laid out.
    pub calendar: Option<Field>,
    /// The address of the picture by which rows can be laid out.
    pub gallery: Option<Field>,
}

impl TablePage {
    /// A table without anything but its first column, in that column's order.
    ///
    /// # Panics
    /// While compiling, if it contradicts the rest of the declaration.
    pub const fn new(
        entity: &'static Entity,
        path: &'static str,
        title: &'static str,
        icon: Icon,
        columns: &'static [Column],
    ) -> Self {
        assert!(!columns.is_empty(), "a table has at least its label column");
        let mut i = 0;
        while i < columns.len() {
            assert!(
                columns[i].field.resource as u8 == columns[0].field.resource as u8,
                "a column of another resource"
            );
            i += 1;
        }
        Self {
            entity,
            path,
            title,
            icon,
            purpose: "",
            columns,
            sort: (columns[0].field, Direction::Ascending),
            filters: &[],
            row_actions: &[],
            bulk_actions: &[],
            sweep: None,
            form: &[],
            create: None,
            wizard: None,
            detail: None,
            next: None,
            reference: None,
            live: false,
            board: None,
            calendar: None,
            gallery: None,
        }
    }

    /// Rows come while runs go on.
    #[must_use]
    pub const fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// What the page is for, shown while it is empty.
    #[must_use]
    pub const fn purpose(mut self, purpose: &'static str) -> Self {
        self.purpose = purpose;
        self
    }

    /// The order when none is asked for.
    ///
    /// # Panics
    /// While compiling, if it contradicts the rest of the declaration.
    #[must_use]
    pub const fn sort(mut self, field: Field, direction: Direction) -> Self {
        let mut i = 0;
        let mut found = false;
        while i < self.columns.len() {
            found |= self.columns[i].sortable && self.columns[i].field.same(&field);
            i += 1;
        }
        assert!(found, "the default sort is not a sortable column");
        self.sort = (field, direction);
        self
    }

    /// The ways to narrow.
    ///
    /// # Panics
    /// While compiling, if it contradicts the rest of the declaration.
    #[must_use]
    pub const fn filters(mut self, filters: &'static [Filter]) -> Self {
        let mut i = 0;
        while i < filters.len() {
            if let Some(field) = filters[i].field() {
                assert!(self.owns(field), "a filter on another resource's field");
                match filters[i] {
                    Filter::OneOf(..) => {
                        assert!(
                            matches!(field.kind, Kind::Choice(_) | Kind::Boolean),
                            "OneOf needs a choice"
                        );
                    }
                    Filter::Range(..) => assert!(
                        matches!(field.kind, Kind::Integer | Kind::Decimal | Kind::Timestamp),
                        "Range needs a number or time"
                    ),
                    Filter::Ref(..) => {
                        assert!(matches!(field.kind, Kind::Reference(_)), "Ref needs a reference");
                    }
                    Filter::Search(_) => {}
                }
            }
            i += 1;
        }
        self.filters = filters;
        self
    }

    /// What can be done to one row and to many.
    #[must_use]
    pub const fn actions(mut self, row: &'static [Action], bulk: &'static [Action]) -> Self {
        self.row_actions = row;
        self.bulk_actions = bulk;
        self
    }

    /// What is offered for all rows that this query string asks for: one of the actions on many rows, under a label that says so.
    #[must_use]
    pub const fn sweep(mut self, action: Action, query: &'static str) -> Self {
        self.sweep = Some((action, query));
        self
    }

    /// The fields that people may set.
    ///
    /// # Panics
    /// While compiling, if it contradicts the rest of the declaration.
    #[must_use]
    pub const fn form(mut self, form: &'static [Input]) -> Self {
        let mut i = 0;
        while i < form.len() {
            assert!(self.owns(&form[i].field), "an input for another resource's field");
            i += 1;
        }
        self.form = form;
        self
    }

    /// Rows can be added by a button with this label.
    #[must_use]
    pub const fn create(mut self, label: &'static str) -> Self {
        self.create = Some(label);
        self
    }

    /// Rows can be brought in by a bespoke screen.
    #[must_use]
    pub const fn wizard(mut self, screen: Screen, label: &'static str) -> Self {
        self.wizard = Some((screen, label));
        self
    }

    /// One row is shown by a bespoke screen.
    #[must_use]
    pub const fn detail(mut self, screen: Screen) -> Self {
        self.detail = Some(screen);
        self
    }

    /// What is offered for a row once it is saved, such as a test of a connection.
    #[must_use]
    pub const fn next(mut self, action: Action) -> Self {
        self.next = Some(action);
        self
    }

    /// Where to read on.
    #[must_use]
    pub const fn reference(mut self, label: &'static str, address: &'static str) -> Self {
        self.reference = Some((label, address));
        self
    }

    const fn owns(&self, field: &Field) -> bool {
        self.columns[0].field.resource as u8 == field.resource as u8
    }

    /// The resource of the rows.
    pub const fn resource(&self) -> Resource {
        self.entity.resource
    }

    /// The field that people know a row by.
    pub const fn label(&self) -> &'static Field {
        &self.columns[0].field
    }

    /// Whether the declaration offers this verb at all, whoever asks.
    pub fn offers(&self, verb: Verb) -> bool {
        let action = |kind| {
            self.row_actions
                .iter()
                .chain(self.bulk_actions)
                .any(|action| action.kind == kind)
        };
        match verb {
            Verb::Read => true,
            Verb::Create => self.create.is_some(),
            Verb::Update => action(ActionKind::Edit),
            Verb::Delete => action(ActionKind::Delete),
            Verb::Act | Verb::Approve => self.endpoints().any(|action| action.verb() == verb),
        }
    }

    /// The actions with an endpoint of their own, each once.
    pub fn endpoints(&self) -> impl Iterator<Item = &'static Action> + use<> {
        let bulk = self.bulk_actions;
        let row = self
            .row_actions
            .iter()
            .filter(move |action| !bulk.contains(action));
        bulk.iter().chain(row).filter(|action| action.is_endpoint())
    }

    /// The column of `field`, if the table has one.
    pub fn column(&self, key: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.field.key == key)
    }

    /// The columns that rows can be grouped by: of each value there are several rows, and what it is called is known.
    pub fn groupings(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.columns.iter().skip(1).filter(|column| {
            matches!(
                column.field.kind,
                Kind::Choice(_) | Kind::Reference(_) | Kind::Boolean
            )
        })
    }

    /// The columns that come to something over many rows.
    pub fn totals(&self) -> impl Iterator<Item = (&'static Column, Total)> + use<> {
        self.columns
            .iter()
            .filter_map(|column| Some((column, column.total?)))
    }

    /// The input that edits a cell of this column in place, if the declaration has it so.
    pub fn editor(&self, column: &Column) -> Option<&'static Input> {
        let input = self.input(column.field.key).filter(|_| column.editable)?;
        let fits = !input.create_only && input.visible_when.is_none() && !input.kind.is_tall();
        (self.offers(Verb::Update) && fits).then_some(input)
    }

    /// The input of the field with this wire key; the first, where several share it.
    pub fn input(&self, key: &str) -> Option<&'static Input> {
        self.form.iter().find(|input| input.field.key == key)
    }
}
