//! An answer's body: handed over piece by piece, so that it is seen when the client takes nothing more.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};

use super::PIECE;
use super::watch::Kept;

/// What the client has not taken yet stays here, in HTTP/2 too, whose windows the client opens as it likes.
pub(super) struct Taken {
    body: Body,
    rest: Bytes,
    kept: Kept,
}

impl Taken {
    pub(super) const fn new(body: Body, kept: Kept) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            kept,
        }
    }

    fn piece(&mut self) -> Frame<Bytes> {
        let most = self.rest.len().min(PIECE);
        self.kept.handed_over();
        Frame::data(self.rest.split_to(most))
    }
}

impl hyper::body::Body for Taken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.kept.asked_for();
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        Poll::Ready(match frame {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    self.rest = data;
                    Some(Ok(self.piece()))
                }
                Err(other) => Some(Ok(other)),
            },
            other => other,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let body = self.body.size_hint();
        let mut hint = SizeHint::new();
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(body.lower() + rest);
        hint
    }
}
