//! Lists that nobody would call a list of keywords: each phrase ends in one group or is a stray, whatever it is and whatever people
//! said of it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use clustering::{Bond, Clustering, Correction, Landscape, Options, Phrase, cluster};
use proptest::prelude::*;

fn phrases(texts: &[String]) -> Vec<Phrase<'_>> {
    texts.iter().map(|text| Phrase { text, weight: 1.0 }).collect()
}

/// Each phrase is in the one group that lists it, or in none.
fn check(found: &Clustering, count: usize) {
    let members: Vec<u32> = found
        .groups
        .iter()
        .flat_map(|group| group.members.iter().copied())
        .collect();
    let once: BTreeSet<u32> = members.iter().copied().collect();
    assert_eq!(once.len(), members.len(), "a phrase is in two groups");
    let strays = found.assignment.iter().filter(|group| group.is_none()).count();
    assert_eq!((members.len() + strays, found.assignment.len()), (count, count));
    for (at, group) in found.groups.iter().enumerate() {
        for member in &group.members {
            assert_eq!(
                found.assignment[*member as usize].map(|own| own as usize),
                Some(at)
            );
        }
    }
}

fn run(texts: &[String]) -> Clustering {
    let found = cluster(&phrases(texts), &Options::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .expect("nobody cancels");
    check(&found, texts.len());
    found
}

#[test]
fn odd_lists_have_a_result() {
    assert_eq!(run(&["alone".to_owned()]).assignment, [None]);
    let equal = run(&vec!["same words".to_owned(); 5_000]);
    assert_eq!(equal.groups.len(), 1, "spellings of one phrase stay together");
    // No two share a word, a part of one, or a meaning.
    let strangers: Vec<String> = (0..400_u32)
        .map(|at| {
            let letter = |place: u32| char::from_u32(0x4e00 + at * 3 + place).unwrap_or('?');
            [letter(0), letter(1), letter(2)].into_iter().collect()
        })
        .collect();
    assert_eq!(run(&strangers).groups.len(), 0);
    let long = vec!["word".to_owned(); 10_000].join(" ");
    let other = format!("{long} more");
    run(&[long, other, "a word".to_owned(), "x".repeat(100_000)]);
    let mixed = [
        "🏆",
        "🏆🏆",
        "שלום עולם",
        "עולם שלום",
        "مرحبا",
        "hello مرحبا 世界",
        "世界",
        "\u{202e}dlrow",
        "\0",
        "\u{fffd}",
        "",
        " ",
    ];
    run(&mixed.map(str::to_owned));
}

#[test]
fn of_corrections_that_contradict_each_other_the_newer_holds() {
    let texts = ["red shoes", "red shoes sale", "blue whale", "tax return"].map(str::to_owned);
    let list = phrases(&texts);
    let say = |bond, one, other| Correction { bond, one, other };
    let corrections = [
        say(Bond::Together, 0, 3),
        say(Bond::Apart, 0, 3),
        say(Bond::Apart, 0, 1),
        say(Bond::Together, 0, 2),
        say(Bond::Together, 1, 2),
        say(Bond::Together, 0, 0),
        say(Bond::Apart, 2, 2),
    ];
    let mut on = |_, _| ControlFlow::Continue(());
    let landscape = Landscape::read(&list, &Options::default(), &corrections, None, &mut on).unwrap();
    let found = landscape.cut(&list, &Options::default(), &mut on).unwrap();
    check(&found, texts.len());
    assert!(!landscape.superseded().is_empty());
    for (one, other) in landscape.apart() {
        let (one, other) = (found.assignment[*one as usize], found.assignment[*other as usize]);
        assert!(one.is_none() || one != other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_whatever_people_said(
        texts in prop::collection::vec(prop_oneof![any::<String>(), "[a-c]{1,2}( [a-c]{1,2}){0,3}"], 1..40),
        said in prop::collection::vec((any::<bool>(), 0..40_usize, 0..40_usize), 0..30),
        closeness in 0.0_f32..1.0,
    ) {
        let list = phrases(&texts);
        let corrections: Vec<Correction> = said
            .iter()
            .map(|(together, one, other)| Correction {
                bond: if *together { Bond::Together } else { Bond::Apart },
                one: u32::try_from(one % texts.len()).unwrap(),
                other: u32::try_from(other % texts.len()).unwrap(),
            })
            .collect();
        let options = Options { closeness, ..Options::default() };
        let mut on = |_, _| ControlFlow::Continue(());
        let landscape = Landscape::read(&list, &options, &corrections, None, &mut on).unwrap();
        let found = landscape.cut(&list, &options, &mut on).unwrap();
        check(&found, texts.len());
        for (at, correction) in corrections.iter().enumerate() {
            // A blank phrase is in no group, whatever is said of it.
            let is_blank = |phrase: u32| !found.spellings.iter().flatten().any(|other| *other == phrase);
            if landscape.superseded().contains(&at) || is_blank(correction.one) || is_blank(correction.other) {
                continue;
            }
            let (one, other) = (found.assignment[correction.one as usize], found.assignment[correction.other as usize]);
            match correction.bond {
                Bond::Apart => prop_assert!(correction.one == correction.other || one.is_none() || one != other),
                Bond::Together => prop_assert_eq!(one, other),
            }
        }
    }
}
