//! The dashboard template's declaration and the data that the server fills it with.

use crate::jobs::Job;
use crate::page::Icon;
use crate::resource::Resource;

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With thousands separators.
    Count,
    /// A share from 0 to 1 as percent.
    Share,
    /// Dollars with cents.
    Dollars,
    /// Seconds, as people say how long something takes.
    Duration,
}

/// One figure, with the list behind it.
#[derive(Clone, Copy, Debug)]
pub struct Kpi {
    /// The key of its value in [`crate::services::Dashboard`].
    pub key: &'static str,
    /// What it counts.
    pub label: &'static str,
    /// How it is written.
    pub format: Format,
    /// The list behind the number.
    pub link: &'static str,
}

/// One step of the module's workflow; done when its figure is above zero.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The key of the figure that shows it done.
    pub key: &'static str,
    /// What to do.
    pub title: &'static str,
    /// Why, and what comes of it.
    pub help: &'static str,
    /// The verb on its button.
    pub action: &'static str,
    /// Where it is done.
    pub link: &'static str,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// One bar for each point, side by side: for short names and for time.
    Bars,
    /// One bar below the other: for names of any length.
    Rows,
    /// A line through the points, dashed where they are expected: for what changes from day to day.
    Line,
}

/// One series over named points.
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// The key of its points in [`crate::services::Dashboard`].
    pub key: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// How it is drawn.
    pub kind: ChartKind,
    /// How its numbers are written.
    pub format: Format,
    /// The list that a point links to; the point's `link` is appended.
    pub link: &'static str,
}

/// A module's first page.
#[derive(Clone, Copy, Debug)]
pub struct DashboardPage {
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it is about: who reads that sees the page, and what narrows its list narrows the figures.
    pub resource: Resource,
    /// The numbers of days that its figures can be about, each against as many days before; for none they are about all that is
    /// there.
    pub periods: &'static [u16],
    /// The figures.
    pub kpis: &'static [Kpi],
    /// Whether each member can put the workflow away; it comes back by the preferences.
    pub dismissible: bool,
    /// The workflow.
    pub steps: &'static [Step],
    /// The charts.
    pub charts: &'static [Chart],
    /// The functions whose latest runs it shows; the card is left out for none.
    pub runs: &'static [Job],
    /// What it says where none of them has run.
    pub no_runs: &'static str,
}

/// The days that figures are about where nothing else is asked for.
pub const USUAL_DAYS: u16 = 30;

impl DashboardPage {
    /// The keys that the server must fill, each once.
    pub fn keys(&self) -> Vec<&'static str> {
        let figures = self
            .kpis
            .iter()
            .map(|kpi| kpi.key)
            .chain(self.steps.iter().map(|step| step.key));
        let mut keys: Vec<_> = figures.chain(self.charts.iter().map(|chart| chart.key)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
