//! Fires schedules: the mark that a time has fired and the run that it starts are one transaction.

use chrono::{DateTime, Utc};
use igny8::ai::Function;
use igny8::backend::Selection;
use igny8::id::TaskId;
use igny8::job::Queue;
use igny8::page::Arguments;
use igny8::permission::Role;
use igny8::query::Query;
use igny8::resource::Resource;

use super::next;
use crate::error::{Error, Result};
use crate::jobs::start::{self, Order};
use crate::jobs::store::{self, Due};
use crate::repo::filter::Rows;
use crate::state::App;
use crate::tenancy::{Db, Reason, Scope, Tx, Via};

/// Fires all that is due. Times that were missed while no scheduler ran fire once.
pub(super) async fn fire_due(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = store::due(tx.conn()).await?;
    tx.commit().await?;
    for one in due {
        match fire(&app.db, &one).await {
            Ok(Some(task)) => app.jobs.changed(one.account, vec![task.0]),
            Ok(None) => {}
            // A schedule that fails must not hold up the others.
            Err(error) => tracing::warn!(
                schedule = %one.id, error = &error as &dyn std::error::Error, "a schedule could not be fired"
            ),
        }
    }
    Ok(())
}

async fn fire(db: &Db, due: &Due) -> Result<Option<TaskId>> {
    let (mut tx, time) = (begin(db, due).await?, next_time(db, due).await);
    let time = match time {
        Ok(time) => time,
        Err(Error::Problem(problem)) => {
            store::switch_off(&mut tx, due, &problem.detail).await?;
            tx.commit().await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !store::fire(&mut tx, due, time).await? {
        return Ok(None);
    }
    match start(&mut tx, due).await {
        Ok(task) => {
            store::outcome(&mut tx, due, Ok(task)).await?;
            tx.commit().await?;
            Ok(Some(task))
        }
        Err(Error::Problem(problem)) => {
            drop(tx);
            let mut tx = begin(db, due).await?;
            if store::fire(&mut tx, due, time).await? {
                store::outcome(&mut tx, due, Err(&problem.detail)).await?;
                tx.commit().await?;
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn begin(db: &Db, due: &Due) -> Result<Tx> {
    let scope = Scope::verified(due.account, None, Role::Owner, Via::Task);
    Ok(db.begin(&scope.member()).await?)
}

async fn next_time(db: &Db, due: &Due) -> Result<DateTime<Utc>> {
    let unknown = || {
        igny8::error::Problem::field(
            "time_zone",
            "Give an IANA time zone such as Europe/Berlin or UTC.",
        )
    };
    let mut tx = begin(db, due).await?;
    let mut local = due.local_now.ok_or_else(unknown)?;
    let now = Utc::now();
    loop {
        local = next(&due.cron, local)?;
        let time = store::instant(tx.conn(), local, &due.time_zone).await?;
        // After a clock went back, local times of the past come again.
        if time > now {
            return Ok(time);
        }
    }
}

async fn start(tx: &mut Tx, due: &Due) -> Result<TaskId> {
    let unknown = || igny8::error::Problem::bad_request(format!("There is no function {}.", due.function));
    let function = Function::parse(&due.function).ok_or_else(unknown)?;
    let (resource, query) = selection(function).ok_or_else(unknown)?;
    let query = match due.site {
        Some(site) => format!("{query}&site_id={site}"),
        None => query.to_owned(),
    };
    let page = igny8::registry::table(resource).ok_or_else(unknown)?;
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let rows = Query::parse(
        page,
        pairs.iter().map(|(key, value)| (key.as_ref(), value.as_ref())),
    )?;
    let order = Order {
        function,
        page,
        rows: &Rows::Matching(rows),
        selection: &Selection::Query(query.clone()),
        // Nobody is there to say yes to anything.
        arguments: &Arguments::default(),
    };
    let key = format!("schedule {} {}", due.id, due.fire_at.timestamp());
    let (task, _) = start::start(tx, &order, Queue::Scheduled, Some(key), Some(due.credits)).await?;
    Ok(task)
}

/// What a schedule of this function is for.
const fn selection(function: Function) -> Option<(Resource, &'static str)> {
    Some(match function {
        Function::AutoCluster => (Resource::Keywords, "status=new"),
        Function::GenerateIdeas => (Resource::Clusters, "ideas_max=0"),
        Function::GenerateContent => (Resource::WritingTasks, "status=new&sort=priority"),
        Function::GenerateImagePrompts => {
            (Resource::Content, "status=draft,in_review,approved&prompts_max=0")
        }
        Function::GenerateImages => (Resource::Content, "waiting_min=1"),
        Function::Publish => (Resource::Content, "status=approved&edited_there=false"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_selects_rows_that_its_list_can_find() {
        for choice in igny8::automation::schedules::FUNCTIONS {
            let function = Function::parse(choice.value).unwrap();
            let (resource, query) = selection(function).unwrap();
            let page = igny8::registry::table(resource).unwrap();
            let query = format!("{query}&site_id={}", uuid::Uuid::nil());
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            Query::parse(
                page,
                pairs.iter().map(|(key, value)| (key.as_ref(), value.as_ref())),
            )
            .unwrap();
        }
    }
}
