//! What people said of keywords holds where they end up, too: clusters that stay could take in what belongs apart, and leave
//! what belongs together in two places.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::identity::{Settled, There};

/// What somebody said of two keywords, and nobody otherwise later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    /// One.
    pub one: Uuid,
    /// The other.
    pub other: Uuid,
    /// Whether they belong together, or apart.
    pub together: bool,
}

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
        let weight = |part: &[Uuid]| part.iter().filter_map(|keyword| weights.get(keyword)).sum::<f64>();
        let goes = match (fixed(one), fixed(other)) {
            (true, true) => continue,
            (true, false) => other,
            (false, true) => one,
            (false, false) if weight(one) < weight(other) => one,
            (false, false) => other,
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
    let most = shares.iter().max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(one.0)));
    most.map(|(cluster, _)| *cluster)
}
