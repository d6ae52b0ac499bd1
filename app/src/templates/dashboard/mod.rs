//! The dashboard template: figures, what to do next, charts, what ran lately.

mod chart;
mod kpi;
mod line;
mod periods;
mod recent;
mod size;
mod steps;
mod todo;

use igny8::choice::Tone;
use igny8::page::DashboardPage;
use igny8::services::Dashboard;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::server_fns;
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::strings::dashboard as words;
use crate::widgets::{Notice, PageHead, Skeleton, failed, suspended};

/// A dashboard page; it is renewed when a run ends.
#[component]
pub fn DashboardTemplate(
    /// The declaration.
    page: &'static DashboardPage,
) -> impl IntoView {
    let events = Events::expect();
    let search = use_location().search;
    let data = Resource::new_blocking(
        move || (search.get(), events.changed.get()),
        move |(query, _)| server_fns::dashboard(page.path.to_owned(), query),
    );
    view! {
        <PageHead title=page.title />
        <Transition fallback=|| view! { <Skeleton lines=8 /> }>
            {move || suspended(async move {
                match data.await {
                    Ok(data) => draw(page, data),
                    Err(failure) => failed(&failure, Callback::new(move |()| data.refetch())),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn draw(page: &'static DashboardPage, data: Dashboard) -> AnyView {
    let cards: Vec<_> = page
        .kpis
        .iter()
        .map(|kpi| kpi::card(kpi, value(&data, kpi.key), data.days))
        .collect();
    let charts: Vec<_> = page
        .charts
        .iter()
        .map(|chart| {
            let points = data.series.iter().find(|series| series.key == chart.key);
            chart::card(chart, points.cloned().unwrap_or_default())
        })
        .collect();
    let recent = (!page.runs.is_empty()).then(|| recent::card(data.recent.clone(), page.no_runs));
    let session = CurrentSession::expect();
    // An account that was opened after the day's welcome credits were given begins so.
    let no_credits = move || {
        let none = session.0.with(|session| session.credits <= 0);
        none.then(|| view! { <Notice tone=Tone::Warn text=words::no_credits() /> })
    };
    view! {
        <div class="space-y-4">
            {no_credits}
            {periods::choice(page, data.days)}
            {kpi::grid(cards)}
            {steps::card(page, &data)}
            {data.todo.as_ref().map(|todo| todo::card(todo))}
            <div class="grid gap-4 xl:grid-cols-2">{charts} {recent}</div>
        </div>
    }
    .into_any()
}

/// The figure with this key, now and a period ago.
fn value(data: &Dashboard, key: &str) -> Option<(f64, Option<f64>)> {
    data.figures
        .iter()
        .find(|figure| figure.key == key)
        .map(|figure| (figure.value, figure.before))
}
