//! Confirm appearance: once a scheduled article's time has come, its destinations are asked whether readers see it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::ai::Function;
use igny8::job::Phase;
use serde_json::json;

use crate::ai::item;
use crate::ai::publish::{destination_of, known, places, problem, time};
use crate::error::Result;
use crate::integrations::Appearance;
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::writer::{documents, publishing};

/// Looks after an article that was scheduled.
pub struct ConfirmAppearance;

/// What its destinations said, all together.
#[derive(Default)]
struct Heard {
    there: usize,
    late: usize,
    later: Option<DateTime<Utc>>,
    why: Vec<String>,
}

#[async_trait]
impl JobFunction for ConfirmAppearance {
    fn function(&self) -> Function {
        Function::ConfirmAppearance
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let (content, account) = (item(run)?.id, run.task().account);
        let mut tx = run.begin().await?;
        let title = documents::document(&mut tx, content).await?.text.title;
        let places = places(&mut tx, content).await?;
        drop(tx);
        let mut heard = Heard::default();
        for (place, target) in &places {
            run.check_cancelled()?;
            run.progress(Phase::Call, 0.0, &format!("Asking {}", target.name));
            let appearance = destination_of(run.app(), account, target)?
                .appear(content, &known(place))
                .await
                .map_err(|error| problem(&error))?;
            match appearance {
                Appearance::There { url, late } => {
                    heard.there += 1;
                    heard.late += usize::from(late);
                    if late {
                        run.log(
                            "warn",
                            &format!("{} had missed the time; it is published now", target.name),
                        );
                    }
                    if !url.is_empty() && url != place.url {
                        let mut tx = run.begin().await?;
                        publishing::moved(&mut tx, content, target.id, &url).await?;
                        tx.commit().await?;
                    }
                    run.log("info", &format!("{}: {url}", target.name));
                }
                Appearance::Later(at) => {
                    heard.later = Some(heard.later.map_or(at, |other| other.min(at)));
                    run.log("warn", &format!("{} publishes it at {}", target.name, time(at)));
                }
                Appearance::Withheld(why) => {
                    run.log("warn", &format!("{}: {why}", target.name));
                    heard.why.push(why);
                }
            }
        }
        let mut tx = run.begin().await?;
        // Readers see it as soon as one destination shows it.
        let still = publishing::still_published(&mut tx, content).await?;
        let (status, message) = match (heard.there, heard.later) {
            // Somebody has taken it back or scheduled it anew since: that counts.
            (0, _) if !still => ("changed", format!("“{title}” was changed here meanwhile")),
            (1.., _) if heard.late > 0 => (
                "published",
                format!("“{title}” is published; its destination had missed the time"),
            ),
            (1.., _) => ("published", format!("“{title}” has appeared")),
            (0, Some(at)) => {
                publishing::taken_back(&mut tx, content, Some(at)).await?;
                (
                    "scheduled",
                    format!("“{title}” will be published on {}", time(at)),
                )
            }
            (0, None) => {
                publishing::taken_back(&mut tx, content, None).await?;
                (
                    "approved",
                    format!("“{title}” has not appeared. {}", heard.why.join(" ")),
                )
            }
        };
        let done = Done {
            result: json!({ "content_id": content, "status": status }),
            message,
            used: 0,
        };
        run.finish(tx, done).await
    }
}
