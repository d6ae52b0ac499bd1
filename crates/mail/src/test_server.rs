//! A small SMTP server for tests: it keeps what it takes, and answers, waits or hangs up where it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::settings::{Settings, Tls};

/// The certificate that the server shows, for `localhost` and `127.0.0.1`; it is its own root.
pub const CERTIFICATE: &[u8] = include_bytes!("../fixtures/test-server.pem");
const KEY: &[u8] = include_bytes!("../fixtures/test-server.key");

/// What the server does at a moment, in place of what it would.
#[derive(Clone, Debug)]
pub enum Does {
    /// Answers with these lines, each ended by `\r\n` on the way.
    Says(&'static str),
    /// Waits, then does what it would.
    Waits(Duration),
    /// Hangs up without an answer.
    Drops,
    /// Answers with these lines and hangs up.
    SaysAndDrops(&'static str),
}

/// A mail that the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The address of `MAIL FROM`.
    pub from: String,
    /// The address of `RCPT TO`.
    pub to: String,
    /// The text, without dots that were doubled on the way.
    pub text: String,
    /// Whether it came encrypted.
    pub encrypted: bool,
}

impl Taken {
    /// The text with its encoding undone as far as tests need it: soft line ends and `=XX` of quoted-printable.
    pub fn plain(&self) -> String {
        let joined = self.text.replace("=\r\n", "").replace("\r\n", "\n");
        let mut bytes = Vec::with_capacity(joined.len());
        let mut rest = joined.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                Some(byte) if *first == b'=' => {
                    bytes.push(byte);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The first link whose path begins so, as people would open it.
    pub fn link(&self, path: &str) -> Option<String> {
        let plain = self.plain();
        let found = plain
            .split_whitespace()
            .find(|word| word.starts_with("http") && word.contains(path));
        found.map(str::to_owned)
    }
}

/// When something else is done: at this command (`CONNECT`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, or `.` for the
/// end of the text), where its line holds the words, as often as said.
#[derive(Clone, Debug)]
struct Rule {
    at: &'static str,
    holds: String,
    times: usize,
    does: Does,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    taken: Vec<Taken>,
    heard: Vec<String>,
}

/// The server, as long as it is kept.
#[derive(Debug)]
pub struct TestServer {
    addr: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl TestServer {
    /// Starts one that offers `STARTTLS`, or speaks TLS from the start.
    ///
    /// # Panics
    /// There is no port.
    pub async fn start(implicit: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        let task = tokio::spawn(async move {
            let acceptor = acceptor();
            while let Ok((stream, _)) = listener.accept().await {
                let (state, acceptor) = (shared.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let _ended = serve(stream, &state, &acceptor, implicit).await;
                });
            }
        });
        Self { addr, state, task }
    }

    /// Settings that reach it, without a login.
    ///
    /// # Panics
    /// Never: its address is one.
    pub fn settings(&self, tls: Tls) -> Settings {
        let mut settings =
            Settings::new("127.0.0.1", Some(self.addr.port()), Some(tls), None).expect("settings");
        settings.root = Some(CERTIFICATE.to_vec());
        settings.patience(Duration::from_secs(5))
    }

    /// Its URL, for settings by configuration.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.addr)
    }

    /// Does something else at a command, as often as said.
    pub fn at(&self, at: &'static str, holds: &str, times: usize, does: Does) {
        let holds = holds.to_owned();
        self.lock().rules.push(Rule {
            at,
            holds,
            times,
            does,
        });
    }

    /// The mails that it took, oldest first.
    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    /// The lines that it heard outside of texts.
    pub fn heard(&self) -> Vec<String> {
        self.lock().heard.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::pem_slice_iter(CERTIFICATE)
        .collect::<Result<Vec<_>, _>>()
        .expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a pair");
    TlsAcceptor::from(Arc::new(config))
}

/// How a conversation ended.
enum Ended {
    Over,
    StartTls,
}

async fn serve(
    stream: TcpStream,
    state: &Mutex<State>,
    acceptor: &TlsAcceptor,
    implicit: bool,
) -> std::io::Result<()> {
    if implicit {
        let mut stream = BufReader::new(acceptor.accept(stream).await?);
        talk(&mut stream, state, true, true).await?;
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    if let Ended::StartTls = talk(&mut stream, state, false, true).await? {
        let mut stream = BufReader::new(acceptor.accept(stream.into_inner()).await?);
        talk(&mut stream, state, true, false).await?;
    }
    Ok(())
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    state: &Mutex<State>,
    encrypted: bool,
    greets: bool,
) -> std::io::Result<Ended> {
    let (mut from, mut to) = (String::new(), String::new());
    if greets
        && act(stream, state, "CONNECT", "", "220 mail.test ESMTP")
            .await?
            .is_none()
    {
        return Ok(Ended::Over);
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(Ended::Over);
        }
        let line = line.trim_end().to_owned();
        lock(state).heard.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let address = || {
            line.split_once('<')
                .and_then(|(_, rest)| rest.split_once('>'))
                .map_or("", |(inner, _)| inner)
        };
        let (at, usual) = match verb.as_str() {
            "EHLO" if encrypted => (
                "EHLO",
                "250-mail.test\n250-AUTH PLAIN LOGIN\n250-SMTPUTF8\n250 8BITMIME",
            ),
            "EHLO" => (
                "EHLO",
                "250-mail.test\n250-STARTTLS\n250-AUTH PLAIN LOGIN\n250 8BITMIME",
            ),
            "STARTTLS" => ("STARTTLS", "220 2.0.0 Ready"),
            "AUTH" => ("AUTH", "235 2.7.0 Welcome"),
            "MAIL" => {
                address().clone_into(&mut from);
                ("MAIL", "250 2.1.0 Ok")
            }
            "RCPT" => {
                address().clone_into(&mut to);
                ("RCPT", "250 2.1.5 Ok")
            }
            "DATA" => ("DATA", "354 Go ahead"),
            "QUIT" => ("QUIT", "221 2.0.0 Bye"),
            _ => ("OTHER", "500 5.5.1 What?"),
        };
        let Some(said) = act(stream, state, at, &line, usual).await? else {
            return Ok(Ended::Over);
        };
        match at {
            "STARTTLS" if said.starts_with("220") => return Ok(Ended::StartTls),
            "QUIT" => return Ok(Ended::Over),
            "DATA" if said.starts_with("354") => {
                let text = text(stream).await?;
                let taken = Taken {
                    from: from.clone(),
                    to: to.clone(),
                    text,
                    encrypted,
                };
                if keep(stream, state, taken).await?.is_none() {
                    return Ok(Ended::Over);
                }
            }
            _ => {}
        }
    }
}

/// The text up to its single dot.
async fn text<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut text = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
        text.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// Answers the end of a text. One whose answer is lost was taken, as servers do that lose their line too late.
async fn keep<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    state: &Mutex<State>,
    taken: Taken,
) -> std::io::Result<Option<String>> {
    let rule = rule(state, ".", &taken.to);
    let refused =
        matches!(&rule, Some(Does::Says(said) | Does::SaysAndDrops(said)) if !said.starts_with('2'));
    if !refused {
        lock(state).taken.push(taken);
    }
    done(stream, rule, "250 2.0.0 Ok: queued as 42").await
}

/// Does what a rule says, or what is usual. None if it hung up.
async fn act<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    state: &Mutex<State>,
    at: &'static str,
    line: &str,
    usual: &'static str,
) -> std::io::Result<Option<String>> {
    let rule = rule(state, at, line);
    done(stream, rule, usual).await
}

async fn done<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    rule: Option<Does>,
    usual: &'static str,
) -> std::io::Result<Option<String>> {
    let (says, goes_on) = match rule {
        None => (usual, true),
        Some(Does::Says(said)) => (said, true),
        Some(Does::SaysAndDrops(said)) => (said, false),
        Some(Does::Waits(wait)) => {
            tokio::time::sleep(wait).await;
            (usual, true)
        }
        Some(Does::Drops) => return Ok(None),
    };
    let lines = says.replace('\n', "\r\n") + "\r\n";
    stream.write_all(lines.as_bytes()).await?;
    stream.flush().await?;
    if !goes_on {
        // What was on its way is read, so that the answer is not lost by a reset.
        let mut rest = [0; 1024];
        let _ = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut rest)).await;
    }
    Ok(goes_on.then(|| says.to_owned()))
}

fn rule(state: &Mutex<State>, at: &str, line: &str) -> Option<Does> {
    let mut state = lock(state);
    let found = state
        .rules
        .iter_mut()
        .find(|rule| rule.at == at && rule.times > 0 && line.contains(&rule.holds))?;
    found.times -= 1;
    Some(found.does.clone())
}
