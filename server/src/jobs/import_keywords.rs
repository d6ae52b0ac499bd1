//! Import: reads a kept file from the store in batches; each batch and its checkpoint are saved together, so that a run that goes
//! on after a crash counts nothing twice. Two batches are saved at a time, since each keeps one process of the database busy.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::ops::Range;

use async_trait::async_trait;
use futures::future::join_all;
use igny8::error::Problem;
use igny8::id::{AccountId, TaskId};
use igny8::job_run::{JobRun, Level, Phase};
use igny8::jobs::Job;
use igny8::permission::Verb;
use igny8::planner::import::{ImportCounts, Reject, Source};
use igny8::resource::Resource;
use igny8::services::ImportRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::queue::store::{self, NewRun, RequestKey};
use crate::repo::planner::uploads::{self, Upload};
use crate::repo::planner::{import_reports, imports};
use crate::repo::{self, list, write};
use crate::runner::{Done, Finished, JobHandler, Run};
use crate::state::App;
use crate::telemetry::metrics::metrics;
use crate::tenancy::{Scope, Tx};
use keyword_import::{Bytes, Entry, How, ImportError, KeywordRecord, Records};

/// Rows in a batch: large enough that a statement's cost is spread, small enough that memory and locks stay short.
const BATCH: usize = 4_000;

/// Batches that are saved at once: what one account takes of the database while others work.
const WRITERS: usize = 2;

type Batches = Mutex<mpsc::Receiver<Result<Batch, ImportError>>>;

/// The function.
pub struct ImportKeywords;

/// Takes an import back: what it added goes, what it filled becomes unknown again.
///
/// # Errors
/// 404 for an import that is not there, 409 while it runs or if it was taken back before.
pub async fn take_back(app: &App, scope: &Scope, import: Uuid) -> Result<u64> {
    let grant = scope.require(Verb::Delete, Resource::Keywords)?;
    let mut tx = app.db.begin(&grant).await?;
    let count = imports::undo(&mut tx, import).await?;
    let what = Some("Undo import");
    write::audit(&mut tx, Verb::Delete, Resource::Keywords, &[import], what, None).await?;
    tx.commit().await?;
    Ok(count)
}

/// The key of a request for an import; the same file that is sent again is another upload.
pub fn request_key(key: String, asked: &Value) -> RequestKey {
    RequestKey::new(key, Job::ImportKeywords, &asked.to_string())
}

/// What a run is asked for.
#[derive(Serialize, Deserialize)]
struct Params {
    #[serde(flatten)]
    request: ImportRequest,
    /// Which of the layouts that are kept of the file it is read by; none in runs of a release that kept none.
    #[serde(default)]
    layout: Option<String>,
}

/// A file in the store, to be read by a thread that may wait for it.
pub fn stored(app: &App, account: AccountId, id: Uuid, upload: &Upload) -> Bytes {
    let stored = app.uploads.stored(account, id, upload.bytes);
    Bytes::elsewhere(upload.bytes, move |buffer, at| stored.read_at(buffer, at))
}

/// Asks for an import, unless it was asked for before, and says which. `layout` names what was found in the file.
///
/// # Errors
/// 422 for the key of another request.
pub async fn enqueue(
    tx: &mut Tx,
    request: ImportRequest,
    layout: Option<String>,
    file_name: &str,
    key: Option<RequestKey>,
) -> Result<(TaskId, bool)> {
    let function = Job::ImportKeywords;
    let sector = request.sector_id;
    let params = serde_json::to_value(Params { request, layout })?;
    store::alone(tx, function).await?;
    let known = match &key {
        Some(key) => store::known(tx, function, key).await?.map(|(task, _)| task),
        None => store::open_with(tx, function, &params).await?,
    };
    if let Some(task) = known {
        return Ok((task, true));
    }
    let sectors = igny8::registry::table(Resource::Sectors).ok_or_else(Problem::internal)?;
    let sites = list::sites(tx, repo::table(Resource::Sectors), sectors, &[sector]).await?;
    let new = NewRun {
        job: function,
        params,
        item: None,
        priced: None,
        sites,
        queue: function.queue(),
        key,
        credits: 0,
        note: format!("Import of {file_name}"),
        platform: None,
    };
    Ok((store::enqueue(tx, new).await?, false))
}

/// Some rows of the file, each phrase once.
struct Batch {
    rows: Range<u64>,
    fraction: f32,
    records: Vec<KeywordRecord>,
    repeated: u64,
    rejects: Vec<Reject>,
}

#[async_trait]
impl JobHandler for ImportKeywords {
    fn job(&self) -> Job {
        Job::ImportKeywords
    }

    async fn undo(&self, app: &App, scope: &Scope, run: &JobRun) -> Result<u64> {
        take_back(app, scope, run.id).await
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let Params { request, layout } = serde_json::from_value(run.task().params.clone())?;
        run.progress(Phase::Prepare, 0.0, "Opening file");
        let records = open(run, &request, layout).await?;
        let source = records.source();
        let import_id = run.task().id.0;
        let mut tx = run.begin().await?;
        let saved = imports::begin(
            &mut tx,
            import_id,
            request.upload_id,
            request.sector_id,
            records.preview(),
        )
        .await?;
        tx.commit().await?;
        run.log(Level::Info, &format!("Recognized as {}", source.label()));
        let before: u64 = saved.iter().map(|rows| rows.end - rows.start).sum();
        if before > 0 {
            run.log(Level::Info, &format!("Resuming after {before} rows"));
        }
        let (send, batches) = mpsc::channel(WRITERS);
        let batches = Mutex::new(batches);
        let reader = tokio::task::spawn_blocking(move || read(records, saved, &send));
        // Each ends by itself: what one has begun is saved although the other failed.
        join_all((0..WRITERS).map(|_| save_all(run, &request, source, &batches)))
            .await
            .into_iter()
            .collect::<Result<()>>()?;
        let notes = reader.await?;
        for note in &notes {
            run.log(Level::Warn, note);
        }
        let mut tx = run.begin().await?;
        let counts = imports::counts(&mut tx, import_id).await?;
        let mut message = format!(
            "{} rows read: {} added, {} updated, {} unchanged, {} rejected",
            counts.read, counts.added, counts.updated, counts.unchanged, counts.rejected
        );
        if counts.left_out > 0 {
            let _ = write!(message, ", {} skipped", counts.left_out);
        }
        for note in &notes {
            message.extend([". ", note.trim_end_matches('.')]);
        }
        import_reports::add_notes(&mut tx, import_id, &notes).await?;
        imports::refresh_statistics(&mut tx).await?;
        run.finish(
            tx,
            Done {
                result: json!(counts),
                message,
                used: 0,
            },
        )
        .await
    }
}

/// Opens the file by what was found in it before; where that is not kept any more, it is found out again.
async fn open(run: &Run, request: &ImportRequest, layout: Option<String>) -> Result<Records> {
    let mut tx = run.begin().await?;
    let upload = match uploads::upload(&mut tx, request.upload_id).await {
        Err(Error::Problem(_)) => return Err(ImportError::Io(io::ErrorKind::NotFound.into()).into()),
        upload => upload?,
    };
    let found = match layout {
        Some(layout) => uploads::layout(&mut tx, request.upload_id, &layout).await?,
        None => None,
    };
    drop(tx);
    let file = stored(run.app(), run.scope().account(), request.upload_id, &upload);
    let mapping = request.mapping.clone();
    let how = How {
        reading: request.reading.clone(),
        ..How::default()
    };
    let open = move || match found {
        Some(found) => keyword_import::reopen(&file, &found, mapping.as_ref()),
        None => keyword_import::open(&file, mapping.as_ref(), &how),
    };
    Ok(tokio::task::spawn_blocking(open).await??)
}

/// Saves batches until there are none, or one fails; then the others get no more, either.
async fn save_all(run: &Run, request: &ImportRequest, source: Source, batches: &Batches) -> Result<()> {
    loop {
        let next = batches.lock().await.recv().await;
        let Some(batch) = next else { return Ok(()) };
        let saved = async {
            run.check_cancelled()?;
            save(run, request, source, batch?).await
        };
        if let Err(error) = saved.await {
            let mut batches = batches.lock().await;
            batches.close();
            while batches.try_recv().is_ok() {}
            return Err(error);
        }
    }
}

async fn save(run: &Run, request: &ImportRequest, source: Source, batch: Batch) -> Result<()> {
    let import = run.task().id.0;
    let kept = batch.records.len() as u64;
    let mut beside = run.begin_beside().await?;
    let merged = imports::merge(
        beside.tx(),
        Some(import),
        request.sector_id,
        source,
        batch.records,
    )
    .await?;
    let rejected = batch
        .rejects
        .iter()
        .filter(|reject| reject.kind.is_fault())
        .count() as u64;
    let left_out = batch.rejects.len() as u64 - rejected;
    let counts = ImportCounts {
        read: batch.rows.end - batch.rows.start - left_out,
        added: merged.added,
        updated: merged.updated,
        unchanged: kept - merged.added - merged.updated + batch.repeated,
        rejected,
        left_out,
    };
    let end = batch.rows.end;
    let mut tx = beside.hold().await?;
    let all = imports::checkpoint(&mut tx, import, batch.rows, &counts, &batch.rejects).await?;
    tx.commit().await?;
    for (outcome, rows) in [
        ("added", counts.added),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("rejected", counts.rejected),
    ] {
        metrics().imported(outcome, rows);
    }
    run.progress(
        Phase::Call,
        batch.fraction * share(all.read + all.left_out, end),
        &format!("{} rows read, {} new", all.read, all.added),
    );
    Ok(())
}

/// How much of the file's first `end` rows is saved; another lane may be behind or ahead of them.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more precision")]
fn share(saved: u64, end: u64) -> f32 {
    (saved as f32 / end.max(1) as f32).min(1.0)
}

/// Reads the file on a thread of its own, never more than a few batches ahead, without the rows that were `saved` before.
/// Answers with what should be told about the rows that were read.
fn read(
    mut records: Records,
    saved: Vec<Range<u64>>,
    send: &mpsc::Sender<Result<Batch, ImportError>>,
) -> Vec<String> {
    let mut saved = saved.into_iter().peekable();
    loop {
        let at = records.read();
        let batch = match saved.next_if(|rows| rows.start <= at) {
            Some(rows) => match records.skip_to(rows.end) {
                Ok(()) => continue,
                Err(error) => Err(error),
            },
            None => {
                let gap = saved.peek().map_or(u64::MAX, |rows| rows.start - at);
                next_batch(&mut records, usize::try_from(gap).unwrap_or(BATCH).min(BATCH))
            }
        };
        let ended = batch.as_ref().map_or(true, |batch| batch.rows.is_empty());
        let empty = batch.as_ref().is_ok_and(|batch| batch.rows.is_empty());
        // A receiver that is gone means that the run was stopped.
        if empty || send.blocking_send(batch).is_err() || ended {
            return records.notes();
        }
    }
}

/// The next rows of the file, at most `most`.
fn next_batch(records: &mut Records, most: usize) -> Result<Batch, ImportError> {
    let before = records.read();
    let mut batch = Batch {
        rows: before..before,
        fraction: 0.0,
        records: Vec::new(),
        repeated: 0,
        rejects: Vec::new(),
    };
    let mut places = HashMap::new();
    for entry in records.by_ref().take(most) {
        match entry? {
            Entry::Keyword(record) => match places.get(&record.key) {
                Some(&place) => {
                    batch.repeated += 1;
                    fill(&mut batch.records[place], record);
                }
                None => {
                    places.insert(record.key.clone(), batch.records.len());
                    batch.records.push(record);
                }
            },
            Entry::Reject(reject) => batch.rejects.push(reject),
        }
    }
    batch.rows.end = records.read();
    #[expect(clippy::cast_possible_truncation, reason = "a share needs no more precision")]
    let fraction = records.fraction() as f32;
    batch.fraction = fraction;
    Ok(batch)
}

/// A phrase that a file has twice is one keyword: the first row's metrics hold, the second fills what is unknown.
fn fill(first: &mut KeywordRecord, again: KeywordRecord) {
    if first.volume.is_none() {
        first.volume = again.volume;
        first.volume_bucketed = again.volume_bucketed;
    }
    first.difficulty = first.difficulty.or(again.difficulty);
    first.cpc = first.cpc.or(again.cpc);
    first.intent = first.intent.or(again.intent);
    first.country = first.country.take().or(again.country);
    first.trend = first.trend.take().or(again.trend);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(rows: usize, saved: Vec<Range<u64>>) -> Vec<(Range<u64>, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        let lines: Vec<_> = (0..rows).map(|n| format!("phrase {n},{n}")).collect();
        std::fs::write(&path, format!("Keyword,Volume\n{}\n", lines.join("\n"))).unwrap();
        let records = keyword_import::open(&Bytes::open(&path).unwrap(), None, &How::default()).unwrap();
        let (send, mut receive) = mpsc::channel(rows + 1);
        read(records, saved, &send);
        drop(send);
        let mut all = Vec::new();
        while let Some(batch) = receive.blocking_recv() {
            let batch = batch.unwrap();
            assert_eq!(batch.rows.end - batch.rows.start, batch.records.len() as u64);
            all.push((batch.rows, batch.records[0].phrase.clone()));
        }
        all
    }

    #[test]
    fn goes_on_with_the_rows_that_are_not_saved() {
        let first = |row: u64, to: u64| (row..to, format!("phrase {row}"));
        assert_eq!(batches(5_000, vec![]), [first(0, 4_000), first(4_000, 5_000)]);
        assert_eq!(
            batches(13_000, vec![0..1_000, 1_500..9_000, 9_001..12_000]),
            [first(1_000, 1_500), first(9_000, 9_001), first(12_000, 13_000)]
        );
        assert_eq!(batches(5_000, vec![0..2_000, 2_000..5_000]), []);
    }
}
