//! Plain forms: they work without JavaScript, and bring what went wrong back to the page.

pub mod joining;
pub mod links;
pub mod ownership;
pub mod sign_in;
pub mod two_factor;

use app::auth::Refused;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use igny8::error::Problem;
use igny8::registry::HOME;

use crate::error::{Error, Result};
use crate::http::{Web, cookies, pages};
use crate::services::RequestContext;
use crate::services::sign_in::session::Tokens;
use crate::state::App;

/// A form as it came, or why it could not be read.
pub type Sent<T> = std::result::Result<Form<T>, FormRejection>;

/// Whoever is signed in now, on the way to `to`.
pub(super) fn welcome(app: &App, tokens: &Tokens, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    cookies::set(&app.config, response.headers_mut(), tokens);
    response
}

/// The form again, with what went wrong and what was entered, but never a password. Nothing of it stands in an address: that
/// goes into logs and histories, and could be made by anybody.
pub(super) async fn again(
    web: Web,
    ctx: RequestContext,
    path: &str,
    error: Error,
    entered: &[(&str, &str)],
) -> Response {
    let problem = error.into_problem().of_request(&ctx.caller.request.to_string());
    let first = problem.errors.values().flatten().next();
    let refused = Refused {
        error: first.unwrap_or(&problem.detail).clone(),
        field: problem.errors.keys().next().cloned(),
        entered: entered
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    };
    pages::refused(web, ctx, path, refused, &problem).await
}

/// Only a path of ours: no scheme, no host, nothing that a browser reads as one. Browsers drop tabs and line ends from an
/// address and take a backslash for a slash, so only what an address may hold passes.
pub(super) fn own_path(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let own = plain && next.starts_with('/') && !next.starts_with("//");
    if own { next } else { HOME }
}

/// What a form says, if it is whole.
pub(super) fn read<T>(form: Sent<T>) -> Result<T> {
    form.map(|form| form.0)
        .map_err(|_| Problem::bad_request("The form was incomplete. Fill it in again.").into())
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_sign_in_leads_only_to_our_own_pages() {
        assert_eq!(own_path("/planner/keywords?page=2"), "/planner/keywords?page=2");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/\u{b}x",
            "/\u{c}x",
            "/\u{0}x",
            "/a b",
            "/\u{a0}/evil.example",
            "/é",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(own_path(foreign), super::HOME, "{foreign}");
        }
    }
}
