//! Dashboards: the declared figures, in one query a page.

use igny8::billing::spending::PAGE as SPENDING;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::planner::dashboard::PAGE as PLANNER;
use igny8::services::Dashboard;
use igny8::writer::dashboard::PAGE as WRITER;

use crate::error::Result;
use crate::repo::SiteScope;
use crate::services::RequestContext;
use crate::{queue, repo};

/// The figures of the dashboard at `path`.
///
/// # Errors
/// 403 for whoever may not read what it is about, 404 for a path without a dashboard, 400 for an id that is none.
pub async fn dashboard(ctx: &RequestContext, path: &str, query: &str) -> Result<Dashboard> {
    let page = [&PLANNER, &WRITER, &SPENDING]
        .into_iter()
        .find(|page| page.path == path)
        .ok_or_else(|| Problem::not_found("dashboard"))?;
    let grant = ctx.scope()?.require(Verb::Read, page.resource)?;
    let place = place(query)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let mut dashboard = if page.path == PLANNER.path {
        repo::planner::dashboard::figures(&mut tx, place).await?
    } else if page.path == WRITER.path {
        repo::writer::dashboard::figures(&mut tx, place).await?
    } else {
        repo::billing::spending::figures(&mut tx).await?
    };
    dashboard.recent = queue::store::latest(&mut tx, page.runs).await?;
    Ok(dashboard)
}

fn place(query: &str) -> Result<SiteScope, Problem> {
    let mut place = SiteScope::default();
    for (key, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let id = || {
            value
                .parse()
                .map(Some)
                .map_err(|_| Problem::bad_request(format!("{key} isn't a valid ID.")))
        };
        match key.as_ref() {
            "site_id" => place.site = id()?,
            "sector_id" => place.sector = id()?,
            _ => {}
        }
    }
    Ok(place)
}
