//! A row's own picture, large, where its list has a gallery: drawn by code of its own, which starts the list's actions by their names.

use igny8::services::Selection;
use leptos::prelude::*;
use uuid::Uuid;

use super::actions;
use super::table::Table;
use crate::state::late::DrawPicture;
use crate::widgets::live::live;

/// The picture; none where rows have none.
pub(super) fn large(table: Table, id: Uuid) -> Option<AnyView> {
    table.page.gallery?;
    let draw = use_context::<DrawPicture>()?.0;
    let start = Callback::new(move |name: &'static str| {
        let mut all = table.page.row_actions.iter();
        match all.find(|action| action.name == name) {
            Some(action) => actions::start(table, action, Selection::Ids(vec![id]), 1),
            // What was done to it here shows in the list, too.
            None => actions::changed(table),
        }
    });
    Some(live(move || draw(id, start)))
}
