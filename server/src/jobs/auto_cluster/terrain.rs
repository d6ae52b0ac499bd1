//! The keywords of one sector as they are compared: who is near whom, and what people said of them. It is cut broader or narrower.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use clustering::{Cancelled, Clustering, Correction, Landscape, Options, Phrase, Stage};
use igny8::planner::corrections::CorrectionBond;
use uuid::Uuid;

use super::standing::Bond;
use crate::repo::planner::clustering::{Candidate, Settings};
use crate::repo::planner::teaching::Said;

/// What is told of progress, and asked whether to stop.
pub type Progress<'a> = &'a mut dyn FnMut(Stage, f32) -> ControlFlow<()>;

/// The keywords of a sector that were compared.
pub struct Terrain {
    /// The keywords.
    pub members: Arc<Vec<Candidate>>,
    /// Who is near whom.
    pub landscape: Landscape,
    /// What people said of these keywords, and nobody otherwise later.
    pub bonds: Vec<Bond>,
}

impl Terrain {
    /// Compares keywords of one sector; what is kept of it saves work where they are still the same.
    ///
    /// # Errors
    /// Somebody asked it to stop.
    pub fn read(
        members: Arc<Vec<Candidate>>,
        options: &Options,
        said: &[Said],
        kept: Option<&[u8]>,
        progress: Progress<'_>,
    ) -> Result<Self, Cancelled> {
        let (corrections, mut bonds) = corrections(&members, said);
        let landscape = Landscape::read(&phrases(&members), options, &corrections, kept, progress)?;
        let mut at = 0;
        bonds.retain(|_| {
            at += 1;
            landscape.superseded().binary_search(&(at - 1)).is_err()
        });
        Ok(Self {
            members,
            landscape,
            bonds,
        })
    }

    /// Groups them.
    ///
    /// # Errors
    /// Somebody asked it to stop.
    pub fn cut(&self, options: &Options, progress: Progress<'_>) -> Result<Clustering, Cancelled> {
        self.landscape.cut(&phrases(&self.members), options, progress)
    }
}

/// What people said of keywords that are compared, the newest last.
fn corrections(members: &[Candidate], said: &[Said]) -> (Vec<Correction>, Vec<Bond>) {
    let places: HashMap<Uuid, u32> = (0..)
        .zip(members)
        .map(|(place, member)| (member.id, place))
        .collect();
    said.iter()
        .filter_map(|each| {
            let (one, other) = (*places.get(&each.one)?, *places.get(&each.other)?);
            let together = each.bond.0 == CorrectionBond::Together;
            let bond = if together {
                clustering::Bond::Together
            } else {
                clustering::Bond::Apart
            };
            let known = Bond {
                one: each.one,
                other: each.other,
                together,
            };
            Some((Correction { bond, one, other }, known))
        })
        .unzip()
}

/// Keywords as they are compared.
#[expect(
    clippy::cast_precision_loss,
    reason = "a weight only orders; volumes lie far below 2^53"
)]
pub fn phrases(members: &[Candidate]) -> Vec<Phrase<'_>> {
    members
        .iter()
        .map(|member| Phrase {
            text: &member.keyword,
            weight: member.volume.unwrap_or(0).max(0) as f64 + 1.0,
        })
        .collect()
}

/// How keywords of a sector are compared and cut: as narrow as somebody adjusted it, from 0 to 100, or as the account has it.
pub fn options(settings: &Settings, narrowness: Option<u8>, members: &[Candidate]) -> Options {
    let similarity = narrowness.map_or(settings.similarity, |narrowness| f32::from(narrowness) / 100.0);
    Options {
        min_size: settings.min_size,
        // The setting's middle stands for the default; see `Options::closeness`.
        closeness: similarity * 2.0 * Options::default().closeness,
        language: members
            .first()
            .map_or_else(String::new, |member| member.language.clone()),
        ..Options::default()
    }
}
