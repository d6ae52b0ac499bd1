//! What a place shows in place of its content: that it is being loaded, that there is none, that it failed, or what is the matter.

use icondata_core::IconData;
use igny8::choice::Tone;
use igny8::error::Problem;
use igny8::registry::{self, HOME};
use igny8::resource::Resource;
use leptos::prelude::*;

use crate::server_fns::Failure;
use crate::state::session::CurrentSession;
use crate::state::toasts::leave_if_signed_out;
use crate::status::{request_id, set_page_status};
use crate::strings;
use crate::widgets::IconView;
use crate::widgets::badge::tone_class;

/// Grey lines where content will be, for the first load only.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="space-y-3 p-4" role="status">
            <span class="sr-only">{strings::common::LOADING}</span>
            {(0..lines).map(|_| view! { <div class="skeleton h-6"></div> }).collect_view()}
        </div>
    }
    .into_any()
}

/// A place with nothing in it: what it is for and what to do first; its children are the buttons.
#[component]
pub fn Empty(
    /// Its drawing.
    icon: &'static IconData,
    /// What there is not.
    #[prop(into)]
    title: String,
    /// What the place is for.
    #[prop(into)]
    text: String,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center px-6 py-14 text-center">
            <span class="mb-4 flex size-12 items-center justify-center rounded-full bg-brand-soft text-link">
                <IconView icon=icon class="size-6" />
            </span>
            <h2 class="text-lg font-semibold">{title}</h2>
            <p class="mt-1 max-w-md text-muted">{text}</p>
            {children.map(|children| view! { <div class="mt-5 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// In place of what cannot be loaded: what went wrong and what to do next; a lost session leads to the sign-in page.
pub fn failed(failure: &Failure, again: Callback<()>) -> AnyView {
    leave_if_signed_out(failure);
    set_page_status(failure.0.status);
    let way = failure.0.help_link.clone().map(|way| {
        view! { <a href=way.path rel="external" class="btn btn-primary">{way.label}</a> }
    });
    view! {
        <div role="alert">
            <Empty icon=icondata_lu::LuTriangleAlert title=failure.0.title.clone() text=failure.0.detail.clone()>
                {way}
                <button type="button" class="btn" on:click=move |_| again.run(())>
                    {strings::common::RETRY}
                </button>
                <a href=HOME class="btn btn-ghost">
                    {strings::common::BACK_HOME}
                </a>
            </Empty>
            {(failure.0.status < 500).then(request_id).flatten()}
        </div>
    }
    .into_any()
}

/// The way to the bin for those who see it: what is not there may have been deleted.
pub fn bin_link(class: &'static str) -> Option<AnyView> {
    let viewer = CurrentSession::expect().viewer();
    let bin = registry::link_to(Resource::Bin).filter(|page| page.is_visible(viewer))?;
    Some(view! { <a href=bin.path class=class>{strings::frame::OPEN_BIN}</a> }.into_any())
}

/// The drawing of a tone, so that colour is never the only sign.
pub fn tone_icon(tone: Tone) -> &'static IconData {
    match tone {
        Tone::Neutral | Tone::Info => icondata_lu::LuInfo,
        Tone::Good => icondata_lu::LuCircleCheck,
        Tone::Warn => icondata_lu::LuTriangleAlert,
        Tone::Bad => icondata_lu::LuCircleAlert,
    }
}

/// A notice that stays in the page; a bad one is announced at once.
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

/// In place of a part that could not be read: why, with the way to try again.
pub fn not_read(why: String, again: impl Fn() + Send + 'static) -> AnyView {
    view! {
        <Notice tone=Tone::Bad text=why>
            <button type="button" class="mt-1 font-medium underline" on:click=move |_| again()>
                {strings::common::RETRY}
            </button>
        </Notice>
    }
    .into_any()
}

/// What went wrong, with a link to the page where it can be solved.
pub fn problem(problem: Problem) -> AnyView {
    let Some(way) = problem.help_link.map(|way| *way) else {
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
