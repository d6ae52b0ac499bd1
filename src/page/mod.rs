//! Pages as values: what each of the four templates needs to draw one, and the server to serve it.

mod action;
mod dashboard;
mod form;
mod layout;
mod screen;
mod system;
mod table;
mod when;

pub use crate::icon::Icon;
pub use action::{Action, ActionKind, CANCEL, DELETE, EDIT, EXPORT, RETRY};
pub use dashboard::{Chart, ChartKind, DashboardPage, Format, Kpi, Step, USUAL_DAYS};
pub use form::{FormPage, Hint, Input, InputKind, InputLink, Section, Topic, VisibleWhen};
pub use layout::{Board, Layout, Move};
pub use screen::ScreenPage;
pub use system::SystemPage;
pub use table::{Cell, Column, Direction, Filter, Screen, TablePage, Total, Widget};
pub use when::{Argument, Arguments, Param, ParamKind, Test, When};

use crate::resource::Resource;

/// One page, by template.
#[derive(Clone, Copy, Debug)]
pub enum PageConfig {
    /// KPIs, workflow steps, charts.
    Dashboard(&'static DashboardPage),
    /// A resource's rows.
    Table(&'static TablePage),
    /// A resource of one row.
    Form(&'static FormPage),
    /// The state of the system.
    System(&'static SystemPage),
    /// What no template draws.
    Screen(&'static ScreenPage),
}

impl PageConfig {
    /// The path in the browser.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Dashboard(page) => page.path,
            Self::Table(page) => page.path,
            Self::Form(page) => page.path,
            Self::System(page) => page.path,
            Self::Screen(page) => page.path,
        }
    }

    /// What it is about; none where it is about the system.
    pub const fn resource(self) -> Option<Resource> {
        match self {
            Self::Dashboard(page) => Some(page.resource),
            Self::Table(page) => Some(page.resource()),
            Self::Form(page) => Some(page.entity.resource),
            Self::System(page) => page.resource,
            Self::Screen(page) => Some(page.resource),
        }
    }

    /// The page's name in navigation and title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Dashboard(page) => page.title,
            Self::Table(page) => page.title,
            Self::Form(page) => page.title,
            Self::System(page) => page.title,
            Self::Screen(page) => page.title,
        }
    }

    /// The page's icon in navigation.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Dashboard(page) => page.icon,
            Self::Table(page) => page.icon,
            Self::Form(page) => page.icon,
            Self::System(page) => page.icon,
            Self::Screen(page) => page.icon,
        }
    }
}
