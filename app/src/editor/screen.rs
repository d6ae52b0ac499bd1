//! The screen: the head, the text on the left, the panels on the right, below it on a phone.

use igny8::writer::article::Article;
use leptos::prelude::*;

use super::state::ArticleEditor;
use super::{body, conflict, edits, head, leave, live, panel, recover, title};
use crate::strings::{editor as words, form};

/// The screen of an article as it was read.
pub(super) fn screen(article: Article) -> AnyView {
    let editor = ArticleEditor::new(article);
    leave::watch(editor);
    live::watch(editor);
    let ask = RwSignal::new(None);
    view! {
        {head::head(editor, ask)}
        <noscript>
            <p class="mb-3 text-sm text-warn">{form::NEEDS_SCRIPT}</p>
        </noscript>
        {recover::offer(editor)}
        {edits::banner(editor, ask)}
        {live::banner(editor)}
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="min-w-0">
                {title::title(editor)}
                <div id="article-body" class="card has-[.ProseMirror-focused]:border-link">{body::body(editor)}</div>
            </div>
            <section id="article-panels" class="min-w-0 scroll-mt-18 lg:sticky lg:top-18 lg:max-h-[calc(100dvh-5.5rem)] lg:overflow-y-auto" aria-label=words::PANELS>
                {panel::panels(editor)}
            </section>
        </div>
        {conflict::dialog(editor)}
    }
    .into_any()
}
