//! The pool, private to this file, and the transaction that sees one account only.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use igny8::id::{AccountId, UserId};
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, Postgres, Transaction};
use tracing::Instrument as _;

use crate::error::Result;
use crate::secrets::Sealer;
use crate::telemetry::metrics::metrics;
use crate::tenancy::{Grant, Scope, Via};
use crate::turns::{Turn, Turns};

/// How long a request waits for a connection, or for its account's turn to ask for one.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How long an idle connection may take to answer before it counts as lost: a fraction of [`TIMEOUT`], so that a new one can
/// be made in its place.
const PING: Duration = Duration::from_secs(1);

/// Seconds for which a request may do nothing within a transaction before PostgreSQL ends it, and with it what it holds.
const IDLE_REQUEST: u32 = 60;

/// The same of background work, of which a stopped process must not keep rows from people. A run that holds its lease has that long.
const IDLE_WORK: u32 = 10;

/// How PostgreSQL plans the statements of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plans {
    /// As it finds best by the costs that it has seen.
    Chosen,
    /// One plan for all values, kept with the connection.
    Kept,
    /// A plan for the values of each statement.
    Each,
}

/// How long PostgreSQL may work on one statement of a transaction before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementTimeout {
    /// As long as somebody waits for a page.
    Short,
    /// As long as work on many rows takes: exports, deletions, background runs.
    Long,
}

/// Seconds of each [`StatementTimeout`].
#[derive(Clone, Copy, Debug)]
pub struct StatementTimeouts {
    /// Of [`StatementTimeout::Short`].
    pub short: u32,
    /// Of [`StatementTimeout::Long`].
    pub long: u32,
}

/// When a connection last did not answer.
///
/// A server that moves to another address, or whose machine is gone, says no goodbye: everything that was connected to it hears
/// nothing for minutes. Whoever found that out by one connection must not find it out again by each of the others, one after the
/// other, while requests wait.
#[derive(Debug, Default)]
struct Silence {
    found: Mutex<Option<Instant>>,
}

impl Silence {
    /// Whether a connection that has been idle for so long may be used. One that was used since the last silence is asked; the others
    /// are as old as the one that was silent, and are made anew.
    async fn check(&self, connection: &mut PgConnection, idle: Duration) -> sqlx::Result<bool> {
        let found = *self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.is_some_and(|found| found.elapsed() <= idle) {
            return Ok(false);
        }
        match tokio::time::timeout(PING, connection.ping()).await {
            Ok(Ok(())) => Ok(true),
            // It was told that the server has gone, which is no silence.
            Ok(Err(_)) => Ok(false),
            Err(_) => {
                tracing::warn!(
                    "PostgreSQL is silent on an idle connection; all that were idle are made anew"
                );
                *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                Ok(false)
            }
        }
    }
}

/// The way to the database.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    turns: Turns<AccountId>,
    statement_timeouts: StatementTimeouts,
    sealer: Arc<Sealer>,
    mail_origin: Option<Arc<str>>,
    contact: Arc<str>,
}

impl Db {
    /// Connects lazily with at most `connections`, half of which the people and programs of one account may hold; a request waits 5 s
    /// for one. What is sealed in the database is sealed by
    /// `sealer`, which comes with it: no key of another system is read where there is no database.
    ///
    /// # Errors
    /// The URL is not one of PostgreSQL.
    pub fn connect(
        url: &SecretString,
        connections: u32,
        patiences: StatementTimeouts,
        sealer: Sealer,
    ) -> sqlx::Result<Self> {
        let options: PgConnectOptions = url.expose_secret().parse()?;
        let silence = Arc::new(Silence::default());
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(TIMEOUT)
            // The check below asks each connection itself, and gives up on it sooner.
            .test_before_acquire(false)
            .before_acquire(move |connection, known| {
                let silence = silence.clone();
                Box::pin(async move { silence.check(connection, known.idle_for).await })
            })
            .connect_lazy_with(options.application_name("igny8"));
        Ok(Self {
            pool,
            turns: Turns::new(usize::try_from(connections / 2).unwrap_or(1)),
            statement_timeouts: patiences,
            sealer: Arc::new(sealer),
            mail_origin: None,
            contact: "your administrator".into(),
        })
    }

    /// The same where people who are kept out are told to write to `contact`.
    #[must_use]
    pub fn with_contact(mut self, contact: &str) -> Self {
        self.contact = contact.into();
        self
    }

    /// What members and programs of an account are told that is suspended for this reason.
    pub fn suspension(&self, reason: &str) -> Arc<str> {
        let reason = reason.trim().trim_end_matches(['.', '!']);
        let contact = &self.contact;
        format!("This account is suspended ({reason}). You can still read everything; to make changes again, contact {contact}.")
            .into()
    }

    /// The same where mails go out, with links that lead to this address.
    #[must_use]
    pub fn with_mail(mut self, origin: &str) -> Self {
        self.mail_origin = Some(origin.into());
        self
    }

    /// Where links in mails lead; none where no mail goes out.
    pub fn mail_origin(&self) -> Option<&str> {
        self.mail_origin.as_deref()
    }

    /// Begins a transaction in the account of `grant`; a grant to read begins one in which PostgreSQL refuses to write. Role,
    /// account and sites are set in the same round trip and only for this transaction, so that a pooler between us and PostgreSQL
    /// cannot mix them up.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin(&self, grant: &Grant) -> sqlx::Result<Tx> {
        self.begin_planned(grant, Plans::Chosen).await
    }

    /// The same for work on many rows, which may take long.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_long(&self, grant: &Grant) -> sqlx::Result<Tx> {
        self.begin_so(grant, Plans::Chosen, StatementTimeout::Long).await
    }

    /// The same for statements that are to be planned in this way, said in the same round trip. Runs have the patience
    /// that nobody needs who waits for a page.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_planned(&self, grant: &Grant, plans: Plans) -> sqlx::Result<Tx> {
        let patience = match grant.scope.via() {
            Via::Task => StatementTimeout::Long,
            Via::Session(_) | Via::Token | Via::Staff => StatementTimeout::Short,
        };
        self.begin_so(grant, plans, patience).await
    }

    /// The setting that holds a transaction to this patience.
    fn bound(&self, patience: StatementTimeout) -> String {
        let seconds = match patience {
            StatementTimeout::Short => self.statement_timeouts.short,
            StatementTimeout::Long => self.statement_timeouts.long,
        };
        format!("set local statement_timeout = '{seconds}s'")
    }

    async fn begin_so(&self, grant: &Grant, plans: Plans, patience: StatementTimeout) -> sqlx::Result<Tx> {
        if grant.is_platform() {
            return self.begin_staff(grant, patience).await;
        }
        let turn = self.turn(&grant.scope).await?;
        let account = grant.scope.account();
        let person = grant
            .scope
            .person()
            .map_or_else(String::new, |person| person.to_string());
        let session = match grant.scope.via() {
            Via::Session(session) => session.0.to_string(),
            Via::Token | Via::Task | Via::Staff => String::new(),
        };
        let begin = format!(
            "begin{}; {}; set local app.account_id = '{account}'; \
             set local app.user_id = '{person}'; set local app.session_id = '{session}'; set local app.rank = '{}'; \
             set local idle_in_transaction_session_timeout = '{}s'; {}{}{}{}",
            if grant.is_to_read() { " read only" } else { "" },
            grant.scope.sites().statements(),
            grant.scope.role().rank(),
            match grant.scope.via() {
                Via::Task => IDLE_WORK,
                Via::Session(_) | Via::Token | Via::Staff => IDLE_REQUEST,
            },
            self.bound(patience),
            match plans {
                Plans::Chosen => "",
                Plans::Kept => "; set local plan_cache_mode = force_generic_plan",
                Plans::Each => "; set local plan_cache_mode = force_custom_plan",
            },
            if matches!(grant.scope.via(), Via::Staff) {
                "; set local app.acts = 'on'"
            } else {
                ""
            },
            // In a suspended account PostgreSQL takes no writes of its people and programs, whatever was known before.
            if grant.stops_when_suspended() {
                "; select set_config('transaction_read_only', 'on', true) from suspensions \
                 where account = current_setting('app.account_id')::uuid"
            } else {
                ""
            }
        );
        let inner = self.begun(begin).await?;
        let mut tx = Tx::new(inner, grant, self.sealer.clone(), self.mail_origin.clone());
        tx.turn = turn;
        Ok(tx)
    }

    /// A place among the transactions of an account's people and programs: however many of them wait for each other's rows, half of the
    /// connections stay with everybody else. Background work has its slots.
    async fn turn(&self, scope: &Scope) -> sqlx::Result<Option<Turn<AccountId>>> {
        if matches!(scope.via(), Via::Task) {
            return Ok(None);
        }
        let turn = tokio::time::timeout(TIMEOUT, self.turns.wait(scope.account())).await;
        turn.map(Some).map_err(|_| sqlx::Error::PoolTimedOut)
    }

    /// Begins a transaction of the staff, which sees across accounts what `igny8_staff` may, and no account's work.
    async fn begin_staff(&self, grant: &Grant, patience: StatementTimeout) -> sqlx::Result<Tx> {
        let staff = grant
            .scope
            .person()
            .map_or_else(String::new, |person| person.to_string());
        let begin = format!(
            "begin{}; set local role igny8_staff; set local app.account_id = ''; set local app.staff_id = '{staff}'; \
             set local idle_in_transaction_session_timeout = '60s'; {}",
            if grant.is_to_read() { " read only" } else { "" },
            self.bound(patience),
        );
        let inner = self.begun(begin).await?;
        Ok(Tx::new(
            inner,
            grant,
            self.sealer.clone(),
            self.mail_origin.clone(),
        ))
    }

    /// The same, shared, for a transaction of [`Self::begin_system`] that enters an account later.
    pub(super) fn shared_mail_origin(&self) -> Option<Arc<str>> {
        self.mail_origin.clone()
    }

    /// The sealer, for a transaction of [`Self::begin_system`] that enters an account later.
    pub(super) fn shared_sealer(&self) -> Arc<Sealer> {
        self.sealer.clone()
    }

    /// Begins a transaction across accounts; only `system` does, with a named reason.
    pub(super) async fn begin_system(
        &self,
        patience: StatementTimeout,
    ) -> sqlx::Result<Transaction<'static, Postgres>> {
        self.begin_system_by(patience, "").await
    }

    /// The same with statements of the caller's in the same round trip.
    pub(super) async fn begin_system_by(
        &self,
        patience: StatementTimeout,
        then: &str,
    ) -> sqlx::Result<Transaction<'static, Postgres>> {
        let begin = format!(
            "begin; set local role igny8_system; {}{then}",
            self.bound(patience)
        );
        self.begun(begin).await
    }

    /// A transaction that begins by these statements, counted while it waits for a connection and its first answer.
    ///
    /// It begins in a task of its own, which ends what it began where nobody waits for it any more: sqlx rolls back only transactions
    /// whose beginning was answered. The connection of a request whose client went away at that moment would go back to the
    /// pool inside of a transaction, and whoever took it next could not write if that one was to read.
    async fn begun(&self, statements: String) -> sqlx::Result<Transaction<'static, Postgres>> {
        let _waiting = metrics().waiting();
        let pool = self.pool.clone();
        let begun = async move { pool.begin_with(AssertSqlSafe(statements)).await };
        tokio::spawn(begun.in_current_span())
            .await
            .unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    /// Seals and opens the keys of other systems that the database keeps.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Connections in use and the most there can be.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the pool holds fewer than 2^32 connections"
    )]
    pub fn load(&self) -> (u32, u32) {
        (
            self.pool.size() - self.pool.num_idle() as u32,
            self.pool.options().get_max_connections(),
        )
    }

    /// Closes all connections once their transactions end.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A transaction that sees one account only, and writes if its grant is one to write. Dropping it rolls back.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    scope: Scope,
    sealer: Arc<Sealer>,
    mail_origin: Option<Arc<str>>,
    // After the transaction, and so given back after its connection.
    turn: Option<Turn<AccountId>>,
}

impl Tx {
    pub(super) fn new(
        inner: Transaction<'static, Postgres>,
        grant: &Grant,
        sealer: Arc<Sealer>,
        mail_origin: Option<Arc<str>>,
    ) -> Self {
        Self {
            inner,
            scope: grant.scope.clone(),
            sealer,
            mail_origin,
            turn: None,
        }
    }

    /// The account that it works in.
    pub const fn account(&self) -> AccountId {
        self.scope.account()
    }

    /// The person who acts.
    pub const fn user(&self) -> Option<UserId> {
        self.scope.user()
    }

    /// How the actor proved who it is.
    pub const fn via(&self) -> Via {
        self.scope.via()
    }

    /// The whole actor.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Seals and opens the keys of other systems.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The same, shared, for work that borrows the connection as well.
    pub fn shared_sealer(&self) -> Arc<Sealer> {
        self.sealer.clone()
    }

    /// Where links in mails lead; none where no mail goes out.
    pub fn mail_origin(&self) -> Option<Arc<str>> {
        self.mail_origin.clone()
    }

    /// Where statements run.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Lets the next statements see all sites of the account, also where the actor is limited to some: to count what plans limit,
    /// and to see what others are doing to the very rows that the actor has. [`Self::within_sites`] ends it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn beyond_sites(&mut self) -> sqlx::Result<()> {
        if self.scope.sites().is_limited() {
            sqlx::raw_sql("set local role igny8_app")
                .execute(self.conn())
                .await?;
        }
        Ok(())
    }

    /// Goes back to the actor's own sites, with what was found beyond them.
    ///
    /// # Errors
    /// What was asked did not work, or the database does not answer.
    pub async fn within_sites<T>(&mut self, found: Result<T>) -> Result<T> {
        if !self.scope.sites().is_limited() {
            return found;
        }
        let role = format!("set local role {}", self.scope.sites().role());
        let back = sqlx::raw_sql(AssertSqlSafe(role)).execute(self.conn()).await;
        // A statement that failed has ended the transaction, and is what is to be told.
        let found = found?;
        back?;
        Ok(found)
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// The database does not answer, or a deferred constraint fails: nothing is saved then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.inner.commit().await
    }
}
