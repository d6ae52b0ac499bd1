//! The page of the current path, drawn by its template.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::missing::Missing;
use crate::chunks::{self, Chunk};
use crate::destination::Destination;
use crate::widgets::Skeleton;

/// Draws the destination of the path once its code is there; another row of the same table keeps its template.
#[component]
pub(super) fn Outlet() -> impl IntoView {
    let path = use_location().pathname;
    let destination = Memo::new(move |_| path.with(|path| Destination::of(path)));
    let page = move || {
        let destination = destination.get();
        if Chunk::of(destination).is_none_or(Chunk::ready) {
            chunks::draw(destination).unwrap_or_else(|| view! { <Missing /> }.into_any())
        } else {
            view! { <Skeleton lines=8 /> }.into_any()
        }
    };
    page.into_any()
}
