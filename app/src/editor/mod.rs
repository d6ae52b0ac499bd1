//! The editor of one article: its text with everything around it, saved by itself, live while a model writes.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "the editor's state is a handle of signals, twice as large in debug builds, that every part copies"
)]

mod actions;
mod body;
mod bridge;
mod conflict;
mod draft;
mod edits;
mod head;
mod keepalive;
mod leave;
mod link;
mod live;
mod panel;
mod picture;
mod recover;
mod save;
mod screen;
mod state;
mod title;
mod toolbar;
mod tools;

use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns;
use crate::widgets::{Skeleton, failed};

/// The editor of the article with this id.
#[component]
pub fn ContentEditor(
    /// Which one.
    id: Uuid,
) -> impl IntoView {
    let read = Resource::new_blocking(move || id, server_fns::article);
    let content = move || {
        read.get().map(|document| match document {
            Ok(document) => screen::screen(document),
            Err(failure) => failed(&failure, Callback::new(move |()| read.refetch())),
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton lines=8 /> }>{content}</Transition> }
}
