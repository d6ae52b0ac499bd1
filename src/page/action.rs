//! Actions on rows: declared once, shown as row and bulk entries, REST endpoints and server calls.

use crate::entity::Entity;
use crate::job_run::Status;
use crate::jobs::Job;
use crate::page::Icon;
use crate::page::when::{Param, ParamKind, When};
use crate::permission::{TokenScope, Verb};
use crate::resource::Resource;
use crate::value::Row;

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Opens the form of one row.
    Edit,
    /// Deletes, with undo.
    Delete,
    /// Downloads the rows as CSV.
    Export,
    /// Starts a background function for the rows.
    Run(Job),
    /// Is done at once by the resource's own handler on the server.
    Command,
}

/// Something that can be done to rows of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// The name in `…/actions/{name}`.
    pub name: &'static str,
    /// The verb on the button.
    pub label: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it does.
    pub kind: ActionKind,
    /// What is said once it is done, to one row and to several: “Article approved” and “articles approved”, after their number.
    pub done: Option<(&'static str, &'static str)>,
    /// A question to answer before it is done.
    pub confirm: Option<&'static str>,
    /// Whether it destroys something.
    pub destructive: bool,
    /// Where to see what came of it, once it is done.
    pub leads: Option<Resource>,
    /// The path that the browser loads anew once it is done, where everything around the page changes with it.
    pub opens: Option<&'static str>,
    /// What must hold of a row so that it is offered for it, and done to it.
    pub when: &'static [When],
    /// What it asks before it is done.
    pub params: &'static [Param],
    /// Whether it says that rows may go out to readers, which more members may do than change them.
    pub approves: bool,
    /// What a program's token must allow so that it may do it; what a run needs is said by its job.
    pub token_scope: Option<TokenScope>,
    /// Whether it is what people mostly want of several rows: at most one of a list is.
    pub primary: bool,
}

/// Opens the form of a row.
pub const EDIT: Action = Action::new("edit", "Edit", Icon::Edit, ActionKind::Edit);
/// Deletes rows, with undo.
pub const DELETE: Action = Action::new("delete", "Delete", Icon::Delete, ActionKind::Delete).destructive();
/// Downloads rows as CSV.
pub const EXPORT: Action = Action::new("export", "Export CSV", Icon::Export, ActionKind::Export);
/// Asks a run to stop.
pub const CANCEL: Action = Action::new("cancel", "Cancel", Icon::Cancel, ActionKind::Command)
    .done("AI task canceled", "AI tasks canceled")
    .when(&[When::one_of(
        "status",
        &[
            Status::Queued.as_str(),
            Status::Running.as_str(),
            Status::RetryWait.as_str(),
        ],
        "This task has already finished.",
    )]);
/// Starts an ended run again.
pub const RETRY: Action = Action::new("retry", "Retry", Icon::Retry, ActionKind::Command)
    .done("AI task restarted", "AI tasks restarted")
    .when(&[When::one_of(
        "status",
        &[
            Status::Failed.as_str(),
            Status::Cancelled.as_str(),
            Status::Dead.as_str(),
        ],
        "Only failed or canceled tasks can be retried.",
    )]);

impl Action {
    /// An action that is neither confirmed nor destructive.
    pub const fn new(name: &'static str, label: &'static str, icon: Icon, kind: ActionKind) -> Self {
        Self {
            name,
            label,
            icon,
            kind,
            done: None,
            confirm: None,
            destructive: false,
            leads: None,
            opens: None,
            when: &[],
            params: &[],
            approves: false,
            token_scope: None,
            primary: false,
        }
    }

    /// Says that rows may go out to readers.
    #[must_use]
    pub const fn approves(mut self) -> Self {
        self.approves = true;
        self
    }

    /// A program may do it only if its token says so.
    #[must_use]
    pub const fn needs(mut self, scope: TokenScope) -> Self {
        self.token_scope = Some(scope);
        self
    }

    /// The action that starts a background function, by the function's own words.
    pub const fn run(job: Job) -> Self {
        let info = job.info();
        Self::new(info.name, info.verb, info.icon, ActionKind::Run(job))
    }

    /// What came of it is to be seen in the list of this resource.
    #[must_use]
    pub const fn leads(mut self, resource: Resource) -> Self {
        self.leads = Some(resource);
        self
    }

    /// The browser goes on at this path, with a page that is loaded anew.
    #[must_use]
    pub const fn opens(mut self, path: &'static str) -> Self {
        self.opens = Some(path);
        self
    }

    /// Whether it asks something that only a form can answer.
    pub fn asks(&self) -> bool {
        self.params.iter().any(|param| match param.kind {
            ParamKind::Row { .. } => true,
            kind => kind.is_needed(),
        })
    }

    /// Whether its rows are all that has to be said; what somebody saw of them, the page says by itself.
    pub fn takes_rows_alone(&self) -> bool {
        self.params
            .iter()
            .all(|param| matches!(param.kind, ParamKind::Seen(_)))
    }

    /// Says this once it is done: of one row, and of several after their number.
    #[must_use]
    pub const fn done(mut self, one: &'static str, many: &'static str) -> Self {
        self.done = Some((one, many));
        self
    }

    /// Asks this question first.
    #[must_use]
    pub const fn confirm(mut self, question: &'static str) -> Self {
        self.confirm = Some(question);
        self
    }

    /// Marks what it does as destructive.
    #[must_use]
    pub const fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Is offered for rows of which all of this holds, and done to no others.
    #[must_use]
    pub const fn when(mut self, conditions: &'static [When]) -> Self {
        self.when = conditions;
        self
    }

    /// Asks this before it is done.
    #[must_use]
    pub const fn params(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }

    /// Stands out among what can be done with several rows.
    #[must_use]
    pub const fn primary(mut self) -> Self {
        self.primary = true;
        self
    }

    /// Why it cannot be done to a row now, if it cannot.
    pub fn refusal(&self, entity: &Entity, row: &Row) -> Option<&'static str> {
        self.when
            .iter()
            .find(|when| !when.holds(entity, row))
            .map(|when| when.why)
    }

    /// The verb that a member needs for it.
    pub const fn verb(&self) -> Verb {
        match self.kind {
            ActionKind::Edit => Verb::Update,
            ActionKind::Delete => Verb::Delete,
            ActionKind::Export => Verb::Read,
            ActionKind::Run(_) | ActionKind::Command if self.approves => Verb::Approve,
            ActionKind::Run(_) | ActionKind::Command => Verb::Act,
        }
    }

    /// Whether it answers at `POST …/actions/{name}`.
    pub const fn is_endpoint(&self) -> bool {
        matches!(self.kind, ActionKind::Run(_) | ActionKind::Command)
    }
}
