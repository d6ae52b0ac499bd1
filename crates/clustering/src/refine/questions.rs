//! Which phrases to ask a model about.

use std::collections::HashMap;

use super::super::{
    Phrase,
    groups::{Clustering, strongest, weight},
    number::id,
};
use super::Meaning;

/// A group, or the spellings of a stray, as it is compared.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// The group's number; none for a stray.
    pub group: Option<u32>,
    /// The stray's spellings.
    pub spellings: Vec<u32>,
    /// The phrases that it stands for.
    pub size: usize,
    /// What the answers say.
    pub meaning: Meaning,
}

/// Phrases to ask a model about, so that a clustering can be refined; spellings of one phrase are asked about once.
#[derive(Debug, Clone)]
pub struct Questions {
    /// The phrases, by their indices in the input.
    pub phrases: Vec<u32>,
    /// Groups and strays that nobody is asked about, because there are so many.
    pub left_out: usize,
    /// For each question the body that it is about.
    pub(super) owners: Vec<u32>,
    /// Groups, then strays.
    pub(super) bodies: Vec<Body>,
    /// For each body those that it never shares a group with.
    pub(super) strangers: Vec<Vec<u32>>,
}

impl Questions {
    /// About the `most` heaviest groups and strays, and the `few` heaviest phrases of each group.
    pub fn new(phrases: &[Phrase<'_>], found: &Clustering, most: usize, few: usize) -> Self {
        let units = &found.spellings;
        let mut units_of = vec![Vec::new(); found.groups.len()];
        let mut strays = Vec::new();
        for (unit, copies) in units.iter().enumerate() {
            match copies.first().and_then(|first| found.assignment[*first as usize]) {
                Some(group) => units_of[group as usize].push(unit),
                None => strays.push(unit),
            }
        }
        let weigh = |unit: usize| weight(phrases, &units[unit]);
        let groups = found.groups.iter().zip(&units_of).enumerate();
        let mut all: Vec<(f64, Body, &[usize])> = groups
            .map(|(number, (group, units))| {
                let body = Body {
                    group: Some(id(number)),
                    spellings: Vec::new(),
                    size: group.members.len(),
                    meaning: Meaning::default(),
                };
                (group.weight, body, units.as_slice())
            })
            .collect();
        all.extend(strays.iter().map(|unit| {
            let body = Body {
                group: None,
                spellings: units[*unit].clone(),
                size: units[*unit].len(),
                meaning: Meaning::default(),
            };
            (weigh(*unit), body, std::slice::from_ref(unit))
        }));
        let left_out = all.len().saturating_sub(most);
        if left_out > 0 {
            // Both sorts are stable, so that what is equally heavy keeps its order.
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            all.truncate(most);
            all.sort_by_key(|(_, body, _)| body.group.is_none());
        }
        let mut questions = Self {
            phrases: Vec::new(),
            left_out,
            owners: Vec::new(),
            bodies: Vec::new(),
            strangers: Vec::new(),
        };
        for (_, body, units_of_body) in all {
            let mut chosen: Vec<usize> = units_of_body.to_vec();
            if chosen.len() > few {
                chosen.sort_by(|a, b| weigh(*b).total_cmp(&weigh(*a)));
                chosen.truncate(few);
            }
            for phrase in chosen.iter().filter_map(|unit| strongest(phrases, &units[*unit])) {
                questions.phrases.push(phrase);
                questions.owners.push(id(questions.bodies.len()));
            }
            questions.bodies.push(body);
        }
        questions.strangers = vec![Vec::new(); questions.bodies.len()];
        questions
    }

    /// Has phrases of which each pair belongs apart never share a group, whatever the answers say.
    pub fn keep_apart(&mut self, found: &Clustering, pairs: &[(u32, u32)]) {
        let mut of_groups = vec![None; found.groups.len()];
        let mut of_strays = HashMap::new();
        for (at, body) in (0_u32..).zip(&self.bodies) {
            match body.group {
                Some(group) => of_groups[group as usize] = Some(at),
                None => of_strays.extend(body.spellings.iter().map(|phrase| (*phrase, at))),
            }
        }
        let body = |phrase: u32| match found.assignment.get(phrase as usize)? {
            Some(group) => of_groups[*group as usize],
            None => of_strays.get(&phrase).copied(),
        };
        for (one, other) in pairs {
            if let (Some(one), Some(other)) = (body(*one), body(*other))
                && one != other
            {
                self.strangers[one as usize].push(other);
                self.strangers[other as usize].push(one);
            }
        }
    }

    /// The answer to the question at this place: the phrase's vector.
    pub fn answer(&mut self, place: usize, vector: &[f32]) {
        if let Some(owner) = self.owners.get(place) {
            self.bodies[*owner as usize].meaning.add(vector);
        }
    }
}
