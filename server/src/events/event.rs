//! One event as clients get it.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use uuid::Uuid;

use crate::tenancy::SiteAccess;

/// Where an event stands in its account's stream: Redis' milliseconds and a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(u64, u64);

impl EventId {
    /// Before the first event of a stream that has none.
    pub const START: Self = Self(0, 0);

    /// Reads `milliseconds-counter`.
    pub fn parse(text: &str) -> Option<Self> {
        let (milliseconds, counter) = text.split_once('-')?;
        Some(Self(milliseconds.parse().ok()?, counter.parse().ok()?))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.1)
    }
}

/// The name of the event that tells of notifications.
pub(super) const NOTICE: &str = "notice";

/// One event; its text is shared between all clients that get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerEvent {
    /// For `Last-Event-ID`; none when there is nothing that one could go on from.
    pub id: Option<EventId>,
    /// `task`, `words`, `notice` (somebody has a new notification), or `resync`: something may have been missed, so read again.
    pub name: &'static str,
    /// JSON: the run as `GET …/system/tasks/{id}` answers, the words of a section, or an empty object.
    pub data: Arc<str>,
}

impl ServerEvent {
    /// A run's state.
    pub(super) fn task(id: EventId, data: &str) -> Self {
        Self {
            id: Some(id),
            name: "task",
            data: data.into(),
        }
    }

    /// Words of an article that a model is writing.
    pub(super) fn words(data: &str) -> Self {
        Self {
            id: None,
            name: "words",
            data: data.into(),
        }
    }

    /// That some of the account's members have something new in their inbox.
    pub(super) fn notice() -> Self {
        Self {
            id: None,
            name: NOTICE,
            data: "{}".into(),
        }
    }

    /// Whether somebody who sees these sites may know of it. What says no more than that there is something new is for everybody.
    pub fn is_for(&self, sites: &SiteAccess) -> bool {
        /// What runs and words have in common.
        #[derive(Deserialize)]
        struct About {
            #[serde(default)]
            sites: Option<Vec<Uuid>>,
        }
        if !sites.is_limited() || matches!(self.name, NOTICE | "resync") {
            return true;
        }
        let about = serde_json::from_str::<About>(&self.data);
        about.is_ok_and(|about| sites.covers(about.sites.as_deref()))
    }

    /// The request to read again; `id` is the last event that the new reading covers.
    pub(super) fn resync(id: Option<EventId>) -> Self {
        Self {
            id,
            name: "resync",
            data: "{}".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_other_sites_are_for_nobody_who_is_limited() {
        let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let limited = SiteAccess::of(Some(vec![own]));
        let event = |data: &str| ServerEvent::task(EventId::START, data);
        assert!(event(&format!(r#"{{"id":1,"sites":["{own}"]}}"#)).is_for(&limited));
        for hidden in [
            format!(r#"{{"sites":["{other}"]}}"#),
            format!(r#"{{"sites":["{own}","{other}"]}}"#),
            r#"{"sites":null}"#.to_owned(),
            "{}".to_owned(),
            "nonsense".to_owned(),
        ] {
            assert!(!event(&hidden).is_for(&limited), "{hidden}");
            assert!(event(&hidden).is_for(&SiteAccess::All), "{hidden}");
        }
        assert!(ServerEvent::resync(None).is_for(&limited) && ServerEvent::notice().is_for(&limited));
    }

    #[test]
    fn ids_sort_by_number_and_read_back() {
        let (early, late) = (EventId::parse("9-10").unwrap(), EventId::parse("10-9").unwrap());
        assert!(early < late);
        assert_eq!(late.to_string(), "10-9");
        for bad in ["", "-", "1", "1-", "a-1", "1-1-1", "(1-1"] {
            assert_eq!(EventId::parse(bad), None, "{bad}");
        }
    }
}
