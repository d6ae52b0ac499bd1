//! The figures of Billing › Billing overview, of what triggers keep by day: no entry and no call is read for them.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use igny8::billing::spending::{FORECAST_DAYS, days_left};
use igny8::jobs::Job;
use igny8::number::group;
use igny8::services::{Dashboard, Figure, Point, Series};
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// Groups that a chart shows; what is left is one more.
const MAX_GROUPS: usize = 8;
/// Points of the line of the balance, and of what is expected of it.
const MAX_POINTS: usize = 60;

/// What the last `days` days cost, against as many before them.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, days: u16) -> Result<Dashboard> {
    let days = i32::from(days);
    let now = totals(tx, days).await?;
    let per_day = now.lately / f64::from(now.known_days.clamp(1, FORECAST_DAYS));
    let left = days_left(now.balance, per_day);
    let mut series = vec![
        balance(tx, &now, days, per_day, left).await?,
        used(tx, days).await?,
    ];
    series.extend(groups(tx, days, now.today).await?);
    let articles = articles(tx, days).await?;
    let figure = |key: &str, value: f64, before: Option<f64>| Figure {
        key: key.to_owned(),
        value,
        before,
    };
    #[expect(clippy::cast_precision_loss, reason = "balances lie far below 2^53")]
    let mut figures = vec![
        figure("balance", now.balance as f64, None),
        figure("credits", now.used, Some(now.used_before)),
        figure("cost", now.cost, Some(now.cost_before)),
        figure("articles", articles.number, Some(articles.number_before)),
        figure("calls", now.calls, Some(now.calls_before)),
        figure("tokens", now.tokens, Some(now.tokens_before)),
    ];
    figures.extend(left.map(|left| figure("days_left", f64::from(left), None)));
    figures.extend(
        articles
            .cost
            .map(|cost| figure("article_cost", cost, articles.cost_before)),
    );
    Ok(Dashboard {
        figures,
        series,
        ..Dashboard::default()
    })
}

/// Sums of the period and the one before.
struct Totals {
    today: NaiveDate,
    balance: i64,
    known_days: i32,
    lately: f64,
    used: f64,
    used_before: f64,
    cost: f64,
    cost_before: f64,
    calls: f64,
    calls_before: f64,
    tokens: f64,
    tokens_before: f64,
}

async fn totals(tx: &mut Tx, days: i32) -> Result<Totals> {
    Ok(sqlx::query_as!(
        Totals,
        "select (now() at time zone 'UTC')::date as \"today!\", \
           coalesce((select balance from credit_balances), 0) as \"balance!\", \
           coalesce((now() at time zone 'UTC')::date - (select min(day) from spending_figures where used > 0) + 1, 1) as \"known_days!\", \
           coalesce(sum(used) filter (where day > (now() at time zone 'UTC')::date - $2::int4), 0)::float8 as \"lately!\", \
           coalesce(sum(used) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"used!\", \
           coalesce(sum(used) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"used_before!\", \
           coalesce(sum(cost) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"cost!\", \
           coalesce(sum(cost) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"cost_before!\", \
           coalesce(sum(calls) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"calls!\", \
           coalesce(sum(calls) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"calls_before!\", \
           coalesce(sum(tokens) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"tokens!\", \
           coalesce(sum(tokens) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as \"tokens_before!\" \
         from spending_figures where day > (now() at time zone 'UTC')::date - 2 * $1::int4",
        days,
        FORECAST_DAYS
    )
    .fetch_one(tx.conn())
    .await?)
}

/// What was written in the period, and what models took for it.
struct Articles {
    number: f64,
    number_before: f64,
    cost: Option<f64>,
    cost_before: Option<f64>,
}

async fn articles(tx: &mut Tx, days: i32) -> Result<Articles> {
    Ok(sqlx::query_as!(
        Articles,
        "select (count(*) filter (where created_at > now() - make_interval(days => $1)))::float8 as \"number!\", \
           (count(*) filter (where created_at <= now() - make_interval(days => $1)))::float8 as \"number_before!\", \
           (avg(cost) filter (where created_at > now() - make_interval(days => $1)))::float8 as cost, \
           (avg(cost) filter (where created_at <= now() - make_interval(days => $1)))::float8 as cost_before \
         from contents where deleted_in is null and words > 0 and created_at > now() - make_interval(days => 2 * $1)",
        days
    )
    .fetch_one(tx.conn())
    .await?)
}

fn label(day: NaiveDate) -> String {
    day.format("%d %b").to_string()
}

/// The balance at the end of each day, counted back from what it is now, and how it goes on.
async fn balance(tx: &mut Tx, now: &Totals, days: i32, per_day: f64, left: Option<u32>) -> Result<Series> {
    let past = sqlx::query!(
        "with nets as ( \
           select day, sum(given - used) as net from spending_figures \
           where day > (now() at time zone 'UTC')::date - $1::int4 group by day) \
         select g.day::date as \"day!\", \
           ($2::int8 - coalesce(sum(n.net) over (order by g.day desc rows between unbounded preceding and 1 preceding), 0))::float8 as \"balance!\" \
         from generate_series((now() at time zone 'UTC')::date - $1::int4 + 1, (now() at time zone 'UTC')::date, interval '1 day') g(day) \
         left join nets n on n.day = g.day::date order by g.day",
        days,
        now.balance
    )
    .fetch_all(tx.conn())
    .await?;
    let step = past.len().div_ceil(MAX_POINTS).max(1);
    let last = past.len().saturating_sub(1);
    let mut points: Vec<Point> = past
        .iter()
        .enumerate()
        .filter(|(at, _)| (last - at).is_multiple_of(step))
        .map(|(_, row)| Point {
            label: label(row.day),
            value: row.balance,
            link: format!("created_at_max={}", row.day),
            ..Point::default()
        })
        .collect();
    if let Some(left) = left {
        points.extend(expected(now, days, per_day, left));
    }
    Ok(Series {
        key: "balance".to_owned(),
        points,
        note: Some(forecast(now.today, per_day, left)),
    })
}

/// What the balance comes to if credits go as they went, until they are gone, or for as long as the past that is shown.
fn expected(now: &Totals, days: i32, per_day: f64, left: u32) -> Vec<Point> {
    let until = (left + 1).min(days.unsigned_abs());
    let step = (until as usize).div_ceil(MAX_POINTS / 2).max(1);
    #[expect(clippy::cast_precision_loss, reason = "balances lie far below 2^53")]
    let balance = now.balance as f64;
    let ahead = (1..=until).filter(|day| (until - day).is_multiple_of(u32::try_from(step).unwrap_or(1)));
    ahead
        .filter_map(|day| {
            Some(Point {
                label: label(now.today.checked_add_days(Days::new(day.into()))?),
                value: (balance - per_day * f64::from(day)).max(0.0).round(),
                expected: true,
                ..Point::default()
            })
        })
        .collect()
}

/// When credits run out, and how that was worked out.
fn forecast(today: NaiveDate, per_day: f64, left: Option<u32>) -> String {
    let Some((left, day)) =
        left.and_then(|left| Some((left, today.checked_add_days(Days::new(left.into()))?)))
    else {
        return format!("No credits were used in the last {FORECAST_DAYS} days.");
    };
    let mean = if per_day < 10.0 {
        format!("{per_day:.1}")
    } else {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "credits of a day lie far below 2^63"
        )]
        let whole = per_day.round() as i64;
        group(whole)
    };
    let end = if left >= 3_650 {
        "more than ten years".to_owned()
    } else {
        format!("until {}", day.format("%-d %B %Y"))
    };
    format!(
        "At the average of the last {FORECAST_DAYS} days ({mean} credits a day), your credits last {end}. \
         Credits that are granted later aren't counted."
    )
}

/// Credits used, in about ten bars, the last of which ends today.
async fn used(tx: &mut Tx, days: i32) -> Result<Series> {
    let step = match days {
        ..=10 => 1,
        11..=31 => 3,
        32..=100 => 7,
        _ => 30,
    };
    let bars = sqlx::query!(
        "select b.first as \"first!\", b.last as \"last!\", coalesce(sum(f.used), 0)::float8 as \"used!\" \
         from (select (now() at time zone 'UTC')::date - n * $2::int4 - $2::int4 + 1 as first, \
             (now() at time zone 'UTC')::date - n * $2::int4 as last from generate_series(0, ($1::int4 + $2::int4 - 1) / $2::int4 - 1) n) b \
         left join spending_figures f on f.day between b.first and b.last \
         group by b.first, b.last order by b.first",
        days,
        step
    )
    .fetch_all(tx.conn())
    .await?;
    let points = bars.into_iter().map(|bar| Point {
        label: label(bar.first),
        value: bar.used,
        link: format!("created_at_min={}&created_at_max={}", bar.first, bar.last),
        ..Point::default()
    });
    Ok(Series {
        key: "used".to_owned(),
        points: points.collect(),
        note: None,
    })
}

/// One group of a chart.
struct Group {
    label: String,
    link: String,
    value: f64,
    before: f64,
}

/// What was used by function, site and member, and what was paid by model, all of one pass over the days.
async fn groups(tx: &mut Tx, days: i32, today: NaiveDate) -> Result<Vec<Series>> {
    let rows = sqlx::query!(
        "with sums as ( \
           select grouping(function) = 0 as by_function, grouping(site_id) = 0 as by_site, grouping(model) = 0 as by_model, \
             function, site_id, model, user_id, \
             coalesce(sum(used) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as used, \
             coalesce(sum(used) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as used_before, \
             coalesce(sum(cost) filter (where day > (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as cost, \
             coalesce(sum(cost) filter (where day <= (now() at time zone 'UTC')::date - $1::int4), 0)::float8 as cost_before \
           from spending_figures where day > (now() at time zone 'UTC')::date - 2 * $1::int4 \
           group by grouping sets ((function), (site_id), (model), (user_id))) \
         select s.by_function as \"by_function!\", s.by_site as \"by_site!\", s.by_model as \"by_model!\", s.function, s.site_id, s.model, \
           s.user_id, w.name as \"site?\", m.id as \"member?\", u.name as \"person?\", \
           s.used as \"used!\", s.used_before as \"used_before!\", s.cost as \"cost!\", s.cost_before as \"cost_before!\" \
         from sums s left join sites w on w.id = s.site_id and w.deleted_in is null \
         left join members m on m.user_id = s.user_id left join users u on u.id = m.user_id",
        days
    )
    .fetch_all(tx.conn())
    .await?;
    let since = today - Days::new(u64::from(days.unsigned_abs()).saturating_sub(1));
    let since = format!("created_at_min={since}");
    let mut found: HashMap<&str, Vec<Group>> = HashMap::new();
    for row in rows {
        let (key, label, link) = if row.by_function {
            let link = row.function.as_ref().map(|name| format!("function={name}"));
            let name = row.function.map(|name| match Job::parse(&name) {
                Some(job) => job.label().to_owned(),
                None => name,
            });
            ("functions", name, link)
        } else if row.by_site {
            (
                "sites",
                row.site.or(row.site_id.map(|_| "Deleted site".to_owned())),
                of("site_id", row.site_id),
            )
        } else if row.by_model {
            let link = row.model.as_deref().map(|model| {
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("search", model)
                    .finish()
            });
            ("models", row.model, link)
        } else {
            let name = match row.user_id {
                Some(_) => row.person.unwrap_or_else(|| "Former members".to_owned()),
                None => "Schedules".to_owned(),
            };
            ("members", Some(name), of("member_id", row.member))
        };
        let (value, before) = if key == "models" {
            (row.cost, row.cost_before)
        } else {
            (row.used, row.used_before)
        };
        if value > 0.0 || before > 0.0 {
            found.entry(key).or_default().push(Group {
                label: label.unwrap_or_else(|| "Other".to_owned()),
                link: link.map_or_else(|| since.clone(), |link| format!("{link}&{since}")),
                value: value.max(0.0),
                before: before.max(0.0),
            });
        }
    }
    let series = ["functions", "sites", "members", "models"].map(|key| Series {
        key: key.to_owned(),
        points: shown(found.remove(key).unwrap_or_default(), &since),
        note: None,
    });
    Ok(series.into())
}

/// The query by which the list behind a group finds it.
fn of(key: &str, id: Option<Uuid>) -> Option<String> {
    id.map(|id| format!("{key}={id}"))
}

/// The largest groups, and one for the others.
fn shown(mut groups: Vec<Group>, since: &str) -> Vec<Point> {
    groups.sort_by(|one, other| {
        let by_size = other
            .value
            .total_cmp(&one.value)
            .then(other.before.total_cmp(&one.before));
        by_size.then_with(|| one.label.cmp(&other.label))
    });
    let rest = groups.split_off(groups.len().min(MAX_GROUPS));
    if !rest.is_empty() {
        groups.push(Group {
            label: format!("{} more", rest.len()),
            link: since.to_owned(),
            value: rest.iter().map(|group| group.value).sum(),
            before: rest.iter().map(|group| group.before).sum(),
        });
    }
    let points = groups.into_iter().map(|group| Point {
        label: group.label,
        value: group.value,
        link: group.link,
        before: Some(group.before),
        expected: false,
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Group, forecast, shown};

    #[test]
    fn the_day_on_which_credits_end_is_told_with_its_reason() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 24).expect("a day");
        assert_eq!(
            forecast(today, 7.5, Some(10)),
            "At the average of the last 14 days (7.5 credits a day), your credits last until 3 January 2027. \
             Credits that are granted later aren't counted."
        );
        assert!(
            forecast(today, 1234.4, Some(0))
                .contains("(1,234 credits a day), your credits last until 24 December 2026")
        );
        assert!(forecast(today, 0.1, Some(3650)).contains("more than ten years"));
        assert_eq!(
            forecast(today, 0.0, None),
            "No credits were used in the last 14 days."
        );
    }

    #[test]
    fn the_largest_groups_show_and_nothing_is_lost() {
        let group = |at: u8| Group {
            label: format!("Group {at}"),
            link: String::new(),
            value: f64::from(at),
            before: 1.0,
        };
        let points = shown((1..=20).map(group).collect(), "since");
        assert_eq!((points.len(), points[0].value), (9, 20.0));
        assert_eq!(points[8].label, "12 more");
        assert!((points.iter().map(|point| point.value).sum::<f64>() - 210.0).abs() < 1e-9);
        assert_eq!(points[8].before, Some(12.0));
    }
}
