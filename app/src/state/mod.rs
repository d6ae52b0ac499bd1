//! What the whole page shares: the session, the runs in the background, the scope, notices and questions.

pub mod browser;
pub mod confirm;
pub mod events;
pub mod guard;
pub mod scope;
pub mod session;
pub mod stream;
pub mod toasts;
pub mod words;
