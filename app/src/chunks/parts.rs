//! The parts by chunk. What only these functions name is in their chunk; what the app names, too, is in the app.
#![allow(
    clippy::unnecessary_wraps,
    reason = "the macro calls them only once their file has come, and answers with an error if it does not"
)]

use igny8::page::{Layout, PageConfig};
use igny8::permission::Viewer;
use igny8::registry;
use igny8::resource::Resource;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_split_helpers::wasm_split;

use super::Drawn;
use crate::auth::{AuthPage, AuthScreen};
use crate::clusters::{ClusterExplorer, WhyHere};
use crate::editor::ContentEditor;
use crate::import::ImportWizard;
use crate::palette::{Search, keys_help};
use crate::plan::PlanScreen;
use crate::prompts::PromptEditor;
use crate::state::confirm::Confirm;
use crate::state::late::StartAction;
use crate::state::toasts::Toasts;
use crate::task::{TaskPage, run_in_dialog};
use crate::templates::dashboard::DashboardTemplate;
use crate::templates::form::FormTemplate;
use crate::templates::system::SystemTemplate;
use crate::templates::table::{Table, TablePageView, laid_out};
use crate::widgets::{confirm, toast};

/// The declarations are looked up here, so that they come with the code that draws them.
#[wasm_split(table, fallible, preload(load_table))]
pub(super) fn table(path: &'static str) -> Drawn {
    Ok(match registry::page(path) {
        Some(PageConfig::Table(page)) => {
            view! { <TablePageView page=page layouts=super::draw_layout /> }.into_any()
        }
        _ => ().into_any(),
    })
}

#[wasm_split(layouts, fallible, preload(load_layout))]
pub(super) fn layout(table: Table, layout: Layout) -> Drawn {
    Ok(laid_out(table, layout))
}

#[wasm_split(pages, fallible, preload(load_page))]
pub(super) fn page(path: &'static str) -> Drawn {
    Ok(match registry::page(path) {
        Some(PageConfig::Dashboard(page)) => view! { <DashboardTemplate page=page /> }.into_any(),
        Some(PageConfig::Form(page)) => view! { <FormTemplate page=page /> }.into_any(),
        Some(PageConfig::System(page)) => view! { <SystemTemplate page=page /> }.into_any(),
        _ => ().into_any(),
    })
}

#[wasm_split(pages, fallible, preload(load_task))]
pub(super) fn task(id: Uuid) -> Drawn {
    Ok(view! { <TaskPage id=id /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_run))]
pub(super) fn run(id: Uuid, minimise: Callback<()>) -> Drawn {
    Ok(run_in_dialog(id, minimise))
}

#[wasm_split(pages, fallible, preload(load_palette))]
pub(super) fn palette(open: RwSignal<bool>, help: RwSignal<bool>) -> Drawn {
    Ok(view! { <Search open=open help=help /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_keys))]
pub(super) fn keys(viewer: Viewer) -> Drawn {
    Ok(keys_help(viewer))
}

#[wasm_split(overlays, fallible, preload(load_question))]
pub(super) fn question(confirm: Confirm) -> Drawn {
    Ok(confirm::question(confirm))
}

#[wasm_split(overlays, fallible, preload(load_notices))]
pub(super) fn notices(toasts: Toasts) -> Drawn {
    Ok(toast::notices(toasts))
}

#[wasm_split(import, fallible, preload(load_import))]
pub(super) fn import() -> Drawn {
    Ok(view! { <ImportWizard /> }.into_any())
}

#[wasm_split(editor, fallible, preload(load_editor))]
pub(super) fn editor(id: Uuid) -> Drawn {
    Ok(view! { <ContentEditor id=id /> }.into_any())
}

#[wasm_split(prompts, fallible, preload(load_prompt))]
pub(super) fn prompt(id: Uuid) -> Drawn {
    Ok(view! { <PromptEditor id=id /> }.into_any())
}

#[wasm_split(plan, fallible, preload(load_plan))]
pub(super) fn plan() -> Drawn {
    Ok(view! { <PlanScreen /> }.into_any())
}

#[wasm_split(clusters, fallible, preload(load_explorer))]
pub(super) fn explorer() -> Drawn {
    Ok(view! { <ClusterExplorer /> }.into_any())
}

#[wasm_split(clusters, fallible, preload(load_reasons))]
pub(super) fn reasons(resource: Resource, id: Uuid) -> Drawn {
    Ok(view! { <WhyHere resource=resource id=id /> }.into_any())
}

#[wasm_split(clusters, fallible, preload(load_picture))]
pub(super) fn picture(id: Uuid, start: StartAction) -> Drawn {
    Ok(crate::pictures::picture(id, start))
}

#[wasm_split(auth, fallible, preload(load_auth))]
pub(super) fn auth(page: AuthPage) -> Drawn {
    Ok(view! { <AuthScreen page=page /> }.into_any())
}
