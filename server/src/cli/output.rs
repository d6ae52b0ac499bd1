//! Lines for the person at the terminal; everything else logs.

use std::io::Write as _;

/// A line on stdout.
pub fn say(line: &str) {
    // A reader that went away is no fault of ours.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line on stderr.
pub fn err(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
