//! Why keywords are where they are, as people can check it: shared words, what is nearest, and how near that is.

use std::collections::HashMap;
use std::sync::Arc;

use ::clustering::{Clustering, Group};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::planner::recut::{Near, Reason, Reasons};
use igny8::resource::Resource;
use igny8::services::SelectOption;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::auto_cluster::terrain::{self, Terrain, phrases};
use crate::repo::planner::{clustering, cuts};
use crate::services::RequestContext;
use crate::services::recut::{Sector, compute, read};

/// Of so many keywords of a cluster it is told why they are there.
const EXPLAINED: usize = 100;

/// Why the keywords of a cluster are in it, or one keyword where it is.
///
/// # Errors
/// 404 for what is not there, or has no reasons; 409 in a sector that is too large.
pub async fn reasons(ctx: &RequestContext, resource: Resource, id: Uuid) -> Result<Reasons> {
    let grant = ctx.scope()?.require(Verb::Read, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let place = match resource {
        Resource::Clusters => clustering::sector_of_cluster(&mut tx, id).await?,
        Resource::Keywords => clustering::sector_of_keyword(&mut tx, id).await?,
        _ => return Err(Problem::not_found("resource").into()),
    };
    let place = place.ok_or_else(|| Problem::not_found(resource.one()))?;
    let sector = read(&mut tx, place).await?;
    let kept = cuts::graph(&mut tx, sector.id).await?;
    drop(tx);
    compute(ctx, move |progress| {
        let members = Arc::new(sector.keywords.clone());
        let options = terrain::options(&sector.settings, sector.narrowness, &members);
        let terrain = Terrain::read(members, &options, &sector.said, kept.as_deref(), progress)?;
        Ok(explain(&sector, &terrain, resource, id))
    })
    .await
}

fn explain(sector: &Sector, terrain: &Terrain, resource: Resource, id: Uuid) -> Reasons {
    let places: HashMap<Uuid, Uuid> = sector
        .members
        .iter()
        .map(|member| (member.keyword, member.cluster))
        .collect();
    let numbers: HashMap<Uuid, u32> = (0..)
        .zip(&sector.clusters)
        .map(|(number, cluster)| (cluster.id, number))
        .collect();
    let mut there = Clustering {
        groups: sector
            .clusters
            .iter()
            .map(|cluster| Group {
                members: Vec::new(),
                name: cluster.name.clone(),
                confidence: 0.0,
                weight: 0.0,
            })
            .collect(),
        ..Clustering::default()
    };
    for (at, keyword) in (0..).zip(&sector.keywords) {
        let group = places
            .get(&keyword.id)
            .and_then(|cluster| numbers.get(cluster))
            .copied();
        there.assignment.push(group);
        if let Some(group) = group {
            there.groups[group as usize].members.push(at);
        }
    }
    let mut asked: Vec<u32> = match resource {
        Resource::Clusters => numbers
            .get(&id)
            .map(|number| there.groups[*number as usize].members.clone())
            .unwrap_or_default(),
        _ => (0..)
            .zip(&sector.keywords)
            .filter(|(_, keyword)| keyword.id == id)
            .map(|(at, _)| at)
            .collect(),
    };
    let count = asked.len() as u64;
    asked.sort_by_key(|at| std::cmp::Reverse(sector.keywords[*at as usize].volume.unwrap_or(0)));
    asked.truncate(EXPLAINED);
    let phrases = phrases(&sector.keywords);
    let keywords = asked.into_iter().map(|at| {
        let (keyword, why) = (
            &sector.keywords[at as usize],
            terrain.landscape.reason(&phrases, &there, at),
        );
        let cluster = why.group.map(|group| &sector.clusters[group as usize]);
        Reason {
            id: keyword.id,
            keyword: keyword.keyword.clone(),
            volume: keyword.volume,
            pinned: keyword.pinned,
            cluster: cluster.map(|cluster| SelectOption {
                id: cluster.id,
                label: cluster.name.clone(),
                parent: None,
            }),
            clustered: there.assignment[at as usize].is_some(),
            shared: why.shared,
            nearest: why
                .nearest
                .into_iter()
                .map(|(other, similarity)| Near {
                    keyword: sector.keywords[other as usize].keyword.clone(),
                    similarity,
                })
                .collect(),
        }
    });
    Reasons {
        count,
        keywords: keywords.collect(),
    }
}
