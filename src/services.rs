//! What the pages need from the system behind them: one object-safe trait and its plain data.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::consent::Consent;
use crate::auth::email_link::EmailLink;
use crate::auth::invitation::Invitation;
use crate::auth::ownership::Ownership;
use crate::auth::two_factor::TwoFactor;
use crate::billing::plan::{PaymentLink, PlanOverview};
use crate::bulk::Changed;
pub use crate::choice::SelectOption;
use crate::error::{HelpLink, Problem};
use crate::job_run::{JobRun, LogLine};
use crate::page::Arguments;
use crate::permission::{Role, Viewer};
use crate::places::{self, Texts};
use crate::planner::import::{ImportReport, Mapping, Preview, Reading};
use crate::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use crate::resource::Resource;
use crate::staff::announcements::Announcement;
use crate::system::logs::HistoryEntry;
use crate::system::prompt_preview::{PromptDraft, PromptPreview};
use crate::totals::Totals;
use crate::value::{Record, Row};
use crate::view::{View, ViewDraft};
use crate::writer::article::{self, Article, Change, Edit, Edited, Text, Version};

/// A row that a search over all lists found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The list that it is in.
    pub resource: Resource,
    /// The row.
    pub id: Uuid,
    /// What people know it by.
    pub label: String,
}

/// Who is signed in, where, and what the frame around every page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CurrentSession")
)]
pub struct Session {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// What the person may be in the account.
    pub role: Role,
    /// The current account.
    pub account: SelectOption,
    /// All accounts of the person.
    pub accounts: Vec<SelectOption>,
    /// The account's sites.
    pub sites: Vec<SelectOption>,
    /// The account's sectors; `parent` is the site.
    pub sectors: Vec<SelectOption>,
    /// Credits that can be spent.
    pub credits: i64,
    /// Notifications that the person has not read; beyond 100 they are not counted.
    #[serde(default)]
    pub unread: u32,
    /// Until when the plan stays though a payment is late; none if none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub payment_due: Option<String>,
    /// Whether the staff area is open to the person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub staff: bool,
    /// Who of the staff acts for the account, if that is who looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting: Option<Acting>,
    /// Why the account is suspended and what to do, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<String>,
    /// What everybody is told now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub announcements: Vec<Announcement>,
    /// When the account is deleted, if it is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub deleted_at: Option<String>,
    /// Where the account's events stood before any of this was read: `GET …/events?since=…` goes on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<String>,
}

impl Session {
    /// What decides what the person sees and is offered.
    pub const fn viewer(&self) -> Viewer {
        Viewer {
            role: self.role,
            staff: self.staff,
            acting: self.acting.is_some(),
        }
    }
}

/// Somebody of the staff who acts for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acting {
    /// Their name.
    pub staff: String,
    /// When it ends by itself.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub until: String,
}

/// A page of rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Rows that match.
    pub count: u64,
    /// Whether the count is an estimate.
    #[serde(default)]
    pub count_estimated: bool,
    /// From 1.
    pub page: u32,
    /// Rows on a page.
    pub page_size: u32,
    /// The rows.
    pub results: Vec<Row>,
}

/// Which rows an action is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These.
    Ids(Vec<Uuid>),
    /// All that match a list's query string.
    Query(String),
}

/// A saved row, with what is shown only once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SavedRow")
)]
pub struct Saved {
    /// The row as it is now.
    pub row: Row,
    /// A secret or link that cannot be shown again, with a sentence on what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<OneTimeSecret>,
}

/// Something that is shown only once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneTimeSecret {
    /// What it is and what to do with it.
    pub message: String,
    /// The text to copy.
    pub secret: String,
}

impl OneTimeSecret {
    /// The same with a path of ours as the whole address, for somebody who is not here.
    #[must_use]
    pub fn at(mut self, origin: &str) -> Self {
        if self.secret.starts_with('/') {
            self.secret.insert_str(0, origin);
        }
        self
    }
}

/// A deletion that can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Deletion")
)]
pub struct Deleted {
    /// Its id, for undo.
    pub deletion_id: Uuid,
    /// Rows that were deleted.
    pub count: u64,
}

/// What came of an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outcome {
    /// Rows that it was done to, or will be.
    pub count: u64,
    /// The run that does it in the background.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<Uuid>,
    /// What it made that is shown only once, such as a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<OneTimeSecret>,
    /// What undoes it as a whole, where it changed clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<Uuid>,
}

/// What an action would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Price"))]
pub struct Quote {
    /// Rows that it is for.
    pub count: u64,
    /// Credits that it takes.
    pub credits: i64,
    /// Credits that there are.
    pub balance: i64,
    /// What it will do beyond the rows, by name, such as where articles go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
    /// What to know before a yes, such as rows that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Where something of it can be made better before a yes, such as a provider that is not connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_link: Option<HelpLink>,
    /// The names of the action's parameters that matter for these rows: what to ask before a yes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// What one row is called, where it is one that would be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What to type before a yes, where much would go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
}

/// The figures of a dashboard, by the keys of its declaration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dashboard {
    /// Figures, with the same figure a period (30 days) ago where it is known.
    pub figures: Vec<Figure>,
    /// Charts.
    pub series: Vec<Series>,
    /// The latest runs.
    pub recent: Vec<JobRun>,
    /// What needs a person today; none where the page does not tell of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub todo: Option<Vec<Todo>>,
    /// Whether the workflow is not to be shown: the member has put it away, or cannot do it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub steps_hidden: bool,
    /// How many days the figures are about, where that can be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// Something that needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Todo {
    /// What, in a sentence.
    pub text: String,
    /// Where it is done.
    pub link: String,
    /// The verb on its button.
    pub action: String,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// The key.
    pub key: String,
    /// Now.
    pub value: f64,
    /// A period ago.
    #[serde(default)]
    pub before: Option<f64>,
}

/// One chart's points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Series {
    /// The key.
    pub key: String,
    /// The points in order.
    pub points: Vec<Point>,
    /// What to know of them, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One point.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    /// What it stands for.
    pub label: String,
    /// How much.
    pub value: f64,
    /// The query of the list behind it.
    pub link: String,
    /// How much it was the period before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// Whether it has not come yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected: bool,
}

/// What a system page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Whether every part works.
    pub ok: bool,
    /// When it was made, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub at: String,
    /// The parts.
    pub parts: Vec<Part>,
}

/// One part of the system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ReportPart")
)]
pub struct Part {
    /// The key in JSON.
    pub key: String,
    /// What it is.
    pub label: String,
    /// Whether it works.
    pub ok: bool,
    /// One sentence on how it is.
    pub summary: String,
    /// Named facts.
    pub facts: Vec<(String, String)>,
}

/// An uploaded file that waits for its import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Upload {
    /// Its id, for the import.
    pub upload_id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// What was found in it.
    pub preview: Preview,
}

/// What to import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportRequest {
    /// The uploaded file.
    pub upload_id: Uuid,
    /// The sector that the keywords go to.
    pub sector_id: Uuid,
    /// Which column is what, where it differs from what was found.
    #[serde(default)]
    pub mapping: Option<Mapping>,
    /// How the file is to be read, where it differs from what was found.
    #[serde(default)]
    pub reading: Reading,
}

/// One run with the latest lines of its log, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobRunDetail {
    /// The run.
    pub task: JobRun,
    /// Its parts by what they are for, where it is a run of many items.
    #[serde(default)]
    pub parts: Vec<JobRunPart>,
    /// Its log.
    pub log: Vec<LogLine>,
}

/// One part of a run of many items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobRunPart {
    /// What it is for, as people know it.
    pub label: String,
    /// Its run.
    pub task: JobRun,
}

/// A result, or the problem to show.
pub type Answer<T> = Result<T, Problem>;

/// The system behind the pages, seen by one signed-in member; every method checks the member's permission.
///
/// Every method answers with a [`Problem`] that can be shown as it is: 401 when nobody is signed in, 403 when the
/// role does not allow it, 404 for what is not there or belongs to another account, 422 with field errors.
#[async_trait]
pub trait Services: Send + Sync {
    /// Who is signed in.
    async fn session(&self) -> Answer<Session>;
    /// The rows that a list's query string asks for.
    async fn list(&self, resource: Resource, query: &str) -> Answer<Page>;
    /// One row.
    async fn get(&self, resource: Resource, id: Uuid) -> Answer<Row>;
    /// What happened to a row, the latest first; for whoever reads the audit log.
    async fn history(&self, resource: Resource, id: Uuid) -> Answer<Vec<HistoryEntry>>;
    /// Makes a row, or changes one.
    async fn save(&self, resource: Resource, id: Option<Uuid>, record: Record) -> Answer<Saved>;
    /// What rows come to: how many there are and what their numbers add up to, by group where the query groups them. Of more
    /// than [`ADDED_UNASKED`](crate::totals::ADDED_UNASKED) rows only with `all`.
    async fn totals(&self, resource: Resource, selection: Selection, all: bool) -> Answer<Totals>;
    /// Gives rows the values of a record, all that can take them at once or none; [`Services::undo_change`] takes it back.
    async fn change(&self, resource: Resource, selection: Selection, record: Record) -> Answer<Changed>;
    /// Takes a change of rows back, but in rows that somebody has changed since, and says how many rows that were.
    async fn undo_change(&self, change: Uuid) -> Answer<u64>;
    /// Deletes rows; [`Services::undo`] brings them back.
    async fn delete(&self, resource: Resource, selection: Selection) -> Answer<Deleted>;
    /// Brings back what a deletion removed and says how many rows.
    async fn undo(&self, deletion: Uuid) -> Answer<u64>;
    /// Does one of the resource's declared actions, with the answers to what it asks.
    async fn act(
        &self,
        resource: Resource,
        action: &str,
        selection: Selection,
        arguments: Arguments,
    ) -> Answer<Outcome>;
    /// What an action would cost.
    async fn quote(&self, resource: Resource, action: &str, selection: Selection) -> Answer<Quote>;
    /// Rows to refer to whose label contains `search`: at most 50.
    async fn options(&self, resource: Resource, search: &str) -> Answer<Vec<SelectOption>>;
    /// Rows of any list that contain the words, or have the id: a few of each.
    async fn search(&self, words: &str) -> Answer<Vec<Hit>>;
    /// Time zones, languages and countries, for the inputs of a browser, whose code does not hold them.
    async fn places(&self) -> Answer<Texts> {
        Ok(places::texts())
    }
    /// The saved views of a list that this member sees: the own ones and those shared with the team.
    async fn views(&self, resource: Resource) -> Answer<Vec<View>>;
    /// Saves a view of a list, or changes one.
    async fn save_view(&self, resource: Resource, id: Option<Uuid>, draft: ViewDraft) -> Answer<View>;
    /// Deletes a saved view.
    async fn delete_view(&self, resource: Resource, id: Uuid) -> Answer<()>;
    /// The one row of a form page.
    async fn settings(&self, resource: Resource) -> Answer<Row>;
    /// Changes the one row of a form page.
    async fn save_settings(&self, resource: Resource, record: Record) -> Answer<Row>;
    /// The figures of the dashboard at this path, for the scope that the query string names.
    async fn dashboard(&self, path: &str, query: &str) -> Answer<Dashboard>;
    /// The report of the system page at this path.
    async fn report(&self, path: &str) -> Answer<Report>;
    /// What the account has, how much of it is used, and what else it could have.
    async fn plan(&self) -> Answer<PlanOverview>;
    /// Where a plan is paid for: 409 where no payments are taken, 503 if the payment provider does not answer.
    async fn checkout(&self, plan: &str) -> Answer<PaymentLink>;
    /// Where the subscription is managed; as [`Services::checkout`].
    async fn billing_portal(&self) -> Answer<PaymentLink>;
    /// What the link of an invitation shows; whoever has it need not be signed in.
    async fn invitation(&self, token: &str) -> Answer<Invitation>;
    /// What a link that was mailed shows; whoever has it need not be signed in.
    async fn email_link(&self, token: &str) -> Answer<EmailLink>;
    /// What an app asks for whose question this query string is.
    async fn consent(&self, query: &str) -> Answer<Consent>;
    /// What owners alone decide of the account.
    async fn ownership(&self) -> Answer<Ownership>;
    /// Whether signing in asks the person for a code, and what turns that on.
    async fn two_factor(&self) -> Answer<TwoFactor>;
    /// One run with its log.
    async fn task(&self, id: Uuid) -> Answer<JobRunDetail>;
    /// The runs that are not ended and those that ended in the last minutes, newest first.
    async fn tray(&self) -> Answer<Vec<JobRun>>;
    /// Looks into an uploaded file again, read as a person says.
    async fn preview_import(&self, upload: Uuid, reading: Reading) -> Answer<Upload>;
    /// What is known of an import, while it runs and after.
    async fn import_report(&self, task: Uuid) -> Answer<ImportReport>;
    /// Starts the import of an uploaded file.
    async fn import(&self, request: ImportRequest) -> Answer<Outcome>;
    /// Takes back what a run did and says how many rows that changed; see [`crate::jobs::Job::can_undo`].
    async fn undo_run(&self, task: Uuid) -> Answer<u64>;
    /// How a sector would look, cut anew; nothing is changed.
    async fn preview_recut(&self, settings: RecutSettings) -> Answer<Recut>;
    /// Cuts a sector anew as a preview said: 409 if something has changed since.
    async fn save_recut(&self, order: RecutOrder) -> Answer<RecutSaved>;
    /// Takes back what a person did to clusters, as a whole, and says how many keywords that moved.
    async fn undo_grouping(&self, change: Uuid) -> Answer<u64>;
    /// Why the keywords of a cluster are in it, or one keyword where it is.
    async fn reasons(&self, resource: Resource, id: Uuid) -> Answer<Reasons>;
    /// One article as the editor shows it.
    async fn article(&self, id: Uuid) -> Answer<Article>;
    /// Saves an article unless somebody else did so since the version that the edit began with.
    async fn save_article(&self, id: Uuid, edit: Edit) -> Answer<article::Saved>;
    /// How people have changed an article at its destinations since it was sent there.
    async fn edits(&self, id: Uuid) -> Answer<Vec<Edited>>;
    /// An article's history, newest first.
    async fn versions(&self, id: Uuid) -> Answer<Vec<Version>>;
    /// An article as it was in a version.
    async fn version(&self, id: Uuid, version: i32) -> Answer<Text>;
    /// Makes an article what it was in a version; what it is now stays in its history.
    async fn restore(&self, id: Uuid, version: i32) -> Answer<article::Saved>;
    /// What changed from one version of an article to another.
    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Answer<Vec<Change>>;
    /// A prompt as the model would get it, with the values of one of the account's rows.
    async fn preview_prompt(&self, id: Uuid, draft: PromptDraft) -> Answer<PromptPreview>;
}
