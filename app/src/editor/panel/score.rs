//! The score.
use crate::editor::state::Editor;
use leptos::prelude::*;
pub(super) fn score(_editor: Editor) -> AnyView {
    ().into_any()
}
