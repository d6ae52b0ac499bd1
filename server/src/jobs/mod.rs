//! The jobs: all that a background function is on the server, one file each, and the list of them.

mod asked;
pub mod auto_cluster;
mod check_links;
mod confirm_appearance;
mod destination;
mod export_account;
mod export_articles;
mod generate_content;
mod generate_ideas;
mod generate_image_prompts;
mod generate_images;
pub mod import_keywords;
mod noop;
mod outgoing;
mod publish;
mod recalculate_scores;
mod test_connection;
mod unpublish;

use std::fmt::Display;

use crate::runner::Registry;

/// Every job: whoever starts, prices, schedules, does or undoes runs finds them here.
pub static ALL: Registry = Registry::new(&[
    &auto_cluster::AutoCluster,
    &import_keywords::ImportKeywords,
    &generate_ideas::GenerateIdeas,
    &generate_content::GenerateContent,
    &generate_image_prompts::GenerateImagePrompts,
    &generate_images::GenerateImages,
    &publish::Publish,
    &unpublish::Unpublish,
    &confirm_appearance::ConfirmAppearance,
    &export_articles::ExportArticles,
    &recalculate_scores::RecalculateScores,
    &check_links::CheckLinks,
    &test_connection::TestConnection,
    &export_account::ExportAccount,
    &noop::Noop,
]);

/// How many of what, such as "1 article" and "2 articles".
fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use igny8::automation::schedules;
    use igny8::jobs::Job;
    use igny8::page::ActionKind;
    use igny8::registry;

    use super::*;
    use crate::repo::filter::query;

    #[test]
    fn every_function_has_one_job() {
        let jobs: Vec<Job> = ALL.all().map(<dyn crate::runner::JobHandler>::job).collect();
        assert_eq!(jobs, Job::ALL, "in the same order, each once");
    }

    #[test]
    fn what_is_started_for_rows_says_which_they_can_be() {
        for page in registry::tables() {
            for action in page.endpoints() {
                let ActionKind::Run(function) = action.kind else {
                    continue;
                };
                let job = ALL.get(function).expect("every function has a job");
                let targets: HashSet<_> = job.targets().iter().map(|target| target.resource).collect();
                assert_eq!(
                    targets.contains(&page.resource()),
                    function.each(),
                    "{}",
                    function.name()
                );
            }
        }
    }

    #[test]
    fn what_schedules_offer_they_can_do() {
        let offered: HashSet<&str> = schedules::FUNCTIONS.iter().map(|choice| choice.value).collect();
        let can: HashSet<&str> = ALL
            .all()
            .filter(|job| job.scheduled().is_some())
            .map(|job| job.job().name())
            .collect();
        assert_eq!(offered, can);
    }

    #[test]
    fn every_schedule_selects_rows_that_its_list_can_find() {
        for job in ALL.all() {
            let Some(scheduled) = job.scheduled() else {
                continue;
            };
            let page = registry::table(scheduled.resource).expect("what is scheduled has a list");
            let text = format!("{}&site_id={}", scheduled.query, uuid::Uuid::nil());
            assert!(query(page, &text).is_ok(), "{text}");
            let runs = page
                .endpoints()
                .any(|action| action.kind == ActionKind::Run(job.job()));
            assert!(runs, "{} is an action of {}", job.job().name(), page.path);
            let free = job.job().price().credits == 0;
            assert!(
                !free || scheduled.rows.is_some(),
                "what is free is bounded by rows"
            );
        }
    }
}
