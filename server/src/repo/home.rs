//! The figures of the first page, and what needs a person today.

use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use igny8::services::{Dashboard, Figure, Point, Series, Todo};

use crate::error::Result;
use crate::repo::SiteScope;
use crate::tenancy::Tx;

/// What is there, how far it has come, and what waits for somebody. Keywords are not read for it: triggers keep their figures.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, place: SiteScope) -> Result<Dashboard> {
    let now = sqlx::query!(
        "with places as ( \
           select s.account_id, s.id from sectors s \
           where s.deleted_in is null and ($1::uuid is null or s.site_id = $1) and ($2::uuid is null or s.id = $2)), \
         articles as ( \
           select c.status, c.words from contents c join places p on p.account_id = c.account_id and p.id = c.sector_id \
           where c.deleted_in is null) \
         select \
           (select coalesce(sum(f.keywords), 0) from keyword_figures f join places p on p.id = f.sector_id)::float8 as \"keywords!\", \
           (select count(*) from clusters c join places p on p.account_id = c.account_id and p.id = c.sector_id \
             where c.deleted_in is null)::float8 as \"clusters!\", \
           (select count(*) from ideas i join places p on p.account_id = i.account_id and p.id = i.sector_id \
             where i.deleted_in is null)::float8 as \"ideas!\", \
           (select count(*) from writing_tasks t join places p on p.account_id = t.account_id and p.id = t.sector_id \
             where t.deleted_in is null)::float8 as \"tasks!\", \
           (select count(*) from articles)::float8 as \"articles!\", \
           (select count(*) from articles where words > 0)::float8 as \"written!\", \
           (select count(*) from articles where status = 'published')::float8 as \"published!\", \
           (select count(*) from ai_tasks where finished_at is null and parent_id is null)::float8 as \"running!\", \
           (select count(*) from sites where deleted_in is null and coalesce(domain, '') <> '')::float8 as \"sites!\", \
           (select count(*) from integrations where deleted_in is null and enabled and kind in ('openai', 'runware'))::float8 as \"providers!\", \
           (select count(*) from integrations where deleted_in is null and enabled and kind in ('wordpress', 'webhook'))::float8 as \"destinations!\", \
           coalesce((select p.checklist from member_preferences p where p.id = $3), true) as \"checklist!\"",
        place.site,
        place.sector,
        tx.user().map(|user| user.0)
    )
    .fetch_one(tx.conn())
    .await?;
    let figure = |key: &str, value: f64| Figure {
        key: key.to_owned(),
        value,
        before: None,
    };
    let stage = |label: &str, value: f64, link: &str| Point {
        label: label.to_owned(),
        value,
        link: link.to_owned(),
        ..Point::default()
    };
    let pipeline = vec![
        stage("Keywords", now.keywords, "/planner/keywords"),
        stage("Clusters", now.clusters, "/planner/clusters"),
        stage("Ideas", now.ideas, "/planner/ideas"),
        stage("Tasks", now.tasks, "/writer/tasks"),
        stage("Articles", now.articles, "/writer/content"),
        stage("Published", now.published, "/writer/content?status=published"),
    ];
    Ok(Dashboard {
        figures: vec![
            figure("keywords", now.keywords),
            figure("articles", now.articles),
            figure("published", now.published),
            figure("running", now.running),
            figure("site", now.sites),
            figure("clusters", now.clusters),
            figure("provider", now.providers),
            figure("destination", now.destinations),
            figure("written", now.written),
        ],
        series: vec![Series {
            key: "pipeline".to_owned(),
            points: pipeline,
            note: None,
        }],
        todo: Some(todo(tx).await?),
        // Whoever only reads is asked for nothing.
        steps_hidden: !now.checklist || tx.scope().role() < Role::Editor,
        ..Dashboard::default()
    })
}

/// What waits for somebody with this role.
async fn todo(tx: &mut Tx) -> Result<Vec<Todo>> {
    let role = tx.scope().role();
    let mut todo = Vec::new();
    if !role.may(Verb::Approve, Resource::Content) {
        return Ok(todo);
    }
    let mut add = |text: String, action: &str, link: &str| {
        todo.push(Todo {
            text,
            link: link.to_owned(),
            action: action.to_owned(),
        });
    };
    let work = sqlx::query!(
        "select (select count(*) from contents where status = 'in_review' and deleted_in is null) as \"reviews!\", \
           (select count(*) from ai_tasks where finished_at > now() - interval '7 days' and parent_id is null \
             and function = 'publish' and status in ('failed', 'dead')) as \"failed!\", \
           (select count(*) from publications p join contents c on c.account_id = p.account_id and c.id = p.content_id \
             where p.edits is not null and c.deleted_in is null) as \"edited!\""
    )
    .fetch_one(tx.conn())
    .await?;
    if work.reviews > 0 {
        add(
            many(
                work.reviews,
                "article is ready for review",
                "articles are ready for review",
            ),
            "Review",
            "/writer/content?status=in_review",
        );
    }
    if !role.may(Verb::Act, Resource::Content) {
        return Ok(todo);
    }
    if work.failed > 0 {
        let text = many(
            work.failed,
            "publishing task failed in the last 7 days",
            "publishing tasks failed in the last 7 days",
        );
        add(
            text,
            "View failures",
            "/system/tasks?function=publish&status=failed,dead",
        );
    }
    if work.edited > 0 {
        let text = many(
            work.edited,
            "article was changed on your website",
            "articles were changed on your website",
        );
        add(text, "Compare", "/writer/content?edited_there=true");
    }
    if role.may(Verb::Read, Resource::Users) {
        let mails = sqlx::query_scalar!(
            "select count(*) as \"lost!\" from mails \
             where account = $1 and kind = 'invitation' and state in ('failed', 'suppressed') and created_at > now() - interval '14 days'",
            tx.account().0
        )
        .fetch_one(tx.conn())
        .await?;
        if mails > 0 {
            let text = many(
                mails,
                "invitation email couldn't be delivered",
                "invitation emails couldn't be delivered",
            );
            add(text, "Check address", "/auth/users");
        }
    }
    if role.may(Verb::Read, Resource::Credits) {
        let late = sqlx::query_scalar!(
            "select exists (select from subscriptions where status in ('past_due', 'unpaid')) as \"late!\""
        )
        .fetch_one(tx.conn())
        .await?;
        if late {
            add(
                "Your last payment failed.".to_owned(),
                "Open plan",
                igny8::billing::plan::PATH,
            );
        }
    }
    Ok(todo)
}

/// Such as “2 articles are ready for review.”
fn many(number: i64, one: &str, several: &str) -> String {
    let words = if number == 1 { one } else { several };
    format!("{} {words}.", igny8::number::group(number))
}
