//! `Allow` of an answer that refuses a method: what works at this path, and nothing else (RFC 9110, section 15.5.6). It is
//! read from the API's document, which is made from the declarations.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::{openapi, problem};

/// A documented path by its parts, none where anything may stand, and the methods that it answers to.
struct Documented {
    parts: Vec<Option<String>>,
    methods: String,
}

static PATHS: LazyLock<Vec<Documented>> = LazyLock::new(|| {
    let document = openapi::build();
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .map(|(path, operations)| {
            let parts = path
                .split('/')
                .map(|part| (!part.starts_with('{')).then(|| part.to_owned()));
            let mut methods = Vec::new();
            for name in operations.as_object().into_iter().flat_map(|all| all.keys()) {
                match name.as_str() {
                    "get" => methods.extend(["GET".to_owned(), "HEAD".to_owned()]),
                    "parameters" => {}
                    other => methods.push(other.to_uppercase()),
                }
            }
            Documented {
                parts: parts.collect(),
                methods: methods.join(", "),
            }
        })
        .collect()
});

/// The methods of a path under the API's root. As in the router, a word goes before what may be anything.
fn methods(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let matching = PATHS.iter().filter(|documented| {
        documented.parts.len() == parts.len()
            && documented
                .parts
                .iter()
                .zip(&parts)
                .all(|(known, part)| known.as_ref().is_none_or(|known| known == part))
    });
    matching
        .max_by_key(|documented| documented.parts.iter().map(Option::is_some).collect::<Vec<_>>())
        .map(|documented| documented.methods.as_str())
}

/// Refuses a method that the document does not name for the path, before anything of the request is looked at, and names
/// those that work: what answers several resources takes more methods than each of them has.
pub async fn allow(request: Request, next: Next) -> Response {
    // Within the API, the path is without its root.
    let known = methods(request.uri().path());
    let works = known.is_none_or(|known| known.split(", ").any(|name| name == request.method().as_str()));
    let mut response = if works {
        next.run(request).await
    } else {
        problem::method_not_allowed().await.into_response()
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let known = known.and_then(|known| HeaderValue::from_str(known).ok());
        response
            .headers_mut()
            .insert(header::ALLOW, known.unwrap_or(HeaderValue::from_static("")));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::methods;

    #[test]
    fn what_works_is_named() {
        assert_eq!(methods("/planner/keywords"), Some("GET, HEAD, POST"));
        assert_eq!(methods("/planner/keywords/x"), Some("GET, HEAD, PATCH, DELETE"));
        assert_eq!(methods("/planner/keywords/export"), Some("GET, HEAD"));
        assert_eq!(methods("/planner/keywords/import"), Some("POST"));
        assert_eq!(methods("/planner/keywords/actions/delete"), Some("POST"));
        assert_eq!(methods("/auth/login"), Some("POST"));
        assert_eq!(methods("/no/such/thing/here/at/all"), None);
    }

    #[test]
    fn lists_that_nobody_adds_to_do_not_name_it() {
        assert_eq!(methods("/billing/credits"), Some("GET, HEAD"));
    }
}
