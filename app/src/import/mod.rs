//! The keyword import: choose a file, check its columns, import with progress. Nothing is lost when going back.

mod address;
mod check;
mod draft;
mod file;
mod left_out;
mod reading;
mod result;
mod sector;
mod upload;

use igny8::permission::Verb;
use igny8::planner::import::Reading;
use igny8::planner::keywords::PAGE;
use igny8::resource::Resource;
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::import as words;
use crate::widgets::{IconView, Notice, PageHead};
use address::Address;
use draft::MappingDraft;

/// Under what a list that was pasted elsewhere is left for the import.
pub const PASTED: &str = "pasted-keywords";

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    File,
    Check,
    Import,
}

/// The state of the wizard.
#[derive(Clone, Copy)]
struct Wizard {
    step: RwSignal<Step>,
    draft: RwSignal<Option<MappingDraft>>,
    sector: RwSignal<Option<Uuid>>,
    task: RwSignal<Option<Uuid>>,
    /// Whether the file is being read, again or for the first time since the page was loaded.
    reading: RwSignal<bool>,
    /// Why it could not be.
    fault: RwSignal<Option<String>>,
    session: CurrentSession,
    scope: SiteFilter,
}

impl Wizard {
    /// Goes on with a file that was looked into.
    fn check(self, draft: MappingDraft) {
        Address::Upload(draft.upload.upload_id, draft.upload.preview.reading.clone())
            .show(|path| self.link(path));
        self.fault.set(None);
        self.draft.set(Some(draft));
        self.step.set(Step::Check);
    }

    /// Goes on with an import that was started.
    fn follow(self, task: Uuid) {
        Address::Import(task).show(|path| self.link(path));
        self.task.set(Some(task));
        self.step.set(Step::Import);
    }

    /// Begins anew.
    fn begin(self) {
        Address::Empty.show(|path| self.link(path));
        self.draft.set(None);
        self.task.set(None);
        self.fault.set(None);
        self.step.set(Step::File);
    }

    /// Reads the file of now another way.
    fn read_again(self, reading: Reading) {
        let upload = self
            .draft
            .with_untracked(|draft| draft.as_ref().map(|draft| draft.upload.upload_id));
        if let Some(upload) = upload {
            self.open(upload, reading);
        }
    }

    /// Reads a file that the server keeps.
    fn open(self, upload: Uuid, reading: Reading) {
        self.reading.set(true);
        self.fault.set(None);
        leptos::task::spawn_local(async move {
            let found = server_fns::preview_import(upload, reading).await;
            if self.reading.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(found) => {
                    let before = self.draft.get_untracked();
                    self.check(match before {
                        Some(before) => before.again(found),
                        None => MappingDraft::of(found),
                    });
                }
                Err(failure) => {
                    if !leave_if_signed_out(&failure) {
                        self.fault.set(Some(failure.0.detail));
                        // The choice that did not work goes back to what is in use.
                        self.draft.update(|_| {});
                    }
                }
            }
        });
    }

    fn link(self, path: &str) -> String {
        untrack(|| self.scope.link(path))
    }
}

/// The wizard.
#[component]
pub fn ImportWizard() -> impl IntoView {
    let session = CurrentSession::expect();
    let scope = SiteFilter::expect();
    let address = Address::read();
    let wizard = Wizard {
        step: RwSignal::new(match address {
            Address::Import(_) => Step::Import,
            _ => Step::File,
        }),
        draft: RwSignal::new(None),
        sector: RwSignal::new(untrack(move || first_sector(session, scope))),
        task: RwSignal::new(match address {
            Address::Import(task) => Some(task),
            _ => None,
        }),
        reading: RwSignal::new(matches!(address, Address::Upload(..))),
        fault: RwSignal::new(None),
        session,
        scope,
    };
    Effect::new(move |_| {
        if let Address::Upload(upload, reading) = address.clone() {
            wizard.open(upload, reading);
        }
    });
    let step = move || match wizard.step.get() {
        Step::File => file::file(wizard),
        Step::Check => check::check(wizard),
        Step::Import => result::result(wizard),
    };
    let content = move || {
        if session.may(Verb::Create, Resource::Keywords) {
            view! {
                {steps(wizard)}
                {step}
            }
            .into_any()
        } else {
            view! { <Notice tone=igny8::choice::Tone::Warn text=words::NOT_ALLOWED /> }.into_any()
        }
    };
    view! {
        <PageHead title=words::TITLE>
            <a class="btn" href=move || scope.link(PAGE.path)>
                {words::BACK_TO_LIST}
            </a>
        </PageHead>
        <div class="mx-auto max-w-4xl">{content}</div>
    }
    .into_any()
}

/// The sector that the pages are narrowed to, else the first of the site, else the first.
fn first_sector(session: CurrentSession, scope: SiteFilter) -> Option<Uuid> {
    let place = scope.get();
    session.0.with(|session| {
        let of = |fits: &dyn Fn(&igny8::services::SelectOption) -> bool| {
            session.sectors.iter().find(|sector| fits(sector))
        };
        of(&|sector| sector.id.to_string() == place.sector)
            .or_else(|| of(&|sector| sector.parent.is_some_and(|site| site.to_string() == place.site)))
            .or_else(|| session.sectors.first())
            .map(|sector| sector.id)
    })
}

/// The steps, with the current one marked.
fn steps(wizard: Wizard) -> AnyView {
    let all = [
        (Step::File, words::STEP_FILE),
        (Step::Check, words::STEP_CHECK),
        (Step::Import, words::STEP_IMPORT),
    ];
    let items = all.into_iter().enumerate().map(|(i, (step, label))| {
        let here = move || wizard.step.get() == step;
        let past = move || wizard.step.get() > step;
        let circle = move || {
            let look = if here() || past() { "border-transparent bg-brand text-on-brand" } else { "border-edge text-muted" };
            format!("flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold {look}")
        };
        let mark = move || {
            if past() {
                view! { <IconView icon=icondata_lu::LuCheck class="size-3.5 shrink-0" /> }.into_any()
            } else {
                (i + 1).into_any()
            }
        };
        view! {
            <li class="flex items-center gap-2" aria-current=move || here().then_some("step")>
                <span class=circle>{mark}</span>
                <span class=move || if here() { "font-medium" } else { "text-muted max-sm:sr-only" }>{label}</span>
            </li>
        }
    });
    view! {
        <ol class="mb-4 flex flex-wrap items-center gap-x-6 gap-y-2" aria-label=words::STEPS>
            {items.collect_view()}
        </ol>
    }
    .into_any()
}
