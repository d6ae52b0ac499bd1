//! Which of a table's joins a statement needs: counting and paging read the table alone where they can.

use std::fmt;

use crate::repo::Table;

/// A lookup beside a table. It finds exactly one row, or at most one if it is a left join, so that a statement that needs
/// nothing of it can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// The table where it looks.
    pub table: &'static str,
    /// The name of what it finds in expressions.
    pub alias: &'static str,
    /// What the row that it finds fulfils.
    pub on: &'static str,
    /// The joins before it that `on` reads from.
    pub needs: &'static [&'static str],
    left: bool,
}

impl Join {
    /// A lookup that finds exactly one row.
    pub const fn inner(table: &'static str, alias: &'static str, on: &'static str) -> Self {
        Self {
            table,
            alias,
            on,
            needs: &[],
            left: false,
        }
    }

    /// A lookup that finds at most one row.
    pub const fn left(table: &'static str, alias: &'static str, on: &'static str) -> Self {
        Self {
            left: true,
            ..Self::inner(table, alias, on)
        }
    }

    /// The same, whose condition reads from these joins before it.
    #[must_use]
    pub const fn needs(mut self, aliases: &'static [&'static str]) -> Self {
        self.needs = aliases;
        self
    }
}

impl fmt::Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.left { "left join" } else { "join" };
        write!(f, "{kind} {} {} on {}", self.table, self.alias, self.on)
    }
}

/// What a statement reads from: a table with all of its joins, or only some.
#[derive(Clone, Debug)]
pub struct Source {
    table: &'static str,
    from: &'static str,
    joins: Vec<&'static Join>,
}

impl Source {
    /// The table with all of its joins.
    pub fn whole(table: &Table) -> Self {
        Self {
            table: table.name,
            from: table.from,
            joins: table.joins.iter().collect(),
        }
    }

    /// The table with the joins of these aliases, and those that these need in turn.
    pub fn narrow(table: &Table, needs: &[&'static str]) -> Self {
        let mut needs = needs.to_vec();
        let mut source = Self::whole(table);
        // A join stands behind those that it needs.
        source.joins.reverse();
        source.joins.retain(|join| {
            let needed = needs.contains(&join.alias);
            if needed {
                needs.extend(join.needs);
            }
            needed
        });
        source.joins.reverse();
        source
    }

    /// The names of the tables, that of the joins behind the table itself.
    pub fn tables(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.table).chain(self.joins.iter().map(|join| join.table))
    }

    /// The joins alone, each with a space before it.
    pub fn lookups(&self) -> String {
        let lookups = self.joins.iter().map(ToString::to_string);
        lookups.fold(String::new(), |all, join| all + " " + &join)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.from, self.lookups())
    }
}

/// Complaints about joins that are needed but not declared; empty is good. Whether an expression reads from a join that it
/// does not name, only the database can say: a test asks it.
pub fn check(table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    let mut known = Vec::new();
    for join in table.joins {
        if join.alias == table.alias || known.contains(&join.alias) {
            found.push(format!("{}: {} is the name of two", table.name, join.alias));
        }
        for need in join.needs.iter().filter(|need| !known.contains(*need)) {
            found.push(format!(
                "{}: the join {} needs {need}, which no join before it is",
                table.name, join.alias
            ));
        }
        known.push(join.alias);
    }
    for column in table.columns {
        let needs = column.needs.iter().chain(column.label_needs);
        for need in needs.filter(|need| !known.contains(*need)) {
            found.push(format!(
                "{}: {} needs {need}, which no join is",
                table.name, column.read
            ));
        }
        if column.label.is_none() && !column.label_needs.is_empty() {
            found.push(format!(
                "{}: {} has no label that needs a join",
                table.name, column.read
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::planner::keywords::TABLE;

    #[test]
    fn a_join_is_kept_with_those_it_stands_on() {
        let narrow = |needs| Source::narrow(&TABLE, needs).to_string();
        assert_eq!(narrow(&[]), "keywords k");
        let site = narrow(&["w"]);
        assert!(
            site.contains(" join sectors s on ")
                && site.contains(" join sites w on ")
                && !site.contains("clusters")
        );
        let cluster = Source::narrow(&TABLE, &["c"]);
        assert!(
            cluster
                .to_string()
                .starts_with("keywords k left join clusters c on ")
        );
        assert_eq!(cluster.tables().collect::<Vec<_>>(), ["keywords", "clusters"]);
        assert_eq!(narrow(&["c", "s", "w"]), Source::whole(&TABLE).to_string());
        assert_eq!(
            Source::whole(&TABLE).tables().collect::<Vec<_>>(),
            ["keywords", "sectors", "sites", "clusters"]
        );
    }

    #[test]
    fn what_no_join_is_is_found() {
        const JOINS: &[Join] = &[
            Join::inner("sites", "w", "w.id = s.site_id").needs(&["s"]),
            Join::left("clusters", "k", "k.id = k.cluster_id"),
        ];
        let wrong = Table {
            joins: JOINS,
            ..TABLE
        };
        let found = check(&wrong).join("\n");
        assert!(found.contains("the join w needs s,") && found.contains("k is the name of two"));
        assert!(found.contains("c.id needs c,"), "{found}");
    }
}
