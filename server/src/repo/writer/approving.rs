//! SQL of review and approval: only what is done here makes an article approved, and only the edition that is there.

use std::collections::BTreeMap;

use igny8::error::Problem;
use igny8::writer::content::PAGE;
use igny8::writer::notes;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::conditions::statement;
use crate::tenancy::Tx;

/// Asks for a look at drafts, and says at how many.
///
/// # Errors
/// The database does not answer.
pub async fn submit(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    let done = sqlx::query!(
        "update contents set status = 'in_review' where id = any($1) and status = 'draft' and html <> '' and deleted_in is null",
        ids
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Approves articles in the editions that somebody saw, and says how many. Those in which notes to the editor stand are left out.
///
/// # Errors
/// 409 if it is none of them, or if one of them has another edition by now: nothing is approved then.
pub async fn approve(tx: &mut Tx, ids: &[Uuid], seen: &BTreeMap<Uuid, i64>) -> Result<u64> {
    as_seen(tx, ids, seen).await?;
    let noted = with_notes(tx, ids).await?;
    let free: Vec<Uuid> = ids
        .iter()
        .copied()
        .filter(|id| !noted.iter().any(|(with, _)| with == id))
        .collect();
    // What is handed over as it is stays so; what is to go out anew, or in another way, waits for it again.
    let done = sqlx::query!(
        "update contents c set approved_edition = c.edition, approved_at = now(), approved_by = $2, \
           status = case when c.status in ('draft', 'in_review') then 'approved' \
             when c.status = 'handed_over' and (c.publish_as <> 'draft' or exists ( \
               select from publications p where p.content_id = c.id and p.edition is distinct from c.edition)) then 'approved' \
             else c.status end \
         where c.id = any($1) and c.status <> 'writing' and c.html <> '' and c.deleted_in is null",
        &free,
        tx.user().map(|user| user.0)
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if done > 0 {
        return Ok(done);
    }
    let Some((id, found)) = noted.first() else {
        let message = "Only articles with text can be approved. Write the text first.";
        return Err(Problem::conflict(message).into());
    };
    let path = format!("{}/{id}", PAGE.path);
    Err(Problem::conflict(refusal(found))
        .help_link("Open article", &path)
        .into())
}

/// Holds the articles as somebody saw them; as they are now where nobody says what they saw.
async fn as_seen(tx: &mut Tx, ids: &[Uuid], seen: &BTreeMap<Uuid, i64>) -> Result<()> {
    if seen.is_empty() {
        return Ok(());
    }
    let mut articles = sqlx::query!(
        "select id, title, edition from contents where id = any($1) order by id for no key update",
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    let all = articles.len();
    if articles.iter().any(|article| !seen.contains_key(&article.id)) {
        let unseen = articles
            .iter()
            .filter(|article| !seen.contains_key(&article.id))
            .count();
        let detail = format!(
            "{unseen} of these {all} articles {} not on your page. Approve only what you looked at: select articles page by page.",
            if unseen == 1 { "is" } else { "are" }
        );
        return Err(Problem::conflict(detail).into());
    }
    articles.retain(|article| seen.get(&article.id) != Some(&article.edition));
    match &articles[..] {
        [] => Ok(()),
        [one] if all == 1 => {
            let detail =
                "This article changed after you opened it. Reload it, look at it again, then approve it.";
            let path = format!("{}/{}", PAGE.path, one.id);
            Err(Problem::conflict(detail).help_link("Open article", &path).into())
        }
        changed => {
            let titles: Vec<String> = changed
                .iter()
                .take(NAMED)
                .map(|article| format!("“{}”", article.title))
                .collect();
            let more = if changed.len() > NAMED { " and others" } else { "" };
            let detail = format!(
                "Nothing was approved, because {} of these {all} articles changed after you opened this page: {}{more}. Reload the page and \
                 look at them again.",
                changed.len(),
                titles.join(", ")
            );
            Err(Problem::conflict(detail).into())
        }
    }
}

/// Articles that a refusal names.
const NAMED: usize = 3;

/// Says which notes stand in the way.
pub fn refusal(notes: &[String]) -> String {
    const SHOWN: usize = 3;
    let listed: Vec<String> = notes
        .iter()
        .take(SHOWN)
        .map(|note| format!("“{}”", note.chars().take(80).collect::<String>()))
        .collect();
    let more = if notes.len() > SHOWN { " and others" } else { "" };
    format!(
        "The text contains editor notes ({}): {}{more}. Resolve and remove them first.",
        notes.len(),
        listed.join(", ")
    )
}

/// Those of the articles in which notes to the editor stand, with the notes.
///
/// # Errors
/// The database does not answer.
pub async fn with_notes(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(Uuid, Vec<String>)>> {
    let hints: Vec<String> = notes::HINTS.iter().map(|hint| (*hint).to_owned()).collect();
    let hinted = sqlx::query!(
        "select c.id, c.html from contents c where c.id = any($1) and exists ( \
           select from unnest($2::text[]) hint where position(hint in c.html) > 0) order by c.id",
        ids,
        &hints
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(hinted
        .into_iter()
        .map(|article| {
            let notes = notes::find(&article.html).into_iter().map(|note| note.text);
            (article.id, notes.collect::<Vec<_>>())
        })
        .filter(|(_, notes)| !notes.is_empty())
        .collect())
}

/// Whether an article may go out to readers.
#[derive(Clone, Copy, Debug)]
pub struct Clearance {
    /// The edition that is there now.
    pub edition: i64,
    /// Whether that edition is approved, or its site asks for no approval.
    pub cleared: bool,
}

/// Whether an article may go out to readers. Its text must be read in the same transaction, after [`super::articles::lock`].
///
/// # Errors
/// The database does not answer.
pub async fn clearance(tx: &mut Tx, content: Uuid) -> Result<Clearance> {
    let clearance = statement!(query_as(Clearance):
        "select c.edition, " CLEARED r#" as "cleared!" from contents c
         join sectors s on s.account_id = c.account_id and s.id = c.sector_id
         join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = $1"#;
        content
    );
    Ok(clearance.fetch_one(tx.conn()).await?)
}
