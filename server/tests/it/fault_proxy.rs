//! A TCP proxy between us and a server, whose faults a test chooses while it runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::sleep;

/// How everything passes from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// As it comes.
    #[default]
    None,
    /// Not at all: what is open is reset, and so is whoever connects.
    Down,
    /// Later: each piece by this long, both ways.
    Slow(Duration),
    /// In pieces of so many bytes.
    Slices(usize),
    /// The server gets every request; of those with this word, each so many-th loses its answer, and its connection with it. So a
    /// commit holds that nobody was told of.
    LostReplies {
        /// What the request contains.
        word: &'static str,
        /// The first of how many.
        every: usize,
    },
}

/// What holds for all connections.
#[derive(Clone, Copy, Debug, Default)]
struct Rule {
    fault: Fault,
    /// Connections that were opened before this one was made are reset.
    resets: usize,
    /// The same, of those that hear nothing any more.
    silences: usize,
}

#[derive(Debug)]
struct Shared {
    server: SocketAddr,
    rule: watch::Sender<Rule>,
    requests: AtomicUsize,
}

/// The proxy; all that goes through it breaks off with this value.
#[derive(Debug)]
pub struct FaultProxy {
    /// Where it answers.
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

impl FaultProxy {
    /// One before the server at this address.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            server,
            rule: watch::Sender::default(),
            requests: AtomicUsize::new(0),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone())).abort_handle();
        Self {
            addr,
            shared,
            accepting,
        }
    }

    /// One before the server that a URL names, and the URL that leads through it.
    pub async fn before_url(url: &str) -> (Self, String) {
        let (before, rest) = url
            .rsplit_once('@')
            .map_or(("", url), |(before, rest)| (before, rest));
        let (server, path) = rest.split_once('/').unwrap_or((rest, ""));
        let proxy = Self::before(server.parse().expect("tests name their servers by number")).await;
        let through = format!("{before}@{}/{path}", proxy.addr);
        (proxy, through)
    }

    /// From now on, for what is open and what comes.
    pub fn set(&self, fault: Fault) {
        self.shared.rule.send_modify(|rule| rule.fault = fault);
    }

    /// Resets what is open.
    pub fn reset(&self) {
        self.shared.rule.send_modify(|rule| rule.resets += 1);
    }

    /// What is open hears nothing any more, not even that it is over, as when a server has moved to another address.
    pub fn silence(&self) {
        self.shared.rule.send_modify(|rule| rule.silences += 1);
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Fault::Down);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(carry(client, shared.clone()));
    }
}

/// Whether the next answer on a connection is to be lost, and that it was.
#[derive(Default)]
struct Lost {
    due: AtomicBool,
    answered: Notify,
}

/// How a connection ends other than by its two sides.
enum Cut {
    Reset,
    Silence,
}

async fn carry(mut client: TcpStream, shared: Arc<Shared>) {
    let began = *shared.rule.borrow();
    let connected = match began.fault {
        Fault::Down => None,
        _ => TcpStream::connect(shared.server).await.ok(),
    };
    let Some(mut server) = connected else {
        return reset(&client);
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let lost = Lost::default();
    let cut = {
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        let pass = async {
            tokio::join!(
                upwards(from_client, to_server, &shared, &lost),
                downwards(from_server, to_client, &shared, &lost)
            )
        };
        tokio::select! {
            _ = pass => None,
            () = lost.answered.notified() => Some(Cut::Reset),
            cut = cut(&shared, began) => Some(cut),
        }
    };
    match cut {
        None => {}
        Some(Cut::Reset) => reset(&client),
        Some(Cut::Silence) => {
            drop(server);
            // Held open, unread, for as long as the proxy lives.
            let mut rule = shared.rule.subscribe();
            let _ = rule.wait_for(|rule| rule.fault == Fault::Down).await;
        }
    }
}

async fn cut(shared: &Shared, began: Rule) -> Cut {
    let mut rule = shared.rule.subscribe();
    let now = rule
        .wait_for(|now| {
            now.fault == Fault::Down || now.resets != began.resets || now.silences != began.silences
        })
        .await;
    match now {
        Ok(now) if now.silences != began.silences => Cut::Silence,
        _ => Cut::Reset,
    }
}

/// What clients say, until they have said all.
async fn upwards(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, shared: &Shared, lost: &Lost) {
    let mut piece = vec![0; 16 * 1024];
    while let Ok(size @ 1..) = from.read(&mut piece).await {
        let fault = shared.rule.borrow().fault;
        if let Fault::LostReplies { word, every } = fault
            && piece[..size]
                .windows(word.len())
                .any(|part| part == word.as_bytes())
            && shared
                .requests
                .fetch_add(1, Ordering::Relaxed)
                .is_multiple_of(every)
        {
            lost.due.store(true, Ordering::Relaxed);
        }
        if write(&mut to, &piece[..size], fault).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// What the server says, until it has said all, or until an answer of it is to be lost.
async fn downwards(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, shared: &Shared, lost: &Lost) {
    let mut piece = vec![0; 16 * 1024];
    while let Ok(size @ 1..) = from.read(&mut piece).await {
        if lost.due.load(Ordering::Relaxed) {
            lost.answered.notify_one();
            return std::future::pending().await;
        }
        let fault = shared.rule.borrow().fault;
        if write(&mut to, &piece[..size], fault).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

async fn write(to: &mut WriteHalf<'_>, piece: &[u8], fault: Fault) -> std::io::Result<()> {
    match fault {
        Fault::Slow(by) => {
            sleep(by).await;
            to.write_all(piece).await
        }
        Fault::Slices(size) => {
            for slice in piece.chunks(size) {
                to.write_all(slice).await?;
                tokio::task::yield_now().await;
            }
            Ok(())
        }
        Fault::None | Fault::Down | Fault::LostReplies { .. } => to.write_all(piece).await,
    }
}

/// Its other side is told that the connection broke off, not that it came to its end.
fn reset(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}
