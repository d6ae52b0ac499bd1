//! How the mail server is reached: from one URL or from parts.

use std::net::IpAddr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte, usually on port 465.
    Implicit,
    /// Plain, then TLS by `STARTTLS`, or nothing is sent; usually on port 587.
    Required,
    /// TLS by `STARTTLS` where the server offers it, else in the clear.
    Opportunistic,
    /// Never: for a relay on this machine.
    None,
}

impl Tls {
    /// All, by the word that settings use.
    const WORDS: [(&'static str, Self); 4] = [
        ("implicit", Self::Implicit),
        ("required", Self::Required),
        ("opportunistic", Self::Opportunistic),
        ("none", Self::None),
    ];

    /// The mode of this word.
    ///
    /// # Errors
    /// Lists the words.
    pub fn parse(word: &str) -> Result<Self, SettingsError> {
        let found = Self::WORDS.iter().find(|(known, _)| *known == word);
        found
            .map(|(_, tls)| *tls)
            .ok_or_else(|| SettingsError::Tls(word.to_owned()))
    }

    /// The port where it is usual.
    const fn port(self) -> u16 {
        match self {
            Self::Implicit => 465,
            Self::Required | Self::Opportunistic => 587,
            Self::None => 25,
        }
    }
}

/// A name and password at the mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// How the mail server is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// Who signs in there; none for a relay that asks nobody.
    pub login: Option<Login>,
    /// The name that this machine greets with; its address where there is none.
    pub hello: Option<String>,
    /// How long one step of the dialogue may take.
    pub patience: Duration,
    /// A certificate in PEM that is trusted beside those of the system, such as of a relay in the own network.
    pub root: Option<Vec<u8>>,
}

/// Settings that cannot be used, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It cannot be read.
    #[error(
        "this is not a URL of a mail server: write smtps://user:password@host or smtp://user:password@host:587"
    )]
    Url,
    /// It is of something else.
    #[error("the URL of a mail server begins with smtps:// or smtp://, not {0}://")]
    Scheme(String),
    /// It names no host.
    #[error("the mail server has no host")]
    Host,
    /// A mode of TLS that does not exist.
    #[error("{0:?} is no mode of TLS: use implicit, required, opportunistic or none")]
    Tls(String),
    /// `smtps://…?tls=none`
    #[error("smtps:// means TLS from the start; use smtp:// with tls={0}")]
    Contradiction(String),
    /// Something after the `?` that means nothing.
    #[error("{0:?} is no setting of a mail server's URL; there is tls=…")]
    Unknown(String),
    /// One half of a login.
    #[error("a user and a password belong together: set both or neither")]
    HalfLogin,
    /// A password over the network without TLS.
    #[error("a password is sent with TLS alone; tls=none is for a relay on this machine that asks for none")]
    Unencrypted,
    /// A name that cannot stand in `EHLO`.
    #[error("{0:?} is no name to greet with: use this machine's full host name")]
    Hello(String),
}

impl Settings {
    /// How long one step may take where nothing else is said.
    pub const TIMEOUT: Duration = Duration::from_secs(30);

    /// Settings of parts; without a mode of TLS it is required, and the port is the usual one.
    ///
    /// # Errors
    /// A host that is none, or a password that would go in the clear.
    pub fn new(
        host: &str,
        port: Option<u16>,
        tls: Option<Tls>,
        login: Option<Login>,
    ) -> Result<Self, SettingsError> {
        let host = host.trim().trim_start_matches('[').trim_end_matches(']');
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(plain) {
            return Err(SettingsError::Host);
        }
        let tls = tls.unwrap_or(match port {
            Some(465) => Tls::Implicit,
            _ => Tls::Required,
        });
        let settings = Self {
            host: host.to_owned(),
            port: port.unwrap_or(tls.port()),
            tls,
            login,
            hello: None,
            patience: Self::TIMEOUT,
            root: None,
        };
        if settings.login.is_some() && tls == Tls::None && !settings.is_here() {
            return Err(SettingsError::Unencrypted);
        }
        Ok(settings)
    }

    /// Settings of a URL: `smtps://user:password@host`, `smtp://host:587?tls=opportunistic`.
    ///
    /// # Errors
    /// Says what is wrong with it, and never what it holds.
    pub fn from_url(text: &SecretString) -> Result<Self, SettingsError> {
        let url = Url::parse(text.expose_secret().trim()).map_err(|_| SettingsError::Url)?;
        let implicit = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            other => return Err(SettingsError::Scheme(other.to_owned())),
        };
        let mut tls = implicit.then_some(Tls::Implicit);
        for (key, value) in url.query_pairs() {
            if key != "tls" {
                return Err(SettingsError::Unknown(key.into_owned()));
            }
            let asked = Tls::parse(&value)?;
            if implicit && asked != Tls::Implicit {
                return Err(SettingsError::Contradiction(value.into_owned()));
            }
            tls = Some(asked);
        }
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let login = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err(SettingsError::HalfLogin),
            (user, Some(password)) => Some(Login {
                user: decoded(user),
                password: decoded(password).into(),
            }),
        };
        let host = url.host_str().ok_or(SettingsError::Host)?;
        Self::new(&decoded(host), url.port(), tls, login)
    }

    /// The same with the name that this machine greets with.
    ///
    /// # Errors
    /// It is no host name.
    pub fn hello(mut self, name: &str) -> Result<Self, SettingsError> {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if name.len() > 253 || !name.split('.').all(label) {
            return Err(SettingsError::Hello(name.to_owned()));
        }
        self.hello = Some(name.to_owned());
        Ok(self)
    }

    /// The same with this patience for each step.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Whether the server is on this machine, so that nothing goes over a network.
    pub(crate) fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Result<Settings, SettingsError> {
        Settings::from_url(&url.to_owned().into())
    }

    #[test]
    fn one_url_says_all() {
        let settings = of("smtps://ann%40example.com:p%40ss%2Fw%C3%B6rd@smtp.example.com").unwrap();
        assert_eq!(
            (settings.host.as_str(), settings.port, settings.tls),
            ("smtp.example.com", 465, Tls::Implicit)
        );
        let login = settings.login.unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.expose_secret()),
            ("ann@example.com", "p@ss/wörd")
        );
        let settings = of("smtp://smtp.example.com").unwrap();
        assert_eq!(
            (settings.port, settings.tls, settings.login.is_none()),
            (587, Tls::Required, true)
        );
        let settings = of("smtp://smtp.example.com:465").unwrap();
        assert_eq!(settings.tls, Tls::Implicit);
        let settings = of("smtp://127.0.0.1:1025?tls=none").unwrap();
        assert_eq!((settings.port, settings.tls), (1025, Tls::None));
        let settings = of("smtp://[::1]?tls=none").unwrap();
        assert_eq!((settings.host.as_str(), settings.port), ("::1", 25));
    }

    #[test]
    fn what_cannot_be_used_says_why_and_not_what_it_holds() {
        for (url, why) in [
            ("smtp.example.com", "not a URL"),
            ("https://smtp.example.com", "begins with smtps"),
            ("smtp://smtp.example.com?tls=maybe", "no mode of TLS"),
            ("smtps://smtp.example.com?tls=none", "TLS from the start"),
            ("smtp://smtp.example.com?ssl=1", "no setting"),
            ("smtp://ann@smtp.example.com", "belong together"),
            ("smtp://:hunter2@smtp.example.com", "belong together"),
            ("smtp://ann:hunter2@smtp.example.com?tls=none", "with TLS alone"),
            ("smtp://", "no host"),
        ] {
            let said = of(url).unwrap_err().to_string();
            assert!(said.contains(why) && !said.contains("hunter2"), "{url}: {said}");
        }
        let settings = of("smtp://ann:hunter2@localhost?tls=none").unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
        for bad in ["vm\r\nMAIL FROM:<x@y>", "", "a b", "host..example"] {
            assert!(settings.clone().hello(bad).is_err(), "{bad}");
        }
        assert!(settings.hello("app-1.example.com").is_ok());
    }
}
