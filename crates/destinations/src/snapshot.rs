//! How an article is at a destination, as far as people can change it there, and how two such looks differ.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::markup::single_spaced;
use super::status::PostStatus;

/// How an article is at a destination, as the destination itself keeps it: never what was sent, since every site writes
/// texts in its own way when it saves them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// The title.
    pub title: String,
    /// The text.
    pub html: String,
    /// One or two sentences for lists.
    pub excerpt: String,
    /// The last part of the address.
    pub slug: String,
    /// What it is there.
    pub status: PostStatus,
    /// When it is to appear, where it is scheduled.
    pub date: String,
    /// The ids of its categories.
    pub categories: Vec<String>,
    /// The ids of its tags.
    pub tags: Vec<String>,
    /// The id of its featured picture; empty without one.
    pub featured: String,
    /// Fields for search engines that we have written.
    pub meta: BTreeMap<String, String>,
    /// When it was changed last, as the destination says; not compared, as many plugins set it when nothing has changed.
    pub modified: String,
    /// The destination's own name of this state, where it has one; then nothing else is compared.
    pub revision: String,
}

impl Snapshot {
    /// A name of this very state at this place, which differs once anything of it does.
    pub fn name(&self, remote_id: &str) -> String {
        let same = Self {
            modified: String::new(),
            ..self.clone()
        };
        // A struct of texts can always be written as JSON.
        let text = serde_json::to_string(&(remote_id, same)).unwrap_or_default();
        let digest = Sha256::digest(text.as_bytes());
        let mut name = String::with_capacity(32);
        for byte in digest.iter().take(16) {
            // Writing to a text cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }

    /// The fields that somebody has changed since `self`. A state that was raised alone is none: it stays raised. Nor is
    /// the address that a site makes of a title when it publishes.
    pub fn changed_fields(&self, now: &Self) -> Vec<&'static str> {
        if !self.revision.is_empty() || !now.revision.is_empty() {
            return if self.revision == now.revision {
                Vec::new()
            } else {
                vec!["html"]
            };
        }
        // Whoever makes a post private keeps it from readers, which is a decision.
        let raised = now.status.is_above(&self.status) && now.status != PostStatus::Private;
        // What people add stays beside ours.
        let taken = |before: &[String], now: &[String]| before.iter().any(|id| !now.contains(id));
        let changes = [
            ("title", self.title != now.title),
            ("html", folded(&self.html) != folded(&now.html)),
            ("excerpt", self.excerpt != now.excerpt),
            ("slug", self.slug != now.slug && !(raised && self.slug.is_empty())),
            ("status", self.status != now.status && !raised),
            (
                "date",
                self.date != now.date && !raised && self.status == now.status,
            ),
            ("categories", taken(&self.categories, &now.categories)),
            ("tags", taken(&self.tags, &now.tags)),
            ("featured", self.featured != now.featured),
            ("meta", self.meta != now.meta),
        ];
        changes
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(field, _)| field)
            .collect()
    }
}

/// What people have changed at a destination since we last wrote there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edits {
    /// The name of the state that was seen; a yes names it.
    pub revision: String,
    /// Which fields differ.
    pub fields: Vec<String>,
    /// How it was when we last wrote; none where that is not known.
    pub before: Option<Snapshot>,
    /// How it is now; none if it is not there any more.
    pub now: Option<Snapshot>,
    /// Its id there.
    pub remote_id: String,
    /// Its address there.
    pub url: String,
}

impl Edits {
    /// What a person is told, after the name of the destination.
    pub fn sentence(&self) -> String {
        let Some(now) = &self.now else {
            return "The post no longer exists. Someone deleted it or moved it to the trash.".to_owned();
        };
        if self.before.is_none() {
            return "There is already a different post for this article that IGNY8 didn't create.".to_owned();
        }
        let fields: Vec<_> = self.fields.iter().map(|field| label(field)).collect();
        let mut text = format!("The post was edited there: {}.", fields.join(", "));
        if self.fields.iter().any(|field| field == "status") {
            let _ = write!(text, " It is “{}” there now.", now.status);
        }
        text
    }
}

/// A text without what editors and filters change by themselves when somebody saves it: blanks, and how empty elements end.
fn folded(html: &str) -> String {
    single_spaced(&html.replace(" />", ">").replace("/>", ">"))
}

/// A field as people know it.
fn label(field: &str) -> &str {
    match field {
        "html" => "text",
        "slug" => "address",
        "featured" => "featured image",
        "date" => "time",
        "meta" => "fields for search engines",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        Snapshot {
            title: "T".into(),
            html: "<p>a</p>".into(),
            slug: "t".into(),
            status: PostStatus::Draft,
            categories: vec!["1".into(), "2".into()],
            modified: "2026-01-01T00:00:00".into(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn only_what_people_change_is_a_change() {
        let before = snapshot();
        let touched = Snapshot {
            modified: "2026-02-02T00:00:00".into(),
            categories: vec!["2".into(), "1".into(), "3".into()],
            html: "<p>a</p>\r\n".into(),
            ..before.clone()
        };
        assert!(before.changed_fields(&touched).is_empty());
        let raised = Snapshot {
            status: PostStatus::Publish,
            date: "2026-02-02T00:00:00".into(),
            ..before.clone()
        };
        assert!(before.changed_fields(&raised).is_empty());
        assert_eq!(raised.changed_fields(&before), ["status"]);
        let private = Snapshot {
            status: PostStatus::Private,
            ..before.clone()
        };
        assert_eq!(before.changed_fields(&private), ["status"]);
        let fewer = Snapshot {
            categories: vec!["2".into()],
            ..before.clone()
        };
        assert_eq!(before.changed_fields(&fewer), ["categories"]);
        let edited = Snapshot {
            title: "U".into(),
            featured: "7".into(),
            ..before.clone()
        };
        assert_eq!(before.changed_fields(&edited), ["title", "featured"]);
    }

    #[test]
    fn a_name_is_of_one_state_at_one_place() {
        let one = snapshot();
        let touched = Snapshot {
            modified: "later".into(),
            ..one.clone()
        };
        assert_eq!(one.name("7"), touched.name("7"));
        assert_ne!(one.name("7"), one.name("8"));
        let other = Snapshot {
            title: "U".into(),
            ..one.clone()
        };
        assert_ne!(one.name("7"), other.name("7"));
    }
}
