//! What a screen of a versioned text keeps: the text as it is written and as it is stored, and what somebody else made of it.

use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::writer::article::Change;
use leptos::ev;
use leptos::prelude::*;
use uuid::Uuid;

use crate::state::confirm::Confirm;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;

/// A kind of versioned text.
pub(crate) trait Kind: 'static {
    /// One as the server has it: its text and version, with what is around them.
    type Stored: Clone + Send + Sync + 'static;
    /// What people write.
    type Text: Clone + PartialEq + Send + Sync + 'static;

    /// What it is.
    const RESOURCE: Resource;

    /// Its text.
    fn text(stored: &Self::Stored) -> Self::Text;

    /// Its version.
    fn version(stored: &Self::Stored) -> i32;

    /// What must happen to `old` so that it becomes `new`.
    fn changes(old: &Self::Text, new: &Self::Text) -> Vec<Change>;

    /// What people call a field of a [`Change`].
    fn field(name: &str) -> &'static str;
}

/// One text on its screen.
pub(crate) struct Versioned<K: Kind> {
    /// Which.
    pub(crate) id: Uuid,
    /// It as it is stored.
    pub(crate) stored: RwSignal<K::Stored>,
    /// The text as it is written.
    pub(crate) text: RwSignal<K::Text>,
    /// It as somebody else saved it meanwhile.
    pub(crate) theirs: RwSignal<Option<K::Stored>>,
    /// Grows with each version, so that the history is read again.
    pub(crate) versions: RwSignal<u32>,
    /// Whether the person may change it.
    pub(crate) may: bool,
    /// Notices.
    pub(crate) toasts: Toasts,
    /// Questions.
    pub(crate) confirm: Confirm,
}

// Derived, they would ask the same of the kind, which is never there.
impl<K: Kind> Copy for Versioned<K> {}
impl<K: Kind> Clone for Versioned<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Kind> Versioned<K> {
    /// The text as it was read.
    pub(crate) fn new(id: Uuid, stored: K::Stored) -> Self {
        Self {
            id,
            text: RwSignal::new(K::text(&stored)),
            stored: RwSignal::new(stored),
            theirs: RwSignal::new(None),
            versions: RwSignal::new(0),
            may: CurrentSession::expect().may(Verb::Update, K::RESOURCE),
            toasts: Toasts::expect(),
            confirm: Confirm::expect(),
        }
    }

    /// The version that is stored, tracked.
    pub(crate) fn version(self) -> i32 {
        self.stored.with(K::version)
    }

    /// Says that there is another version.
    pub(crate) fn renewed(self) {
        self.versions
            .update(|versions| *versions = versions.wrapping_add(1));
    }

    /// What somebody else saved before a save that was refused. Where it is what was to be saved, as after a save whose answer was
    /// lost, it is given back as what is stored now; else the person is asked.
    pub(crate) fn meet(self, theirs: K::Stored) -> Option<K::Stored> {
        if self.text.with_untracked(|mine| *mine == K::text(&theirs)) {
            return Some(theirs);
        }
        self.theirs.set(Some(theirs));
        None
    }
}

/// Saves by the keys that everybody knows, as long as the current part of the page lives.
pub(crate) fn on_save_keys(save: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |event| {
            let pressed = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s");
            if pressed && !event.alt_key() && !event.shift_key() {
                event.prevent_default();
                save();
            }
        });
        on_cleanup(move || keys.remove());
    });
}
