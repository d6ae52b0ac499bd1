//! Export account: all that the owner may read, as tables, articles with their history and pictures, in a zip that waits to be
//! downloaded. Rows and files go through it a part at a time, whatever their number.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use async_trait::async_trait;
use futures::StreamExt as _;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::query::Query;
use igny8::registry;
use igny8::resource::{Area, Resource};
use igny8::value::defused;
use media::{Format, Size};
use serde_json::json;
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::{Error, Result};
use crate::repo::filter::Rows;
use crate::repo::objects::{self, Kind};
use crate::repo::writer::{articles, publishing};
use crate::repo::{self, list};
use crate::runner::{Done, Finished, JobHandler, Run};
use crate::tenancy::Tx;

/// The function.
pub struct ExportAccount;

type Zip = ZipWriter<BufWriter<File>>;

/// Bytes of a table that are in memory at once.
const CHUNK: usize = 64 * 1024;

const ABOUT: &str = "What is in this archive\n\n\
    *.csv            one table for each list of the account, as its page shows it\n\
    settings.json    the account's settings\n\
    articles/        each article with its text, its questions and its history, and its images\n\n\
    Keys of other services and API tokens are in no table: they are never read back.\n";

#[async_trait]
impl JobHandler for ExportAccount {
    fn job(&self) -> Job {
        Job::ExportAccount
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        run.progress(Phase::Prepare, 0.0, "Reading lists");
        let folder = run.app().config.spool_path();
        let file = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await??;
        let mut zip = ZipWriter::new(BufWriter::new(file));
        begin(&mut zip, "README.txt", true)?;
        zip.write_all(ABOUT.as_bytes())?;
        let pages: Vec<_> = registry::tables().filter(|page| is_told(run, page)).collect();
        for (at, page) in pages.iter().enumerate() {
            run.check_cancelled()?;
            run.progress(Phase::Prepare, share(at, pages.len()), page.title);
            table(run, page, &mut zip).await?;
        }
        settings(run, &mut zip).await?;
        let (articles, images) = content(run, &mut zip).await?;
        let file = zip.finish().map_err(packing)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let (account, id, bytes) = (run.task().account, run.task().id.0, file.metadata()?.len());
        let mut tx = run.begin().await?;
        objects::note(&mut tx, Kind::Export, id).await?;
        tx.commit().await?;
        run.app().storage.put_export(account, id, file).await?;
        let message = format!(
            "{} lists, {articles} articles and {images} images packed",
            pages.len()
        );
        run.log(Level::Info, &format!("{message}: {} kB", bytes.div_ceil(1000)));
        let done = Done {
            result: json!({ "file": format!("/api/v1/auth/account/export/{id}"), "bytes": bytes }),
            message,
            used: 0,
        };
        run.end(done).await
    }
}

/// Lists of the account that whoever asked may read; what is one person's own is not the account's.
fn is_told(run: &Run, page: &TablePage) -> bool {
    let resource = page.resource();
    !matches!(resource.area(), Area::Own | Area::Bin) && run.scope().role().may(Verb::Read, resource)
}

#[expect(clippy::cast_precision_loss, reason = "a share of a progress bar")]
fn share(at: usize, of: usize) -> f32 {
    at as f32 / of.max(1) as f32
}

fn packing(error: zip::result::ZipError) -> Error {
    std::io::Error::from(error).into()
}

/// Begins a file of the zip; pictures are compressed already.
fn begin(zip: &mut Zip, name: &str, shrink: bool) -> Result<()> {
    let method = if shrink {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    // Archives of accounts with many pictures are larger than the first format allows.
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .large_file(true);
    zip.start_file(name, options).map_err(packing)
}

async fn reading(run: &Run, resource: Resource) -> Result<Tx> {
    let grant = run.scope().require(Verb::Read, resource)?;
    Ok(run.app().db.begin_long(&grant).await?)
}

/// All rows of a list, read by one statement.
async fn table(run: &Run, page: &'static TablePage, zip: &mut Zip) -> Result<()> {
    begin(zip, &format!("{}.csv", page.resource().path()), true)?;
    let mut tx = reading(run, page.resource()).await?;
    let mut out = csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK));
    let keys = page.entity.fields.iter().map(|field| field.name);
    out.write_record(std::iter::once("id").chain(keys))
        .map_err(std::io::Error::from)?;
    let rows = Rows::Matching(Query::of(page));
    let mut sql = list::statement();
    let mut found = list::stream(&mut tx, repo::table(page.resource()), page, &rows, &mut sql)?;
    while let Some(row) = found.next().await {
        let row = row?;
        let cells = page.entity.fields.iter();
        let cells = cells.map(|field| defused(row.get(field).to_plain()));
        out.write_record(std::iter::once(row.id.to_string()).chain(cells))
            .map_err(std::io::Error::from)?;
        if out.get_ref().len() > CHUNK {
            let full = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
            zip.write_all(&full)?;
            out = csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK));
            run.check_cancelled()?;
        }
    }
    let rest = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(zip.write_all(&rest)?)
}

async fn settings(run: &Run, zip: &mut Zip) -> Result<()> {
    let entity = &igny8::system::settings::ENTITY;
    let mut tx = reading(run, Resource::Settings).await?;
    let account = tx.account().0;
    let row = list::get(&mut tx, repo::table(Resource::Settings), entity, account).await?;
    begin(zip, "settings.json", true)?;
    Ok(zip.write_all(&serde_json::to_vec_pretty(&row.shown(entity))?)?)
}

/// Each article in a folder of its own. One that is deleted meanwhile is left out.
async fn content(run: &Run, zip: &mut Zip) -> Result<(usize, usize)> {
    let page = &igny8::writer::content::PAGE;
    let mut tx = reading(run, Resource::Content).await?;
    let rows = Rows::Matching(Query::of(page));
    let ids: Vec<Uuid> = list::ids(&mut tx, repo::table(Resource::Content), page, &rows).await?;
    drop(tx);
    let (mut articles_packed, mut images) = (0, 0);
    for (at, id) in ids.iter().enumerate() {
        run.check_cancelled()?;
        run.progress(Phase::Call, share(at, ids.len()), "Packing articles");
        let mut tx = reading(run, Resource::Content).await?;
        let article = match articles::article(&mut tx, *id).await {
            Ok(article) => article,
            Err(Error::Problem(_)) => continue,
            Err(error) => return Err(error),
        };
        let folder = format!("articles/{id}");
        begin(zip, &format!("{folder}/article.json"), true)?;
        zip.write_all(&serde_json::to_vec_pretty(&article)?)?;
        begin(zip, &format!("{folder}/article.html"), true)?;
        zip.write_all(article.text.html.as_bytes())?;
        for version in articles::versions(&mut tx, *id).await? {
            let text = articles::version(&mut tx, *id, version.version).await?;
            begin(zip, &format!("{folder}/versions/{}.json", version.version), true)?;
            zip.write_all(&serde_json::to_vec(&json!({ "about": version, "text": text }))?)?;
        }
        let files = publishing::pictures(&mut tx, *id).await?;
        drop(tx);
        for file in files {
            let likely = Format::by_mime(&file.mime).unwrap_or(Format::Jpeg);
            let storage = &run.app().storage;
            let found = storage
                .open_picture(run.task().account, file.file_key, Size::Original, likely)
                .await?;
            let Some((mut opened, format)) = found else {
                continue;
            };
            begin(
                zip,
                &format!("{folder}/images/{}.{}", file.id, format.extension()),
                false,
            )?;
            while let Some(part) = opened.bytes.next().await {
                let part = part.map_err(|error| Error::Storage(media::StorageError::Store(error)))?;
                zip.write_all(&part)?;
            }
            images += 1;
        }
        articles_packed += 1;
    }
    Ok((articles_packed, images))
}
