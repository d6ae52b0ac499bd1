//! The dialog of a link: an address, or one of the site's published pages.

use leptos::ev;
use leptos::prelude::*;

use super::state::ArticleEditor;
use crate::state::browser;
use crate::strings::{common, editor as words};
use crate::widgets::Dialog;

const HREF: &str = "link-href";
const WORDS: &str = "link-words";
const PAGES: &str = "link-pages";

/// The most pages that the list of suggestions shows.
const MAX_LINKS: usize = 200;

/// The dialog.
#[expect(
    clippy::too_many_lines,
    reason = "most of it is one view, which reads best whole"
)]
pub(super) fn dialog(editor: ArticleEditor, open: RwSignal<bool>) -> AnyView {
    let content = move || {
        let body = editor.body.get_untracked();
        let (linked, selected) = untrack(move || (editor.has_mark("link"), editor.has_mark("selection")));
        let href = RwSignal::new(body.link());
        let text = RwSignal::new(String::new());
        let wrong = RwSignal::new(false);
        // Without a selection there is nothing to link yet.
        let needs_text = !linked && !selected;
        let save = move |event: ev::SubmitEvent| {
            event.prevent_default();
            let Some(address) = absolute(href.get_untracked().trim()) else {
                wrong.set(true);
                return browser::focus(HREF);
            };
            let mut label = text.get_untracked().trim().to_owned();
            if needs_text && label.is_empty() {
                label.clone_from(&address);
            }
            after_closing(open, move || {
                body.exec("setLink", &[("href", &address), ("text", &label)]);
            });
        };
        let remove = move |_| {
            after_closing(open, move || {
                body.exec("unsetLink", &[]);
            });
        };
        let pages = editor.stored.with_untracked(|document| document.links.clone());
        let choices = pages
            .iter()
            .take(MAX_LINKS)
            .map(|page| view! { <option value=page.url.clone()>{page.title.clone()}</option> })
            .collect_view();
        // A chosen page brings its title where words are needed.
        let titled = StoredValue::new(pages);
        let chosen = move |event| {
            let value = event_target_value(&event);
            let title = titled.with_value(|pages| {
                pages
                    .iter()
                    .find(|page| page.url == value)
                    .map(|page| page.title.clone())
            });
            if let Some(title) = title
                && text.with_untracked(String::is_empty)
            {
                text.set(title);
            }
            href.set(value);
        };
        view! {
            <form class="space-y-4" on:submit=save>
                <div>
                    <label for=HREF class="mb-1 block font-medium">{words::ADDRESS}</label>
                    <input
                        id=HREF
                        class="input"
                        type="text"
                        inputmode="url"
                        autocomplete="off"
                        list=PAGES
                        required
                        autofocus
                        placeholder="https://"
                        aria-describedby="link-help link-error"
                        aria-invalid=move || wrong.get().then_some("true")
                        prop:value=move || href.get()
                        on:input=move |event| {
                            wrong.set(false);
                            chosen(event);
                        }
                    />
                    <p id="link-error" class="mt-1 text-sm text-bad" role="alert">
                        {move || wrong.get().then_some(words::ADDRESS_WRONG)}
                    </p>
                    <datalist id=PAGES>{choices}</datalist>
                    <p id="link-help" class="mt-1 text-sm text-muted">{words::ADDRESS_HELP}</p>
                </div>
                {needs_text
                    .then(|| {
                        view! {
                            <div>
                                <label for=WORDS class="mb-1 block font-medium">{words::LINK_TEXT}</label>
                                <input
                                    id=WORDS
                                    class="input"
                                    type="text"
                                    autocomplete="off"
                                    prop:value=move || text.get()
                                    on:input=move |event| text.set(event_target_value(&event))
                                />
                            </div>
                        }
                    })}
                <div class="dialog-foot">
                    {linked
                        .then(|| {
                            view! {
                                <button type="button" class="btn mr-auto text-bad" on:click=remove>
                                    {words::REMOVE_LINK}
                                </button>
                            }
                        })}
                    <button type="button" class="btn" on:click=move |_| open.set(false)>
                        {common::CANCEL}
                    </button>
                    <button type="submit" class="btn btn-primary">
                        {words::SET_LINK}
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open=open id="link" title=words::LINK.to_owned()>
            {content}
        </Dialog>
    }
    .into_any()
}

/// Closes the dialog, which gives the focus back to where it was, and then does what was asked for.
pub(super) fn after_closing(open: RwSignal<bool>, act: impl FnOnce() + 'static) {
    open.set(false);
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        act();
    });
}

/// What people type without a scheme is an address of the web; none for what leads nowhere or runs a script.
fn absolute(typed: &str) -> Option<String> {
    if typed.is_empty() || typed.contains(char::is_whitespace) {
        return None;
    }
    if typed.starts_with(['/', '#']) || ["mailto:", "tel:"].iter().any(|scheme| typed.starts_with(scheme)) {
        return Some(typed.to_owned());
    }
    if let Some((scheme, rest)) = typed.split_once("://") {
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        return (web && !rest.is_empty()).then(|| typed.to_owned());
    }
    if typed.contains('@') {
        return Some(format!("mailto:{typed}"));
    }
    // A host has a dot, and a colon only before its port.
    let host = typed.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let fits = name.contains('.') && port.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("https://{typed}"))
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn typed_addresses_become_whole() {
        let pairs = [
            ("example.com/a", "https://example.com/a"),
            ("http://example.com", "http://example.com"),
            ("/about", "/about"),
            ("#grip", "#grip"),
            ("ann@example.com", "mailto:ann@example.com"),
            ("tel:123", "tel:123"),
            ("example.com:8080/a", "https://example.com:8080/a"),
        ];
        for (typed, whole) in pairs {
            assert_eq!(absolute(typed).as_deref(), Some(whole));
        }
        for wrong in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.com",
            "two words",
            "nowhere",
            "https://",
        ] {
            assert_eq!(absolute(wrong), None, "{wrong}");
        }
    }
}
