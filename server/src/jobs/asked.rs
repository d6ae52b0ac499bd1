//! What a run was asked for: its row, its rows, and the answers to what its action asked.

use igny8::page::{Arguments, TablePage};
use igny8::resource::Resource;
use igny8::services::Selection;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::filter::Rows;
use crate::runner::Run;
use crate::tenancy::Tx;

/// The row that a run of one row is for.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Item {
    /// What it is.
    pub resource: Resource,
    /// Which.
    pub id: Uuid,
}

/// The parameters of a run of many rows.
#[derive(Deserialize)]
struct Selected {
    selection: Selection,
}

/// The answers to what the action asked that started this run.
#[derive(Debug, Default, Deserialize)]
struct Answers {
    #[serde(default)]
    arguments: Arguments,
}

/// The row that this run is for.
///
/// # Errors
/// The run's parameters are not those of one row.
pub(super) fn item(run: &Run) -> Result<Item> {
    Ok(serde_json::from_value(run.task().params.clone())?)
}

/// The rows that this run is for: those that it was priced for. Runs from before these were kept have a selection alone.
///
/// # Errors
/// The run's parameters are not those of many rows; the database does not answer.
pub(super) async fn rows(run: &Run, tx: &mut Tx, page: &TablePage) -> Result<Rows> {
    if let Some(priced) = run.priced(tx).await? {
        return Ok(Rows::Ids(priced));
    }
    let params: Selected = serde_json::from_value(run.task().params.clone())?;
    Ok(Rows::selected(page, params.selection)?)
}

/// What was answered when this run was started; runs from before there were questions have no answers.
///
/// # Errors
/// The run's parameters are of no known shape.
pub(super) fn arguments(run: &Run) -> Result<Arguments> {
    let answers: Answers = serde_json::from_value(run.task().params.clone())?;
    Ok(answers.arguments)
}
