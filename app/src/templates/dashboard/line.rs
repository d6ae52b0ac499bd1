//! A line through points in time: what was is drawn through, what is expected is dashed.

use std::fmt::Write as _;

use igny8::page::Chart;
use igny8::services::Point;
use leptos::prelude::*;

use super::size::{ABOVE, BELOW, HEIGHT};
use crate::strings::number::figure;

/// The line, with its highest value and its first, last known and last day in words. Its numbers stand in the table below.
#[expect(clippy::cast_precision_loss, reason = "a chart has a few dozen points")]
pub(super) fn line(chart: &'static Chart, points: &[Point]) -> AnyView {
    let most = points.iter().map(|point| point.value).fold(0.0, f64::max);
    let last = points.len().saturating_sub(1).max(1) as f64;
    let along = |at: usize| at as f64 / last * 100.0;
    let up = |value: f64| 100.0 - value.max(0.0) / most * 100.0;
    let known = points.iter().filter(|point| !point.expected).count();
    let path = |range: std::ops::Range<usize>| {
        let mut path = String::new();
        for at in range {
            let _ = write!(path, "{:.2},{:.2} ", along(at), up(points[at].value));
        }
        path
    };
    // The dashes begin where the line ends.
    let (was, comes) = (path(0..known), path(known.saturating_sub(1)..points.len()));
    let inside = HEIGHT - ABOVE - BELOW;
    let word = |at: usize, anchor: &'static str| {
        let point = points.get(at)?;
        Some(view! {
            <text x=format!("{:.2}%", along(at)) y=format!("{:.1}", HEIGHT - 6.0) text-anchor=anchor class="fill-muted text-xs">
                {point.label.clone()}
            </text>
        })
    };
    let today = known.saturating_sub(1);
    // Words that would stand on each other are left out.
    let middle =
        (known < points.len() && (20.0..80.0).contains(&along(today))).then(|| word(today, "middle"));
    view! {
        <svg class="block w-full overflow-visible" height=HEIGHT.to_string() role="img" aria-label=chart.title>
            <text x="0" y=format!("{:.1}", ABOVE - 8.0) class="fill-muted text-xs tabular-nums">
                {figure(most, chart.format)}
            </text>
            <line x1="0" x2="100%" y1=ABOVE.to_string() y2=ABOVE.to_string() class="stroke-line" stroke-dasharray="2 4"></line>
            <line x1="0" x2="100%" y1=(HEIGHT - BELOW).to_string() y2=(HEIGHT - BELOW).to_string() class="stroke-line"></line>
            <svg x="0" y=ABOVE.to_string() width="100%" height=inside.to_string() viewBox="0 0 100 100" preserveAspectRatio="none">
                <polyline points=was class="fill-none stroke-brand" stroke-width="2" vector-effect="non-scaling-stroke"></polyline>
                <polyline
                    points=comes
                    class="fill-none stroke-brand"
                    stroke-width="2"
                    stroke-dasharray="4 4"
                    vector-effect="non-scaling-stroke"
                ></polyline>
            </svg>
            {word(0, "start")}
            {middle}
            {(points.len() > 1).then(|| word(points.len() - 1, "end"))}
        </svg>
    }
    .into_any()
}
