//! Somebody else saved meanwhile: what differs, and two choices that lose nothing.

use igny8::choice::Tone;
use igny8::writer::article::Change;
use leptos::prelude::*;

use super::{Kind, Versioned, changes};
use crate::strings::versioned as words;
use crate::widgets::{Dialog, Notice};

/// What is asked.
pub(crate) struct Question {
    /// The heading.
    pub(crate) title: &'static str,
    /// What happened.
    pub(crate) text: Signal<String>,
    /// The verb of the button that gives up mine.
    pub(crate) take_label: &'static str,
    /// Shows theirs.
    pub(crate) take: Callback<()>,
    /// Saves mine over theirs.
    pub(crate) keep: Callback<()>,
    /// What follows from no answer: nothing is saved, and the next save asks again.
    pub(crate) unanswered: Callback<()>,
    /// How far the choice is.
    pub(crate) step: Step,
}

/// A choice that is being carried out, and why it could not be.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// Whether it is under way.
    pub(crate) busy: RwSignal<bool>,
    /// One sentence.
    pub(crate) fault: RwSignal<Option<String>>,
}

impl Step {
    /// None is gone yet.
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            fault: RwSignal::new(None),
        }
    }
}

/// The dialog; it opens by itself.
pub(crate) fn dialog<K: Kind>(of: Versioned<K>, question: Question) -> AnyView {
    let there = Signal::derive(move || of.theirs.with(Option::is_some));
    let unanswered = question.unanswered;
    let closed = Callback::new(move |()| {
        if of.theirs.with_untracked(Option::is_some) {
            of.theirs.set(None);
            unanswered.run(());
        }
    });
    let found = Callback::new(move |()| {
        let theirs = of.theirs.get()?;
        let theirs = K::text(&theirs);
        Some(of.text.with_untracked(|mine| K::changes(&theirs, mine)))
    });
    draw(there, found, K::field, closed, question)
}

/// The same for every kind of text; `found` tracks what somebody else saved.
fn draw(
    there: Signal<bool>,
    found: Callback<(), Option<Vec<Change>>>,
    field: fn(&str) -> &'static str,
    closed: Callback<()>,
    question: Question,
) -> AnyView {
    let Question {
        title,
        text,
        take_label,
        take,
        keep,
        step: Step { busy, fault },
        ..
    } = question;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let there = there.get();
        if there {
            fault.set(None);
        }
        open.set(there);
    });
    let content = move || {
        let found = found.run(())?;
        Some(view! {
            <p class="mb-3">{move || text.get()}</p>
            <p class="mb-3 text-sm text-muted">{words::CONFLICT_MARKS}</p>
            <div class="mb-4 max-h-[45dvh] overflow-y-auto" tabindex="0" role="group" aria-label=words::DIFFERENCES>
                {changes(found, field)}
            </div>
            {move || fault.get().map(|text| view! { <div class="mb-3"><Notice tone=Tone::Bad text=text /></div> })}
            <div class="dialog-foot">
                <button
                    type="button"
                    class="btn h-auto min-h-9 py-1 whitespace-normal"
                    disabled=move || busy.get()
                    on:click=move |_| take.run(())
                >
                    {take_label}
                </button>
                <button
                    type="button"
                    class="btn btn-primary h-auto min-h-9 py-1 whitespace-normal"
                    disabled=move || busy.get()
                    on:click=move |_| keep.run(())
                >
                    {words::KEEP_MINE}
                </button>
            </div>
        })
    };
    view! {
        <Dialog open=open id="conflict" title=title.to_owned() wide=true on_close=closed>
            {content}
        </Dialog>
    }
    .into_any()
}
