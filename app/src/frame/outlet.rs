//! The page of the current path, drawn by its template.

use igny8::page::{Page, Screen};
use igny8::registry;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::missing::Missing;
use crate::destination::Destination;
use crate::editor::ContentEditor;
use crate::import::ImportWizard;
use crate::task::TaskPage;
use crate::templates::dashboard::DashboardTemplate;
use crate::templates::form::FormTemplate;
use crate::templates::system::SystemTemplate;
use crate::templates::table::TablePageView;

/// Draws the destination of the path; another row of the same table keeps its template.
#[component]
pub(super) fn Outlet() -> impl IntoView {
    let path = use_location().pathname;
    let destination = Memo::new(move |_| path.with(|path| Destination::of(path)));
    let page = move || match destination.get() {
        Destination::Page(path) => match registry::page(path) {
            Some(Page::Dashboard(page)) => view! { <DashboardTemplate page=page /> }.into_any(),
            Some(Page::Table(page)) => view! { <TablePageView page=page /> }.into_any(),
            Some(Page::Form(page)) => view! { <FormTemplate page=page /> }.into_any(),
            Some(Page::System(page)) => view! { <SystemTemplate page=page /> }.into_any(),
            None => view! { <Missing /> }.into_any(),
        },
        Destination::Wizard(Screen::KeywordImport, _) => view! { <ImportWizard /> }.into_any(),
        Destination::Detail(Screen::TaskProgress, _, id) => view! { <TaskPage id=id /> }.into_any(),
        Destination::Detail(Screen::ContentEditor, _, id) => view! { <ContentEditor id=id /> }.into_any(),
        Destination::Wizard(..) | Destination::Detail(..) | Destination::Missing => {
            view! { <Missing /> }.into_any()
        }
    };
    page.into_any()
}
