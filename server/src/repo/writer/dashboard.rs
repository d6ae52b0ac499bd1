//! The figures of Writer's first page.

use igny8::services::{Dashboard, Figure, Point, Series};

use crate::error::Result;
use crate::repo::SiteScope;
use crate::tenancy::Tx;

/// Counts of what is written, and what was published in each of the last twelve weeks.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, place: SiteScope) -> Result<Dashboard> {
    let now = sqlx::query!(
        r#"with places as (
             select s.account_id, s.id from sectors s
             where s.deleted_in is null and ($1::uuid is null or s.site_id = $1) and ($2::uuid is null or s.id = $2)),
           articles as (
             select c.id, c.status, c.words, c.html <> '' as written, c.created_at, c.published_at from contents c
             join places p on p.account_id = c.account_id and p.id = c.sector_id where c.deleted_in is null),
           then_ as (select now() - interval '30 days' as at)
           select
             (select count(*) from articles where status = 'draft') as "drafts!",
             (select coalesce(sum(words), 0)::int8 from articles) as "words!",
             (select coalesce(sum(words), 0)::int8 from articles, then_ where created_at < then_.at) as "words_before!",
             (select count(*) from images m join articles a on a.id = m.content_id where m.status = 'ready' and m.deleted_in is null) as "images!",
             (select count(*) from articles where status = 'published') as "published!",
             (select count(*) from articles, then_ where published_at < then_.at) as "published_before!",
             (select count(*) from articles where written) as "articles!",
             (select count(*) from ideas i join places p on p.account_id = i.account_id and p.id = i.sector_id where i.deleted_in is null) as "ideas!",
             (select count(*) from writing_tasks t join places p on p.account_id = t.account_id and p.id = t.sector_id where t.deleted_in is null) as "tasks!",
             (select array_agg(n order by week) from (
               select w.week, count(a.id) as n
               from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w(week)
               left join articles a on a.published_at >= w.week and a.published_at < w.week + interval '1 week'
               group by w.week) weeks) as "by_week!",
             (select array_agg(to_char(week, 'DD Mon') order by week) from
               generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w(week)) as "weeks!""#,
        place.site,
        place.sector
    )
    .fetch_one(tx.conn())
    .await?;
    #[expect(clippy::cast_precision_loss, reason = "counts lie far below 2^53")]
    let number = |count: i64| count as f64;
    let figure = |key: &str, value: i64, before: Option<i64>| Figure {
        key: key.to_owned(),
        value: number(value),
        before: before.map(number),
    };
    let points = now
        .weeks
        .into_iter()
        .zip(now.by_week)
        .map(|(label, count)| Point {
            label,
            value: number(count),
            link: "status=published".to_owned(),
            ..Point::default()
        });
    Ok(Dashboard {
        figures: vec![
            figure("drafts", now.drafts, None),
            figure("words", now.words, Some(now.words_before)),
            figure("images", now.images, None),
            figure("published", now.published, Some(now.published_before)),
            figure("articles", now.articles, None),
            figure("ideas", now.ideas, None),
            figure("tasks", now.tasks, None),
        ],
        series: vec![Series {
            key: "weeks".to_owned(),
            points: points.collect(),
            note: None,
        }],
        ..Dashboard::default()
    })
}
