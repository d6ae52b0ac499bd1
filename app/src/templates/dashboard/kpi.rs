//! Figures as cards: the number, the list behind it, and how it changed.

use igny8::page::{Format, Kpi};
use leptos::prelude::*;

use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::strings::number::{decimal, figure};
use crate::widgets::IconView;

/// The cards side by side.
pub(super) fn grid(cards: Vec<AnyView>) -> AnyView {
    view! {
        <section aria-label=strings::dashboard::FIGURES>
            <ul class="grid grid-cols-2 gap-3 xl:grid-cols-4">{cards}</ul>
        </section>
    }
    .into_any()
}

/// One figure; unknown ones show a dash.
pub(super) fn card(kpi: &'static Kpi, value: Option<(f64, Option<f64>)>, days: Option<u16>) -> AnyView {
    let scope = SiteFilter::expect();
    let shown = value.map_or_else(|| "\u{2013}".to_owned(), |(now, _)| figure(now, kpi.format));
    let change = value.and_then(|(now, before)| Some(change(now, before?, kpi.format, days)));
    view! {
        <li>
            <a
                href=move || scope.link(kpi.link)
                class="card flex h-full flex-col p-4 transition-colors hover:border-edge"
            >
                <span class="text-sm text-muted">{kpi.label}</span>
                <span class="mt-1 text-[clamp(1.125rem,5.2vw,1.5rem)] font-semibold tracking-tight tabular-nums">{shown}</span>
                {change}
            </a>
        </li>
    }
    .into_any()
}

/// How a figure stands against the one a period ago. More is not always better, so it has no tone.
fn change(now: f64, before: f64, format: Format, days: Option<u16>) -> AnyView {
    let (difference, decimals, unit) = match format {
        Format::Count => ((now - before).round(), 0, ""),
        Format::Duration => ((now - before).round(), 0, " s"),
        Format::Dollars => (((now - before) * 100.0).round() / 100.0, 2, ""),
        Format::Share => (((now - before) * 100.0).round(), 0, strings::dashboard::POINTS),
    };
    let (icon, text) = if difference == 0.0 {
        (icondata_lu::LuMinus, strings::dashboard::unchanged(days))
    } else {
        let up = difference > 0.0;
        let icon = if up {
            icondata_lu::LuTrendingUp
        } else {
            icondata_lu::LuTrendingDown
        };
        (
            icon,
            strings::dashboard::change(&decimal(difference.abs(), decimals), unit, up, days),
        )
    };
    view! {
        <span class="mt-1 flex items-center gap-1.5 text-xs text-muted">
            <IconView icon=icon class="size-3.5 shrink-0" />
            {text}
        </span>
    }
    .into_any()
}
