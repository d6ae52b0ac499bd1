//! How far two groupings of the same things agree: the measures by which clusterings are compared.
//!
//! Hubert, Arabie, "Comparing partitions", 1985 (ARI); Vinh, Epps, Bailey, *JMLR* 11 (2010) (NMI and AMI, over the arithmetic
//! mean of both entropies); Rosenberg, Hirschberg, EMNLP 2007 (homogeneity, completeness; their mean V is NMI).

use std::collections::BTreeMap;

/// Agreement of what was found with what is true; 1 is all of it. Chance makes about 0 of `ami` and `ari`, while `nmi`
/// flatters many small groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Adjusted mutual information.
    pub ami: f64,
    /// Adjusted Rand index.
    pub ari: f64,
    /// Normalised mutual information, which is also the V-measure.
    pub nmi: f64,
    /// How far each found group holds one true group alone.
    pub homogeneity: f64,
    /// How far each true group is in one found group.
    pub completeness: f64,
}

impl Agreement {
    /// Compares the groups of the same things in the same order.
    pub fn of<T: Ord, F: Ord>(truth: &[T], found: &[F]) -> Self {
        let (by_truth, by_found) = (sizes(truth.iter()), sizes(found.iter()));
        let both = sizes(truth.iter().zip(found));
        let total: f64 = by_truth.iter().sum();
        let (truth_entropy, found_entropy) = (entropy(&by_truth, total), entropy(&by_found, total));
        let information = truth_entropy + found_entropy - entropy(&both, total);
        let mean = f64::midpoint(truth_entropy, found_entropy);
        let chance = expected_information(&by_truth, &by_found, total);
        let pairs = |sizes: &[f64]| -> f64 { sizes.iter().map(|size| size * (size - 1.0) / 2.0).sum() };
        let by_chance = pairs(&by_truth) * pairs(&by_found) / pairs(&[total]);
        let mean_pairs = f64::midpoint(pairs(&by_truth), pairs(&by_found));
        Self {
            ami: share(information - chance, mean - chance),
            ari: share(pairs(&both) - by_chance, mean_pairs - by_chance),
            nmi: share(information, mean),
            homogeneity: share(information, truth_entropy),
            completeness: share(information, found_entropy),
        }
    }
}

/// A part of a whole; where there is nothing to tell apart, both groupings are the same.
fn share(part: f64, whole: f64) -> f64 {
    if whole.abs() < 1e-12 { 1.0 } else { part / whole }
}

fn sizes<T: Ord>(items: impl Iterator<Item = T>) -> Vec<f64> {
    let mut sizes = BTreeMap::new();
    for item in items {
        *sizes.entry(item).or_insert(0.0) += 1.0;
    }
    sizes.into_values().collect()
}

fn entropy(sizes: &[f64], total: f64) -> f64 {
    sizes.iter().map(|size| -size / total * (size / total).ln()).sum()
}

/// The mutual information that two groupings of these sizes have by chance (Vinh, Epps, Bailey, formula 24a).
fn expected_information(truth: &[f64], found: &[f64], total: f64) -> f64 {
    // ln(n!) for all n up to the total.
    let mut factorials = vec![0.0];
    let mut number = 1.0;
    while number <= total {
        factorials.push(factorials[factorials.len() - 1] + f64::ln(number));
        number += 1.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of things in memory"
    )]
    let ln_factorial = |n: f64| factorials[n as usize];
    // Equal sizes have equal terms, and there are few different sizes.
    let (truth, found) = (frequencies(truth), frequencies(found));
    let mut sum = 0.0;
    for (a, times_a) in &truth {
        for (b, times_b) in &found {
            let (a, b) = (*a, *b);
            let fixed = ln_factorial(a) + ln_factorial(b) + ln_factorial(total - a) + ln_factorial(total - b)
                - ln_factorial(total);
            let mut both = f64::max(1.0, a + b - total);
            while both <= a.min(b) {
                let ways = fixed
                    - ln_factorial(both)
                    - ln_factorial(a - both)
                    - ln_factorial(b - both)
                    - ln_factorial(total - a - b + both);
                sum += times_a * times_b * both / total * (total * both / (a * b)).ln() * ways.exp();
                both += 1.0;
            }
        }
    }
    sum
}

fn frequencies(sizes: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(|same| (same[0], same.iter().map(|_| 1.0).sum()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Agreement;

    /// Figures of scikit-learn 1.9 for the same lists.
    #[test]
    fn figures_are_those_of_other_programs() {
        let found = Agreement::of(&[0, 0, 0, 1, 1, 1, 2, 2], &[0, 0, 1, 1, 2, 2, 2, 3]);
        for (ours, theirs) in [
            (found.ami, 0.201_186_482_997),
            (found.ari, 0.157_894_736_842),
            (found.nmi, 0.557_796_529_090),
            (found.homogeneity, 0.619_311_301_133),
            (found.completeness, 0.507_397_862_404),
        ] {
            assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
        }
    }

    #[test]
    fn equal_groupings_agree_and_trivial_ones_do_not_divide_by_zero() {
        assert!((Agreement::of(&[1, 1, 2], &["b", "b", "a"]).ami - 1.0).abs() < 1e-12);
        let one = Agreement::of(&[1, 1], &[1, 1]);
        assert!((one.ami - 1.0).abs() < 1e-12 && (one.ari - 1.0).abs() < 1e-12);
        assert!(Agreement::of::<u8, u8>(&[], &[]).nmi.is_finite());
    }
}
