//! Short notices that come and go, with at most one thing to do.

use igny8::choice::Tone;
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::strings::common;

/// One notice.
#[derive(Clone, Debug)]
pub struct Toast {
    /// Tells notices apart.
    pub id: u32,
    /// How it looks.
    pub tone: Tone,
    /// One sentence.
    pub text: String,
    /// The verb of its button and what that does.
    pub action: Option<(String, Callback<()>)>,
}

/// The notices that show.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// How long a notice stays, in milliseconds; one with a button stays longer.
const STAY: u32 = 6_000;
const STAY_WITH_ACTION: u32 = 12_000;

impl Toasts {
    /// Puts the notices into context.
    pub fn provide() -> Self {
        let toasts = Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// The notices of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The notices that show, tracked.
    pub fn list(self) -> Vec<Toast> {
        self.list.get()
    }

    /// Whether there are any, tracked.
    pub fn any(self) -> bool {
        self.list.with(|list| !list.is_empty())
    }

    /// Shows one sentence.
    pub fn say(self, tone: Tone, text: impl Into<String>) {
        self.push(tone, text.into(), None);
    }

    /// Shows one sentence with a button, such as Undo.
    pub fn offer(self, tone: Tone, text: impl Into<String>, verb: &'static str, act: Callback<()>) {
        self.push(tone, text.into(), Some((verb.to_owned(), act)));
    }

    /// Shows what was done, with a button that takes it back where it can be; `then` is called once it is.
    pub fn done(self, text: String, change: Option<Uuid>, then: Callback<()>) {
        let Some(change) = change else {
            return self.say(Tone::Good, text);
        };
        let undo = Callback::new(move |()| {
            leptos::task::spawn_local(async move {
                match server_fns::undo_grouping(change).await {
                    Ok(_) => {
                        self.say(Tone::Good, common::UNDONE);
                        then.try_run(());
                    }
                    Err(failure) => self.failure(&failure),
                }
            });
        });
        self.offer(Tone::Good, text, common::UNDO, undo);
    }

    /// Shows what went wrong, with the way to where it can be solved; a lost session leads to the sign-in page instead.
    pub fn failure(self, failure: &Failure) {
        if leave_if_signed_out(failure) {
            return;
        }
        let way = failure.0.help_link.as_deref().map(|way| {
            let path = way.path.clone();
            (way.label.clone(), Callback::new(move |()| browser::go(&path)))
        });
        self.push(Tone::Bad, failure.0.detail.clone(), way);
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn push(self, tone: Tone, text: String, action: Option<(String, Callback<()>)>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let stay = if action.is_some() { STAY_WITH_ACTION } else { STAY };
        self.list.update(|list| {
            list.push(Toast {
                id,
                tone,
                text,
                action,
            });
            if list.len() > 4 {
                list.remove(0);
            }
        });
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(stay).await;
            let _ = self.list.try_update(|list| list.retain(|toast| toast.id != id));
        });
    }
}

/// Opens the sign-in page if the failure says that nobody is signed in any more.
pub fn leave_if_signed_out(failure: &Failure) -> bool {
    let left = failure.0.status == 401;
    if left {
        browser::go(&format!("/login?next={}", igny8::query::encode(&browser::here())));
    }
    left
}
