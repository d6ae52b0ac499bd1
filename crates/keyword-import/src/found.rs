//! What was found in a file, to be kept and read by again: what a person is shown, and where its rows stand.

use igny8::planner::import::{Mapping, Preview, Target};
use serde::{Deserialize, Serialize};

use super::{
    How, columns::Column, describe, dress::Dress, error::ImportError, habits::Habits, made::Made,
    record::Plan, rows::Opened,
};

/// What was found in a file that was read in one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// What a person is shown of it: among others encoding, delimiter, sheet, header and columns.
    pub preview: Preview,
    /// Where it stands in the archives that it was in, the outermost first.
    pub(super) inside: Vec<usize>,
    /// Rows before the first data row.
    pub(super) skip: usize,
    /// How its cells are written.
    #[serde(flatten)]
    pub(super) habits: Habits,
    /// Whether its keywords stand in one line.
    #[serde(default)]
    pub(super) in_line: bool,
    /// How its lines are dressed.
    #[serde(default)]
    pub(super) dress: Dress,
    /// Whether it is a table in markup.
    #[serde(default)]
    pub(super) is_page: bool,
    /// What it was before it was written out as text.
    #[serde(default)]
    pub(super) made: Option<Made>,
    /// The columns' whole names, which a preview shortens.
    names: Vec<String>,
    /// The note on an encoding that nobody has named: for whoever can still name another.
    doubt: Option<String>,
}

impl Found {
    /// Of a file that was opened in this way, before its rows are counted.
    pub(super) fn of(opened: &Opened, how: &How) -> Self {
        let columns = opened.layout.columns.iter();
        Self {
            preview: describe::describe(opened, how),
            inside: opened.inside.clone(),
            skip: opened.layout.skip,
            habits: opened.layout.habits,
            in_line: opened.in_line,
            dress: opened.dress,
            is_page: opened.is_page,
            made: opened.made,
            names: columns.map(|column| column.name.clone()).collect(),
            doubt: describe::doubt(opened, how),
        }
    }

    /// What it is with the columns as a mapping says, or as they were recognised.
    ///
    /// # Errors
    /// When the mapping does not fit, or when there is none and no column was recognised as the keyword.
    pub fn mapped(&self, mapping: Option<&Mapping>) -> Result<Preview, ImportError> {
        let mut preview = self.preview.clone();
        if let Some(mapping) = mapping {
            let targets = mapping.resolve(&self.names)?;
            for (column, target) in preview.columns.iter_mut().zip(targets) {
                if column.target != target {
                    column.reason = (target == Target::Ignore).then(|| "Not mapped.".to_owned());
                }
                column.target = target;
            }
        }
        if plan(&preview, self.habits).is_none() {
            return Err(ImportError::NoKeywordColumn(Box::new(preview)));
        }
        Ok(preview)
    }

    /// The same once it is read so: in this encoding, as if somebody had named it.
    pub(super) fn settled(&self, mapping: Option<&Mapping>) -> Result<Preview, ImportError> {
        let mut preview = self.mapped(mapping)?;
        preview.notes.retain(|note| Some(note) != self.doubt.as_ref());
        preview.reading.encoding = preview.encoding;
        Ok(preview)
    }
}

/// How rows become keywords; none without a column of keywords.
pub(super) fn plan(preview: &Preview, habits: Habits) -> Option<Plan> {
    let columns = preview.columns.iter().map(|column| Column {
        name: column.name.clone(),
        target: column.target,
        reason: None,
    });
    Plan::new(&columns.collect::<Vec<_>>(), preview.source).map(|plan| plan.with(habits))
}
