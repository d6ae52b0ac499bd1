//! What came of a run, in words, with links to what changed.

use igny8::ai::Function;
use igny8::job::{Status, Task};
use igny8::planner::import::ImportCounts;
use serde::Deserialize;

use crate::words::task as words;

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

/// The result of clustering.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Clustering {
    /// Keywords that were looked at.
    pub keywords: u64,
    /// Clusters that they are in now.
    pub clusters: u64,
    /// How many of those are new.
    #[serde(default)]
    pub made: u64,
    /// Clusters that were left empty and went.
    #[serde(default)]
    pub removed: u64,
    /// Keywords that are in one of them.
    pub clustered: u64,
    /// Keywords that are in none.
    pub stray: u64,
    /// Clusters that a model joined to others of the same meaning.
    #[serde(default)]
    pub joined: u64,
    /// Strays that a model found a cluster for.
    #[serde(default)]
    pub placed: u64,
    /// How long it took.
    #[serde(default)]
    pub seconds: f64,
}

/// The result in words; none while the run goes on, and none for what has no result to speak of.
pub fn summary(task: &Task) -> Option<Summary> {
    if task.status != Status::Succeeded {
        return None;
    }
    let result = task.result.clone()?;
    match Function::parse(&task.function)? {
        Function::AutoCluster => {
            let found: Clustering = serde_json::from_value(result).ok()?;
            let mut links = vec![page("/planner/clusters", words::SEE_CLUSTERS)];
            if found.stray > 0 {
                links.push(page("/planner/keywords?status=stray", words::SEE_STRAYS));
            }
            Some(Summary {
                text: words::clustered(&found),
                links,
            })
        }
        Function::ImportKeywords => {
            let counts: ImportCounts = serde_json::from_value(result).ok()?;
            let mut links = vec![page("/planner/keywords?sort=-created_at", words::SEE_KEYWORDS)];
            if counts.rejected > 0 {
                let href = format!("/api/v1/planner/keywords/import/{}/rejects", task.id);
                links.push(Link {
                    href,
                    label: words::REJECTS,
                    download: true,
                });
            }
            Some(Summary {
                text: words::imported(&counts),
                links,
            })
        }
        Function::GenerateIdeas => said(
            task,
            vec![page("/planner/ideas?sort=-created_at", words::SEE_IDEAS)],
        ),
        Function::GenerateContent | Function::Publish | Function::Unpublish | Function::ConfirmAppearance => {
            said(task, vec![article(&result)])
        }
        Function::GenerateImagePrompts | Function::GenerateImages => said(
            task,
            vec![page("/writer/images?sort=-created_at", words::SEE_IMAGES)],
        ),
        Function::ExportArticles => {
            let link = result["file"].as_str().map(|file| Link {
                href: file.to_owned(),
                label: words::DOWNLOAD,
                download: true,
            });
            said(task, link.into_iter().collect())
        }
        Function::TestConnection => said(task, vec![page("/system/integrations", words::SEE_INTEGRATIONS)]),
        Function::Noop => None,
    }
}

/// What the run itself says, with links to what changed.
fn said(task: &Task, links: Vec<Link>) -> Option<Summary> {
    Some(Summary {
        text: task.message.clone()?,
        links,
    })
}

/// The article that a run was for, or the list where it was for several.
fn article(result: &serde_json::Value) -> Link {
    let href = result["content_id"].as_str().map_or_else(
        || "/writer/content".to_owned(),
        |id| format!("/writer/content/{id}"),
    );
    page(&href, words::SEE_ARTICLES)
}

fn page(href: &str, label: &'static str) -> Link {
    Link {
        href: href.to_owned(),
        label,
        download: false,
    }
}

/// The counts of an import that has ended well.
pub fn import_counts(task: &Task) -> Option<ImportCounts> {
    let is_import = Function::parse(&task.function) == Some(Function::ImportKeywords);
    (is_import && task.status == Status::Succeeded)
        .then(|| task.result.clone())
        .flatten()
        .and_then(|result| serde_json::from_value(result).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::job::Phase;

    fn ended(function: Function, result: serde_json::Value) -> Task {
        Task {
            id: uuid::Uuid::nil(),
            function: function.name().into(),
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
            created_at: String::new(),
            started_at: None,
            finished_at: None,
        }
    }

    #[test]
    fn clustering_says_where_every_keyword_went() {
        let result = serde_json::json!({"keywords": 1204, "clusters": 96, "made": 12, "removed": 3, "clustered": 1100, "stray": 104, "seconds": 1.26});
        let summary = summary(&ended(Function::AutoCluster, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "1,204 keywords: 1,100 in 96 clusters (12 new, 3 removed), 104 unclustered, in 1.3 s."
        );
        assert_eq!(summary.links.len(), 2);
    }

    #[test]
    fn clustering_says_what_a_model_did() {
        let result = serde_json::json!({"keywords": 9, "clusters": 2, "clustered": 9, "stray": 0, "joined": 1, "placed": 2});
        let summary = summary(&ended(Function::AutoCluster, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "9 keywords: 9 in 2 clusters, none unclustered, in 0 s. By meaning: 1 cluster merged, 2 unclustered keywords placed."
        );
    }

    #[test]
    fn an_import_counts_its_rows_and_offers_the_rejected_ones() {
        let result = serde_json::json!({"read": 10, "added": 7, "updated": 1, "unchanged": 1, "rejected": 1});
        let summary = summary(&ended(Function::ImportKeywords, result)).expect("a result in words");
        assert_eq!(
            summary.text,
            "Read 10 rows: 7 added, 1 updated, 1 unchanged, 1 rejected."
        );
        assert!(summary.links[1].download);
    }

    #[test]
    fn what_goes_on_or_has_another_shape_is_not_summed_up() {
        let mut task = ended(Function::AutoCluster, serde_json::json!({"error": 1}));
        assert_eq!(summary(&task), None);
        task.status = Status::Running;
        assert_eq!(summary(&task), None);
    }
}
