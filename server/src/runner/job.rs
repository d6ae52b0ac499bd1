//! What the runner knows of a job, and the registry by which it is handed all of them.

use async_trait::async_trait;
use igny8::error::{HelpLink, Problem};
use igny8::job_run::JobRun;
use igny8::jobs::Job;
use igny8::page::{Arguments, TablePage};
use igny8::resource::Resource;
use igny8::staff::flags::Flag;
use uuid::Uuid;

use crate::error::Result;
use crate::queue::Functions;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::eligible::{Eligible, Item};
use crate::repo::filter::Rows;
use crate::repo::{self, list};
use crate::runner::{Finished, Run};
use crate::state::App;
use crate::tenancy::{Scope, Tx};

/// All that one background function is on the server; what is known of it everywhere is its row in [`igny8::jobs::JOBS`]. Only
/// the first two and [`JobHandler::run`] are needed by each.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// Which function it is.
    fn job(&self) -> Job;

    /// Does it. It may be started several times for one run, also while an earlier start that lost its claim still goes on,
    /// so all that it writes goes through [`Run::begin`], and its last write through [`Run::finish`]. Long work calls
    /// [`Run::check_cancelled`] now and then; a transaction stays open for seconds only.
    async fn run(&self, run: &Run) -> Result<Finished>;

    /// What the rows are where each is a run of its own. A job that is one run takes all rows that are selected.
    fn targets(&self) -> &'static [Target] {
        &[]
    }

    /// What has to be switched on for the account so that it starts.
    fn flag(&self) -> Option<Flag> {
        None
    }

    /// Those of eligible rows that it can be done to, where a condition cannot say it.
    ///
    /// # Errors
    /// It is none of them.
    async fn narrow(&self, _tx: &mut Tx, items: Vec<Item>) -> Result<Vec<Item>> {
        Ok(items)
    }

    /// What to know before a yes to its price; who does it and what is left out is added to it.
    ///
    /// # Errors
    /// The database does not answer.
    async fn preview(&self, _tx: &mut Tx, _chosen: &Chosen<'_>) -> Result<Preview> {
        Ok(Preview::default())
    }

    /// Those of these rows that its runs would refuse: a schedule takes others, if there are any.
    ///
    /// # Errors
    /// The database does not answer.
    async fn blocked(&self, _tx: &mut Tx, _items: &[Item], _answers: &Arguments) -> Result<Vec<Uuid>> {
        Ok(Vec::new())
    }

    /// Goes on only if runs of these rows may be started.
    ///
    /// # Errors
    /// What stands in the way.
    async fn allowed(&self, _tx: &mut Tx, _items: &[Item], _answers: &Arguments) -> Result<()> {
        Ok(())
    }

    /// What a schedule of it is for; one that is none cannot be scheduled.
    fn scheduled(&self) -> Option<Scheduled> {
        None
    }

    /// The provider that does its work, if one does.
    fn provider(&self) -> Option<Provided> {
        None
    }

    /// Whether several runs may be for the same rows at once, since it changes none of them.
    fn shares_rows(&self) -> bool {
        false
    }

    /// Whether it changes what others see, such as a post on their site: in a restored database it waits until a person has said go.
    fn reaches_out(&self) -> bool {
        false
    }

    /// Does what is due by the clock without anybody's schedule, at each look of the scheduler.
    ///
    /// # Errors
    /// The database does not answer; the next look does what this one did not.
    async fn look(&self, _app: &App) -> Result<()> {
        Ok(())
    }

    /// Takes back what a run of it did, and says how many rows that changed.
    ///
    /// # Errors
    /// It cannot be taken back, or not now.
    async fn undo(&self, _app: &App, _scope: &Scope, _run: &JobRun) -> Result<u64> {
        Err(Problem::conflict("This task can't be undone.").into())
    }
}

impl dyn JobHandler {
    /// The target that the rows of this resource are.
    pub(super) fn target(&self, resource: Resource) -> Option<&'static Target> {
        self.targets().iter().find(|target| target.resource == resource)
    }

    /// Those of `ids` that it can be done to now; rows that a run of it works on already are left out.
    ///
    /// # Errors
    /// 409 that says why, if it is none of them.
    pub(super) async fn fit(&self, tx: &mut Tx, resource: Resource, ids: &[Uuid]) -> Result<Vec<Item>> {
        let target = self.target(resource).ok_or_else(|| {
            Problem::bad_request(format!(
                "{} isn't available for {}.",
                self.job().label(),
                resource.many()
            ))
        })?;
        let items = target.rows.among(tx, self.job(), ids).await?;
        if items.is_empty() {
            return Err(Problem::conflict(target.why).into());
        }
        self.narrow(tx, items).await
    }
}

/// Rows of which each is a run of its own.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What they are.
    pub resource: Resource,
    /// Which of them it can be done to.
    pub rows: Eligible,
    /// Why it cannot be done to any of those that were chosen.
    pub why: &'static str,
}

/// What a schedule of a job is for.
#[derive(Clone, Copy, Debug)]
pub struct Scheduled {
    /// The rows.
    pub resource: Resource,
    /// Which of them, and in which order: the query of their list, the best first.
    pub query: &'static str,
    /// The most rows of one firing, where the schedule says nothing else.
    pub rows: Option<i64>,
}

/// Who does a job's work.
#[derive(Clone, Copy, Debug)]
pub struct Provided {
    /// The setting that names the integration.
    pub setting: ProviderSetting,
    /// What a preview calls it.
    pub label: &'static str,
    /// What does it without a provider; none where nothing is missing then.
    pub offline: Option<&'static str>,
    /// Whether it is done by the model that draws.
    pub draws: bool,
}

impl Provided {
    const fn new(setting: ProviderSetting, label: &'static str) -> Self {
        Self {
            setting,
            label,
            offline: Some("Offline drafts"),
            draws: false,
        }
    }

    /// A model that writes.
    pub const fn writes(setting: ProviderSetting) -> Self {
        Self::new(setting, "Written by")
    }

    /// A model that draws.
    pub const fn draws(setting: ProviderSetting) -> Self {
        Self {
            draws: true,
            ..Self::new(setting, "Images by")
        }
    }

    /// A model that names; without one, names are good as well.
    pub const fn names(setting: ProviderSetting) -> Self {
        Self {
            offline: None,
            ..Self::new(setting, "Named by")
        }
    }
}

/// What to know before a function is started.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// What it will do, by name.
    pub facts: Vec<(String, String)>,
    /// What somebody may want to mend before.
    pub notes: Vec<String>,
    /// Where that is done.
    pub help_link: Option<HelpLink>,
    /// The parameters of the action that matter for these rows.
    pub asks: Vec<String>,
}

/// The rows that a preview is of.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// What they are.
    pub page: &'static TablePage,
    /// Which they are.
    pub rows: &'a Rows,
    /// Those that it would be done to, where each is a run of its own.
    pub items: Option<&'a [Item]>,
}

impl Chosen<'_> {
    /// Their ids. Where they are one run they are read now, and may be very many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn ids(&self, tx: &mut Tx) -> Result<Vec<Uuid>> {
        match self.items {
            Some(items) => Ok(ids(items)),
            None => list::ids(tx, repo::table(self.page.resource()), self.page, self.rows).await,
        }
    }
}

/// The ids of rows.
pub fn ids(items: &[Item]) -> Vec<Uuid> {
    items.iter().map(|item| item.id).collect()
}

/// The jobs that there are, as a value: the runner is given it and knows none of them by name.
#[derive(Clone, Copy)]
pub struct Registry(&'static [&'static dyn JobHandler]);

impl Registry {
    /// These.
    pub const fn new(jobs: &'static [&'static dyn JobHandler]) -> Self {
        Self(jobs)
    }

    /// All of them.
    pub fn all(self) -> impl Iterator<Item = &'static dyn JobHandler> {
        self.0.iter().copied()
    }

    /// The job of a function, if it is here.
    pub fn get(self, job: Job) -> Option<&'static dyn JobHandler> {
        self.all().find(|handler| handler.job() == job)
    }

    /// The job of a function that has this name.
    ///
    /// # Errors
    /// 404 if there is none.
    pub fn named(self, function: &str) -> Result<&'static dyn JobHandler, Problem> {
        Job::parse(function)
            .and_then(|function| self.get(function))
            .ok_or_else(|| Problem::not_found("function"))
    }

    /// What its workers may take.
    pub(super) fn functions(self) -> Functions {
        Functions {
            all: self.all().map(|job| job.job().name()).collect(),
            within: self
                .all()
                .filter(|job| !job.reaches_out())
                .map(|job| job.job().name())
                .collect(),
        }
    }

    /// The names of those that change what others see.
    pub fn reaching_out(self) -> Vec<&'static str> {
        let reaching = self.all().filter(|job| job.reaches_out());
        reaching.map(|job| job.job().name()).collect()
    }
}
