//! SQL of how each sector is cut: how narrow somebody adjusted it, and the graph by which it is cut again.

use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// Graphs of more bytes are not kept; five for each link make this a sector of about half a million keywords.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How narrow these sectors are cut, where somebody adjusted it: 0 to 100.
///
/// # Errors
/// The database does not answer.
pub async fn narrowness(tx: &mut Tx, sectors: &[Uuid]) -> Result<Vec<(Uuid, i16)>> {
    let set = sqlx::query!(
        r#"select sector_id, narrowness as "narrowness!" from sector_cuts
           where sector_id = any($1) and narrowness is not null"#,
        sectors
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(set
        .into_iter()
        .map(|row| (row.sector_id, row.narrowness))
        .collect())
}

/// Says how narrow a sector is cut from now on; none for as the account has it.
///
/// # Errors
/// The database does not answer.
pub async fn set_narrowness(tx: &mut Tx, sector: Uuid, narrowness: Option<i16>) -> Result<()> {
    sqlx::query!(
        "insert into sector_cuts (account_id, sector_id, narrowness) values ($1, $2, $3) \
         on conflict (account_id, sector_id) do update set narrowness = excluded.narrowness",
        tx.account().0,
        sector,
        narrowness
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The graph that is kept of a sector.
///
/// # Errors
/// The database does not answer.
pub async fn graph(tx: &mut Tx, sector: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(
        sqlx::query_scalar!("select graph from sector_cuts where sector_id = $1", sector)
            .fetch_optional(tx.conn())
            .await?
            .flatten(),
    )
}

/// Keeps the graph of a sector, unless it is too large, in place of an older one.
///
/// # Errors
/// The database does not answer.
pub async fn keep_graph(tx: &mut Tx, sector: Uuid, graph: &[u8]) -> Result<()> {
    if graph.len() > MAX_BYTES {
        return Ok(());
    }
    sqlx::query!(
        "insert into sector_cuts (account_id, sector_id, graph) \
         select $1, s.id, $3 from sectors s where s.id = $2 and s.deleted_in is null \
         on conflict (account_id, sector_id) do update set graph = excluded.graph, kept_at = now()",
        tx.account().0,
        sector,
        graph
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
