//! Charts, drawn on the server: every bar leads to the rows behind it, and the numbers stand in a table too.

use igny8::page::{Chart, ChartKind};
use igny8::services::{Point, Series};
use leptos::prelude::*;

use super::line::line;
use super::size::{ABOVE, BELOW, HEIGHT};
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::strings::number::figure;

/// One chart under its title.
pub(super) fn card(chart: &'static Chart, series: Series) -> AnyView {
    let Series { points, note, .. } = series;
    let title_id = format!("chart-{}", chart.key);
    let empty = |point: &Point| point.value <= 0.0 && point.before.is_none_or(|before| before <= 0.0);
    let content = if points.iter().all(empty) {
        view! { <p class="px-4 py-10 text-center text-muted">{strings::dashboard::NO_POINTS}</p> }.into_any()
    } else {
        let drawing = match chart.kind {
            ChartKind::Bars => bars(chart, &points),
            ChartKind::Rows => rows(chart, &points),
            ChartKind::Line => line(chart, &points),
        };
        let note = note.map(|note| view! { <p class="px-4 pb-4 text-sm text-muted">{note}</p> });
        view! {
            <div class="p-4">{drawing}</div>
            {note}
            <details class="border-t border-line px-4 py-2 text-sm">
                <summary class="min-h-6 text-muted">{strings::common::AS_TABLE}</summary>
                {table(chart, points)}
            </details>
        }
        .into_any()
    };
    view! {
        <section class="card min-w-0" aria-labelledby=title_id.clone()>
            <h2 id=title_id.clone() class="border-b border-line px-4 py-3 font-semibold">
                {chart.title}
            </h2>
            {content}
        </section>
    }
    .into_any()
}

/// The list behind a point: the chart's, with the point's query.
fn href(chart: &Chart, point: &Point) -> String {
    // A stage of a pipeline has a list of its own.
    if point.link.starts_with('/') {
        return point.link.clone();
    }
    let query = point.link.trim_start_matches('?');
    if query.is_empty() {
        chart.link.to_owned()
    } else {
        format!("{}?{query}", chart.link)
    }
}

/// Bars at percent of the width and pixels of the height, so that words keep their size on every screen.
#[expect(clippy::cast_precision_loss, reason = "a chart has a few dozen points")]
fn bars(chart: &'static Chart, points: &[Point]) -> AnyView {
    let scope = SiteFilter::expect();
    let most = points.iter().map(|point| point.value).fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    // Where bars have no room for their words, on a phone or anywhere, every second one keeps them, among them the last, which is
    // the newest where they are of a time.
    let without = match points.len() {
        0..=6 => "",
        7..=9 => "max-sm:hidden",
        _ => "hidden",
    };
    let slot = 100.0 / points.len() as f64;
    let drawn: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(i, point)| {
            let height = (point.value.max(0.0) / most * (HEIGHT - ABOVE - BELOW)).max(1.0);
            let top = HEIGHT - BELOW - height;
            let middle = format!("{:.2}%", slot * (i as f64 + 0.5));
            let number = figure(point.value, chart.format);
            let named = format!("{} {number}", point.label);
            let target = href(chart, point);
            let words = if (points.len() - i).is_multiple_of(2) { without } else { "" };
            view! {
                <a href=move || scope.link(&target) aria-label=named class="group">
                    <rect
                        x=format!("{:.2}%", slot * i as f64)
                        y="0"
                        width=format!("{slot:.2}%")
                        height=HEIGHT.to_string()
                        fill="transparent"
                    ></rect>
                    <rect
                        x=format!("{:.2}%", slot * (i as f64 + 0.15))
                        y=format!("{top:.1}")
                        width=format!("{:.2}%", slot * 0.7)
                        height=format!("{height:.1}")
                        rx="3"
                        class="fill-brand group-hover:fill-brand-strong"
                    ></rect>
                    <text x=middle.clone() y=format!("{:.1}", HEIGHT - 6.0) text-anchor="middle" class=format!("fill-muted text-xs {words}")>
                        {point.label.clone()}
                    </text>
                    " "
                    <text x=middle y=format!("{:.1}", top - 6.0) text-anchor="middle" class=format!("fill-ink text-xs tabular-nums {words}")>
                        {number}
                    </text>
                </a>
            }
        })
        .collect();
    view! {
        <svg
            class="block w-full overflow-visible"
            height=HEIGHT.to_string()
            role="group"
            aria-label=chart.title
        >
            <line
                x1="0"
                x2="100%"
                y1=(HEIGHT - BELOW).to_string()
                y2=(HEIGHT - BELOW).to_string()
                class="stroke-line"
            ></line>
            {drawn}
        </svg>
    }
    .into_any()
}

/// Bars below each other, each under its name and number.
fn rows(chart: &'static Chart, points: &[Point]) -> AnyView {
    let scope = SiteFilter::expect();
    let most = points.iter().map(|point| point.value).fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let drawn: Vec<_> = points
        .iter()
        .map(|point| {
            let target = href(chart, point);
            let was = point.before.map(|before| {
                let before = strings::dashboard::was(&figure(before, chart.format));
                view! { <span class="ml-1 text-xs text-muted">{before}</span> }
            });
            view! {
                <li>
                    <a href=move || scope.link(&target) class="group block py-1 text-sm">
                        <span class="flex justify-between gap-3">
                            <span class="min-w-0 truncate">{point.label.clone()}</span>
                            <span class="tabular-nums">
                                {figure(point.value, chart.format)} {was}
                            </span>
                        </span>
                        <svg class="mt-1 block w-full" height="8" aria-hidden="true">
                            <rect
                                width=format!("{:.2}%", point.value.max(0.0) / most * 100.0)
                                height="8"
                                rx="3"
                                class="fill-brand group-hover:fill-brand-strong"
                            ></rect>
                        </svg>
                    </a>
                </li>
            }
        })
        .collect();
    view! { <ul class="space-y-1" aria-label=chart.title>{drawn}</ul> }.into_any()
}

fn table(chart: &'static Chart, points: Vec<Point>) -> AnyView {
    let scope = SiteFilter::expect();
    let compares = points.iter().any(|point| point.before.is_some());
    let rows: Vec<_> = points
        .into_iter()
        .map(|point| {
            let target = href(chart, &point);
            // What has not come yet has no rows to lead to.
            let label = if point.expected {
                format!("{} ({})", point.label, strings::dashboard::EXPECTED).into_any()
            } else {
                view! {
                    <a href=move || scope.link(&target) class="link">
                        {point.label}
                    </a>
                }
                .into_any()
            };
            let before = compares.then(|| {
                let before = point.before.map(|before| figure(before, chart.format));
                view! { <td class="py-1 text-right tabular-nums">{before}</td> }
            });
            view! {
                <tr>
                    <th scope="row" class="py-1 text-left font-normal">
                        {label}
                    </th>
                    <td class="py-1 text-right tabular-nums">{figure(point.value, chart.format)}</td>
                    {before}
                </tr>
            }
        })
        .collect();
    view! {
        <table class="mt-2 w-full">
            <caption class="sr-only">{chart.title}</caption>
            <thead>
                <tr class="text-muted">
                    <th scope="col" class="py-1 text-left font-medium">
                        {strings::dashboard::LABEL}
                    </th>
                    <th scope="col" class="py-1 text-right font-medium">
                        {strings::dashboard::VALUE}
                    </th>
                    {compares
                        .then(|| {
                            view! {
                                <th scope="col" class="py-1 text-right font-medium">
                                    {strings::dashboard::BEFORE}
                                </th>
                            }
                        })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
