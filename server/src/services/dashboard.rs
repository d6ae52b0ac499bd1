//! Dashboards: the declared figures, in one query a page.

use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Dashboard;

use crate::error::Result;
use crate::repo::Place;
use crate::services::Member;
use crate::{queue, repo};

/// The figures of the dashboard at `path`.
///
/// # Errors
/// 404 for a path without a dashboard, 400 for an id that is none.
pub async fn dashboard(member: &Member, path: &str, query: &str) -> Result<Dashboard> {
    let grant = member.scope()?.require(Verb::Read, Resource::Keywords)?;
    let place = place(query)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let page = [&igny8::planner::dashboard::PAGE, &igny8::writer::dashboard::PAGE]
        .into_iter()
        .find(|page| page.path == path)
        .ok_or_else(|| Problem::not_found("dashboard"))?;
    let mut dashboard = if page.path == igny8::planner::dashboard::PAGE.path {
        repo::planner::dashboard::figures(&mut tx, place).await?
    } else {
        repo::writer::dashboard::figures(&mut tx, place).await?
    };
    dashboard.recent = queue::store::latest(&mut tx, page.runs).await?;
    Ok(dashboard)
}

fn place(query: &str) -> Result<Place, Problem> {
    let mut place = Place::default();
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
