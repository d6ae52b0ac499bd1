//! Parts of the app whose code the browser fetches only when it shows them, in WebAssembly files beside the app's own.
//!
//! A part is a function in `parts`, which names its chunk, and a line in [`Chunk::load`]. What two chunks share and the rest
//! does not use goes into a file of its own, by itself.

mod parts;

use std::pin::pin;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{Context, Poll, Waker};

use igny8::navigation::Template;
use igny8::page::{Layout, Screen};
use igny8::permission::Viewer;
use igny8::registry;
use igny8::resource::Resource;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_split_helpers::SplitLoaderError;

use crate::auth::AuthPage;
use crate::destination::Destination;
use crate::state::browser;
use crate::state::confirm::Confirm;
use crate::state::late::StartAction;
use crate::state::toasts::Toasts;
use crate::templates::table::Table;

/// A part of the app when its code is there.
type Drawn = Result<AnyView, SplitLoaderError>;

/// The chunks that have come, a bit each. It only ever grows, and the browser has but one thread.
static HERE: AtomicU16 = AtomicU16::new(0);

/// The code of one or several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// The table template.
    Table,
    /// The other ways in which its rows are laid out.
    Layouts,
    /// The other templates and the page of a run, and the dialogs of every page.
    Pages,
    /// Questions and notices, which lie over any page.
    Overlays,
    /// The import of keywords.
    Import,
    /// The editor of an article.
    Editor,
    /// A prompt with its preview and history.
    Prompts,
    /// The account's plan.
    Plan,
    /// The pages for who is not signed in.
    Auth,
    /// Adjusting clusters, why keywords are in them, and pictures: what a panel draws beyond its declaration. One chunk, since each more doubles the
    /// files of what is shared.
    Clusters,
}

impl Chunk {
    /// The code that this destination is drawn by; none where nothing is.
    pub fn of(destination: Destination) -> Option<Self> {
        match destination {
            Destination::Page(path) => Some(match registry::link(path)?.template {
                Template::Table(_) => Self::Table,
                Template::Dashboard | Template::Form | Template::System => Self::Pages,
                Template::Screen(screen) => return Self::of_screen(screen),
            }),
            Destination::Wizard(Screen::KeywordImport, _) => Some(Self::Import),
            Destination::Wizard(Screen::ClusterExplorer, _) => Some(Self::Clusters),
            Destination::Detail(Screen::ContentEditor, ..) => Some(Self::Editor),
            Destination::Detail(Screen::PromptEditor, ..) => Some(Self::Prompts),
            Destination::Detail(Screen::TaskProgress, ..) => Some(Self::Pages),
            Destination::Wizard(..) | Destination::Detail(..) | Destination::Missing => None,
        }
    }

    /// The code of a screen that is a page of its own.
    const fn of_screen(screen: Screen) -> Option<Self> {
        match screen {
            Screen::Plan => Some(Self::Plan),
            _ => None,
        }
    }

    /// Its name, as its functions give it.
    const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Layouts => "layouts",
            Self::Pages => "pages",
            Self::Overlays => "overlays",
            Self::Import => "import",
            Self::Editor => "editor",
            Self::Prompts => "prompts",
            Self::Plan => "plan",
            Self::Auth => "auth",
            Self::Clusters => "clusters",
        }
    }

    const fn bit(self) -> u16 {
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
            Self::Table => parts::load_table().await?,
            Self::Layouts => parts::load_layout().await?,
            Self::Pages => {
                parts::load_page().await?;
                parts::load_task().await?;
                parts::load_run().await?;
                parts::load_palette().await?;
                parts::load_keys().await?;
            }
            Self::Overlays => {
                parts::load_question().await?;
                parts::load_notices().await?;
            }
            Self::Import => parts::load_import().await?,
            Self::Editor => parts::load_editor().await?,
            Self::Prompts => parts::load_prompt().await?,
            Self::Plan => parts::load_plan().await?,
            Self::Auth => parts::load_auth().await?,
            Self::Clusters => {
                parts::load_explorer().await?;
                parts::load_reasons().await?;
                parts::load_picture().await?;
            }
        }
        HERE.fetch_or(self.bit(), Ordering::Relaxed);
        Ok(())
    }

    /// Whether it can be drawn with now. If not, it is fetched, and the part of the page that asks runs again then. Where
    /// a newer release has replaced it, the browser takes the whole page from there.
    pub(crate) fn ready(self) -> bool {
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

/// Fetches the code of the page at this path and query, so that what the server drew can be taken over at once.
///
/// # Errors
/// As [`Chunk::load`].
pub async fn load_for(path: &str, query: &str) -> Result<(), SplitLoaderError> {
    // One that a page does not have is drawn as a table, and its code is fetched for nothing.
    if query.contains("layout=") {
        Chunk::Layouts.load().await?;
    }
    let chunk = match AuthPage::at(path) {
        Some(_) => Some(Chunk::Auth),
        None => Chunk::of(Destination::of(path)),
    };
    match chunk {
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
        Destination::Page(path) => match registry::link(path)?.template {
            Template::Table(_) => now(parts::table(path)),
            Template::Dashboard | Template::Form | Template::System => now(parts::page(path)),
            Template::Screen(Screen::Plan) => now(parts::plan()),
            Template::Screen(_) => None,
        },
        Destination::Wizard(Screen::KeywordImport, _) => now(parts::import()),
        Destination::Wizard(Screen::ClusterExplorer, _) => now(parts::explorer()),
        Destination::Detail(Screen::ContentEditor, _, id) => now(parts::editor(id)),
        Destination::Detail(Screen::PromptEditor, _, id) => now(parts::prompt(id)),
        Destination::Detail(Screen::TaskProgress, _, id) => now(parts::task(id)),
        Destination::Wizard(..) | Destination::Detail(..) | Destination::Missing => None,
    }
}

/// Draws a page for who is not signed in, once its code is here.
pub(crate) fn draw_auth(page: AuthPage) -> Option<AnyView> {
    if !browser::in_browser() {
        leptos::prefetch_lazy_fn_on_server(Chunk::Auth.name());
    }
    Chunk::Auth.ready().then(|| now(parts::auth(page))).flatten()
}

/// Draws the rows of a table laid out otherwise, once the code for that is here.
fn draw_layout(table: Table, layout: Layout) -> Option<AnyView> {
    if !browser::in_browser() {
        leptos::prefetch_lazy_fn_on_server(Chunk::Layouts.name());
    }
    Chunk::Layouts
        .ready()
        .then(|| now(parts::layout(table, layout)))
        .flatten()
}

/// Draws a run in its dialog, with [`Chunk::Pages`]; `minimise` leaves it to the tray.
pub(crate) fn draw_run(id: Uuid, minimise: Callback<()>) -> Option<AnyView> {
    now(parts::run(id, minimise))
}

/// Draws why the keywords of a cluster are in it, or a keyword where it is, once the code is here.
pub(crate) fn draw_reasons(resource: Resource, id: Uuid) -> Option<AnyView> {
    Chunk::Clusters
        .ready()
        .then(|| now(parts::reasons(resource, id)))
        .flatten()
}

/// Draws a picture, once the code is here.
pub(crate) fn draw_picture(id: Uuid, start: StartAction) -> Option<AnyView> {
    Chunk::Clusters
        .ready()
        .then(|| now(parts::picture(id, start)))
        .flatten()
}

/// Draws the inside of the command palette, with [`Chunk::Pages`].
pub(crate) fn draw_palette(open: RwSignal<bool>, help: RwSignal<bool>) -> Option<AnyView> {
    now(parts::palette(open, help))
}

/// Draws the question that is open, with [`Chunk::Overlays`].
pub(crate) fn draw_question(confirm: Confirm) -> Option<AnyView> {
    now(parts::question(confirm))
}

/// Draws the notices, with [`Chunk::Overlays`].
pub(crate) fn draw_notices(toasts: Toasts) -> Option<AnyView> {
    now(parts::notices(toasts))
}

/// Draws the help on keys, with [`Chunk::Pages`].
pub(crate) fn draw_keys(viewer: Viewer) -> Option<AnyView> {
    now(parts::keys(viewer))
}

/// What a chunk draws, which takes no waiting once it is here.
fn now(drawn: impl Future<Output = Drawn>) -> Option<AnyView> {
    match pin!(drawn).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => drawn.ok(),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_and_screen_of_the_registry_has_its_code() {
        let mut paths = Vec::new();
        for page in registry::sections().flat_map(|section| section.pages) {
            paths.push(page.path.to_owned());
            if let Some(rows) = page.rows() {
                paths.extend(
                    rows.wizard
                        .map(|(screen, _)| format!("{}/{}", page.path, screen.segment())),
                );
                paths.extend(rows.detail.map(|_| format!("{}/{}", page.path, Uuid::nil())));
            }
        }
        for path in paths {
            assert!(Chunk::of(Destination::of(&path)).is_some(), "{path}");
        }
    }
}
