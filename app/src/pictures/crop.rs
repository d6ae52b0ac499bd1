//! Cutting a picture: a part is drawn across it by mouse or finger, or entered by numbers.

use igny8::writer::images::Crop;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::Shown;
use super::area::{SHAPES, Whole};
use crate::strings::common;
use crate::strings::pictures as words;
use crate::widgets::live::{click, follows};

/// The picture with the part that stays, and what says which that is.
pub(super) fn crop(shown: Shown, whole: Whole, src: String) -> AnyView {
    let part = RwSignal::new(whole.all());
    let shape = RwSignal::new(None::<(u32, u32)>);
    let change = move |wanted: Crop| {
        part.set(match shape.get_untracked() {
            Some(shape) => whole.shaped(wanted, shape),
            None => whole.hold(wanted),
        });
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = serde_json::to_string(&part.get_untracked()).unwrap_or_default();
        shown.send(None, Some(&text), words::CROPPING, words::CROPPED);
    };
    let shaped = move |event: ev::Event| {
        let name = event_target_value(&event);
        let chosen = SHAPES.into_iter().find(|(of, ..)| *of == name);
        shape.set(chosen.map(|(_, across, down)| (across, down)));
        change(part.get_untracked());
    };
    let number =
        move |label: &'static str, of: fn(&Crop) -> u32, set: fn(&mut Crop, u32), least: u32, most: u32| {
            let entered = move |event: ev::Event| {
                let mut wanted = part.get_untracked();
                if let Ok(value) = event_target_value(&event).parse() {
                    set(&mut wanted, value);
                }
                change(wanted);
                // A number that was not taken does not stay in sight, though the part may not have changed.
                part.notify();
            };
            view! {
                <label class="block text-sm font-medium">
                    {label}
                    <input
                        type="number"
                        class="input mt-1 w-full tabular-nums"
                        min=least.to_string()
                        max=most.to_string()
                        step="1"
                        inputmode="numeric"
                        prop:value=follows(move || part.with(|part| of(part).to_string()))
                        on:change=entered
                    />
                </label>
            }
            .into_any()
        };
    view! {
        <form on:submit=submit novalidate>
            {canvas(whole, src, part, change)}
            <p class="mt-1 text-sm text-muted">{words::DRAW}</p>
            <fieldset class="mt-3 grid grid-cols-2 gap-3 sm:grid-cols-5">
                <legend class="sr-only">{words::SELECTION}</legend>
                <label class="block text-sm font-medium max-sm:col-span-2">
                    {words::SHAPE}
                    <select class="input mt-1 w-full" on:change=shaped>
                        <option value="">{words::FREE}</option>
                        {SHAPES.map(|(name, ..)| view! { <option value=name>{name}</option> }).collect_view()}
                    </select>
                </label>
                {number(words::LEFT, |part| part.x, |part, x| part.x = x, 0, whole.width - 1)}
                {number(words::TOP, |part| part.y, |part, y| part.y = y, 0, whole.height - 1)}
                {number(words::WIDTH, |part| part.width, |part, width| part.width = width, 1, whole.width)}
                {number(words::HEIGHT, |part| part.height, |part, height| part.height = height, 1, whole.height)}
            </fieldset>
            <div class="mt-3 flex gap-2">
                <button
                    type="submit"
                    class="btn btn-primary btn-sm"
                    disabled=Signal::derive(move || shown.busy.get().is_some() || part.get() == whole.all())
                >
                    {words::APPLY}
                </button>
                <button type="button" class="btn btn-sm" on:click=click(move |_| shown.cropping.set(false))>
                    {common::CANCEL}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The picture under a drawing of the same proportions, whose units are its pixels.
fn canvas(
    whole: Whole,
    src: String,
    part: RwSignal<Crop>,
    change: impl Fn(Crop) + Copy + 'static,
) -> AnyView {
    let from = StoredValue::new(None::<(f64, f64)>);
    let begin = move |event: ev::PointerEvent| {
        if let Some(at) = place_of(&event) {
            event.prevent_default();
            if let Some(drawing) = drawing_of(&event) {
                let _ = drawing.set_pointer_capture(event.pointer_id());
            }
            from.set_value(Some(at));
        }
    };
    let go_on = move |event: ev::PointerEvent| {
        if let (Some(from), Some(to)) = (from.get_value(), place_of(&event)) {
            change(whole.between(from, to));
        }
    };
    let end = move |_: ev::PointerEvent| from.set_value(None);
    let shade = follows(move || {
        let part = part.get();
        format!(
            "M0 0H{}V{}H0ZM{} {}v{}h{}v-{}Z",
            whole.width, whole.height, part.x, part.y, part.height, part.width, part.height
        )
    });
    let of = move |side: fn(&Crop) -> u32| follows(move || part.with(|part| side(part).to_string()));
    view! {
        <div class="relative mx-auto w-fit max-w-full overflow-hidden rounded-md border border-line bg-sunken">
            <img class="block max-h-[60dvh] max-w-full select-none" src=src alt="" draggable="false" />
            <svg
                class="absolute inset-0 size-full cursor-crosshair touch-none"
                viewBox=format!("0 0 {} {}", whole.width, whole.height)
                preserveAspectRatio="none"
                aria-hidden="true"
                data-testid="crop"
                on:pointerdown=begin
                on:pointermove=go_on
                on:pointerup=end
                on:pointercancel=end
            >
                <path d=shade class="fill-black/55" fill-rule="evenodd"></path>
                <rect
                    x=of(|part| part.x)
                    y=of(|part| part.y)
                    width=of(|part| part.width)
                    height=of(|part| part.height)
                    fill="none"
                    stroke="#fff"
                    stroke-width="2"
                    vector-effect="non-scaling-stroke"
                ></rect>
            </svg>
        </div>
    }
    .into_any()
}

fn drawing_of(event: &ev::PointerEvent) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}

/// Where the pointer is, as shares of the drawing's sides.
fn place_of(event: &ev::PointerEvent) -> Option<(f64, f64)> {
    let sides = drawing_of(event)?.get_bounding_client_rect();
    (sides.width() > 0.0 && sides.height() > 0.0).then(|| {
        (
            (f64::from(event.client_x()) - sides.left()) / sides.width(),
            (f64::from(event.client_y()) - sides.top()) / sides.height(),
        )
    })
}
