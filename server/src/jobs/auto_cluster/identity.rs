//! Which cluster a new group is: what people named or work hangs on stays, and what persists keeps its id and name.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::assignment::matching;
use super::obedience::obey;
use super::standing::{Settled, There};
use crate::repo::planner::clustering::{Existing, Group, Member};

/// What is known of a cluster that is there.
struct Cluster<'a> {
    existing: &'a Existing,
    /// Whether it cannot go: somebody named it, something hangs on it, or some of its keywords were not to be grouped.
    stays: bool,
}

/// Says for each group which cluster it is.
///
/// A cluster that stays takes the group that holds most of its volume. Where several claim one group, each keeps its own
/// keywords and the strongest gets the rest. The other clusters persist as groups that none of those claims, so that together they
/// keep most of their volume. Groups and clusters come in the order of their ids, so equal input settles equally.
pub(super) fn settle(groups: Vec<Group>, there: &There<'_>) -> Settled {
    let places: HashMap<Uuid, &Member> = there
        .members
        .iter()
        .map(|member| (member.keyword, member))
        .collect();
    let clusters = clusters(there);
    let (named, strays): (Vec<Group>, Vec<Group>) =
        groups.into_iter().partition(|group| group.name.is_some());
    let shares: Vec<BTreeMap<Uuid, f64>> = named
        .iter()
        .map(|group| shared(group, &places, &clusters))
        .collect();
    let best = best_groups(&shares);
    let persisting = persisting(&shares, &best, &clusters);
    let mut settled = Settled::default();
    for (at, mut group) in named.into_iter().enumerate() {
        let claims = |id: &Uuid| best.get(id) == Some(&at);
        let mut claimants: Vec<(Uuid, f64)> = shares[at]
            .iter()
            .filter(|(id, _)| clusters[*id].stays && claims(id))
            .map(|(id, share)| (*id, *share))
            .collect();
        if let Some(cluster) = persisting[at] {
            claimants.push((cluster, shares[at][&cluster]));
        }
        // Stable, so that of equal shares the older cluster wins: its id is lower.
        claimants.sort_by(|left, right| right.1.total_cmp(&left.1));
        let own: HashSet<Uuid> = claimants.iter().map(|(id, _)| *id).collect();
        let winner = claimants.first().map(|(id, _)| *id);
        group.id = winner.unwrap_or(group.id);
        for keyword in group
            .members
            .iter()
            .filter(|keyword| there.free.contains(keyword))
        {
            let home = places
                .get(keyword)
                .map(|member| member.cluster)
                .filter(|cluster| own.contains(cluster));
            settled.places.push((*keyword, Some(home.unwrap_or(group.id))));
        }
        if winner.is_some() {
            settled.stayed.push(group);
        } else if group.members.iter().any(|keyword| there.free.contains(keyword)) {
            settled.made.push(group);
        }
    }
    for keyword in strays.into_iter().flat_map(|group| group.members) {
        if there.free.contains(&keyword) {
            // A cluster that stays and of which no group holds anything would be empty: it keeps what it has.
            let home = places
                .get(&keyword)
                .map(|member| member.cluster)
                .filter(|cluster| {
                    clusters.get(cluster).is_some_and(|cluster| cluster.stays) && !best.contains_key(cluster)
                });
            settled.places.push((keyword, home));
        }
    }
    obey(&mut settled, there);
    let stayed: HashSet<Uuid> = settled.stayed.iter().map(|group| group.id).collect();
    let goes = |existing: &&Existing| !clusters[&existing.id].stays && !stayed.contains(&existing.id);
    let mut taken = Names::of(there.clusters.iter().filter(|existing| !goes(existing)));
    for group in &mut settled.made {
        taken.make_unique(group);
    }
    settled
}

fn clusters<'a>(there: &There<'a>) -> HashMap<Uuid, Cluster<'a>> {
    let mut clusters: HashMap<Uuid, Cluster<'a>> = there
        .clusters
        .iter()
        .map(|existing| {
            (
                existing.id,
                Cluster {
                    existing,
                    stays: existing.kept,
                },
            )
        })
        .collect();
    for member in there.members {
        if let Some(cluster) = clusters.get_mut(&member.cluster) {
            cluster.stays |= !there.free.contains(&member.keyword);
        }
    }
    clusters
}

/// How much of each cluster of its sector a group holds, by volume.
fn shared(
    group: &Group,
    places: &HashMap<Uuid, &Member>,
    clusters: &HashMap<Uuid, Cluster<'_>>,
) -> BTreeMap<Uuid, f64> {
    let mut shares = BTreeMap::new();
    for member in group.members.iter().filter_map(|keyword| places.get(keyword)) {
        if clusters
            .get(&member.cluster)
            .is_some_and(|cluster| cluster.existing.sector == group.sector)
        {
            *shares.entry(member.cluster).or_insert(0.0) += member.weight;
        }
    }
    shares
}

/// For each cluster the group that holds most of it; of equal ones the first.
fn best_groups(shares: &[BTreeMap<Uuid, f64>]) -> HashMap<Uuid, usize> {
    let mut best: HashMap<Uuid, (usize, f64)> = HashMap::new();
    for (at, share) in shares.iter().enumerate() {
        for (cluster, share) in share {
            let known = best.entry(*cluster).or_insert((at, *share));
            if *share > known.1 {
                *known = (at, *share);
            }
        }
    }
    best.into_iter().map(|(cluster, (at, _))| (cluster, at)).collect()
}

/// For each group that no cluster claims which stays: the cluster that persists as it.
fn persisting(
    shares: &[BTreeMap<Uuid, f64>],
    best: &HashMap<Uuid, usize>,
    clusters: &HashMap<Uuid, Cluster<'_>>,
) -> Vec<Option<Uuid>> {
    let left: Vec<BTreeMap<Uuid, f64>> = shares
        .iter()
        .enumerate()
        .map(|(at, share)| {
            let claimed = share
                .keys()
                .any(|id| clusters[id].stays && best.get(id) == Some(&at));
            let others = share.iter().filter(|(id, _)| !claimed && !clusters[*id].stays);
            others.map(|(id, share)| (*id, *share)).collect()
        })
        .collect();
    matching(&left)
}

/// The names that a sector has, so that no two clusters of it are called the same.
struct Names(HashSet<(Uuid, String)>);

impl Names {
    fn of<'a>(clusters: impl Iterator<Item = &'a Existing>) -> Self {
        Self(
            clusters
                .map(|cluster| (cluster.sector, cluster.name.to_lowercase()))
                .collect(),
        )
    }

    /// Gives a group the first of its names that is free, or its own with a number.
    fn make_unique(&mut self, group: &mut Group) {
        let Some(own) = group.name.clone() else { return };
        let free = |name: &String| !self.0.contains(&(group.sector, name.to_lowercase()));
        let name = std::iter::once(&own)
            .chain(&group.other_names)
            .find(|name| free(name))
            .cloned()
            .unwrap_or_else(|| {
                let numbered = (2_u32..).map(|number| format!("{own} ({number})"));
                numbered.into_iter().find(free).expect("numbers do not end")
            });
        self.0.insert((group.sector, name.to_lowercase()));
        group.name = Some(name);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    const SECTOR: Uuid = Uuid::from_u128(1 << 100);

    fn group(number: u128, name: &str, members: &[u128]) -> Group {
        Group {
            id: id(number),
            sector: SECTOR,
            name: Some(name.to_owned()),
            other_names: vec![format!("{name} too")],
            confidence: 0.5,
            intent: None,
            members: members.iter().copied().map(id).collect(),
        }
    }

    fn strays(members: &[u128]) -> Group {
        Group {
            name: None,
            ..group(999, "", members)
        }
    }

    fn existing(number: u128, name: &str, kept: bool) -> Existing {
        Existing {
            id: id(number),
            sector: SECTOR,
            name: name.to_owned(),
            kept,
        }
    }

    fn members(cluster: u128, keywords: &[u128]) -> Vec<Member> {
        let member = |keyword: &u128| Member {
            keyword: id(*keyword),
            cluster: id(cluster),
            weight: 1.0,
        };
        keywords.iter().map(member).collect()
    }

    fn settled(groups: Vec<Group>, clusters: &[Existing], members: &[Member], free: &[u128]) -> Settled {
        let free = free.iter().copied().map(id).collect();
        let there = There {
            clusters,
            members,
            free: &free,
            bonds: &[],
        };
        settle(groups, &there)
    }

    fn place(settled: &Settled, keyword: u128) -> Option<Uuid> {
        let found = settled
            .places
            .iter()
            .find(|(id, _)| *id == Uuid::from_u128(keyword));
        found.expect("a keyword that was to be grouped has a place").1
    }

    #[test]
    fn an_unchanged_group_keeps_its_id_and_nothing_is_made() {
        let clusters = [existing(100, "tea", false), existing(101, "mugs", false)];
        let there = [members(100, &[1, 2]), members(101, &[3, 4])].concat();
        let groups = vec![group(200, "green tea", &[1, 2]), group(201, "cups", &[3, 4])];
        let settled = settled(groups, &clusters, &there, &[1, 2, 3, 4]);
        assert!(settled.made.is_empty());
        assert_eq!(place(&settled, 1), Some(id(100)));
        assert_eq!(place(&settled, 4), Some(id(101)));
    }

    #[test]
    fn new_keywords_join_the_cluster_they_are_grouped_with() {
        let clusters = [existing(100, "tea", false)];
        let groups = vec![group(200, "tea", &[1, 2, 9])];
        let settled = settled(groups, &clusters, &members(100, &[1, 2]), &[9]);
        assert!(settled.made.is_empty());
        assert_eq!(settled.places, [(id(9), Some(id(100)))]);
    }

    #[test]
    fn what_must_stay_takes_the_group_with_most_of_its_volume_and_no_name_is_given_twice() {
        let clusters = [existing(100, "Our teas", true)];
        let there = members(100, &[1, 2, 3]);
        let groups = vec![group(200, "our teas", &[3]), group(201, "black tea", &[1, 2, 8])];
        let settled = settled(groups, &clusters, &there, &[1, 2, 3, 8]);
        assert_eq!(place(&settled, 8), Some(id(100)));
        assert_eq!(place(&settled, 3), Some(id(200)));
        assert_eq!(settled.made[0].name.as_deref(), Some("our teas too"));
    }

    #[test]
    fn two_that_must_stay_keep_their_own_of_one_group() {
        let clusters = [existing(100, "tea", true), existing(101, "green tea", true)];
        let there = [members(100, &[1, 2, 3]), members(101, &[4, 5])].concat();
        let groups = vec![group(200, "teas", &[1, 2, 3, 4, 5, 6])];
        let settled = settled(groups, &clusters, &there, &[1, 2, 3, 4, 5, 6]);
        assert!(settled.made.is_empty());
        assert_eq!([place(&settled, 3), place(&settled, 6)], [Some(id(100)); 2]);
        assert_eq!(place(&settled, 5), Some(id(101)));
    }

    #[test]
    fn what_must_stay_is_not_emptied_by_strays() {
        let clusters = [existing(100, "tea", true), existing(101, "mugs", false)];
        let there = [members(100, &[1, 2]), members(101, &[3])].concat();
        let settled = settled(vec![strays(&[1, 2, 3])], &clusters, &there, &[1, 2, 3]);
        assert_eq!([place(&settled, 1), place(&settled, 2)], [Some(id(100)); 2]);
        assert_eq!(place(&settled, 3), None);
    }

    #[test]
    fn keywords_that_were_not_to_be_grouped_have_no_new_place() {
        let clusters = [existing(100, "tea", false)];
        let there = members(100, &[1, 2, 3]);
        let groups = vec![group(200, "tea", &[1, 2]), group(201, "mugs", &[3, 4])];
        let settled = settled(groups, &clusters, &there, &[3, 4]);
        assert_eq!(settled.places.len(), 2);
        assert_eq!(place(&settled, 3), Some(id(201)));
    }

    proptest! {
        /// Whatever was there and whatever groups come: each keyword that was to be grouped has one place, none other has
        /// any, what must stay is not left empty if it can help it, names differ, and the same groups again change nothing.
        #[test]
        fn every_keyword_has_one_place_and_a_second_run_changes_nothing(
            before in proptest::collection::vec(proptest::option::of(0_u128..6), 40),
            after in proptest::collection::vec(proptest::option::of(0_u128..6), 40),
            free in proptest::collection::vec(proptest::bool::weighted(0.8), 40),
            kept in proptest::collection::vec(any::<bool>(), 6),
        ) {
            let keywords = 0_u128..40;
            let of = |list: &[Option<u128>], wanted: Option<u128>| -> Vec<u128> {
                keywords.clone().filter(|at| list[usize::try_from(*at).unwrap()] == wanted).collect()
            };
            let chosen: Vec<u128> = keywords.clone().filter(|at| free[usize::try_from(*at).unwrap()]).collect();
            let clusters: Vec<Existing> = (0..6).map(|at| existing(100 + at, &format!("Name {at}"), kept[usize::try_from(at).unwrap()])).collect();
            let there: Vec<Member> = (0..6).flat_map(|at| members(100 + at, &of(&before, Some(at)))).collect();
            // Only keywords in a cluster accompany those that are to be grouped.
            let seen = |list: Vec<u128>| -> Vec<u128> {
                list.into_iter().filter(|at| chosen.contains(at) || before[usize::try_from(*at).unwrap()].is_some()).collect()
            };
            let groups = |base: u128| -> Vec<Group> {
                (0..6).map(|at| group(base + at, &format!("name {at}"), &seen(of(&after, Some(at)))))
                    .filter(|group| !group.members.is_empty())
                    .chain([strays(&seen(of(&after, None)))])
                    .collect()
            };
            let first = settled(groups(200), &clusters, &there, &chosen);
            let mut placed: Vec<Uuid> = first.places.iter().map(|(keyword, _)| *keyword).collect();
            placed.sort();
            prop_assert_eq!(placed, chosen.iter().copied().map(id).collect::<Vec<_>>());
            let mut now: BTreeMap<Uuid, Uuid> = there.iter().map(|member| (member.keyword, member.cluster)).collect();
            for (keyword, cluster) in &first.places {
                match cluster {
                    Some(cluster) => now.insert(*keyword, *cluster),
                    None => now.remove(keyword),
                };
            }
            for cluster in clusters.iter().filter(|cluster| cluster.kept) {
                let had = there.iter().any(|member| member.cluster == cluster.id);
                prop_assert!(!had || now.values().any(|place| *place == cluster.id));
            }
            let there: Vec<Member> = now.iter().map(|(keyword, cluster)| Member { keyword: *keyword, cluster: *cluster, weight: 1.0 }).collect();
            let mut clusters: Vec<Existing> = clusters.into_iter().filter(|cluster| cluster.kept || now.values().any(|place| *place == cluster.id)).collect();
            clusters.extend(first.made.iter().map(|group| Existing { id: group.id, sector: SECTOR, name: group.name.clone().unwrap(), kept: false }));
            let names: HashSet<String> = clusters.iter().map(|cluster| cluster.name.to_lowercase()).collect();
            prop_assert_eq!(names.len(), clusters.len());
            let second = settled(groups(300), &clusters, &there, &chosen);
            prop_assert!(second.made.is_empty());
            for (keyword, cluster) in &second.places {
                prop_assert_eq!(now.get(keyword), cluster.as_ref());
            }
        }
    }
}
