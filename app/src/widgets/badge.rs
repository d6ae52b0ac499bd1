//! Badges: the state of something in one word, by tone.

use igny8::choice::Tone;
use leptos::prelude::*;

/// The class that colours a badge or notice by tone.
pub const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "tone-neutral",
        Tone::Info => "tone-info",
        Tone::Good => "tone-good",
        Tone::Warn => "tone-warn",
        Tone::Bad => "tone-bad",
    }
}

/// The class of text in a tone.
pub const fn tone_text(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "text-muted",
        Tone::Info => "text-info",
        Tone::Good => "text-good",
        Tone::Warn => "text-warn",
        Tone::Bad => "text-bad",
    }
}

/// A badge.
#[component]
pub fn Badge(
    /// Its colour.
    tone: Tone,
    /// Its word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone_class(tone))>{text}</span> }
}
