//! Single articles: read, saved from a version, restored, compared.

use std::collections::HashSet;

use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::writer::article::{Article, Change, Edit, Saved, Text, Version};
use igny8::writer::checked::checked;
use igny8::writer::compare::compare;
use igny8::writer::outline::Outline;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::write;
use crate::repo::writer::articles::{self as sql, Origin};
use crate::repo::writer::revision::Revision;
use crate::services::RequestContext;
use crate::tenancy::Tx;

async fn begin(ctx: &RequestContext, verb: Verb) -> Result<Tx> {
    let grant = ctx.scope()?.require(verb, Resource::Content)?;
    Ok(ctx.app.db.begin(&grant).await?)
}

/// One article.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn article(ctx: &RequestContext, id: Uuid) -> Result<Article> {
    sql::article(&mut begin(ctx, Verb::Read).await?, id).await
}

/// Saves an article unless somebody else did since the version that the edit began with. It keeps its status: a
/// published one differs from what is out until it is published again.
///
/// # Errors
/// As [`igny8::services::Services`] says; 409 while a model writes it.
pub async fn save(ctx: &RequestContext, id: Uuid, edit: Edit) -> Result<Saved> {
    let mut tx = begin(ctx, Verb::Update).await?;
    let mut article = sql::article(&mut tx, id).await?;
    if edit.version != article.version {
        return Ok(Saved::Conflict {
            document: Box::new(article),
        });
    }
    if article.offline
        && let Some(made) = sql::made(&mut tx, id).await?
    {
        article.offline = !rewritten(&made, &edit.text.html);
    }
    drop(tx);
    sql::is_free(&article)?;
    let revision = Revision::of(checked(edit.text)?, article).await?;
    let mut tx = begin(ctx, Verb::Update).await?;
    match finish(&mut tx, id, edit.version, revision, Origin::Person).await? {
        Some(saved) => {
            tx.commit().await?;
            Ok(saved)
        }
        None => {
            drop(tx);
            let mut tx = begin(ctx, Verb::Update).await?;
            Ok(Saved::Conflict {
                document: Box::new(sql::article(&mut tx, id).await?),
            })
        }
    }
}

/// The history, newest first.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn versions(ctx: &RequestContext, id: Uuid) -> Result<Vec<Version>> {
    sql::versions(&mut begin(ctx, Verb::Read).await?, id).await
}

/// An article as it was.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn version(ctx: &RequestContext, id: Uuid, version: i32) -> Result<Text> {
    sql::version(&mut begin(ctx, Verb::Read).await?, id, version).await
}

/// Makes an article what it was; what it is now stays in its history.
///
/// # Errors
/// As [`igny8::services::Services`] says; 409 while a model writes it.
pub async fn restore(ctx: &RequestContext, id: Uuid, version: i32) -> Result<Saved> {
    let mut tx = begin(ctx, Verb::Update).await?;
    let current = sql::lock(&mut tx, id).await?;
    let article = sql::article(&mut tx, id).await?;
    sql::is_free(&article)?;
    let text = sql::version(&mut tx, id, version).await?;
    let revision = Revision::of(text, article).await?;
    let saved = finish(&mut tx, id, current, revision, Origin::Restore).await?;
    tx.commit().await?;
    // The row is locked, so that its version cannot have changed.
    saved.ok_or_else(|| Problem::internal().into())
}

/// What changed from one version to another.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn diff(ctx: &RequestContext, id: Uuid, from: i32, to: i32) -> Result<Vec<Change>> {
    let mut tx = begin(ctx, Verb::Read).await?;
    let before = sql::version(&mut tx, id, from).await?;
    let after = sql::version(&mut tx, id, to).await?;
    drop(tx);
    Ok(tokio::task::spawn_blocking(move || compare(&before, &after)).await?)
}

/// Whether a person has rewritten most of what a model made: less than half of its blocks are still as they were.
fn rewritten(made: &str, now: &str) -> bool {
    let made = Outline::of(made).blocks;
    let now: HashSet<String> = Outline::of(now)
        .blocks
        .into_iter()
        .map(|block| block.text)
        .collect();
    let kept = made.iter().filter(|block| now.contains(&block.text)).count();
    kept * 2 < made.len()
}

async fn finish(
    tx: &mut Tx,
    id: Uuid,
    version: i32,
    revision: Revision,
    origin: Origin,
) -> Result<Option<Saved>> {
    let Some((version, updated_at)) = sql::save(tx, id, version, &revision, origin).await? else {
        return Ok(None);
    };
    write::audit(
        tx,
        Verb::Update,
        Resource::Content,
        &[id],
        Some("Edit article"),
        None,
    )
    .await?;
    Ok(Some(Saved::Saved {
        version,
        updated_at,
        text: revision.text,
    }))
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    #[test]
    fn a_text_is_rewritten_once_most_of_its_blocks_are_others() {
        let made = "<p>one</p><p>two</p><p>three</p>";
        assert!(!rewritten(made, made));
        assert!(!rewritten(made, "<p>one</p><p>two</p><p>new</p>"));
        assert!(rewritten(made, "<p>one</p><p>new</p><p>newer</p>"));
        assert!(!rewritten("", ""));
    }
}
