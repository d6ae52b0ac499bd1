//! Work across accounts: sign-in, job dispatch, scheduler. Each transaction names its reason.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::secrets::Sealer;
use crate::tenancy::{Db, Grant, StatementTimeout, Tx};

/// Why a transaction may see all accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is verified yet: sign-up, sign-in, refresh, tokens, invitations.
    Authenticate,
    /// Workers take runs of whichever account is next.
    Dispatch,
    /// The scheduler looks for what is due, and removes what is past keeping.
    Schedule,
    /// Mails are written down, sent and settled, whoever they belong to.
    Mail,
    /// Webhooks are told what happened, whoever they belong to.
    Tell,
    /// The status page counts what waits.
    Observe,
    /// Payments and monthly credits.
    Bill,
    /// The operator's command line.
    Operate,
}

impl Reason {
    /// Somebody waits for an answer, or nobody does.
    const fn patience(self) -> StatementTimeout {
        match self {
            Self::Authenticate | Self::Observe => StatementTimeout::Short,
            Self::Dispatch | Self::Schedule | Self::Mail | Self::Tell | Self::Bill | Self::Operate => {
                StatementTimeout::Long
            }
        }
    }
}

/// A transaction across accounts. Dropping it rolls back.
#[derive(Debug)]
pub struct SystemTx {
    inner: Transaction<'static, Postgres>,
    sealer: Arc<Sealer>,
    mail_origin: Option<Arc<str>>,
}

impl Db {
    /// Begins a transaction across accounts that holds these advisory locks until it ends, in one round trip. They are taken
    /// in one order, so that such transactions cannot wait for each other, and before its first statement, which so sees
    /// what those before it did. One that does nothing for 10 s loses them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn system_locked(&self, reason: Reason, mut keys: Vec<i64>) -> sqlx::Result<SystemTx> {
        tracing::trace!(?reason, "transaction across accounts");
        keys.sort_unstable();
        keys.dedup();
        let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
        let then = format!(
            "; set local idle_in_transaction_session_timeout = '10s'; \
             select count(pg_advisory_xact_lock(key)) from unnest('{{{}}}'::int8[]) key",
            keys.join(",")
        );
        Ok(SystemTx {
            inner: self.begin_system_by(reason.patience(), &then).await?,
            sealer: self.shared_sealer(),
            mail_origin: self.shared_mail_origin(),
        })
    }

    /// Begins a transaction across accounts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn system(&self, reason: Reason) -> sqlx::Result<SystemTx> {
        tracing::trace!(?reason, "transaction across accounts");
        Ok(SystemTx {
            inner: self.begin_system(reason.patience()).await?,
            sealer: self.shared_sealer(),
            mail_origin: self.shared_mail_origin(),
        })
    }
}

impl SystemTx {
    /// Where statements run.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    /// Goes on in the account of `grant`, in the same transaction.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn enter(mut self, grant: &Grant) -> sqlx::Result<Tx> {
        let account = grant.scope.account();
        let access = if grant.is_to_read() {
            "; set transaction read only"
        } else {
            ""
        };
        let sites = grant.scope.sites().statements();
        let enter = format!("{sites}; set local app.account_id = '{account}'{access}");
        sqlx::raw_sql(AssertSqlSafe(enter))
            .execute(&mut *self.inner)
            .await?;
        Ok(Tx::new(self.inner, grant, self.sealer, self.mail_origin))
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// The database does not answer, or a deferred constraint fails: nothing is saved then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.inner.commit().await
    }
}

impl Tx {
    /// Ends the sign-ins of people who worked in this account and shall no longer. Sign-ins are nobody's tenant data, so that
    /// this step alone works across accounts, within the caller's transaction.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn end_sessions(&mut self, people: &[Uuid]) -> sqlx::Result<u64> {
        let account = self.account().0;
        sqlx::raw_sql("set local role igny8_system")
            .execute(self.conn())
            .await?;
        let ended = sqlx::query!(
            "update sessions set revoked_at = now() where user_id = any($1) and current_account = $2 and revoked_at is null",
            people,
            account
        )
        .execute(self.conn())
        .await?;
        let role = format!("set local role {}", self.scope().sites().role());
        sqlx::raw_sql(AssertSqlSafe(role)).execute(self.conn()).await?;
        Ok(ended.rows_affected())
    }
}
