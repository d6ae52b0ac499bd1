//! SQL of what is told of an import: how its file was read, and why rows and columns were not taken.

use igny8::error::Problem;
use igny8::planner::import::{
    ColumnNotTaken, EXAMPLES, Encoding, Example, ImportReport, LeftOut, Preview, Reading, RejectKind,
};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::planner::imports::counts_of;
use crate::repo::word::word;
use crate::tenancy::Tx;

/// What is kept of how a file was read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct About {
    file_name: Option<String>,
    reading: Reading,
    table: Option<String>,
    encoding: Option<Encoding>,
    not_taken: Vec<ColumnNotTaken>,
    notes: Vec<String>,
}

impl About {
    /// Of a file that was recognised so.
    pub(super) fn of(file_name: Option<String>, preview: &Preview) -> Self {
        let table = preview.tables.iter().find(|table| table.chosen);
        Self {
            file_name,
            reading: preview.reading.clone(),
            table: table.map(|table| table.name.clone()),
            encoding: preview.encoding,
            not_taken: preview.not_taken(),
            notes: preview.notes.clone(),
        }
    }
}

/// What is known of an import.
///
/// # Errors
/// 404 if there is no such import in this account.
pub async fn report(tx: &mut Tx, id: Uuid) -> Result<ImportReport> {
    let row = sqlx::query(
        "select i.upload_id, i.sector_id, i.source, i.rows_read, i.added, i.updated, i.unchanged, i.rejected, i.left_out, \
           i.undone_at, i.about, t.status \
         from imports i join ai_tasks t on t.account_id = i.account_id and t.id = i.id where i.id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found("import"))?;
    let about: Option<Json<About>> = row.get("about");
    let about = about.map(|about| about.0).unwrap_or_default();
    let counts = counts_of(&row);
    let groups: Vec<(String, i64, Json<Vec<Example>>)> = sqlx::query_as(
        "select kind, rows, examples from import_reasons where import_id = $1 order by rows desc, kind",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?;
    let mut left_out: Vec<LeftOut> = groups
        .into_iter()
        .map(|(kind, rows, examples)| {
            let kind = RejectKind::from_name(&kind);
            LeftOut {
                kind,
                reason: kind.sentence().to_owned(),
                rows: rows.unsigned_abs(),
                examples: examples.0,
            }
        })
        .collect();
    if left_out.is_empty() && counts.rejected > 0 {
        // An import of before its reasons were counted.
        left_out.push(LeftOut {
            kind: RejectKind::Other,
            reason: RejectKind::Other.sentence().to_owned(),
            rows: counts.rejected,
            examples: Vec::new(),
        });
    }
    Ok(ImportReport {
        id,
        upload_id: row.get("upload_id"),
        file_name: about.file_name,
        sector_id: row.get("sector_id"),
        status: word(&row, "status")?,
        source: word(&row, "source")?,
        reading: about.reading,
        table: about.table,
        encoding: about.encoding,
        counts,
        left_out,
        not_taken: about.not_taken,
        notes: about.notes,
        undone: row
            .get::<Option<chrono::DateTime<chrono::Utc>>, _>("undone_at")
            .is_some(),
    })
}

/// Adds what could not be read to what is told of an import.
///
/// # Errors
/// The database does not answer.
pub async fn add_notes(tx: &mut Tx, id: Uuid, notes: &[String]) -> Result<()> {
    sqlx::query(
        "update imports set about = jsonb_set(coalesce(about, '{}'), '{notes}', coalesce(about->'notes', '[]') || $2) where id = $1",
    )
    .bind(id)
    .bind(Json(notes))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts rows that were not taken to those of the same reason.
///
/// # Errors
/// The database does not answer.
pub(super) async fn add_reasons(tx: &mut Tx, import: Uuid, groups: &[LeftOut]) -> Result<()> {
    // In one order, so that two batches wait for each other but never in a circle.
    let mut groups: Vec<&LeftOut> = groups.iter().collect();
    groups.sort_by_key(|group| group.kind.as_str());
    for group in groups {
        sqlx::query(
            "insert into import_reasons as r (account_id, import_id, kind, rows, examples) values ($1, $2, $3, $4, $5) \
             on conflict (account_id, import_id, kind) do update set rows = r.rows + excluded.rows, \
             examples = case when jsonb_array_length(r.examples) < $6 then r.examples || excluded.examples else r.examples end",
        )
        .bind(tx.account().0)
        .bind(import)
        .bind(group.kind.as_str())
        .bind(i64::try_from(group.rows).unwrap_or(i64::MAX))
        .bind(Json(&group.examples))
        .bind(i32::try_from(EXAMPLES).unwrap_or(i32::MAX))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
