//! Export articles: complete pages with their pictures, in a zip that waits to be downloaded.

use std::io::BufWriter;

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::writer::content::{PAGE, STRIP_NOTES};
use igny8::writer::notes;
use serde_json::json;

use crate::error::Result;
use crate::jobs::asked::{arguments, rows};
use crate::jobs::{counted, outgoing};
use crate::repo::list;
use crate::repo::objects::{self, Kind};
use crate::repo::writer::approving::with_notes;
use crate::repo::writer::{articles, content, publishing};
use crate::runner::{Chosen, Done, Finished, JobHandler, Preview, Run};
use crate::tenancy::Tx;
use destinations;

/// The function.
pub struct ExportArticles;

/// The most articles of one file.
const MAX_ARTICLES: usize = 200;

#[async_trait]
impl JobHandler for ExportArticles {
    fn job(&self) -> Job {
        Job::ExportArticles
    }

    // A file may be packed while another one is.
    fn shares_rows(&self) -> bool {
        true
    }

    async fn preview(&self, tx: &mut Tx, chosen: &Chosen<'_>) -> Result<Preview> {
        let ids = chosen.ids(tx).await?;
        let noted = with_notes(tx, &ids).await?;
        let found: usize = noted.iter().map(|(_, notes)| notes.len()).sum();
        let mut preview = Preview::default();
        if found > 0 {
            preview.notes.push(format!(
                "The text contains {found} editor {}. Choose whether to remove them from the file.",
                if found == 1 { "note" } else { "notes" },
            ));
            preview.asks.push(STRIP_NOTES.name.to_owned());
        }
        Ok(preview)
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let strip = arguments(run)?.flag(&STRIP_NOTES);
        run.progress(Phase::Prepare, 0.0, "Reading articles");
        let mut tx = run.begin().await?;
        let selection = rows(run, &mut tx, &PAGE).await?;
        let ids = list::ids(&mut tx, &content::TABLE, &PAGE, &selection).await?;
        if ids.len() > MAX_ARTICLES {
            return Err(
                Problem::bad_request(format!("Select at most {MAX_ARTICLES} articles per file.")).into(),
            );
        }
        let (mut articles, mut pictures) = (Vec::new(), Vec::new());
        for id in ids {
            let mut article = articles::article(&mut tx, id).await?;
            if strip {
                article.text.html = notes::strip(&article.text.html);
            }
            let files = publishing::pictures(&mut tx, id).await?;
            articles.push(outgoing::article(article, run.task().id, &files));
            pictures.extend(files);
        }
        drop(tx);
        run.progress(Phase::Call, 0.3, &format!("Packing {} articles", articles.len()));
        let files = outgoing::Stored::new(run.app().storage.clone(), run.task().account, &pictures);
        // As large as the pictures are: on disk, not in memory.
        let folder = run.app().config.spool_path();
        let packed = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await??;
        let zip = destinations::export(&articles, &files, BufWriter::new(packed))
            .await
            .map_err(|error| Problem::conflict(error.to_string()))?
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        let (account, id) = (run.task().account, run.task().id.0);
        let bytes = zip.metadata()?.len();
        let mut tx = run.begin().await?;
        objects::note(&mut tx, Kind::Export, id).await?;
        tx.commit().await?;
        run.app().storage.put_export(account, id, zip).await?;
        run.log(
            Level::Info,
            &format!(
                "{} with {} packed: {} kB",
                counted(articles.len(), "article", "articles"),
                counted(pictures.len(), "image", "images"),
                bytes.div_ceil(1000)
            ),
        );
        let done = Done {
            result: json!({ "file": format!("/api/v1/writer/content/exports/{id}"), "articles": articles.len(), "bytes": bytes }),
            message: format!("{} packed", counted(articles.len(), "article", "articles")),
            used: 0,
        };
        run.end(done).await
    }
}
