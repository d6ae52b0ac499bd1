//! Runs in the background: their progress in a dialog and on a page, and what came of them.

mod controls;
mod dialog;
mod log;
mod page;
mod parts;
mod progress;
mod run;
mod summary;

pub(crate) use dialog::run_in_dialog;
pub use page::TaskPage;
pub use progress::progress;
pub use run::Run;
pub use summary::{Link, Summary, import_counts, summary};
