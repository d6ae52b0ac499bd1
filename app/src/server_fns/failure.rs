//! The error of a server function: the same problem details that the REST API answers with.

use std::fmt;

use igny8::error::Problem;
use serde::{Deserialize, Serialize};

/// A problem on its way from the server to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failure(pub Problem);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

#[cfg(feature = "ssr")]
mod wire {
    use igny8::error::Problem;
    use leptos::server_fn::codec::JsonEncoding;
    use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

    use super::Failure;

    impl FromServerFnError for Failure {
        type Encoder = JsonEncoding;

        fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
            use ServerFnErrorErr::{Args, Deserialization, MissingArg};
            Self(match error {
                Args(cause) | Deserialization(cause) | MissingArg(cause) => {
                    Problem::bad_request(format!("Invalid request body: {cause}."))
                }
                _ => Problem::internal(),
            })
        }
    }
}
