//! SQL of Billing › Usage: calls of models, written by the engine.

use igny8::billing::usage::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

/// Calls with the article that they were for.
pub static TABLE: Table = Table {
    resource: Resource::Usage,
    name: "ai_calls",
    alias: "l",
    from: "ai_calls l",
    joins: &[
        Join::left(
            "contents",
            "a",
            "a.account_id = l.account_id and a.id = l.content_id and a.deleted_in is null",
        ),
        Join::left(
            "members",
            "m",
            "m.account_id = l.account_id and m.user_id = l.user_id",
        ),
        Join::left("users", "u", "u.id = l.user_id"),
        Join::left(
            "sites",
            "w",
            "w.account_id = l.account_id and w.id = l.site_id and w.deleted_in is null",
        ),
    ],
    columns: &Fields {
        created_at: Sql::read("l.created_at"),
        purpose: Sql::read("l.purpose"),
        provider: Sql::read("l.provider"),
        model: Sql::read("l.model"),
        status: Sql::read("l.status"),
        input_tokens: Sql::read("l.input_tokens"),
        output_tokens: Sql::read("l.output_tokens"),
        cost: Sql::read("l.cost"),
        latency_ms: Sql::read("l.latency_ms"),
        function: Sql::read("l.function"),
        member: Sql::reference("m.id", "u.name").needs(&["m"]).label_needs(&["u"]),
        site: Sql::reference("w.id", "w.name").needs(&["w"]),
        content: Sql::reference("a.id", "a.title").needs(&["a"]),
        request_id: Sql::read("l.request_id"),
        error: Sql::read("l.error"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
