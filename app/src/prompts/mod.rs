//! One prompt: its text with the variables, a preview with the account's own values, and its history.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "the editor's state is a handle of signals, twice as large in debug builds, that every part copies"
)]

mod conflict;
mod history;
mod preview;
mod save;
mod screen;
mod state;
mod text;
mod variables;

use igny8::error::Problem;
use igny8::resource::Resource as Of;
use igny8::services::Page;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::value::Row;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::server_fns::{self, Failure};
use crate::widgets::{Skeleton, failed};

/// What the screen opens with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Read {
    row: Row,
    preview: Result<PromptPreview, Failure>,
    history: Result<Page, Failure>,
}

/// All at once: on the server a question that is asked later may find that the page has been begun anew, and the one that
/// asks is gone.
async fn read(id: Uuid) -> Result<Read, Failure> {
    let (row, preview, history) = futures::future::join3(
        server_fns::get(Of::Prompts, id),
        server_fns::preview_prompt(id, PromptDraft::default()),
        history::read(id, 1),
    )
    .await;
    Ok(Read {
        row: row?,
        preview,
        history,
    })
}

/// The prompt with this id.
#[component]
pub fn PromptEditor(
    /// Which one.
    id: Uuid,
) -> impl IntoView {
    let opened = Resource::new_blocking(move || id, read);
    let again = Callback::new(move |()| opened.refetch());
    let content = move || {
        opened.get().map(|opened| match opened {
            Ok(opened) => screen::screen(opened).unwrap_or_else(|| {
                // A purpose that this release does not know.
                failed(&Failure(Problem::not_found(Of::Prompts.one())), again)
            }),
            Err(failure) => failed(&failure, again),
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton lines=8 /> }>{content}</Transition> }
}
