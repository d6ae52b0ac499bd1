//! The site and sector that the Planner's pages are about: links that change the URL.

use igny8::services::{SelectOption, Session};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::state::session::CurrentSession;
use crate::state::site_filter::{SECTOR, SITE, SiteFilter, SiteSelection, page_of, takes_scope, with_place};
use crate::strings;
use crate::widgets::live::{follows, live};
use crate::widgets::{IconView, Menu};

/// The switch; there only on pages that can be narrowed.
#[component]
pub(super) fn PlaceSwitch() -> impl IntoView {
    let path = use_location().pathname;
    let page = Memo::new(move |_| {
        path.with(|path| page_of(path))
            .filter(|page| takes_scope(page))
            .map(|page| page.path)
    });
    let switch = move || page.get().map(|path| view! { <Switch path=path /> }.into_any());
    live(switch)
}

#[component]
fn Switch(path: &'static str) -> impl IntoView {
    let session = CurrentSession::expect().0;
    let scope = SiteFilter::expect();
    let query = use_query_map();
    let label = Memo::new(move |_| session.with(|session| name(session, &scope.get())));
    let rest = Memo::new(move |_| {
        query.with(|query| {
            let kept = query
                .clone()
                .into_iter()
                .filter(|(key, _)| ![SITE, SECTOR, "page"].contains(&key.as_ref()));
            kept.map(|(key, value)| format!("{key}={}", igny8::query::encode(&value)))
                .collect::<Vec<_>>()
                .join("&")
        })
    });
    let entry = move |label: String, place: SiteSelection| {
        let target = place.clone();
        let href = move || {
            let rest = rest.get();
            with_place(
                &if rest.is_empty() {
                    path.to_owned()
                } else {
                    format!("{path}?{rest}")
                },
                &target,
            )
        };
        let here = Memo::new(move |_| scope.get() == place);
        view! {
            <a href=follows(href) class="menu-item" role="menuitemradio" aria-checked=follows(move || here.get().to_string())>
                <span class="min-w-0 grow truncate">{label}</span>
                {live(move || here.get().then(|| view! { <IconView icon=icondata_lu::LuCheck /> }))}
            </a>
        }
        .into_any()
    };
    let sites = move || {
        let all = entry(strings::frame::ALL_SITES.to_owned(), SiteSelection::default());
        let each = session.with(|session| session.sites.clone());
        let each = each.into_iter().map(|site| {
            entry(
                site.label,
                SiteSelection {
                    site: site.id.to_string(),
                    sector: String::new(),
                },
            )
        });
        std::iter::once(all).chain(each).collect_view()
    };
    let sectors = move || {
        let place = scope.get();
        let session = session.get();
        let site = session
            .sites
            .iter()
            .find(|site| site.id.to_string() == place.site)
            .or_else(|| (session.sites.len() == 1).then(|| &session.sites[0]))?;
        let of: Vec<SelectOption> = session
            .sectors
            .iter()
            .filter(|sector| sector.parent == Some(site.id))
            .cloned()
            .collect();
        let site = site.id.to_string();
        let entries: Vec<_> = of
            .into_iter()
            .map(|sector| {
                entry(
                    sector.label,
                    SiteSelection {
                        site: site.clone(),
                        sector: sector.id.to_string(),
                    },
                )
            })
            .collect();
        Some(view! {
            <div class="my-1 border-t border-line" role="separator"></div>
            {entry(strings::frame::ALL_SECTORS.to_owned(), SiteSelection { site: site.clone(), sector: String::new() })}
            {entries}
        })
    };
    let trigger = move || {
        view! {
            <IconView icon=icondata_lu::LuGlobe />
            <span class="hidden max-w-48 truncate md:inline">{label}</span>
            <IconView icon=icondata_lu::LuChevronDown class="hidden size-4 text-muted md:inline" />
        }
    };
    view! {
        <Menu
            id="place"
            label=Signal::derive(move || format!("{}: {}", strings::frame::PLACE, label.get()))
            class="btn btn-ghost max-md:w-9 max-md:px-0"
            trigger=trigger
        >
            <div role="none" class="max-h-80 overflow-y-auto">
                {live(sites)}
                {live(sectors)}
            </div>
        </Menu>
    }
    .into_any()
}

fn name(session: &Session, place: &SiteSelection) -> String {
    let find = |all: &[SelectOption], id: &str| {
        all.iter()
            .find(|one| one.id.to_string() == id)
            .map(|one| one.label.clone())
    };
    match (
        find(&session.sites, &place.site),
        find(&session.sectors, &place.sector),
    ) {
        (Some(site), Some(sector)) => format!("{site} · {sector}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => strings::frame::ALL_SITES.to_owned(),
    }
}
