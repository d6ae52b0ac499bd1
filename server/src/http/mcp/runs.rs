//! The tools that start something: at once, in the background, with its price first; and the one that waits for it.

use std::time::Duration;

use igny8::error::Problem;
use igny8::page::{Action, ActionKind};
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::{self, Selection, Services as _};
use mcp_endpoint::rmcp::RoleServer;
use mcp_endpoint::rmcp::model::{CallToolRequestParams, ProgressNotificationParam};
use mcp_endpoint::rmcp::service::RequestContext;
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::http::mcp::Asked;
use crate::http::mcp::answer::{Answered, done};
use crate::http::mcp::arguments::{
    Act, Command, Import, MAX_IDS, MAX_TEXT, MAX_WAIT, Outcome, Run, Step, Wait,
};
use crate::http::mcp::describe::tool;
use crate::http::mcp::price::{self, Consent};
use crate::http::mcp::tools::PUBLISH;
use crate::http::rest;
use crate::services::imports::{self, Receiving};

/// How often a run is looked at while somebody waits.
const LOOK: Duration = Duration::from_millis(500);

/// The action of a resource that this tool does.
fn action(resource: Resource, name: &str, by: &str) -> Result<&'static Action, Problem> {
    let table = registry::table(resource).ok_or_else(|| Problem::not_found("resource"))?;
    let found = table.endpoints().find(|action| action.name == name);
    let found = found.ok_or_else(|| {
        let names: Vec<_> = table.endpoints().map(|action| action.name).collect();
        let detail = format!(
            "{} has no action {name:?}. It has: {}.",
            resource.path(),
            names.join(", ")
        );
        Problem::field("action", detail)
    })?;
    if tool(found) == by {
        return Ok(found);
    }
    let detail = format!("{name} is done by the tool {}.", tool(found));
    Err(Problem::field("action", detail))
}

fn selection(ids: Option<Vec<Uuid>>, filter: Option<&Map<String, Value>>) -> Result<Selection, Problem> {
    match (ids, filter) {
        (Some(ids), None) if ids.len() > MAX_IDS => Err(Problem::field(
            "ids",
            format!("Enter at most {MAX_IDS} ids, or use filter."),
        )),
        (Some(ids), None) => Ok(Selection::Ids(ids)),
        (None, Some(filter)) => Ok(Selection::Query(rest::query_of(filter))),
        _ => Err(Problem::bad_request("Pass either ids or filter.")),
    }
}

fn outcome(action: &Action, outcome: services::Outcome) -> Outcome {
    let started = outcome.task_id.is_some();
    Outcome {
        step: if started { Step::Started } else { Step::Done },
        next: if started {
            "Call wait_for_run with task_id.".to_owned()
        } else {
            action.done.map_or_else(
                || "Done.".to_owned(),
                |(one, many)| {
                    if outcome.count == 1 {
                        format!("{one}.")
                    } else {
                        format!("{} {many}.", outcome.count)
                    }
                },
            )
        },
        count: Some(outcome.count),
        task_id: outcome.task_id,
        price: None,
        secret: outcome.once.map(|once| once.secret),
    }
}

/// Does a command.
pub async fn act(asked: &Asked, by: &str, what: Command) -> Answered {
    let resource = what.resource.0;
    let action = action(resource, &what.action, by)?;
    let rows = selection(what.ids, what.filter.as_ref())?;
    let came = asked.ctx.act(resource, action.name, rows, what.arguments).await?;
    done(&outcome(action, came))
}

/// Starts a run or publishes: its price, or what else it will do, is agreed to first.
pub async fn start(
    asked: &Asked,
    by: &str,
    what: Act,
    call: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Answered {
    let resource = what.resource.0;
    let action = action(resource, &what.action, by)?;
    let rows = selection(what.ids.clone(), what.filter.as_ref())?;
    let mut ctx = asked.ctx.clone();
    ctx.idempotency_key.clone_from(&what.idempotency_key);
    let agreed = if let Some(credits) = what.confirm_credits {
        credits
    } else {
        let consent = match price::answered(asked, &what, call, context)? {
            Some(consent) => consent,
            None => {
                let quote = ctx.quote(resource, action.name, rows.clone()).await?;
                if quote.credits == 0 && by != PUBLISH {
                    Consent::Free
                } else {
                    match price::ask(asked, action, &what, &quote, call, context)? {
                        Consent::ByArgument => return done(&price::first(quote)),
                        consent => consent,
                    }
                }
            }
        };
        match consent {
            Consent::Given { credits, key } => {
                ctx.idempotency_key.get_or_insert(key);
                credits
            }
            Consent::Free => 0,
            Consent::Asks(question) => return Ok(question),
            Consent::Refused | Consent::ByArgument => return done(&price::declined()),
        }
    };
    if matches!(action.kind, ActionKind::Run(_)) {
        ctx.most_credits = Some(agreed);
    } else {
        // A command is not told twice apart, and done twice is done once.
        ctx.idempotency_key = None;
    }
    let came = ctx.act(resource, action.name, rows, what.arguments).await?;
    done(&outcome(action, came))
}

/// Waits for a run, and tells of its progress where the client asked for that.
pub async fn wait(asked: &Asked, which: Wait, context: &RequestContext<RoleServer>) -> Answered {
    let until = Instant::now() + Duration::from_secs(which.seconds.min(MAX_WAIT));
    let token = context.meta.get_progress_token();
    let mut told = None;
    loop {
        let task = asked.ctx.task(which.task_id).await?.task;
        let finished = task.status.is_terminal();
        if finished || Instant::now() >= until || context.ct.is_cancelled() {
            return done(&Run { finished, task });
        }
        if let Some(token) = &token
            && told.is_none_or(|told| told < task.percent)
        {
            told = Some(task.percent);
            let mut progress =
                ProgressNotificationParam::new(token.clone(), f64::from(task.percent)).with_total(100.0);
            if let Some(message) = &task.message {
                progress = progress.with_message(message.clone());
            }
            if context.peer.notify_progress(progress).await.is_err() {
                // Nobody hears it any more.
                return done(&Run { finished, task });
            }
        }
        sleep(LOOK).await;
    }
}

/// Imports a text of keywords like a file.
pub async fn import(asked: &Asked, what: Import) -> Answered {
    let ctx = &asked.ctx;
    if what.text.trim().is_empty() || what.text.len() > MAX_TEXT {
        return Err(Problem::field(
            "text",
            format!("Enter 1 to {MAX_TEXT} characters. Split more into several imports."),
        ));
    }
    let work = async {
        let _place = ctx.app.places.upload(ctx.scope()?.account())?;
        let mut receiving = Receiving::begin(ctx, Some("keywords.csv")).await?;
        receiving.write(what.text.as_bytes()).await?;
        let reading = igny8::planner::import::Reading::default();
        imports::receive(ctx, receiving.end().await?, reading.clone(), Some(what.sector_id)).await
    };
    let upload = work.await.map_err(crate::error::Error::into_problem)?;
    let request = services::ImportRequest {
        upload_id: upload.upload_id,
        sector_id: what.sector_id,
        mapping: None,
        reading: igny8::planner::import::Reading::default(),
    };
    let came = ctx.import(request).await?;
    done(&Outcome {
        step: Step::Started,
        next: "Call wait_for_run with task_id.".to_owned(),
        count: None,
        task_id: came.task_id,
        price: None,
        secret: None,
    })
}
