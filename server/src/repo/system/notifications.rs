//! SQL of Home › Notifications and its settings: triggers write what members are told of, members read and mark it.

use async_trait::async_trait;
use igny8::id::{AccountId, UserId};
use igny8::resource::Resource;
use igny8::system::notifications::{Fields, NotificationKind, READ};
use igny8::system::preferences::Fields as Settings;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, Hooks};
use crate::repo::word::Word;
use crate::repo::{Sql, Table};
use crate::tenancy::Tx;

/// Notifications: row-level security leaves those of the person who asks.
pub static TABLE: Table = Table {
    resource: Resource::Notifications,
    name: "notifications",
    alias: "n",
    from: "notifications n",
    joins: &[],
    columns: &Fields {
        text: Sql::read("n.text"),
        kind: Sql::read("n.kind"),
        function: Sql::read("n.function"),
        path: Sql::read("n.path"),
        read: Sql::read("(n.read_at is not null)"),
        created_at: Sql::read("n.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &NotificationHooks,
};

struct NotificationHooks;

#[async_trait]
impl Hooks for NotificationHooks {
    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let read = sqlx::query!(
            "update notifications set read_at = now() where id = any($1) and read_at is null",
            ids
        )
        .execute(tx.conn())
        .await?;
        Ok(read.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        action == READ.name
    }
}

macro_rules! chosen {
    ($($kind:ident),+) => {
        Settings {
            checklist: Sql::column("coalesce(p.checklist, true)", "checklist"),
            $($kind: Sql::column(
                concat!("coalesce(p.", stringify!($kind), ", notification_default('", stringify!($kind), "'))"),
                stringify!($kind),
            )),+
        }
    };
}

/// What a member has chosen; a member without a row has the defaults.
pub static SETTINGS: Table = Table {
    resource: Resource::Preferences,
    name: "member_preferences",
    alias: "p",
    from: "(select m.user_id as id, c.run_finished, c.run_failed, c.publication_failed, c.approval_waiting, \
       c.schedule_skipped, c.credits_low, c.budget_low, c.invitation_accepted, c.checklist from members m \
       left join member_preferences c on c.account_id = m.account_id and c.id = m.user_id) p",
    joins: &[],
    columns: &chosen!(
        run_finished,
        run_failed,
        publication_failed,
        approval_waiting,
        schedule_skipped,
        credits_low,
        budget_low,
        invitation_accepted
    )
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &SettingsHooks,
};

struct SettingsHooks;

#[async_trait]
impl Hooks for SettingsHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        _change: &mut Vec<Assignment>,
    ) -> Result<Option<igny8::services::OneTimeSecret>> {
        sqlx::query!(
            "insert into member_preferences (account_id, id) \
             select $1, m.user_id from members m where m.user_id = $2 on conflict do nothing",
            tx.account().0,
            id
        )
        .execute(tx.conn())
        .await?;
        Ok(None)
    }
}

/// Notifications that one look announces or mails.
const BATCH: i64 = 500;

/// Takes what open browsers were not told of yet, and says which accounts' it is.
///
/// # Errors
/// The database does not answer.
pub async fn announce(conn: &mut PgConnection) -> Result<Vec<AccountId>> {
    let accounts = sqlx::query_scalar!(
        "with told as ( \
           update notifications n set announced = true from ( \
             select account_id, id from notifications where not announced order by created_at limit $1 \
             for update skip locked) due \
           where n.account_id = due.account_id and n.id = due.id returning n.account_id) \
         select distinct account_id from told",
        BATCH
    )
    .fetch_all(conn)
    .await?;
    Ok(accounts.into_iter().map(AccountId).collect())
}

/// A notification that is to be mailed.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// The account.
    pub account: AccountId,
    /// What it is called.
    pub account_name: String,
    /// Who gets it.
    pub user: UserId,
    /// Where they get it.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What kind of thing.
    pub kind: NotificationKind,
    /// The function of the run that it is about.
    pub function: Option<String>,
    /// What happened.
    pub text: String,
    /// Where something can be done about it.
    pub path: String,
}

/// Takes what is to be mailed now, each once, oldest first. What its person has read already, what somebody would get who
/// is no longer a member or no longer sees the sites that it is about, and what a suspended account would, is taken and not given:
/// the inbox has it.
///
/// # Errors
/// The database does not answer.
pub async fn to_mail(conn: &mut PgConnection) -> Result<Vec<Mailed>> {
    let rows = sqlx::query!(
        "with due as ( \
           update notifications n set mail_at = null from ( \
             select account_id, id from notifications where mail_at <= now() order by mail_at, created_at limit $1 \
             for update skip locked) taken \
           where n.account_id = taken.account_id and n.id = taken.id returning n.*) \
         select d.account_id, a.name as account_name, d.user_id, u.email, u.name, \
           d.kind as \"kind: Word<NotificationKind>\", d.function, d.text, d.path \
         from due d join members m on m.account_id = d.account_id and m.user_id = d.user_id \
           and (m.site_ids is null or d.sites <@ m.site_ids) \
         join users u on u.id = d.user_id join accounts a on a.id = d.account_id \
         where d.read_at is null and not exists (select from suspensions x where x.account = d.account_id) \
         order by d.user_id, d.account_id, d.created_at, d.id",
        BATCH
    )
    .fetch_all(conn)
    .await?;
    let mailed = rows.into_iter().map(|row| Mailed {
        account: AccountId(row.account_id),
        account_name: row.account_name,
        user: UserId(row.user_id),
        email: row.email,
        name: row.name,
        kind: row.kind.0,
        function: row.function,
        text: row.text,
        path: row.path,
    });
    Ok(mailed.collect())
}

/// Removes notifications of more than 90 days ago. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from notifications where (account_id, id) in ( \
           select account_id, id from notifications where created_at < now() - interval '90 days' \
           order by created_at limit 1000)"
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected())
}
