//! Files that are nobody else's on this machine: what people upload and what is made of it.

use std::fs::{DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::Mode;

/// From now on, what this process makes is its own user's alone.
pub fn from_now_on() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// A folder that nobody else may look into, made if it is not there, mended if it was open.
///
/// # Errors
/// It cannot be made or changed.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let now = std::fs::metadata(path)?.permissions().mode();
    // A volume that is another user's cannot be changed.
    if now & 0o077 != 0
        && let Err(error) = std::fs::set_permissions(path, Permissions::from_mode(0o700))
    {
        tracing::warn!(folder = %path.display(), %error, "others on this machine may look into this folder");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_closed_to_others() {
        let parent = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let new = parent.path().join("a/b");
        folder(&new).unwrap();
        assert_eq!(mode(&new), 0o700);
        std::fs::set_permissions(&new, Permissions::from_mode(0o755)).unwrap();
        folder(&new).unwrap();
        assert_eq!(mode(&new), 0o700);
    }
}
