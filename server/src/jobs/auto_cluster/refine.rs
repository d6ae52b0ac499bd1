//! Better groups by a model's vectors, where an embedding model is set; whatever goes wrong with it, clusters stay what
//! words made them.

use clustering::{Clustering, Meaning, Options, Questions, Refined, Stage};
use igny8::job_run::{Level, Phase};

use super::terrain::{Terrain, phrases};
use super::thread::{Span, compute};
use crate::ai::engine::Engine;
use crate::error::{Error, Result};
use crate::runner::Run;

/// Up to so many keywords of a run a model is asked about all of them: a hundred calls, which take minutes and cost half
/// a cent. Beyond that it is asked about each group's strongest, whose mean hardly differs from that of all.
const ALL: usize = 50_000;
/// How many of a group's strongest those are.
const STRONGEST: usize = 4;
/// The most groups and strays of a sector that are compared, the heaviest first. For each a sum is kept, and no vector:
/// 20,000 sums of 1,536 numbers take 120 MB, and comparing them takes a quarter of a minute.
const MAX_EMBEDDED: usize = 20_000;
/// The share of the work that asking is.
const ASKING: f32 = 0.7;

/// Phrases that have nothing in common. How close a model puts these tells what its cosines are worth.
const UNRELATED: [&str; 16] = [
    "garden hose reel",
    "tax return deadline",
    "guitar chords for beginners",
    "puppy training",
    "used car loan",
    "chicken soup recipe",
    "flights to lisbon",
    "knee pain after running",
    "wedding invitation wording",
    "python list comprehension",
    "roof repair cost",
    "history of the roman empire",
    "protein powder",
    "learn spanish online",
    "baby sleep schedule",
    "solar panel installation",
];

/// How many keywords of a group a model is asked about in a run with so many keywords.
pub(super) const fn few(keywords: usize) -> usize {
    if keywords > ALL { STRONGEST } else { usize::MAX }
}

/// Refines the groups of one sector.
pub(super) async fn refine(
    run: &Run,
    engine: &Engine,
    few: usize,
    terrain: &Terrain,
    found: Clustering,
    options: Options,
    span: Span,
) -> Result<Refined> {
    let members = &terrain.members;
    let mut questions = Questions::new(&phrases(members), &found, MAX_EMBEDDED, few);
    questions.keep_apart(&found, terrain.landscape.apart());
    if questions.phrases.len() < 2 {
        return Ok(unchanged(found));
    }
    if questions.left_out > 0 {
        run.log(
            Level::Info,
            &format!(
                "The {MAX_EMBEDDED} strongest groups and unclustered keywords are compared by meaning. {} others are unchanged",
                questions.left_out
            ),
        );
    }
    let asked = questions
        .phrases
        .iter()
        .map(|at| members[*at as usize].keyword.as_str());
    let texts: Vec<String> = UNRELATED.into_iter().chain(asked).map(str::to_owned).collect();
    let mut unrelated = Meaning::default();
    let told = engine
        .embed(&texts, |first, vectors| {
            let share = part_of(first + vectors.len(), texts.len());
            run.progress(
                Phase::Call,
                span.part(0.0, ASKING).at(share),
                "Comparing meanings",
            );
            for (place, vector) in (first..).zip(vectors) {
                match place.checked_sub(UNRELATED.len()) {
                    None => unrelated.add(&vector),
                    Some(question) => questions.answer(question, &vector),
                }
            }
        })
        .await;
    match told {
        Ok(()) => {}
        Err(Error::Problem(problem)) => {
            run.log(
                Level::Warn,
                &format!("Clusters aren't refined by meaning. {}", problem.detail),
            );
            return Ok(unchanged(found));
        }
        Err(error) => return Err(error),
    }
    let members = members.clone();
    let message = "Merging clusters with the same meaning";
    compute(run, span.part(ASKING, 1.0), message, overall, move |progress| {
        questions.refine(&phrases(&members), found, &unrelated, &options, progress)
    })
    .await
}

fn unchanged(clustering: Clustering) -> Refined {
    Refined {
        clustering,
        joined: 0,
        placed: 0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share need not be exact")]
fn part_of(done: usize, all: usize) -> f32 {
    done as f32 / all as f32
}

/// How much of a refinement a stage and what is done of it are: the comparison, and then the groups described anew.
fn overall(stage: Stage, part: f32) -> f32 {
    let (from, to) = match stage {
        Stage::Refinement => (0.0, 0.6),
        Stage::Reading => (0.6, 0.7),
        Stage::Vectors => (0.7, 0.95),
        _ => (0.95, 1.0),
    };
    from + (to - from) * part.clamp(0.0, 1.0)
}
