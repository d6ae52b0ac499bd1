//! What a card shows once the server has answered, or why it did not.

use igny8::choice::Tone;
use leptos::prelude::*;

use crate::server_fns::Failure;
use crate::status::set_page_status;
use crate::widgets::{Notice, Skeleton, suspended};

/// Draws the answer; a refusal is told, with the status of the page.
pub(super) fn answered<T: Clone + Send + Sync + 'static>(
    found: Resource<Result<T, Failure>>,
    shown: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    answered_or(found, shown, || ().into_any())
}

/// The same; `way_on` stands below what is told of a refusal.
pub(super) fn answered_or<T: Clone + Send + Sync + 'static>(
    found: Resource<Result<T, Failure>>,
    shown: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
    way_on: impl Fn() -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=4 /> }
        }>
            {move || {
                let (shown, way_on) = (shown.clone(), way_on.clone());
                suspended(async move {
                    match found.await {
                        Ok(answer) => shown(answer),
                        Err(failure) => {
                            set_page_status(failure.0.status);
                            view! {
                                <Notice tone=Tone::Bad text=failure.0.detail />
                                {way_on()}
                            }
                            .into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}
