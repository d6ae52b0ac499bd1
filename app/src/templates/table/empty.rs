//! What the list says while it shows no rows: what the page is for, that filters hide all, or what is wrong.

use igny8::choice::Tone;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::services::Page;
use leptos::prelude::*;

use super::state::ListState;
use super::table::Table;
use crate::state::site_filter::SiteFilter;
use crate::strings::table as words;
use crate::widgets::icon::drawing;
use crate::widgets::{Empty, Notice};

/// Why no row shows, and what to do next.
pub(super) fn empty(table: Table, state: &ListState, listing: &Page) -> AnyView {
    let page = table.page;
    if listing.count > 0 {
        let first = state.with(|_| ()).href(page);
        return view! {
            <Empty icon=drawing(page.icon) title=words::PAST_THE_END text=words::PAST_THE_END_HELP>
                <a class="btn" href=first>{words::FIRST}</a>
            </Empty>
        }
        .into_any();
    }
    if state.is_narrowed() {
        let reset = state.reset().href(page);
        return view! {
            <Empty icon=icondata_lu::LuSearchX title=words::NOTHING_FOUND text=words::NOTHING_FOUND_HELP>
                <a class="btn" href=reset data-noscroll="true">{words::RESET_FILTERS}</a>
            </Empty>
        }
        .into_any();
    }
    let create = move || {
        let may = table.may(Verb::Create);
        let brings = page.wizard.filter(|(screen, _)| screen.brings_rows());
        let wizard = brings.filter(|_| may).map(|(screen, label)| {
            let href = SiteFilter::expect().link(&format!("{}/{}", page.path, screen.segment()));
            view! { <a class="btn btn-primary" href=href>{label}</a> }
        });
        let look = if brings.is_some() {
            "btn"
        } else {
            "btn btn-primary"
        };
        let create = page.create.filter(|_| may).map(|label| {
            view! { <a class=look href=table.new_href() data-noscroll="true">{label}</a> }
        });
        view! {
            {wizard}
            {create}
        }
    };
    view! {
        <Empty icon=drawing(page.icon) title=words::none_yet(page.resource()) text=page.purpose>
            {create}
        </Empty>
    }
    .into_any()
}

/// What the address asks for and the list does not have; nothing where it has all of it.
pub(super) fn bad_address(table: Table) -> AnyView {
    let faults = move || {
        table
            .state
            .with(|state| state.as_ref().err().map(|problem| faults(table, problem)))
    };
    faults.into_any()
}

fn faults(table: Table, problem: &Problem) -> AnyView {
    let fault = |(key, messages): (&String, &Vec<String>)| {
        view! {
            <li>
                <code class="font-mono">{key.clone()}</code>
                ": "
                {messages.join(" ")}
            </li>
        }
        .into_any()
    };
    let faults: Vec<AnyView> = problem.errors.iter().map(fault).collect();
    view! {
        <Notice tone=Tone::Bad text=words::BAD_URL>
            <ul class="mt-1 list-inside list-disc">{faults}</ul>
            <a class="btn btn-sm mt-3" href=table.page.path>{words::RESET_VIEW}</a>
        </Notice>
    }
    .into_any()
}
