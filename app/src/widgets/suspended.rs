//! What is drawn once its data have come: the one place that waits inside a suspense.

use std::future::Future;
use std::task::Poll;

use leptos::prelude::*;

use crate::state::browser::in_browser;

/// As [`Suspend::new`], drawn by the server once.
///
/// A suspense looks through what it holds before it draws it, in order to find what else has to be waited for. Whatever is ready
/// by then is made for that look and made anew to be drawn: all resources in it ask the database twice, and where the
/// answers differ, the browser is handed the first and takes over a page that shows the second, which ends in a panic. So on the server
/// nothing is ready at the first look.
pub fn suspended<T>(future: impl Future<Output = T> + Send + 'static) -> Suspend<T>
where
    T: Send + 'static,
{
    Suspend::new(async move {
        if !in_browser() {
            let mut looked = false;
            std::future::poll_fn(|context| {
                if looked {
                    return Poll::Ready(());
                }
                looked = true;
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        }
        future.await
    })
}
