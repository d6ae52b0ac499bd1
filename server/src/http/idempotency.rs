//! `Idempotency-Key`: a POST that is sent again with the same key is done once, and answered as the first time.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use igny8::error::Problem;
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use crate::http::Web;
use crate::http::authenticate::{Proof, sender};
use crate::http::idempotency_key::key;
use crate::http::problem::Failed;
use crate::services::idempotency::{self, Answer, Keyed, Turn};
use crate::tenancy::Scope;

/// The header of answers that are given again, as Stripe names it.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The most bytes of an answer that is kept.
const MAX_KEPT: usize = 64 * 1024;

/// Does a POST with a key once for whoever is signed in. Uploads pass: what they are too large for here, the import that they
/// start sees to itself by the same key.
pub async fn once(State(web): State<Web>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || is_upload(request.headers()) {
        return next.run(request).await;
    }
    let key = match key(request.headers()) {
        Ok(key) => key,
        Err(problem) => return Failed(problem).into_response(),
    };
    let (Some(key), Some((scope, proof))) = (key, sender(&request)) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    // As much as anybody else takes of a body, and refused in the same words.
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) => body,
        Err(rejection) => return Failed::from(rejection).into_response(),
    };
    let keyed = Keyed {
        caller: caller(&scope, &proof),
        key,
        request: asked(&parts.method, &parts.uri.to_string(), &body),
    };
    let claim = match idempotency::begin(&web.app, &scope, &keyed).await {
        Ok(Turn::Do(claim)) => claim,
        Ok(Turn::Again(answer)) => return again(answer),
        Err(error) => return Failed::from(error).into_response(),
    };
    let request = Request::from_parts(parts, Body::from(body));
    // Tasks of their own: also where the client goes away meanwhile, it is done to its end and its answer kept.
    let work = async move {
        let done = tokio::spawn(next.run(request).in_current_span()).await;
        let (response, answer) = match done {
            Ok(response) => kept(response).await,
            // It panicked; the hook has logged where.
            Err(_) => (Failed(Problem::internal()).into_response(), None),
        };
        if let Err(error) = idempotency::end(&web.app, &scope, &keyed, claim, answer).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an answer could not be kept"
            );
        }
        response
    };
    let done = tokio::spawn(work.in_current_span()).await;
    done.unwrap_or_else(|_| Failed(Problem::internal()).into_response())
}

fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/"))
}

/// A person has the same keys wherever they are signed in; each token has its own, so that none is told what another made.
fn caller(scope: &Scope, proof: &Proof) -> Vec<u8> {
    let mut hash = Sha256::new();
    match proof {
        Proof::Token(token, _) => {
            hash.update(b"token\0");
            hash.update(token.as_bytes());
        }
        Proof::App(key, _) => {
            hash.update(b"app\0");
            hash.update(key.as_bytes());
        }
        Proof::Access(_) => {
            hash.update(b"person\0");
            hash.update(scope.user().map(|user| user.to_string()).unwrap_or_default());
            // Staff who act for a member are somebody else: an answer may show a secret of the member.
            if let Some(acting) = scope.acts() {
                hash.update(b"\0acted for\0");
                hash.update(acting.id.as_bytes());
            }
        }
    }
    hash.finalize().to_vec()
}

fn asked(method: &Method, uri: &str, body: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(format!("{method} {uri}\n"));
    hash.update(body);
    hash.finalize().to_vec()
}

/// Whether an answer stands for good. What is refused for a reason that may pass has done nothing, and may be sent again with
/// the same key.
fn stands(response: &Response) -> bool {
    let passing = [
        StatusCode::UNAUTHORIZED,
        StatusCode::PAYMENT_REQUIRED,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    let status = response.status();
    !status.is_server_error()
        && !passing.contains(&status)
        // Who is signed in is no answer to give again.
        && !response.headers().contains_key(header::SET_COOKIE)
}

/// The response, and what is to be kept of it.
async fn kept(response: Response) -> (Response, Option<Answer>) {
    if !stands(&response) {
        return (response, None);
    }
    let status = response.status().as_u16();
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .map(str::to_owned);
    let answer = |body| Answer {
        status,
        content_type,
        body,
    };
    let (parts, body) = response.into_parts();
    let mut stream = body.into_data_stream();
    let mut came = Vec::new();
    let mut length = 0;
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => {
                length += piece.len();
                came.push(piece);
            }
            Err(error) => {
                // It breaks off for the client as it did here.
                let all = came.into_iter().map(Ok).chain([Err(error)]);
                let broken = Body::from_stream(futures::stream::iter(all));
                return (Response::from_parts(parts, broken), Some(answer(None)));
            }
        }
        if length > MAX_KEPT {
            let all = futures::stream::iter(came.into_iter().map(Ok)).chain(stream);
            return (
                Response::from_parts(parts, Body::from_stream(all)),
                Some(answer(None)),
            );
        }
    }
    let body = came.concat();
    let text = String::from_utf8(body.clone()).ok();
    (Response::from_parts(parts, Body::from(body)), Some(answer(text)))
}

/// The first answer once more.
fn again(answer: Answer) -> Response {
    let Some(body) = answer.body else {
        let detail =
            "This request was completed, but its response was too large to store. Read the result with GET.";
        return Failed(Problem::conflict(detail)).into_response();
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if let Some(kind) = answer
        .content_type
        .and_then(|kind| HeaderValue::try_from(kind).ok())
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use igny8::id::{AccountId, SessionId, UserId};
    use igny8::permission::Role;
    use uuid::Uuid;

    use super::*;
    use crate::auth::access::Keys;
    use crate::tenancy::{Acting, SiteAccess, Via};

    #[test]
    fn staff_who_act_for_a_member_get_none_of_their_answers() {
        let (account, member) = (AccountId::new(), UserId::new());
        let keys = Keys::new(&"k".repeat(32)).unwrap();
        let proof = |user| {
            let token = keys.sign(user, account, SessionId::new()).unwrap();
            Proof::Access(keys.read(&token).unwrap())
        };
        let acting = |id| {
            let acting = Acting {
                id: Uuid::from_u128(id),
                session: SessionId::new(),
                user: UserId::new(),
                name: "Dana".into(),
                until: chrono::Utc::now(),
            };
            caller(&Scope::acting(account, member, acting), &proof(UserId::new()))
        };
        let via = Via::Session(SessionId::new());
        let own = Scope::verified(account, Some(member), Role::Owner, via, SiteAccess::All);
        let own = caller(&own, &proof(member));
        assert_ne!(own, acting(1));
        assert_ne!(acting(1), acting(2));
        assert_eq!(acting(1), acting(1));
    }

    #[test]
    fn what_may_pass_is_not_kept() {
        let of = |status: u16| stands(&StatusCode::from_u16(status).unwrap().into_response());
        for status in [200, 201, 202, 204, 400, 403, 404, 422] {
            assert!(of(status), "{status}");
        }
        for status in [401, 402, 408, 409, 429, 500, 503] {
            assert!(!of(status), "{status}");
        }
    }

    #[tokio::test]
    async fn a_large_answer_passes_whole_and_is_not_kept() {
        let large = vec![b'x'; MAX_KEPT * 3];
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
            large.chunks(1000).map(|piece| Ok(piece.to_vec())).collect();
        let response = Response::new(Body::from_stream(futures::stream::iter(pieces)));
        let (response, answer) = kept(response).await;
        assert_eq!(answer.unwrap().body, None);
        assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), large);
    }
}
