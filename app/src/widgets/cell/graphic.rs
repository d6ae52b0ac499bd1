//! Cells that draw: a bar of difficulty, a line of months, a bar of progress. All as SVG, without style attributes.

use igny8::choice::Tone;
use igny8::value::Value;
use leptos::prelude::*;

use crate::strings::cell as words;
use crate::strings::number::trimmed;
use crate::widgets::ProgressBar;
use crate::widgets::badge::tone_text;

/// The size of a trend's line.
const WIDTH: f64 = 72.0;
const HEIGHT: f64 = 18.0;

/// Difficulty from 0 to 100: the number, and a bar whose colour says easy, possible or hard.
pub(super) fn difficulty(value: f64) -> AnyView {
    let tone = match value {
        v if v < 30.0 => Tone::Good,
        v if v < 60.0 => Tone::Warn,
        _ => Tone::Bad,
    };
    bar(value, tone)
}

/// A score from 0 to 100: the number, and a bar whose colour says good, fair or poor.
pub(super) fn score(value: f64) -> AnyView {
    let tone = match value {
        v if v >= 70.0 => Tone::Good,
        v if v >= 40.0 => Tone::Warn,
        _ => Tone::Bad,
    };
    bar(value, tone)
}

fn bar(value: f64, tone: Tone) -> AnyView {
    view! {
        <span class="inline-flex items-center gap-2">
            <span class="w-6 text-right tabular-nums">{trimmed(value, 0)}</span>
            <svg class=format!("h-1.5 w-14 shrink-0 {}", tone_text(tone)) viewBox="0 0 56 6" aria-hidden="true">
                <rect width="56" height="6" rx="3" class="fill-sunken"></rect>
                <rect width=trimmed(value.clamp(0.0, 100.0) * 0.56, 1) height="6" rx="3" fill="currentColor"></rect>
            </svg>
        </span>
    }
    .into_any()
}

/// Up to twelve monthly values as a line; none where the value is not a list of numbers.
pub(super) fn sparkline(value: &Value) -> Option<AnyView> {
    let Value::Json(serde_json::Value::Array(list)) = value else {
        return None;
    };
    let values: Vec<f64> = list.iter().filter_map(serde_json::Value::as_f64).collect();
    if values.len() < 2 {
        return None;
    }
    let view_box = format!("-1 -1 {} {}", WIDTH + 2.0, HEIGHT + 2.0);
    let view = view! {
        <svg class="h-5 w-[74px] text-link" viewBox=view_box role="img" aria-label=words::trend(&values) fill="none">
            <polyline
                points=line_points(&values, WIDTH, HEIGHT)
                stroke="currentColor"
                stroke-width="1.5"
                stroke-linejoin="round"
                stroke-linecap="round"
            ></polyline>
        </svg>
    };
    Some(view.into_any())
}

/// Percent done, in the colour of the state.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0 to 100"
)]
pub(super) fn progress(done: f64, tone: Option<Tone>) -> AnyView {
    let percent = done.clamp(0.0, 100.0) as u8;
    view! {
        <span class="flex w-28 items-center gap-2">
            <ProgressBar percent=Signal::stored(percent) label=words::PROGRESS tone=Signal::stored(tone) />
            <span class="w-9 text-right tabular-nums">{format!("{percent}%")}</span>
        </span>
    }
    .into_any()
}

/// The points of a line through `values`, from left to right in a box of this size, highest value on top.
fn line_points(values: &[f64], width: f64, height: f64) -> String {
    let highest = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "a line has a dozen points")]
    let step = width / (values.len().max(2) - 1) as f64;
    let mut x = 0.0;
    let points = values.iter().map(|value| {
        let point = format!(
            "{},{}",
            round(x),
            round(height - (value / highest).clamp(0.0, 1.0) * height)
        );
        x += step;
        point
    });
    points.collect::<Vec<_>>().join(" ")
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_fills_its_box() {
        assert_eq!(line_points(&[0.0, 0.5, 1.0], 72.0, 20.0), "0,20 36,10 72,0");
        assert_eq!(line_points(&[0.0], 72.0, 20.0), "0,20");
        assert_eq!(line_points(&[], 72.0, 20.0), "");
    }
}
