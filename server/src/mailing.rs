//! How mail is sent: read from the environment, and refused at start where it contradicts itself.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use igny8::error::Problem;
use mail::{Login, Mailer, Sender, Settings, SettingsError, Tls};
use secrecy::{ExposeSecret as _, SecretString};

/// How mail is sent. Each field's text names its variable; one that is empty is not set.
#[derive(Args, Clone, Debug, Default)]
pub struct Mailing {
    /// The mail server as one URL: `smtps://user:password@host` (TLS from the start, port 465) or
    /// `smtp://user:password@host:587` (STARTTLS is required; `?tls=opportunistic` and `?tls=none` are for relays nearby).
    #[arg(long, env = "IGNY8_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,
    /// The mail server's host, in place of the URL.
    #[arg(long, env = "IGNY8_SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Its port; the usual one of the mode of TLS when not set.
    #[arg(long, env = "IGNY8_SMTP_PORT")]
    pub smtp_port: Option<String>,
    /// Its TLS: `implicit`, `required`, `opportunistic` or `none`.
    #[arg(long, env = "IGNY8_SMTP_TLS")]
    pub smtp_tls: Option<String>,
    /// The user who signs in there.
    #[arg(long, env = "IGNY8_SMTP_USER")]
    pub smtp_user: Option<String>,
    /// The user's password.
    #[arg(long, env = "IGNY8_SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<SecretString>,
    /// The name that this machine greets the mail server with; its address when not set.
    #[arg(long, env = "IGNY8_SMTP_HELLO")]
    pub smtp_hello: Option<String>,
    /// A file with certificates (PEM) that are trusted beside the system's, for a relay with one of its own.
    #[arg(long, env = "IGNY8_SMTP_CA")]
    pub smtp_ca: Option<PathBuf>,
    /// Seconds that the mail server may take for one answer.
    #[arg(long, env = "IGNY8_SMTP_TIMEOUT", default_value_t = 30)]
    pub smtp_timeout: u64,
    /// Who mails come from: `IGNY8 <no-reply@example.com>`. Needed with a mail server.
    #[arg(long, env = "IGNY8_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Whether mails are shown at `/dev/mailbox` in place of being sent. Whoever reaches the server sees everybody's links there,
    /// so it starts with this on the own machine alone, and without a mail server.
    #[arg(long, env = "IGNY8_DEV_MAILBOX", value_parser = clap::builder::BoolishValueParser::new())]
    pub dev_mailbox: bool,
}

/// What sends mails, and in whose name.
#[derive(Clone, Debug)]
pub struct Post {
    /// What sends them.
    pub mailer: Mailer,
    /// Who they come from.
    pub from: Sender,
    /// How long one try may take before its mail counts as left behind.
    pub lease: Duration,
}

fn wrong(variable: &str, what: &dyn std::fmt::Display) -> Problem {
    Problem::bad_request(format!("{variable}: {what}."))
}

impl Mailing {
    /// What sends mails; none where no mail server is set.
    ///
    /// # Errors
    /// Settings that contradict each other or cannot be used, with their variable.
    pub fn post(&self) -> Result<Option<Post>, Problem> {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let secret = |secret: &Option<SecretString>| {
            secret
                .clone()
                .filter(|text| !text.expose_secret().trim().is_empty())
        };
        let (url, host) = (secret(&self.smtp_url), text(&self.smtp_host));
        let settings = match (url, host) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(wrong("IGNY8_SMTP_URL", &"set this or IGNY8_SMTP_HOST, not both"));
            }
            (Some(url), None) => Settings::from_url(&url).map_err(|error| wrong("IGNY8_SMTP_URL", &error))?,
            (None, Some(host)) => {
                let port = text(&self.smtp_port).map(|port| port.trim().parse()).transpose();
                let port = port.map_err(|error| wrong("IGNY8_SMTP_PORT", &error))?;
                let tls = text(&self.smtp_tls).map(|tls| Tls::parse(tls.trim())).transpose();
                let tls = tls.map_err(|error| wrong("IGNY8_SMTP_TLS", &error))?;
                let login = match (text(&self.smtp_user), secret(&self.smtp_password)) {
                    (None, None) => None,
                    (Some(user), Some(password)) => Some(Login { user, password }),
                    _ => return Err(wrong("IGNY8_SMTP_USER", &SettingsError::HalfLogin)),
                };
                Settings::new(&host, port, tls, login).map_err(|error| wrong("IGNY8_SMTP_HOST", &error))?
            }
        };
        let mut settings = match text(&self.smtp_hello) {
            Some(name) => settings
                .hello(name.trim())
                .map_err(|error| wrong("IGNY8_SMTP_HELLO", &error))?,
            None => settings,
        }
        .patience(Duration::from_secs(self.smtp_timeout.max(1)));
        if let Some(path) = self.smtp_ca.as_ref().filter(|path| !path.as_os_str().is_empty()) {
            settings.root = Some(std::fs::read(path).map_err(|error| wrong("IGNY8_SMTP_CA", &error))?);
        }
        let from = text(&self.mail_from)
            .ok_or_else(|| wrong("IGNY8_MAIL_FROM", &"set the address that mails come from"))?;
        let from = Sender::parse(&from).map_err(|error| wrong("IGNY8_MAIL_FROM", &error))?;
        Ok(Some(Post {
            lease: settings.patience * 10,
            mailer: Mailer::new(settings),
            from,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::Mailing;

    fn refused(mailing: &Mailing) -> String {
        mailing.post().unwrap_err().detail
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_variable() {
        assert!(Mailing::default().post().unwrap().is_none());
        let url = Mailing {
            smtp_url: Some("smtps://ann:hunter2@smtp.example.com".to_owned().into()),
            mail_from: Some("IGNY8 <no-reply@example.com>".into()),
            ..Mailing::default()
        };
        assert!(url.post().unwrap().is_some());
        let empty = Mailing {
            smtp_host: Some(String::new()),
            smtp_hello: Some(" ".into()),
            smtp_ca: Some("".into()),
            ..url.clone()
        };
        assert!(empty.post().unwrap().is_some());
        let both = Mailing {
            smtp_host: Some("smtp.example.com".into()),
            ..url.clone()
        };
        assert!(refused(&both).contains("not both"));
        let nobody = Mailing {
            mail_from: None,
            ..url.clone()
        };
        assert!(refused(&nobody).starts_with("IGNY8_MAIL_FROM: "));
        let bad = Mailing {
            smtp_url: Some("smtp://ann:hunter2@relay.example.com?tls=none".to_owned().into()),
            ..url
        };
        assert!(refused(&bad).starts_with("IGNY8_SMTP_URL: ") && !refused(&bad).contains("hunter2"));
        let parts = Mailing {
            smtp_host: Some("smtp.example.com".into()),
            smtp_user: Some("ann".into()),
            smtp_password: Some("hunter2".to_owned().into()),
            mail_from: Some("no-reply@example.com".into()),
            ..Mailing::default()
        };
        assert!(parts.post().unwrap().is_some());
        for (variable, wrong) in [
            (
                "IGNY8_SMTP_PORT",
                Mailing {
                    smtp_port: Some("x".into()),
                    ..parts.clone()
                },
            ),
            (
                "IGNY8_SMTP_TLS",
                Mailing {
                    smtp_tls: Some("ssl".into()),
                    ..parts.clone()
                },
            ),
            (
                "IGNY8_SMTP_USER",
                Mailing {
                    smtp_password: None,
                    ..parts.clone()
                },
            ),
            (
                "IGNY8_SMTP_HELLO",
                Mailing {
                    smtp_hello: Some("a b".into()),
                    ..parts.clone()
                },
            ),
            (
                "IGNY8_SMTP_CA",
                Mailing {
                    smtp_ca: Some("/no/such/file".into()),
                    ..parts.clone()
                },
            ),
        ] {
            assert!(
                refused(&wrong).starts_with(&format!("{variable}: ")),
                "{}",
                refused(&wrong)
            );
        }
    }
}
