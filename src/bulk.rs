//! Changing many rows at once, and taking that back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::page::{Input, InputKind, TablePage};
use crate::permission::Verb;
use crate::resource::Area;
use crate::value::Row;

/// The most rows of one change.
pub const MAX_CHANGED: usize = 10_000;

/// What is said where a change is not taken back, since somebody has changed the same again.
pub const CHANGED_SINCE: &str = "This was changed again, so the earlier value wasn't restored.";

/// What came of a change of rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// Its id, for undo; none where no row was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<Uuid>,
    /// Rows that were changed.
    pub count: u64,
    /// Rows that held it already.
    pub unchanged: u64,
    /// Rows that could not be changed, by what stood against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The row as it is now, where one alone was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Row>,
}

/// Rows that could not be changed for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Why, and what to do next, in one sentence.
    pub reason: String,
    /// How many.
    pub count: u64,
}

impl TablePage {
    /// The inputs that several rows can be given one value by: not what tells rows apart, nor what depends on other inputs.
    pub fn shared_inputs(&self) -> impl Iterator<Item = &'static Input> + Clone + use<> {
        let label = *self.label();
        let offered = self.offers(Verb::Update)
            && !self.bulk_actions.is_empty()
            && self.resource().area() == Area::Work;
        self.form.iter().filter(move |input| {
            let typed = input.kind.is_tall()
                || matches!(
                    input.kind,
                    InputKind::Shown | InputKind::Secret { .. } | InputKind::Password { .. }
                );
            offered
                && !typed
                && !input.create_only
                && input.visible_when.is_none()
                && !input.field.same(&label)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{auth, planner, writer};

    fn keys(page: &'static crate::page::TablePage) -> Vec<&'static str> {
        page.shared_inputs().map(|input| input.field.key).collect()
    }

    #[test]
    fn what_several_rows_may_share_follows_from_the_form() {
        assert_eq!(
            keys(&planner::keywords::PAGE),
            [
                "sector_id",
                "volume",
                "difficulty",
                "cpc",
                "intent",
                "cluster_id",
                "pinned",
                "country"
            ]
        );
        assert_eq!(keys(&planner::clusters::PAGE), ["intent"]);
        assert!(!keys(&writer::content::PAGE).contains(&"publish_at"));
        assert!(keys(&auth::users::PAGE).is_empty());
    }
}
