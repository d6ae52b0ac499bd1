//! What people said of keywords holds where they end up, too: clusters that stay could take in what belongs apart, and leave
//! what belongs together in two places.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::standing::{Bond, Settled, There};

/// Keywords that belong together are known by one of them.
#[derive(Default)]
struct Parts(HashMap<Uuid, Uuid>);

impl Parts {
    fn root(&self, keyword: Uuid) -> Uuid {
        let mut at = keyword;
        while let Some(next) = self.0.get(&at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    fn join(&mut self, one: Uuid, other: Uuid) {
        let (one, other) = (self.root(one), self.root(other));
        self.0.insert(one.max(other), one.min(other));
    }
}

/// Has what was settled obey. What may not move stays where it is; what belongs with it comes to it, and what belongs apart
/// from it goes.
pub(super) fn obey(settled: &mut Settled, there: &There<'_>) {
    if there.bonds.is_empty() {
        return;
    }
    let mut places: HashMap<Uuid, Option<Uuid>> = there
        .members
        .iter()
        .map(|member| (member.keyword, Some(member.cluster)))
        .collect();
    places.extend(settled.places.iter().copied());
    let weights: HashMap<Uuid, f64> = there
        .members
        .iter()
        .map(|member| (member.keyword, member.weight))
        .collect();
    let mut known = Parts::default();
    let live = |keyword: &Uuid| places.contains_key(keyword);
    let bonds: Vec<Bond> = there
        .bonds
        .iter()
        .filter(|bond| live(&bond.one) && live(&bond.other))
        .copied()
        .collect();
    for bond in bonds.iter().filter(|bond| bond.together) {
        known.join(bond.one, bond.other);
    }
    let mut parts: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let named: HashSet<Uuid> = bonds.iter().flat_map(|bond| [bond.one, bond.other]).collect();
    for keyword in named {
        parts.entry(known.root(keyword)).or_default().push(keyword);
    }
    for part in parts.values_mut() {
        part.sort_unstable();
        let home = home(part, &places, &weights, there);
        for keyword in part.iter().filter(|keyword| there.free.contains(keyword)) {
            places.insert(*keyword, home);
        }
    }
    for bond in bonds.iter().filter(|bond| !bond.together) {
        let place = |keyword: &Uuid| places.get(keyword).copied().flatten();
        if place(&bond.one).is_none() || place(&bond.one) != place(&bond.other) {
            continue;
        }
        let (one, other) = (&parts[&known.root(bond.one)], &parts[&known.root(bond.other)]);
        let fixed = |part: &[Uuid]| part.iter().any(|keyword| !there.free.contains(keyword));
        let weight = |part: &[Uuid]| {
            part.iter()
                .filter_map(|keyword| weights.get(keyword))
                .sum::<f64>()
        };
        let goes = match (fixed(one), fixed(other)) {
            (true, true) => continue,
            (false, true) => one,
            (false, false) if weight(one) < weight(other) => one,
            (_, false) => other,
        };
        for keyword in goes {
            places.insert(*keyword, None);
        }
    }
    for (keyword, place) in &mut settled.places {
        *place = places.get(keyword).copied().flatten();
    }
    let held: HashSet<Uuid> = settled.places.iter().filter_map(|(_, place)| *place).collect();
    settled.made.retain(|group| held.contains(&group.id));
}

/// Where keywords go that belong together: to one that may not move, or else to where most of them are by volume.
fn home(
    part: &[Uuid],
    places: &HashMap<Uuid, Option<Uuid>>,
    weights: &HashMap<Uuid, f64>,
    there: &There<'_>,
) -> Option<Uuid> {
    let place = |keyword: &Uuid| places.get(keyword).copied().flatten();
    if let Some(fixed) = part.iter().find(|keyword| !there.free.contains(keyword)) {
        return place(fixed);
    }
    let mut shares: BTreeMap<Uuid, f64> = BTreeMap::new();
    for keyword in part {
        if let Some(cluster) = place(keyword) {
            *shares.entry(cluster).or_insert(0.0) += weights.get(keyword).copied().unwrap_or(1.0);
        }
    }
    let most = shares
        .iter()
        .max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(one.0)));
    most.map(|(cluster, _)| *cluster)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::repo::planner::clustering::Member;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn obeyed(
        places: &[(u128, Option<u128>)],
        fixed: &[(u128, u128)],
        bonds: &[(u128, u128, bool)],
    ) -> HashMap<u128, Option<u128>> {
        let all = places.iter().map(|(keyword, _)| *keyword);
        let free: HashSet<Uuid> = all.map(id).collect();
        let members: Vec<Member> = fixed
            .iter()
            .map(|(keyword, cluster)| Member {
                keyword: id(*keyword),
                cluster: id(*cluster),
                weight: 1.0,
            })
            .collect();
        let bonds: Vec<Bond> = bonds
            .iter()
            .map(|(one, other, together)| Bond {
                one: id(*one),
                other: id(*other),
                together: *together,
            })
            .collect();
        let there = There {
            clusters: &[],
            members: &members,
            free: &free,
            bonds: &bonds,
        };
        let mut settled = Settled {
            places: places
                .iter()
                .map(|(keyword, place)| (id(*keyword), place.map(id)))
                .collect(),
            ..Settled::default()
        };
        obey(&mut settled, &there);
        settled
            .places
            .into_iter()
            .map(|(keyword, place)| (keyword.as_u128(), place.map(|place| place.as_u128())))
            .collect()
    }

    #[test]
    fn what_belongs_together_comes_to_what_may_not_move() {
        let places = obeyed(
            &[(1, Some(100)), (2, None)],
            &[(3, 101)],
            &[(1, 3, true), (2, 3, true)],
        );
        assert_eq!((places[&1], places[&2]), (Some(101), Some(101)));
    }

    #[test]
    fn what_belongs_apart_from_what_may_not_move_goes() {
        let places = obeyed(&[(1, Some(101)), (2, Some(101))], &[(3, 101)], &[(1, 3, false)]);
        assert_eq!((places[&1], places[&2]), (None, Some(101)));
    }

    proptest! {
        /// However keywords were placed: none that may move is with one that it belongs apart from, and those that belong together
        /// share a place, unless they were taken out for the sake of another.
        #[test]
        fn no_correction_is_violated(
            placed in proptest::collection::vec(proptest::option::of(100_u128..104), 12),
            said in proptest::collection::vec((0_u128..12, 0_u128..12, any::<bool>()), 0..10),
        ) {
            let places: Vec<(u128, Option<u128>)> = (0..).zip(placed).collect();
            // Only what does not contradict itself comes here: the engine has left the rest out.
            let mut parts = Parts::default();
            let mut apart: Vec<(u128, u128)> = Vec::new();
            let mut bonds = Vec::new();
            for (one, other, together) in said.into_iter().filter(|(one, other, _)| one != other) {
                let root = |parts: &Parts, keyword: u128| parts.root(id(keyword));
                let (left, right) = (root(&parts, one), root(&parts, other));
                let strangers = apart.iter().any(|(a, b)| {
                    let pair = (root(&parts, *a), root(&parts, *b));
                    pair == (left, right) || pair == (right, left)
                });
                if together && !strangers {
                    parts.join(id(one), id(other));
                    bonds.push((one, other, true));
                } else if !together && left != right {
                    apart.push((one, other));
                    bonds.push((one, other, false));
                }
            }
            let found = obeyed(&places, &[], &bonds);
            for (one, other, together) in bonds {
                if together {
                    prop_assert_eq!(found[&one], found[&other]);
                } else {
                    prop_assert!(found[&one].is_none() || found[&one] != found[&other]);
                }
            }
        }
    }
}
