//! The figures of System › Monitoring: by the index of ended runs and the kept figures of calls, of a bounded number of runs.

use igny8::jobs::Job;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::{Dashboard, Figure, Point, Series};

use crate::error::Result;
use crate::tenancy::Tx;

/// The latest runs that are looked at, however many ended in the period; and the latest deliveries.
const MAX_RUNS: i64 = 20_000;

/// How the account's work went in the last `days` days.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, days: u16) -> Result<Dashboard> {
    let days = i32::from(days);
    let queue = sqlx::query!(
        "select count(*)::float8 as \"queued!\", extract(epoch from now() - min(created_at))::float8 as oldest \
         from ai_tasks where finished_at is null and children = 0 and status in ('queued', 'retry_wait')"
    )
    .fetch_one(tx.conn())
    .await?;
    let runs = sqlx::query!(
        "with recent as ( \
           select status, created_at, started_at, finished_at from ai_tasks \
           where finished_at > now() - make_interval(days => $1) and children = 0 order by finished_at desc limit $2) \
         select count(*)::float8 as \"ended!\", count(*) filter (where status in ('failed', 'dead'))::float8 as \"failed!\", \
           percentile_cont(0.5) within group (order by extract(epoch from started_at - created_at)::float8) as waited, \
           percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at)::float8) as took \
         from recent",
        days,
        MAX_RUNS
    )
    .fetch_one(tx.conn())
    .await?;
    let calls = sqlx::query!(
        "select model as \"model!\", sum(calls)::float8 as \"calls!\", sum(failed)::float8 as \"failed!\", sum(cost)::float8 as \"cost!\" \
         from spending_figures where day > (now() at time zone 'UTC')::date - $1::int4 and model is not null \
         group by model having sum(calls) > 0 order by sum(failed) desc, model",
        days
    )
    .fetch_all(tx.conn())
    .await?;
    let (asked, lost): (f64, f64) = (
        calls.iter().map(|model| model.calls).sum(),
        calls.iter().map(|model| model.failed).sum(),
    );
    let mut figures = vec![
        figure("queued", queue.queued),
        figure("oldest", queue.oldest.unwrap_or(0.0).max(0.0)),
        figure("ended", runs.ended),
        figure("failed", share(runs.failed, runs.ended)),
        figure("calls_failed", share(lost, asked)),
        figure("cost", calls.iter().map(|model| model.cost).sum()),
    ];
    figures.extend(runs.waited.map(|waited| figure("waited", waited.max(0.0))));
    figures.extend(runs.took.map(|took| figure("took", took.max(0.0))));
    let models = calls
        .into_iter()
        .filter(|model| model.failed > 0.0)
        .take(8)
        .map(|model| Point {
            value: share(model.failed, model.calls),
            link: form_urlencoded::Serializer::new(String::new())
                .append_pair("search", &model.model)
                .append_pair("status", "failed")
                .finish(),
            label: model.model,
            ..Point::default()
        })
        .collect();
    let mut series = runs_by(tx, days).await?;
    series.push(of("models", models));
    series.extend(publications(tx).await?);
    // Whoever may not see webhooks is told nothing of how they do.
    if tx.scope().role().may(Verb::Read, Resource::WebhookDeliveries) {
        let (told, failing) = webhooks(tx, days).await?;
        figures.extend(told);
        series.push(failing);
    }
    Ok(Dashboard {
        figures,
        series,
        ..Dashboard::default()
    })
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn figure(key: &str, value: f64) -> Figure {
    Figure {
        key: key.to_owned(),
        value,
        before: None,
    }
}

fn of(key: &str, points: Vec<Point>) -> Series {
    Series {
        key: key.to_owned(),
        points,
        note: None,
    }
}

/// Ended runs by time, failed ones by function, and failed publications by site.
async fn runs_by(tx: &mut Tx, days: i32) -> Result<Vec<Series>> {
    // A day is told by hours, a week by days, a month by three days.
    let hours = match days {
        1 => 2,
        2..=7 => 24,
        _ => 72,
    };
    let bars = sqlx::query!(
        "with recent as ( \
           select finished_at from ai_tasks where finished_at > now() - make_interval(days => $1) and children = 0 \
           order by finished_at desc limit $3) \
         select b.at as \"at!\", count(r.finished_at)::float8 as \"ended!\" \
         from generate_series(now() - make_interval(days => $1), now() - make_interval(hours => $2), make_interval(hours => $2)) b(at) \
         left join recent r on r.finished_at > b.at and r.finished_at <= b.at + make_interval(hours => $2) \
         group by b.at order by b.at",
        days,
        hours,
        MAX_RUNS
    )
    .fetch_all(tx.conn())
    .await?;
    let name = if days == 1 { "%H:00" } else { "%d %b" };
    let tasks = bars.into_iter().map(|bar| Point {
        label: bar.at.format(name).to_string(),
        value: bar.ended,
        link: format!("created_at_min={}", bar.at.format("%Y-%m-%d")),
        ..Point::default()
    });
    let failed = sqlx::query!(
        "with recent as ( \
           select function, site_id from ai_tasks \
           where finished_at > now() - make_interval(days => $1) and children = 0 and status in ('failed', 'dead') \
           order by finished_at desc limit $2) \
         select grouping(r.function) = 0 as \"by_function!\", r.function as \"function?\", w.name as \"site?\", count(*)::float8 as \"failed!\", \
           count(*) filter (where r.function = 'publish')::float8 as \"unpublished!\" \
         from recent r left join sites w on w.id = r.site_id \
         group by grouping sets ((r.function), (w.name)) order by count(*) desc",
        days,
        MAX_RUNS
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut failures, mut publications) = (Vec::new(), Vec::new());
    for row in failed {
        if row.by_function {
            let function = row.function.unwrap_or_default();
            failures.push(Point {
                label: Job::parse(&function).map_or(function.clone(), |job| job.label().to_owned()),
                value: row.failed,
                link: format!("function={function}&status=failed,dead"),
                ..Point::default()
            });
        } else if row.unpublished > 0.0 {
            publications.push(Point {
                label: row.site.unwrap_or_else(|| "Other".to_owned()),
                value: row.unpublished,
                link: "function=publish&status=failed,dead".to_owned(),
                ..Point::default()
            });
        }
    }
    Ok(vec![
        of("tasks", tasks.collect()),
        of("failures", failures),
        of("publications", publications),
    ])
}

/// What each destination has, and how much of it people have changed there.
async fn publications(tx: &mut Tx) -> Result<Vec<Series>> {
    let rows = sqlx::query!(
        "select i.name, count(*)::float8 as \"articles!\", count(*) filter (where p.edits is not null)::float8 as \"edited!\" \
         from publications p join integrations i on i.account_id = p.account_id and i.id = p.integration_id \
         where i.deleted_in is null group by i.id, i.name order by count(*) desc, i.name limit 12"
    )
    .fetch_all(tx.conn())
    .await?;
    let point = |label: &str, value: f64, link: &str| Point {
        label: label.to_owned(),
        value,
        link: link.to_owned(),
        ..Point::default()
    };
    let all = rows
        .iter()
        .map(|row| point(&row.name, row.articles, "status=published"));
    let edited = rows
        .iter()
        .map(|row| point(&row.name, row.edited, "edited_there=true"));
    Ok(vec![
        of("destinations", all.collect()),
        of("edited", edited.collect()),
    ])
}

/// How many deliveries to webhooks failed or wait, and which webhooks do not take them.
async fn webhooks(tx: &mut Tx, days: i32) -> Result<(Vec<Figure>, Series)> {
    let rows = sqlx::query!(
        "with recent as ( \
           select webhook_id, status from webhook_deliveries where created_at > now() - make_interval(days => $1) \
           order by created_at desc limit $2) \
         select h.id as \"id?\", h.name as \"name?\", count(*) filter (where r.status = 'waiting')::float8 as \"waiting!\", \
           count(*) filter (where r.status = 'failed')::float8 as \"failed!\", \
           count(*) filter (where r.status <> 'waiting')::float8 as \"ended!\" \
         from recent r left join webhooks h on h.id = r.webhook_id and h.deleted_in is null \
         group by h.id, h.name order by count(*) filter (where r.status = 'failed') desc, h.name",
        days,
        MAX_RUNS
    )
    .fetch_all(tx.conn())
    .await?;
    let sum = |of: fn(&_) -> f64| rows.iter().map(of).sum::<f64>();
    let figures = vec![
        figure(
            "webhooks_failed",
            share(sum(|row| row.failed), sum(|row| row.ended)),
        ),
        figure("webhooks_waiting", sum(|row| row.waiting)),
    ];
    let failing = rows
        .iter()
        .filter(|row| row.failed > 0.0)
        .take(8)
        .map(|row| Point {
            label: row.name.clone().unwrap_or_else(|| "Deleted webhooks".to_owned()),
            value: row.failed,
            link: match row.id {
                Some(id) => format!("webhook_id={id}&status=failed"),
                None => "status=failed".to_owned(),
            },
            ..Point::default()
        });
    Ok((figures, of("webhooks", failing.collect())))
}
