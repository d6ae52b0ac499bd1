//! SQL of keyword imports: batches with their checkpoint, rejects, undo.

use std::ops::Range;

use igny8::error::Problem;
use igny8::planner::import::{ImportCounts, LeftOut, Preview, Reject, RejectKind, Source};
use igny8::resource::Resource;
use keyword_import::KeywordRecord;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::billing::limits;
use crate::repo::delete;
use crate::repo::planner::import_reports::{About, Counted, add_reasons};
use crate::repo::planner::{keywords, uploads};
use crate::tenancy::Tx;

/// The language and domain of the site that a file is for: of the sector's, else of the account's sites where all have
/// the same.
///
/// # Errors
/// The database does not answer.
pub async fn language(tx: &mut Tx, sector: Option<Uuid>) -> Result<(Option<String>, Option<String>)> {
    let sites = sqlx::query!(
        "select language, min(domain) as domain from sites \
         where deleted_in is null and ($1::uuid is null or id = (select site_id from sectors where id = $1)) \
         group by language limit 2",
        sector
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(match sites.as_slice() {
        [site] => (Some(site.language.clone()), site.domain.clone()),
        _ => (None, None),
    })
}

/// Begins an import, or finds how far it came before: which rows of the file are saved, counted from 0, in order and apart.
///
/// # Errors
/// The database does not answer.
pub async fn begin(
    tx: &mut Tx,
    id: Uuid,
    upload: Uuid,
    sector: Uuid,
    preview: &Preview,
) -> Result<Vec<Range<u64>>> {
    let file_name = uploads::upload(tx, upload)
        .await
        .ok()
        .map(|upload| upload.file_name);
    let about = About::of(file_name, preview);
    sqlx::query!(
        "insert into imports (account_id, id, upload_id, sector_id, source, about) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        tx.account().0,
        id,
        upload,
        sector,
        preview.source.as_str(),
        Json(about) as _
    )
    .execute(tx.conn())
    .await?;
    let saved = sqlx::query!(
        r#"select lower(part) as "from!", upper(part) as "to!"
           from (select unnest(saved) as part from imports where id = $1) parts order by 1"#,
        id
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(saved
        .into_iter()
        .map(|part| part.from.unsigned_abs()..part.to.unsigned_abs())
        .collect())
}

/// How far an import is.
///
/// # Errors
/// 404 if there is no such import in this account.
pub async fn counts(tx: &mut Tx, id: Uuid) -> Result<ImportCounts> {
    let counted = sqlx::query_as!(
        Counted,
        "select rows_read, added, updated, unchanged, rejected, left_out from imports where id = $1",
        id
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found("import"))?;
    Ok(counted.into_counts())
}

/// What a batch did to the keywords.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merged {
    /// New keywords.
    pub added: u64,
    /// Keywords whose unknown metrics were filled.
    pub updated: u64,
}

/// Columns of a batch, for one statement whatever its size.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    keywords: Vec<String>,
    keys: Vec<String>,
    volumes: Vec<Option<i64>>,
    bucketed: Vec<bool>,
    difficulties: Vec<Option<i16>>,
    cpcs: Vec<Option<f64>>,
    intents: Vec<Option<&'static str>>,
    countries: Vec<Option<String>>,
    trends: Vec<Option<String>>,
}

impl Columns {
    fn push(&mut self, record: KeywordRecord) {
        self.ids.push(Uuid::now_v7());
        self.keywords.push(record.phrase);
        self.keys.push(record.key);
        self.volumes.push(record.volume);
        self.bucketed.push(record.volume_bucketed);
        self.difficulties.push(record.difficulty);
        self.cpcs.push(record.cpc);
        self.intents
            .push(record.intent.map(igny8::planner::import::Intent::as_str));
        self.countries.push(record.country);
        // An array of arrays must be rectangular, so that each trend travels as PostgreSQL's array text.
        self.trends.push(record.trend.map(|trend| {
            let values: Vec<_> = trend.iter().map(ToString::to_string).collect();
            format!("{{{}}}", values.join(","))
        }));
    }
}

/// Merges a batch into the sector. The same phrase is one keyword: what is unknown there is filled, what is known
/// stays. `records` holds each phrase once; without an `import`, nothing is noted for undo.
///
/// # Errors
/// The database does not answer.
pub async fn merge(
    tx: &mut Tx,
    import: Option<Uuid>,
    sector: Uuid,
    source: Source,
    records: Vec<KeywordRecord>,
) -> Result<Merged> {
    let mut columns = Columns::default();
    for record in records {
        columns.push(record);
    }
    // Each row meets the keyword of its phrase in the index that keeps phrases unique, whatever PostgreSQL knows about a table
    // that this fills: it is added, or fills what is unknown there, or changes nothing. `noted` keeps what those that learnt
    // something were, unless this import noted it before. One order of rows, so that two imports cannot wait for each other.
    let merged = sqlx::query!(
        r#"
with merged as (
  insert into keywords as k (account_id, id, sector_id, import_id, source, keyword, phrase_key, volume, volume_bucketed,
                             difficulty, cpc, intent, country, trend)
  select $1, r.id, $2, $3, $4, r.keyword, r.phrase_key, r.volume, r.volume_bucketed, r.difficulty, r.cpc, r.intent,
         r.country, r.trend::real[]
  from unnest($5::uuid[], $6::text[], $7::text[], $8::int8[], $9::bool[], $10::int2[], $11::float8[],
              $12::text[], $13::text[], $14::text[])
    as r (id, keyword, phrase_key, volume, volume_bucketed, difficulty, cpc, intent, country, trend)
  order by r.phrase_key
  on conflict (account_id, sector_id, phrase_key) where deleted_in is null do update set
    filled_over = jsonb_build_object('volume', k.volume, 'volume_bucketed', k.volume_bucketed, 'difficulty', k.difficulty,
      'cpc', k.cpc, 'intent', k.intent, 'country', k.country, 'trend', to_jsonb(k.trend)),
    volume = coalesce(k.volume, excluded.volume),
    volume_bucketed = case when k.volume is null then excluded.volume_bucketed else k.volume_bucketed end,
    difficulty = coalesce(k.difficulty, excluded.difficulty), cpc = coalesce(k.cpc, excluded.cpc),
    intent = coalesce(k.intent, excluded.intent), country = coalesce(k.country, excluded.country),
    trend = coalesce(k.trend, excluded.trend)
  where (k.volume is null and excluded.volume is not null) or (k.difficulty is null and excluded.difficulty is not null)
     or (k.cpc is null and excluded.cpc is not null) or (k.intent is null and excluded.intent is not null)
     or (k.country is null and excluded.country is not null) or (k.trend is null and excluded.trend is not null)
  -- What was added has no earlier version that another transaction could still see.
  returning k.id, k.xmax = 0 as added, k.filled_over
), noted as (
  insert into import_changes (account_id, import_id, keyword_id, before)
  select $1, $3, id, filled_over from merged where not added and $3::uuid is not null on conflict do nothing
)
select count(*) filter (where added) as "added!", count(*) filter (where not added) as "updated!" from merged"#,
        tx.account().0,
        sector,
        import,
        source.as_str(),
        &columns.ids,
        &columns.keywords,
        &columns.keys,
        columns.volumes as _,
        &columns.bucketed,
        columns.difficulties as _,
        columns.cpcs as _,
        columns.intents as _,
        columns.countries as _,
        columns.trends as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Merged {
        added: merged.added.unsigned_abs(),
        updated: merged.updated.unsigned_abs(),
    })
}

/// Lets PostgreSQL look at the keywords again if there are far more of them than it knows of, for the lists that people open next.
///
/// # Errors
/// The database does not answer.
pub async fn refresh_statistics(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select refresh_statistics('keywords')")
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// Saves rejects and the checkpoint of a batch: `rows` of the file, counted from 0, and what became of them. Tells how far
/// the import is with them.
///
/// # Errors
/// 404 if there is no such import in this account, 402 if the plan has no room for what the batch added; the database does
/// not answer.
pub async fn checkpoint(
    tx: &mut Tx,
    import: Uuid,
    rows: Range<u64>,
    batch: &ImportCounts,
    rejects: &[Reject],
) -> Result<ImportCounts> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let mut groups = Vec::new();
    for reject in rejects {
        LeftOut::add(&mut groups, reject);
    }
    let rejects: Vec<&Reject> = rejects.iter().filter(|reject| reject.kind.is_fault()).collect();
    if !rejects.is_empty() {
        let lines: Vec<i64> = rejects.iter().map(|reject| number(reject.line)).collect();
        let values: Vec<&str> = rejects.iter().map(|reject| reject.value.as_str()).collect();
        let reasons: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
        sqlx::query!(
            "insert into import_rejects (account_id, import_id, line, value, reason) \
             select $1, $2, * from unnest($3::int8[], $4::text[], $5::text[]) on conflict do nothing",
            tx.account().0,
            import,
            &lines,
            &values as _,
            &reasons as _
        )
        .execute(tx.conn())
        .await?;
    }
    add_reasons(tx, import, &groups).await?;
    // Last: other batches of the import wait for this row until the transaction ends.
    let counted = sqlx::query_as!(
        Counted,
        "update imports set rows_read = rows_read + $2, added = added + $3, updated = updated + $4, \
           unchanged = unchanged + $5, rejected = rejected + $6, left_out = left_out + $9, \
           saved = saved + int8multirange(int8range($7, $8)) \
         where id = $1 returning rows_read, added, updated, unchanged, rejected, left_out",
        import,
        number(batch.read),
        number(batch.added),
        number(batch.updated),
        number(batch.unchanged),
        number(batch.rejected),
        number(rows.start),
        number(rows.end),
        number(batch.left_out)
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found("import"))?;
    if batch.added > 0 {
        limits::check_rows(tx, Resource::Keywords).await?;
    }
    Ok(counted.into_counts())
}

/// The rejects of an import after line `after`, in the file's order: at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn rejects(tx: &mut Tx, import: Uuid, after: i64, limit: i64) -> Result<Vec<Reject>> {
    let rows = sqlx::query!(
        "select line, value, reason from import_rejects where import_id = $1 and line > $2 order by line limit $3",
        import,
        after,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reject {
            line: row.line.unsigned_abs(),
            value: row.value,
            reason: row.reason,
            kind: RejectKind::Other,
        })
        .collect())
}

/// Takes an import back and says how many keywords that changed.
///
/// # Errors
/// 404 for an import that is not there, 409 while it runs or if it was taken back before.
pub async fn undo(tx: &mut Tx, import: Uuid) -> Result<u64> {
    let state = sqlx::query!(
        r#"select t.status in ('queued', 'running', 'retry_wait') as "runs!", i.undone_at is not null as "undone!"
           from imports i join ai_tasks t on t.account_id = i.account_id and t.id = i.id where i.id = $1 for update of i"#,
        import
    )
    .fetch_optional(tx.conn())
    .await?;
    match state.map(|state| (state.runs, state.undone)) {
        None => return Err(Problem::not_found("import").into()),
        Some((true, _)) => {
            return Err(
                Problem::conflict("The import is still running. Cancel it first, then undo it.").into(),
            );
        }
        Some((_, true)) => return Err(Problem::conflict("This import was already undone.").into()),
        Some((false, false)) => {}
    }
    let added: Vec<Uuid> = sqlx::query_scalar!(
        "select id from keywords where import_id = $1 and deleted_in is null",
        import
    )
    .fetch_all(tx.conn())
    .await?;
    let removed = delete::mark(tx, &keywords::TABLE, &added).await?;
    let restored = sqlx::query!(
        "update keywords k set volume = b.volume, volume_bucketed = b.volume_bucketed, difficulty = b.difficulty, \
           cpc = b.cpc, intent = b.intent, country = b.country, \
           trend = case when c.before->'trend' = 'null' then null \
                   else array(select jsonb_array_elements_text(c.before->'trend')::real) end \
         from import_changes c, \
           jsonb_to_record(c.before) as b (volume int8, volume_bucketed bool, difficulty int2, cpc float8, intent text, country text) \
         where c.import_id = $1 and k.account_id = c.account_id and k.id = c.keyword_id",
        import
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("update imports set undone_at = now() where id = $1", import)
        .execute(tx.conn())
        .await?;
    Ok(removed.map_or(0, |deleted| deleted.count) + restored.rows_affected())
}
