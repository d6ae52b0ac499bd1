//! What everybody has: TF-IDF of words and pairs of words, and k-means, which is told the true number of groups.
//!
//! As scikit-learn's `TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)` and `KMeans(n_init=1)` do it: words of two letters or
//! more, smoothed IDF, rows of length 1; k-means++ (Arthur, Vassilvitskii, SODA 2007), then Lloyd's steps.

use std::collections::BTreeMap;

use super::random::Random;

const MAX_STEPS: usize = 100;

type Row = Vec<(usize, f64)>;

/// The group of each phrase.
pub(crate) fn k_means(texts: &[&str], count: usize) -> Vec<usize> {
    let (rows, width) = vectorise(texts);
    let mut centres = first_centres(&rows, width, count);
    let mut groups = vec![usize::MAX; rows.len()];
    for _ in 0..MAX_STEPS {
        let lengths: Vec<f64> = centres.iter().map(|centre| square(centre)).collect();
        let nearest: Vec<usize> = rows
            .iter()
            .map(|row| {
                let away = |centre: usize| lengths[centre] - 2.0 * product(row, &centres[centre]);
                (0..centres.len())
                    .min_by(|one, other| away(*one).total_cmp(&away(*other)))
                    .unwrap_or_default()
            })
            .collect();
        if nearest == groups {
            break;
        }
        groups = nearest;
        let mut sizes = vec![0.0; centres.len()];
        let mut sums = vec![vec![0.0; width]; centres.len()];
        for (row, group) in rows.iter().zip(&groups) {
            sizes[*group] += 1.0;
            for (feature, weight) in row {
                sums[*group][*feature] += weight;
            }
        }
        for ((centre, sum), size) in centres.iter_mut().zip(sums).zip(sizes) {
            if size > 0.0 {
                *centre = sum.into_iter().map(|weight| weight / size).collect();
            }
        }
    }
    groups
}

fn vectorise(texts: &[&str]) -> (Vec<Row>, usize) {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut counted: Vec<BTreeMap<usize, f64>> = Vec::new();
    for text in texts {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| word.chars().count() > 1)
            .collect();
        let pairs = words.windows(2).map(|pair| pair.join(" "));
        let mut counts = BTreeMap::new();
        for feature in words.iter().map(|word| (*word).to_owned()).chain(pairs) {
            let next = numbers.len();
            *counts
                .entry(*numbers.entry(feature).or_insert(next))
                .or_insert(0.0) += 1.0;
        }
        counted.push(counts);
    }
    let mut documents = vec![0.0; numbers.len()];
    for feature in counted.iter().flat_map(BTreeMap::keys) {
        documents[*feature] += 1.0;
    }
    let total = texts.iter().map(|_| 1.0).sum::<f64>();
    let rows = counted.into_iter().map(|counts| {
        let idf = |feature: usize| f64::ln((1.0 + total) / (1.0 + documents[feature])) + 1.0;
        let mut row: Row = counts
            .into_iter()
            .map(|(feature, count)| (feature, (1.0 + f64::ln(count)) * idf(feature)))
            .collect();
        let length = row.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        for (_, weight) in &mut row {
            *weight /= length;
        }
        row
    });
    (rows.collect(), numbers.len())
}

/// Rows that lie far from each other.
fn first_centres(rows: &[Row], width: usize, count: usize) -> Vec<Vec<f64>> {
    let mut random = Random(1);
    let mut centres: Vec<Vec<f64>> = Vec::new();
    let mut away = vec![1.0; rows.len()];
    while centres.len() < count.min(rows.len()) {
        let mut left = random.share() * away.iter().sum::<f64>();
        let chosen = away.iter().position(|far| {
            left -= far;
            left < 0.0
        });
        let mut centre = vec![0.0; width];
        for (feature, weight) in &rows[chosen.unwrap_or(rows.len() - 1)] {
            centre[*feature] = *weight;
        }
        let length = square(&centre);
        for (row, far) in rows.iter().zip(&mut away) {
            let own = row.iter().map(|(_, weight)| weight * weight).sum::<f64>();
            *far = far.min((own + length - 2.0 * product(row, &centre)).max(0.0));
        }
        centres.push(centre);
    }
    centres
}

fn product(row: &Row, centre: &[f64]) -> f64 {
    row.iter()
        .map(|(feature, weight)| weight * centre[*feature])
        .sum()
}

fn square(centre: &[f64]) -> f64 {
    centre.iter().map(|weight| weight * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::k_means;

    #[test]
    fn what_shares_words_is_one_group() {
        let groups = k_means(
            &["red shoes", "blue whale", "red shoes sale", "blue whale song", ""],
            2,
        );
        assert_eq!((groups[0], groups[1]), (groups[2], groups[3]), "{groups:?}");
        assert_ne!(groups[0], groups[1]);
        assert_eq!(k_means(&[], 3), [0_usize; 0]);
    }
}
