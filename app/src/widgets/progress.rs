//! Progress as a bar and as a ring, drawn in SVG so that no style attribute is needed.

use igny8::choice::Tone;
use leptos::prelude::*;

use crate::widgets::badge::tone_text;

/// A bar of percent done.
#[component]
pub fn ProgressBar(
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<u8>,
    /// What is being done.
    #[prop(into)]
    label: String,
    /// Its colour; brand unless a state says otherwise.
    #[prop(into, default = Signal::stored(None))]
    tone: Signal<Option<Tone>>,
) -> impl IntoView {
    let colour = move || tone.get().map_or("text-brand", tone_text);
    view! {
        <div
            class=move || format!("h-1.5 w-full overflow-hidden rounded-full bg-sunken {}", colour())
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().to_string()
        >
            <svg class="block h-full w-full" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 6">
                <rect height="6" width=move || percent.get().to_string() fill="currentColor"></rect>
            </svg>
        </div>
    }
    .into_any()
}

/// A small ring of percent done; what it means must be said beside it.
#[component]
pub fn ProgressRing(
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<u8>,
) -> impl IntoView {
    view! {
        <svg class="size-5 shrink-0 -rotate-90" viewBox="0 0 20 20" fill="none" stroke-width="3" aria-hidden="true">
            <circle cx="10" cy="10" r="8" class="stroke-line"></circle>
            <circle
                cx="10"
                cy="10"
                r="8"
                pathLength="100"
                stroke-dasharray=move || format!("{} 100", percent.get())
                class="stroke-brand transition-all"
            ></circle>
        </svg>
    }
    .into_any()
}
