//! The state of a list: what the URL of a page and the query of the REST endpoint both say.

mod condition;
mod time;

use std::fmt::Write as _;

use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::error::{FieldErrors, Problem};
use crate::page::{Filter, TablePage};

pub use crate::page::Direction;
pub use condition::Condition;
use time::looks_like_a_time;

/// Rows on a page when none is asked for.
pub const PAGE_SIZE: u32 = 50;
/// The most rows on a page.
pub const MAX_PAGE_SIZE: u32 = 200;
/// The last page, of whatever size; beyond it, a narrower filter is the way.
pub const MAX_PAGE: u32 = 2_001;
/// The most characters of a search.
pub const MAX_SEARCH: usize = 200;
/// The value of a filter that finds rows without one.
pub const NONE: &str = "none";

/// A checked list state.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// From 1.
    pub page: u32,
    /// Rows on a page.
    pub page_size: u32,
    /// What the rows are ordered by.
    pub sort: (Field, Direction),
    /// Text to find; empty for all.
    pub search: String,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What stands together, before the order.
    pub group: Option<Field>,
}

impl Query {
    /// The list as it opens.
    pub fn of(page: &TablePage) -> Self {
        Self {
            page: 1,
            page_size: PAGE_SIZE,
            sort: page.sort,
            search: String::new(),
            conditions: Vec::new(),
            group: None,
        }
    }

    /// Reads decoded query pairs. Pairs with an empty value are as good as absent.
    ///
    /// # Errors
    /// Names every parameter that the table does not declare or whose value does not fit.
    pub fn parse<'a>(
        table: &TablePage,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Problem> {
        let mut query = Self::of(table);
        let mut errors = FieldErrors::new();
        for (key, value) in pairs {
            if value.is_empty() {
                continue;
            }
            if let Err(message) = query.set(table, key, value) {
                errors.entry(key.to_owned()).or_default().push(message);
            }
        }
        if errors.is_empty() {
            Ok(query)
        } else {
            Err(Problem {
                status: 400,
                ..Problem::invalid(errors)
            })
        }
    }

    fn set(&mut self, table: &TablePage, key: &str, value: &str) -> Result<(), String> {
        match key {
            "page" => {
                self.page = whole(value, 1, MAX_PAGE).map_err(|_| {
                    format!("Enter a number from 1 to {MAX_PAGE}, filter the list or export it.")
                })?;
            }
            "page_size" => self.page_size = whole(value, 1, MAX_PAGE_SIZE)?,
            "sort" => self.sort = sort(table, value)?,
            "group" => self.group = Some(group(table, value)?),
            "search" => {
                if !table
                    .filters
                    .iter()
                    .any(|filter| matches!(filter, Filter::Search(_)))
                {
                    return Err("This list can't be searched.".into());
                }
                if value.chars().count() > MAX_SEARCH {
                    return Err(format!("Search for up to {MAX_SEARCH} characters."));
                }
                value.trim().clone_into(&mut self.search);
            }
            _ => self.conditions.push(condition(table, key, value)?),
        }
        Ok(())
    }

    /// The list state as a query string, percent-encoded, without what is as it opens.
    pub fn to_query_string(&self, table: &TablePage) -> String {
        let mut out = String::new();
        let mut push = |key: &str, value: &str| {
            let _ = write!(
                out,
                "{}{key}={}",
                if out.is_empty() { "" } else { "&" },
                encode(value)
            );
        };
        if !self.search.is_empty() {
            push("search", &self.search);
        }
        for condition in &self.conditions {
            let (key, value) = condition.to_pair();
            push(&key, &value);
        }
        if let Some(group) = &self.group {
            push("group", group.key);
        }
        if self.sort != table.sort {
            let sign = if self.sort.1 == Direction::Descending {
                "-"
            } else {
                ""
            };
            push("sort", &format!("{sign}{}", self.sort.0.key));
        }
        if self.page_size != PAGE_SIZE {
            push("page_size", &self.page_size.to_string());
        }
        if self.page != 1 {
            push("page", &self.page.to_string());
        }
        out
    }
}

fn whole(value: &str, least: u32, most: u32) -> Result<u32, String> {
    let number: u32 = value.parse().map_err(|_| "Enter a whole number.".to_owned())?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(format!("Enter a number from {least} to {most}."))
    }
}

fn sort(table: &TablePage, value: &str) -> Result<(Field, Direction), String> {
    let (key, direction) = match value.strip_prefix('-') {
        Some(key) => (key, Direction::Descending),
        None => (value, Direction::Ascending),
    };
    table
        .column(key)
        .filter(|column| column.sortable)
        .map(|column| (column.field, direction))
        .ok_or_else(|| {
            let keys: Vec<_> = table
                .columns
                .iter()
                .filter(|column| column.sortable)
                .map(|column| column.field.key)
                .collect();
            format!("Sort by one of: {}.", keys.join(", "))
        })
}

fn group(table: &TablePage, key: &str) -> Result<Field, String> {
    let mut groupings = table.groupings();
    groupings
        .find(|column| column.field.key == key)
        .map(|column| column.field)
        .ok_or_else(|| {
            let keys: Vec<_> = table.groupings().map(|column| column.field.key).collect();
            format!("Group by one of: {}.", keys.join(", "))
        })
}

fn condition(table: &TablePage, key: &str, value: &str) -> Result<Condition, String> {
    let range = key
        .strip_suffix("_min")
        .map(|key| (key, true))
        .or(key.strip_suffix("_max").map(|key| (key, false)));
    for filter in table.filters {
        match *filter {
            Filter::OneOf(field, _) if field.key == key => return one_of(field, value),
            Filter::Ref(field, _) if field.key == key => return reference(field, value),
            Filter::Range(field, _) => {
                if let Some((_, least)) = range.filter(|(key, _)| field.key == *key) {
                    return bound(field, least, value);
                }
            }
            _ => {}
        }
    }
    Err("Unknown filter.".into())
}

fn one_of(field: Field, value: &str) -> Result<Condition, String> {
    let Kind::Choice(set) = field.kind else {
        return value
            .parse()
            .map(|yes| Condition::Is(field, yes))
            .map_err(|_| "Enter true or false.".to_owned());
    };
    let mut values = Vec::new();
    for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if part == NONE && field.nullable {
            if !values.contains(&NONE) {
                values.push(NONE);
            }
            continue;
        }
        let choice = Choice::find(set, part).ok_or_else(|| {
            format!(
                "Enter one or more of: {}.",
                set.iter()
                    .map(|choice| choice.value)
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        })?;
        if !values.contains(&choice.value) {
            values.push(choice.value);
        }
    }
    Ok(Condition::OneOf(field, values))
}

fn reference(field: Field, value: &str) -> Result<Condition, String> {
    if value == NONE && field.nullable {
        return Ok(Condition::Ref(field, None));
    }
    value
        .parse()
        .map(|id| Condition::Ref(field, Some(id)))
        .map_err(|_| "Enter an ID.".to_owned())
}

fn bound(field: Field, least: bool, value: &str) -> Result<Condition, String> {
    if field.kind == Kind::Timestamp {
        if !looks_like_a_time(value) {
            return Err("Enter a date such as 2026-01-31 or an RFC 3339 time.".into());
        }
        let time = value.to_owned();
        return Ok(if least {
            Condition::Since(field, time)
        } else {
            Condition::Until(field, time)
        });
    }
    let number: f64 = value
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
        .ok_or("Enter a number.".to_owned())?;
    Ok(if least {
        Condition::Min(field, number)
    } else {
        Condition::Max(field, number)
    })
}

/// Percent-encodes a query value, leaving what RFC 3986 calls unreserved and the comma.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::keywords::PAGE;

    fn parse(pairs: &[(&str, &str)]) -> Result<Query, Problem> {
        Query::parse(&PAGE, pairs.iter().copied())
    }

    #[test]
    fn what_is_written_reads_back() {
        let query = parse(&[
            ("search", "trail & road"),
            ("volume_min", "100"),
            ("intent", "commercial,transactional"),
            ("cluster_id", "none"),
            ("sort", "keyword"),
            ("group", "status"),
            ("page", "3"),
        ])
        .expect("every parameter is declared");
        let text = query.to_query_string(&PAGE);
        let pairs: Vec<(String, String)> = text
            .split('&')
            .map(|pair| pair.split_once('=').expect("a pair"))
            .map(|(key, value)| (key.to_owned(), value.replace("%20", " ").replace("%26", "&")))
            .collect();
        let again = Query::parse(
            &PAGE,
            pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())),
        );
        assert_eq!(again, Ok(query));
    }

    #[test]
    fn the_opening_state_is_an_empty_string() {
        assert_eq!(Query::of(&PAGE).to_query_string(&PAGE), "");
        assert_eq!(parse(&[("search", "")]), Ok(Query::of(&PAGE)));
    }

    #[test]
    fn what_is_not_declared_is_named() {
        let problem = parse(&[
            ("colour", "red"),
            ("sort", "id; drop table keywords"),
            ("page_size", "100000"),
            ("intent", "none-such"),
            ("volume_min", "NaN"),
            ("cluster_id", "7"),
            ("created_at_min", "2026-13-41"),
            ("group", "volume"),
            ("status", "none"),
        ])
        .expect_err("nothing here is right");
        assert_eq!(problem.status, 400);
        let keys: Vec<_> = problem.errors.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "cluster_id",
                "colour",
                "created_at_min",
                "group",
                "intent",
                "page_size",
                "sort",
                "status",
                "volume_min"
            ]
        );
    }

    #[test]
    fn what_is_unknown_is_one_of_the_choices() {
        let query = parse(&[("intent", "none,commercial,none")]).expect("the intent may be unknown");
        assert_eq!(query.to_query_string(&PAGE), "intent=none,commercial");
    }

    #[test]
    fn a_far_page_is_refused_and_a_huge_one_does_not_overflow() {
        assert!(parse(&[("page", "100000")]).is_err());
        assert!(parse(&[("page", "4294967295"), ("page_size", "200")]).is_err());
        assert!(parse(&[("page", "0")]).is_err());
    }
}
