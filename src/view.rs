//! Saved views: a list's search, filters, order and columns under a name, kept by a member.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{FieldErrors, Problem};
use crate::page::TablePage;
use crate::query::Query;

/// The most characters of a name.
pub const MAX_NAME: usize = 60;
/// The most characters of a query string.
pub const MAX_QUERY: usize = 2_000;
/// The most views of one list that a member keeps.
pub const MAX_VIEWS: i64 = 50;

/// What the query string of a page says beyond what its list is asked for.
pub const LOOKS: [&str; 4] = ["columns", "density", "layout", "closed"];

/// A saved view as a member sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The query string of the page, without its place (site and sector) and its page number.
    pub query: String,
    /// Whether the whole team sees it.
    pub shared: bool,
    /// Whether this member may rename and delete it.
    pub editable: bool,
}

/// A view to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ViewDraft")
)]
pub struct ViewDraft {
    /// What it is called.
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_NAME)))]
    pub name: String,
    /// The query string of the page.
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_QUERY)))]
    pub query: String,
    /// Whether the whole team sees it.
    #[serde(default)]
    pub shared: bool,
}

impl ViewDraft {
    /// The draft with its name trimmed, if the list can be shown that way. `pairs` are those of the query, decoded.
    ///
    /// # Errors
    /// Field errors for the name, and one for a query that the list does not have.
    pub fn checked(mut self, page: &TablePage, pairs: &[(&str, &str)]) -> Result<Self, Problem> {
        let mut errors = FieldErrors::new();
        let mut complain =
            |key: &str, message: String| errors.entry(key.to_owned()).or_default().push(message);
        self.name = self.name.trim().into();
        if self.name.is_empty() || self.name.contains(char::is_control) {
            complain("name", "Enter a name for the view.".to_owned());
        } else if self.name.chars().count() > MAX_NAME {
            complain("name", format!("Use at most {MAX_NAME} characters."));
        }
        let asked = pairs.iter().filter(|(key, _)| !LOOKS.contains(key)).copied();
        if self.query.len() > MAX_QUERY {
            complain("query", format!("Use at most {MAX_QUERY} characters."));
        } else if let Err(problem) = Query::parse(page, asked) {
            complain("query", problem.detail);
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::keywords::PAGE;

    fn draft(name: &str) -> ViewDraft {
        ViewDraft {
            name: name.to_owned(),
            query: "intent=commercial&columns=keyword,volume".to_owned(),
            shared: false,
        }
    }

    #[test]
    fn a_name_is_trimmed_and_must_be_there() {
        let pairs = [("intent", "commercial"), ("columns", "keyword,volume")];
        assert_eq!(
            draft("  Quick wins ").checked(&PAGE, &pairs).unwrap().name,
            "Quick wins"
        );
        for wrong in ["", "  ", "a\nb", &"x".repeat(MAX_NAME + 1)] {
            let problem = draft(wrong).checked(&PAGE, &pairs).unwrap_err();
            assert!(problem.errors.contains_key("name"), "{wrong:?}");
        }
    }

    #[test]
    fn a_query_that_the_list_does_not_have_is_refused() {
        let problem = draft("Quick wins")
            .checked(&PAGE, &[("colour", "red")])
            .unwrap_err();
        assert!(problem.errors.contains_key("query"));
    }
}
