//! The title of the browser's tab, the only way to one: escaped on the server, where Leptos writes it as it is.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::state::browser::in_browser;
use crate::strings::common;
use crate::widgets::text_area::escaped;

/// What stands in every tab: the page's title and the product's name.
#[component]
pub fn TitleForm() -> impl IntoView {
    let form = |title: String| {
        let title = format!("{title} · {}", common::PRODUCT);
        if in_browser() { title } else { escaped(&title) }
    };
    view! { <Title formatter=form /> }
}

/// The page's title.
#[component]
pub fn PageTitle(
    /// In plain text, as somebody wrote it.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    if in_browser() {
        return view! { <Title text=move || text.get() /> };
    }
    // The server reads it once more when the response is put together, after what it would be read from is gone.
    let text = text.get_untracked();
    view! { <Title text=text /> }
}
