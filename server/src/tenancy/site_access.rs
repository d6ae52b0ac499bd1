//! Which sites an actor sees, and how the database is told.

use std::sync::Arc;

use uuid::Uuid;

/// Which sites of the account an actor sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteAccess {
    /// All, and what belongs to none.
    All,
    /// These alone.
    Only(Arc<[Uuid]>),
}

impl SiteAccess {
    /// As the database says it: the sites, or none for all.
    pub fn of(sites: Option<Vec<Uuid>>) -> Self {
        sites.map_or(Self::All, |mut sites| {
            sites.sort_unstable();
            Self::Only(sites.into())
        })
    }

    /// Whether this actor sees what is about these sites; none stands for what may be about any.
    pub fn covers(&self, sites: Option<&[Uuid]>) -> bool {
        match self {
            Self::All => true,
            Self::Only(own) => sites.is_some_and(|sites| sites.iter().all(|site| own.contains(site))),
        }
    }

    /// Whether there are sites that the actor does not see.
    pub const fn is_limited(&self) -> bool {
        matches!(self, Self::Only(_))
    }

    /// The database's role of such an actor.
    pub(super) const fn role(&self) -> &'static str {
        match self {
            Self::All => "igny8_app",
            Self::Only(_) => "igny8_site",
        }
    }

    /// The statements that put a transaction under it.
    pub(super) fn statements(&self) -> String {
        let role = self.role();
        match self {
            Self::All => format!("set local role {role}"),
            Self::Only(sites) => {
                let ids: Vec<String> = sites.iter().map(Uuid::to_string).collect();
                format!(
                    "set local role {role}; set local app.site_ids = '{{{}}}'",
                    ids.join(",")
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limited_actor_sees_what_is_about_own_sites_alone() {
        let (one, two, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let own = SiteAccess::of(Some(vec![two, one]));
        assert!(own.covers(Some(&[one])) && own.covers(Some(&[one, two])));
        assert!(!own.covers(Some(&[one, other])) && !own.covers(None));
        assert!(SiteAccess::All.covers(None) && SiteAccess::of(None) == SiteAccess::All);
        assert_eq!(
            own,
            SiteAccess::of(Some(vec![one, two])),
            "their order says nothing"
        );
        assert!(SiteAccess::of(Some(Vec::new())).statements().ends_with("'{}'"));
    }
}
