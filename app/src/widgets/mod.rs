//! Parts that templates are made of.

pub mod badge;
pub mod cell;
pub mod combobox;
pub mod confirm;
pub mod dialog;
pub mod empty;
pub mod failed;
pub mod faults;
pub mod field;
pub mod form_state;
pub mod icon;
pub mod menu;
pub mod notice;
pub mod number;
pub mod page_head;
pub mod price;
pub mod progress;
pub mod skeleton;
pub mod time;
mod time_input;
pub mod toast;

pub use badge::Badge;
pub use dialog::Dialog;
pub use empty::Empty;
pub use field::Fields;
pub use form_state::FormState;
pub use icon::IconView;
pub use menu::Menu;
pub use notice::Notice;
pub use page_head::PageHead;
pub use progress::ProgressBar;
pub use skeleton::Skeleton;
pub use time::{Clock, Time};
