//! The settings, read once at start into one struct. Each field is the one declaration of its variable: name, text, type, default,
//! and whether it is a secret; what reads, checks, prints and documents them follows from it.

mod check;
mod nearest;
mod secret_file;
mod setting;
mod settings;
mod variable;

pub use check::Fault;
pub use nearest::{nearest, unknown};
pub use setting::{Setting, Source};
pub use settings::Settings;
pub(crate) use settings::{environment, strangers_of_process};
pub use variable::{Variable, elsewhere, variables};

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use igny8::error::Problem;
use secrecy::{ExposeSecret as _, SecretString};

use crate::limits::Limits;
use crate::mailing::Mailing;

/// The header in which proxies say where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Forwarding {
    /// `X-Forwarded-For`, as nearly all proxies write it.
    XForwardedFor,
    /// `Forwarded` of RFC 7239.
    Forwarded,
}

/// The platform's staff, and whom people write to who are kept out.
#[derive(Args, Clone, Debug, Default)]
pub struct Staffing {
    /// The address, or the page, where people of a suspended account find help; they are sent to “your administrator” when not set.
    #[arg(long, env = "IGNY8_CONTACT")]
    pub contact: Option<String>,
    /// Whether the staff area opens for staff without two-factor authentication.
    #[arg(long, env = "IGNY8_STAFF_WITHOUT_TWO_FACTOR", value_parser = clap::builder::BoolishValueParser::new())]
    pub staff_without_two_factor: bool,
}

/// How this process runs. Secrets do not show in `Debug`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// PostgreSQL for serving: a login that may become `igny8_app` and `igny8_system`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: SecretString,
    /// PostgreSQL for migrations: the owner of the tables; `DATABASE_URL` when not set.
    #[arg(long, env = "DATABASE_OWNER_URL", hide_env_values = true)]
    pub database_owner_url: Option<SecretString>,
    /// The most connections to PostgreSQL of this process; the people and programs of one account get half of them.
    #[arg(long, env = "IGNY8_DATABASE_CONNECTIONS", default_value_t = 24)]
    pub database_connections: u32,
    /// Redis, for dispatch, events and rate limits.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub redis_url: SecretString,
    /// Before every key in Redis, so that installations can share one.
    #[arg(long, env = "IGNY8_REDIS_PREFIX", default_value = "igny8")]
    pub redis_prefix: String,
    /// Where the web server listens.
    #[arg(long, env = "IGNY8_ADDR", default_value = "127.0.0.1:8011")]
    pub addr: SocketAddr,
    /// The address that people use; decides cookies' Secure flag and the allowed origin. From `IGNY8_ADDR` when not set.
    #[arg(long, env = "IGNY8_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Signs access tokens and seals the keys of other systems: at least 32 bytes, the same for all processes.
    #[arg(long, env = "IGNY8_SECRET", hide_env_values = true)]
    pub secret: SecretString,
    /// The secret before that one, while one replaces the other: what it signed and sealed is still read, until `igny8 admin reseal`
    /// has sealed everything anew.
    #[arg(long, env = "IGNY8_SECRET_PREVIOUS", hide_env_values = true)]
    pub secret_previous: Option<SecretString>,
    /// Uploaded and made files.
    #[arg(long, env = "IGNY8_DATA_DIR", default_value = ".data")]
    pub data_dir: PathBuf,
    /// Where pictures and uploaded files are kept: `s3://bucket/prefix` for an object store, whose keys and region come from
    /// `AWS_…`; `media/` and `uploads/` under the data folder when not set.
    #[arg(long, env = "IGNY8_MEDIA_URL")]
    pub media_url: Option<String>,
    /// Who we are to that object store.
    #[command(flatten)]
    pub bucket: Bucket,
    /// The built site: WebAssembly, styles and public files.
    #[arg(long, env = "IGNY8_SITE_ROOT", default_value = "target/site")]
    pub site_root: PathBuf,
    /// Runs that one worker process does at once.
    #[arg(long, env = "IGNY8_WORKER_SLOTS", default_value_t = 16)]
    pub worker_slots: usize,
    /// Runs that one account may have at once, over all workers.
    #[arg(long, env = "IGNY8_ACCOUNT_SLOTS", default_value_t = 4)]
    pub account_slots: i64,
    /// Seconds that a worker's claim holds without a heartbeat.
    #[arg(long, env = "IGNY8_LEASE_SECONDS", default_value_t = 12)]
    pub lease_seconds: u32,
    /// Credits that a new account is granted.
    #[arg(long, env = "IGNY8_SIGNUP_CREDITS", default_value_t = 1000)]
    pub signup_credits: i64,
    /// Accounts that people of one network, an IPv6 network of /48 counting as one, may create in an hour.
    #[arg(long, env = "IGNY8_SIGNUPS_PER_HOUR", default_value_t = 20)]
    pub signups_per_hour: u64,
    /// Accounts of one network that are granted welcome credits in a day; those after them begin without.
    #[arg(long, env = "IGNY8_SIGNUP_GRANTS_PER_DAY", default_value_t = 20)]
    pub signup_grants_per_day: u64,
    /// The hops of proxies before this server that are believed where a request comes from; 0 believes none.
    #[arg(long, env = "IGNY8_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// The header in which they say it. The other one may be anybody's and is not read.
    #[arg(long, env = "IGNY8_FORWARDING", value_enum, default_value = "x-forwarded-for")]
    pub forwarding: Forwarding,
    /// Whether models and sites on this machine's own addresses may be called, also without HTTPS. Only where all
    /// people with an account may reach whatever listens there.
    #[arg(long, env = "IGNY8_EGRESS_LOOPBACK", value_parser = clap::builder::BoolishValueParser::new())]
    pub egress_loopback: bool,
    /// How mail is sent.
    #[command(flatten)]
    pub mailing: Mailing,
    /// The models that accounts may use without a provider of their own.
    #[command(flatten)]
    pub platform_models: PlatformModels,
    /// The secret key of Stripe, by which plans are paid; without one, no payments are taken.
    #[arg(long, env = "STRIPE_SECRET_KEY", hide_env_values = true)]
    pub stripe_secret_key: Option<SecretString>,
    /// The signing secrets of Stripe's webhook, with commas between them: two while one replaces the other.
    #[arg(long, env = "STRIPE_WEBHOOK_SECRETS", hide_env_values = true)]
    pub stripe_webhook_secrets: Option<SecretString>,
    /// Where Stripe's API answers, for a server that stands in for it; Stripe's own when not set.
    #[arg(long, env = "STRIPE_API_URL")]
    pub stripe_api_url: Option<String>,
    /// The platform's staff, and whom people write to who are kept out.
    #[command(flatten)]
    pub staffing: Staffing,
    /// What one client, person or account may take at once.
    #[command(flatten)]
    pub limits: Limits,
    /// What the process tells of itself to those who watch it.
    #[command(flatten)]
    pub watching: Watching,
}

/// What the object store of `IGNY8_MEDIA_URL` asks for. Other variables of Amazon's own (`AWS_…`) are read as well.
#[derive(Args, Clone, Debug, Default)]
pub struct Bucket {
    /// The id of the access key.
    #[arg(long, env = "AWS_ACCESS_KEY_ID")]
    pub aws_access_key_id: Option<String>,
    /// The secret of the access key.
    #[arg(long, env = "AWS_SECRET_ACCESS_KEY", hide_env_values = true)]
    pub aws_secret_access_key: Option<SecretString>,
    /// The token of keys that hold for a time.
    #[arg(long, env = "AWS_SESSION_TOKEN", hide_env_values = true)]
    pub aws_session_token: Option<SecretString>,
    /// The region of the bucket.
    #[arg(long, env = "AWS_REGION")]
    pub aws_region: Option<String>,
    /// Where an object store answers that is not Amazon's.
    #[arg(long, env = "AWS_ENDPOINT_URL")]
    pub aws_endpoint_url: Option<String>,
}

impl Bucket {
    /// What is set, by the names that object stores know.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let secret =
            |secret: &Option<SecretString>| secret.as_ref().map(|text| text.expose_secret().to_owned());
        [
            ("aws_access_key_id", self.aws_access_key_id.clone()),
            ("aws_secret_access_key", secret(&self.aws_secret_access_key)),
            ("aws_session_token", secret(&self.aws_session_token)),
            ("aws_region", self.aws_region.clone()),
            ("aws_endpoint_url", self.aws_endpoint_url.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|text| !text.is_empty())?)))
        .collect()
    }
}

/// Health and figures.
#[derive(Args, Clone, Debug, Default)]
pub struct Watching {
    /// Seconds between SIGTERM and the moment from which a web server takes no new connections: it already says that it is not
    /// ready, so that a load balancer sends people elsewhere.
    #[arg(long, env = "IGNY8_DRAIN_SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(..=600))]
    pub drain_seconds: u64,
    /// Where a process of any role answers `/metrics`, `/live` and `/ready`, for Prometheus and those who watch; nowhere when not
    /// set. Whoever reaches it reads figures of all accounts, so keep it on 127.0.0.1 or in a private network.
    #[arg(long, env = "IGNY8_METRICS_ADDR")]
    pub metrics_addr: Option<SocketAddr>,
}

/// The models that the platform pays for: accounts use them where their plan has them (`igny8 plans PLAN --platform-factor N`).
#[derive(Args, Clone, Debug, Default)]
pub struct PlatformModels {
    /// The key of `OpenAI`, or of a server that speaks as it does; without one there are none.
    #[arg(long, env = "IGNY8_PLATFORM_KEY", hide_env_values = true)]
    pub platform_key: Option<SecretString>,
    /// Where that server answers; `OpenAI` when not set.
    #[arg(long, env = "IGNY8_PLATFORM_URL")]
    pub platform_url: Option<String>,
    /// The model that writes; the one that new integrations begin with when not set.
    #[arg(long, env = "IGNY8_PLATFORM_TEXT_MODEL")]
    pub platform_text_model: Option<String>,
    /// The model that draws; likewise.
    #[arg(long, env = "IGNY8_PLATFORM_IMAGE_MODEL")]
    pub platform_image_model: Option<String>,
}

impl PlatformModels {
    /// The key, if one is set.
    pub fn key(&self) -> Option<SecretString> {
        self.platform_key
            .clone()
            .filter(|key| !key.expose_secret().trim().is_empty())
    }

    /// The address, if one is set.
    pub fn url(&self) -> Option<&str> {
        self.platform_url
            .as_deref()
            .map(str::trim)
            .filter(|url| !url.is_empty())
    }
}

impl Config {
    /// The address that people use, without a slash at the end.
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.addr),
        }
    }

    /// Where uploaded files are kept if not in a bucket.
    pub fn uploads_path(&self) -> PathBuf {
        self.data_dir.join("uploads")
    }

    /// Where pictures are kept if not in a bucket.
    pub fn media_path(&self) -> PathBuf {
        self.data_dir.join("media")
    }

    /// Where processes write that they are at work.
    pub fn pulse_path(&self) -> PathBuf {
        self.data_dir.join("pulse")
    }

    /// Where downloads lie while they are read, and uploads while they are received, in files without names.
    pub fn spool_path(&self) -> PathBuf {
        self.data_dir.join("spool")
    }

    /// The secrets that open what was sealed or signed: the one that holds, and the one before it.
    pub fn secrets(&self) -> (&str, Option<&str>) {
        let previous = self
            .secret_previous
            .as_ref()
            .map(secrecy::ExposeSecret::expose_secret);
        (
            self.secret.expose_secret(),
            previous.filter(|text| !text.trim().is_empty()),
        )
    }

    /// Whether mails are shown on a page of this server in place of being sent: for development alone, since whoever reaches it
    /// sees everybody's links.
    ///
    /// # Errors
    /// It is asked for where others than the developer could look.
    pub fn dev_mailbox(&self) -> Result<bool, Problem> {
        let own = self.addr.ip().is_loopback() && !self.is_https();
        if self.mailing.dev_mailbox && !own {
            return Err(Problem::bad_request(
                "IGNY8_DEV_MAILBOX shows everybody's links. It is for a server on 127.0.0.1 without HTTPS alone.",
            ));
        }
        Ok(self.mailing.dev_mailbox)
    }

    /// Whether people come over HTTPS, and so cookies may demand it.
    pub fn is_https(&self) -> bool {
        self.origin().starts_with("https://")
    }
}
