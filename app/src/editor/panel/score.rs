//! The score as it will be when the text is saved as it is: a ring with the total, and what each part asks for.

use igny8::choice::Tone;
use igny8::writer::facts::Facts;
use igny8::writer::score::{Part, Score, score as score_of};
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::badge::tone_text;
use crate::widgets::{IconView, Notice};

/// Milliseconds without a change after which it is worked out again.
const DEBOUNCE: u32 = 400;

/// The score.
pub(super) fn score(editor: ArticleEditor) -> AnyView {
    let found = RwSignal::new(untrack(move || work_out(editor)));
    let turn = StoredValue::new(0_u32);
    Effect::new(move |first: Option<()>| {
        editor.text.track();
        editor.stored.track();
        if first.is_none() {
            return;
        }
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if turn.try_get_value() == Some(mine) {
                let next = untrack(move || work_out(editor));
                if found.with_untracked(|now| *now != next) {
                    found.set(next);
                }
            }
        });
    });
    let total = Memo::new(move |_| found.with(|score| score.total));
    let cap = Memo::new(move |_| found.with(|score| score.cap.clone()));
    let parts = move || found.get().parts.into_iter().map(row).collect_view();
    view! {
        <div class="mb-3 flex items-center gap-4">
            {ring(total)}
            <p class="text-muted">{move || words::score(total.get())}</p>
        </div>
        {move || cap.get().map(|cap| view! { <div class="mb-3"><Notice tone=Tone::Warn text=cap.advice /></div> })}
        <ul class="divide-y divide-line">{parts}</ul>
    }
    .into_any()
}

fn work_out(editor: ArticleEditor) -> Score {
    let mut document = editor.stored.get();
    document.text = editor.text.get();
    score_of(&Facts::of_document(&document))
}

fn tone(points: u8, most: u8) -> Tone {
    match (u16::from(points) * 100).checked_div(u16::from(most)) {
        Some(80..) => Tone::Good,
        Some(50..) => Tone::Warn,
        _ => Tone::Bad,
    }
}

fn ring(total: Memo<u8>) -> AnyView {
    let look = move || {
        format!(
            "relative flex size-16 shrink-0 items-center justify-center {}",
            tone_text(tone(total.get(), 100))
        )
    };
    view! {
        <div class=look>
            <svg class="absolute inset-0 size-16 -rotate-90" viewBox="0 0 64 64" fill="none" stroke-width="6" aria-hidden="true">
                <circle cx="32" cy="32" r="28" class="stroke-sunken"></circle>
                <circle
                    cx="32"
                    cy="32"
                    r="28"
                    pathLength="100"
                    stroke="currentColor"
                    stroke-linecap="round"
                    stroke-dasharray=move || format!("{} 100", total.get())
                ></circle>
            </svg>
            <span class="text-xl font-semibold text-ink tabular-nums">{move || total.get()}</span>
        </div>
    }
    .into_any()
}

fn row(part: Part) -> AnyView {
    let tone = tone(part.points, part.most);
    let (icon, done) = match tone {
        _ if part.points == part.most => (icondata_lu::LuCircleCheck, Tone::Good),
        Tone::Good | Tone::Warn => (icondata_lu::LuCircleDot, Tone::Warn),
        _ => (icondata_lu::LuCircleX, Tone::Bad),
    };
    let advice = (!part.advice.is_empty()).then(|| view! { <p class="text-sm text-muted">{part.advice}</p> });
    view! {
        <li class="flex gap-2 py-2">
            <span class=format!("mt-0.5 {}", tone_text(done))>
                <IconView icon=icon />
            </span>
            <div class="min-w-0 grow">
                <p class="flex justify-between gap-3">
                    <span>{part.label}</span>
                    <span class="text-sm whitespace-nowrap text-muted tabular-nums">
                        {words::points(part.points, part.most)}
                    </span>
                </p>
                {advice}
            </div>
        </li>
    }
    .into_any()
}
