//! The pulse of a process: when each of its parts was last seen at work, written to a file that `igny8 health` reads, so that
//! containers without a port can be watched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::time::{MissedTickBehavior, interval};

use crate::private;

/// Between two writings of the file.
const WRITE: Duration = Duration::from_secs(5);
/// A file that is older belongs to a process that stands still.
pub const STALE: Duration = Duration::from_secs(30);

/// A part of a process that goes round again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A worker confirms what it claims.
    Claims,
    /// A scheduler looks for what is due.
    Schedules,
    /// Mails are sent.
    Mails,
    /// Webhooks are told.
    Webhooks,
    /// Members are told.
    Notices,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Schedules => "schedules",
            Self::Mails => "mails",
            Self::Webhooks => "webhooks",
            Self::Notices => "notices",
        }
    }

    /// How long a round may take before the part counts as stuck: some have much to do at times.
    const fn patience(self) -> Duration {
        match self {
            Self::Claims => Duration::from_mins(1),
            Self::Schedules | Self::Mails | Self::Webhooks | Self::Notices => Duration::from_mins(15),
        }
    }
}

/// When each part was last seen; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Mutex<BTreeMap<Part, Instant>>>);

/// What a process writes of itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Written {
    /// What it does: `serve`, `worker` or `scheduler`.
    pub role: String,
    /// Its number, in its own container.
    pub process: u32,
    /// The machine or container.
    pub host: String,
    /// When it was written, in seconds since 1970.
    pub at: u64,
    /// Parts that stand still.
    pub stuck: Vec<String>,
}

impl Pulse {
    /// This part is at work.
    pub fn beat(&self, part: Part) {
        let mut beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        beats.insert(part, Instant::now());
    }

    /// Parts that have not been seen for longer than they may take.
    pub fn stuck(&self) -> Vec<String> {
        let beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stuck = beats.iter().filter(|(part, at)| at.elapsed() > part.patience());
        stuck.map(|(part, _)| part.name().to_owned()).collect()
    }

    /// Writes the file again and again, until it is dropped; the file goes with it.
    pub async fn keep(self, folder: PathBuf, role: &'static str) {
        let file = file(&folder, role);
        let _gone = Gone(file.clone());
        let mut ticks = interval(WRITE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = false;
        loop {
            ticks.tick().await;
            if let Err(error) = self.write(&file, role)
                && !std::mem::replace(&mut told, true)
            {
                tracing::warn!(file = %file.display(), %error, "“igny8 health” can't see this process: its file can't be written");
            }
        }
    }

    fn write(&self, file: &Path, role: &str) -> std::io::Result<()> {
        if let Some(folder) = file.parent() {
            private::folder(folder)?;
        }
        let written = Written {
            role: role.to_owned(),
            process: std::process::id(),
            host: host(),
            at: now(),
            stuck: self.stuck(),
        };
        // Renamed into place, so that nobody reads half of it.
        let new = file.with_extension("new");
        std::fs::write(&new, serde_json::to_vec(&written)?)?;
        std::fs::rename(&new, file)
    }
}

struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn file(folder: &Path, role: &str) -> PathBuf {
    folder.join(format!("{role}-{}-{}.json", host(), std::process::id()))
}

/// The name of this machine or container, of what a file name may have.
fn host() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let plain = name
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
    plain.take(64).collect()
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// What the processes of this machine or container say of themselves, those of one role if it is given. A file whose process is gone
/// is left out.
///
/// # Errors
/// The folder cannot be read.
pub fn here(folder: &Path, role: Option<&str>) -> std::io::Result<Vec<(Written, Option<String>)>> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(written) = serde_json::from_slice::<Written>(&bytes) else {
            continue;
        };
        let other = written.host != host() || role.is_some_and(|role| role != written.role);
        if other || !Path::new(&format!("/proc/{}", written.process)).exists() {
            continue;
        }
        let fault = fault(&written, now());
        found.push((written, fault));
    }
    Ok(found)
}

/// What is wrong with a process, by what it says of itself.
fn fault(written: &Written, now: u64) -> Option<String> {
    let age = now.saturating_sub(written.at);
    if age > STALE.as_secs() {
        return Some(format!("it has said nothing for {age} s. Restart it"));
    }
    let stuck = written.stuck.join(", ");
    (!stuck.is_empty()).then(|| format!("this stands still: {stuck}. Look into its log, and restart it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_found_until_it_stands_still() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        assert!(here(&path, None).unwrap().is_empty());
        let pulse = Pulse::default();
        pulse.beat(Part::Claims);
        pulse.write(&file(&path, "worker"), "worker").unwrap();
        let found = here(&path, Some("worker")).unwrap();
        assert!(matches!(&found[..], [(written, None)] if written.process == std::process::id()));
        assert!(here(&path, Some("scheduler")).unwrap().is_empty());

        let old = Instant::now().checked_sub(Duration::from_mins(2)).unwrap();
        pulse.0.lock().unwrap().insert(Part::Claims, old);
        pulse.0.lock().unwrap().insert(Part::Schedules, old);
        pulse.write(&file(&path, "worker"), "worker").unwrap();
        let found = here(&path, None).unwrap();
        assert!(
            matches!(&found[..], [(_, Some(fault))] if fault.contains("claims") && !fault.contains("schedules"))
        );
        let (written, _) = found.into_iter().next().unwrap();
        assert!(fault(&written, written.at + 31).unwrap().contains("31 s"));
        std::fs::write(path.join("worker-x-1.json"), "{").unwrap();
        assert_eq!(here(&path, None).unwrap().len(), 1, "half a file is left out");
    }
}
