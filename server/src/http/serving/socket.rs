//! The socket: it holds little that is not taken, and breaks if nothing is for too long.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::watch::Watch;

/// Bytes that the system keeps of what was not taken. It tells of room only once about a third is free: with more, a
/// client that is slow but moves would look as if it stood still.
const SEND_BUFFER: usize = 128 * 1024;

/// A connection whose writes wait for the client at most the time of one stall.
pub(super) struct Socket {
    stream: TcpStream,
    stall: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    watch: Arc<Watch>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, stall: Duration, watch: Arc<Watch>) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let options = SockRef::from(&stream);
        options.set_send_buffer_size(SEND_BUFFER)?;
        // What is left when the connection is closed does not stay with the system either.
        #[cfg(target_os = "linux")]
        options.set_tcp_user_timeout(Some(stall * 2))?;
        Ok(Self {
            stream,
            stall,
            timer: None,
            watch,
        })
    }

    fn bounded(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            if self.timer.take().is_some() {
                self.watch.blocked(false);
            }
            return written;
        }
        let stall = self.stall;
        if self.timer.is_none() {
            self.watch.blocked(true);
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(stall)));
        timer.as_mut().poll(context).map(|()| {
            Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client takes nothing",
            ))
        })
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.bounded(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
