//! The words of a keyword import that wizard, API and server share, as plain data.

mod intent;
mod mapping;
mod outcome;
mod preview;
mod source;
mod target;

pub use intent::Intent;
pub use mapping::{Column, Mapping, MappingError};
pub use outcome::{ImportCounts, Reject};
pub use preview::{Encoding, Preview, PreviewColumn};
pub use source::Source;
pub use target::Target;
