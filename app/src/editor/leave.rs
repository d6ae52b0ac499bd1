//! Nothing is lost when somebody goes: the tab is hidden or closed, or another page of the app opens.

use igny8::writer::article::{Edit, Saved};
use leptos::ev;
use leptos::prelude::*;

use super::draft;
use super::save::Way;
use super::state::ArticleEditor;
use crate::server_fns;
use crate::versioned::on_save_keys;

/// Watches the tab as long as the editor is there; in a browser only.
pub(super) fn watch(editor: ArticleEditor) {
    Effect::new(move |_| {
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                editor.save(Way::Leaving);
            }
        });
        let closing = window_event_listener(ev::beforeunload, move |event| {
            // What was typed in the last moment is told by asking.
            editor.body.get_untracked().html();
            if untrack(move || editor.is_dirty()) {
                editor.keep();
                editor.save(Way::Leaving);
                event.prevent_default();
            }
        });
        let online = window_event_listener_untyped("online", move |_| {
            editor.save(Way::Plain);
        });
        on_cleanup(move || {
            hidden.remove();
            closing.remove();
            online.remove();
        });
    });
    on_save_keys(move || editor.save(Way::Plain));
    on_cleanup(move || leave(editor));
}

/// Saves what is not saved although its page goes. Where that fails, the browser keeps it and offers it the next time.
fn leave(editor: ArticleEditor) {
    let body = editor.body.get_untracked();
    body.html();
    let dirty = editor.may && untrack(move || editor.is_dirty());
    if dirty && editor.theirs.with_untracked(Option::is_none) {
        let id = editor.id;
        let edit = Edit {
            version: editor.base.get_untracked(),
            text: editor.text.get_untracked(),
        };
        leptos::task::spawn_local(async move {
            if let Ok(Saved::Saved { .. }) = server_fns::save_article(id, edit).await {
                draft::forget(id);
            }
        });
    }
    body.destroy();
}
