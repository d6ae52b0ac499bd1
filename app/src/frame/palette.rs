//! The dialog of the command palette, and what it remembers of the way here.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use uuid::Uuid;

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
        path.with(|path| {
            let destination = Destination::of(path);
            let is_row = path
                .rsplit('/')
                .next()
                .is_some_and(|last| last.parse::<Uuid>().is_ok());
            if let Some(page) = destination.page() {
                note(if is_row { path } else { page });
            }
        });
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
