//! A whole sector cut anew: which cluster each keyword would be in, and what that changes.

use std::collections::{BTreeMap, HashMap, HashSet};

use clustering::Clustering;
use igny8::planner::recut::{RecutChange, RecutCluster, RecutCounts, RecutKind, Tally};
use uuid::Uuid;

use super::identity::settle;
use super::sector::groups;
use super::standing::There;
use super::terrain::Terrain;
use crate::repo::planner::clustering::{Candidate, Existing, Group, Member};

/// How many clusters are told of each kind of change, and of the largest.
const TOLD: usize = 100;
const LARGEST: usize = 10;
/// How many clusters and keywords are named of one change.
const OTHERS: usize = 5;
const NAMED: usize = 5;

/// What a new cut makes of a sector.
#[derive(Debug)]
pub struct Plan {
    /// Clusters to make.
    pub made: Vec<Group>,
    /// Clusters that stay and are described anew.
    pub stayed: Vec<Group>,
    /// Where keywords belong; none for strays.
    pub places: Vec<(Uuid, Option<Uuid>)>,
}

/// What a new cut changes.
#[derive(Debug)]
pub struct Difference {
    /// What there is.
    pub now: Tally,
    /// What there would be.
    pub then: Tally,
    /// Keywords that leave their cluster.
    pub moved: u64,
    /// The clusters with the most searches, as they would be.
    pub largest: Vec<RecutCluster>,
    /// How many change in each way.
    pub counts: RecutCounts,
    /// Which do.
    pub changes: Vec<RecutChange>,
}

/// Says which cluster each keyword of a sector would be in. Pinned ones stay where they are.
pub fn plan(
    sector: Uuid,
    terrain: &Terrain,
    found: &Clustering,
    clusters: &[Existing],
    members: &[Member],
) -> Plan {
    let all = terrain.members.iter();
    let free: HashSet<Uuid> = all
        .filter(|member| !member.pinned)
        .map(|member| member.id)
        .collect();
    let there = There {
        clusters,
        members,
        free: &free,
        bonds: &terrain.bonds,
    };
    let settled = settle(groups(sector, &terrain.members, found), &there);
    Plan {
        made: settled.made,
        stayed: settled.stayed,
        places: settled.places,
    }
}

/// A cluster as it is and as it would be.
#[derive(Default)]
struct Both<'a> {
    name: &'a str,
    kept: bool,
    existing: bool,
    before: Vec<&'a Candidate>,
    after: Vec<&'a Candidate>,
}

/// Says what a plan changes.
pub fn difference(
    plan: &Plan,
    keywords: &[Candidate],
    clusters: &[Existing],
    members: &[Member],
) -> Difference {
    let now: HashMap<Uuid, Uuid> = members
        .iter()
        .map(|member| (member.keyword, member.cluster))
        .collect();
    let planned: HashMap<Uuid, Option<Uuid>> = plan.places.iter().copied().collect();
    let then = |keyword: &Uuid| match planned.get(keyword) {
        Some(place) => *place,
        None => now.get(keyword).copied(),
    };
    let mut both: BTreeMap<Uuid, Both<'_>> = BTreeMap::new();
    for cluster in clusters {
        let entry = both.entry(cluster.id).or_default();
        (entry.name, entry.kept, entry.existing) = (&cluster.name, cluster.kept, true);
    }
    for group in &plan.made {
        both.entry(group.id).or_default().name = group.name.as_deref().unwrap_or_default();
    }
    let mut moved = 0;
    for keyword in keywords {
        let (before, after) = (now.get(&keyword.id).copied(), then(&keyword.id));
        if let Some(entry) = before.and_then(|id| both.get_mut(&id)) {
            entry.before.push(keyword);
        }
        if let Some(entry) = after.and_then(|id| both.get_mut(&id)) {
            entry.after.push(keyword);
        }
        moved += u64::from(before.is_some() && before != after);
    }
    let stays = |entry: &Both<'_>| {
        !entry.after.is_empty() || (entry.existing && entry.kept) || entry.before.is_empty()
    };
    let tally = |clusters: usize, clustered: usize| Tally {
        clusters: clusters as u64,
        clustered: clustered as u64,
        unclustered: (keywords.len() - clustered) as u64,
    };
    let sum = |of: fn(&Both<'_>) -> usize| both.values().map(of).sum::<usize>();
    let (clustered_now, clustered_then) = (sum(|entry| entry.before.len()), sum(|entry| entry.after.len()));
    let mut largest: Vec<RecutCluster> = both
        .iter()
        .filter(|(_, entry)| !entry.after.is_empty())
        .map(|(id, entry)| RecutCluster {
            id: entry.existing.then_some(*id),
            name: entry.name.to_owned(),
            keywords: entry.after.len() as u64,
            volume: volume(&entry.after),
        })
        .collect();
    // Stable, so that equal ones keep the order of their ids.
    largest.sort_by_key(|cluster| std::cmp::Reverse((cluster.volume, cluster.keywords)));
    largest.truncate(LARGEST);
    let mut counts = RecutCounts::default();
    let mut changes: Vec<RecutChange> = Vec::new();
    for (id, entry) in &both {
        match change(*id, entry, &both, &now, &then) {
            Some(change) => {
                counts.add(change.kind);
                changes.push(change);
            }
            None => counts.unchanged += 1,
        }
    }
    changes.sort_by(|one, other| {
        (other.volume, other.before + other.after, &one.name).cmp(&(
            one.volume,
            one.before + one.after,
            &other.name,
        ))
    });
    let mut told: HashMap<&str, usize> = HashMap::new();
    changes.retain(|change| {
        let told = told.entry(change.kind.as_str()).or_default();
        *told += 1;
        *told <= TOLD
    });
    let existing = both.values().filter(|entry| entry.existing).count();
    let left = both.values().filter(|entry| stays(entry)).count();
    Difference {
        now: tally(existing, clustered_now),
        then: tally(left, clustered_then),
        moved,
        largest,
        counts,
        changes,
    }
}

/// What becomes of one cluster; none if it stays as it is.
fn change(
    id: Uuid,
    entry: &Both<'_>,
    all: &BTreeMap<Uuid, Both<'_>>,
    now: &HashMap<Uuid, Uuid>,
    then: &impl Fn(&Uuid) -> Option<Uuid>,
) -> Option<RecutChange> {
    let joining: Vec<&Candidate> = entry
        .after
        .iter()
        .filter(|keyword| now.get(&keyword.id) != Some(&id))
        .copied()
        .collect();
    let leaving: Vec<&Candidate> = entry
        .before
        .iter()
        .filter(|keyword| then(&keyword.id) != Some(id))
        .copied()
        .collect();
    if joining.is_empty() && leaving.is_empty() {
        return None;
    }
    let from = most(joining.iter().filter_map(|keyword| now.get(&keyword.id).copied()));
    let to = most(leaving.iter().filter_map(|keyword| then(&keyword.id)));
    // Most of what another was.
    let took_in = |other: &Uuid, part: usize| {
        all.get(other)
            .is_some_and(|other| other.existing && other.after.is_empty() && 2 * part > other.before.len())
    };
    // A new one that is mostly of this.
    let made_of = |other: &Uuid, part: usize| {
        all.get(other)
            .is_some_and(|other| !other.existing && 2 * part > other.after.len())
    };
    let kind = if !entry.existing {
        RecutKind::New
    } else if entry.after.is_empty() {
        RecutKind::Gone
    } else if to.iter().any(|(other, part)| made_of(other, *part)) {
        RecutKind::Split
    } else if from.iter().any(|(other, part)| took_in(other, *part)) {
        RecutKind::Merged
    } else if entry.after.len() > entry.before.len() {
        RecutKind::Grown
    } else if entry.after.len() < entry.before.len() {
        RecutKind::Shrunk
    } else {
        RecutKind::Changed
    };
    let others = match kind {
        RecutKind::Gone | RecutKind::Split | RecutKind::Shrunk => to,
        _ => from,
    };
    let name = |(other, _): &(Uuid, usize)| Some(all.get(other)?.name.to_owned());
    Some(RecutChange {
        kind,
        id: entry.existing.then_some(id),
        name: entry.name.to_owned(),
        before: entry.before.len() as u64,
        after: entry.after.len() as u64,
        volume: volume(&entry.before).max(volume(&entry.after)),
        others: others.iter().take(OTHERS).filter_map(name).collect(),
        joining: strongest(joining),
        leaving: strongest(leaving),
    })
}

/// What occurs how often, the most first.
fn most(ids: impl Iterator<Item = Uuid>) -> Vec<(Uuid, usize)> {
    let mut counts: BTreeMap<Uuid, usize> = BTreeMap::new();
    for id in ids {
        *counts.entry(id).or_default() += 1;
    }
    let mut counts: Vec<(Uuid, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn volume(keywords: &[&Candidate]) -> i64 {
    keywords
        .iter()
        .map(|keyword| keyword.volume.unwrap_or(0))
        .fold(0, i64::saturating_add)
}

fn strongest(mut keywords: Vec<&Candidate>) -> Vec<String> {
    keywords.sort_by_key(|keyword| (std::cmp::Reverse(keyword.volume.unwrap_or(0)), keyword.id));
    let names = keywords.into_iter().take(NAMED);
    names.map(|keyword| keyword.keyword.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn keyword(number: u128) -> Candidate {
        Candidate {
            id: id(number),
            keyword: format!("keyword {number}"),
            volume: Some(10),
            intent: None,
            sector: Uuid::nil(),
            language: "en".to_owned(),
            pinned: false,
        }
    }

    fn cluster(number: u128) -> Existing {
        Existing {
            id: id(number),
            sector: Uuid::nil(),
            name: format!("cluster {number}"),
            kept: false,
        }
    }

    fn member(keyword: u128, cluster: u128) -> Member {
        Member {
            keyword: id(keyword),
            cluster: id(cluster),
            weight: 1.0,
        }
    }

    #[test]
    fn each_kind_of_change_is_told_apart() {
        // 100 takes in 101; 102 is split; 103 stays; 104 grows by a stray.
        let places: Vec<(u128, Option<u128>)> = vec![
            (1, Some(100)),
            (2, Some(100)),
            (3, Some(102)),
            (4, Some(200)),
            (5, Some(200)),
            (6, Some(103)),
            (7, Some(104)),
            (8, Some(104)),
        ];
        let members = [
            member(1, 100),
            member(2, 101),
            member(3, 102),
            member(4, 102),
            member(5, 102),
            member(6, 103),
            member(7, 104),
        ];
        let clusters: Vec<Existing> = (100..105).map(cluster).collect();
        let keywords: Vec<Candidate> = (1..9).map(keyword).collect();
        let made = Group {
            id: id(200),
            sector: Uuid::nil(),
            name: Some("new".to_owned()),
            other_names: Vec::new(),
            confidence: 0.5,
            intent: None,
            members: vec![id(4), id(5)],
        };
        let plan = Plan {
            made: vec![made],
            stayed: Vec::new(),
            places: places
                .into_iter()
                .map(|(keyword, place)| (id(keyword), place.map(id)))
                .collect(),
        };
        let told = difference(&plan, &keywords, &clusters, &members);
        let kinds: BTreeMap<&str, RecutKind> = told
            .changes
            .iter()
            .map(|change| (change.name.as_str(), change.kind))
            .collect();
        assert_eq!(
            kinds,
            BTreeMap::from([
                ("cluster 100", RecutKind::Merged),
                ("cluster 101", RecutKind::Gone),
                ("cluster 102", RecutKind::Split),
                ("cluster 104", RecutKind::Grown),
                ("new", RecutKind::New),
            ])
        );
        assert_eq!((told.counts.unchanged, told.moved), (1, 3));
        assert_eq!((told.now.clusters, told.then.clusters), (5, 5));
        assert_eq!((told.now.unclustered, told.then.unclustered), (1, 0));
    }
}
