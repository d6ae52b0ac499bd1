//! Import: reads a kept file in batches; each batch and its checkpoint are saved together, so that a run that goes
//! on after a crash counts nothing twice.

use std::collections::HashMap;

use async_trait::async_trait;
use igny8::ai::Function;
use igny8::backend::ImportOrder;
use igny8::job::Phase;
use igny8::planner::import::{ImportCounts, Reject, Source};
use serde_json::json;
use tokio::sync::mpsc;

use crate::error::Result;
use crate::import::{self, Entry, ImportError, KeywordRecord};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::planner::imports;

/// Rows in a batch: large enough that a statement's cost is spread, small enough that memory and locks stay short.
const BATCH: usize = 4_000;

/// The function.
pub struct ImportKeywords;

/// Some rows of the file, each phrase once.
struct Batch {
    rows: u64,
    fraction: f32,
    records: Vec<KeywordRecord>,
    repeated: u64,
    rejects: Vec<Reject>,
}

#[async_trait]
impl JobFunction for ImportKeywords {
    fn function(&self) -> Function {
        Function::ImportKeywords
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let order: ImportOrder = serde_json::from_value(run.task().params.clone())?;
        run.progress(Phase::Prepare, 0.0, "Opening the file");
        let path = run
            .app()
            .config
            .upload_path(run.scope().account(), order.upload_id);
        let mapping = order.mapping.clone();
        let records = tokio::task::spawn_blocking(move || import::open(&path, mapping.as_ref())).await??;
        let source = records.source();
        let import_id = run.task().id.0;
        let mut tx = run.begin().await?;
        let mut counts = imports::begin(&mut tx, import_id, order.upload_id, order.sector_id, source).await?;
        tx.commit().await?;
        run.log("info", &format!("Recognised as {}", source.label()));
        if counts.read > 0 {
            run.log("info", &format!("Going on after {} rows", counts.read));
        }
        let (send, mut batches) = mpsc::channel(2);
        let skip = counts.read;
        let reader = tokio::task::spawn_blocking(move || read(records, skip, &send));
        while let Some(batch) = batches.recv().await {
            run.check_cancelled()?;
            save(run, &order, source, &mut counts, batch?).await?;
        }
        reader.await?;
        let message = format!(
            "{} rows read: {} added, {} updated, {} unchanged, {} rejected",
            counts.read, counts.added, counts.updated, counts.unchanged, counts.rejected
        );
        let mut tx = run.begin().await?;
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

async fn save(
    run: &Run,
    order: &ImportOrder,
    source: Source,
    counts: &mut ImportCounts,
    batch: Batch,
) -> Result<()> {
    let kept = batch.records.len() as u64;
    let mut tx = run.begin().await?;
    let merged = imports::merge(
        &mut tx,
        Some(run.task().id.0),
        order.sector_id,
        source,
        batch.records,
    )
    .await?;
    let mut next = *counts;
    next.read += batch.rows;
    next.added += merged.added;
    next.updated += merged.updated;
    next.unchanged += kept - merged.added - merged.updated + batch.repeated;
    next.rejected += batch.rejects.len() as u64;
    imports::checkpoint(&mut tx, run.task().id.0, &next, &batch.rejects).await?;
    tx.commit().await?;
    *counts = next;
    run.progress(
        Phase::Call,
        batch.fraction,
        &format!("{} rows read, {} new", next.read, next.added),
    );
    Ok(())
}

/// Reads the file on a thread of its own, never more than a few batches ahead.
fn read(mut records: import::Records, skip: u64, send: &mpsc::Sender<Result<Batch, ImportError>>) {
    if let Err(error) = records.skip_to(skip) {
        let _ = send.blocking_send(Err(error));
        return;
    }
    loop {
        let batch = next_batch(&mut records);
        let ended = batch.as_ref().map_or(true, |batch| batch.rows == 0);
        let empty = batch.as_ref().is_ok_and(|batch| batch.rows == 0);
        // A receiver that is gone means that the run was stopped.
        if empty || send.blocking_send(batch).is_err() || ended {
            return;
        }
    }
}

fn next_batch(records: &mut import::Records) -> Result<Batch, ImportError> {
    let before = records.read();
    let mut batch = Batch {
        rows: 0,
        fraction: 0.0,
        records: Vec::new(),
        repeated: 0,
        rejects: Vec::new(),
    };
    let mut places = HashMap::new();
    for entry in records.by_ref().take(BATCH) {
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
    batch.rows = records.read() - before;
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
