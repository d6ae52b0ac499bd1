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
        email_state: Sql::read(
            "case when u.email_verified_at is null then 'Not confirmed' else 'Confirmed' end",
        ),
        new_email: Sql::read(
            "(select l.email from email_links l where l.user_id = u.id and l.purpose = 'change_address' \
               and l.used_at is null and l.expires_at > now() order by l.created_at desc limit 1)",
        ),
        current_password: Sql::read("null::text"),
        new_password: Sql::read("null::text"),
        code: Sql::read("null::text"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
