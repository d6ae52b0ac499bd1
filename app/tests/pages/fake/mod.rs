//! Services of plain data for rendering tests: one account with keywords, nothing behind it.

mod article;
mod overview;
mod plan;
mod prompt;
mod rows;

pub use article::ARTICLE;
pub use prompt::PROMPT;
pub use rows::{KEYWORDS, TASK, task};

use rows::{row, rows, text};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use igny8::auth::consent::Consent;
use igny8::auth::email_link::EmailLink;
use igny8::auth::invitation::Invitation;
use igny8::auth::ownership::Ownership;
use igny8::auth::two_factor::TwoFactor;
use igny8::billing::plan::{PaymentLink, PlanOverview};
use igny8::bulk::Changed;
use igny8::error::Problem;
use igny8::job_run::{JobRun, Level, LogLine};
use igny8::page::Arguments;
use igny8::permission::Role;
use igny8::planner::import::{ImportReport, Reading};
use igny8::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use igny8::query::Query;
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::{
    Answer, Dashboard, Deleted, Hit, ImportRequest, JobRunDetail, Outcome, Page, Quote, Report, Saved,
    SelectOption, Selection, Services, Session, Upload,
};
use igny8::system::logs::HistoryEntry;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::totals::Totals;
use igny8::value::{Record, Row, Value};
use igny8::view::{View, ViewDraft};
use igny8::writer::article::{Article, Change, Edit, Edited, Saved as SavedArticle, Text, Version};
use uuid::Uuid;

/// The link of the invitation that there is.
pub const INVITATION: &str = "a-link";

/// The data, seen by a member of this role.
#[derive(Clone, Debug)]
pub struct Fake {
    pub role: Role,
    /// How often each of the answers that pages are drawn from was asked for.
    pub asked: Asked,
}

/// Counts by name.
pub type Asked = Arc<Mutex<BTreeMap<&'static str, u32>>>;

impl Fake {
    fn note(&self, answer: &'static str) {
        let mut asked = self.asked.lock().expect("nobody panics while counting");
        *asked.entry(answer).or_default() += 1;
    }
}

fn choosable(id: u128, label: &str, parent: Option<u128>) -> SelectOption {
    SelectOption {
        id: Uuid::from_u128(id),
        label: label.to_owned(),
        parent: parent.map(Uuid::from_u128),
    }
}

fn query(resource: Resource, query: &str) -> Answer<Query> {
    let page = registry::table(resource).ok_or_else(|| Problem::not_found("list"))?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Query::parse(page, pairs)
}

#[async_trait]
impl Services for Fake {
    async fn session(&self) -> Answer<Session> {
        self.note("session");
        Ok(Session {
            name: "Test member".into(),
            email: "member@example.com".into(),
            role: self.role,
            account: choosable(1, "Example account", None),
            accounts: vec![choosable(1, "Example account", None)],
            sites: vec![choosable(0x51, "Example site", None)],
            sectors: vec![choosable(0x5E, "Running", Some(0x51))],
            credits: 1_204,
            unread: 3,
            deleted_at: None,
            payment_due: (self.role == Role::Owner).then(|| "2026-12-04T08:43:12.000Z".into()),
            staff: false,
            acting: None,
            suspended: None,
            announcements: Vec::new(),
            events: None,
        })
    }

    async fn list(&self, resource: Resource, text: &str) -> Answer<Page> {
        self.note("list");
        let query = query(resource, text)?;
        let found = rows(resource)
            .into_iter()
            .filter(|row| row.cells[0].to_plain().contains(&query.search));
        let found: Vec<_> = found.collect();
        let skip = (query.page - 1) as usize * query.page_size as usize;
        Ok(Page {
            count: found.len() as u64,
            count_estimated: false,
            page: query.page,
            page_size: query.page_size,
            results: found
                .into_iter()
                .skip(skip)
                .take(query.page_size as usize)
                .collect(),
        })
    }

    async fn get(&self, resource: Resource, id: Uuid) -> Answer<Row> {
        rows(resource)
            .into_iter()
            .find(|row| row.id == id)
            .ok_or_else(|| Problem::not_found(resource.one()))
    }

    async fn history(&self, _: Resource, _: Uuid) -> Answer<Vec<HistoryEntry>> {
        Ok(Vec::new())
    }

    async fn save(&self, resource: Resource, id: Option<Uuid>, _: Record) -> Answer<Saved> {
        let row = self.get(resource, id.unwrap_or(Uuid::from_u128(0x1000))).await?;
        Ok(Saved { row, once: None })
    }

    async fn totals(&self, _: Resource, selection: Selection, _: bool) -> Answer<Totals> {
        Ok(Totals {
            count: selected(&selection),
            ..Totals::default()
        })
    }

    async fn change(&self, _: Resource, selection: Selection, _: Record) -> Answer<Changed> {
        Ok(Changed {
            change_id: Some(Uuid::nil()),
            count: selected(&selection),
            ..Changed::default()
        })
    }

    async fn undo_change(&self, _: Uuid) -> Answer<u64> {
        Ok(1)
    }

    async fn delete(&self, _: Resource, selection: Selection) -> Answer<Deleted> {
        Ok(Deleted {
            deletion_id: Uuid::nil(),
            count: selected(&selection),
        })
    }

    async fn undo(&self, _: Uuid) -> Answer<u64> {
        Ok(1)
    }

    async fn act(&self, _: Resource, _: &str, selection: Selection, _: Arguments) -> Answer<Outcome> {
        Ok(Outcome {
            count: selected(&selection),
            task_id: Some(TASK),
            once: None,
            change_id: None,
        })
    }

    async fn quote(&self, _: Resource, _: &str, selection: Selection) -> Answer<Quote> {
        Ok(Quote {
            count: selected(&selection),
            credits: 2,
            balance: 1_204,
            facts: Vec::new(),
            notes: Vec::new(),
            help_link: None,
            asks: Vec::new(),
            name: None,
            typed: None,
        })
    }

    async fn search(&self, _: &str) -> Answer<Vec<Hit>> {
        Ok(Vec::new())
    }

    async fn options(&self, _: Resource, _: &str) -> Answer<Vec<SelectOption>> {
        Ok(vec![choosable(0xC1, "Trail shoes", None)])
    }

    async fn views(&self, resource: Resource) -> Answer<Vec<View>> {
        let quick = View {
            id: Uuid::from_u128(0x7E),
            name: "Quick wins".into(),
            query: "difficulty_max=30".into(),
            shared: true,
            editable: self.role >= Role::Admin,
        };
        Ok((resource == Resource::Keywords)
            .then_some(quick)
            .into_iter()
            .collect())
    }

    async fn save_view(&self, _: Resource, id: Option<Uuid>, draft: ViewDraft) -> Answer<View> {
        Ok(View {
            id: id.unwrap_or(Uuid::from_u128(0x7F)),
            name: draft.name,
            query: draft.query,
            shared: draft.shared,
            editable: true,
        })
    }

    async fn delete_view(&self, _: Resource, _: Uuid) -> Answer<()> {
        Ok(())
    }

    async fn settings(&self, _: Resource) -> Answer<Row> {
        self.note("settings");
        let values = BTreeMap::from([
            ("name", text("Example account")),
            ("cluster_min_size", Value::Int(3)),
            ("time_zone", text("America/New_York")),
            ("language", text("pt-BR")),
        ]);
        Ok(row(&igny8::system::settings::ENTITY, 1, &values))
    }

    async fn save_settings(&self, resource: Resource, _: Record) -> Answer<Row> {
        self.settings(resource).await
    }

    async fn dashboard(&self, path: &str, _: &str) -> Answer<Dashboard> {
        self.note("dashboard");
        Ok(overview::dashboard(path))
    }

    async fn report(&self, _: &str) -> Answer<Report> {
        self.note("report");
        Ok(Report {
            ok: true,
            at: "2026-11-23T08:43:12Z".into(),
            parts: Vec::new(),
        })
    }

    async fn task(&self, id: Uuid) -> Answer<JobRunDetail> {
        if id != TASK {
            return Err(Problem::not_found("AI task"));
        }
        let line = LogLine {
            at: task().created_at,
            level: Level::Info,
            message: "Read 1,204 rows.".into(),
        };
        Ok(JobRunDetail {
            parts: Vec::new(),
            task: task(),
            log: vec![line],
        })
    }

    async fn tray(&self) -> Answer<Vec<JobRun>> {
        Ok(vec![task()])
    }

    async fn preview_import(&self, _: Uuid, _: Reading) -> Answer<Upload> {
        Err(Problem::not_found("uploaded file"))
    }

    async fn import_report(&self, _: Uuid) -> Answer<ImportReport> {
        Err(Problem::not_found("import"))
    }

    async fn import(&self, _: ImportRequest) -> Answer<Outcome> {
        Ok(Outcome {
            count: 0,
            task_id: Some(TASK),
            once: None,
            change_id: None,
        })
    }

    async fn undo_run(&self, _: Uuid) -> Answer<u64> {
        Ok(1_192)
    }

    async fn preview_recut(&self, _: RecutSettings) -> Answer<Recut> {
        Err(Problem::not_found("sector"))
    }

    async fn save_recut(&self, _: RecutOrder) -> Answer<RecutSaved> {
        Err(Problem::not_found("sector"))
    }

    async fn undo_grouping(&self, _: Uuid) -> Answer<u64> {
        Err(Problem::not_found("change"))
    }

    async fn reasons(&self, _: Resource, _: Uuid) -> Answer<Reasons> {
        Err(Problem::not_found("cluster"))
    }

    async fn email_link(&self, _token: &str) -> Answer<EmailLink> {
        Err(Problem::not_found("link"))
    }

    async fn consent(&self, _query: &str) -> Answer<Consent> {
        Err(Problem::not_found("app"))
    }

    async fn ownership(&self) -> Answer<Ownership> {
        if !self.role.owns() {
            return Err(Problem::forbidden());
        }
        Ok(Ownership {
            account: "Example account".into(),
            members: vec![SelectOption {
                id: Uuid::from_u128(0xB0B),
                label: "Bob (bob@example.com)".into(),
                parent: None,
            }],
            two_factor: true,
            passkeys: true,
            requires_two_factor: false,
            deleted_at: None,
        })
    }

    async fn two_factor(&self) -> Answer<TwoFactor> {
        Ok(TwoFactor {
            on: true,
            unconfirmed: false,
            codes_left: 10,
            required: false,
            setup: None,
            passkeys: Vec::new(),
            no_passkeys: None,
        })
    }

    async fn plan(&self) -> Answer<PlanOverview> {
        self.note("plan");
        Ok(plan::overview())
    }

    async fn checkout(&self, _: &str) -> Answer<PaymentLink> {
        Err(Problem::not_found("plan"))
    }

    async fn billing_portal(&self) -> Answer<PaymentLink> {
        Err(Problem::not_found("subscription"))
    }

    async fn invitation(&self, token: &str) -> Answer<Invitation> {
        if token != INVITATION {
            return Err(Problem::not_found("invitation"));
        }
        Ok(Invitation {
            account: "Acme & Söhne".into(),
            email: "carol@example.com".into(),
            name: "Carol".into(),
            role: Role::Editor,
            inviter: Some("Ann".into()),
            expires_at: "2026-12-06T00:00:00Z".into(),
            signed_in: None,
        })
    }

    async fn article(&self, id: Uuid) -> Answer<Article> {
        self.note("article");
        article::article(id)
    }

    async fn save_article(&self, id: Uuid, edit: Edit) -> Answer<SavedArticle> {
        article::save(id, edit)
    }

    async fn versions(&self, id: Uuid) -> Answer<Vec<Version>> {
        article::versions(id)
    }

    async fn version(&self, id: Uuid, version: i32) -> Answer<Text> {
        article::version(id, version)
    }

    async fn restore(&self, id: Uuid, version: i32) -> Answer<SavedArticle> {
        let text = article::version(id, version)?;
        article::save(
            id,
            Edit {
                version: article::VERSION,
                text,
            },
        )
    }

    async fn edits(&self, _: Uuid) -> Answer<Vec<Edited>> {
        Ok(Vec::new())
    }

    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Answer<Vec<Change>> {
        article::diff(id, from, to)
    }

    async fn preview_prompt(&self, id: Uuid, draft: PromptDraft) -> Answer<PromptPreview> {
        prompt::preview(id, &draft)
    }
}

fn selected(selection: &Selection) -> u64 {
    match selection {
        Selection::Ids(ids) => ids.len() as u64,
        Selection::Query(_) => KEYWORDS as u64,
    }
}
