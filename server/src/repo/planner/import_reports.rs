//! SQL of what is told of an import: how its file was read, and why rows and columns were not taken.

use igny8::error::Problem;
use igny8::job_run::Status;
use igny8::planner::import::{
    ColumnNotTaken, EXAMPLES, Encoding, Example, ImportCounts, ImportReport, LeftOut, Preview, Reading,
    RejectKind, Source,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::word::Word;
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
    let row = sqlx::query!(
        r#"select i.upload_id, i.sector_id, i.source as "source: Word<Source>", i.rows_read, i.added, i.updated, i.unchanged,
             i.rejected, i.left_out, i.undone_at, i.about as "about: Json<About>", t.status as "status: Word<Status>"
           from imports i join ai_tasks t on t.account_id = i.account_id and t.id = i.id where i.id = $1"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found("import"))?;
    let about = row.about.map(|about| about.0).unwrap_or_default();
    let counts = Counted {
        rows_read: row.rows_read,
        added: row.added,
        updated: row.updated,
        unchanged: row.unchanged,
        rejected: row.rejected,
        left_out: row.left_out,
    }
    .into_counts();
    let groups = sqlx::query!(
        r#"select kind, rows, examples as "examples: Json<Vec<Example>>" from import_reasons
           where import_id = $1 order by rows desc, kind"#,
        id
    )
    .fetch_all(tx.conn())
    .await?;
    let mut left_out: Vec<LeftOut> = groups
        .into_iter()
        .map(|group| {
            let kind = RejectKind::from_name(&group.kind);
            LeftOut {
                kind,
                reason: kind.sentence().to_owned(),
                rows: group.rows.unsigned_abs(),
                examples: group.examples.0,
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
        upload_id: row.upload_id,
        file_name: about.file_name,
        sector_id: row.sector_id,
        status: row.status.0,
        source: row.source.0,
        reading: about.reading,
        table: about.table,
        encoding: about.encoding,
        counts,
        left_out,
        not_taken: about.not_taken,
        notes: about.notes,
        undone: row.undone_at.is_some(),
    })
}

/// Adds what could not be read to what is told of an import.
///
/// # Errors
/// The database does not answer.
pub async fn add_notes(tx: &mut Tx, id: Uuid, notes: &[String]) -> Result<()> {
    sqlx::query!(
        "update imports set about = jsonb_set(coalesce(about, '{}'), '{notes}', coalesce(about->'notes', '[]') || $2) where id = $1",
        id,
        Json(notes) as _
    )
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
        sqlx::query!(
            "insert into import_reasons as r (account_id, import_id, kind, rows, examples) values ($1, $2, $3, $4, $5) \
             on conflict (account_id, import_id, kind) do update set rows = r.rows + excluded.rows, \
             examples = case when jsonb_array_length(r.examples) < $6 then r.examples || excluded.examples else r.examples end",
            tx.account().0,
            import,
            group.kind.as_str(),
            i64::try_from(group.rows).unwrap_or(i64::MAX),
            Json(&group.examples) as _,
            i32::try_from(EXAMPLES).unwrap_or(i32::MAX)
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// How far an import is, as its row says it.
pub(super) struct Counted {
    pub(super) rows_read: i64,
    pub(super) added: i64,
    pub(super) updated: i64,
    pub(super) unchanged: i64,
    pub(super) rejected: i64,
    pub(super) left_out: i64,
}

impl Counted {
    pub(super) fn into_counts(self) -> ImportCounts {
        ImportCounts {
            read: self.rows_read.unsigned_abs(),
            added: self.added.unsigned_abs(),
            updated: self.updated.unsigned_abs(),
            unchanged: self.unchanged.unsigned_abs(),
            rejected: self.rejected.unsigned_abs(),
            left_out: self.left_out.unsigned_abs(),
        }
    }
}
