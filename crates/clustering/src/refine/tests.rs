//! What a refinement promises, with vectors that are made by hand.

use std::f32::consts::PI;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::super::{
    Cancelled, Clustering, Options, Phrase, Stage, cluster,
    leiden::mix,
    progress::Reporter,
    tests::{check, phrases, run},
};
use super::{Meaning, Questions, Refined, nearest::search, questions::Body, settle, space::Space};

/// A group of so many phrases, or a stray, with the vectors of some.
fn body(group: Option<u32>, size: usize, vectors: &[Vec<f32>]) -> Body {
    let mut meaning = Meaning::default();
    for vector in vectors {
        meaning.add(vector);
    }
    Body {
        group,
        spellings: vec![0; size],
        size,
        meaning,
    }
}

/// A direction in a plane.
fn at(degrees: f32) -> Vec<f32> {
    let angle = degrees * PI / 180.0;
    vec![angle.cos(), angle.sin()]
}

/// Groups of three at these directions, then strays.
fn bodies(groups: &[f32], strays: &[f32]) -> Vec<Body> {
    let groups = (0..).zip(groups);
    let mut all: Vec<Body> = groups
        .map(|(number, degrees)| body(Some(number), 3, &[at(*degrees), at(*degrees), at(*degrees)]))
        .collect();
    all.extend(strays.iter().map(|degrees| body(None, 1, &[at(*degrees)])));
    all
}

fn settled(bodies: Vec<Body>, unrelated: f32, options: &Options) -> Vec<Option<u32>> {
    settled_apart(bodies, &[], unrelated, options)
}

/// The same, where pairs of bodies belong apart.
fn settled_apart(
    mut bodies: Vec<Body>,
    apart: &[(u32, u32)],
    unrelated: f32,
    options: &Options,
) -> Vec<Option<u32>> {
    let mut go = |_, _| ControlFlow::Continue(());
    let mut strangers = vec![Vec::new(); bodies.len()];
    for (one, other) in apart {
        strangers[*one as usize].push(*other);
        strangers[*other as usize].push(*one);
    }
    settle(
        &mut bodies,
        strangers,
        unrelated,
        options,
        &mut Reporter::new(&mut go),
    )
    .expect("nobody cancels")
}

/// Without the table of word vectors, which knows already that a sofa is a couch.
fn words_alone() -> Options {
    Options {
        meanings: false,
        ..Options::default()
    }
}

#[test]
fn groups_of_one_meaning_are_joined_and_others_are_not() {
    let places = settled(bodies(&[0.0, 90.0, 10.0, 170.0], &[]), 0.0, &Options::default());
    assert_eq!(places, [Some(0), Some(1), Some(0), Some(3)]);
}

#[test]
fn what_belongs_apart_is_neither_joined_nor_placed_together() {
    let options = Options::default();
    let settled =
        |apart: &[(u32, u32)]| settled_apart(bodies(&[0.0, 4.0, 8.0], &[2.0, 6.0]), apart, 0.0, &options);
    assert_eq!(settled(&[]), [Some(0); 5]);
    let places = settled(&[(0, 2)]);
    assert_ne!(places[0], places[2], "nor by way of a third: {places:?}");
    let places = settled(&[(3, 4)]);
    assert!(places[3].is_none() || places[3] != places[4], "{places:?}");
    let places = settled(&[(0, 3)]);
    assert_ne!(places[3], Some(0), "{places:?}");
}

#[test]
fn a_chain_does_not_swallow_what_is_far() {
    // Each is close to the next (cosines of 0.8 and more), the first and the last have nothing in common.
    let places = settled(
        bodies(&[0.0, 34.0, 69.0, 105.0, 142.0], &[]),
        0.0,
        &Options::default(),
    );
    assert_eq!(places, [Some(0), Some(0), Some(2), Some(2), Some(4)]);
    let strays: Vec<f32> = (0..12_u8).map(|step| f32::from(step) * 15.0).collect();
    let options = Options {
        max_cluster_size: 1_000,
        ..Options::default()
    };
    let places = settled(bodies(&[0.0], &strays), 0.0, &options);
    let near = places[1..].iter().filter(|place| **place == Some(0)).count();
    assert_eq!(near, 4, "what is placed draws nothing after it: {places:?}");
}

#[test]
fn the_setting_scales_how_close_is_close_enough() {
    let joined = |closeness| {
        let options = Options {
            closeness,
            ..Options::default()
        };
        settled(bodies(&[0.0, 33.0, 200.0], &[]), 0.0, &options)[1] == Some(0)
    };
    assert_eq!([0.0, 0.4, 0.8].map(joined), [true, true, false]);
    let wide = |closeness| {
        let options = Options {
            closeness,
            ..Options::default()
        };
        settled(bodies(&[0.0, 55.0, 200.0], &[]), 0.0, &options)[1] == Some(0)
    };
    assert_eq!([0.0, 0.4, 0.8].map(wide), [true, false, false]);
}

#[test]
fn strays_find_a_group_or_each_other_or_stay() {
    let strays = [5.0, 91.0, 120.0, 122.0, 250.0];
    let options = Options::default();
    let places = settled(bodies(&[0.0, 60.0], &strays), 0.0, &options);
    assert_eq!(places[2..], [Some(0), Some(1), Some(4), Some(4), None]);
    let three = Options {
        min_size: 3,
        ..options
    };
    let places = settled(bodies(&[0.0, 60.0], &strays), 0.0, &three);
    assert_eq!(
        places[2..],
        [Some(0), Some(1), None, None, None],
        "two are too few"
    );
}

#[test]
fn no_group_grows_beyond_the_largest_size() {
    let mut all = bodies(&[0.0, 1.0, 2.0], &[0.0, 0.5]);
    (all[0].size, all[1].size, all[2].size) = (200, 150, 99);
    let options = Options::default();
    let places = settled(all, 0.0, &options);
    assert_eq!(
        places[..3],
        [Some(0), Some(1), Some(1)],
        "200 and 150 are too many"
    );
    assert_eq!(places[3..], [Some(0), Some(0)]);
    let mut full = bodies(&[0.0], &[0.0, 1.0]);
    full[0].size = 299;
    assert_eq!(settled(full, 0.0, &options), [Some(0), Some(0), None]);
}

#[test]
fn a_loose_group_takes_in_no_more_than_others_do() {
    let mut all = bodies(&[0.0, 90.0], &[150.0]);
    // Its phrases have nothing in common, so that relative to it all would be close.
    all[1] = body(Some(1), 3, &[at(40.0), at(90.0), at(140.0)]);
    assert_eq!(settled(all, 0.0, &Options::default())[2], None);
}

#[test]
fn what_unrelated_phrases_have_in_common_does_not_count() {
    // All lean the same way by 0.85, as in models that tell little apart.
    let lean = |degrees: f32| vec![at(degrees)[0] * 0.387, at(degrees)[1] * 0.387, 0.922];
    let triple = |number, degrees| {
        body(
            Some(number),
            3,
            &[lean(degrees), lean(degrees), lean(degrees + 8.0)],
        )
    };
    let all = || vec![triple(0, 0.0), triple(1, 90.0), triple(2, 180.0), triple(3, 12.0)];
    let options = Options::default();
    assert_eq!(
        settled(all(), 0.85, &options),
        [Some(0), Some(1), Some(2), Some(0)]
    );
    assert_eq!(
        settled(all(), 0.0, &options)[1],
        Some(0),
        "on its face 0.85 is close"
    );
}

#[test]
fn who_was_not_asked_about_stays() {
    let mut all = bodies(&[0.0, 0.0], &[0.0, 0.0]);
    all[1].meaning = Meaning::default();
    all[3].meaning = Meaning::default();
    let places = settled(all, f32::NAN.max(0.0), &Options::default());
    assert_eq!(places, [Some(0), Some(1), Some(0), None]);
    assert_eq!(settled(Vec::new(), 0.0, &Options::default()), []);
}

#[test]
fn a_look_at_signs_finds_who_is_nearest() {
    // Thirty topics of ten in 256 dimensions, all leaning the same way.
    let noise = |seed: u64| {
        (0..256).map(move |place| {
            f32::from(u8::try_from(mix(seed << 20 | place) >> 56).unwrap_or(0)) / 128.0 - 1.0
        })
    };
    let vector = |row: u64| {
        let topic = noise(1_000 + row / 10);
        topic
            .zip(noise(row))
            .map(|(topic, own)| 1.0 + topic + 0.5 * own)
            .collect::<Vec<f32>>()
    };
    let mut all: Vec<Body> = (0..300).map(|row| body(None, 1, &[vector(row)])).collect();
    let strangers = vec![Vec::new(); all.len()];
    let space = Space::new(&mut all, strangers, 0.0);
    let rows: Vec<u32> = (0..300).collect();
    let mut go = |_, _| ControlFlow::Continue(());
    let mut found =
        |exact| search(&space, &rows, &rows, exact, &mut Reporter::new(&mut go)).expect("nobody cancels");
    let (exact, quick) = (found(1_000), found(0));
    for ((row, exact), quick) in rows.iter().zip(exact).zip(quick) {
        assert_eq!(exact[..9], quick[..9], "of {row}");
        assert!(exact[..9].iter().all(|near| near / 10 == row / 10));
        assert!(exact.len() == 16 && !exact.contains(row));
    }
}

const SOFAS: &[&str] = &[
    "cheap sofa",
    "cheap sofas online",
    "cheap sofa sets",
    "affordable couch",
    "best affordable couch",
    "affordable couch store",
    "espresso machine",
    "best espresso machine",
    "espresso machine cleaning",
    "budget settee",
    "quantum entanglement",
    "jumper",
    "pullover",
    "Jumper",
    "",
];

/// A model that knows a few words of one meaning.
fn meaning(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0; 64];
    for word in text.to_lowercase().split_whitespace() {
        let word = match word {
            "affordable" | "budget" => "cheap",
            "sofas" | "couch" | "settee" => "sofa",
            "jumper" => "pullover",
            other => other,
        };
        let place = word.bytes().fold(7_u64, |hash, byte| mix(hash ^ u64::from(byte)));
        vector[usize::try_from(place % 64).unwrap_or(0)] +=
            if ["best", "online", "sets", "store"].contains(&word) {
                0.3
            } else {
                1.0
            };
    }
    vector
}

fn answered(list: &[Phrase<'_>], found: Clustering, most: usize, few: usize) -> Refined {
    let mut questions = Questions::new(list, &found, most, few);
    for (place, phrase) in questions.phrases.clone().into_iter().enumerate() {
        questions.answer(place, &meaning(list[phrase as usize].text));
    }
    let mut go = |_, _| ControlFlow::Continue(());
    questions
        .refine(list, found, &Meaning::default(), &words_alone(), &mut go)
        .expect("nobody cancels")
}

#[test]
fn every_phrase_is_accounted_for_and_described_as_before() {
    let list = phrases(SOFAS);
    let options = words_alone();
    let found = run(&list, &options);
    assert_ne!(
        found.assignment[0], found.assignment[3],
        "words alone keep them apart"
    );
    let refined = answered(&list, found.clone(), 1_000, 1_000);
    check(&refined.clustering, list.len(), &options);
    let group = |text: usize| refined.clustering.assignment[text];
    assert!(
        (0..6)
            .chain([9])
            .all(|sofa| group(sofa).is_some() && group(sofa) == group(0)),
        "{refined:?}"
    );
    assert!((6..9).all(|coffee| group(coffee).is_some() && group(coffee) == group(6)));
    assert_eq!((group(10), group(14)), (None, None));
    assert!(group(11) == group(12) && group(11) == group(13));
    assert_eq!(
        (refined.joined, refined.placed),
        (1, 2),
        "the couches; the settee and the pullover: {refined:?}"
    );
    let reversed: Vec<_> = list.iter().rev().copied().collect();
    let other = answered(&reversed, run(&reversed, &options), 1_000, 1_000);
    let back: Vec<_> = other.clustering.assignment.iter().rev().copied().collect();
    assert_eq!(
        back, refined.clustering.assignment,
        "the order of the input changes nothing"
    );
}

#[test]
fn nothing_to_refine_changes_nothing_at_all() {
    let list = phrases(&SOFAS[..3]);
    let found = run(&list, &words_alone());
    assert_eq!(answered(&list, found.clone(), 1_000, 1_000).clustering, found);
    // Described anew without any change, it is the same to the last digit.
    let again = super::regroup(
        &list,
        &found.assignment,
        &words_alone(),
        &mut Reporter::new(&mut |_, _| ControlFlow::Continue(())),
    );
    assert_eq!(again, Ok(found));
}

#[test]
fn many_phrases_are_asked_about_in_part() {
    let mut list = phrases(SOFAS);
    list[4].weight = 50.0;
    list[8].weight = 20.0;
    let found = run(&list, &words_alone());
    let all = Questions::new(&list, &found, 1_000, 1_000);
    assert_eq!(
        (all.phrases.len(), all.left_out),
        (13, 0),
        "one spelling of each, and no blank"
    );
    let few = Questions::new(&list, &found, 2, 1);
    let asked: Vec<&str> = few.phrases.iter().map(|at| list[*at as usize].text).collect();
    assert_eq!(asked, ["best affordable couch", "espresso machine cleaning"]);
    assert_eq!(few.left_out, all.bodies.len() - 2);
    let refined = answered(&list, found, 3, 1);
    check(&refined.clustering, list.len(), &words_alone());
}

#[test]
fn a_refinement_can_be_cancelled() {
    let list = phrases(SOFAS);
    for last in [Stage::Refinement, Stage::Vectors, Stage::Groups] {
        let found = run(&list, &words_alone());
        let mut questions = Questions::new(&list, &found, 1_000, 1_000);
        for (place, phrase) in questions.phrases.clone().into_iter().enumerate() {
            questions.answer(place, &meaning(list[phrase as usize].text));
        }
        let mut stop = |stage, _| {
            if stage == last {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let outcome = questions.refine(&list, found, &Meaning::default(), &words_alone(), &mut stop);
        assert_eq!(outcome, Err(Cancelled));
    }
    let mut go = |_, _| ControlFlow::Continue(());
    assert!(cluster(&list, &words_alone(), &mut go).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_model_says_nothing_is_lost(
        texts in prop::collection::vec("[a-d]{1,2}( [a-d]{1,2}){0,2}", 0..30),
        numbers in prop::collection::vec(prop::num::f32::ANY, 1..40),
        size in 1..12_usize,
    ) {
        let list: Vec<_> = texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect();
        let options = Options { max_cluster_size: size, ..words_alone() }.in_range();
        let found = run(&list, &options);
        let again = || {
            let mut questions = Questions::new(&list, &found, 20, 3);
            for place in 0..questions.phrases.len() {
                let vector: Vec<f32> = numbers.iter().cycle().skip(place).take(3).copied().collect();
                questions.answer(place, &vector);
            }
            let mut go = |_, _| ControlFlow::Continue(());
            questions.refine(&list, found.clone(), &Meaning::default(), &options, &mut go)
        };
        let refined = again().expect("nobody cancels");
        check(&refined.clustering, list.len(), &options);
        let before = found.assignment.iter().filter(|group| group.is_none()).count();
        let after = refined.clustering.assignment.iter().filter(|group| group.is_none()).count();
        prop_assert_eq!(before - after, refined.placed);
        for group in &refined.clustering.groups {
            let grown = found.groups.iter().all(|old| old.members != group.members);
            prop_assert!(!grown || group.members.len() <= size.max(options.min_size));
        }
        prop_assert_eq!(again(), Ok(refined));
    }
}
