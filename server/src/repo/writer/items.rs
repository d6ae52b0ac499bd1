//! Which of the selected rows a function can be done to, each with what it takes.

use igny8::ai::Function;
use igny8::error::{Problem, WayOut};
use igny8::resource::Resource;
use igny8::writer::content::STRIP_NOTES;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::approving::with_notes;
use super::going;
use crate::error::Result;
use crate::tenancy::Tx;

/// One row that a run is for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// The row.
    pub id: Uuid,
    /// Priced units of it, such as pictures.
    pub units: i64,
    /// Which those are, where they are rows of their own.
    pub priced: Option<Vec<Uuid>>,
}

/// The select of rows that fit, with why others do not.
fn fitting(function: Function, resource: Resource) -> Option<(&'static str, &'static str)> {
    Some(match (function, resource) {
        (Function::GenerateIdeas, Resource::Clusters) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from clusters x where x.keywords > 0 and",
            "These clusters have no keywords, or ideas are already being generated for them.",
        ),
        (Function::GenerateContent, Resource::WritingTasks) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from writing_tasks x where (x.status in ('new', 'writing') or not exists ( \
               select from contents c where c.account_id = x.account_id and c.task_id = x.id and c.deleted_in is null)) and",
            "These tasks are already written or being written. View their articles under Content.",
        ),
        (Function::GenerateImagePrompts, Resource::Content) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from contents x where x.html <> '' and x.status <> 'writing' and",
            "These articles have no text yet. Write them first.",
        ),
        (Function::GenerateImages, Resource::Content) => (
            "select x.id, cardinality(w.ids)::int8 as units, w.ids as priced from contents x cross join lateral ( \
               select array_agg(m.id order by m.place, m.id) as ids from images m \
               where m.account_id = x.account_id and m.content_id = x.id and m.status <> 'ready' and m.deleted_in is null \
                 and not exists (select from ai_tasks r where r.account_id = m.account_id and r.function = $2 \
                   and r.finished_at is null and (r.item_id = m.id or m.id = any (r.priced)))) w \
             where w.ids is not null and",
            "These articles have no waiting image prompts, or their images are already being generated. Write image prompts first.",
        ),
        (Function::GenerateImages, Resource::Images) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from images x where true and",
            "These images are already being generated.",
        ),
        (Function::Publish, Resource::Content) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from contents x where x.html <> '' and x.status <> 'writing' and \
               (x.status <> 'handed_over' or x.publish_as <> 'draft' or not exists (select from publications p where p.content_id = x.id) \
                 or exists (select from publications p where p.content_id = x.id and (p.edition is distinct from x.edition or p.edits is not null))) and",
            "These articles are already up to date on their destination or being published. Change them first or wait.",
        ),
        (Function::Unpublish, Resource::Content) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from contents x where exists (select from publications p where p.content_id = x.id) and",
            "These articles aren't published.",
        ),
        (Function::TestConnection, Resource::Integrations) => (
            "select x.id, 1::int8 as units, null::uuid[] as priced from integrations x where true and",
            "This connection is already being tested.",
        ),
        _ => return None,
    })
}

/// Whether the function is done to single rows of this resource, so that [`fit`] can tell which.
pub fn is_for(function: Function, resource: Resource) -> bool {
    fitting(function, resource).is_some()
}

/// Those of `ids` that the function can be done to now; rows that a run of it works on already are left out.
///
/// # Errors
/// 409 that says why, if it is none of them.
pub async fn fit(tx: &mut Tx, function: Function, resource: Resource, ids: &[Uuid]) -> Result<Vec<Item>> {
    let (select, why) = fitting(function, resource).ok_or_else(|| {
        Problem::bad_request(format!(
            "{} isn't available for {}.",
            function.label(),
            resource.many()
        ))
    })?;
    let sql = format!(
        "{select} x.id = any($1) and x.deleted_in is null and not exists ( \
           select from ai_tasks r where r.account_id = x.account_id and r.item_id = x.id and r.function = $2 \
             and r.finished_at is null and r.priced is null) \
         and not exists ( \
           select from ai_tasks r where r.account_id = x.account_id and r.function = $2 and r.finished_at is null \
             and r.priced is not null and x.id = any (r.priced)) \
         order by x.id"
    );
    let items: Vec<Item> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(ids)
        .bind(function.name())
        .fetch_all(tx.conn())
        .await?;
    if items.is_empty() {
        return Err(Problem::conflict(why).into());
    }
    if function == Function::Publish {
        return going::with_destination(tx, items).await;
    }
    Ok(items)
}

/// What to know before a function is started.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// What it will do, by name.
    pub facts: Vec<(String, String)>,
    /// What somebody may want to mend before.
    pub notes: Vec<String>,
    /// Where that is done.
    pub way_out: Option<WayOut>,
    /// The parameters of the action that matter for these rows.
    pub asks: Vec<String>,
}

/// What to know before articles are packed.
///
/// # Errors
/// The database does not answer.
pub async fn packing(tx: &mut Tx, ids: &[Uuid]) -> Result<Preview> {
    let noted = with_notes(tx, ids).await?;
    let found: usize = noted.iter().map(|(_, notes)| notes.len()).sum();
    let mut preview = Preview::default();
    if found > 0 {
        preview.notes.push(format!(
            "The text contains {found} editor {}. Choose whether to remove them from the file.",
            if found == 1 { "note" } else { "notes" },
        ));
        preview.asks.push(STRIP_NOTES.name.to_owned());
    }
    Ok(preview)
}

/// What to know before a function is started for these rows.
///
/// # Errors
/// The database does not answer.
pub async fn preview(
    tx: &mut Tx,
    function: Function,
    resource: Resource,
    left_out: usize,
    items: &[Item],
) -> Result<Preview> {
    let Preview {
        facts,
        mut notes,
        way_out,
        asks,
    } = match function {
        Function::Publish => going::preview(tx, items).await?,
        _ => Preview::default(),
    };
    if left_out > 0 {
        notes.push(format!(
            "{left_out} of {} {} are skipped: nothing to do for them.",
            left_out + items.len(),
            resource.many()
        ));
    }
    if function == Function::GenerateContent {
        let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
        let rivals: i64 = sqlx::query_scalar(
            "select count(*) from writing_tasks t join ideas i on i.account_id = t.account_id and i.id = t.idea_id \
             where t.id = any($1) and exists ( \
               select from contents d join contents r on r.account_id = d.account_id and r.deleted_in is null \
                 and (r.id = d.id or r.task_id = d.task_id) \
               where d.account_id = i.account_id and d.id = i.rival_id and r.task_id is distinct from t.id)",
        )
        .bind(ids)
        .fetch_one(tx.conn())
        .await?;
        if rivals > 0 {
            notes.push(format!(
                "{rivals} of them target keywords that an existing article on the site already covers. They would compete with it."
            ));
        }
    }
    Ok(Preview {
        facts,
        notes,
        way_out,
        asks,
    })
}
