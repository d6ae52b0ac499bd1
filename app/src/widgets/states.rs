//! A notice that stays in the page: what is the matter, and what to do.

use igny8::choice::Tone;
use igny8::error::Problem;
use leptos::prelude::*;

use crate::widgets::IconView;
use crate::widgets::badge::tone_class;

/// The drawing of a tone, so that colour is never the only sign.
pub fn tone_icon(tone: Tone) -> &'static icondata_core::IconData {
    match tone {
        Tone::Neutral | Tone::Info => icondata_lu::LuInfo,
        Tone::Good => icondata_lu::LuCircleCheck,
        Tone::Warn => icondata_lu::LuTriangleAlert,
        Tone::Bad => icondata_lu::LuCircleAlert,
    }
}

/// A notice; a bad one is announced at once.
#[component]
pub fn Notice(
    /// Its colour and drawing.
    tone: Tone,
    /// One sentence.
    #[prop(into)]
    text: String,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class=format!("flex items-start gap-2 rounded-md px-3 py-2 {}", tone_class(tone)) role=role>
            <IconView icon=tone_icon(tone) class="mt-0.5 size-4 shrink-0" />
            <div class="min-w-0 grow">
                <p>{text}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}

/// What went wrong, with a link to the page where it can be solved.
pub fn problem(problem: Problem) -> AnyView {
    let Some(way) = problem.way_out.map(|way| *way) else {
        return view! { <Notice tone=Tone::Bad text=problem.detail /> }.into_any();
    };
    view! {
        <Notice tone=Tone::Bad text=problem.detail>
            <a href=way.path class="link">
                {way.label}
            </a>
        </Notice>
    }
    .into_any()
}
