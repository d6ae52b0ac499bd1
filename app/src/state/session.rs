//! Who is signed in, for every part of the page.

use igny8::permission::{Role, Verb, Viewer};
use igny8::resource::Resource;
use igny8::services::Session;
use leptos::prelude::*;

use crate::server_fns;

/// The session of the person who sees the page.
#[derive(Clone, Copy, Debug)]
pub struct CurrentSession(pub RwSignal<Session>);

impl CurrentSession {
    /// The session; only inside the frame.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The person's role. It is not tracked: a new role shows with the next page.
    pub fn role(self) -> Role {
        self.0.with_untracked(|session| session.role)
    }

    /// What decides what the person sees; like the role, not tracked.
    pub fn viewer(self) -> Viewer {
        self.0.with_untracked(Session::viewer)
    }

    /// Whether the person may do `verb` to `resource`; like the role, not tracked.
    pub fn may(self, verb: Verb, resource: Resource) -> bool {
        self.viewer().may(verb, resource)
    }

    /// Asks the server again, such as for credits after a run.
    pub fn refresh(self) {
        leptos::task::spawn_local(async move {
            if let Ok(session) = server_fns::session().await {
                self.0.try_set(session);
            }
        });
    }
}
