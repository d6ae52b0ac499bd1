//! SQL of Writer › Content.

use igny8::resource::Resource;

use crate::repo::Table;
use crate::repo::table::Plain;

/// Articles.
pub static TABLE: Table = Table {
    resource: Resource::Content,
    name: "contents",
    alias: "c",
    from: "contents c",
    columns: &[],
    undo: true,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
