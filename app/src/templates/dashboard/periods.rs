//! The choice of the days that figures are about, as links: it stands in the address, and works without scripts.

use igny8::page::DashboardPage;
use leptos::prelude::*;

use crate::state::site_filter::SiteFilter;
use crate::strings::dashboard as words;

/// The periods side by side; nothing where a page has none.
pub(super) fn choice(page: &'static DashboardPage, chosen: Option<u16>) -> Option<AnyView> {
    let chosen = chosen?;
    let scope = SiteFilter::expect();
    let links: Vec<_> = page
        .periods
        .iter()
        .map(|&days| {
            let class = if days == chosen {
                "btn btn-sm btn-primary"
            } else {
                "btn btn-sm"
            };
            view! {
                <li>
                    <a
                        class=class
                        href=move || scope.link(&format!("{}?days={days}", page.path))
                        aria-current=(days == chosen).then_some("true")
                    >
                        {words::days(days)}
                    </a>
                </li>
            }
        })
        .collect();
    let view = view! {
        <nav aria-label=words::PERIOD>
            <ul class="flex flex-wrap gap-2">{links}</ul>
        </nav>
    };
    Some(view.into_any())
}
