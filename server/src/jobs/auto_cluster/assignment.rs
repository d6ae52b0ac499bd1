//! Which cluster each new group is, so that together they keep as much as can be: a matching of the greatest weight.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

/// How far a matching may lie below the best one, for each pair: this part of the heaviest share.
const PRECISION: f64 = 10_000.0;

/// Matches groups with clusters, each with at most one of the other, so that the sum of what is shared is greatest. `shares`
/// has for each group how much of which clusters it holds.
///
/// This is Bertsekas' auction: a group that has no cluster offers for the one that is worth most to it after what others
/// offered, and takes it from whoever had it. Groups that nothing is worth its price to stay without.
pub(super) fn matching(shares: &[BTreeMap<Uuid, f64>]) -> Vec<Option<Uuid>> {
    let most = shares
        .iter()
        .flat_map(BTreeMap::values)
        .copied()
        .fold(0.0, f64::max);
    let step = most / PRECISION;
    let mut prices: HashMap<Uuid, f64> = HashMap::new();
    let mut owners: HashMap<Uuid, usize> = HashMap::new();
    let mut found = vec![None; shares.len()];
    let mut open: Vec<usize> = (0..shares.len()).rev().collect();
    while let Some(group) = open.pop() {
        let mut best: Option<(Uuid, f64)> = None;
        // Going without is worth nothing, and is what the best has to beat at least.
        let mut second = 0.0;
        for (cluster, share) in &shares[group] {
            let profit = share - prices.get(cluster).copied().unwrap_or(0.0);
            match best {
                Some((_, most)) if profit <= most => second = f64::max(second, profit),
                _ => {
                    if let Some((_, most)) = best {
                        second = f64::max(second, most);
                    }
                    best = Some((*cluster, profit));
                }
            }
        }
        let Some((cluster, profit)) = best.filter(|(_, profit)| *profit > 0.0) else {
            continue;
        };
        *prices.entry(cluster).or_insert(0.0) += profit - second + step;
        found[group] = Some(cluster);
        if let Some(former) = owners.insert(cluster, group) {
            found[former] = None;
            open.push(former);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: usize) -> Uuid {
        Uuid::from_u128(number as u128 + 1)
    }

    fn worth(shares: &[BTreeMap<Uuid, f64>], found: &[Option<Uuid>]) -> f64 {
        let each = shares.iter().zip(found);
        each.filter_map(|(share, cluster)| Some(share[cluster.as_ref()?]))
            .sum()
    }

    /// The best of all matchings, by trying them.
    fn best(shares: &[BTreeMap<Uuid, f64>], taken: &mut Vec<Uuid>) -> f64 {
        let Some((first, rest)) = shares.split_first() else {
            return 0.0;
        };
        let mut most = best(rest, taken);
        for (cluster, share) in first {
            if !taken.contains(cluster) {
                taken.push(*cluster);
                most = f64::max(most, share + best(rest, taken));
                taken.pop();
            }
        }
        most
    }

    #[test]
    fn a_cluster_whose_best_group_is_of_another_persists_as_its_second() {
        let shares = [
            BTreeMap::from([(id(0), 10.0), (id(1), 8.0)]),
            BTreeMap::from([(id(1), 5.0)]),
        ];
        assert_eq!(matching(&shares), [Some(id(0)), Some(id(1))]);
    }

    proptest! {
        #[test]
        fn no_other_matching_keeps_more(table in proptest::collection::vec(proptest::collection::vec(0_u16..40, 5), 0..6)) {
            let shares: Vec<BTreeMap<Uuid, f64>> = table
                .iter()
                .map(|row| row.iter().enumerate().filter(|(_, share)| **share > 0).map(|(at, share)| (id(at), f64::from(*share))).collect())
                .collect();
            let found = matching(&shares);
            let mut clusters: Vec<Uuid> = found.iter().copied().flatten().collect();
            let count = clusters.len();
            clusters.sort();
            clusters.dedup();
            prop_assert_eq!(clusters.len(), count);
            prop_assert!(worth(&shares, &found) >= best(&shares, &mut Vec::new()) - 0.1);
        }
    }
}
