//! One search over every list: the first rows of each that contain the words, or the row that has the id.

use futures::StreamExt as _;
use igny8::error::Problem;
use igny8::page::{Filter, TablePage};
use igny8::permission::Verb;
use igny8::query::{MAX_SEARCH, Query};
use igny8::registry;
use igny8::resource::Area;
use igny8::services::Hit;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::repo::{self, list, options};
use crate::services::RequestContext;
use crate::tenancy::Grant;

/// Rows of each list.
const ROWS: u32 = 5;
/// Lists that are read at once, each with a connection.
const AT_ONCE: usize = 2;

/// What of all lists that the sender may read contains the words, in the order of the navigation.
///
/// # Errors
/// 401; 400 for too many words.
pub async fn search(ctx: &RequestContext, words: &str) -> Result<Vec<Hit>> {
    let scope = ctx.scope()?;
    let words = words.trim();
    if words.chars().count() > MAX_SEARCH {
        return Err(Problem::bad_request(format!("Search for up to {MAX_SEARCH} characters.")).into());
    }
    if words.is_empty() || words.contains('\0') {
        return Ok(Vec::new());
    }
    let id = words.parse().ok();
    let mut asked = Vec::new();
    for page in registry::tables() {
        if is_searched(page)
            && let Ok(grant) = scope.require(Verb::Read, page.resource())
        {
            asked.push(in_list(ctx, page, grant, words, id));
        }
    }
    let found: Vec<_> = futures::stream::iter(asked).buffered(AT_ONCE).collect().await;
    let found: Result<Vec<Vec<Hit>>> = found.into_iter().collect();
    Ok(found?.into_iter().flatten().collect())
}

/// The work, what it stands on, and people; what ran and what was paid have pages of their own to be searched on.
fn is_searched(page: &TablePage) -> bool {
    matches!(page.resource().area(), Area::Work | Area::Setup | Area::People)
        && page
            .filters
            .iter()
            .any(|filter| matches!(filter, Filter::Search(_)))
}

async fn in_list(
    ctx: &RequestContext,
    page: &'static TablePage,
    grant: Grant,
    words: &str,
    id: Option<Uuid>,
) -> Result<Vec<Hit>> {
    match id {
        Some(id) => with_id(ctx, page, &grant, id).await,
        None => containing(ctx, page, &grant, words).await,
    }
}

async fn containing(
    ctx: &RequestContext,
    page: &'static TablePage,
    grant: &Grant,
    words: &str,
) -> Result<Vec<Hit>> {
    let query = Query {
        page_size: ROWS,
        search: words.to_owned(),
        ..Query::of(page)
    };
    let mut tx = ctx.app.db.begin_planned(grant, list::plans(&query)).await?;
    let table = repo::table(page.resource());
    let rows = list::list(&mut tx, table, page, &query, &ctx.app.counts)
        .await?
        .results;
    Ok(rows
        .iter()
        .map(|row| Hit {
            resource: page.resource(),
            id: row.id,
            label: row.get(page.label()).to_plain(),
        })
        .collect())
}

async fn with_id(
    ctx: &RequestContext,
    page: &'static TablePage,
    grant: &Grant,
    id: Uuid,
) -> Result<Vec<Hit>> {
    let mut tx = ctx.app.db.begin(grant).await?;
    match options::one(&mut tx, repo::table(page.resource()), page, id).await {
        Ok(one) => Ok(vec![Hit {
            resource: page.resource(),
            id,
            label: one.label,
        }]),
        Err(Error::Problem(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
