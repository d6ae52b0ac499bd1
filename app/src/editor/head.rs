//! The head: how the article stands, whether it is saved, what it cost, and what can be done with it.

use igny8::choice::Tone;
use igny8::writer::content::ArticleStatus;
use leptos::prelude::*;

use super::save::Way;
use super::state::{ArticleEditor, Saving};
use super::{actions, body};
use crate::state::browser::in_browser;
use crate::state::open_record::OpenRecord;
use crate::strings::editor as words;
use crate::widgets::badge::tone_text;
use crate::widgets::price::Ask;
use crate::widgets::time::Moment;
use crate::widgets::{Badge, IconView, PageTitle};

/// The head.
pub(super) fn head(editor: ArticleEditor, ask: RwSignal<Option<Ask>>) -> AnyView {
    let title = Memo::new(move |_| editor.text.with(|text| text.title.clone()));
    let status = Memo::new(move |_| editor.stored.with(|document| (document.status, document.offline)));
    let writer = Memo::new(move |_| {
        editor
            .stored
            .with(|document| document.written_by.as_deref().map(words::written_by))
    });
    let outdated = Memo::new(move |_| editor.stored.with(|document| document.stale));
    let at = Memo::new(move |_| editor.stored.with(|document| document.published_at.clone()));
    let approved = Memo::new(move |_| {
        editor
            .stored
            .with(|document| document.approved.as_ref().map(words::approved_by))
    });
    let badges = move || {
        let (status, offline) = status.get();
        let state = status.choice();
        let is_out = matches!(
            status,
            ArticleStatus::Published | ArticleStatus::Scheduled | ArticleStatus::HandedOver
        );
        let offline = offline.then(|| {
            view! {
                <span class="badge tone-warn" title=words::OFFLINE_HELP>
                    {words::OFFLINE}
                </span>
                <a href="/system/integrations/new" class="link text-sm">
                    {words::CONNECT}
                </a>
            }
        });
        view! {
            <Badge tone=state.tone text=state.label />
            {(status == ArticleStatus::Scheduled).then(|| at.get()).flatten().map(|at| view! { <span class="text-sm"><Moment at=at /></span> })}
            {(status != ArticleStatus::Approved).then(|| approved.get()).flatten().map(|by| view! { <span title=by><Badge tone=Tone::Good text=words::APPROVED /></span> })}
            {(is_out && outdated.get()).then(|| view! { <Badge tone=Tone::Warn text=words::STALE /> })}
            {offline}
        }
    };
    // What cost nothing says nothing.
    let cost = Memo::new(move |_| {
        editor
            .stored
            .with(|document| (document.cost > 0.0).then(|| words::cost(document.cost)))
    });
    OpenRecord::tell(Signal::derive(move || Some((editor.id, title.get()))));
    view! {
        <PageTitle text=title />
        <h1 class="sr-only">{move || words::editing(&title.get())}</h1>
        <div class="mb-3 flex flex-wrap items-center justify-between gap-3">
            <div class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
                {badges}
                {saved(editor)}
                {body::counts(editor)}
                <p class="text-sm text-muted tabular-nums">{move || cost.get()}</p>
                <p class="text-sm text-muted">{move || writer.get()}</p>
            </div>
            {actions::actions(editor, ask)}
        </div>
        <a href="#article-panels" class="btn mb-3 w-full lg:hidden">
            {words::JUMP}
        </a>
    }
    .into_any()
}

/// Whether everything is saved; said aloud when it changes, not with every second.
fn saved(editor: ArticleEditor) -> AnyView {
    let clock = RwSignal::new(0_u32);
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            loop {
                gloo_timers::future::TimeoutFuture::new(5_000).await;
                if clock.try_update(|ticks| *ticks = ticks.wrapping_add(1)).is_none() {
                    return;
                }
            }
        });
    });
    let ago = RwSignal::new(None::<f64>);
    Effect::new(move |_| {
        clock.track();
        let at = editor.stored.with(|document| document.updated_at.clone());
        if in_browser() {
            let then = js_sys::Date::new(&at.into()).get_time();
            ago.set(Some((js_sys::Date::now() - then) / 1_000.0).filter(|seconds| seconds.is_finite()));
        }
    });
    let state = Memo::new(move |_| (editor.saving.get(), editor.is_dirty()));
    let text = move || match state.get() {
        (Saving::Going, _) => words::SAVING.to_owned(),
        (Saving::Failed { why, again }, _) => words::not_saved(&why, again),
        (Saving::Rest, true) => words::UNSAVED.to_owned(),
        (Saving::Rest, false) => match ago.get() {
            Some(seconds) => words::saved_ago(seconds),
            None => words::SAVED.to_owned(),
        },
    };
    // Saves follow each other closely; only what goes wrong is news, and that it is well again.
    let spoken = Memo::new(move |before: Option<&String>| {
        let before = before.cloned().unwrap_or_default();
        match state.get() {
            (Saving::Failed { why, again }, _) => words::not_saved(&why, again),
            (Saving::Rest, false) if !before.is_empty() => words::SAVED.to_owned(),
            _ => before,
        }
    });
    let failed = Memo::new(move |_| matches!(state.get().0, Saving::Failed { .. }));
    let icon = move || {
        let icon = match state.get() {
            (Saving::Failed { .. }, _) => icondata_lu::LuCloudOff,
            (Saving::Going, _) | (Saving::Rest, true) => icondata_lu::LuCloudUpload,
            (Saving::Rest, false) => icondata_lu::LuCloud,
        };
        view! { <IconView icon=icon /> }
    };
    let again = move || {
        failed.get().then(|| {
            view! {
                <button type="button" class="btn btn-sm" on:click=move |_| editor.save(Way::Plain)>
                    {words::SAVE_NOW}
                </button>
            }
        })
    };
    let look = move || {
        let tone = if failed.get() {
            tone_text(Tone::Bad)
        } else {
            "text-muted"
        };
        format!("flex min-w-0 items-center gap-1.5 text-sm {tone}")
    };
    view! {
        <p class=look id="article-saved" title=words::SAVE_KEYS>
            {icon}
            <span>{text}</span>
        </p>
        {again}
        <p class="sr-only" role="status" aria-live="polite">{move || spoken.get()}</p>
    }
    .into_any()
}
