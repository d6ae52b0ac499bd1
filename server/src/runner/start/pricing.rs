//! What a start costs: the job's price, or so many times of it where the platform's models do the work.

use igny8::jobs::Price;

use crate::error::Result;
use crate::repo::ai::setup;
use crate::runner::job::JobHandler;
use crate::tenancy::Tx;

/// A price, with how many times the usual one it is where the platform's models do the work; none where somebody else does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pricing {
    /// The price.
    pub(super) price: Price,
    /// How many times the usual one.
    pub(super) platform: Option<i16>,
}

/// What a job costs the account now. A provider of its own always comes first, and so does the wish to work offline.
///
/// # Errors
/// The database does not answer.
pub(super) async fn pricing(tx: &mut Tx, job: &dyn JobHandler) -> Result<Pricing> {
    let usual = job.job().price();
    // Names are as good without a model: nobody pays more for them.
    let provided = job.provider().filter(|provided| provided.offline.is_some());
    let platform = match provided {
        Some(provided) => setup::platform_factor(tx, provided.setting).await?,
        None => None,
    };
    Ok(Pricing {
        price: usual.times(platform.map_or(1, i64::from)),
        platform,
    })
}
