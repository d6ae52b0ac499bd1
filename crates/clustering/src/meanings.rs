//! What English phrases mean: their word vectors, and who is near whom.
//!
//! Up to a few thousand, all pairs are compared. Beyond that phrases are put into lists around phrases among them
//! (an inverted file: Sivic, Zisserman, ICCV 2003), and each is compared with those of the lists nearest to it.

use word_vectors::{DIMENSIONS, Table, Vector};

use super::{
    Phrase,
    leiden::mix,
    number::{id, real},
    options::Options,
    parallel,
    progress::{Cancelled, Reporter, Stage},
    units::{Unit, spelling},
};

/// Fewer phrases than this with a vector say that the list is not in the table's language.
const MIN_SHARE: f32 = 0.7;
/// Cosine below which two phrases are unrelated.
const FLOOR: f32 = 0.35;
/// Up to so many phrases all pairs are compared.
const ALL_PAIRS: usize = 3_000;
/// So many lists, the nearest first, are looked through for each phrase.
const LISTS: usize = 8;
/// No further list is begun after so many comparisons: it makes the search nearly linear in the list's length.
const COMPARISONS: usize = 1_000;

/// The vectors of units, as far as they have one.
pub(super) struct Meanings {
    vectors: Vec<Option<Vector>>,
}

/// Where some units lie on the whole.
pub(super) struct Centre<'a> {
    meanings: &'a Meanings,
    direction: Option<Vector>,
    length: f32,
    size: f32,
}

/// The meanings of units; none where the table does not know their language.
pub(super) fn read(
    phrases: &[Phrase<'_>],
    units: &[Unit],
    options: &Options,
    report: &mut Reporter<'_>,
) -> Result<Option<Meanings>, Cancelled> {
    if !options.meanings || options.language != "en" {
        return Ok(None);
    }
    let table = Table::english();
    let vector = |unit: &Unit| {
        // A word piece does not know what a sign makes of a word: C++ is not C#.
        let signs = unit.tokens.iter().any(|token| token.stem.ends_with(['+', '#']));
        let text = spelling(phrases, unit);
        text.filter(|_| !signs).and_then(|text| table.vector(text))
    };
    let vectors = parallel::each(
        units.len(),
        parallel::SMALL,
        || (),
        |(), at| vector(&units[at]),
        report,
    )?;
    let known = vectors.iter().flatten().count();
    Ok((known > 0 && real(known) >= MIN_SHARE * real(units.len())).then_some(Meanings { vectors }))
}

impl Meanings {
    /// The `count` nearest other units of each, best first.
    pub fn nearest(
        &self,
        count: usize,
        report: &mut Reporter<'_>,
    ) -> Result<Vec<Vec<(u32, f32)>>, Cancelled> {
        report.enter(Stage::Neighbours)?;
        let known: Vec<u32> = (0..id(self.vectors.len()))
            .filter(|row| self.vectors[*row as usize].is_some())
            .collect();
        let lists = Lists::new(self, &known, report)?;
        report.enter(Stage::Neighbours)?;
        let found = parallel::each(
            known.len(),
            parallel::SMALL,
            || Best::new(count),
            |best, place| {
                let row = known[place];
                if let Some(own) = &self.vectors[row as usize] {
                    let mut room = COMPARISONS;
                    for list in lists.near(place) {
                        if room == 0 {
                            break;
                        }
                        room = room.saturating_sub(list.len());
                        for other in list.iter().filter(|other| **other != row) {
                            if let Some(vector) = &self.vectors[*other as usize] {
                                best.offer(*other, own.cosine(vector), row);
                            }
                        }
                    }
                }
                best.take(row)
            },
            report,
        )?;
        let mut all = vec![Vec::new(); self.vectors.len()];
        for (row, list) in known.iter().zip(found) {
            all[*row as usize] = list;
        }
        Ok(all)
    }

    /// How near two units are in meaning; 0 where nobody knows.
    pub fn cosine(&self, one: u32, other: u32) -> f32 {
        match (&self.vectors[one as usize], &self.vectors[other as usize]) {
            (Some(one), Some(other)) => one.cosine(other),
            _ => 0.0,
        }
    }

    /// Where some units lie, each counted as often as its second number says.
    pub fn centre(&self, rows: impl Iterator<Item = (u32, f32)>) -> Centre<'_> {
        let (mut sum, mut size) = ([0.0; DIMENSIONS], 0.0);
        for (row, times) in rows {
            if let Some(vector) = &self.vectors[row as usize] {
                vector.add_to(&mut sum, times);
                size += times;
            }
        }
        Centre {
            meanings: self,
            direction: Vector::direction(&sum),
            length: sum.iter().map(|number| number * number).sum(),
            size,
        }
    }
}

impl Centre<'_> {
    /// Mean cosine between all pairs of units.
    pub fn closeness(&self) -> f32 {
        if self.size < 2.0 {
            return 0.0;
        }
        super::closeness::mean_cosine(self.length, self.size).clamp(0.0, 1.0)
    }

    /// How near a unit is to the centre.
    pub fn cosine(&self, row: u32) -> f32 {
        match (&self.direction, &self.meanings.vectors[row as usize]) {
            (Some(centre), Some(vector)) => centre.cosine(vector),
            _ => 0.0,
        }
    }
}

/// Units in lists around some of them.
struct Lists {
    members: Vec<Vec<u32>>,
    /// For each unit with a vector the lists nearest to it, the nearest first; none where there is one list alone.
    near: Vec<[u32; LISTS]>,
}

impl Lists {
    fn new(meanings: &Meanings, known: &[u32], report: &mut Reporter<'_>) -> Result<Self, Cancelled> {
        if known.len() <= ALL_PAIRS {
            return Ok(Self {
                members: vec![known.to_vec()],
                near: Vec::new(),
            });
        }
        // As many lists as each has members, so that finding the lists costs what looking through one does.
        let wanted = known.len().isqrt();
        let mut scrambled = known.to_vec();
        scrambled.sort_unstable_by_key(|row| mix(u64::from(*row)));
        let centres: Vec<Vector> = scrambled
            .iter()
            .filter_map(|row| meanings.vectors[*row as usize].clone())
            .take(wanted)
            .collect();
        let near = parallel::each(
            known.len(),
            parallel::SMALL,
            || Best::new(LISTS),
            |best, place| {
                let mut near = [u32::MAX; LISTS];
                if let Some(vector) = &meanings.vectors[known[place] as usize] {
                    for (list, centre) in (0..).zip(&centres) {
                        best.offer(list, centre.cosine(vector) + 1.0, u32::MAX);
                    }
                }
                for (place, (list, _)) in near.iter_mut().zip(best.take(u32::MAX)) {
                    *place = list;
                }
                near
            },
            report,
        )?;
        let mut members = vec![Vec::new(); centres.len()];
        for (row, near) in known.iter().zip(&near) {
            if let Some(list) = members.get_mut(near[0] as usize) {
                list.push(*row);
            }
        }
        Ok(Self { members, near })
    }

    /// The members of the lists nearest to a unit, by its place among those with a vector.
    fn near(&self, place: usize) -> impl Iterator<Item = &[u32]> {
        let lists = self.near.get(place).map_or(&[0][..], |near| near.as_slice());
        lists
            .iter()
            .filter_map(|list| self.members.get(*list as usize))
            .map(Vec::as_slice)
    }
}

/// The best of what was offered, and among equals the next in order.
struct Best {
    count: usize,
    found: Vec<(u32, f32)>,
    least: f32,
}

impl Best {
    const fn new(count: usize) -> Self {
        Self {
            count,
            found: Vec::new(),
            least: FLOOR,
        }
    }

    fn offer(&mut self, row: u32, similarity: f32, own: u32) {
        if similarity < self.least || self.count == 0 {
            return;
        }
        self.found.push((row, similarity));
        if self.found.len() >= 4 * self.count {
            super::neighbours::keep_best(&mut self.found, self.count, own);
            self.least = self.found.last().map_or(FLOOR, |last| last.1);
        }
    }

    fn take(&mut self, own: u32) -> Vec<(u32, f32)> {
        super::neighbours::keep_best(&mut self.found, self.count, own);
        self.least = FLOOR;
        std::mem::take(&mut self.found)
    }
}
