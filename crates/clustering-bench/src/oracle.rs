//! Corrections by somebody who knows the labels, and what they do to phrases that nobody corrected.
//!
//! As a person would, the oracle looks at what is there and mends what matters most first: it merges two groups that are mostly one
//! label, and splits what holds several or moves a part to where it belongs, by one phrase of it: a move says of it what it belongs
//! with, and what not.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use clustering::{Agreement, Bond, Clustering, Correction, Landscape, Options, Phrase};

use super::{Fault, labelled::numbers};

/// So many corrections are made, and so many before the oracle looks again.
const CORRECTIONS: usize = 100;
const AT_ONCE: usize = 20;

/// What came of it.
pub(crate) struct Taught {
    /// Agreement over phrases in no correction, before there was any.
    pub before: Agreement,
    /// And with all of them.
    pub after: Agreement,
    /// Phrases in no correction.
    pub untouched: usize,
}

/// Corrects a clustering a hundred times.
pub(crate) fn teach(phrases: &[Phrase<'_>], labels: &[&str], options: &Options) -> Result<Taught, Fault> {
    let mut corrections: Vec<Correction> = Vec::new();
    let mut on = |_, _| ControlFlow::Continue(());
    let kept = Landscape::read(phrases, options, &[], None, &mut on)?.to_bytes();
    let cut = |corrections: &[Correction]| -> Result<Clustering, Fault> {
        let mut on = |_, _| ControlFlow::Continue(());
        let landscape = Landscape::read(phrases, options, corrections, Some(&kept), &mut on)?;
        Ok(landscape.cut(phrases, options, &mut on)?)
    };
    let first = cut(&[])?;
    let mut found = first.clone();
    let mut done = 0;
    while done < CORRECTIONS {
        let wanted = wishes(&found, labels, &corrections);
        if wanted.is_empty() {
            break;
        }
        for said in wanted.into_iter().take(AT_ONCE.min(CORRECTIONS - done)) {
            corrections.extend(said);
            done += 1;
        }
        found = cut(&corrections)?;
        for correction in &corrections {
            let (one, other) = (
                found.assignment[correction.one as usize],
                found.assignment[correction.other as usize],
            );
            let holds = match correction.bond {
                Bond::Together => one == other,
                Bond::Apart => one.is_none() || one != other,
            };
            if !holds {
                return Err(Fault::Violated);
            }
        }
    }
    let touched: BTreeSet<usize> = corrections
        .iter()
        .flat_map(|each| [each.one as usize, each.other as usize])
        .collect();
    let untouched: Vec<usize> = (0..phrases.len()).filter(|at| !touched.contains(at)).collect();
    let agreement = |found: &Clustering| {
        let groups = numbers(found);
        let truth: Vec<&str> = untouched.iter().map(|at| labels[*at]).collect();
        let groups: Vec<usize> = untouched.iter().map(|at| groups[*at]).collect();
        Agreement::of(&truth, &groups)
    };
    Ok(Taught {
        before: agreement(&first),
        after: agreement(&found),
        untouched: untouched.len(),
    })
}

/// Phrases of one label in one group.
struct Part<'a> {
    group: usize,
    label: &'a str,
    members: Vec<u32>,
}

impl Part<'_> {
    /// Who stands for a part: of most of a group its most typical phrase, of what is out of place in it one in the middle.
    fn speaker(&self, is_most: bool) -> u32 {
        self.members[if is_most { 0 } else { self.members.len() / 2 }]
    }
}

/// What the oracle would do, what mends most first: each a merge, a split or a move, with what it says of phrases.
fn wishes(found: &Clustering, labels: &[&str], made: &[Correction]) -> Vec<Vec<Correction>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    // The largest part of each group, and of each label the largest that is one.
    let mut most_of: Vec<usize> = Vec::new();
    let mut homes: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, found_group) in found.groups.iter().enumerate() {
        let mut by_label: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for member in &found_group.members {
            by_label
                .entry(labels[*member as usize])
                .or_default()
                .push(*member);
        }
        let mut own: Vec<Part<'_>> = Vec::new();
        for (label, mut members) in by_label {
            let near = |at: &u32| found.similarity[*at as usize];
            members.sort_by(|a, b| near(b).total_cmp(&near(a)));
            own.push(Part {
                group,
                label,
                members,
            });
        }
        own.sort_by_key(|part| std::cmp::Reverse(part.members.len()));
        let (at, first) = (parts.len(), &own[0]);
        most_of.push(at);
        if homes
            .get(first.label)
            .is_none_or(|home| parts[*home].members.len() < first.members.len())
        {
            homes.insert(first.label, at);
        }
        parts.extend(own);
    }
    let mut wishes: Vec<(usize, usize, Vec<Correction>)> = Vec::new();
    for (at, part) in parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.members.len() > 1)
    {
        let most = most_of[part.group];
        let own = part.speaker(at == most);
        let mut said = Vec::new();
        let mut weight = 0;
        if at != most {
            weight += part.members.len() * parts[most].members.len();
            said.push((Bond::Apart, parts[most].speaker(true)));
        }
        if let Some(home) = homes.get(part.label).filter(|home| **home != at) {
            weight += part.members.len() * parts[*home].members.len();
            said.push((Bond::Together, parts[*home].speaker(true)));
        }
        let said: Vec<_> = said
            .into_iter()
            .map(|(bond, other)| Correction {
                bond,
                one: own,
                other,
            })
            .filter(|correction| !made.contains(correction))
            .collect();
        if !said.is_empty() {
            wishes.push((weight, at, said));
        }
    }
    wishes.sort_by_key(|(weight, at, _)| (std::cmp::Reverse(*weight), *at));
    wishes.into_iter().map(|(_, _, said)| said).collect()
}
