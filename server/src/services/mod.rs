//! The system as one member sees it: checks permissions, opens transactions, and calls what does the work.

pub mod actions;
pub mod agreement;
pub mod articles;
mod changes;
pub mod checkup;
pub mod dashboard;
pub mod dev_mailbox;
mod edits;
pub mod exports;
pub mod figures;
pub mod files;
pub mod idempotency;
pub mod imports;
pub mod oauth;
pub mod pictures;
pub mod plan;
pub mod prompts;
pub mod readiness;
pub mod reasons;
pub mod recut;
pub mod resources;
mod search;
mod security;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod status;
mod undo;
pub mod views;

use std::sync::Arc;

use async_trait::async_trait;
use igny8::auth::consent::Consent;
use igny8::auth::email_link::EmailLink;
use igny8::auth::invitation::Invitation;
use igny8::auth::ownership::Ownership;
use igny8::auth::two_factor::TwoFactor;
use igny8::billing::plan::{PaymentLink, PlanOverview};
use igny8::bulk::Changed;
use igny8::error::Problem;
use igny8::job_run::JobRun;
use igny8::page::Arguments;
use igny8::permission::Verb;
use igny8::planner::import::{ImportReport, Reading};
use igny8::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use igny8::resource::Resource;
use igny8::services::{
    Answer, Dashboard, Deleted, Hit, ImportRequest, JobRunDetail, Outcome, Page, Quote, Report, Saved,
    SelectOption, Selection, Services, Session, Upload,
};
use igny8::system::logs::HistoryEntry;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::totals::Totals;
use igny8::value::{Record, Row};
use igny8::view::{View, ViewDraft};
use igny8::writer::article::{self, Article, Change, Edit, Edited, Text, Version};
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::auth::caller::Caller;
use crate::error::Result;
use crate::queue;
use crate::services::sign_in::{email_link, invitation as link, ownership, pending_sign_up, two_factor};
use crate::state::App;
use crate::tenancy::Scope;

/// One request's view of the system.
#[derive(Clone)]
pub struct RequestContext {
    /// The shared parts.
    pub app: App,
    scope: Option<Scope>,
    /// From where the request comes.
    pub caller: Arc<Caller>,
    /// The request, in the log; what renders a page runs beside it.
    span: Span,
    /// The caller's `Idempotency-Key`: starting the same run twice starts it once.
    pub idempotency_key: Option<String>,
    /// The credits that somebody agreed to, where it was asked before: what costs more is not started.
    pub most_credits: Option<i64>,
}

impl RequestContext {
    /// The view of this actor; of nobody when none is signed in.
    pub fn new(app: App, scope: Option<Scope>, caller: Arc<Caller>) -> Self {
        Self {
            app,
            scope,
            caller,
            span: Span::current(),
            idempotency_key: None,
            most_credits: None,
        }
    }

    /// For Leptos' context.
    pub fn into_services(self) -> Arc<dyn Services> {
        Arc::new(self)
    }

    /// The actor.
    ///
    /// # Errors
    /// 401 when nobody is signed in.
    pub fn scope(&self) -> Result<&Scope, Problem> {
        self.scope.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// Does the work of a request and says what came of it; a fault of ours is logged as of this request.
    async fn answer<T>(&self, work: impl Future<Output = Result<T>> + Send) -> Answer<T> {
        let done = work.instrument(self.span.clone()).await;
        done.map_err(|error| {
            let problem = self.span.in_scope(|| error.into_problem());
            problem.of_request(&self.caller.request.to_string())
        })
    }
}

#[async_trait]
impl Services for RequestContext {
    async fn session(&self) -> Answer<Session> {
        self.answer(session::session(self)).await
    }

    async fn list(&self, resource: Resource, query: &str) -> Answer<Page> {
        self.answer(resources::list(self, resource, query)).await
    }

    async fn get(&self, resource: Resource, id: Uuid) -> Answer<Row> {
        self.answer(resources::get(self, resource, id)).await
    }

    async fn history(&self, resource: Resource, id: Uuid) -> Answer<Vec<HistoryEntry>> {
        self.answer(resources::history(self, resource, id)).await
    }

    async fn save(&self, resource: Resource, id: Option<Uuid>, record: Record) -> Answer<Saved> {
        self.answer(resources::save(self, resource, id, record)).await
    }

    async fn totals(&self, resource: Resource, selection: Selection, all: bool) -> Answer<Totals> {
        self.answer(resources::totals(self, resource, selection, all))
            .await
    }

    async fn change(&self, resource: Resource, selection: Selection, record: Record) -> Answer<Changed> {
        self.answer(changes::change(self, resource, selection, record))
            .await
    }

    async fn undo_change(&self, change: Uuid) -> Answer<u64> {
        self.answer(changes::undo(self, change)).await
    }

    async fn delete(&self, resource: Resource, selection: Selection) -> Answer<Deleted> {
        self.answer(resources::delete(self, resource, selection)).await
    }

    async fn undo(&self, deletion: Uuid) -> Answer<u64> {
        self.answer(resources::undo(self, deletion)).await
    }

    async fn act(
        &self,
        resource: Resource,
        action: &str,
        selection: Selection,
        arguments: Arguments,
    ) -> Answer<Outcome> {
        self.answer(actions::act(self, resource, action, selection, arguments))
            .await
    }

    async fn quote(&self, resource: Resource, action: &str, selection: Selection) -> Answer<Quote> {
        self.answer(actions::quote(self, resource, action, selection))
            .await
    }

    async fn options(&self, resource: Resource, search: &str) -> Answer<Vec<SelectOption>> {
        self.answer(resources::options(self, resource, search)).await
    }

    async fn search(&self, words: &str) -> Answer<Vec<Hit>> {
        self.answer(search::search(self, words)).await
    }

    async fn views(&self, resource: Resource) -> Answer<Vec<View>> {
        self.answer(views::list(self, resource)).await
    }

    async fn save_view(&self, resource: Resource, id: Option<Uuid>, draft: ViewDraft) -> Answer<View> {
        self.answer(views::save(self, resource, id, draft)).await
    }

    async fn delete_view(&self, resource: Resource, id: Uuid) -> Answer<()> {
        self.answer(views::delete(self, resource, id)).await
    }

    async fn settings(&self, resource: Resource) -> Answer<Row> {
        self.answer(resources::settings(self, resource)).await
    }

    async fn save_settings(&self, resource: Resource, record: Record) -> Answer<Row> {
        self.answer(resources::save_settings(self, resource, record))
            .await
    }

    async fn dashboard(&self, path: &str, query: &str) -> Answer<Dashboard> {
        self.answer(dashboard::dashboard(self, path, query)).await
    }

    async fn report(&self, path: &str) -> Answer<Report> {
        self.scope()?;
        if path == igny8::staff::queue::PAGE.path {
            return self.answer(staff::queue(self)).await;
        }
        if path != igny8::system::status::PAGE.path {
            return Err(Problem::not_found("report"));
        }
        self.answer(status::report_to(self)).await
    }

    async fn plan(&self) -> Answer<PlanOverview> {
        self.answer(plan::overview(self)).await
    }

    async fn checkout(&self, plan: &str) -> Answer<PaymentLink> {
        self.answer(plan::checkout(self, plan)).await
    }

    async fn billing_portal(&self) -> Answer<PaymentLink> {
        self.answer(plan::portal(self)).await
    }

    async fn invitation(&self, token: &str) -> Answer<Invitation> {
        self.answer(link::look(&self.app, token, self.scope.as_ref()))
            .await
    }

    async fn email_link(&self, token: &str) -> Answer<EmailLink> {
        let work = async {
            match pending_sign_up::look(&self.app, token).await? {
                Some(shown) => Ok(shown),
                None => Ok(email_link::look(&self.app, token).await?.shown),
            }
        };
        self.answer(work).await
    }

    async fn consent(&self, query: &str) -> Answer<Consent> {
        self.answer(oauth::authorize::consent(self, query)).await
    }

    async fn ownership(&self) -> Answer<Ownership> {
        self.answer(ownership::overview(self)).await
    }

    async fn two_factor(&self) -> Answer<TwoFactor> {
        self.answer(two_factor::state(self)).await
    }

    async fn task(&self, id: Uuid) -> Answer<JobRunDetail> {
        let work = async {
            let mut tx = self
                .app
                .db
                .begin(&self.scope()?.require(Verb::Read, Resource::Tasks)?)
                .await?;
            queue::store::detail(&mut tx, id).await
        };
        self.answer(work).await
    }

    async fn tray(&self) -> Answer<Vec<JobRun>> {
        let work = async {
            let mut tx = self
                .app
                .db
                .begin(&self.scope()?.require(Verb::Read, Resource::Tasks)?)
                .await?;
            queue::store::tray(&mut tx).await
        };
        self.answer(work).await
    }

    async fn preview_import(&self, upload: Uuid, reading: Reading) -> Answer<Upload> {
        self.answer(imports::preview(self, upload, reading)).await
    }

    async fn import_report(&self, task: Uuid) -> Answer<ImportReport> {
        self.answer(imports::report(self, task)).await
    }

    async fn import(&self, request: ImportRequest) -> Answer<Outcome> {
        self.answer(imports::start(self, request)).await
    }

    async fn undo_run(&self, task: Uuid) -> Answer<u64> {
        self.answer(undo::run(self, task)).await
    }

    async fn preview_recut(&self, settings: RecutSettings) -> Answer<Recut> {
        self.answer(recut::preview(self, settings)).await
    }

    async fn save_recut(&self, order: RecutOrder) -> Answer<RecutSaved> {
        self.answer(recut::save(self, order)).await
    }

    async fn undo_grouping(&self, change: Uuid) -> Answer<u64> {
        self.answer(recut::undo(self, change)).await
    }

    async fn reasons(&self, resource: Resource, id: Uuid) -> Answer<Reasons> {
        self.answer(reasons::reasons(self, resource, id)).await
    }

    async fn article(&self, id: Uuid) -> Answer<Article> {
        self.answer(articles::article(self, id)).await
    }

    async fn save_article(&self, id: Uuid, edit: Edit) -> Answer<article::Saved> {
        self.answer(articles::save(self, id, edit)).await
    }

    async fn edits(&self, id: Uuid) -> Answer<Vec<Edited>> {
        self.answer(edits::edits(self, id)).await
    }

    async fn versions(&self, id: Uuid) -> Answer<Vec<Version>> {
        self.answer(articles::versions(self, id)).await
    }

    async fn version(&self, id: Uuid, version: i32) -> Answer<Text> {
        self.answer(articles::version(self, id, version)).await
    }

    async fn restore(&self, id: Uuid, version: i32) -> Answer<article::Saved> {
        self.answer(articles::restore(self, id, version)).await
    }

    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Answer<Vec<Change>> {
        self.answer(articles::diff(self, id, from, to)).await
    }

    async fn preview_prompt(&self, id: Uuid, draft: PromptDraft) -> Answer<PromptPreview> {
        self.answer(prompts::preview(self, id, draft)).await
    }
}
