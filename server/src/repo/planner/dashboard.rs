//! SQL of the Planner's figures.

use igny8::backend::{Dashboard, Figure, Point, Series};
use sqlx::Row as _;

use crate::error::Result;
use crate::repo::Place;
use crate::tenancy::Tx;

/// The bounds of the difficulty bands, as search tools draw them.
const BANDS: [(i64, i64, &str); 5] = [
    (0, 14, "Very easy"),
    (15, 29, "Easy"),
    (30, 49, "Possible"),
    (50, 69, "Hard"),
    (70, 100, "Very hard"),
];

/// All figures of the Planner's dashboard, now and for what existed 30 days ago.
///
/// # Errors
/// The database does not answer.
pub async fn figures(tx: &mut Tx, place: Place) -> Result<Dashboard> {
    let row = sqlx::query(
        "with mine as ( \
           select k.volume, k.difficulty, k.cluster_id, k.pinned, k.created_at < now() - interval '30 days' as old \
           from keywords k join sectors s on s.account_id = k.account_id and s.id = k.sector_id \
           where k.deleted_in is null and ($1::uuid is null or s.site_id = $1) and ($2::uuid is null or s.id = $2)), \
         groups as ( \
           select c.created_at < now() - interval '30 days' as old \
           from clusters c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
           where c.deleted_in is null and ($1::uuid is null or s.site_id = $1) and ($2::uuid is null or s.id = $2)) \
         select count(*)::float8 as keywords, (count(*) filter (where old))::float8 as keywords_before, \
           coalesce(sum(volume), 0)::float8 as volume, coalesce(sum(volume) filter (where old), 0)::float8 as volume_before, \
           (select count(*)::float8 from groups) as clusters, \
           (select (count(*) filter (where old))::float8 from groups) as clusters_before, \
           (count(*) filter (where pinned))::float8 as pinned, \
           coalesce(count(cluster_id)::float8 / nullif(count(*), 0), 0) as coverage, \
           (count(*) filter (where difficulty <= 14))::float8 as band_0, \
           (count(*) filter (where difficulty between 15 and 29))::float8 as band_1, \
           (count(*) filter (where difficulty between 30 and 49))::float8 as band_2, \
           (count(*) filter (where difficulty between 50 and 69))::float8 as band_3, \
           (count(*) filter (where difficulty >= 70))::float8 as band_4 \
         from mine",
    )
    .bind(place.site)
    .bind(place.sector)
    .fetch_one(tx.conn())
    .await?;
    let figure = |key: &str, before: Option<&str>| -> Result<Figure> {
        Ok(Figure {
            key: key.into(),
            value: row.try_get(key)?,
            before: before.map(|key| row.try_get(key)).transpose()?,
        })
    };
    let mut points = Vec::with_capacity(BANDS.len());
    for (band, (least, most, label)) in BANDS.iter().enumerate() {
        points.push(Point {
            label: (*label).into(),
            value: row.try_get(format!("band_{band}").as_str())?,
            link: format!("difficulty_min={least}&difficulty_max={most}"),
        });
    }
    Ok(Dashboard {
        figures: vec![
            figure("keywords", Some("keywords_before"))?,
            figure("volume", Some("volume_before"))?,
            figure("clusters", Some("clusters_before"))?,
            figure("coverage", None)?,
            figure("pinned", None)?,
        ],
        series: vec![Series {
            key: "difficulty".into(),
            points,
        }],
        recent: Vec::new(),
    })
}
