//! The banners above every page: who acts for the account, that it is suspended, and what everybody is told.

use igny8::choice::Tone;
use igny8::staff::announcements::Announcement;
use leptos::prelude::*;

use crate::state::browser;
use crate::state::session::CurrentSession;
use crate::strings;
use crate::widgets::live::{click, live, watch};
use crate::widgets::time::Moment;
use crate::widgets::{IconView, Notice};

/// Where the browser remembers the announcements that were dismissed.
const DISMISSED: &str = "dismissed";
/// How many it remembers.
const KEPT: usize = 20;

/// All banners; nothing where there is nothing to say.
#[component]
pub(super) fn Banners() -> impl IntoView {
    let session = CurrentSession::expect().0;
    let acting = Memo::new(move |_| session.with(|session| session.acting.clone()));
    let suspended = Memo::new(move |_| session.with(|session| session.suspended.clone()));
    let told = Memo::new(move |_| session.with(|session| session.announcements.clone()));
    let hidden = RwSignal::new(Vec::<String>::new());
    watch(move || hidden.set(remembered()));
    let acts = move || {
        let acting = acting.get()?;
        let account = session.with_untracked(|session| session.account.label.clone());
        // A plain form, which leaves the account whatever became of the page's script.
        Some(
            view! {
                <div class="mb-4">
                    <Notice tone=Tone::Warn text=strings::frame::acting(&acting.staff, &account)>
                        <form
                            method="post"
                            action="/stop-acting"
                            class="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1"
                        >
                            <span>{strings::frame::ACTING_UNTIL} " " <Moment at=acting.until /></span>
                            <button type="submit" class="btn btn-sm">
                                {strings::frame::STOP_ACTING}
                            </button>
                        </form>
                    </Notice>
                </div>
            }
            .into_any(),
        )
    };
    let stopped = move || {
        let sentence = suspended.get()?;
        Some(view! { <div class="mb-4"><Notice tone=Tone::Bad text=sentence /></div> }.into_any())
    };
    let announced = move || {
        let shown = told.get().into_iter();
        let shown =
            shown.filter(|one| !one.dismissible || !hidden.with(|ids| ids.contains(&one.id.to_string())));
        shown.map(|one| announcement(one, hidden)).collect_view()
    };
    view! {
        {live(acts)}
        {live(stopped)}
        {live(announced)}
    }
    .into_any()
}

fn announcement(told: Announcement, hidden: RwSignal<Vec<String>>) -> AnyView {
    let id = told.id.to_string();
    let dismiss = told.dismissible.then(|| {
        let dismissed = move |_| {
            hidden.update(|ids| {
                ids.insert(0, id.clone());
                ids.truncate(KEPT);
                browser::remember(DISMISSED, &ids.join(" "));
            });
            // What had the focus is gone.
            browser::focus("content");
        };
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label=strings::frame::DISMISS
                on:click=click(dismissed)
            >
                <IconView icon=icondata_lu::LuX />
            </button>
        }
    });
    view! {
        <div class="mb-4 flex items-start gap-1">
            <div class="min-w-0 grow">
                <Notice tone=told.level.choice().tone text=told.text />
            </div>
            {dismiss}
        </div>
    }
    .into_any()
}

fn remembered() -> Vec<String> {
    let ids = browser::remembered(DISMISSED).unwrap_or_default();
    ids.split_whitespace().map(str::to_owned).collect()
}
