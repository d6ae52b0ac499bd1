//! Dashboards: the declared figures, in one query a page.

use igny8::billing::spending::PAGE as SPENDING;
use igny8::error::Problem;
use igny8::home::PAGE as HOME;
use igny8::page::{DashboardPage, USUAL_DAYS};
use igny8::permission::Verb;
use igny8::planner::dashboard::PAGE as PLANNER;
use igny8::services::Dashboard;
use igny8::system::monitoring::PAGE as MONITORING;
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
    let page = [&HOME, &PLANNER, &WRITER, &SPENDING, &MONITORING]
        .into_iter()
        .find(|page| page.path == path)
        .ok_or_else(|| Problem::not_found("dashboard"))?;
    let grant = ctx.scope()?.require(Verb::Read, page.resource)?;
    let place = place(query)?;
    let days = days(page, query)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let mut dashboard = if page.path == HOME.path {
        repo::home::figures(&mut tx, place).await?
    } else if page.path == MONITORING.path {
        repo::system::monitoring::figures(&mut tx, days.unwrap_or(USUAL_DAYS)).await?
    } else if page.path == PLANNER.path {
        repo::planner::dashboard::figures(&mut tx, place).await?
    } else if page.path == WRITER.path {
        repo::writer::dashboard::figures(&mut tx, place).await?
    } else {
        repo::billing::spending::figures(&mut tx, days.unwrap_or(USUAL_DAYS)).await?
    };
    dashboard.days = days;
    dashboard.recent = queue::store::latest(&mut tx, page.runs).await?;
    Ok(dashboard)
}

/// The days that figures are about, where the page lets people choose.
fn days(page: &DashboardPage, query: &str) -> Result<Option<u16>, Problem> {
    if page.periods.is_empty() {
        return Ok(None);
    }
    let asked = form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
        .find(|(key, value)| key == "days" && !value.is_empty());
    let Some((_, asked)) = asked else {
        return Ok(Some(USUAL_DAYS));
    };
    let known = asked.parse().ok().filter(|days| page.periods.contains(days));
    let days = known.ok_or_else(|| {
        let periods: Vec<String> = page.periods.iter().map(u16::to_string).collect();
        Problem::bad_request(format!(
            "Choose one of these numbers of days: {}.",
            periods.join(", ")
        ))
    })?;
    Ok(Some(days))
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
