//! What a path leads to, by the registry.

use igny8::page::Screen;
use igny8::permission::{Verb, Viewer};
use igny8::registry;
use igny8::resource::Resource;
use uuid::Uuid;

/// What the frame shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The page with this path; a table may have one row open.
    Page(&'static str),
    /// A bespoke screen that brings rows into the table with this path.
    Wizard(Screen, &'static str),
    /// A bespoke screen of one row of the table with this path.
    Detail(Screen, &'static str, Uuid),
    /// Nothing is there.
    Missing,
}

impl Destination {
    /// The destination of a browser path.
    pub fn of(path: &str) -> Self {
        if let Some(page) = registry::link(path) {
            return Self::Page(page.path);
        }
        let Some((parent, last)) = path.rsplit_once('/') else {
            return Self::Missing;
        };
        let Some((path, rows)) = registry::link(parent).and_then(|page| Some((page.path, page.rows()?)))
        else {
            return Self::Missing;
        };
        match (last, rows.wizard, rows.detail, last.parse::<Uuid>()) {
            (_, Some((screen, _)), ..) if last == screen.segment() => Self::Wizard(screen, path),
            ("new", ..) if rows.create.is_some() => Self::Page(path),
            (_, _, Some(screen), Ok(id)) => Self::Detail(screen, path, id),
            (_, _, None, Ok(_)) => Self::Page(path),
            _ => Self::Missing,
        }
    }

    /// The destination of a browser path for this person: to all but the staff, nothing is where the staff's pages are.
    pub fn seen(path: &str, viewer: Viewer) -> Self {
        let destination = Self::of(path);
        let resource = destination
            .page()
            .and_then(registry::link)
            .and_then(|page| page.resource);
        match resource.filter(|resource: &Resource| resource.is_platform()) {
            Some(resource) if !viewer.may(Verb::Read, resource) => Self::Missing,
            _ => destination,
        }
    }

    /// The path of the page that it belongs to.
    pub const fn page(self) -> Option<&'static str> {
        match self {
            Self::Page(path) | Self::Wizard(_, path) | Self::Detail(_, path, _) => Some(path),
            Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_the_registry_says() {
        let id = "0190b4c2-7c1e-7000-8000-000000000001";
        assert_eq!(
            Destination::of("/planner/keywords"),
            Destination::Page("/planner/keywords")
        );
        assert_eq!(
            Destination::of("/planner/keywords/new"),
            Destination::Page("/planner/keywords")
        );
        assert_eq!(
            Destination::of(&format!("/planner/keywords/{id}")),
            Destination::Page("/planner/keywords")
        );
        assert!(matches!(
            Destination::of("/planner/keywords/import"),
            Destination::Wizard(..)
        ));
        assert!(matches!(
            Destination::of("/planner/clusters/adjust"),
            Destination::Wizard(Screen::ClusterExplorer, _)
        ));
        assert!(matches!(
            Destination::of(&format!("/system/tasks/{id}")),
            Destination::Detail(..)
        ));
        for missing in [
            "/",
            "",
            "/nowhere",
            "/planner/keywords/7",
            "/system/tasks/new",
            "/planner/clusters/import",
        ] {
            assert_eq!(Destination::of(missing), Destination::Missing, "{missing}");
        }
    }
}
