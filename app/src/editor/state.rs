//! The state of the editor: the article as it is and as it was saved, and who may change it.

use std::ops::Deref;

use igny8::resource::Resource;
use igny8::writer::article::{Article, Change, Text};
use igny8::writer::compare::compare;
use igny8::writer::content::ArticleStatus;
use leptos::prelude::*;

use super::bridge::Body;
use super::draft::{self, LocalDraft};
use crate::state::events::Events;
use crate::state::session::CurrentSession;
use crate::state::words::Writing;
use crate::strings::editor as words;
use crate::versioned::{Kind, Versioned};

/// Articles, as versioned texts.
pub(super) struct ArticleText;

impl Kind for ArticleText {
    type Stored = Article;
    type Text = Text;

    const RESOURCE: Resource = Resource::Content;

    fn text(stored: &Article) -> Text {
        stored.text.clone()
    }

    fn version(stored: &Article) -> i32 {
        stored.version
    }

    fn changes(old: &Text, new: &Text) -> Vec<Change> {
        compare(old, new)
    }

    fn field(name: &str) -> &'static str {
        words::field(name)
    }
}

/// How the saving goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Saving {
    /// Nothing is under way.
    Rest,
    /// It is on its way.
    Going,
    /// It did not work, and why; it is tried again by itself or not.
    Failed {
        /// One sentence.
        why: String,
        /// Whether it is tried again.
        again: bool,
    },
}

/// The editor of one article.
#[derive(Clone, Copy)]
pub(super) struct ArticleEditor {
    /// The article with its text.
    pub(super) article: Versioned<ArticleText>,
    /// The version that the next edit begins with.
    pub(super) base: RwSignal<i32>,
    /// Grows with each change that a person makes.
    pub(super) edits: RwSignal<u32>,
    /// The changes that are saved.
    pub(super) kept: RwSignal<u32>,
    /// How the saving goes.
    pub(super) saving: RwSignal<Saving>,
    /// The text's own editor.
    pub(super) body: RwSignal<Body>,
    /// What is at the cursor, by names.
    pub(super) marks: RwSignal<String>,
    /// Whether a model writes it now, so that nobody else can.
    pub(super) writing: RwSignal<bool>,
    /// Counts the tries to save since one worked.
    pub(super) tries: StoredValue<u32>,
    /// Tells the waits before a save apart: only the latest goes on.
    pub(super) turn: StoredValue<u32>,
    /// What models write.
    pub(super) words: Writing,
    /// The runs.
    pub(super) events: Events,
    /// Who is here.
    pub(super) session: CurrentSession,
}

impl Deref for ArticleEditor {
    type Target = Versioned<ArticleText>;

    fn deref(&self) -> &Self::Target {
        &self.article
    }
}

impl ArticleEditor {
    /// The editor of an article as it was read.
    pub(super) fn new(article: Article) -> Self {
        Self {
            base: RwSignal::new(article.version),
            edits: RwSignal::new(0),
            kept: RwSignal::new(0),
            saving: RwSignal::new(Saving::Rest),
            body: RwSignal::new(Body::default()),
            marks: RwSignal::new(String::new()),
            writing: RwSignal::new(article.status == ArticleStatus::Writing),
            tries: StoredValue::new(0),
            turn: StoredValue::new(0),
            words: Writing::expect(),
            events: Events::expect(),
            session: CurrentSession::expect(),
            article: Versioned::new(article.id, article),
        }
    }

    /// Whether something was changed that is not saved, tracked.
    pub(super) fn is_dirty(self) -> bool {
        self.edits.get() != self.kept.get()
    }

    /// Whether the person can change the text now, tracked.
    pub(super) fn can_edit(self) -> bool {
        self.may && !self.writing.get()
    }

    /// Whether one of the names at the cursor is this, tracked.
    pub(super) fn has_mark(self, name: &str) -> bool {
        self.marks.with(|marks| marks.split(' ').any(|one| one == name))
    }

    /// Changes the text as a person does: it is kept, and saved after a while.
    pub(super) fn change(self, change: impl FnOnce(&mut Text)) {
        if !untrack(move || self.can_edit()) {
            return;
        }
        self.text.update(change);
        self.edits.update(|edits| *edits = edits.wrapping_add(1));
        self.keep();
        self.save_later();
    }

    /// Lets the browser keep what is not saved.
    pub(super) fn keep(self) {
        let version = self.base.get_untracked();
        self.text.with_untracked(|text| {
            let text = text.clone();
            draft::keep(self.id, &LocalDraft { version, text });
        });
    }

    /// Shows an article as it was read or saved elsewhere instead of what is there.
    pub(super) fn take(self, article: Article) {
        self.base.set(article.version);
        self.text.set(article.text.clone());
        self.body.get_untracked().set_html(&article.text.html, true);
        self.stored.set(article);
        self.kept.set(self.edits.get_untracked());
        self.saving.set(Saving::Rest);
        self.renewed();
        draft::forget(self.id);
    }

    /// Puts another text in, as a change of the person.
    pub(super) fn put(self, text: Text) {
        self.body.get_untracked().set_html(&text.html, false);
        self.change(|now| *now = text);
    }
}
