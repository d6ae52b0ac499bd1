//! Serp.
use crate::editor::state::Editor;
use leptos::prelude::*;
pub(super) fn serp(_editor: Editor) -> AnyView {
    ().into_any()
}
