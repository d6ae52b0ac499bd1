//! Parts that templates are made of.

pub mod badge;
pub mod cell;
pub mod combobox;
pub mod confirm;
pub mod dialog;
pub mod faults;
pub mod field;
pub mod form_state;
pub mod icon;
pub mod live;
pub mod menu;
pub mod page_head;
pub mod page_title;
pub mod price;
pub mod progress;
pub mod states;
mod suspended;
pub mod text_area;
pub mod time;
mod time_input;
pub mod toast;

pub use badge::Badge;
pub use dialog::Dialog;
pub use field::Fields;
pub use form_state::FormState;
pub use icon::{Brand, IconView};
pub use menu::Menu;
pub use page_head::PageHead;
pub use page_title::PageTitle;
pub use progress::ProgressBar;
pub use states::{Empty, Notice, Skeleton, failed};
pub use suspended::suspended;
pub use text_area::TextArea;
pub use time::{Clock, Time};
