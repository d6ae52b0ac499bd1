//! The dialogue with the mail server, a step at a time, so that each fault is known with its moment.
//!
//! lettre speaks the protocol. Each answer is held against the digits that its step must have: a man in the middle who slips
//! answers in before `STARTTLS` shifts all that follow by one, and is noticed before any of the mail is sent.

use std::future::Future;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use crate::answer::{Answer, Stage};
use crate::error::SendError;
use crate::message::Message;
use crate::settings::{Settings, Tls};

/// How much longer the answer to the whole text may take than other answers: servers look for spam and viruses first.
const CONTENT: u32 = 4;
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// A mail that the server has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What it said, mostly with its own number of the mail.
    pub answer: String,
}

/// Sends mails, each over a connection of its own.
#[derive(Clone, Debug)]
pub struct Mailer {
    settings: Settings,
}

/// A mail whose sender and recipient the server takes, and whose text it has not seen.
pub struct Ready {
    connection: AsyncSmtpConnection,
    bytes: Vec<u8>,
    patience: Duration,
}

impl Mailer {
    /// A mailer with these settings.
    pub const fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// It was not sent, or that is not known: [`SendError::verdict`].
    pub async fn send(&self, message: &Message) -> Result<Accepted, SendError> {
        self.begin(message).await?.deliver().await
    }

    /// Goes as far as the server lets a mail come before it gets the text. Whoever must know whether a mail may have arrived
    /// notes between this and [`Ready::deliver`] that it may.
    ///
    /// # Errors
    /// It was not sent.
    pub async fn begin(&self, message: &Message) -> Result<Ready, SendError> {
        let mut connection = self.open().await?;
        let done = self.envelope(&mut connection, message).await;
        if let Err(error) = done {
            goodbye(&mut connection).await;
            return Err(error);
        }
        Ok(Ready {
            connection,
            bytes: message.bytes().to_vec(),
            patience: self.settings.patience,
        })
    }

    /// Signs in and out, so that an operator sees whether the settings are right.
    ///
    /// # Errors
    /// They are not, or nobody answers.
    pub async fn check(&self) -> Result<(), SendError> {
        goodbye(&mut self.open().await?).await;
        Ok(())
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, SendError> {
        let settings = &self.settings;
        let hello = settings
            .hello
            .clone()
            .map_or_else(ClientId::default, ClientId::Domain);
        let implicit = match settings.tls {
            Tls::Implicit => Some(self.tls()?),
            Tls::Required | Tls::Opportunistic | Tls::None => None,
        };
        let server = (settings.host.as_str(), settings.port);
        let connect =
            AsyncSmtpConnection::connect_tokio1(server, Some(settings.patience), &hello, implicit, None);
        // Connecting, TLS, greeting and EHLO.
        let mut connection = step(Stage::Connect, settings.patience * 2, connect).await?;
        let starts = match settings.tls {
            Tls::Required if !connection.can_starttls() => {
                goodbye(&mut connection).await;
                return Err(SendError::NoTls);
            }
            Tls::Required => true,
            Tls::Opportunistic => connection.can_starttls(),
            Tls::Implicit | Tls::None => false,
        };
        if starts {
            let tls = self.tls()?;
            step(Stage::Tls, settings.patience, connection.starttls(tls, &hello)).await?;
        }
        if let Err(error) = self.sign_in(&mut connection).await {
            goodbye(&mut connection).await;
            return Err(error);
        }
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters, SendError> {
        let mut builder = TlsParameters::builder(self.settings.host.clone());
        if let Some(root) = &self.settings.root {
            builder = builder.add_root_certificate(Certificate::from_pem(root).map_err(SendError::Tls)?);
        }
        builder.build_rustls().map_err(SendError::Tls)
    }

    async fn sign_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), SendError> {
        let Some(login) = &self.settings.login else {
            return Ok(());
        };
        if !connection.is_encrypted() && !self.settings.is_here() {
            return Err(SendError::Unencrypted);
        }
        if connection
            .server_info()
            .get_auth_mechanism(DEFAULT_MECHANISMS)
            .is_none()
        {
            return Err(SendError::NoLogin);
        }
        let credentials = Credentials::new(login.user.clone(), login.password.expose_secret().to_owned());
        let patience = self.settings.patience;
        let answer = step(
            Stage::Auth,
            patience,
            connection.auth(DEFAULT_MECHANISMS, &credentials),
        )
        .await?;
        expect(Stage::Auth, &answer, &[235])
    }

    async fn envelope(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<(), SendError> {
        let mut parameters = Vec::new();
        if message.recipient.needs_utf8() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::NoUtf8(message.recipient.to_string()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let patience = self.settings.patience;
        let mail = Mail::new(Some(message.from.clone()), parameters);
        let answer = step(Stage::Sender, patience, connection.command(mail)).await?;
        expect(Stage::Sender, &answer, &[250])?;
        let rcpt = Rcpt::new(message.to.clone(), Vec::new());
        let answer = step(Stage::Recipient, patience, connection.command(rcpt)).await?;
        expect(Stage::Recipient, &answer, &[250, 251, 252])
    }
}

impl Ready {
    /// Hands the text over.
    ///
    /// # Errors
    /// It was refused, or nobody knows whether it was taken.
    pub async fn deliver(mut self) -> Result<Accepted, SendError> {
        let done = self.hand_over().await;
        goodbye(&mut self.connection).await;
        done
    }

    async fn hand_over(&mut self) -> Result<Accepted, SendError> {
        let answer = step(Stage::Data, self.patience, self.connection.command(Data)).await?;
        expect(Stage::Data, &answer, &[354])?;
        let sent = self.connection.message(&self.bytes);
        let answer = step(Stage::Content, self.patience * CONTENT, sent).await?;
        expect(Stage::Content, &answer, &[250])?;
        let words: Vec<&str> = answer.message().collect();
        Ok(Accepted {
            answer: crate::name::line(&words.join(" ")),
        })
    }
}

/// One step, whose fault is known with its moment.
async fn step<T>(
    stage: Stage,
    patience: Duration,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, SendError> {
    let done = timeout(patience, work)
        .await
        .map_err(|_| SendError::TimedOut { stage })?;
    done.map_err(|error| told(stage, error))
}

fn told(stage: Stage, source: SmtpError) -> SendError {
    // lettre connects and greets in one.
    let stage = match stage {
        Stage::Connect if source.status().is_some() || source.is_response() => Stage::Hello,
        stage => stage,
    };
    if let Some(code) = source.status() {
        let text = std::error::Error::source(&source).map(ToString::to_string);
        return SendError::Refused {
            stage,
            answer: Answer::read(code.into(), &text.unwrap_or_default()),
        };
    }
    if source.is_tls() || is_distrust(&source) {
        return SendError::Tls(source);
    }
    SendError::Connection { stage, source }
}

/// Whether TLS failed by what the other side showed, and not by the connection: rustls wraps it as invalid data.
fn is_distrust(error: &SmtpError) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::InvalidData && io.get_ref().is_some();
        }
        cause = inner.source();
    }
    false
}

fn expect(stage: Stage, answer: &Response, codes: &[u16]) -> Result<(), SendError> {
    let code = u16::from(answer.code());
    if codes.contains(&code) {
        Ok(())
    } else {
        Err(SendError::OutOfTurn { stage, code })
    }
}

/// Says goodbye where somebody still listens. What comes of it changes nothing.
async fn goodbye(connection: &mut AsyncSmtpConnection) {
    let _ = timeout(GOODBYE, connection.quit()).await;
}
