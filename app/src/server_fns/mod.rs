//! Server functions: what the browser asks the server, each a thin call of the [`Services`](igny8::services::Services) in context.
//!
//! Every function has a fixed endpoint under `/api/v1/fn/`, takes and gives JSON, and fails with a [`Failure`]. On the
//! server it is a function of Leptos; in the browser all of them share one call, which is much the smaller code.

#[cfg(not(feature = "ssr"))]
mod ask;
#[cfg(feature = "ssr")]
mod described;
mod failure;

use igny8::auth::consent::Consent;
use igny8::auth::email_link::EmailLink;
use igny8::auth::invitation::Invitation;
use igny8::auth::ownership::Ownership;
use igny8::auth::two_factor::TwoFactor;
use igny8::billing::plan::{PaymentLink, PlanOverview};
use igny8::bulk::Changed;
use igny8::job_run::JobRun;
use igny8::page::Arguments;
use igny8::places::Texts;
use igny8::planner::import::{ImportReport, Reading};
use igny8::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use igny8::resource::Resource;
use igny8::services::{
    Dashboard, Deleted, Hit, ImportRequest, JobRunDetail, Outcome, Page, Quote, Report, Saved, SelectOption,
    Selection, Session, Upload,
};
use igny8::system::logs::HistoryEntry;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::totals::Totals;
use igny8::value::{Record, Row};
use igny8::view::{View, ViewDraft};
use igny8::writer::article::{self, Article, Change, Edit, Edited, Text, Version};
#[cfg(feature = "ssr")]
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::server_fn::codec::Json;
#[cfg(feature = "ssr")]
use schemars::SchemaGenerator;
use uuid::Uuid;

#[cfg(feature = "ssr")]
pub use described::{Argument, Function, Shape};
pub use failure::Failure;

/// The services that the server put into the context of this request.
#[cfg(feature = "ssr")]
fn services() -> Result<std::sync::Arc<dyn igny8::services::Services>, Failure> {
    use_context::<std::sync::Arc<dyn igny8::services::Services>>()
        .ok_or_else(|| Failure(igny8::error::Problem::internal()))
}

/// Declares functions by their endpoint and the call of the services that answer them.
macro_rules! functions {
    ($(
        $(#[doc = $doc:literal])*
        $endpoint:literal as $type:ident = $name:ident($($arg:ident: $kind:ty),*) -> $answer:ty,
        $method:ident($($given:expr),*);
    )+) => {
        /// The names of all server functions, as in their endpoints.
        pub const NAMES: &[&str] = &[$($endpoint),+];

        /// All server functions, for the document of the API.
        #[cfg(feature = "ssr")]
        pub const FUNCTIONS: &[Function] = &[$(Function {
            name: $endpoint,
            summary: concat!($($doc),*),
            arguments: &[$(Argument {
                name: stringify!($arg),
                kind: stringify!($kind),
                shape: SchemaGenerator::subschema_for::<$kind>,
            }),*],
            answer: SchemaGenerator::subschema_for::<$answer>,
        }),+];

        $(
            $(#[doc = $doc])*
            ///
            /// # Errors
            /// The problem that the services answered with.
            #[cfg(feature = "ssr")]
            #[server(name = $type, prefix = "/api/v1/fn", endpoint = $endpoint, input = Json, output = Json)]
            pub async fn $name($($arg: $kind),*) -> Result<$answer, Failure> {
                services()?.$method($($given),*).await.map_err(Failure)
            }

            $(#[doc = $doc])*
            ///
            /// # Errors
            /// The problem that the server answered with, or why it could not be asked.
            #[cfg(not(feature = "ssr"))]
            pub async fn $name($($arg: $kind),*) -> Result<$answer, Failure> {
                ask::Question::to($endpoint)$(.with(stringify!($arg), &$arg))*.ask().await
            }
        )+
    };
}

functions! {
    /// Who is signed in, where, and what the frame shows.
    "session" as GetSession = session() -> Session, session();
    /// The rows that a list's query string asks for.
    "list" as GetList = list(resource: Resource, query: String) -> Page, list(resource, &query);
    /// One row.
    "get" as GetRow = get(resource: Resource, id: Uuid) -> Row, get(resource, id);
    /// What happened to a row, the latest first.
    "history" as GetHistory = history(resource: Resource, id: Uuid) -> Vec<HistoryEntry>, history(resource, id);
    /// Makes a row, or changes one.
    "save" as SaveRow = save(resource: Resource, id: Option<Uuid>, record: Record) -> Saved, save(resource, id, record);
    /// What rows come to: how many there are and what their numbers add up to.
    "totals" as GetTotals = totals(resource: Resource, selection: Selection, all: bool) -> Totals,
        totals(resource, selection, all);
    /// Gives rows the values of a record; `undo_change` takes it back.
    "change" as ChangeRows = change(resource: Resource, selection: Selection, record: Record) -> Changed,
        change(resource, selection, record);
    /// Takes a change of rows back.
    "undo_change" as UndoChange = undo_change(change: Uuid) -> u64, undo_change(change);
    /// Deletes rows; `undo` brings them back.
    "delete" as DeleteRows = delete(resource: Resource, selection: Selection) -> Deleted, delete(resource, selection);
    /// Brings back what a deletion removed.
    "undo" as UndoDelete = undo(deletion: Uuid) -> u64, undo(deletion);
    /// Does one of the resource's declared actions.
    "act" as RunAction = act(resource: Resource, action: String, selection: Selection, arguments: Option<Arguments>) -> Outcome,
        act(resource, &action, selection, arguments.unwrap_or_default());
    /// What an action would cost.
    "quote" as GetQuote = quote(resource: Resource, action: String, selection: Selection) -> Quote,
        quote(resource, &action, selection);
    /// Rows to refer to whose label contains the search.
    "options" as GetOptions = options(resource: Resource, search: String) -> Vec<SelectOption>, options(resource, &search);
    /// Rows of any list that contain the words, or have the id.
    "search" as SearchEverything = search(words: String) -> Vec<Hit>, search(&words);
    /// Time zones, languages and countries, which the browser's code does not hold.
    "places" as GetPlaces = places() -> Texts, places();
    /// The one row of a form page.
    "settings" as GetSettings = settings(resource: Resource) -> Row, settings(resource);
    /// Changes the one row of a form page.
    "save_settings" as SaveSettings = save_settings(resource: Resource, record: Record) -> Row,
        save_settings(resource, record);
    /// The figures of the dashboard at this path.
    "dashboard" as GetDashboard = dashboard(path: String, query: String) -> Dashboard, dashboard(&path, &query);
    /// The report of the system page at this path.
    "report" as GetReport = report(path: String) -> Report, report(&path);
    /// What the account has, how much of it is used, and what else it could have.
    "plan" as GetPlan = plan() -> PlanOverview, plan();
    /// Where a plan is paid for.
    "checkout" as OpenCheckout = checkout(plan: String) -> PaymentLink, checkout(&plan);
    /// Where the subscription is managed.
    "billing_portal" as OpenBillingPortal = billing_portal() -> PaymentLink, billing_portal();
    /// What the link of an invitation shows.
    "invitation" as GetInvitation = invitation(token: String) -> Invitation, invitation(&token);
    /// What a link that was mailed shows.
    "email_link" as GetEmailLink = email_link(token: String) -> EmailLink, email_link(&token);
    /// What an app asks for whose question the query string is.
    "consent" as GetConsent = consent(query: String) -> Consent, consent(&query);
    /// What owners alone decide of the account.
    "ownership" as GetOwnership = ownership() -> Ownership, ownership();
    /// Whether signing in asks the person for a code.
    "two_factor" as GetTwoFactor = two_factor() -> TwoFactor, two_factor();
    /// One run with its log.
    "task" as GetTask = task(id: Uuid) -> JobRunDetail, task(id);
    /// The runs that are not ended and those that ended lately.
    "tray" as GetTray = tray() -> Vec<JobRun>, tray();
    /// Looks into an uploaded file again, read as a person says.
    "preview_import" as PreviewImport = preview_import(upload: Uuid, reading: Reading) -> Upload,
        preview_import(upload, reading);
    /// What is known of an import, while it runs and after.
    "import_report" as GetImportReport = import_report(task: Uuid) -> ImportReport, import_report(task);
    /// Starts the import of an uploaded file.
    "import" as StartImport = import(request: ImportRequest) -> Outcome, import(request);
    /// Takes back what a run did.
    "undo_run" as UndoRun = undo_run(task: Uuid) -> u64, undo_run(task);
    /// How a sector would look, cut anew.
    "preview_recut" as PreviewRecut = preview_recut(settings: RecutSettings) -> Recut, preview_recut(settings);
    /// Cuts a sector anew as a preview said.
    "save_recut" as SaveRecut = save_recut(order: RecutOrder) -> RecutSaved, save_recut(order);
    /// Takes back what a person did to clusters, as a whole.
    "undo_grouping" as UndoGrouping = undo_grouping(change: Uuid) -> u64, undo_grouping(change);
    /// Why the keywords of a cluster are in it, or one keyword where it is.
    "reasons" as GetReasons = reasons(resource: Resource, id: Uuid) -> Reasons, reasons(resource, id);
    /// The saved views of a list.
    "views" as GetViews = views(resource: Resource) -> Vec<View>, views(resource);
    /// Saves a view of a list, or changes one.
    "save_view" as SaveView = save_view(resource: Resource, id: Option<Uuid>, draft: ViewDraft) -> View,
        save_view(resource, id, draft);
    /// Deletes a saved view.
    "delete_view" as DeleteView = delete_view(resource: Resource, id: Uuid) -> (), delete_view(resource, id);
    /// One article as the editor shows it.
    "article" as GetArticle = article(id: Uuid) -> Article, article(id);
    /// Saves an article unless somebody else did so meanwhile.
    "save_article" as SaveArticle = save_article(id: Uuid, edit: Edit) -> article::Saved, save_article(id, edit);
    /// How people have changed an article at its destinations.
    "edits" as GetEdits = edits(id: Uuid) -> Vec<Edited>, edits(id);
    /// The history of an article, newest first.
    "versions" as GetVersions = versions(id: Uuid) -> Vec<Version>, versions(id);
    /// An article as it was.
    "version" as GetVersion = version(id: Uuid, version: i32) -> Text, version(id, version);
    /// Makes an article what it was.
    "restore" as RestoreVersion = restore(id: Uuid, version: i32) -> article::Saved, restore(id, version);
    /// What changed from one version of an article to another.
    "diff" as GetDiff = diff(id: Uuid, from: i32, to: i32) -> Vec<Change>, diff(id, from, to);
    /// A prompt as the model would get it.
    "preview_prompt" as PreviewPrompt = preview_prompt(id: Uuid, draft: PromptDraft) -> PromptPreview,
        preview_prompt(id, draft);
}
