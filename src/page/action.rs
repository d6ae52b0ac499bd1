//! Actions on rows: declared once, shown as row and bulk entries, REST endpoints and server calls.

use crate::ai::Function;
use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::page::{Given, Icon};
use crate::permission::Verb;
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
    Run(Function),
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
    /// A question to answer before it is done.
    pub confirm: Option<&'static str>,
    /// Whether it destroys something.
    pub destructive: bool,
    /// Where to see what came of it, once it is done.
    pub leads: Option<Resource>,
    /// The rows that it makes sense for, where not for all: those whose field holds one of some values.
    pub given: Option<Given>,
}

/// Opens the form of a row.
pub const EDIT: Action = Action::new("edit", "Edit", Icon::Edit, ActionKind::Edit);
/// Deletes rows, with undo.
pub const DELETE: Action = Action::new("delete", "Delete", Icon::Delete, ActionKind::Delete).destructive();
/// Downloads rows as CSV.
pub const EXPORT: Action = Action::new("export", "Export CSV", Icon::Export, ActionKind::Export);
/// Asks a run to stop.
pub const CANCEL: Action = Action::new("cancel", "Cancel", Icon::Cancel, ActionKind::Command);
/// Starts an ended run again.
pub const RETRY: Action = Action::new("retry", "Retry", Icon::Retry, ActionKind::Command);

impl Action {
    /// An action that is neither confirmed nor destructive.
    pub const fn new(name: &'static str, label: &'static str, icon: Icon, kind: ActionKind) -> Self {
        Self {
            name,
            label,
            icon,
            kind,
            confirm: None,
            destructive: false,
            leads: None,
            given: None,
        }
    }

    /// An action that starts a background function.
    pub const fn run(function: Function, label: &'static str) -> Self {
        Self::new(
            function.name(),
            label,
            icon_of(function),
            ActionKind::Run(function),
        )
    }

    /// What came of it is to be seen in the list of this resource.
    #[must_use]
    pub const fn leads(mut self, resource: Resource) -> Self {
        self.leads = Some(resource);
        self
    }

    /// It is offered only for rows whose `field` holds one of `values`.
    ///
    /// # Panics
    /// While compiling, if `field` has no such choice.
    #[must_use]
    pub const fn given(mut self, field: Field, values: &'static [&'static str]) -> Self {
        let Kind::Choice(set) = field.kind else {
            panic!("an action given a field that is no choice");
        };
        let mut i = 0;
        while i < values.len() {
            assert!(
                Choice::has(set, values[i]),
                "an action given a value that is no choice"
            );
            i += 1;
        }
        self.given = Some(Given { field, values });
        self
    }

    /// Whether it makes sense for this row.
    pub fn fits(&self, row: &Row) -> bool {
        self.given.is_none_or(|given| {
            row.get(&given.field)
                .as_str()
                .is_some_and(|value| given.values.contains(&value))
        })
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

    /// The verb that a member needs for it.
    pub const fn verb(&self) -> Verb {
        match self.kind {
            ActionKind::Edit => Verb::Update,
            ActionKind::Delete => Verb::Delete,
            ActionKind::Export => Verb::Read,
            ActionKind::Run(_) | ActionKind::Command => Verb::Act,
        }
    }

    /// Whether it answers at `POST …/actions/{name}`.
    pub const fn is_endpoint(&self) -> bool {
        matches!(self.kind, ActionKind::Run(_) | ActionKind::Command)
    }
}

/// The icon of what a function makes or where it leads.
const fn icon_of(function: Function) -> Icon {
    match function {
        Function::AutoCluster => Icon::Clusters,
        Function::GenerateIdeas => Icon::Ideas,
        Function::GenerateContent => Icon::Content,
        Function::GenerateImagePrompts => Icon::Prompts,
        Function::GenerateImages => Icon::Images,
        Function::Publish => Icon::Sites,
        Function::Unpublish => Icon::Cancel,
        Function::ExportArticles => Icon::Export,
        Function::TestConnection => Icon::Integrations,
        _ => Icon::Sparkles,
    }
}
