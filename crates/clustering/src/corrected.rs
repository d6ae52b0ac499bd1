//! What a clustering promises of corrections: they hold, and change neither that all is accounted for nor that order is nothing.

use std::{collections::BTreeSet, ops::ControlFlow};

use proptest::prelude::*;

use super::{
    Bond, Clustering, Correction, Landscape, Options, Phrase, cluster,
    tests::{check, phrases, run},
};

fn corrected(
    phrases: &[Phrase<'_>],
    options: &Options,
    corrections: &[Correction],
    kept: Option<&[u8]>,
) -> (Clustering, Landscape) {
    let mut on = |_, _| ControlFlow::Continue(());
    let landscape = Landscape::read(phrases, options, corrections, kept, &mut on).expect("nobody cancels");
    let found = landscape.cut(phrases, options, &mut on).expect("nobody cancels");
    (found, landscape)
}

const fn together(one: u32, other: u32) -> Correction {
    Correction {
        bond: Bond::Together,
        one,
        other,
    }
}

const fn apart(one: u32, other: u32) -> Correction {
    Correction {
        bond: Bond::Apart,
        one,
        other,
    }
}

/// Whether each of them holds; strays share no group, so that two of them are apart, and together as far as they can be.
fn hold<'a>(found: &Clustering, mut corrections: impl Iterator<Item = &'a Correction>) -> bool {
    corrections.all(|each| {
        let (one, other) = (
            found.assignment[each.one as usize],
            found.assignment[each.other as usize],
        );
        match each.bond {
            Bond::Together => one == other,
            Bond::Apart => one.is_none() || one != other,
        }
    })
}

const LIST: &[&str] = &[
    "coffee machine",
    "coffee machine for office",
    "office coffee machine rental",
    "espresso machine",
    "best espresso machine",
    "espresso machine cleaning",
    "tax return deadline",
    "file a tax return",
];

#[test]
fn two_phrases_come_together_and_apart_as_somebody_says() {
    let list = phrases(LIST);
    let plain = run(&list, &Options::default());
    assert_eq!(plain.assignment[6], plain.assignment[7]);
    assert_ne!(plain.assignment[0], plain.assignment[6]);
    let corrections = [apart(6, 7), together(0, 6)];
    let (found, landscape) = corrected(&list, &Options::default(), &corrections, None);
    assert!(hold(&found, corrections.iter()), "{:?}", found.groups);
    assert!(landscape.superseded().is_empty());
    assert_eq!(landscape.apart(), [(6, 7)]);
}

#[test]
fn of_two_that_contradict_each_other_the_newer_one_counts() {
    let list = phrases(LIST);
    let corrections = [apart(0, 3), together(0, 1), together(1, 3)];
    let (found, landscape) = corrected(&list, &Options::default(), &corrections, None);
    assert_eq!(landscape.superseded(), [0]);
    assert!(hold(&found, corrections[1..].iter()));
    let corrections = [
        together(0, 1),
        together(1, 3),
        apart(0, 3),
        apart(5, 5),
        together(0, 99),
    ];
    let (found, landscape) = corrected(&list, &Options::default(), &corrections, None);
    assert_eq!(
        landscape.superseded(),
        [0, 3, 4],
        "the oldest gives way, and what says nothing does not count"
    );
    assert!(hold(&found, corrections[1..3].iter()));
}

#[test]
fn spellings_part_where_somebody_says_so() {
    let list = phrases(&["Blue widget", "blue  Widget", "blue widgets", "blue widget shop"]);
    let (found, _) = corrected(&list, &Options::default(), &[apart(0, 1)], None);
    check(&found, list.len(), &Options::default());
    assert!(hold(&found, [apart(0, 1)].iter()), "{:?}", found.assignment);
}

#[test]
fn what_is_said_of_two_moves_those_around_them() {
    let texts: Vec<String> = (0..12)
        .flat_map(|at| {
            [
                format!("garden hose reel {at}"),
                format!("garden hose reel wall {at}"),
            ]
        })
        .collect();
    let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let broad = Options {
        closeness: 0.0,
        ..Options::default()
    };
    assert_eq!(run(&list, &broad).groups.len(), 1);
    let (found, _) = corrected(&list, &broad, &[apart(0, 1)], None);
    let sides: BTreeSet<_> = (0..24).map(|at| (at % 2, found.assignment[at])).collect();
    assert_eq!(sides.len(), 2, "{:?}", found.groups);
}

#[test]
fn a_kept_graph_cuts_as_a_new_one_does_and_damage_is_survived() {
    let texts: Vec<String> = (0..60)
        .map(|at| format!("{} lamp {at}", ["red", "blue", "desk"][at % 3]))
        .collect();
    let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let options = Options::default();
    let (first, landscape) = corrected(&list, &options, &[], None);
    assert_eq!(first, run(&list, &options));
    let bytes = landscape.to_bytes();
    for closeness in [0.1, 0.4, 0.9] {
        let options = Options {
            closeness,
            ..Options::default()
        };
        let (again, landscape) = corrected(&list, &options, &[], Some(&bytes));
        assert!(landscape.was_kept());
        assert_eq!(again, run(&list, &options));
    }
    let (_, landscape) = corrected(&list[1..], &options, &[], Some(&bytes));
    assert!(!landscape.was_kept(), "other phrases have another graph");
    let mut spelt = list.clone();
    spelt[0].text = "Red lämp 0";
    let (_, landscape) = corrected(&spelt, &options, &[], Some(&bytes));
    assert!(!landscape.was_kept(), "a spelling may mean something else");
    for length in (0..bytes.len()).step_by(11) {
        let (again, landscape) = corrected(&list, &options, &[], Some(&bytes[..length]));
        assert!(!landscape.was_kept());
        assert_eq!(again, first);
    }
}

#[test]
fn each_says_why_it_is_where_it_is() {
    let list = phrases(&[
        "burr coffee grinder",
        "Coffee Grinders",
        "manual coffee grinder",
        "sofa bed",
        "couch with bed",
        "fold out couch",
        "sleeper sofa",
        "coffee",
        "",
    ]);
    let options = Options {
        min_size: 3,
        ..Options::default()
    };
    let (found, landscape) = corrected(&list, &options, &[apart(0, 7), apart(1, 7), apart(2, 7)], None);
    check(&found, list.len(), &options);
    let reason = landscape.reason(&list, &found, 0);
    assert_eq!(reason.group, found.assignment[0]);
    assert_eq!(reason.shared, ["coffee", "grinder"]);
    assert!(
        reason
            .nearest
            .iter()
            .all(|(other, near)| (1..3).contains(other) && *near > 0.3)
    );
    let meant = landscape.reason(&list, &found, 4);
    assert_eq!(meant.group, found.assignment[3]);
    assert!(!meant.nearest.is_empty());
    let stray = landscape.reason(&list, &found, 7);
    assert_eq!(
        (found.assignment[7], stray.group),
        (None, found.assignment[0]),
        "{stray:?}"
    );
    assert_eq!(stray.shared, ["coffee"]);
    assert_eq!(landscape.reason(&list, &found, 8), crate::Reason::default());
}

fn correction() -> impl Strategy<Value = Correction> {
    (any::<bool>(), 0..40_u32, 0..40_u32).prop_map(|(is_apart, one, other)| {
        if is_apart {
            apart(one, other)
        } else {
            together(one, other)
        }
    })
}

fn list() -> Vec<String> {
    let words = [
        "red", "blue", "garden", "chair", "table", "lamp", "price", "repair",
    ];
    (0..40)
        .map(|i| {
            format!(
                "{} {} {} {}",
                words[i % 8],
                words[i * 7 / 3 % 8],
                words[i / 5 % 8],
                ["", "s"][i % 2]
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn none_that_counts_is_violated_and_all_is_accounted_for(
        corrections in prop::collection::vec(correction(), 0..30),
        closeness in 0.0_f32..1.0,
        meanings in any::<bool>(),
        max_cluster_size in 3_usize..40,
    ) {
        let texts = list();
        let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
        let options = Options { max_cluster_size, closeness, meanings, ..Options::default() };
        let (found, landscape) = corrected(&list, &options, &corrections, None);
        check(&found, list.len(), &options);
        let counts = |at: usize| !landscape.superseded().contains(&at);
        prop_assert!(hold(&found, corrections.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, each)| each)));
        if let Some(last) = corrections.last() {
            prop_assert!(counts(corrections.len() - 1) || last.one == last.other, "the newest counts");
        }
        if corrections.is_empty() {
            let plain = cluster(&list, &options, &mut |_, _| ControlFlow::Continue(()));
            prop_assert_eq!(&found, &plain.expect("nobody cancels"));
        }
    }

    #[test]
    fn the_order_of_the_input_changes_no_corrected_group(
        corrections in prop::collection::vec(correction(), 0..12),
        order in Just((0..40_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut texts = list();
        // Each is told from all others, as a list of keywords is.
        texts.iter_mut().enumerate().for_each(|(at, text)| *text = format!("{text} {at}"));
        let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
        let shuffled: Vec<_> = order.iter().map(|at| list[*at]).collect();
        let place = |at: u32| u32::try_from(order.iter().position(|old| *old == at as usize).expect("all are there")).expect("few");
        let moved: Vec<_> = corrections.iter().map(|each| Correction { one: place(each.one), other: place(each.other), ..*each }).collect();
        let (found, _) = corrected(&list, &Options::default(), &corrections, None);
        let (other, _) = corrected(&shuffled, &Options::default(), &moved, None);
        for (position, at) in order.iter().enumerate() {
            prop_assert_eq!(other.assignment[position], found.assignment[*at]);
        }
    }
}
