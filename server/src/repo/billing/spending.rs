//! The figures of Billing › Spending: by indexes on time, of thirty days and twelve weeks.

use igny8::jobs::Job;
use igny8::services::{Dashboard, Figure, Point, Series};

use crate::error::Result;
use crate::tenancy::Tx;

/// Credits that the ledger took for runs, and what models were called for. What runs reserve counts until it comes back.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx) -> Result<Dashboard> {
    let calls = sqlx::query!(
        "select count(*)::float8 as \"calls!\", coalesce(sum(cost), 0)::float8 as \"cost!\", \
           coalesce(sum(input_tokens + output_tokens), 0)::float8 as \"tokens!\" \
         from ai_calls where created_at >= now() - interval '30 days'"
    )
    .fetch_one(tx.conn())
    .await?;
    let weeks = sqlx::query!(
        "select to_char(w.week, 'DD Mon') as \"label!\", coalesce(-sum(e.amount), 0)::float8 as \"credits!\", \
           to_char(w.week, '\"created_at_min=\"YYYY-MM-DD') || to_char(w.week + interval '6 days', '\"&created_at_max=\"YYYY-MM-DD') as \"link!\" \
         from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w(week) \
         left join credit_entries e on e.created_at >= w.week and e.created_at < w.week + interval '1 week' \
           and e.kind in ('reserve', 'capture', 'release') \
         group by w.week order by w.week"
    )
    .fetch_all(tx.conn())
    .await?;
    let functions = sqlx::query!(
        "select t.function, -sum(e.amount)::float8 as \"credits!\" from credit_entries e \
         join ai_tasks t on t.account_id = e.account_id and t.id = e.task_id \
         where e.created_at >= now() - interval '30 days' and e.kind in ('reserve', 'capture', 'release') \
         group by t.function having sum(e.amount) < 0 order by sum(e.amount), t.function"
    )
    .fetch_all(tx.conn())
    .await?;
    let sites = sqlx::query!(
        "select coalesce(w.name, 'Other') as \"name!\", sum(l.cost)::float8 as \"cost!\" from ai_calls l \
         left join contents c on c.account_id = l.account_id and c.id = l.content_id \
         left join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         left join sites w on w.account_id = s.account_id and w.id = s.site_id \
         where l.created_at >= now() - interval '30 days' \
         group by w.id, w.name having sum(l.cost) > 0 order by sum(l.cost) desc, w.id limit 8"
    )
    .fetch_all(tx.conn())
    .await?;
    let figure = |key: &str, value: f64| Figure {
        key: key.to_owned(),
        value,
        before: None,
    };
    let point = |label: String, value: f64, link: String| Point { label, value, link };
    let series = |key: &str, points: Vec<Point>| Series {
        key: key.to_owned(),
        points,
    };
    let label = |name: String| Job::parse(&name).map_or(name, |function| function.label().to_owned());
    Ok(Dashboard {
        figures: vec![
            figure("credits", functions.iter().map(|each| each.credits).sum()),
            figure("cost", calls.cost),
            figure("calls", calls.calls),
            figure("tokens", calls.tokens),
        ],
        series: vec![
            series(
                "weeks",
                weeks
                    .into_iter()
                    .map(|week| point(week.label, week.credits, week.link))
                    .collect(),
            ),
            series(
                "functions",
                functions
                    .into_iter()
                    .map(|each| point(label(each.function), each.credits, String::new()))
                    .collect(),
            ),
            series(
                "sites",
                sites
                    .into_iter()
                    .map(|site| point(site.name, site.cost, String::new()))
                    .collect(),
            ),
        ],
        recent: Vec::new(),
    })
}
