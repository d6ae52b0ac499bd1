//! Tables to take away: all rows of a list, and the rows that an import did not take. Each has a connection to the database
//! until it is written, so that only a few are written at once.

use futures::StreamExt as _;
use igny8::entity::Entity;
use igny8::id::AccountId;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Selection;
use igny8::value::Row;
use uuid::Uuid;

use crate::error::Result;
use crate::places::ExportTurn;
use crate::repo::filter::Rows;
use crate::repo::planner::imports;
use crate::repo::{self, list};
use crate::seats::Seat;
use crate::services::{RequestContext, resources};
use crate::tenancy::{Grant, Tx};

/// Rejects that are read at once.
const REJECTS: i64 = 1000;

/// What takes the lines of a table, one after the other.
pub trait Lines: Send {
    /// Takes a line.
    fn line(&mut self, cells: Vec<String>) -> impl Future<Output = Result<()>> + Send;
}

/// A table that was found and is not written yet.
pub struct Export<T> {
    tx: Tx,
    of: T,
    // After the transaction, and so given back after its connection: whose turn is next finds one.
    _turn: ExportTurn,
}

/// The rows of a list.
pub struct OfList {
    resource: Resource,
    page: &'static TablePage,
    rows: Rows,
}

/// The rows that an import did not take.
pub struct OfRejects(Uuid);

/// A place for the download, then a turn to write it, then a connection: whoever waits holds nothing of the next.
async fn begin(ctx: &RequestContext, grant: &Grant) -> Result<(Tx, ExportTurn, Seat<AccountId>)> {
    let place = ctx.app.places.download(grant.account())?;
    let turn = ctx.app.places.export(grant.account()).await?;
    let tx = ctx.app.db.begin_long(grant).await?;
    Ok((tx, turn, place))
}

/// The selected rows of a list, and the place that their download takes.
///
/// # Errors
/// As [`igny8::services::Services::list`]; 429 while too many downloads go on.
pub async fn list(
    ctx: &RequestContext,
    resource: Resource,
    selection: Selection,
) -> Result<(Export<OfList>, Seat<AccountId>)> {
    let grant = ctx.grant(Verb::Read, resource).await?;
    let page = resources::table(resource, Verb::Read)?;
    let rows = Rows::selected(page, selection)?;
    let (mut tx, turn, place) = begin(ctx, &grant).await?;
    // What the database refuses, such as a day that no calendar has, is told before anything is sent.
    list::count(&mut tx, repo::table(resource), page, &rows, Some(1)).await?;
    let of = OfList { resource, page, rows };
    Ok((Export { tx, of, _turn: turn }, place))
}

/// The rows that an import did not take, and the place that their download takes.
///
/// # Errors
/// 404 for an import that is not there; 429 while too many downloads go on.
pub async fn rejects(ctx: &RequestContext, import: Uuid) -> Result<(Export<OfRejects>, Seat<AccountId>)> {
    let grant = ctx.scope()?.require(Verb::Read, Resource::Keywords)?;
    let (mut tx, turn, place) = begin(ctx, &grant).await?;
    imports::counts(&mut tx, import).await?;
    let of = OfRejects(import);
    Ok((Export { tx, of, _turn: turn }, place))
}

impl Export<OfList> {
    /// Writes all rows, read with one statement, so that they are of one moment.
    ///
    /// # Errors
    /// The database does not answer, or nobody takes the lines any more.
    pub async fn write(mut self, lines: &mut impl Lines) -> Result<()> {
        let OfList { resource, page, rows } = &self.of;
        let keys = page.entity.fields.iter().map(|field| field.name.to_owned());
        lines
            .line(std::iter::once("id".to_owned()).chain(keys).collect())
            .await?;
        let mut sql = list::statement();
        let mut found = list::stream(&mut self.tx, repo::table(*resource), page, rows, &mut sql)?;
        while let Some(row) = found.next().await {
            lines.line(record(&row?, page.entity)).await?;
        }
        Ok(())
    }
}

fn record(row: &Row, entity: &Entity) -> Vec<String> {
    let cells = entity.fields.iter().map(|field| row.get(field).to_plain());
    std::iter::once(row.id.to_string()).chain(cells).collect()
}

impl Export<OfRejects> {
    /// Writes all of them.
    ///
    /// # Errors
    /// As for a list.
    pub async fn write(mut self, lines: &mut impl Lines) -> Result<()> {
        lines
            .line(["line", "value", "reason"].map(str::to_owned).into())
            .await?;
        let mut after = -1_i64;
        loop {
            let rows = imports::rejects(&mut self.tx, self.of.0, after, REJECTS).await?;
            let Some(last) = rows.last() else { break };
            after = i64::try_from(last.line).unwrap_or(i64::MAX);
            for reject in rows {
                lines
                    .line(vec![reject.line.to_string(), reject.value, reject.reason])
                    .await?;
            }
        }
        Ok(())
    }
}
