//! SQL of Auth › Users: the members of an account, and the invitations that nobody accepted yet.

use async_trait::async_trait;
use igny8::auth::invitation;
use igny8::auth::users::{Fields, PAGE, RESEND, REVOKE};
use igny8::billing::plan::PlanLimit;
use igny8::error::{Problem, ProblemKind};
use igny8::id::UserId;
use igny8::page::Arguments;
use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::billing::limits;
use crate::repo::filter::Rows;
use crate::repo::mail::{self, Content, Outgoing};
use crate::repo::table::{Acted, Assignment, Constraint, value_of};
use crate::repo::word::Word;
use crate::repo::{Hooks, Join, Sql, Table, delete};
use crate::secrets::secret;
use crate::tenancy::{Tx, Via};

/// Memberships with their people; a pending one has none, and shows what its inviter wrote.
pub static TABLE: Table = Table {
    resource: Resource::Users,
    name: "memberships",
    alias: "m",
    from: "memberships m",
    joins: &[
        Join::left("users", "u", "u.id = m.user_id"),
        Join::left("users", "inviter", "inviter.id = m.invited_by"),
    ],
    columns: &Fields {
        name: Sql::column("coalesce(u.name, m.name)", "name").needs(&["u"]),
        email: Sql::column("coalesce(u.email, m.email)", "email").needs(&["u"]),
        role: Sql::column("m.role", "role"),
        // What is deleted is in no list, and limits all the same.
        sites: Sql::column(
            "(select jsonb_agg(jsonb_build_object('id', w.id, 'label', w.name) order by lower(w.name), w.id) \
               from sites w where w.id = any(m.site_ids) and m.role in ('viewer', 'client', 'editor'))",
            "site_ids",
        ),
        state: Sql::read(
            "case when m.user_id is not null then 'active' when m.expires_at <= now() then 'expired' \
               when (select x.state in ('failed', 'suppressed') from mails x where x.account = m.account_id \
                 and x.kind = 'invitation' and lower(x.recipient) = lower(m.email) order by x.created_at desc limit 1) then 'bounced' \
               else 'invited' end",
        ),
        delivery: Sql::read(
            "case when m.user_id is null then (select case x.state \
                 when 'sent' then 'Sent' \
                 when 'failed' then 'Not delivered. Create a new link and send it yourself, or revoke it and invite another address.' \
                   || coalesce(' The mail server said: ' || x.fault, '') \
                 when 'suppressed' then 'Not sent: mail to this address bounced before. Create a new link and send it yourself, or revoke it and invite another address.' \
                 when 'unknown' then 'May not have arrived. Create a new link if it did not.' \
                 else 'On its way' end \
               from mails x where x.account = m.account_id and x.kind = 'invitation' and lower(x.recipient) = lower(m.email) \
               order by x.created_at desc limit 1) end",
        ),
        invited_by: Sql::read("inviter.name").needs(&["inviter"]),
        invited_as: Sql::read("case when lower(m.email) <> lower(u.email) then m.email end").needs(&["u"]),
        expires_at: Sql::read("case when m.user_id is null then m.expires_at end"),
        created_at: Sql::read("m.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[
        Constraint {
            name: "memberships_user",
            field: "email",
            message: "This person is already a member. Change their role instead.",
        },
        Constraint {
            name: "memberships_invited",
            field: "email",
            message: "This email address already has an invitation. Choose Create new link in its menu instead.",
        },
        Constraint {
            name: "memberships_owner_stays",
            field: "role",
            message: "An account needs at least one owner. Make someone else an owner first.",
        },
    ],
    cascade: &[],
    hooks: &UserHooks,
};

struct UserHooks;

#[async_trait]
impl Hooks for UserHooks {
    /// A new row is an invitation: whether anybody has the address, and what they are called, is not asked.
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        let own = acting(tx).await?;
        not_above(own, change)?;
        let role = value_of(change, "role")
            .and_then(Value::as_str)
            .and_then(Role::parse);
        if role.is_some_and(|role| !role.can_be_limited()) {
            change.retain(|each| each.column != "site_ids");
            change.push(Assignment::new("site_ids", Value::Null));
        }
        if let Some(id) = id {
            let people = manageable(tx, own, &[id]).await?;
            if let Some(role) = role {
                end_invitations(tx, &people, Some(role)).await?;
            }
            return Ok(None);
        }
        let email = value_of(change, "email").map(Value::to_plain).unwrap_or_default();
        let member: bool = sqlx::query_scalar!(
            "select exists (select from members m join users u on u.id = m.user_id where lower(u.email) = $1) as \"member!\"",
            &email
        )
        .fetch_one(tx.conn())
        .await?;
        if member {
            return Err(Problem::field("email", TABLE.constraints[0].message).into());
        }
        let text = |column: &str| {
            let value = value_of(change, column);
            value.map(Value::to_plain).unwrap_or_default()
        };
        let role = Role::parse(&text("role")).unwrap_or(Role::Viewer);
        let (once, hash) = invite(tx, &email, &text("name"), role).await?;
        change.push(Assignment::bytes("invitation_hash", hash));
        change.push(Assignment::time("expires_at", ends()));
        if let Some(user) = tx.user() {
            change.push(Assignment::id("invited_by", user.0));
        }
        Ok(Some(once))
    }

    /// Whoever is removed is out: also where the removal is undone, or they are invited again, they sign in and connect again.
    async fn before_delete(&self, tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
        let own = acting(tx).await?;
        let people = manageable(tx, own, ids).await?;
        tx.end_sessions(&people).await?;
        end_keys(tx, &people).await?;
        end_invitations(tx, &people, None).await?;
        Ok(())
    }

    async fn before_undo(&self, tx: &mut Tx, deletion: Uuid) -> Result<()> {
        let own = acting(tx).await?;
        let ids: Vec<Uuid> =
            sqlx::query_scalar!("select id from memberships where deleted_in = $1", deletion)
                .fetch_all(tx.conn())
                .await?;
        manageable(tx, own, &ids).await?;
        Ok(())
    }

    async fn act_telling(
        &self,
        tx: &mut Tx,
        action: &str,
        ids: &[Uuid],
        _answers: &Arguments,
    ) -> Result<Acted> {
        let own = acting(tx).await?;
        manageable(tx, own, ids).await?;
        let pending = sqlx::query!(
            "select id, email as \"email!\", name as \"name!\", role as \"role: Word<Role>\" from memberships \
             where id = any($1) and user_id is null and deleted_in is null",
            ids
        )
        .fetch_all(tx.conn())
        .await?;
        let [invitation] = &pending[..] else {
            return Err(Problem::conflict("Select one pending invitation. Each has its own link.").into());
        };
        if action == REVOKE.name {
            let deleted = delete::delete(tx, &TABLE, &PAGE, &Rows::Ids(vec![invitation.id])).await?;
            return Ok(Acted::to(deleted.count));
        }
        let role = invitation.role.0;
        let (once, hash) = invite(tx, &invitation.email, &invitation.name, role).await?;
        sqlx::query!(
            "update memberships set invitation_hash = $2, expires_at = $3, invited_by = $4 where id = $1",
            invitation.id,
            hash,
            ends(),
            tx.user().map(|user| user.0)
        )
        .execute(tx.conn())
        .await?;
        limits::check(tx, PlanLimit::Members).await?;
        Ok(Acted::to(1).telling(Some(once)))
    }

    fn acts(&self, action: &str) -> bool {
        [RESEND.name, REVOKE.name].contains(&action)
    }
}

/// A person as letters know them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The address to sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
}

/// An account that changed its owner.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// Who owned it.
    pub from: Person,
    /// Who owns it.
    pub to: Person,
}

/// Makes another member the owner and the owner who asks an admin, while nobody else changes members of the account.
///
/// # Errors
/// 409 for somebody who is no owner any more, field errors of `member_id` for a member who is not there, or oneself.
pub async fn hand_over(tx: &mut Tx, member: Uuid) -> Result<HandedOver> {
    if !acting(tx).await?.owns() {
        return Err(Problem::conflict("You no longer own this account. Reload the page.").into());
    }
    let own = tx.user().map(|user| user.0);
    let people = sqlx::query!(
        "select m.id as \"id!\", u.id as \"user!\", u.email, u.name from members m join users u on u.id = m.user_id \
         where m.id = $1 or m.user_id = $2",
        member,
        own
    )
    .fetch_all(tx.conn())
    .await?;
    let mut people = people.into_iter().map(|row| {
        let person = Person {
            id: UserId(row.user),
            email: row.email,
            name: row.name,
        };
        (row.id, person)
    });
    let (mut to, mut from) = (None, None);
    for (id, person) in people.by_ref() {
        if Some(person.id.0) == own {
            from = Some(person);
        } else if id == member {
            to = Some(person);
        }
    }
    let (Some(to), Some(from)) = (to, from) else {
        return Err(Problem::field("member_id", "Choose another member of this account.").into());
    };
    sqlx::query!(
        "update memberships set role = 'owner', site_ids = null where id = $1",
        member
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update memberships set role = 'admin' where user_id = $1 and deleted_in is null",
        from.id.0
    )
    .execute(tx.conn())
    .await?;
    end_invitations(tx, &[from.id.0], Some(Role::Admin)).await?;
    Ok(HandedOver { from, to })
}

/// Invitations that an account may mail in a day, so that nobody fills strangers' mailboxes by it.
const MAX_MAILED: i64 = 100;

/// A new link, with what is stored of it. Where mail goes out it is mailed as well; the inviter has it all the same, since mail may
/// not arrive.
async fn invite(tx: &mut Tx, email: &str, name: &str, role: Role) -> Result<(OneTimeSecret, Vec<u8>)> {
    let token = secret::new();
    let path = format!("/invite/{token}");
    let days = invitation::DAYS;
    let message = match tx.mail_origin() {
        None => format!(
            "Send this link to {email}. It can be used once to join and expires in {days} days. IGNY8 doesn't send an email."
        ),
        // Whoever signs up with a stranger's address must not have us write to others.
        Some(_) if !proven(tx).await? => format!(
            "Send this link to {email}. It can be used once to join and expires in {days} days. No email was sent, because your own \
             address isn't confirmed. Confirm it in your profile, then choose Create new link to have it sent."
        ),
        Some(_) if mail::invitations_of_today(tx).await? >= MAX_MAILED => format!(
            "Send this link to {email}. It can be used once to join and expires in {days} days. No email was sent: your account \
             has reached its limit of {MAX_MAILED} invitation emails a day."
        ),
        Some(origin) => {
            let from = sqlx::query!(
                "select a.name as account, (select u.name from users u where u.id = $1) as inviter from accounts a",
                tx.user().map(|user| user.0)
            )
            .fetch_one(tx.conn())
            .await?;
            let content = Content::Invitation {
                account: from.account,
                inviter: from.inviter,
                role: role.label().to_owned(),
                link: format!("{origin}{path}"),
            };
            let outgoing = Outgoing {
                account: Some(tx.account()),
                user: None,
                to: email,
                name,
                content: &content,
            };
            let sealer = tx.shared_sealer();
            mail::put(tx.conn(), &sealer, outgoing).await?;
            format!(
                "We're sending an invitation to {email}. If it doesn't arrive, send this link yourself. It can be used once to join \
                 and expires in {days} days."
            )
        }
    };
    let once = OneTimeSecret {
        message,
        secret: path,
    };
    Ok((once, secret::hash(&token)))
}

/// Whether the person who acts has shown that their address is theirs.
async fn proven(tx: &mut Tx) -> Result<bool> {
    let proven = sqlx::query_scalar!(
        "select email_verified_at is not null as \"proven!\" from users where id = $1",
        tx.user().map(|user| user.0)
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(proven.unwrap_or(false))
}

fn ends() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now() + chrono::TimeDelta::days(invitation::DAYS)
}

/// The role that the actor has at this moment, while nobody else changes members of the account: two who change each other
/// come one after the other, and the second finds what the first did.
///
/// # Errors
/// 403 for a program, and for somebody who is no longer a member.
async fn acting(tx: &mut Tx) -> Result<Role> {
    let (Via::Session(_), Some(user)) = (tx.via(), tx.user()) else {
        // A token that is stolen must not become a person.
        return Err(people_only("Members can't be managed with a token. Sign in to manage members.").into());
    };
    sqlx::query!("select 1 as held from accounts for no key update")
        .fetch_optional(tx.conn())
        .await?;
    let role = sqlx::query_scalar!(
        "select role as \"role!: Word<Role>\" from members where user_id = $1",
        user.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Word(role) = role.ok_or_else(Problem::forbidden)?;
    if !role.may(Verb::Update, Resource::Users) {
        return Err(Problem::forbidden().into());
    }
    Ok(role.min(tx.scope().role()))
}

/// Ends the open invitations that these people sent and may not send any more, as members of this role or as none: a link
/// kept from before is no way back in. Somebody else can make each a new link.
async fn end_invitations(tx: &mut Tx, people: &[Uuid], role: Option<Role>) -> Result<()> {
    let invites = role.filter(|role| role.may(Verb::Create, Resource::Users));
    let within: Vec<_> = Role::ALL
        .into_iter()
        .filter(|invited| invites.is_some_and(|role| *invited <= role))
        .map(Role::as_str)
        .collect();
    sqlx::query!(
        "update memberships set expires_at = now() where user_id is null and invited_by = any($1) and role <> all($2) \
           and expires_at > now()",
        people,
        &within as &[&str]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the tokens of these people and the apps that they connected, those in the bin as well: no key from before opens the account to
/// whoever comes back.
async fn end_keys(tx: &mut Tx, people: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "update api_tokens set expires_at = now() where created_by = any($1) and expires_at > now()",
        people
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update oauth_grants set revoked_at = now() where user_id = any($1) and revoked_at is null",
        people
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a program is told that tries what only a person may.
pub fn people_only(detail: &str) -> Problem {
    Problem::new(ProblemKind::Forbidden, detail)
}

/// Nobody gives more than they have.
///
/// # Errors
/// A field error if the role in `change` is above the actor's own.
pub fn not_above(own: Role, change: &[Assignment]) -> Result<()> {
    let role = value_of(change, "role")
        .and_then(Value::as_str)
        .and_then(Role::parse);
    if role.is_some_and(|role| role > own) {
        return Err(Problem::field(
            "role",
            "You can't assign a role higher than your own. Choose a lower role.",
        )
        .into());
    }
    Ok(())
}

/// One can manage members up to the own role, not oneself. Gives the people behind them.
async fn manageable(tx: &mut Tx, own: Role, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows = sqlx::query!(
        "select user_id, role as \"role: Word<Role>\" from memberships where id = any($1)",
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    let myself = tx.user().map(|user| user.0);
    if rows
        .iter()
        .any(|member| member.user_id.is_some() && member.user_id == myself)
    {
        return Err(
            Problem::conflict("You can't change or remove your own membership. Ask another admin.").into(),
        );
    }
    if rows.iter().any(|member| member.role.0 > own) {
        return Err(Problem::new(
            ProblemKind::Forbidden,
            "This member has a higher role than you. Ask an owner.",
        )
        .into());
    }
    Ok(rows.into_iter().filter_map(|member| member.user_id).collect())
}
