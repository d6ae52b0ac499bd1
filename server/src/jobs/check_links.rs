//! Check links: asks every address that articles link to whether it is still there, and names those that are not.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use egress::{Egress, EgressError};
use futures::StreamExt as _;
use igny8::error::ProblemKind;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::writer::content::PAGE;
use igny8::writer::outline::Outline;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::jobs::asked::rows;
use crate::jobs::counted;
use crate::repo::list;
use crate::repo::writer::{articles, content};
use crate::runner::{Done, Finished, JobHandler, Run};

/// Addresses that one run asks at the most.
const MAX_LINKS: usize = 500;
/// Addresses that are asked at once.
const AT_ONCE: usize = 6;
/// How long one may take to answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The function.
pub struct CheckLinks;

/// What an address answers.
#[derive(Clone)]
enum Answer {
    /// It is there.
    Works,
    /// Nobody finds it, for this reason.
    Broken(String),
    /// It could not be asked, or does not tell programs: a person has to look.
    Unclear(String),
}

#[async_trait]
impl JobHandler for CheckLinks {
    fn job(&self) -> Job {
        Job::CheckLinks
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        run.progress(Phase::Prepare, 0.0, "Reading articles");
        let mut tx = run.begin().await?;
        let rows = rows(run, &mut tx, &PAGE).await?;
        let ids = list::ids(&mut tx, &content::TABLE, &PAGE, &rows).await?;
        drop(tx);
        let mut known: HashMap<Url, Answer> = HashMap::new();
        let (mut checked, mut broken, mut unclear) = (0_usize, 0_usize, 0_usize);
        for (at, id) in ids.iter().enumerate() {
            run.check_cancelled()?;
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more precision")]
            let share = at as f32 / ids.len() as f32;
            run.progress(
                Phase::Call,
                share,
                &format!("Article {} of {}", at + 1, ids.len()),
            );
            let Some((title, links)) = links(run, *id).await? else {
                continue;
            };
            let fresh: Vec<Url> = links
                .iter()
                .filter(|link| !known.contains_key(*link))
                .cloned()
                .collect();
            if known.len() + fresh.len() > MAX_LINKS {
                let told = format!(
                    "Stopped before “{title}” at {MAX_LINKS} links. Select fewer articles to check the rest."
                );
                run.log(Level::Warn, &told);
                break;
            }
            known.extend(ask(&run.app().egress, fresh).await);
            checked += 1;
            for link in &links {
                match known.get(link) {
                    Some(Answer::Broken(why)) => {
                        broken += 1;
                        run.log(
                            Level::Warn,
                            &format!("“{title}” has a broken link: {link} ({why})"),
                        );
                    }
                    Some(Answer::Unclear(why)) => {
                        unclear += 1;
                        run.log(
                            Level::Info,
                            &format!("“{title}”: {link} couldn't be checked ({why})"),
                        );
                    }
                    Some(Answer::Works) | None => {}
                }
            }
        }
        let mut message = format!(
            "{} checked in {}, {broken} broken",
            counted(known.len(), "link", "links"),
            counted(checked, "article", "articles")
        );
        if unclear > 0 {
            message = format!("{message}, {unclear} to check by hand");
        }
        let done = Done {
            result: json!({ "articles": checked, "links": known.len(), "broken": broken, "unclear": unclear }),
            message,
            used: 0,
        };
        run.end(done).await
    }
}

/// The title of an article and the addresses that its text links to; none where it was deleted meanwhile.
async fn links(run: &Run, id: Uuid) -> Result<Option<(String, BTreeSet<Url>)>> {
    let mut tx = run.begin().await?;
    let article = match articles::article(&mut tx, id).await {
        Err(Error::Problem(problem)) if problem.kind == ProblemKind::NotFound => return Ok(None),
        found => found?,
    };
    let links = Outline::of(&article.text.html).links;
    Ok(Some((
        article.text.title,
        links.iter().filter_map(|link| address(link)).collect(),
    )))
}

/// The address that a link leads to, without the place in the page; none for what leads to no other page, such as a mail address.
fn address(link: &str) -> Option<Url> {
    let mut url = Url::parse(link.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    Some(url)
}

/// Asks addresses, some at once.
async fn ask(egress: &Egress, links: Vec<Url>) -> Vec<(Url, Answer)> {
    let asked = links.into_iter().map(|link| async move {
        let answer = judge(egress.reach(link.clone(), TIMEOUT).await);
        (link, answer)
    });
    let asked: Vec<_> = asked.collect();
    futures::stream::iter(asked)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}

/// What an answer says of a link. Many servers refuse programs what they show to browsers, so that only a plain no means broken.
fn judge(reached: std::result::Result<(), EgressError>) -> Answer {
    match reached {
        Ok(()) => Answer::Works,
        Err(EgressError::Status { status }) if matches!(status, 404 | 410) => {
            Answer::Broken(format!("the response has status {status}"))
        }
        Err(error @ (EgressError::NotFound { .. } | EgressError::Redirects)) => {
            Answer::Broken(error.to_string())
        }
        Err(error) => Answer::Unclear(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_asked() {
        let asked = |link: &str| address(link).map(String::from);
        assert_eq!(
            asked(" https://example.com/a?b#c ").as_deref(),
            Some("https://example.com/a?b")
        );
        for link in [
            "/own/page",
            "#top",
            "mailto:a@example.com",
            "tel:1",
            "https://",
            "",
        ] {
            assert_eq!(asked(link), None, "{link}");
        }
    }

    #[test]
    fn only_a_plain_no_means_broken() {
        let broken = |status| matches!(judge(Err(EgressError::Status { status })), Answer::Broken(_));
        assert!(broken(404) && broken(410));
        for status in [401, 403, 405, 429, 500, 503] {
            assert!(!broken(status), "{status}");
        }
        assert!(matches!(judge(Err(EgressError::TimedOut)), Answer::Unclear(_)));
    }
}
