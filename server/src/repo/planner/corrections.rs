//! SQL of Planner › Corrections: those that still hold, whoever made them.

use igny8::planner::corrections::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

/// Corrections with both keywords, who made them, sector and site.
pub static TABLE: Table = Table {
    resource: Resource::Corrections,
    name: "cluster_corrections",
    alias: "x",
    from: "(select * from cluster_corrections where superseded_by is null) x",
    joins: &[
        Join::inner("keywords", "k", "k.account_id = x.account_id and k.id = x.one_id"),
        Join::inner(
            "keywords",
            "o",
            "o.account_id = x.account_id and o.id = x.other_id",
        ),
        Join::inner(
            "sectors",
            "s",
            "s.account_id = x.account_id and s.id = x.sector_id",
        ),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left("users", "u", "u.id = x.made_by"),
    ],
    columns: &Fields {
        phrase: Sql::read("k.keyword").needs(&["k"]),
        one: Sql::reference("x.one_id", "k.keyword").label_needs(&["k"]),
        bond: Sql::read("x.bond"),
        other: Sql::reference("x.other_id", "o.keyword").label_needs(&["o"]),
        source: Sql::read("x.source"),
        author: Sql::read("coalesce(u.name, 'Former member')").needs(&["u"]),
        sector: Sql::reference("x.sector_id", "s.name").label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name")
            .needs(&["s"])
            .label_needs(&["w"]),
        made_at: Sql::read("x.made_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
