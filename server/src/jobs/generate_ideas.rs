//! Generate ideas: articles that a cluster could have.

use std::collections::HashSet;
use std::fmt::Write as _;

use async_trait::async_trait;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::planner::phrase::{clean_phrase, phrase_key};
use igny8::resource::Resource;
use igny8::writer::brief::ContentType;
use serde_json::json;

use crate::ai::engine::Engine;
use crate::ai::prompting::clusters;
use crate::error::Result;
use crate::jobs::asked::item;
use crate::jobs::counted;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::planner::idea_generation::{self, NewIdea, Topic};
use crate::runner::{Done, Finished, JobHandler, Provided, Run, Scheduled, Target};
use provider::writing::{Idea, IdeasAnswer, Purpose};

/// The function.
pub struct GenerateIdeas;

#[async_trait]
impl JobHandler for GenerateIdeas {
    fn job(&self) -> Job {
        Job::GenerateIdeas
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::Clusters,
            rows: idea_generation::ELIGIBLE,
            why: "These clusters have no keywords, or ideas are already being generated for them.",
        }]
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::Clusters,
            query: "ideas_max=0&sort=-volume",
            rows: None,
        })
    }

    fn provider(&self) -> Option<Provided> {
        Some(Provided::writes(ProviderSetting::Ideas))
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let cluster = item(run)?.id;
        run.progress(Phase::Prepare, 0.0, "Reading cluster");
        let engine = Engine::open(run, ProviderSetting::Ideas).await?;
        let mut tx = run.begin().await?;
        let (ideas, topic) = clusters::ideas(&mut tx, cluster, &engine.setup).await?;
        drop(tx);
        let purpose = Purpose::Ideas(ideas);
        run.log(
            Level::Info,
            &format!(
                "{}: {} keywords, requested by {}",
                topic.name,
                topic.keywords.len(),
                engine.provider()
            ),
        );
        run.progress(Phase::Call, 0.2, &format!("Finding ideas for {}", topic.name));
        let answer: IdeasAnswer = engine
            .ask(&purpose, |answer: &IdeasAnswer| {
                if answer
                    .ideas
                    .iter()
                    .any(|idea| !clean_phrase(&idea.title).is_empty())
                {
                    Ok(())
                } else {
                    Err("there is no idea with a title".into())
                }
            })
            .await?;
        run.progress(Phase::Parse, 1.0, "Checking ideas");
        let ideas = checked(&topic, answer.ideas, engine.setup.ideas_per_cluster);
        run.progress(Phase::Save, 0.0, "Saving ideas");
        let mut tx = run.begin().await?;
        let saved = idea_generation::save(
            &mut tx,
            run.task().id.0,
            &topic,
            cluster,
            &ideas,
            engine.is_offline(),
        )
        .await?;
        let mut message = format!("{} for {}", counted(saved.added, "idea", "ideas"), topic.name);
        if saved.rivals > 0 {
            let _ = write!(message, ", {} overlap with an article", saved.rivals);
        }
        let done = Done {
            result: json!({ "ideas": saved.added, "overlapping": saved.rivals, "cluster_id": cluster }),
            message,
            used: run.task().credits,
        };
        run.finish(tx, done).await
    }
}

/// At most as many as were asked for, each title once and new, keywords only out of the cluster's.
fn checked(topic: &Topic, ideas: Vec<Idea>, count: i16) -> Vec<NewIdea> {
    let mut titles: HashSet<String> = topic.titles.iter().map(|title| phrase_key(title)).collect();
    let known: HashSet<String> = topic
        .keywords
        .iter()
        .map(|(keyword, _)| phrase_key(keyword))
        .collect();
    let mut out = Vec::new();
    for idea in ideas {
        let title: String = clean_phrase(&idea.title).chars().take(200).collect();
        if title.is_empty() || !titles.insert(phrase_key(&title)) {
            continue;
        }
        let mut keywords: Vec<String> = idea
            .target_keywords
            .iter()
            .filter(|keyword| known.contains(&phrase_key(keyword)))
            .map(|keyword| clean_phrase(keyword))
            .collect();
        if keywords.is_empty() {
            keywords = topic
                .keywords
                .iter()
                .take(5)
                .map(|(keyword, _)| keyword.clone())
                .collect();
        }
        out.push(NewIdea {
            title,
            angle: clean_phrase(&idea.angle).chars().take(1000).collect(),
            outline: idea
                .outline
                .iter()
                .map(|heading| clean_phrase(heading))
                .filter(|heading| !heading.is_empty())
                .take(20)
                .collect(),
            content_type: ContentType::parse(&idea.content_type).unwrap_or(ContentType::Guide),
            keywords,
            priority: idea.priority.clamp(1, 3),
        });
        if out.len() >= usize::try_from(count).unwrap_or(1) {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideas_are_new_and_about_the_clusters_own_keywords() {
        let topic = Topic {
            sector: uuid::Uuid::nil(),
            name: "Shoes".into(),
            intent: None,
            about: "Running".into(),
            language: "en".into(),
            voice: None,
            keywords: vec![("trail shoes".into(), Some(10)), ("road shoes".into(), None)],
            titles: vec!["Trail  SHOES".into()],
        };
        let idea = |title: &str, keyword: &str| Idea {
            title: title.into(),
            angle: "a\u{0}ngle".into(),
            outline: vec![" One ".into(), String::new()],
            content_type: "poem".into(),
            target_keywords: vec![keyword.into()],
            priority: 9,
        };
        let ideas = vec![
            idea("trail shoes", "x"),
            idea("New", "Road Shoes"),
            idea("new", "x"),
            idea("Third", "x"),
            idea("Fourth", "x"),
        ];
        let checked = checked(&topic, ideas, 2);
        assert_eq!(
            checked.iter().map(|idea| idea.title.as_str()).collect::<Vec<_>>(),
            ["New", "Third"]
        );
        assert_eq!(checked[0].keywords, ["Road Shoes"]);
        assert_eq!(checked[1].keywords, ["trail shoes", "road shoes"]);
        assert_eq!(
            (checked[0].content_type, checked[0].priority),
            (ContentType::Guide, 3)
        );
        assert_eq!(checked[0].outline, ["One"]);
    }
}
