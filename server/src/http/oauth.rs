//! OAuth 2.1 over HTTP: what clients look up, the consent of a person, and the endpoints that give and end keys.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is rare, and boxed nowhere else"
)]

use app::auth::Refused;
use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use igny8::auth::consent::AppScope;
use igny8::error::Problem;
use igny8::query::encode;
use serde_json::{Value, json};

use crate::http::arrival::Sender;
use crate::http::problem::Failed;
use crate::http::{Web, mcp, pages};
use crate::services::RequestContext;
use crate::services::oauth::authorize::{self, Answer, Looked};
use crate::services::oauth::clients::{self, Registration};
use crate::services::oauth::{Refusal, exchange, resource};

/// Where a person is asked.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Where keys are given.
pub const TOKEN: &str = "/oauth/token";
/// Where keys are ended.
pub const REVOKE: &str = "/oauth/revoke";
/// Where apps register.
pub const REGISTER: &str = "/oauth/register";

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = self.problem.as_ref();
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => problem
                .and_then(|problem| StatusCode::from_u16(problem.status).ok())
                .unwrap_or(StatusCode::BAD_REQUEST),
        };
        let error = match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "temporarily_unavailable",
            _ => self.error,
        };
        let mut response = (
            status,
            Json(json!({ "error": error, "error_description": self.why })),
        )
            .into_response();
        if let Some(seconds) = problem.and_then(|problem| problem.retry_after) {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// `GET /.well-known/oauth-protected-resource`: who gives keys for agents (RFC 9728).
pub async fn protected_resource(Sender(caller): Sender) -> Json<Value> {
    let origin = &caller.origin;
    Json(json!({
        "resource": resource(origin),
        "resource_name": "IGNY8",
        "authorization_servers": [origin],
        "scopes_supported": mcp::FIRST_SCOPES.split(' ').collect::<Vec<_>>(),
        "bearer_methods_supported": ["header"],
    }))
}

/// `GET /.well-known/oauth-authorization-server` (RFC 8414).
pub async fn authorization_server(Sender(caller): Sender) -> Json<Value> {
    let origin = &caller.origin;
    let at = |path: &str| format!("{origin}{path}");
    Json(json!({
        "issuer": origin,
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "revocation_endpoint": at(REVOKE),
        "registration_endpoint": at(REGISTER),
        "scopes_supported": AppScope::ALL.map(AppScope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
    }))
}

/// `POST /oauth/register` (RFC 7591).
pub async fn register(
    State(web): State<Web>,
    Sender(caller): Sender,
    body: Result<Json<Registration>, JsonRejection>,
) -> Response {
    let said = match body {
        Ok(Json(said)) => said,
        Err(rejection) => {
            return Refusal::new("invalid_client_metadata", rejection.body_text()).into_response();
        }
    };
    match clients::register(&web.app, &caller, said).await {
        Ok(registered) => (StatusCode::CREATED, Json(registered)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// `GET /oauth/authorize`: the question, of whoever is signed in.
pub async fn ask(
    State(web): State<Web>,
    ctx: RequestContext,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let query = query.unwrap_or_default();
    // A question that is wrong is told before anybody signs in for it.
    let looked = match authorize::look(&ctx, &query).await {
        Ok(looked) => looked,
        Err(error) => return Failed::from(error).into_response(),
    };
    match looked {
        Looked::Back(to) => away(&to),
        Looked::Ask(_) if ctx.scope().is_err() => {
            let here = format!("{AUTHORIZE}?{query}");
            Redirect::to(&format!("/login?next={}", encode(&here))).into_response()
        }
        Looked::Ask(_) => {
            let mut response = pages::page(State(web), ctx, request).await;
            let_go(response.headers_mut());
            response
        }
    }
}

/// Lets the page's form lead away: browsers hold every redirect after a form to the policy of its page, also those that the app's
/// own host makes, such as from `https://claude.ai` to `claude://`. The form itself has a fixed address.
fn let_go(headers: &mut HeaderMap) {
    let policy = headers
        .get(header::CONTENT_SECURITY_POLICY)
        .and_then(|value| value.to_str().ok())
        .map(|policy| policy.replace("form-action 'self'; ", ""));
    if let Some(value) = policy.and_then(|policy| HeaderValue::try_from(policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

/// To the app. No copy of the address with its code is kept, and the app learns nothing of the page before.
fn away(to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `POST /oauth/authorize`: the answer.
pub async fn answer(
    State(web): State<Web>,
    ctx: RequestContext,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return Failed::from(rejection).into_response(),
    };
    let mut answer = Answer::default();
    for (name, value) in form_urlencoded::parse(&body) {
        match name.as_ref() {
            "ticket" => answer.ticket = value.into_owned(),
            "answer" => answer.allow = value == "allow",
            "account" => answer.account = value.parse().ok(),
            "scope" => answer.scopes.extend(AppScope::parse(&value)),
            _ => {}
        }
    }
    match authorize::answer(&ctx, answer).await {
        Ok(to) => away(&to),
        Err(error) => {
            let problem = error.into_problem().of_request(&ctx.caller.request.to_string());
            let refused = Refused {
                error: problem.detail.clone(),
                ..Refused::default()
            };
            pages::refused(web, ctx, AUTHORIZE, refused, &problem).await
        }
    }
}

/// The app's id where it stands as a user name, as some send it; a password proves nothing here.
fn basic(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let bytes = STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, _) = text.split_once(':')?;
    let mut decoded = form_urlencoded::parse(id.as_bytes());
    decoded.next().map(|(id, _)| id.into_owned())
}

fn form(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<String, Refusal> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let wrong = |why: &str| Refusal::new("invalid_request", why);
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(wrong("Send application/x-www-form-urlencoded."));
    }
    let body = body.map_err(|_| wrong("The body couldn't be read."))?;
    String::from_utf8(body.to_vec()).map_err(|_| wrong("The body isn't text."))
}

/// `POST /oauth/token`.
pub async fn token(
    State(web): State<Web>,
    Sender(caller): Sender,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let given = async {
        let form = form(&headers, body)?;
        exchange::keys(&web.app, &caller, basic(&headers).as_deref(), &form).await
    };
    match given.await {
        Ok(keys) => {
            let mut response = Json(keys).into_response();
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /oauth/revoke` (RFC 7009).
pub async fn revoke(
    State(web): State<Web>,
    Sender(caller): Sender,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let ended = async {
        let form = form(&headers, body)?;
        exchange::revoke(&web.app, &caller, basic(&headers).as_deref(), &form).await
    };
    match ended.await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// What stands under `/.well-known` and is not ours: an app that looks there must not be led to a sign-in page.
pub async fn nothing() -> Failed {
    Problem::not_found("document").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_to_the_app_and_all_else_stays() {
        let mut headers = HeaderMap::new();
        let policy = HeaderValue::try_from(crate::http::security::page_policy("x")).unwrap();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        let_go(&mut headers);
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("form-action"), "{policy}");
        assert!(policy.contains("default-src 'self';") && policy.ends_with("frame-ancestors 'none'"));
    }

    #[test]
    fn an_app_may_name_itself_as_a_user() {
        let mut headers = HeaderMap::new();
        assert_eq!(basic(&headers), None);
        let value = format!("Basic {}", STANDARD.encode("https%3A%2F%2Fapp.example%2Fc:"));
        headers.insert(header::AUTHORIZATION, HeaderValue::try_from(value).unwrap());
        assert_eq!(basic(&headers).as_deref(), Some("https://app.example/c"));
    }
}
