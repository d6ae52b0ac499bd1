//! Several short words in one input: Enter or a comma ends one, Backspace takes the last away.

use leptos::ev;
use leptos::prelude::*;

use crate::state::browser;
use crate::strings::editor as words;
use crate::widgets::IconView;

/// What the input is for, and how it reads and writes its words.
#[derive(Clone, Copy)]
pub(super) struct Tokens {
    /// The id of the input.
    pub(super) id: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// The words now.
    pub(super) read: Signal<Vec<String>>,
    /// Takes other words.
    pub(super) write: Callback<Vec<String>>,
    /// Whether they can be changed.
    pub(super) enabled: Signal<bool>,
}

/// The input with its words before it.
pub(super) fn tokens(field: Tokens) -> AnyView {
    let typed = RwSignal::new(String::new());
    let keys = move |event: ev::KeyboardEvent| {
        let empty = typed.with_untracked(|typed| typed.trim().is_empty());
        match event.key().as_str() {
            "Enter" | "," if !empty => field.add(typed),
            // Neither sends a form nor types a comma.
            "Enter" | "," => {}
            "Backspace" if empty => field.remove_last(),
            _ => return,
        }
        if event.key() != "Backspace" || empty {
            event.prevent_default();
        }
    };
    let items = move || {
        let enabled = field.enabled.get();
        field
            .read
            .get()
            .into_iter()
            .map(|word| {
                let gone = word.clone();
                let remove = enabled.then(|| {
                    view! {
                        <button
                            type="button"
                            class="-mr-1.5 inline-flex size-6 items-center justify-center rounded-full hover:bg-bg"
                            aria-label=words::remove(&word)
                            on:click=move |_| {
                                field.remove(&gone);
                                browser::focus(field.id);
                            }
                        >
                            <IconView icon=icondata_lu::LuX class="size-3 shrink-0" />
                        </button>
                    }
                });
                view! {
                    <li class="inline-flex h-6 max-w-full items-center gap-1 rounded-full bg-sunken px-2.5 text-sm">
                        <span class="truncate">{word}</span>
                        {remove}
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div>
            <label for=field.id class="mb-1 block font-medium">
                {field.label}
            </label>
            <ul class="mb-1.5 flex flex-wrap gap-1.5 empty:hidden" aria-label=field.label>
                {items}
            </ul>
            <input
                id=field.id
                class="input"
                type="text"
                autocomplete="off"
                placeholder=words::TOKENS_HINT
                disabled=move || !field.enabled.get()
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    // Several at once, such as pasted.
                    if typed.with_untracked(|typed| typed.contains([',', '\n'])) {
                        field.add(typed);
                    }
                }
                on:keydown=keys
                on:blur=move |_| field.add(typed)
            />
        </div>
    }
    .into_any()
}

impl Tokens {
    fn add(self, typed: RwSignal<String>) {
        let text = typed.get_untracked();
        let added = joined(self.read.get_untracked(), &text);
        typed.set(String::new());
        if let Some(added) = added {
            self.write.run(added);
        }
    }

    fn remove(self, word: &str) {
        let mut all = self.read.get_untracked();
        all.retain(|one| one != word);
        self.write.run(all);
    }

    fn remove_last(self) {
        let mut all = self.read.get_untracked();
        if all.pop().is_some() {
            self.write.run(all);
        }
    }
}

/// The words with those that were typed after them; none where nothing is new.
fn joined(mut all: Vec<String>, typed: &str) -> Option<Vec<String>> {
    let before = all.len();
    for word in typed.split([',', '\n']) {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = all.iter().any(|one| one.to_lowercase() == word.to_lowercase());
        if !word.is_empty() && !known {
            all.push(word);
        }
    }
    (all.len() > before).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn typed_words_are_added_once() {
        let all = || vec!["Shoes".to_owned()];
        assert_eq!(joined(all(), " shoes ,"), None);
        assert_eq!(
            joined(all(), "trail  running, ,SHOES,mud"),
            Some(vec![
                "Shoes".to_owned(),
                "trail running".to_owned(),
                "mud".to_owned()
            ])
        );
    }
}
