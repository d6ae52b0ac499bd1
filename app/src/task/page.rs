//! The page of one run: its progress, its facts and its log.

use igny8::choice::Tone;
use igny8::job_run::JobRun;
use igny8::services::JobRunDetail;
use leptos::prelude::*;
use uuid::Uuid;

use super::progress::progress;
use super::run::Run;
use crate::server_fns::{self, Failure};
use crate::state::open_record::OpenRecord;
use crate::state::toasts::leave_if_signed_out;
use crate::status::set_page_status;
use crate::strings::number::group;
use crate::strings::task as words;
use crate::task_words::function_label;
use crate::widgets::{Notice, PageHead, Skeleton, Time};

/// One run.
#[component]
pub fn TaskPage(
    /// Which one.
    id: Uuid,
) -> impl IntoView {
    let first = Resource::new_blocking(move || id, server_fns::task);
    let content = move || {
        first.get().map(|detail| match detail {
            Ok(detail) => shown(id, detail),
            Err(failure) => missing(&failure),
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton lines=6 /> }>{content}</Transition> }
}

fn shown(id: Uuid, detail: JobRunDetail) -> AnyView {
    let title = function_label(&detail.task);
    let first = detail.task.clone();
    let run = Run::watch(id, Some(detail));
    let facts = Memo::new(move |_| facts(&run.task().unwrap_or_else(|| first.clone())));
    let facts = move || {
        facts
            .get()
            .into_iter()
            .map(|(name, fact)| {
                let fact = match fact {
                    Fact::Number(number) => group(number).into_any(),
                    Fact::Time(at) => view! { <Time at=at /> }.into_any(),
                };
                view! {
                    <dt class="text-muted">{name}</dt>
                    <dd class="text-right tabular-nums">{fact}</dd>
                }
            })
            .collect_view()
    };
    let name = title.clone();
    OpenRecord::tell(Signal::derive(move || Some((id, name.clone()))));
    view! {
        <PageHead title=title>
            <a class="btn" href=igny8::system::tasks::PAGE.path>{words::BACK}</a>
        </PageHead>
        <div class="grid items-start gap-4 lg:grid-cols-[1fr_18rem]">
            <div class="card p-5">{progress(run, None)}</div>
            <dl class="card grid grid-cols-2 gap-y-2 p-5">{facts}</dl>
        </div>
    }
    .into_any()
}

fn missing(failure: &Failure) -> AnyView {
    leave_if_signed_out(failure);
    set_page_status(failure.0.status);
    view! {
        <PageHead title=words::RUN>
            <a class="btn" href=igny8::system::tasks::PAGE.path>{words::BACK}</a>
        </PageHead>
        <Notice tone=Tone::Bad text=failure.0.detail.clone() />
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq)]
enum Fact {
    Number(i64),
    Time(String),
}

fn facts(task: &JobRun) -> Vec<(&'static str, Fact)> {
    let times = [
        (words::ASKED, Some(task.created_at.clone())),
        (words::STARTED, task.started_at.clone()),
        (words::ENDED, task.finished_at.clone()),
    ];
    let times = times
        .into_iter()
        .filter_map(|(name, at)| Some((name, Fact::Time(at?))));
    let numbers = [
        (words::CREDITS, Fact::Number(task.credits)),
        (words::ATTEMPT, Fact::Number(i64::from(task.attempt))),
    ];
    numbers.into_iter().chain(times).collect()
}
