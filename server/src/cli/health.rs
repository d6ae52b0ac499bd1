//! Whether the processes of this machine or container are at work: for containers that listen to nothing.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use igny8::error::{Problem, ProblemKind};

use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;
use crate::pulse;

/// A role that writes a pulse.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Role {
    /// `igny8 serve`.
    Serve,
    /// `igny8 worker`.
    Worker,
    /// `igny8 scheduler`.
    Scheduler,
}

impl Role {
    /// Its word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Worker => "worker",
            Self::Scheduler => "scheduler",
        }
    }

    /// Whether it tells the figures of all accounts together: schedulers do, so that they are read once or twice and not by everybody.
    pub const fn tells_whole(self) -> bool {
        matches!(self, Self::Scheduler)
    }

    /// How long it goes on after SIGTERM: nobody sends requests to a worker, so that it takes nothing new at once.
    pub const fn drain(self, config: &Config) -> Duration {
        match self {
            Self::Serve => Duration::from_secs(config.watching.drain_seconds),
            Self::Worker | Self::Scheduler => Duration::ZERO,
        }
    }
}

/// Whose health is asked for.
#[derive(Args, Clone, Debug)]
pub struct Health {
    /// The role; all that run here when not said.
    #[arg(value_enum)]
    role: Option<Role>,
    /// Where its processes keep files.
    #[arg(long, env = "IGNY8_DATA_DIR", default_value = ".data")]
    data_dir: PathBuf,
}

/// Prints a line for each process.
///
/// # Errors
/// None runs here, or one stands still.
pub fn health(asked: &Health) -> Result<()> {
    let role = asked.role.map(Role::name);
    let found = pulse::here(&asked.data_dir.join("pulse"), role)?;
    if found.is_empty() {
        let which = role.unwrap_or("process");
        let detail =
            format!("No {which} runs here. Start it, or check that IGNY8_DATA_DIR is the one that it has.");
        return Err(Problem::new(ProblemKind::Unavailable, detail).into());
    }
    let mut faults = 0;
    for (written, fault) in found {
        faults += usize::from(fault.is_some());
        let what = fault.unwrap_or_else(|| "at work".to_owned());
        say(&format!("{} {}: {what}", written.role, written.process));
    }
    if faults == 0 {
        return Ok(());
    }
    let detail = "A process stands still. Do what is said above.";
    Err(Problem::new(ProblemKind::Unavailable, detail).into())
}
