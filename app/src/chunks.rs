//! Parts of the app whose code the browser fetches only when it shows them, in WebAssembly files beside the app's own.
//!
//! A part is a function here with [`wasm_split`], which names its chunk, and a line in [`Chunk::load`]. What two chunks
//! share and the rest does not use goes into a file of its own, by itself.

use std::pin::pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Waker};

use igny8::page::{DashboardPage, FormPage, Page, Screen, SystemPage, TablePage};
use igny8::registry;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::destination::Destination;
use crate::editor::ContentEditor;
use crate::frame::palette::Search;
use crate::import::ImportWizard;
use crate::state::browser;
use crate::task::{TaskPage, run_in_dialog};
use crate::templates::dashboard::DashboardTemplate;
use crate::templates::form::FormTemplate;
use crate::templates::system::SystemTemplate;
use crate::templates::table::TablePageView;

/// A part of the app when its code is there.
type Drawn = Result<AnyView, SplitLoaderError>;

/// The chunks that have come, a bit each. It only ever grows, and the browser has but one thread.
static HERE: AtomicU8 = AtomicU8::new(0);

/// The code of one or several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// The table template.
    Table,
    /// The other templates and the page of a run, and the dialogs of every page.
    Pages,
    /// The import of keywords.
    Import,
    /// The editor of an article.
    Editor,
}

impl Chunk {
    /// The code that this destination is drawn by; none where nothing is.
    pub fn of(destination: Destination) -> Option<Self> {
        match destination {
            Destination::Page(path) => Some(match registry::page(path)? {
                Page::Table(_) => Self::Table,
                Page::Dashboard(_) | Page::Form(_) | Page::System(_) => Self::Pages,
            }),
            Destination::Wizard(Screen::KeywordImport, _) => Some(Self::Import),
            Destination::Detail(Screen::ContentEditor, ..) => Some(Self::Editor),
            Destination::Detail(Screen::TaskProgress, ..) => Some(Self::Pages),
            Destination::Wizard(..) | Destination::Detail(..) | Destination::Missing => None,
        }
    }

    /// Its name, as its functions give it.
    const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Pages => "pages",
            Self::Import => "import",
            Self::Editor => "editor",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Whether it can be drawn with now. On the server all of them can.
    fn is_here(self) -> bool {
        !browser::in_browser() || HERE.load(Ordering::Relaxed) & self.bit() != 0
    }

    /// Fetches it, unless it is here.
    ///
    /// # Errors
    /// The file did not come, as when the network is lost or a newer release has taken its place.
    pub async fn load(self) -> Result<(), SplitLoaderError> {
        match self {
            Self::Table => load_table().await?,
            Self::Pages => {
                load_dashboard().await?;
                load_form().await?;
                load_system().await?;
                load_task().await?;
                load_run().await?;
                load_palette().await?;
            }
            Self::Import => load_import().await?,
            Self::Editor => load_editor().await?,
        }
        HERE.fetch_or(self.bit(), Ordering::Relaxed);
        Ok(())
    }

    /// Whether it can be drawn with now. If not, it is fetched, and the part of the page that asks runs again then. Where
    /// a newer release has replaced it, the browser takes the whole page from there.
    pub(crate) fn is_ready(self) -> bool {
        if self.is_here() {
            return true;
        }
        let came = RwSignal::new(());
        came.track();
        leptos::task::spawn_local(async move {
            match self.load().await {
                Ok(()) => {
                    came.try_set(());
                }
                Err(_) => browser::go(&browser::here()),
            }
        });
        false
    }
}

/// Fetches the code of the page at this path, so that what the server drew can be taken over at once.
///
/// # Errors
/// As [`Chunk::load`].
pub async fn load_for(path: &str) -> Result<(), SplitLoaderError> {
    match Chunk::of(Destination::of(path)) {
        Some(chunk) => chunk.load().await,
        None => Ok(()),
    }
}

/// Draws a destination whose code is here; nothing for one that is not there at all.
pub(crate) fn draw(destination: Destination) -> Option<AnyView> {
    let chunk = Chunk::of(destination)?;
    // The server names the files in the page's head, so that the browser does not learn of them late.
    if !browser::in_browser() {
        leptos::prefetch_lazy_fn_on_server(chunk.name());
    }
    match destination {
        Destination::Page(path) => match registry::page(path)? {
            Page::Dashboard(page) => now(dashboard(page)),
            Page::Table(page) => now(table(page)),
            Page::Form(page) => now(form(page)),
            Page::System(page) => now(system(page)),
        },
        Destination::Wizard(Screen::KeywordImport, _) => now(import()),
        Destination::Detail(Screen::ContentEditor, _, id) => now(editor(id)),
        Destination::Detail(Screen::TaskProgress, _, id) => now(task(id)),
        Destination::Wizard(..) | Destination::Detail(..) | Destination::Missing => None,
    }
}

/// Draws a run in its dialog, with [`Chunk::Pages`]; `minimise` leaves it to the tray.
pub(crate) fn draw_run(id: Uuid, minimise: Callback<()>) -> Option<AnyView> {
    now(run(id, minimise))
}

/// Draws the inside of the command palette, with [`Chunk::Pages`].
pub(crate) fn draw_palette(open: RwSignal<bool>, help: RwSignal<bool>) -> Option<AnyView> {
    now(palette(open, help))
}

/// What a chunk draws, which takes no waiting once it is here.
fn now(drawn: impl Future<Output = Drawn>) -> Option<AnyView> {
    match pin!(drawn).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => drawn.ok(),
        Poll::Pending => None,
    }
}

#[wasm_split(table, fallible, preload(load_table))]
fn table(page: &'static TablePage) -> Drawn {
    Ok(view! { <TablePageView page=page /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_dashboard))]
fn dashboard(page: &'static DashboardPage) -> Drawn {
    Ok(view! { <DashboardTemplate page=page /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_form))]
fn form(page: &'static FormPage) -> Drawn {
    Ok(view! { <FormTemplate page=page /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_system))]
fn system(page: &'static SystemPage) -> Drawn {
    Ok(view! { <SystemTemplate page=page /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_task))]
fn task(id: Uuid) -> Drawn {
    Ok(view! { <TaskPage id=id /> }.into_any())
}

#[wasm_split(pages, fallible, preload(load_run))]
fn run(id: Uuid, minimise: Callback<()>) -> Drawn {
    Ok(run_in_dialog(id, minimise))
}

#[wasm_split(pages, fallible, preload(load_palette))]
fn palette(open: RwSignal<bool>, help: RwSignal<bool>) -> Drawn {
    Ok(view! { <Search open=open help=help /> }.into_any())
}

#[wasm_split(import, fallible, preload(load_import))]
fn import() -> Drawn {
    Ok(view! { <ImportWizard /> }.into_any())
}

#[wasm_split(editor, fallible, preload(load_editor))]
fn editor(id: Uuid) -> Drawn {
    Ok(view! { <ContentEditor id=id /> }.into_any())
}
