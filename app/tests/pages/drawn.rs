//! A page as the server draws it, for the tests of pages.

use std::sync::Arc;

use any_spawner::Executor;
use app::{App, PageStatus};
use futures::StreamExt;
use igny8::permission::Role;
use igny8::services::Services;
use leptos::prelude::*;
use leptos_router::location::RequestUrl;

use crate::fake::{Asked, Fake};

/// The status and the HTML of a page, seen by a member of this role.
pub async fn page(role: Role, path: &str) -> (u16, String) {
    asking(role, path, &Asked::default()).await
}

/// The same; `asked` counts what it was drawn from.
pub async fn asking(role: Role, path: &str, asked: &Asked) -> (u16, String) {
    // Another test may have been first; any one will do.
    let _ = Executor::init_tokio();
    let status = PageStatus::default();
    let owner = Owner::new();
    let stream = owner.with(|| {
        let services: Arc<dyn Services> = Arc::new(Fake {
            role,
            asked: asked.clone(),
        });
        provide_context(services);
        provide_context(status.clone());
        provide_context(RequestUrl::new(path));
        view! { <App /> }.to_html_stream_in_order()
    });
    let html = stream.collect::<String>().await;
    drop(owner);
    (status.get(), html)
}
