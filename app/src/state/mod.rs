//! What the whole page shares: the session, the runs in the background, the scope, the theme, notices, questions
//! and the registers of places.

pub mod browser;
pub mod confirm;
pub mod events;
pub mod guard;
pub mod late;
pub mod open_record;
pub mod places;
pub mod session;
pub mod site_filter;
pub mod stream;
pub mod theme;
pub mod toasts;
pub mod words;
