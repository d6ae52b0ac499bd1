//! The web server.

use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::http::{Calls, Web, router, serving};
use crate::state::App;

/// Answers on the configured address until asked to stop.
///
/// # Errors
/// The address is taken.
pub async fn serve(app: App, stop: CancellationToken) -> Result<()> {
    let listener = TcpListener::bind(app.config.addr).await?;
    on(app, listener, stop).await
}

/// Answers on `listener` until asked to stop.
///
/// # Errors
/// The listener fails.
pub async fn on(app: App, listener: TcpListener, stop: CancellationToken) -> Result<()> {
    // Pages spawn their asynchronous parts here. It is set once a process; tests start several servers in one.
    let _ = any_spawner::Executor::init_tokio();
    // A build with hashed names leaves their list beside the executable.
    let hashed = std::env::current_exe()?.with_file_name("hash.txt").is_file();
    let leptos = LeptosOptions::builder()
        .output_name("igny8")
        .site_root(app.config.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(app.config.addr)
        .hash_files(hashed)
        .build();
    tracing::info!(address = %listener.local_addr()?, "answering");
    let config = app.config.clone();
    let router = router(Web {
        app,
        leptos,
        calls: Calls::default(),
    });
    let behind_proxies = config.trusted_proxies > 0;
    serving::serve(listener, router, &config.limits, behind_proxies, stop).await;
    Ok(())
}
