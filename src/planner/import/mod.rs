//! The words of a keyword import that wizard, API and server share, as plain data.

mod encoding;
mod intent;
mod mapping;
mod outcome;
mod preview;
mod reading;
mod source;
mod target;

pub use encoding::Encoding;
pub use intent::Intent;
pub use mapping::{Column, Mapping, MappingError};
pub use outcome::{EXAMPLES, Example, ImportCounts, ImportReport, LeftOut, Reject, RejectKind};
pub use preview::{
    ColumnNotTaken, Preview, PreviewColumn, PreviewEncoding, PreviewRow, PreviewTable, RowCount,
};
pub use reading::Reading;
pub use source::Source;
pub use target::Target;
