//! Server functions: what the browser asks the server, each a thin call of the [`Backend`](igny8::backend::Backend) in context.
//!
//! Every function has a fixed endpoint under `/api/v1/fn/`, takes and gives JSON, and fails with a [`Failure`].

mod failure;

use igny8::backend::{
    Choosable, Dashboard, Deleted, ImportOrder, Listing, Outcome, Quote, Report, Saved, Selection, Session,
    TaskDetail,
};
use igny8::job::Task;
use igny8::resource::Resource;
use igny8::value::{Record, Row};
use igny8::writer::document::{self, Change, Document, Edit, Text, Version};
use igny8::view::{Draft, View};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use uuid::Uuid;

pub use failure::Failure;

/// The names of all server functions, as in their endpoints, for the OpenAPI document.
pub const NAMES: &[&str] = &[
    "session",
    "list",
    "get",
    "save",
    "delete",
    "undo",
    "act",
    "quote",
    "options",
    "views",
    "save_view",
    "delete_view",
    "settings",
    "save_settings",
    "dashboard",
    "report",
    "task",
    "tray",
    "import",
    "undo_import",
    "document",
    "save_document",
    "versions",
    "version",
    "restore",
    "diff",
];

/// The backend that the server put into the context of this request.
#[cfg(feature = "ssr")]
fn backend() -> Result<std::sync::Arc<dyn igny8::backend::Backend>, Failure> {
    use_context::<std::sync::Arc<dyn igny8::backend::Backend>>()
        .ok_or_else(|| Failure(igny8::error::Problem::internal()))
}

/// Who is signed in, where, and what the frame shows.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetSession, prefix = "/api/v1/fn", endpoint = "session", input = Json, output = Json)]
pub async fn session() -> Result<Session, Failure> {
    backend()?.session().await.map_err(Failure)
}

/// The rows that a list's query string asks for.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetList, prefix = "/api/v1/fn", endpoint = "list", input = Json, output = Json)]
pub async fn list(resource: Resource, query: String) -> Result<Listing, Failure> {
    backend()?.list(resource, &query).await.map_err(Failure)
}

/// One row.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetRow, prefix = "/api/v1/fn", endpoint = "get", input = Json, output = Json)]
pub async fn get(resource: Resource, id: Uuid) -> Result<Row, Failure> {
    backend()?.get(resource, id).await.map_err(Failure)
}

/// Makes a row, or changes one.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = SaveRow, prefix = "/api/v1/fn", endpoint = "save", input = Json, output = Json)]
pub async fn save(resource: Resource, id: Option<Uuid>, record: Record) -> Result<Saved, Failure> {
    backend()?.save(resource, id, record).await.map_err(Failure)
}

/// Deletes rows; [`undo`] brings them back.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = DeleteRows, prefix = "/api/v1/fn", endpoint = "delete", input = Json, output = Json)]
pub async fn delete(resource: Resource, selection: Selection) -> Result<Deleted, Failure> {
    backend()?.delete(resource, selection).await.map_err(Failure)
}

/// Brings back what a deletion removed.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = UndoDelete, prefix = "/api/v1/fn", endpoint = "undo", input = Json, output = Json)]
pub async fn undo(deletion: Uuid) -> Result<u64, Failure> {
    backend()?.undo(deletion).await.map_err(Failure)
}

/// Does one of the resource's declared actions.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = RunAction, prefix = "/api/v1/fn", endpoint = "act", input = Json, output = Json)]
pub async fn act(resource: Resource, action: String, selection: Selection) -> Result<Outcome, Failure> {
    backend()?
        .act(resource, &action, selection)
        .await
        .map_err(Failure)
}

/// What an action would cost.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetQuote, prefix = "/api/v1/fn", endpoint = "quote", input = Json, output = Json)]
pub async fn quote(resource: Resource, action: String, selection: Selection) -> Result<Quote, Failure> {
    backend()?
        .quote(resource, &action, selection)
        .await
        .map_err(Failure)
}

/// Rows to refer to whose label contains the search.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetOptions, prefix = "/api/v1/fn", endpoint = "options", input = Json, output = Json)]
pub async fn options(resource: Resource, search: String) -> Result<Vec<Choosable>, Failure> {
    backend()?.options(resource, &search).await.map_err(Failure)
}

/// The saved views of a list.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetViews, prefix = "/api/v1/fn", endpoint = "views", input = Json, output = Json)]
pub async fn views(resource: Resource) -> Result<Vec<View>, Failure> {
    backend()?.views(resource).await.map_err(Failure)
}

/// Saves a view of a list, or changes one.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = SaveView, prefix = "/api/v1/fn", endpoint = "save_view", input = Json, output = Json)]
pub async fn save_view(resource: Resource, id: Option<Uuid>, draft: Draft) -> Result<View, Failure> {
    backend()?.save_view(resource, id, draft).await.map_err(Failure)
}

/// Deletes a saved view.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = DeleteView, prefix = "/api/v1/fn", endpoint = "delete_view", input = Json, output = Json)]
pub async fn delete_view(resource: Resource, id: Uuid) -> Result<(), Failure> {
    backend()?.delete_view(resource, id).await.map_err(Failure)
}

/// The one row of a form page.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetSettings, prefix = "/api/v1/fn", endpoint = "settings", input = Json, output = Json)]
pub async fn settings(resource: Resource) -> Result<Row, Failure> {
    backend()?.settings(resource).await.map_err(Failure)
}

/// Changes the one row of a form page.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = SaveSettings, prefix = "/api/v1/fn", endpoint = "save_settings", input = Json, output = Json)]
pub async fn save_settings(resource: Resource, record: Record) -> Result<Row, Failure> {
    backend()?.save_settings(resource, record).await.map_err(Failure)
}

/// The figures of the dashboard at this path.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetDashboard, prefix = "/api/v1/fn", endpoint = "dashboard", input = Json, output = Json)]
pub async fn dashboard(path: String, query: String) -> Result<Dashboard, Failure> {
    backend()?.dashboard(&path, &query).await.map_err(Failure)
}

/// The report of the system page at this path.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetReport, prefix = "/api/v1/fn", endpoint = "report", input = Json, output = Json)]
pub async fn report(path: String) -> Result<Report, Failure> {
    backend()?.report(&path).await.map_err(Failure)
}

/// One run with its log.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetTask, prefix = "/api/v1/fn", endpoint = "task", input = Json, output = Json)]
pub async fn task(id: Uuid) -> Result<TaskDetail, Failure> {
    backend()?.task(id).await.map_err(Failure)
}

/// The runs that are not ended and those that ended lately.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetTray, prefix = "/api/v1/fn", endpoint = "tray", input = Json, output = Json)]
pub async fn tray() -> Result<Vec<Task>, Failure> {
    backend()?.tray().await.map_err(Failure)
}

/// Starts the import of an uploaded file.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = StartImport, prefix = "/api/v1/fn", endpoint = "import", input = Json, output = Json)]
pub async fn import(order: ImportOrder) -> Result<Outcome, Failure> {
    backend()?.import(order).await.map_err(Failure)
}

/// Takes an import back.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = UndoImport, prefix = "/api/v1/fn", endpoint = "undo_import", input = Json, output = Json)]
pub async fn undo_import(task: Uuid) -> Result<u64, Failure> {
    backend()?.undo_import(task).await.map_err(Failure)
}

/// One article as the editor shows it.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetDocument, prefix = "/api/v1/fn", endpoint = "document", input = Json, output = Json)]
pub async fn document(id: Uuid) -> Result<Document, Failure> {
    backend()?.document(id).await.map_err(Failure)
}

/// Saves an article unless somebody else did so meanwhile.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = SaveDocument, prefix = "/api/v1/fn", endpoint = "save_document", input = Json, output = Json)]
pub async fn save_document(id: Uuid, edit: Edit) -> Result<document::Saved, Failure> {
    backend()?.save_document(id, edit).await.map_err(Failure)
}

/// An article's history, newest first.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetVersions, prefix = "/api/v1/fn", endpoint = "versions", input = Json, output = Json)]
pub async fn versions(id: Uuid) -> Result<Vec<Version>, Failure> {
    backend()?.versions(id).await.map_err(Failure)
}

/// An article as it was in a version.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetVersion, prefix = "/api/v1/fn", endpoint = "version", input = Json, output = Json)]
pub async fn version(id: Uuid, version: i32) -> Result<Text, Failure> {
    backend()?.version(id, version).await.map_err(Failure)
}

/// Makes an article what it was in a version.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = RestoreVersion, prefix = "/api/v1/fn", endpoint = "restore", input = Json, output = Json)]
pub async fn restore(id: Uuid, version: i32) -> Result<document::Saved, Failure> {
    backend()?.restore(id, version).await.map_err(Failure)
}

/// What changed from one version of an article to another.
///
/// # Errors
/// The problem that the backend answered with.
#[server(name = GetDiff, prefix = "/api/v1/fn", endpoint = "diff", input = Json, output = Json)]
pub async fn diff(id: Uuid, from: i32, to: i32) -> Result<Vec<Change>, Failure> {
    backend()?.diff(id, from, to).await.map_err(Failure)
}
