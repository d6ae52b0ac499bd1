//! Texts that several people change, each from a version, such as articles and prompts: what a screen of one keeps, how it shows
//! what two texts differ in, the question when somebody else saved meanwhile, and the history with the way back.
//!
//! How a text is written and when it is saved is each screen's own. What is drawn here knows no kind of text, so that the screens,
//! whose code comes in chunks of their own, have it once between them.

mod beside;
mod changes;
pub(crate) mod conflict;
pub(crate) mod history;
mod state;

pub(crate) use beside::beside;
pub(crate) use changes::changes;
pub(crate) use state::{Kind, Versioned, on_save_keys};
