//! The dialog of the command palette, and what it remembers of the way here.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::chunks::{self, Chunk};
use crate::destination::Destination;
use crate::palette::note;
use crate::strings;
use crate::widgets::live::{live, watch};
use crate::widgets::{Dialog, Skeleton};

/// The palette's dialog.
#[component]
pub(super) fn Palette(
    /// Whether it shows.
    open: RwSignal<bool>,
    /// Opens the help on keys.
    help: RwSignal<bool>,
) -> impl IntoView {
    let path = use_location().pathname;
    watch(move || {
        if let Some(page) = path.with(|path| Destination::of(path).page()) {
            note(page);
        }
    });
    view! {
        <Dialog open=open id="palette" title=strings::frame::PALETTE>
            {live(move || {
                if Chunk::Pages.ready() {
                    chunks::draw_palette(open, help)
                } else {
                    Some(view! { <Skeleton lines=6 /> }.into_any())
                }
            })}
        </Dialog>
    }
    .into_any()
}
