//! A body with something that is kept for as long as it is read, such as a place among those that are given at once.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};

struct With<K> {
    body: Body,
    _kept: K,
}

/// The body, and `kept` until it is dropped.
pub fn with<K: Send + Unpin + 'static>(body: Body, kept: K) -> Body {
    Body::new(With { body, _kept: kept })
}

impl<K: Unpin> hyper::body::Body for With<K> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
