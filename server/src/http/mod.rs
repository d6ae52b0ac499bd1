//! HTTP: pages, server functions, the REST API, events, and the layers around them.

mod allow;
mod api_docs;
mod arrival;
mod articles;
mod authenticate;
mod caller;
mod calls;
mod cookies;
mod dev_mailbox;
mod events;
mod export;
mod files;
mod form_data;
mod forms;
mod functions;
mod idempotency;
mod idempotency_key;
mod imports;
mod kept;
mod mcp;
mod oauth;
pub mod openapi;
mod ownership;
mod pages;
mod pictures;
mod plan;
mod problem;
mod prompts;
mod recut;
mod rest;
mod security;
pub mod serving;
mod share;
mod sign_in;
mod spool;
mod status;
mod trace;
pub mod watching;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use leptos::config::LeptosOptions;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::services::ServeDir;

use crate::services::RequestContext;
use crate::state::App;
pub use calls::Calls;
use forms::ownership::Decision;
use forms::two_factor::Factor;

/// The most bytes of a body that is not a file.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// What handlers share: the system, and how pages are made.
#[derive(Clone, axum::extract::FromRef)]
pub struct Web {
    /// The system.
    pub app: App,
    /// How pages are made.
    pub leptos: LeptosOptions,
    /// Who called how often.
    pub calls: Calls,
}

/// One path for each declared form of one row.
fn forms() -> Router<Web> {
    igny8::registry::forms().fold(Router::new(), |api, form| {
        let path = format!("/{}", form.entity.resource.path());
        let read = get(move |member| rest::settings(member, form));
        api.route(
            &path,
            read.patch(move |member, body| rest::save_settings(member, form, body)),
        )
    })
}

/// The page of two-factor authentication, with a path for each of its forms.
fn two_factor() -> Router<Web> {
    let page = Router::new()
        .route("/two-factor", get(pages::page_or_file))
        .route(
            "/two-factor/passkeys/begin",
            post(forms::two_factor::begin_registration),
        )
        .route("/two-factor/passkeys/proof", post(forms::two_factor::begin_proof));
    [
        ("begin", Factor::Begin),
        ("confirm", Factor::Confirm),
        ("codes", Factor::Codes),
        ("off", Factor::Off),
        ("passkeys/add", Factor::AddPasskey),
        ("passkeys/rename", Factor::RenamePasskey),
        ("passkeys/remove", Factor::RemovePasskey),
    ]
    .into_iter()
    .fold(page, |all, (name, factor)| {
        let act =
            post(move |State(web): State<Web>, ctx, form| forms::two_factor::act(web, ctx, factor, form));
        all.route(&format!("/two-factor/{name}"), act)
    })
}

/// The page of what owners decide, with a path for each of its forms.
fn owners() -> Router<Web> {
    let page = Router::new().route("/account", get(pages::page_or_file));
    [
        ("transfer", Decision::Transfer),
        ("two-factor", Decision::TwoFactor),
        ("delete", Decision::Delete),
        ("keep", Decision::Keep),
        ("export", Decision::Export),
    ]
    .into_iter()
    .fold(page, |all, (name, decision)| {
        let act =
            post(move |State(web): State<Web>, ctx, form| forms::ownership::decide(web, ctx, decision, form));
        all.route(&format!("/account/{name}"), act)
    })
}

/// What is no list: files of keywords, articles with their history, pictures.
fn files_and_articles() -> Router<Web> {
    Router::new()
        .route(
            "/planner/keywords/import",
            post(imports::start).layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/planner/keywords/import/preview",
            post(imports::preview).layer(DefaultBodyLimit::disable()),
        )
        .route("/planner/keywords/import/uploads/{upload}", get(imports::upload))
        .route("/planner/keywords/import/{task}", get(imports::report))
        .route("/planner/keywords/import/{task}/rejects", get(imports::rejects))
        .route("/planner/keywords/import/{task}/undo", post(imports::undo))
        .route(
            "/writer/content/{id}/document",
            get(articles::document).put(articles::save),
        )
        .route("/writer/content/{id}/edits", get(articles::edits))
        .route("/writer/content/{id}/versions", get(articles::versions))
        .route("/writer/content/{id}/versions/{version}", get(articles::version))
        .route(
            "/writer/content/{id}/versions/{version}/diff",
            get(articles::diff),
        )
        .route(
            "/writer/content/{id}/versions/{version}/restore",
            post(articles::restore),
        )
        .route("/writer/images/{id}/file/{size}", get(files::picture))
        .route(
            "/writer/images/{id}/file",
            post(pictures::replace).layer(DefaultBodyLimit::disable()),
        )
        .route("/writer/content/exports/{task}", get(files::packed))
}

/// What clusters have beyond a list.
fn clusters() -> Router<Web> {
    Router::new()
        .route("/planner/clusters/recut", post(recut::save))
        .route("/planner/clusters/recut/preview", post(recut::preview))
        .route("/planner/clusters/changes/{id}/undo", post(recut::undo))
        .route("/planner/clusters/{id}/reasons", get(recut::of_cluster))
        .route("/planner/keywords/{id}/reasons", get(recut::of_keyword))
}

/// Everything that answers to HTTP.
#[expect(clippy::too_many_lines, reason = "a list of routes")]
pub fn router(web: Web) -> Router {
    let api = Router::new()
        .route("/auth/signup", post(sign_in::sign_up))
        .route("/auth/login", post(sign_in::login))
        .route("/auth/refresh", post(sign_in::refresh))
        .route("/auth/logout", post(sign_in::logout))
        .route("/auth/invitations/{token}/accept", post(sign_in::accept))
        .route("/auth/password/forgot", post(sign_in::forgot))
        .route("/auth/password/reset", post(sign_in::reset))
        .route("/auth/signup/finish", post(sign_in::finish_sign_up))
        .route("/auth/email/confirm", post(sign_in::confirm))
        .route("/auth/email/verify", post(sign_in::verify))
        .route("/auth/session", get(rest::session))
        .route("/auth/account", get(ownership::overview))
        .route("/auth/account/transfer", post(ownership::transfer))
        .route("/auth/account/two-factor", post(ownership::require_two_factor))
        .route("/auth/account/delete", post(ownership::delete))
        .route("/auth/account/keep", post(ownership::keep))
        .route("/auth/account/export", post(ownership::export))
        .route("/auth/account/export/{task}", get(ownership::exported))
        .merge(files_and_articles())
        .merge(clusters())
        .route("/billing/plan", get(plan::overview))
        .route("/billing/plan/checkout", post(plan::checkout))
        .route("/billing/plan/portal", post(plan::portal))
        .route(
            "/billing/stripe/webhook",
            post(plan::webhook).layer(DefaultBodyLimit::max(plan::MAX_EVENT)),
        )
        .route("/system/status/", get(status::status))
        .route("/system/live", get(status::live))
        .route("/system/ready", get(status::ready))
        .route("/system/deletions/{id}/undo", post(rest::undo))
        .route("/system/prompts/{id}/preview", post(prompts::preview))
        .route("/system/tasks/{id}/log", get(rest::task_log))
        .route("/system/tasks/{id}/undo", post(rest::undo_run))
        .route("/events", get(events::events))
        .route("/openapi.json", get(openapi::document))
        .route("/fn/{name}", post(functions::call))
        .merge(forms())
        .route("/{module}/{resource}", get(rest::list).post(rest::create))
        .route("/{module}/{resource}/export", get(export::export))
        .route("/{module}/{resource}/totals", get(rest::totals))
        .route("/{module}/{resource}/actions/{action}", post(rest::act))
        .route("/{module}/{resource}/actions/{action}/price", post(rest::price))
        .route(
            "/{module}/{resource}/{id}",
            get(rest::get).patch(rest::update).delete(rest::delete),
        )
        .route("/{module}/{resource}/{id}/{action}", post(rest::act_on_one))
        .fallback(problem::no_such_endpoint)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::from_fn_with_state(web.clone(), idempotency::once))
        .layer(middleware::from_fn(allow::allow));
    let agents = mcp::service(&web.app);
    let answer_agent = move |ctx: RequestContext, request: Request| mcp::answer(agents.clone(), ctx, request);
    let pkg = format!("{}/{}", web.leptos.site_root, web.leptos.site_pkg_dir);
    Router::new()
        .nest("/api/v1", api)
        .route("/api/docs", get(api_docs::page))
        .route(mcp::PATH, any(answer_agent))
        .route(mcp::METADATA, get(oauth::protected_resource))
        .route(
            "/.well-known/oauth-protected-resource",
            get(oauth::protected_resource),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            get(oauth::authorization_server),
        )
        .route("/.well-known/{*document}", get(oauth::nothing))
        .route(oauth::AUTHORIZE, get(oauth::ask).post(oauth::answer))
        .route(oauth::TOKEN, post(oauth::token))
        .route(oauth::REVOKE, post(oauth::revoke))
        .route(oauth::REGISTER, post(oauth::register))
        .route("/login", get(pages::page).post(forms::sign_in::login))
        .route("/signup", get(pages::page).post(forms::joining::sign_up))
        .route("/invite/{token}", get(pages::page).post(forms::joining::accept))
        .merge(two_factor())
        .merge(owners())
        .route("/login/passkey", get(pages::page).post(forms::sign_in::passkey))
        .route("/login/passkey/begin", post(forms::sign_in::begin_passkey))
        .route("/login/code", get(pages::page).post(forms::sign_in::second_step))
        .route(
            "/login/code/passkey",
            get(pages::page).post(forms::sign_in::second_step),
        )
        .route(
            "/login/code/passkey/begin",
            post(forms::sign_in::begin_second_passkey),
        )
        .route("/forgot", get(pages::page).post(forms::links::forgot))
        .route("/reset/{token}", get(pages::page).post(forms::links::reset))
        .route(
            "/signup/{token}",
            get(pages::page).post(forms::joining::finish_sign_up),
        )
        .route("/confirm", get(pages::page).post(forms::links::verify))
        .route("/confirm/{token}", get(pages::page).post(forms::links::confirm))
        .route("/dev/mailbox", get(dev_mailbox::show))
        .route("/logout", post(forms::sign_in::logout))
        .route("/share", post(share::share).layer(DefaultBodyLimit::disable()))
        .route("/switch-account", post(forms::sign_in::switch_account))
        .route("/stop-acting", post(forms::sign_in::stop_acting))
        .nest_service("/pkg", ServeDir::new(pkg).precompressed_br().precompressed_gzip())
        .fallback(get(pages::page_or_file))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            web.clone(),
            authenticate::authenticate,
        ))
        .layer(middleware::from_fn(mcp::challenged))
        .layer(middleware::from_fn_with_state(
            web.app.clone(),
            security::same_origin,
        ))
        .layer(middleware::from_fn_with_state(web.clone(), calls::of_one_address))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(problem::for_people))
        .layer(middleware::from_fn_with_state(web.app.clone(), security::headers))
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("application/wasm"))),
        )
        .layer(middleware::from_fn_with_state(web.app.clone(), arrival::arrive))
        .with_state(web)
}
