//! What the generic engine knows of a resource's SQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::choice::Choice;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::joins::Join;
use crate::tenancy::Tx;

/// How one field reads and writes. All text is ours and static: nothing of a request ever reaches SQL as text.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    /// The expression that reads it; of a reference, the id.
    pub read: &'static str,
    /// Of a reference, the expression of its label.
    pub label: Option<&'static str>,
    /// The joins that the expression reads from, by their aliases.
    pub needs: &'static [&'static str],
    /// Of a reference, the joins that the label reads from besides.
    pub label_needs: &'static [&'static str],
    /// The column that it is written to.
    pub write: Option<&'static str>,
    /// Of a reference whose label is a stored name, the words that people read.
    pub names: Option<&'static [Choice]>,
    /// Whether some members see only a part of it, so that logs, which all members read, do not tell it.
    pub in_part: bool,
}

impl Sql {
    /// A field that is only read.
    pub const fn read(read: &'static str) -> Self {
        Self {
            read,
            label: None,
            needs: &[],
            label_needs: &[],
            write: None,
            names: None,
            in_part: false,
        }
    }

    /// A field that is read by `read` and written to the column `write`.
    pub const fn column(read: &'static str, write: &'static str) -> Self {
        Self {
            write: Some(write),
            ..Self::read(read)
        }
    }

    /// A reference that is only read.
    pub const fn reference(id: &'static str, label: &'static str) -> Self {
        Self {
            label: Some(label),
            ..Self::read(id)
        }
    }

    /// The same field, whose expression reads from the joins with these aliases.
    #[must_use]
    pub const fn needs(mut self, aliases: &'static [&'static str]) -> Self {
        self.needs = aliases;
        self
    }

    /// The same reference, whose label reads from the joins with these aliases besides.
    #[must_use]
    pub const fn label_needs(mut self, aliases: &'static [&'static str]) -> Self {
        self.label_needs = aliases;
        self
    }

    /// The same reference, whose label is the name of one of these.
    #[must_use]
    pub const fn named(mut self, names: &'static [Choice]) -> Self {
        self.names = Some(names);
        self
    }

    /// The same field, of which some members see only a part.
    #[must_use]
    pub const fn in_part(mut self) -> Self {
        self.in_part = true;
        self
    }

    /// The same field, written to the column `write`.
    #[must_use]
    pub const fn write(mut self, write: &'static str) -> Self {
        self.write = Some(write);
        self
    }
}

/// What is bound to a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    /// A field's value.
    Value(Value),
    /// Bytes, such as a hash, that no field shows.
    Bytes(Vec<u8>),
    /// A point in time that the server worked out.
    Time(DateTime<Utc>),
    /// The ids of rows.
    Ids(Vec<Uuid>),
}

/// One column with what a row takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The column.
    pub column: &'static str,
    /// What it takes.
    pub bind: Bind,
}

impl Assignment {
    /// A column that takes a field's value.
    pub const fn new(column: &'static str, value: Value) -> Self {
        Self {
            column,
            bind: Bind::Value(value),
        }
    }

    /// A column that takes bytes.
    pub const fn bytes(column: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            column,
            bind: Bind::Bytes(bytes),
        }
    }

    /// A column that takes a point in time.
    pub const fn time(column: &'static str, at: DateTime<Utc>) -> Self {
        Self {
            column,
            bind: Bind::Time(at),
        }
    }

    /// A column that refers to the row with this id.
    pub const fn id(column: &'static str, id: Uuid) -> Self {
        Self::new(
            column,
            Value::Ref {
                id,
                label: String::new(),
            },
        )
    }
}

/// The value that `column` takes in a change.
pub fn value_of<'a>(change: &'a [Assignment], column: &str) -> Option<&'a Value> {
    change
        .iter()
        .find(|assignment| assignment.column == column)
        .and_then(|assignment| match &assignment.bind {
            Bind::Value(value) => Some(value),
            Bind::Bytes(_) | Bind::Time(_) | Bind::Ids(_) => None,
        })
}

/// A constraint of the database, in words, at the field that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Constraint {
    /// Its name in the database.
    pub name: &'static str,
    /// The wire key of the field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: &'static str,
}

/// Rows that are deleted along with their parent.
#[derive(Clone, Copy, Debug)]
pub struct Cascade {
    /// The resource of the rows.
    pub child: Resource,
    /// The column of its table that refers to the parent.
    pub column: &'static str,
}

/// What a search by an index found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matches {
    /// These rows.
    Few(Vec<Uuid>),
    /// More rows than were asked for at most.
    Many,
}

/// A resource's SQL.
#[derive(Clone, Copy)]
pub struct Table {
    /// The resource.
    pub resource: Resource,
    /// The table.
    pub name: &'static str,
    /// The table under `alias`, or those of its rows that the list has.
    pub from: &'static str,
    /// The table's name in expressions.
    pub alias: &'static str,
    /// What is looked up beside it, each join behind those that it needs.
    pub joins: &'static [Join],
    /// One for each field, in the entity's order.
    pub columns: &'static [Sql],
    /// Whether its rows are marked when they are deleted (`deleted_in`), so that they can come back.
    pub undo: bool,
    /// Whether the count of its list is kept until the table or one of its joins changes. Those have their changes noted
    /// (`note_changes` in the migrations), and no expression of a column reads any other.
    pub counts_kept: bool,
    /// Constraints in words.
    pub constraints: &'static [Constraint],
    /// What is deleted along.
    pub cascade: &'static [Cascade],
    /// What the engine cannot know.
    pub hooks: &'static dyn Hooks,
}

/// What came of an action.
#[derive(Clone, Debug)]
pub struct Acted {
    /// Rows that it was done to.
    pub count: u64,
    /// What is shown once.
    pub once: Option<OneTimeSecret>,
    /// What undoes it as a whole.
    pub change: Option<Uuid>,
}

impl Acted {
    /// An action on so many rows, with nothing to tell.
    pub const fn to(count: u64) -> Self {
        Self {
            count,
            once: None,
            change: None,
        }
    }

    /// The same with something that is shown once.
    #[must_use]
    pub fn telling(mut self, once: Option<OneTimeSecret>) -> Self {
        self.once = once;
        self
    }
}

/// What one resource does otherwise than the engine. Every method has a default that does nothing of its own.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// Looks at a checked change before it is written, and may add columns. `id` is none for a new row.
    ///
    /// # Errors
    /// The change contradicts what is there.
    async fn before_save(
        &self,
        _tx: &mut Tx,
        _id: Option<Uuid>,
        _change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        Ok(None)
    }

    /// Does what follows from a row that was made or changed.
    ///
    /// # Errors
    /// The database does not answer.
    async fn after_save(&self, _tx: &mut Tx, _id: Uuid) -> Result<()> {
        Ok(())
    }

    /// What to know before these rows are deleted, in sentences.
    ///
    /// # Errors
    /// The database does not answer.
    async fn before_a_yes(&self, _tx: &mut Tx, _ids: &[Uuid]) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Adds what a new row begins with.
    ///
    /// # Errors
    /// The database does not answer.
    async fn after_create(&self, _tx: &mut Tx, _id: Uuid) -> Result<()> {
        Ok(())
    }

    /// Looks at rows before they are deleted.
    ///
    /// # Errors
    /// They must stay.
    async fn before_delete(&self, _tx: &mut Tx, _ids: &[Uuid]) -> Result<()> {
        Ok(())
    }

    /// Looks at rows before the deletion that removed them is undone.
    ///
    /// # Errors
    /// They must stay away, or the actor may not bring them back.
    async fn before_undo(&self, _tx: &mut Tx, _deletion: Uuid) -> Result<()> {
        Ok(())
    }

    /// The live rows that contain `text`, found by an index, if there are at most `most`; none where no index serves.
    ///
    /// # Errors
    /// The database does not answer.
    async fn search(&self, _tx: &mut Tx, _text: &str, _most: i64) -> Result<Option<Matches>> {
        Ok(None)
    }

    /// Does a declared command to rows and says to how many.
    ///
    /// # Errors
    /// It cannot be done to them.
    async fn act(&self, _tx: &mut Tx, action: &str, _ids: &[Uuid]) -> Result<u64> {
        Err(igny8::error::Problem::not_found(&format!("action “{action}”")).into())
    }

    /// The same with what came of it beyond the rows, such as a link or what undoes it.
    ///
    /// # Errors
    /// As [`Hooks::act`].
    async fn act_telling(
        &self,
        tx: &mut Tx,
        action: &str,
        ids: &[Uuid],
        answers: &Arguments,
    ) -> Result<Acted> {
        Ok(Acted::to(self.act_with(tx, action, ids, answers).await?))
    }

    /// Does an action with the answers to what it asks, and says to how many rows.
    ///
    /// # Errors
    /// As [`Hooks::act`].
    async fn act_with(&self, tx: &mut Tx, action: &str, ids: &[Uuid], _answers: &Arguments) -> Result<u64> {
        self.act(tx, action, ids).await
    }

    /// Whether [`Hooks::before_save`] writes the field with this key by itself.
    fn saves(&self, _key: &str) -> bool {
        false
    }

    /// Whether one of these does this action.
    fn acts(&self, _action: &str) -> bool {
        false
    }
}

/// The hooks of a resource that needs none.
pub struct Plain;

#[async_trait]
impl Hooks for Plain {}
