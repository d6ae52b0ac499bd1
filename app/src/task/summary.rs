//! What came of a run, in words, with links to what changed.

use igny8::job_run::{JobRun, Status};
use igny8::jobs::{Job, ResultLink, ResultText, To};
use igny8::planner::clusters::Clustering;
use igny8::planner::import::ImportCounts;
use serde::Deserialize;
use serde_json::Value;

use crate::strings::task as words;

/// A link under the words of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// What is there.
    pub label: &'static str,
    /// Whether it is a file and not a page.
    pub download: bool,
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// One or two sentences.
    pub text: String,
    /// Where to see it.
    pub links: Vec<Link>,
}

/// The result in words; none while the run goes on, and none for what has no result to speak of.
pub fn summary(task: &JobRun) -> Option<Summary> {
    if task.status != Status::Succeeded {
        return None;
    }
    let result = task.result.as_ref()?;
    let job = Job::parse(&task.function)?.info();
    let text = match job.result {
        ResultText::Nothing => return None,
        ResultText::Message => task.message.clone()?,
        ResultText::Clustering => words::clustered(&Clustering::deserialize(result).ok()?),
        ResultText::Import => words::imported(&ImportCounts::deserialize(result).ok()?),
    };
    Some(Summary {
        text,
        links: job
            .links
            .iter()
            .filter_map(|link| link_of(link, task, result))
            .collect(),
    })
}

/// Where a link leads after this run, if there is something to see.
fn link_of(link: &ResultLink, task: &JobRun, result: &Value) -> Option<Link> {
    let counted = |field: &str| result[field].as_u64().is_some_and(|count| count > 0);
    if !link.shown_with.is_none_or(counted) {
        return None;
    }
    let text = |field: &str| result[field].as_str();
    let (href, download) = match link.to {
        To::Page(path) => (path.to_owned(), false),
        To::Row(list, field) => {
            let row = text(field).map(|id| format!("{list}/{id}"));
            (row.unwrap_or_else(|| list.to_owned()), false)
        }
        To::File(field) => (text(field)?.to_owned(), true),
        To::FileOfRun(before, after) => (format!("{before}{}{after}", task.id), true),
    };
    Some(Link {
        href,
        label: link.label,
        download,
    })
}

/// The counts of an import that has ended well.
pub fn import_counts(task: &JobRun) -> Option<ImportCounts> {
    let is_import = Job::parse(&task.function)?.info().result == ResultText::Import;
    (is_import && task.status == Status::Succeeded)
        .then(|| task.result.clone())
        .flatten()
        .and_then(|result| serde_json::from_value(result).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::job_run::Phase;

    fn ended(job: Job, result: Value) -> JobRun {
        JobRun {
            id: uuid::Uuid::nil(),
            function: job.name().into(),
            status: Status::Succeeded,
            phase: Phase::Done,
            percent: 100,
            message: None,
            result: Some(result),
            error: None,
            credits: 0,
            attempt: 1,
            cancel_requested: false,
            parent_id: None,
            item_id: None,
            children: 0,
            sites: None,
            created_at: String::new(),
            started_at: None,
            finished_at: None,
        }
    }

    #[test]
    fn clustering_says_where_every_keyword_went() {
        let result = serde_json::json!({"keywords": 1204, "clusters": 96, "made": 12, "removed": 3, "clustered": 1100, "stray": 104, "seconds": 1.26});
        let summary = summary(&ended(Job::AutoCluster, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "1,204 keywords: 1,100 in 96 clusters (12 new, 3 removed), 104 unclustered, in 1.3 s."
        );
        assert_eq!(summary.links.len(), 2);
    }

    #[test]
    fn clustering_says_what_a_model_did() {
        let result = serde_json::json!({"keywords": 9, "clusters": 2, "clustered": 9, "stray": 0, "joined": 1, "placed": 2});
        let summary = summary(&ended(Job::AutoCluster, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "9 keywords: 9 in 2 clusters, none unclustered, in 0 s. By meaning: 1 cluster merged, 2 unclustered keywords placed."
        );
    }

    #[test]
    fn an_import_counts_its_rows_and_offers_the_rejected_ones() {
        let result = serde_json::json!({"read": 10, "added": 7, "updated": 1, "unchanged": 1, "rejected": 1});
        let summary = summary(&ended(Job::ImportKeywords, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "Read 10 rows: 7 added, 1 updated, 1 unchanged, 1 rejected."
        );
        assert!(summary.links[1].download);
    }

    #[test]
    fn an_article_is_linked_and_without_one_the_list() {
        let link = |result| {
            let mut task = ended(Job::Publish, result);
            task.message = Some("Done".into());
            summary(&task).expect("a result in words").links[0].href.clone()
        };
        assert_eq!(link(serde_json::json!({"content_id": "7"})), "/writer/content/7");
        assert_eq!(link(serde_json::json!({})), "/writer/content");
    }

    #[test]
    fn what_goes_on_or_has_another_shape_is_not_summed_up() {
        let mut task = ended(Job::AutoCluster, serde_json::json!({"error": 1}));
        assert_eq!(summary(&task), None);
        task.status = Status::Running;
        assert_eq!(summary(&task), None);
    }
}
