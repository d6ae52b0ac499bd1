//! Planner › Clusters › Adjust: how broad the clusters of a sector are, with a preview of all that it would change.

mod changes;
mod save;
mod why;

use igny8::choice::Tone;
use igny8::permission::Verb;
use igny8::planner::keywords::PAGE as KEYWORDS;
use igny8::planner::recut::{NARROWEST, Recut, RecutSettings, Tally};
use igny8::resource::Resource as Of;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use uuid::Uuid;

use crate::server_fns::{self, Failure};
use crate::state::session::CurrentSession;
use crate::state::site_filter::{SECTOR, SiteFilter};
use crate::strings::clusters as words;
use crate::strings::number::count;
use crate::widgets::{Empty, Notice, PageHead, Skeleton, failed};

pub use why::WhyHere;

/// Milliseconds without a move after which the server is asked.
const DEBOUNCE: u32 = 200;
/// The steps of the slider.
const STEP: u8 = 5;

/// What the screen knows.
#[derive(Clone, Copy)]
struct Explorer {
    sector: Memo<Option<Uuid>>,
    /// Where the slider is; none until somebody moves it.
    wanted: RwSignal<Option<u8>>,
    preview: Resource<Option<Result<Recut, Failure>>>,
    /// The last preview that came.
    shown: RwSignal<Option<Recut>>,
    saving: RwSignal<bool>,
    /// What was saved last, and can be undone.
    saved: RwSignal<Option<(Uuid, String)>>,
    told: RwSignal<Option<(Tone, String)>>,
}

/// The page.
#[component]
pub fn ClusterExplorer() -> impl IntoView {
    let session = CurrentSession::expect();
    let head = || {
        view! {
            <PageHead title=words::TITLE text=words::PURPOSE>
                <a class="btn" href=move || SiteFilter::expect().link(igny8::planner::clusters::PAGE.path)>
                    {words::BACK}
                </a>
            </PageHead>
        }
    };
    if !session.may(Verb::Act, Of::Clusters) {
        return view! { {head()} <Notice tone=Tone::Info text=words::NOT_ALLOWED /> }.into_any();
    }
    let query = use_query_map();
    // The sector that the address names, or else the first one.
    let sector = Memo::new(move |_| {
        let named = query.with(|query| query.get_str(SECTOR).and_then(|id| id.parse::<Uuid>().ok()));
        session.0.with(|session| {
            let known = |id: &Uuid| session.sectors.iter().any(|sector| sector.id == *id);
            named
                .filter(known)
                .or_else(|| session.sectors.first().map(|sector| sector.id))
        })
    });
    let asked = RwSignal::new(None::<u8>);
    let preview = Resource::new(
        move || (sector.get(), asked.get()),
        |(sector, narrowness)| async move {
            let sector_id = sector?;
            Some(
                server_fns::preview_recut(RecutSettings {
                    sector_id,
                    narrowness,
                })
                .await,
            )
        },
    );
    let explorer = Explorer {
        sector,
        wanted: RwSignal::new(None),
        preview,
        shown: RwSignal::new(None),
        saving: RwSignal::new(false),
        saved: RwSignal::new(None),
        told: RwSignal::new(None),
    };
    // Another sector begins at its own setting.
    Effect::new(move |before: Option<Option<Uuid>>| {
        let now = sector.get();
        if before.is_some_and(|before| before != now) {
            explorer.wanted.set(None);
            explorer.saved.set(None);
            explorer.told.set(None);
            explorer.shown.set(None);
            asked.set(None);
        }
        now
    });
    // What is asked follows the slider once it rests; a request that nobody waits for is taken back.
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let wanted = explorer.wanted.get();
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if turn.try_get_value() == Some(mine) && asked.try_get_untracked() != Some(wanted) {
                asked.try_set(wanted);
            }
        });
    });
    Effect::new(move |_| {
        if let Some(Some(Ok(recut))) = preview.get() {
            explorer.shown.set(Some(recut));
        }
    });
    let some = move || sector.with(Option::is_some);
    view! {
        {head()}
        <Show when=some fallback=|| view! { <Notice tone=Tone::Info text=words::NO_SECTOR /> }>
            <section class="card mb-4 p-5">{sectors(session, sector)} {slider(explorer)} {foot(explorer)}</section>
            {save::outcome(explorer)}
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match preview.await {
                        None => ().into_any(),
                        Some(Ok(recut)) => drawn(&recut),
                        Some(Err(failure)) => failed(&failure, Callback::new(move |()| preview.refetch())),
                    }
                })}
            </Transition>
        </Show>
    }
    .into_any()
}

fn sectors(session: CurrentSession, chosen: Memo<Option<Uuid>>) -> AnyView {
    let navigate = use_navigate();
    let choose = move |event| {
        let sector = event_target_value(&event);
        let path = format!("{}/adjust?{SECTOR}={sector}", igny8::planner::clusters::PAGE.path);
        navigate(&path, leptos_router::NavigateOptions::default());
    };
    let options = move || {
        session.0.with(|session| {
            let option = |sector: &igny8::services::SelectOption| {
                let site = session.sites.iter().find(|site| Some(site.id) == sector.parent);
                let label = match site {
                    Some(site) => format!("{} \u{203a} {}", site.label, sector.label),
                    None => sector.label.clone(),
                };
                let selected = chosen.get() == Some(sector.id);
                view! { <option value=sector.id.to_string() selected=selected>{label}</option> }
            };
            session.sectors.iter().map(option).collect_view()
        })
    };
    view! {
        <div class="mb-4 max-w-sm">
            <label for="recut-sector" class="mb-1 block font-medium">{words::SECTOR}</label>
            <select id="recut-sector" class="input" on:change=choose>{options}</select>
        </div>
    }
    .into_any()
}

fn slider(explorer: Explorer) -> AnyView {
    let value = move || {
        let shown = explorer
            .shown
            .with(|shown| shown.as_ref().map(|recut| recut.narrowness));
        explorer.wanted.get().or(shown).unwrap_or(NARROWEST / 2)
    };
    let slide = move |event| {
        if let Ok(value) = event_target_value(&event).parse::<u8>() {
            explorer.told.set(None);
            explorer.wanted.set(Some(value.min(NARROWEST)));
        }
    };
    view! {
        <label for="recut-narrowness" class="mb-1 block font-medium">{words::SIZE}</label>
        <div class="flex items-center gap-3">
            <span class="text-muted" aria-hidden="true">{words::BROAD}</span>
            <input
                id="recut-narrowness"
                type="range"
                class="h-6 min-w-0 grow accent-brand"
                min="0"
                max=NARROWEST.to_string()
                step=STEP.to_string()
                prop:value=move || value().to_string()
                aria-valuetext=move || words::narrowness(value())
                aria-describedby="recut-help"
                on:input=slide
            />
            <span class="text-muted" aria-hidden="true">{words::NARROW}</span>
        </div>
        <p id="recut-help" class="mt-1 text-sm text-muted">{words::HELP}</p>
    }
    .into_any()
}

/// The sentence on what would change, and the buttons.
fn foot(explorer: Explorer) -> AnyView {
    let rests = move || {
        let wanted = explorer.wanted.get();
        explorer.shown.with(|shown| {
            shown.as_ref().is_some_and(|recut| {
                wanted.is_none_or(|wanted| wanted == recut.narrowness)
                    && Some(recut.sector_id) == explorer.sector.get()
            })
        })
    };
    let said = move || {
        if !rests() {
            return words::COMPARING.to_owned();
        }
        explorer.shown.with(|shown| {
            let Some(recut) = shown else { return String::new() };
            if is_same(recut) {
                words::SAME.to_owned()
            } else {
                words::summary(recut.moved, recut.now.clusters, recut.then.clusters)
            }
        })
    };
    let same = move || {
        explorer.shown.with(|shown| {
            shown
                .as_ref()
                .is_none_or(|recut| is_same(recut) && recut.narrowness == recut.narrowness_now)
        })
    };
    let blocked = move || explorer.saving.get() || same() || !rests();
    let moved = move || {
        explorer.shown.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|recut| recut.narrowness != recut.narrowness_now)
        })
    };
    let reset = move |_| {
        let now = explorer
            .shown
            .with_untracked(|shown| shown.as_ref().map(|recut| recut.narrowness_now));
        explorer.wanted.set(now);
    };
    view! {
        <div class="mt-4 flex flex-wrap items-center justify-between gap-3">
            <p class="font-medium" role="status" aria-live="polite">{said}</p>
            <div class="flex flex-wrap gap-2">
                <button type="button" class="btn" disabled=move || !moved() on:click=reset>
                    {words::RESET}
                </button>
                <button type="button" class="btn btn-primary" disabled=blocked on:click=move |_| save::save(explorer)>
                    {move || if explorer.saving.get() { words::SAVING } else { words::SAVE }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Whether a preview leaves all keywords where they are.
const fn is_same(recut: &Recut) -> bool {
    recut.moved == 0
        && recut.now.clustered == recut.then.clustered
        && recut.now.clusters == recut.then.clusters
}

fn drawn(recut: &Recut) -> AnyView {
    let waiting = (recut.waiting > 0).then(|| {
        view! { <div class="mb-4"><Notice tone=Tone::Info text=words::waiting(recut.waiting) /></div> }
    });
    if recut.keywords == 0 {
        let href = SiteFilter::expect().link(KEYWORDS.path);
        return view! {
            <Empty icon=icondata_lu::LuBoxes title=words::TITLE text=words::NOTHING>
                <a class="btn btn-primary" href=href>{words::GO_TO_KEYWORDS}</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        {waiting}
        <div class="grid gap-4 lg:grid-cols-2">
            <section class="card min-w-0 p-5" aria-labelledby="recut-changes">
                <h2 id="recut-changes" class="mb-3 text-lg font-semibold">{words::CHANGES}</h2>
                {tallies(recut.now, recut.then)}
                {changes::changes(recut)}
            </section>
            <section class="card min-w-0 p-5" aria-labelledby="recut-largest">
                <h2 id="recut-largest" class="mb-3 text-lg font-semibold">{words::LARGEST}</h2>
                {changes::largest(recut)}
            </section>
        </div>
    }
    .into_any()
}

/// What there is beside what there would be.
fn tallies(now: Tally, then: Tally) -> AnyView {
    let line = |name: &'static str, now: u64, then: u64| {
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-1.5 pr-3 text-left font-normal text-muted">{name}</th>
                <td class="py-1.5 pl-3 text-right tabular-nums">{count(now)}</td>
                <td class="py-1.5 pl-3 text-right font-medium tabular-nums">{count(then)}</td>
            </tr>
        }
    };
    view! {
        <table class="mb-4 w-full text-sm">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col" class="py-1 pl-3 text-right font-medium">{words::NOW}</th>
                    <th scope="col" class="py-1 pl-3 text-right font-medium">{words::THEN}</th>
                </tr>
            </thead>
            <tbody>
                {line(words::CLUSTERS, now.clusters, then.clusters)}
                {line(words::CLUSTERED, now.clustered, then.clustered)}
                {line(words::UNCLUSTERED, now.unclustered, then.unclustered)}
            </tbody>
        </table>
    }
    .into_any()
}
