//! A section while it is written: what there is of it goes to the account's browsers some times a second.

use std::time::Duration;

use igny8::writer::article::Words;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::runner::Run;

/// Between two looks at what there is.
const SEND_INTERVAL: Duration = Duration::from_millis(120);

/// Shows one section.
pub struct Live {
    text: watch::Sender<String>,
    work: JoinHandle<()>,
}

impl Live {
    /// Begins to show a section of an article; it ends with this value.
    pub fn start(run: &Run, content: Uuid, place: i16, heading: &str) -> Self {
        let (text, mut seen) = watch::channel(String::new());
        let (run, heading) = (run.clone(), heading.to_owned());
        let work = tokio::spawn(async move {
            while seen.changed().await.is_ok() {
                let words = Words {
                    content_id: content,
                    run_id: run.task().id.0,
                    place,
                    heading: heading.clone(),
                    html: article_html::clean(&seen.borrow_and_update()),
                    sites: run.task().task.sites.clone(),
                };
                // Who misses it sees the next one, or the article.
                let _ = run.app().events.publish_words(run.task().account, &words).await;
                tokio::time::sleep(SEND_INTERVAL).await;
            }
        });
        Self { text, work }
    }

    /// Shows what there is so far.
    pub fn show(&self, so_far: &str) {
        self.text.send_replace(so_far.to_owned());
    }

    /// Shows the section as it is kept. The last words are sent even though this is gone by then.
    pub fn end(self, html: &str) {
        self.text.send_replace(html.to_owned());
        drop(self.text);
        drop(self.work);
    }
}
