//! Which of a table's joins a statement needs: counting and paging read the table alone where they can.

/// A table's `from`, cut at its joins: the table itself, then each join with its name.
fn parts(from: &'static str) -> (&'static str, Vec<(&'static str, &'static str)>) {
    let mut cuts: Vec<usize> = from
        .match_indices(" join ")
        .map(|(at, _)| {
            if from[..at].ends_with(" left") {
                at - " left".len()
            } else {
                at
            }
        })
        .collect();
    cuts.push(from.len());
    let joins = cuts.windows(2).map(|cut| {
        let join = &from[cut[0]..cut[1]];
        // `left join table name on …`
        let name = join
            .split_once(" on ")
            .and_then(|(head, _)| head.rsplit(' ').next());
        (name.unwrap_or_default(), join)
    });
    (&from[..cuts[0]], joins.collect())
}

/// What follows the table itself in its `from`.
pub fn lookups(from: &'static str) -> &'static str {
    &from[parts(from).0.len()..]
}

/// The `from` with only those joins whose names `text` uses, and those that these need in turn. A join that cannot be
/// told apart stays.
pub fn needed(from: &'static str, text: &str) -> String {
    let (mut out, joins) = (String::new(), parts(from));
    let mut used = text.to_owned();
    let mut kept = Vec::new();
    for (name, join) in joins.1.iter().rev() {
        if name.is_empty() || uses(&used, name) {
            used.push_str(join);
            kept.push(*join);
        }
    }
    out.push_str(joins.0);
    out.extend(kept.into_iter().rev());
    out
}

/// The names of the tables in a `from`.
pub fn tables(from: &str) -> impl Iterator<Item = &str> {
    from.split(" join ")
        .filter_map(|part| part.split_whitespace().next())
}

/// Whether `text` has `name.` as a word of its own.
fn uses(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}.")).any(|(at, _)| {
        !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::planner::keywords::TABLE;

    #[test]
    fn a_join_is_kept_with_those_it_stands_on() {
        assert_eq!(needed(TABLE.from, "k.volume >= $1"), "keywords k");
        let site = needed(TABLE.from, "w.name = $1");
        assert!(
            site.contains(" join sectors s ")
                && site.contains(" join sites w ")
                && !site.contains("clusters")
        );
        let cluster = needed(TABLE.from, "(c.id is null or k.stray)");
        assert!(cluster.starts_with("keywords k left join clusters c on ") && !cluster.contains("sectors"));
        assert_eq!(needed(TABLE.from, "s.site_id = w.id and c.id = $1"), TABLE.from);
        assert_eq!(needed("sites w", "w.id"), "sites w");
        assert_eq!(tables(&cluster).collect::<Vec<_>>(), ["keywords", "clusters"]);
        assert_eq!(
            tables(TABLE.from).collect::<Vec<_>>(),
            ["keywords", "sectors", "sites", "clusters"]
        );
    }

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(uses("(s.id)", "s") && !uses("keywords.id", "s") && !uses("a_s.id", "s"));
        assert_eq!(
            lookups("a x left join b y on y.id = x.y"),
            " left join b y on y.id = x.y"
        );
    }
}
