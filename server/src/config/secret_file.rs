//! Secrets that stand in files.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;

/// The most bytes of a file with a secret.
const MAX_BYTES: u64 = 64 * 1024;

/// What a file of a secret says: its text, without the line's end that editors and `echo` leave, and without the mark of UTF-8 that
/// some editors put before it.
pub(super) fn contents(path: &Path) -> Result<OsString, String> {
    let read = || {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    };
    let bytes = read().map_err(|error| {
        format!(
            "{} can't be read ({error}). Check the path, and that this user may read it",
            path.display()
        )
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!(
            "{} has more than 64 KiB. Name the file with the secret",
            path.display()
        ));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        format!(
            "{} is no text in UTF-8. Write the secret into it as text",
            path.display()
        )
    })?;
    let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(format!("{} is empty. Write the secret into it", path.display()));
    }
    if text.contains(['\r', '\n', '\0']) {
        return Err(format!(
            "{} has several lines. Write the secret into it as one line",
            path.display()
        ));
    }
    Ok(text.into())
}
