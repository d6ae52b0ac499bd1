//! The article's pictures: what they show and whether they are there; they are made and changed on their own page.

use igny8::choice::Tone;
use igny8::writer::article::Picture;
use igny8::writer::images::ImageStatus;
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::{Badge, IconView};

/// The pictures by place.
pub(super) fn pictures(editor: ArticleEditor) -> AnyView {
    let all = Memo::new(move |_| editor.stored.with(|document| document.pictures.clone()));
    let items = move || all.get().into_iter().map(item).collect_view();
    view! {
        <Show when=move || all.with(Vec::is_empty)>
            <p class="text-muted">{words::NO_PICTURES}</p>
        </Show>
        <ul class="space-y-3">{items}</ul>
        <p class="mt-3 text-sm">
            <a class="link inline-flex min-h-6 items-center gap-1.5" href=format!("/writer/images?content_id={}", editor.id)>
                <IconView icon=icondata_lu::LuImages />
                {words::OPEN_IMAGES}
            </a>
        </p>
    }
    .into_any()
}

fn item(picture: Picture) -> AnyView {
    let (tone, state) = match picture.status {
        ImageStatus::Ready => (Tone::Good, words::PICTURE_READY),
        ImageStatus::Failed => (Tone::Bad, words::PICTURE_FAILED),
        ImageStatus::Prompt => (Tone::Neutral, words::PICTURE_PROMPT),
    };
    let name = words::picture_place(&picture);
    let shown = match &picture.src {
        Some(src) => view! {
            <img src=format!("{src}/thumb") alt="" width="80" height="60" loading="lazy" class="h-15 w-20 rounded-sm object-cover" />
        }
        .into_any(),
        None => view! {
            <span class="flex h-15 w-20 items-center justify-center rounded-sm bg-sunken text-muted">
                <IconView icon=icondata_lu::LuImage />
            </span>
        }
        .into_any(),
    };
    let alt = if picture.alt.is_empty() {
        words::NO_ALT.to_owned()
    } else {
        picture.alt
    };
    view! {
        <li class="flex gap-3">
            <span class="shrink-0">{shown}</span>
            <div class="min-w-0">
                <p class="flex flex-wrap items-center gap-2 font-medium">{name} <Badge tone=tone text=state /></p>
                <p class="text-sm break-words text-muted">{alt}</p>
            </div>
        </li>
    }
    .into_any()
}
