//! Says that the browser has lost its connection, over the page and without moving it, until it is back.

use leptos::prelude::*;

use crate::strings;
use crate::widgets::IconView;
use crate::widgets::live::{live, watch};

/// The note; there is one on the page.
#[component]
pub(super) fn OfflineNote() -> impl IntoView {
    let offline = RwSignal::new(false);
    watch(move || {
        offline.set(!window().navigator().on_line());
        let lost = window_event_listener_untyped("offline", move |_| offline.set(true));
        let back = window_event_listener_untyped("online", move |_| offline.set(false));
        on_cleanup(move || {
            lost.remove();
            back.remove();
        });
    });
    let note = move || {
        offline.get().then(|| {
            view! {
                <p class="pointer-events-auto flex items-center gap-2 rounded-md border border-line bg-raised px-3 py-2 shadow-float">
                    <span class="text-warn">
                        <IconView icon=icondata_lu::LuWifiOff />
                    </span>
                    {strings::frame::OFFLINE}
                </p>
            }
        })
    };
    view! {
        <div class="pointer-events-none fixed inset-x-4 top-16 z-40 flex justify-center" role="status" aria-live="polite">
            {live(note)}
        </div>
    }
}
