//! A text of several lines to write in, the only way to one: escaped on the server, where Leptos writes it as it is.

use leptos::html;
use leptos::prelude::*;

use crate::state::browser::in_browser;

/// The input. Its attributes and what listens to it are given with `attr:` and `on:`.
#[component]
pub fn TextArea(
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Where to find the element.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    view! {
        <textarea node_ref=node_ref prop:value=move || value.get()>
            {content(value.get_untracked())}
        </textarea>
    }
}

/// A text as the content of the element. A browser drops a line break that the content begins with (HTML, 13.1.2.5), so
/// that one of the text's own needs another before it.
fn content(text: String) -> String {
    if in_browser() {
        return text;
    }
    let first = if text.starts_with(['\n', '\r']) { "\n" } else { "" };
    format!("{first}{}", escaped(&text))
}

/// A text for elements that hold nothing but text (HTML, 13.1.2.6): no tag can begin or end in it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn nothing_in_a_text_ends_its_element() {
        assert_eq!(
            content("</textarea></title><script>&amp;\"'".into()),
            "&lt;/textarea&gt;&lt;/title&gt;&lt;script&gt;&amp;amp;\"'"
        );
    }

    #[test]
    fn a_line_break_at_the_beginning_stays() {
        assert_eq!(content("\na\n".into()), "\n\na\n");
        assert_eq!(content("\r\na".into()), "\n\r\na");
        assert_eq!(content(String::new()), "");
    }
}
