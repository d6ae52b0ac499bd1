//! SQL of the Planner's figures.

use igny8::services::{Dashboard, Figure, Point, Series};

use crate::error::Result;
use crate::repo::SiteScope;
use crate::tenancy::Tx;

/// The bounds of the difficulty bands, as search tools draw them.
const BANDS: [(i64, i64, &str); 5] = [
    (0, 14, "Very easy"),
    (15, 29, "Easy"),
    (30, 49, "Medium"),
    (50, 69, "Hard"),
    (70, 100, "Very hard"),
];

/// All figures of the Planner's dashboard, now and for what existed 30 days ago. Keywords are not read for it: triggers
/// keep their figures by sector and day, and clusters keep how many they have.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, place: SiteScope) -> Result<Dashboard> {
    let now = sqlx::query!(
        r#"with place as (
             select id from sectors where ($1::uuid is null or site_id = $1) and ($2::uuid is null or id = $2)),
           mine as (
             select f.*, f.day < (now() at time zone 'UTC')::date - 30 as old
             from keyword_figures f join place p on p.id = f.sector_id),
           groups as (
             select c.keywords, c.created_at < now() - interval '30 days' as old
             from clusters c join place p on p.id = c.sector_id where c.deleted_in is null)
           select coalesce(sum(keywords), 0)::float8 as "keywords!",
             coalesce(sum(keywords) filter (where old), 0)::float8 as keywords_before,
             coalesce(sum(volume), 0)::float8 as "volume!", coalesce(sum(volume) filter (where old), 0)::float8 as volume_before,
             (select count(*)::float8 from groups) as "clusters!",
             (select (count(*) filter (where old))::float8 from groups) as clusters_before,
             coalesce(sum(pinned), 0)::float8 as "pinned!",
             coalesce((select sum(keywords) from groups)::float8 / nullif(sum(keywords), 0)::float8, 0) as "coverage!",
             coalesce(sum(bands[1]), 0)::float8 as "very_easy!", coalesce(sum(bands[2]), 0)::float8 as "easy!",
             coalesce(sum(bands[3]), 0)::float8 as "medium!", coalesce(sum(bands[4]), 0)::float8 as "hard!",
             coalesce(sum(bands[5]), 0)::float8 as "very_hard!"
           from mine"#,
        place.site,
        place.sector
    )
    .fetch_one(tx.conn())
    .await?;
    let figure = |key: &str, value, before| Figure {
        key: key.into(),
        value,
        before,
    };
    let counts = [now.very_easy, now.easy, now.medium, now.hard, now.very_hard];
    let points = BANDS
        .iter()
        .zip(counts)
        .map(|((least, most, label), value)| Point {
            label: (*label).into(),
            value,
            link: format!("difficulty_min={least}&difficulty_max={most}"),
            ..Point::default()
        });
    Ok(Dashboard {
        figures: vec![
            figure("keywords", now.keywords, now.keywords_before),
            figure("volume", now.volume, now.volume_before),
            figure("clusters", now.clusters, now.clusters_before),
            figure("coverage", now.coverage, None),
            figure("pinned", now.pinned, None),
        ],
        series: vec![Series {
            key: "difficulty".into(),
            points: points.collect(),
            note: None,
        }],
        ..Dashboard::default()
    })
}
