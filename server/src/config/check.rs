//! What cannot be right though each value fits its variable, and what to do about it.

use std::fmt;
use std::str::FromStr as _;

use igny8::error::Problem;
use secrecy::ExposeSecret as _;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use super::Config;

/// The least bytes of a secret: HS256 asks for them (RFC 7518, section 3.2).
const SECRET: usize = 32;

/// What is wrong with a variable, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The variable.
    pub variable: String,
    /// What is wrong with it and what to do.
    pub what: String,
}

impl Fault {
    pub(super) fn new(variable: &str, what: impl Into<String>) -> Self {
        let mut what: String = what.into();
        if !what.ends_with(['.', '?', '!']) {
            what.push('.');
        }
        Self {
            variable: variable.to_owned(),
            what,
        }
    }

    /// A problem whose text names its variable first, or else `variable`.
    fn of(variable: &str, problem: &Problem) -> Self {
        match problem.detail.split_once(": ") {
            Some((name, what))
                if name
                    .chars()
                    .all(|letter| letter.is_ascii_uppercase() || "_0123456789".contains(letter)) =>
            {
                Self::new(name, what)
            }
            _ => Self::new(variable, problem.detail.clone()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.variable, self.what)
    }
}

/// An address of the web: its scheme, a host, and neither user nor fragment.
fn web(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let right = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    (right && url.password().is_none() && url.fragment().is_none()).then_some(url)
}

impl Config {
    /// Everything that is wrong.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.connections(&mut faults);
        self.secret_faults(&mut faults);
        self.addresses(&mut faults);
        let mut least = |name: &str, value: i128, least: i128| {
            if value < least {
                faults.push(Fault::new(
                    name,
                    format!("{value} is too few. Set {least} or more"),
                ));
            }
        };
        least("IGNY8_DATABASE_CONNECTIONS", self.database_connections.into(), 1);
        least("IGNY8_WORKER_SLOTS", self.worker_slots as i128, 1);
        least("IGNY8_ACCOUNT_SLOTS", self.account_slots.into(), 1);
        least("IGNY8_LEASE_SECONDS", self.lease_seconds.into(), 1);
        least("IGNY8_SIGNUP_CREDITS", self.signup_credits.into(), 0);
        least("IGNY8_CONNECTIONS", self.limits.connections as i128, 1);
        least("IGNY8_STATEMENT_SECONDS", self.limits.statement_seconds.into(), 1);
        least(
            "IGNY8_LONG_STATEMENT_SECONDS",
            self.limits.long_statement_seconds.into(),
            1,
        );
        let post = self.mailing.post();
        if let Err(problem) = &post {
            faults.push(Fault::of("IGNY8_SMTP_URL", problem));
        }
        match self.dev_mailbox() {
            Err(problem) => faults.push(Fault::of("IGNY8_DEV_MAILBOX", &problem)),
            Ok(true) if matches!(post, Ok(Some(_))) => faults.push(Fault::new(
                "IGNY8_DEV_MAILBOX",
                "it is for a server without a mail server. Unset one of them",
            )),
            Ok(_) => {}
        }
        if self.stripe_secret_key.is_none() && self.stripe_webhook_secrets.is_some() {
            faults.push(Fault::new(
                "STRIPE_WEBHOOK_SECRETS",
                "no payments are taken without STRIPE_SECRET_KEY. Set both, or unset this",
            ));
        }
        faults
    }

    fn connections(&self, faults: &mut Vec<Fault>) {
        let databases = [
            ("DATABASE_URL", Some(&self.database_url)),
            ("DATABASE_OWNER_URL", self.database_owner_url.as_ref()),
        ];
        for (name, url) in databases {
            let Some(url) = url else { continue };
            let text = url.expose_secret();
            let scheme = text.starts_with("postgres://") || text.starts_with("postgresql://");
            // What the parser says may repeat the password.
            if !scheme || PgConnectOptions::from_str(text).is_err() {
                faults.push(Fault::new(
                    name,
                    "this is no address of PostgreSQL. Set postgres://user:password@host:5432/database, \
                     with letters such as @ and / in the password percent-encoded",
                ));
            }
        }
        if fred::types::config::Config::from_url(self.redis_url.expose_secret()).is_err() {
            faults.push(Fault::new(
                "REDIS_URL",
                "this is no address of Redis. Set redis://user:password@host:6379/0, or rediss:// for TLS",
            ));
        }
        if self.redis_prefix.trim().is_empty() || self.redis_prefix.contains(char::is_whitespace) {
            faults.push(Fault::new(
                "IGNY8_REDIS_PREFIX",
                "a prefix has letters and no spaces. Set one, such as igny8",
            ));
        }
    }

    fn secret_faults(&self, faults: &mut Vec<Fault>) {
        let (secret, previous) = self.secrets();
        let advice = "Make one with: openssl rand -hex 32";
        if secret.len() < SECRET {
            faults.push(Fault::new(
                "IGNY8_SECRET",
                format!("it has fewer than {SECRET} bytes. {advice}"),
            ));
        }
        match previous {
            Some(previous) if previous == secret => faults.push(Fault::new(
                "IGNY8_SECRET_PREVIOUS",
                "it is the same as IGNY8_SECRET. Set the secret before that one, or unset this",
            )),
            Some(previous) if previous.len() < SECRET => faults.push(Fault::new(
                "IGNY8_SECRET_PREVIOUS",
                format!("it has fewer than {SECRET} bytes, so it never was the secret. Set the whole secret, or unset this"),
            )),
            _ => {}
        }
    }

    fn addresses(&self, faults: &mut Vec<Fault>) {
        if let Some(text) = &self.public_url {
            let right = web(text).is_some_and(|url| url.path() == "/" && url.query().is_none());
            if !right {
                faults.push(Fault::new(
                    "IGNY8_PUBLIC_URL",
                    format!("“{text}” is no address that people open. Set it with its scheme and without a path, such as https://igny8.example.com"),
                ));
            }
        }
        if let Some(text) = &self.media_url {
            let right = Url::parse(text).is_ok_and(|url| url.scheme() == "s3" && url.has_host());
            if !right {
                faults.push(Fault::new(
                    "IGNY8_MEDIA_URL",
                    "this is no address of a bucket. Set s3://bucket/prefix, or unset it to keep files in IGNY8_DATA_DIR",
                ));
            }
        }
        let others = [
            ("IGNY8_PLATFORM_URL", self.platform_models.url()),
            ("STRIPE_API_URL", self.stripe_api_url.as_deref()),
            ("AWS_ENDPOINT_URL", self.bucket.aws_endpoint_url.as_deref()),
        ];
        for (name, text) in others {
            if text.is_some_and(|text| !text.is_empty() && web(text).is_none()) {
                faults.push(Fault::new(
                    name,
                    "this is no address of the web. Set one that begins with https:// or http://",
                ));
            }
        }
    }

    /// What is odd, but keeps nothing from working.
    pub fn oddities(&self) -> Vec<Fault> {
        let mut odd = Vec::new();
        let mut tell = |is: bool, name: &str, what: &str| {
            if is {
                odd.push(Fault::new(name, what));
            }
        };
        let open = !self.addr.ip().is_loopback();
        tell(
            self.public_url
                .as_deref()
                .is_some_and(|_| !self.is_https() && !is_own(&self.origin())),
            "IGNY8_PUBLIC_URL",
            "people sign in without encryption. Put a proxy with HTTPS before the server, and set an address with https://",
        );
        tell(
            self.public_url.is_none() && open,
            "IGNY8_PUBLIC_URL",
            "it is not set, so links in mails lead to the address that the server listens on. Set the address that people use",
        );
        tell(
            self.watching
                .metrics_addr
                .is_some_and(|addr| !addr.ip().is_loopback()),
            "IGNY8_METRICS_ADDR",
            "others than this machine may read figures of all accounts. Make sure that only Prometheus reaches it",
        );
        tell(
            self.secrets().1.is_some(),
            "IGNY8_SECRET_PREVIOUS",
            "two secrets hold. Run igny8 admin reseal once all processes have both, then unset this",
        );
        tell(
            self.limits.long_statement_seconds < self.limits.statement_seconds,
            "IGNY8_LONG_STATEMENT_SECONDS",
            "it is less than IGNY8_STATEMENT_SECONDS. Set it to more",
        );
        odd
    }
}

/// Whether an address is this machine's own.
fn is_own(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    })
}
