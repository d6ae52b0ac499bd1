//! A request's body: the client has the time of one stall for each piece of it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::PIECE;

/// Only the time in which the server waits for the client counts, so that a disk that is slow is nobody's fault.
pub(super) struct Received {
    body: Incoming,
    stall: Duration,
    /// Bytes of the piece that have come.
    came: usize,
    /// What is left of the time for the piece.
    left: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    late: Arc<AtomicBool>,
}

impl Received {
    pub(super) const fn new(body: Incoming, stall: Duration, late: Arc<AtomicBool>) -> Self {
        Self {
            body,
            stall,
            came: 0,
            left: stall,
            waiting: None,
            late,
        }
    }

    fn take_note(&mut self, bytes: usize) {
        self.came += bytes;
        if self.came >= PIECE {
            self.came = 0;
            self.left = self.stall;
        } else if let Some((since, _)) = self.waiting {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        self.waiting = None;
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let bytes = match &frame {
                Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
                _ => 0,
            };
            self.take_note(bytes);
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        let left = self.left;
        let (_, timer) = self
            .waiting
            .get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(timer.as_mut().poll(context));
        self.late.store(true, Ordering::Relaxed);
        self.left = Duration::ZERO;
        self.waiting = None;
        let error = std::io::Error::new(std::io::ErrorKind::TimedOut, "the client sends too slowly");
        Poll::Ready(Some(Err(axum::Error::new(error))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
