//! The system as one member sees it: checks permissions, opens transactions, and calls what does the work.

pub mod actions;
pub mod dashboard;
pub mod documents;
pub mod imports;
pub mod prompts;
pub mod resources;
pub mod session;
pub mod status;
pub mod views;

use std::sync::Arc;

use async_trait::async_trait;
use igny8::backend::{
    Answer, Backend, Choosable, Dashboard, Deleted, ImportOrder, Listing, Outcome, Quote, Report, Saved,
    Selection, Session, TaskDetail, Upload,
};
use igny8::error::Problem;
use igny8::job::Task;
use igny8::permission::Verb;
use igny8::planner::import::{ImportReport, Reading};
use igny8::resource::Resource;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::value::{Record, Row};
use igny8::view::{Draft, View};
use igny8::writer::document::{self, Change, Document, Edit, Text, Version};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::jobs;
use crate::state::App;
use crate::tenancy::Scope;

/// One request's view of the system.
#[derive(Clone)]
pub struct Member {
    /// The shared parts.
    pub app: App,
    scope: Option<Scope>,
    /// The caller's `Idempotency-Key`: starting the same run twice starts it once.
    pub idempotency_key: Option<String>,
}

impl Member {
    /// The view of this actor; of nobody when none is signed in.
    pub const fn new(app: App, scope: Option<Scope>) -> Self {
        Self {
            app,
            scope,
            idempotency_key: None,
        }
    }

    /// For Leptos' context.
    pub fn into_backend(self) -> Arc<dyn Backend> {
        Arc::new(self)
    }

    /// The actor.
    ///
    /// # Errors
    /// 401 when nobody is signed in.
    pub fn scope(&self) -> Result<&Scope, Problem> {
        self.scope.as_ref().ok_or_else(Problem::unauthenticated)
    }
}

#[async_trait]
impl Backend for Member {
    async fn session(&self) -> Answer<Session> {
        session::session(self).await.map_err(Error::into_problem)
    }

    async fn list(&self, resource: Resource, query: &str) -> Answer<Listing> {
        resources::list(self, resource, query)
            .await
            .map_err(Error::into_problem)
    }

    async fn get(&self, resource: Resource, id: Uuid) -> Answer<Row> {
        resources::get(self, resource, id)
            .await
            .map_err(Error::into_problem)
    }

    async fn save(&self, resource: Resource, id: Option<Uuid>, record: Record) -> Answer<Saved> {
        resources::save(self, resource, id, record)
            .await
            .map_err(Error::into_problem)
    }

    async fn delete(&self, resource: Resource, selection: Selection) -> Answer<Deleted> {
        resources::delete(self, resource, selection)
            .await
            .map_err(Error::into_problem)
    }

    async fn undo(&self, deletion: Uuid) -> Answer<u64> {
        resources::undo(self, deletion).await.map_err(Error::into_problem)
    }

    async fn act(&self, resource: Resource, action: &str, selection: Selection) -> Answer<Outcome> {
        actions::act(self, resource, action, selection)
            .await
            .map_err(Error::into_problem)
    }

    async fn quote(&self, resource: Resource, action: &str, selection: Selection) -> Answer<Quote> {
        actions::quote(self, resource, action, selection)
            .await
            .map_err(Error::into_problem)
    }

    async fn options(&self, resource: Resource, search: &str) -> Answer<Vec<Choosable>> {
        resources::options(self, resource, search)
            .await
            .map_err(Error::into_problem)
    }

    async fn views(&self, resource: Resource) -> Answer<Vec<View>> {
        views::list(self, resource).await.map_err(Error::into_problem)
    }

    async fn save_view(&self, resource: Resource, id: Option<Uuid>, draft: Draft) -> Answer<View> {
        views::save(self, resource, id, draft)
            .await
            .map_err(Error::into_problem)
    }

    async fn delete_view(&self, resource: Resource, id: Uuid) -> Answer<()> {
        views::delete(self, resource, id)
            .await
            .map_err(Error::into_problem)
    }

    async fn settings(&self, resource: Resource) -> Answer<Row> {
        resources::settings(self, resource)
            .await
            .map_err(Error::into_problem)
    }

    async fn save_settings(&self, resource: Resource, record: Record) -> Answer<Row> {
        resources::save_settings(self, resource, record)
            .await
            .map_err(Error::into_problem)
    }

    async fn dashboard(&self, path: &str, query: &str) -> Answer<Dashboard> {
        dashboard::dashboard(self, path, query)
            .await
            .map_err(Error::into_problem)
    }

    async fn report(&self, path: &str) -> Answer<Report> {
        self.scope()?;
        if path != igny8::system::status::PAGE.path {
            return Err(Problem::not_found("report"));
        }
        Ok(status::report(&self.app).await)
    }

    async fn task(&self, id: Uuid) -> Answer<TaskDetail> {
        let work = async {
            let mut tx = self
                .app
                .db
                .begin(&self.scope()?.require(Verb::Read, Resource::Tasks)?)
                .await?;
            jobs::store::detail(&mut tx, id).await
        };
        work.await.map_err(Error::into_problem)
    }

    async fn tray(&self) -> Answer<Vec<Task>> {
        let work = async {
            let mut tx = self
                .app
                .db
                .begin(&self.scope()?.require(Verb::Read, Resource::Tasks)?)
                .await?;
            jobs::store::tray(&mut tx).await
        };
        work.await.map_err(Error::into_problem)
    }

    async fn preview_import(&self, upload: Uuid, reading: Reading) -> Answer<Upload> {
        imports::preview(self, upload, reading)
            .await
            .map_err(Error::into_problem)
    }

    async fn import_report(&self, task: Uuid) -> Answer<ImportReport> {
        imports::report(self, task).await.map_err(Error::into_problem)
    }

    async fn import(&self, order: ImportOrder) -> Answer<Outcome> {
        imports::start(self, order).await.map_err(Error::into_problem)
    }

    async fn undo_import(&self, task: Uuid) -> Answer<u64> {
        imports::undo(self, task).await.map_err(Error::into_problem)
    }

    async fn document(&self, id: Uuid) -> Answer<Document> {
        documents::document(self, id).await.map_err(Error::into_problem)
    }

    async fn save_document(&self, id: Uuid, edit: Edit) -> Answer<document::Saved> {
        documents::save(self, id, edit).await.map_err(Error::into_problem)
    }

    async fn versions(&self, id: Uuid) -> Answer<Vec<Version>> {
        documents::versions(self, id).await.map_err(Error::into_problem)
    }

    async fn version(&self, id: Uuid, version: i32) -> Answer<Text> {
        documents::version(self, id, version)
            .await
            .map_err(Error::into_problem)
    }

    async fn restore(&self, id: Uuid, version: i32) -> Answer<document::Saved> {
        documents::restore(self, id, version)
            .await
            .map_err(Error::into_problem)
    }

    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Answer<Vec<Change>> {
        documents::diff(self, id, from, to)
            .await
            .map_err(Error::into_problem)
    }

    async fn preview_prompt(&self, id: Uuid, draft: PromptDraft) -> Answer<PromptPreview> {
        prompts::preview(self, id, draft)
            .await
            .map_err(Error::into_problem)
    }
}
