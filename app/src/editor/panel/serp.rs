//! Serp.
use leptos::prelude::*;
use crate::editor::state::Editor;
pub(super) fn serp(_editor: Editor) -> AnyView { ().into_any() }
