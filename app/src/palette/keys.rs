//! The help on keys: those that work everywhere, and those that open pages.

use igny8::permission::Viewer;
use igny8::registry;
use leptos::prelude::*;

use crate::strings;

/// All keys and what they do for somebody who sees these pages.
pub fn keys_help(viewer: Viewer) -> AnyView {
    let pages = registry::sections().flat_map(|section| section.seen_by(viewer));
    let opening =
        pages.filter_map(|page| Some((format!("g {}", page.key?), strings::frame::go_to(page.title))));
    let always = strings::frame::KEYS_HELP
        .iter()
        .map(|(keys, does)| ((*keys).to_owned(), (*does).to_owned()));
    let lines = always.chain(opening).map(|(keys, does)| {
        view! {
            <div class="flex items-center justify-between gap-4 py-2">
                <dt>{does}</dt>
                <dd>
                    <kbd class="kbd px-1.5">{keys}</kbd>
                </dd>
            </div>
        }
    });
    // Longer than the dialog is high: whoever has only keys scrolls it by them.
    view! { <dl class="divide-y divide-line" tabindex="0">{lines.collect_view()}</dl> }.into_any()
}
