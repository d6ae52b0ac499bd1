//! Short lists of one trade, labelled by the page that can answer each keyword: what people try first.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use clustering::{Agreement, Landscape, Options, Phrase, cluster};

/// Agreement with the labels beyond chance that every trade reaches.
const MIN_AGREEMENT: f64 = 0.70;
/// How many groups there are for each page.
const GROUPS_PER_PAGE: std::ops::RangeInclusive<f64> = 0.6..=1.6;

#[test]
fn keywords_that_want_different_pages_are_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/pages");
    for trade in ["accounting", "coffee", "dental", "roofing", "running"] {
        let rows: Vec<(String, String)> = csv::Reader::from_path(folder.join(format!("{trade}.csv")))
            .unwrap()
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap();
        let phrases: Vec<_> = rows
            .iter()
            .map(|(text, _)| Phrase { text, weight: 1.0 })
            .collect();
        let found = cluster(&phrases, &Options::default(), &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap();
        // Each stray is a group of its own.
        let groups: Vec<usize> = found
            .assignment
            .iter()
            .enumerate()
            .map(|(place, group)| group.map_or(found.groups.len() + place, |group| group as usize))
            .collect();
        let labels: Vec<&str> = rows.iter().map(|(_, label)| label.as_str()).collect();
        let pages = labels.iter().collect::<BTreeSet<_>>().len();
        let agreement = Agreement::of(&labels, &groups);
        #[expect(clippy::cast_precision_loss, reason = "a dozen")]
        let share = found.groups.len() as f64 / pages as f64;
        assert!(agreement.ami >= MIN_AGREEMENT, "{trade}: {agreement:?}");
        assert!(
            GROUPS_PER_PAGE.contains(&share),
            "{trade}: {share} groups for each page"
        );
    }
}

#[test]
fn topics_are_made_of_whole_pages_and_tell_trades_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/pages");
    let mut texts = Vec::new();
    let mut trades = Vec::new();
    for trade in ["accounting", "coffee", "dental", "roofing", "running"] {
        for row in csv::Reader::from_path(folder.join(format!("{trade}.csv")))
            .unwrap()
            .deserialize()
        {
            let (text, _): (String, String) = row.unwrap();
            texts.push(text);
            trades.push(trade);
        }
    }
    let phrases: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let mut on = |_, _| ControlFlow::Continue(());
    let options = Options::default();
    let landscape = Landscape::read(&phrases, &options, &[], None, &mut on).unwrap();
    let pages = landscape.cut(&phrases, &options, &mut on).unwrap();
    let broader = Options {
        closeness: options.closeness / 2.0,
        ..options
    };
    let topics = landscape.topics(&pages, &broader, &mut on).unwrap();
    assert_eq!(topics.len(), pages.groups.len());
    let count = topics.iter().collect::<BTreeSet<_>>().len();
    assert!(count >= 5 && count * 2 <= pages.groups.len(), "{count} topics");
    let (mut truth, mut found) = (Vec::new(), Vec::new());
    for (at, page) in pages.assignment.iter().enumerate() {
        if let Some(page) = page {
            truth.push(trades[at]);
            found.push(topics[*page as usize]);
        }
    }
    // No topic mixes trades.
    let agreement = Agreement::of(&truth, &found);
    assert!(agreement.homogeneity >= 0.95, "{agreement:?}");
}
