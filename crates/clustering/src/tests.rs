//! What a clustering promises, on small lists.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::{Cancelled, Clustering, Options, Phrase, Stage, cluster};

pub(super) fn phrases<'a>(texts: &[&'a str]) -> Vec<Phrase<'a>> {
    texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect()
}

pub(super) fn run(phrases: &[Phrase<'_>], options: &Options) -> Clustering {
    cluster(phrases, options, &mut |_, _| ControlFlow::Continue(())).expect("nobody cancels")
}

fn run_default(texts: &[&str]) -> Clustering {
    run(&phrases(texts), &Options::default())
}

/// Every phrase is in exactly the group that lists it, or in none; sizes and values are in range.
pub(super) fn check(found: &Clustering, count: usize, options: &Options) {
    assert_eq!((found.assignment.len(), found.similarity.len()), (count, count));
    let stray = found.assignment.iter().filter(|group| group.is_none()).count();
    let clustered: usize = found.groups.iter().map(|group| group.members.len()).sum();
    assert_eq!(clustered + stray, count);
    for (index, group) in found.groups.iter().enumerate() {
        assert!(group.members.len() >= options.min_size && group.members.is_sorted());
        assert!((0.0..=1.0).contains(&group.confidence) && group.weight.is_finite());
        for member in &group.members {
            assert_eq!(
                found.assignment[*member as usize].map(|group| group as usize),
                Some(index)
            );
            assert!((0.0..=1.0).contains(&found.similarity[*member as usize]));
        }
    }
    assert!(found.groups.is_sorted_by(|a, b| a.weight >= b.weight));
}

const TOPICS: &[&[&str]] = &[
    &[
        "running shoes men",
        "best running shoes for men",
        "men's running shoes",
        "trail running shoes",
    ],
    &[
        "coffee grinder",
        "burr coffee grinder",
        "Coffee Grinders",
        "manual coffee grinder",
    ],
    &[
        "keto diet",
        "keto diet plan",
        "keto meal plan",
        "keto recipes 2024",
    ],
    &["puppy training", "how to train a puppy", "puppy potty training"],
    &[
        "roof repair cost",
        "how much does roof repair cost",
        "roof leak repair",
    ],
    &["iphone 15 case", "iphone 15 pro case", "best iphone 15 cases"],
    &["купить диван", "диван купить в москве", "угловой диван купить"],
    &["東京 ホテル", "東京のホテル", "東京 ホテル 格安"],
    &["café crème", "cafe creme", "cafés crèmes"],
];
const STRAYS: &[&str] = &["quantum entanglement", "🏆", "x", "", "  "];

#[test]
fn groups_are_topics_and_the_rest_is_stray() {
    let texts: Vec<&str> = TOPICS
        .concat()
        .into_iter()
        .chain(STRAYS.iter().copied())
        .collect();
    let found = run_default(&texts);
    check(&found, texts.len(), &Options::default());
    let mut expected = Vec::new();
    let mut next = 0;
    for topic in TOPICS {
        let first = found.assignment[next];
        expected.push(first);
        assert!(first.is_some(), "{topic:?}");
        for (at, text) in topic.iter().enumerate() {
            assert_eq!(found.assignment[next + at], first, "{text}");
        }
        next += topic.len();
    }
    expected.sort_unstable();
    expected.dedup();
    assert_eq!(
        expected.len(),
        TOPICS.len(),
        "topics were merged: {:?}",
        found.groups
    );
    assert!(found.assignment[next..].iter().all(Option::is_none));
}

#[test]
fn short_lists_work() {
    check(&run_default(&[]), 0, &Options::default());
    assert_eq!(run_default(&["alone"]).assignment, [None]);
    assert_eq!(run_default(&["", "\u{301}", "+", "👩‍👩‍👧"]).groups.len(), 0);
}

#[test]
fn identical_phrases_form_a_group_whatever_their_spelling() {
    let found = run_default(&["Blue  Widget", "blue widget", "ＢＬＵＥ widget", "🏆", "🏆"]);
    assert_eq!(found.groups.len(), 2);
    assert!(found.groups.iter().all(|group| group.confidence > 0.99));
    assert_eq!(found.groups[0].name, "Blue Widget");
}

#[test]
fn signs_that_distinguish_languages_count() {
    let found = run_default(&["c++", "c#"]);
    assert_eq!(found.assignment, [None, None]);
}

#[test]
fn the_name_follows_volume_and_groups_are_sorted_by_it() {
    let list = [
        Phrase {
            text: "zebra print rug",
            weight: 5.0,
        },
        Phrase {
            text: "zebra print rugs",
            weight: 1.0,
        },
        Phrase {
            text: "garden hose reel",
            weight: 10.0,
        },
        Phrase {
            text: "garden hose reel wall",
            weight: 9000.0,
        },
        Phrase {
            text: "garden hose",
            weight: f64::NAN,
        },
    ];
    let found = run(&list, &Options::default());
    let names: Vec<&str> = found.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["garden hose reel wall", "zebra print rug"]);
    assert!((found.groups[0].weight - 9010.0).abs() < 1e-9);
}

#[test]
fn the_largest_size_holds_even_for_near_copies() {
    let texts: Vec<String> = (0..90).map(|number| format!("blue widget {number}")).collect();
    let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let options = Options {
        max_cluster_size: 20,
        ..Options::default()
    };
    let found = run(&list, &options);
    check(&found, list.len(), &options);
    assert!(found.groups.iter().all(|group| group.members.len() <= 20));
    assert!(found.assignment.iter().all(Option::is_some));
}

#[test]
fn small_groups_become_strays_and_odd_options_are_survived() {
    let texts = TOPICS.concat();
    let options = Options {
        min_size: 4,
        ..Options::default()
    };
    check(&run(&phrases(&texts), &options), texts.len(), &options);
    for value in [f32::NAN, f32::INFINITY, -1.0, 0.0] {
        let resolution = f64::from(value);
        let odd = Options {
            min_size: 0,
            max_cluster_size: 0,
            resolution,
            min_similarity: value,
            closeness: value,
            ..Options::default()
        };
        check(&run(&phrases(&texts), &odd), texts.len(), &odd);
    }
    let without = Options {
        neighbours: 0,
        ..Options::default()
    };
    let spellings = run(&phrases(&texts), &without).groups;
    assert!(
        spellings.iter().all(|group| group.confidence > 0.99),
        "only spellings of one phrase are left: {spellings:?}"
    );
}

#[test]
fn languages_have_their_own_endings() {
    let texts = ["häuser kaufen", "haus kaufen", "fenster putzen"];
    let options = Options {
        language: "de-AT".to_owned(),
        ..Options::default()
    };
    let found = run(&phrases(&texts), &options);
    assert_eq!(found.assignment, [Some(0), Some(0), None]);
}

#[test]
fn any_stage_can_be_cancelled() {
    let texts = TOPICS.concat();
    let list = phrases(&texts);
    for last in [
        Stage::Vectors,
        Stage::Neighbours,
        Stage::Communities,
        Stage::Division,
        Stage::Groups,
    ] {
        let mut stop = |stage, _| {
            if stage == last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        assert_eq!(cluster(&list, &Options::default(), &mut stop), Err(Cancelled));
    }
}

#[test]
fn what_means_the_same_is_one_group_though_no_word_is_shared() {
    let texts = [
        "sofa bed",
        "couch with bed",
        "fold out couch",
        "sleeper sofa",
        "income tax deadline",
        "when are taxes due",
        "last day to file taxes",
    ];
    let found = run_default(&texts);
    assert_eq!(found.groups.len(), 2, "{:?}", found.groups);
    assert!((1..4).all(|at| found.assignment[at] == found.assignment[0]));
    assert!((5..7).all(|at| found.assignment[at] == found.assignment[4]));
    let other = Options {
        language: "de".to_owned(),
        ..Options::default()
    };
    let words_alone = Options {
        meanings: false,
        ..Options::default()
    };
    for options in [other, words_alone] {
        assert_ne!(run(&phrases(&texts), &options), found, "{options:?}");
    }
}

#[test]
fn a_long_list_is_searched_by_lists_and_says_the_same() {
    let (subjects, topics) = (
        ["kitchen", "garden", "office", "bathroom"],
        ["lamp", "chair", "paint", "tiles"],
    );
    let texts: Vec<String> = (0..4_000)
        .map(|at| format!("{} {} model {at}", subjects[at % 4], topics[at / 4 % 4]))
        .collect();
    let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
    let options = Options::default();
    let found = run(&list, &options);
    check(&found, list.len(), &options);
    for group in &found.groups {
        let kinds: std::collections::BTreeSet<_> =
            group.members.iter().map(|at| (at % 4, at / 4 % 4)).collect();
        assert_eq!(kinds.len(), 1, "{} {}", group.name, group.members.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_unicode_is_accounted_for_and_repeatable(texts in prop::collection::vec(any::<String>(), 0..24)) {
        let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
        let found = run(&list, &Options::default());
        check(&found, list.len(), &Options::default());
        prop_assert_eq!(&found, &run(&list, &Options::default()));
    }

    #[test]
    fn the_order_of_the_input_changes_no_group(
        order in Just((0..60_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let words = ["red", "blue", "garden", "chair", "table", "lamp", "price", "repair"];
        let texts: Vec<String> = (0..60).map(|i| format!("{} {} {}", words[i % 8], words[i * 7 / 3 % 8], words[i / 5 % 8])).collect();
        let list: Vec<_> = texts.iter().zip([1.0, 2.0, 30.0].into_iter().cycle()).map(|(text, weight)| Phrase { text, weight }).collect();
        let shuffled: Vec<_> = order.iter().map(|at| list[*at]).collect();
        let (found, other) = (run(&list, &Options::default()), run(&shuffled, &Options::default()));
        for (position, at) in order.iter().enumerate() {
            prop_assert_eq!(other.assignment[position], found.assignment[*at]);
        }
        prop_assert!(found.groups.iter().zip(&other.groups).all(|(a, b)| a.name == b.name));
    }
}
