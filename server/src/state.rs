//! What every part of a running process shares.

use std::sync::Arc;

use egress::Egress;
use igny8::error::Problem;
use media::{Storage, Uploads};
use tokio_util::sync::CancellationToken;

use crate::auth::access::Keys;
use crate::auth::members::Members;
use crate::auth::passkeys::Passkeys;
use crate::auth::password::Hasher;
use crate::auth::rate::RateLimit;
use crate::billing::payments::Payments;
use crate::config::Config;
use crate::error::Result;
use crate::events::Events;
use crate::mailing::Post;
use crate::places::Places;
use crate::private;
use crate::pulse::Pulse;
use crate::queue::Dispatcher;
use crate::repo::counts::Counts;
use crate::secrets::Sealer;
use crate::tenancy::{Db, StatementTimeouts};

/// The process' shared parts; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// How this process runs.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Wakes workers.
    pub jobs: Dispatcher,
    /// The shared connection to Redis; only to ask how it is.
    pub redis: fred::prelude::Client,
    /// Makes requests to other servers.
    pub egress: Egress,
    /// Takes payments.
    pub payments: Payments,
    /// Publishes and delivers events.
    pub events: Events,
    /// Keeps the files of pictures.
    pub storage: Storage,
    /// Keeps uploaded files until they are imported.
    pub uploads: Uploads,
    /// Signs and reads access tokens.
    pub keys: Arc<Keys>,
    /// Who is a member of what, for some seconds.
    pub members: Arc<Members>,
    /// Counts of lists.
    pub counts: Counts,
    /// Hashes passwords, a few at a time.
    pub hasher: Hasher,
    /// Asks for passkeys and verifies them.
    pub passkeys: Arc<Passkeys>,
    /// Slows down guessing.
    pub rate: RateLimit,
    /// How much of what takes room goes on at once.
    pub places: Places,
    /// Sends mails; none where no mail server is set.
    pub post: Option<Arc<Post>>,
    /// Cancelled once the process is asked to stop, some time before it takes nothing new.
    pub stopping: CancellationToken,
    /// When each part of the process was last seen at work.
    pub pulse: Pulse,
}

impl App {
    /// Connects to PostgreSQL and Redis; neither has to answer yet.
    ///
    /// # Errors
    /// A URL that is none, a secret that is too short, or TLS that cannot be set up.
    pub async fn connect(config: Config) -> Result<Self> {
        let config = Arc::new(config);
        for path in [config.uploads_path(), config.media_path(), config.spool_path()] {
            private::folder(&path)?;
        }
        let patiences = StatementTimeouts {
            short: config.limits.statement_seconds,
            long: config.limits.long_statement_seconds,
        };
        let db = Db::connect(&config.database_url, config.database_connections, patiences, {
            let (secret, previous) = config.secrets();
            Sealer::with_previous(secret, previous)
        })?;
        let post = config.mailing.post()?.map(Arc::new);
        let shown = config.dev_mailbox()?;
        if shown && post.is_some() {
            return Err(Problem::bad_request(
                "IGNY8_DEV_MAILBOX can't be used with a mail server. Unset one of them.",
            )
            .into());
        }
        // Links never follow what a request calls this server: whoever asks for a mail must not choose where its link leads.
        let db = if shown || post.is_some() {
            db.with_mail(&config.origin())
        } else {
            db
        };
        let db = match &config.staffing.contact {
            Some(contact) => db.with_contact(contact),
            None => db,
        };
        let redis = crate::redis::connect(&config).await?;
        let events = Events::new(redis.clone(), &config);
        let egress = Egress::new(config.egress_loopback)?;
        let payments = Payments::new(&config, &egress)?;
        let jobs = Dispatcher::new(db.clone(), redis.clone(), &config);
        let options = config.bucket.options();
        Ok(Self {
            stopping: CancellationToken::new(),
            pulse: Pulse::default(),
            storage: Storage::open(config.media_url.as_deref(), &options, &config.media_path())?,
            uploads: Uploads::open(config.media_url.as_deref(), &options, &config.uploads_path())?,
            keys: Arc::new({
                let (secret, previous) = config.secrets();
                Keys::with_previous(secret, previous)?
            }),
            egress,
            payments,
            members: Arc::default(),
            counts: Counts::default(),
            hasher: Hasher::default(),
            passkeys: Arc::new(Passkeys::new(&config.origin())),
            rate: RateLimit::new(redis.clone(), &config.redis_prefix),
            places: Places::new(&config.limits),
            post,
            redis,
            config,
            db,
            jobs,
            events,
        })
    }
}
