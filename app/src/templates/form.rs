//! The form template: one row in sections, checked in the browser and by the server, with a guard for what is unsaved.

use igny8::choice::Tone;
use igny8::page::{FormPage, Section};
use igny8::permission::Verb;
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;

use crate::server_fns;
use crate::state::guard::guard;
use crate::state::session::CurrentSession;
use crate::state::toasts::{Toasts, leave_if_signed_out};
use crate::strings;
use crate::widgets::faults::faults;
use crate::widgets::{Fields, FormState, Notice, PageHead, Skeleton, failed, suspended};

/// Begins the ids of the inputs.
const PREFIX: &str = "form";

/// A form page.
#[component]
pub fn FormTemplate(
    /// The declaration.
    page: &'static FormPage,
) -> impl IntoView {
    let row = Resource::new_blocking(|| (), move |()| server_fns::settings(page.entity.resource));
    view! {
        <PageHead title=page.title />
        <Suspense fallback=|| view! { <Skeleton lines=8 /> }>
            {move || suspended(async move {
                match row.await {
                    Ok(row) => view! { <Form page=page row=row /> }.into_any(),
                    Err(failure) => failed(&failure, Callback::new(move |()| row.refetch())),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Form(page: &'static FormPage, row: Row) -> impl IntoView {
    let toasts = Toasts::expect();
    let session = CurrentSession::expect();
    let state = FormState::new(page.inputs(), Some(&row));
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let dirty = Memo::new(move |_| state.is_dirty());
    guard(dirty);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        fault.set(None);
        let Some(record) = state.submit() else {
            state.focus_fault(PREFIX);
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match server_fns::save_settings(page.entity.resource, record).await {
                Ok(row) => {
                    state.reset(Some(&row));
                    // The frame shows some of it, such as names.
                    session.refresh();
                    toasts.say(Tone::Good, strings::form::SAVED);
                }
                Err(failure) if leave_if_signed_out(&failure) => {}
                Err(failure) => {
                    fault.set(state.refused(&failure.0));
                    state.focus_fault(PREFIX);
                }
            }
            busy.try_set(false);
        });
    };
    let reads_only = !session.may(Verb::Update, page.entity.resource);
    let sections: Vec<_> = page.sections.iter().map(|each| section(each, state)).collect();
    if reads_only {
        // Nobody fills in what would be refused.
        return view! {
            <div class="max-w-3xl space-y-4">
                <Notice tone=Tone::Info text=strings::form::READ_ONLY />
                <fieldset disabled class="space-y-4">
                    {sections}
                </fieldset>
            </div>
        }
        .into_any();
    }
    view! {
        <form method="post" on:submit=submit class="max-w-3xl space-y-4" novalidate>
            <noscript>
                <p class="tone-warn rounded-md px-3 py-2">{strings::form::NEEDS_SCRIPT}</p>
            </noscript>
            {sections}
            <div
                id="save-bar"
                class="sticky bottom-3 z-40 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-raised px-4 py-3 shadow-float max-sm:px-3"
            >
                {faults(state, PREFIX, fault)}
                <p class="mr-auto min-w-0 text-muted" role="status">
                    {move || {
                        if busy.get() {
                            strings::form::SAVING
                        } else if dirty.get() {
                            strings::form::UNSAVED
                        } else {
                            strings::form::NO_CHANGE
                        }
                    }}
                </p>
                <button
                    type="button"
                    class="btn"
                    disabled=move || !dirty.get() || busy.get()
                    on:click=move |_| {
                        fault.set(None);
                        state.discard();
                    }
                >
                    {strings::form::DISCARD}
                </button>
                <button type="submit" class="btn btn-primary" disabled=move || !dirty.get() || busy.get()>
                    {strings::common::SAVE}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn section(section: &'static Section, state: FormState) -> AnyView {
    view! {
        <fieldset class="card p-5">
            <legend class="sr-only">{section.title}</legend>
            <h2 class="text-lg font-semibold" aria-hidden="true">
                {section.title}
            </h2>
            <p class="mt-0.5 mb-4 text-muted">{section.help}</p>
            <Fields inputs=section.inputs.iter().collect() state=state prefix=PREFIX />
        </fieldset>
    }
    .into_any()
}
