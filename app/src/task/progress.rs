//! How far a run is: its phases, percent and message, and in the end what came of it.

use igny8::choice::Tone;
use igny8::job_run::{JobRun, Phase, Status};
use igny8::jobs::Job;
use leptos::prelude::*;

use super::run::Run;
use super::summary::{Link, summary};
use super::{controls, log, parts};
use crate::strings::task as words;
use crate::widgets::{Badge, IconView, Notice, ProgressBar, Skeleton};

/// The progress of a run with its controls and its log; `minimise` leaves it to the tray.
pub fn progress(run: Run, minimise: Option<Callback<()>>) -> AnyView {
    // Parts are drawn anew only when what they show changed, so that the focus and an open log stay.
    let status = Memo::new(move |_| run.task().map(|task| (task.status, task.phase)));
    // What a run of many rows does, its parts show.
    let steps = Memo::new(move |_| {
        let function = run.task().filter(|task| task.children == 0)?.function;
        Job::parse(&function).map(Job::steps)
    });
    let percent = Signal::derive(move || run.task().map_or(0, |task| task.percent));
    let tone = Signal::derive(move || status.get().and_then(|(status, _)| bar_tone(status)));
    let message = Memo::new(move |_| run.task().and_then(|task| task.message));
    let outcome = Memo::new(move |_| {
        run.task()
            .filter(|task| task.status.is_terminal() || task.status == Status::RetryWait)
    });
    let known = Memo::new(move |_| status.with(Option::is_some));
    let failure = move || {
        let failure = run.failure()?;
        Some(view! { <Notice tone=Tone::Bad text=failure.0.detail /> })
    };
    let body = move || {
        if !known.get() {
            return run
                .failure()
                .is_none()
                .then(|| view! { <Skeleton lines=4 /> })
                .into_any();
        }
        view! {
            <div class="space-y-4">
                <div>
                    <div class="mb-2 flex items-center justify-between gap-3">
                        {move || status.get().map(|(status, _)| badge(status))}
                        <span class="font-medium tabular-nums">{move || format!("{}%", percent.get())}</span>
                    </div>
                    <ProgressBar percent=percent label=words::WORKING tone=tone />
                    <p class="mt-2 min-h-5 text-muted">{move || message.get()}</p>
                </div>
                {move || status.get().zip(steps.get()).map(|((status, phase), steps)| phases(steps, status, phase))}
                {move || outcome.get().map(|task| ended(&task))}
                {controls::controls(run, minimise)}
                {parts::parts(run)}
                {log::log(run)}
            </div>
        }
        .into_any()
    };
    view! {
        {failure}
        {body}
    }
    .into_any()
}

fn badge(status: Status) -> AnyView {
    let choice = status.choice();
    view! { <Badge tone=choice.tone text=choice.label /> }.into_any()
}

fn bar_tone(status: Status) -> Option<Tone> {
    match status {
        Status::Queued | Status::Running => None,
        Status::Succeeded => Some(Tone::Good),
        Status::RetryWait | Status::Cancelled => Some(Tone::Warn),
        Status::Failed | Status::Dead => Some(Tone::Bad),
    }
}

/// The steps of its function in order, with the current one marked.
fn phases(steps: &'static [(Phase, &'static str)], status: Status, now: Phase) -> AnyView {
    let reached = steps.iter().rposition(|(phase, _)| phase.span() <= now.span());
    let items = steps.iter().enumerate().map(|(i, (_, label))| {
        let done = reached.is_some_and(|reached| i < reached) || status == Status::Succeeded;
        let current = reached == Some(i) && !done;
        let (icon, look) = match (done, current, status.is_terminal()) {
            (true, ..) => (icondata_lu::LuCircleCheck, "text-good"),
            (_, true, true) => (icondata_lu::LuCircleX, "text-bad"),
            (_, true, false) => (icondata_lu::LuLoaderCircle, "text-link"),
            _ => (icondata_lu::LuCircle, "text-muted"),
        };
        let spin = if current && !status.is_terminal() {
            "size-4 shrink-0 animate-spin"
        } else {
            "size-4 shrink-0"
        };
        let text = if current { "font-medium" } else { "text-muted" };
        view! {
            <li class="flex items-center gap-2" aria-current=current.then_some("step")>
                <span class=look>
                    <IconView icon=icon class=spin />
                </span>
                <span class=text>{*label}</span>
            </li>
        }
    });
    view! {
        <ol class="grid grid-cols-2 gap-x-4 gap-y-1.5 text-sm sm:grid-cols-3" aria-label=words::PHASES>
            {items.collect_view()}
        </ol>
    }
    .into_any()
}

/// How it ended, or why it waits.
fn ended(task: &JobRun) -> AnyView {
    let (tone, text) = match task.status {
        Status::Succeeded => return done(task),
        Status::Cancelled => (Tone::Warn, words::CANCELLED.to_owned()),
        Status::RetryWait => (Tone::Warn, with_reason(words::WAITS, task)),
        Status::Dead => (Tone::Bad, with_reason(words::DEAD, task)),
        Status::Failed | Status::Queued | Status::Running => (
            Tone::Bad,
            task.error.clone().unwrap_or_else(|| words::FAILED.to_owned()),
        ),
    };
    view! { <Notice tone=tone text=text /> }.into_any()
}

fn with_reason(sentence: &str, task: &JobRun) -> String {
    task.error
        .as_ref()
        .map_or_else(|| sentence.to_owned(), |error| format!("{sentence} {error}"))
}

fn done(task: &JobRun) -> AnyView {
    summary(task)
        .map(|summary| {
            view! {
                <Notice tone=Tone::Good text=summary.text>
                    <p class="mt-1 flex flex-wrap gap-x-4 gap-y-1">{summary.links.into_iter().map(link).collect_view()}</p>
                </Notice>
            }
        })
        .into_any()
}

fn link(link: Link) -> AnyView {
    let class = "inline-block min-h-6 font-medium underline underline-offset-2";
    if link.download {
        view! { <a class=class href=link.href download="">{link.label}</a> }.into_any()
    } else {
        view! { <a class=class href=link.href>{link.label}</a> }.into_any()
    }
}
