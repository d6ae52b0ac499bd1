//! Where the imported keywords go: one of the sectors, or a new one made in place.

use igny8::choice::Tone;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Session;
use igny8::value::{Record, Value};
use leptos::prelude::*;
use uuid::Uuid;

use super::Wizard;
use crate::server_fns;
use crate::state::browser;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::import as words;
use crate::widgets::{IconView, Notice};

const NAME: &str = "new-sector-name";
const SITE: &str = "new-sector-site";

/// The choice, with the way to make another.
pub(super) fn sector(wizard: Wizard) -> AnyView {
    let adding = RwSignal::new(false);
    // What shows follows the session, which has a new sector as soon as it is made.
    let chosen = move || wizard.session.0.with(|session| choice(wizard, session));
    let may = wizard.session.may(Verb::Create, Resource::Sectors);
    let add = move || {
        if !may {
            let none = wizard.session.0.with(|session| session.sectors.is_empty());
            return none.then(|| view! { <Notice tone=Tone::Warn text=words::NO_SECTOR /> }.into_any());
        }
        Some(if adding.get() {
            new_sector(wizard, adding)
        } else {
            let open = move |_| {
                adding.set(true);
                request_animation_frame(|| browser::focus(NAME));
            };
            view! {
                <button type="button" class="btn btn-sm mt-3" on:click=open>
                    <IconView icon=icondata_lu::LuPlus />
                    {words::NEW_SECTOR}
                </button>
            }
            .into_any()
        })
    };
    view! { <section class="card p-5">{chosen} {add}</section> }.into_any()
}

fn choice(wizard: Wizard, session: &Session) -> AnyView {
    if session.sectors.is_empty() {
        return view! { <h2 class="font-medium">{words::SECTOR}</h2> }.into_any();
    }
    let several = session.sites.len() > 1;
    let options = session.sectors.iter().map(|sector| {
        let site = session
            .sites
            .iter()
            .find(|site| several && Some(site.id) == sector.parent);
        let label = site.map_or_else(
            || sector.label.clone(),
            |site| format!("{} › {}", site.label, sector.label),
        );
        let id = sector.id;
        view! {
            <option value=id.to_string() selected=move || wizard.sector.get() == Some(id)>
                {label}
            </option>
        }
    });
    let options = options.collect_view();
    // Which of several it is people say; none is theirs by chance.
    let open = move || wizard.sector.get().is_none();
    view! {
        <label class="mb-1 block font-medium" for="import-sector">
            {words::SECTOR}
        </label>
        <select
            id="import-sector"
            class="input max-w-md"
            aria-describedby="import-sector-help"
            on:change=move |event| wizard.sector.set(event_target_value(&event).parse().ok())
        >
            {move || open().then(|| view! { <option value="" selected=true>{crate::strings::form::CHOOSE}</option> })}
            {options}
        </select>
        <p id="import-sector-help" class="mt-1 text-sm text-muted">{words::SECTOR_HELP}</p>
    }
    .into_any()
}

/// The name and site of a sector that is made for this import. No form: it would be one inside the wizard's page alone.
fn new_sector(wizard: Wizard, adding: RwSignal<bool>) -> AnyView {
    let sites = wizard.session.0.with_untracked(|session| session.sites.clone());
    let name = RwSignal::new(String::new());
    let site = RwSignal::new(sites.first().map(|site| site.id));
    let fault = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let add = move || add(wizard, adding, name, site, fault, busy);
    let options = sites.iter().map(|each| {
        let id = each.id;
        view! { <option value=id.to_string()>{each.label.clone()}</option> }
    });
    let several = (sites.len() > 1).then(|| {
        view! {
            <div>
                <label class="mb-1 block font-medium" for=SITE>{words::NEW_SECTOR_SITE}</label>
                <select id=SITE class="input" on:change=move |event| site.set(event_target_value(&event).parse().ok())>
                    {options.collect_view()}
                </select>
            </div>
        }
    });
    view! {
        <div class="mt-4 max-w-md space-y-3 rounded-md border border-line p-4" role="group" aria-label=words::NEW_SECTOR>
            {several}
            <div>
                <label class="mb-1 block font-medium" for=NAME>{words::NEW_SECTOR_NAME}</label>
                <input
                    id=NAME
                    class="input"
                    type="text"
                    autocomplete="off"
                    maxlength="120"
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby="new-sector-error"
                    on:input=move |event| name.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                            add();
                        }
                    }
                />
                <p id="new-sector-error" class="mt-1 text-sm text-bad" role="alert">{move || fault.get()}</p>
            </div>
            <div class="flex justify-end gap-2">
                <button type="button" class="btn btn-sm" on:click=move |_| adding.set(false)>
                    {crate::strings::common::CANCEL}
                </button>
                <button type="button" class="btn btn-sm btn-primary" disabled=move || busy.get() on:click=move |_| add()>
                    {words::ADD_SECTOR}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn add(
    wizard: Wizard,
    adding: RwSignal<bool>,
    name: RwSignal<String>,
    site: RwSignal<Option<Uuid>>,
    fault: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
) {
    let (text, Some(site)) = (name.get_untracked(), site.get_untracked()) else {
        return fault.set(Some(words::NO_SITE.to_owned()));
    };
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    fault.set(None);
    let label = String::new();
    let record = Record::from([
        ("name".to_owned(), Value::Text(text)),
        ("site_id".to_owned(), Value::Ref { id: site, label }),
    ]);
    leptos::task::spawn_local(async move {
        let saved = server_fns::save(Resource::Sectors, None, record).await;
        if busy.try_set(false).is_some() {
            return;
        }
        match saved {
            Ok(saved) => {
                wizard.sector.set(Some(saved.row.id));
                wizard.session.refresh();
                adding.set(false);
            }
            Err(failure) if leave_if_signed_out(&failure) => {}
            Err(failure) => {
                fault.set(Some(failure.0.detail));
                browser::focus(NAME);
            }
        }
    });
}
