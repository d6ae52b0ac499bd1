//! SQL of Account › Profile: reads the person; [`crate::services::sign_in::profile`] writes, since a person belongs to no account.

use igny8::auth::profile::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// The person by their id; row-level security leaves members of the account only.
pub static TABLE: Table = Table {
    resource: Resource::Profile,
    name: "users",
    alias: "u",
    from: "users u",
    joins: &[],
    columns: &Fields {
        name: Sql::read("u.name"),
        email: Sql::read("u.email"),
        current_password: Sql::read("null::text"),
        new_password: Sql::read("null::text"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
