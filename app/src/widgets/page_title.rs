//! The title of the browser's tab, the only way to one: escaped on the server, where Leptos writes it as it is.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::state::browser::in_browser;
use crate::strings::common;
use crate::widgets::text_area::escaped;

/// What the page that shows is called, in the browser; nothing until it has said so.
///
/// One for the whole app: Leptos keeps the title of a page that gave way to another of its kind, and reads it again, after what it is read
/// from is gone, as soon as a page comes that has no title yet. That ends all code of the page.
#[derive(Clone, Copy)]
struct TabTitle(RwSignal<Option<String>>);

fn with_product(title: &str) -> String {
    format!("{title} · {}", common::PRODUCT)
}

/// What stands in every tab: the page's title and the product's name.
#[component]
pub fn TitleForm() -> impl IntoView {
    if !in_browser() {
        return view! { <Title formatter=|title: String| escaped(&with_product(&title)) /> };
    }
    let tab = TabTitle(RwSignal::new(None));
    provide_context(tab);
    // At first the browser shows what the server wrote.
    let shown = move || {
        let title = tab.0.get();
        title.map_or_else(|| document().title(), |title| with_product(&title))
    };
    view! { <Title text=shown /> }
}

/// The page's title.
#[component]
pub fn PageTitle(
    /// In plain text, as somebody wrote it.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    if in_browser() {
        let tab = expect_context::<TabTitle>();
        Effect::new(move |_| tab.0.set(Some(text.get())));
        // Draws nothing, as on the server.
        return view! { <Title /> };
    }
    // The server reads it once more when the response is put together, after what it would be read from is gone.
    let text = text.get_untracked();
    view! { <Title text=text /> }
}
