//! What owners alone decide, each time with their password and, where they have one, their second proof: who owns the account,
//! what everybody needs to sign in, and whether the account stays.

use igny8::auth::ownership::{GRACE_DAYS, Ownership, PATH};
use igny8::billing::plan;
use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, TaskId, UserId};
use igny8::jobs::Job;
use igny8::permission::Verb;
use igny8::resource::Resource;
use media::Opened;
use serde_json::json;
use uuid::Uuid;

use crate::error::Result;
use crate::queue::store::{self, NewRun};
use crate::repo::auth::{ownership as sql, users};
use crate::repo::mail::{self, Content, Outgoing};
use crate::repo::row::rfc3339;
use crate::repo::write;
use crate::seats::Seat;
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::{Confirmation, prove_again};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::{passkey, two_factor};
use crate::tenancy::{Grant, Reason, Tx};

/// The page.
///
/// # Errors
/// 403 for whoever is no owner.
pub async fn overview(ctx: &RequestContext) -> Result<Ownership> {
    let (grant, user) = owner(ctx)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let account = sql::account(&mut tx).await?;
    let members = sql::others(&mut tx, user).await?;
    drop(tx);
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    Ok(Ownership {
        account: account.name,
        members,
        two_factor: two_factor::is_on(tx.conn(), user).await?,
        passkeys: !passkey::list(tx.conn(), user).await?.is_empty(),
        requires_two_factor: account.require_two_factor,
        deleted_at: account.delete_at.map(rfc3339),
    })
}

/// Makes another member the owner, and the owner an admin. Of ten who do it at once, one does, and the others find it done.
///
/// # Errors
/// Field errors for the proof or the member, 403 for whoever is no owner, 409 for whoever is none any more, 429.
pub async fn transfer(ctx: &RequestContext, member: Uuid, proof: Confirmation) -> Result<()> {
    let (grant, _) = owner(ctx)?;
    prove_again(ctx, proof).await?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let handed = users::hand_over(&mut tx, member).await?;
    let detail = format!("{} → {}", handed.from.email, handed.to.email);
    note(
        &mut tx,
        ctx,
        Kind::OwnershipTransferred,
        "Transfer ownership",
        &detail,
    )
    .await?;
    let account = sql::account(&mut tx).await?.name;
    for (person, owns) in [(&handed.to, true), (&handed.from, false)] {
        let content = |origin: &str| Content::OwnershipTransferred {
            account: account.clone(),
            by: handed.from.name.clone(),
            to: handed.to.name.clone(),
            owns,
            link: format!("{origin}/"),
        };
        tell(&mut tx, person, content).await?;
    }
    tx.commit().await?;
    ctx.app.members.forget();
    Ok(())
}

/// Requires two-factor authentication of everybody in the account, or no longer. Who requires it has it.
///
/// # Errors
/// Field errors for the proof, 403 for whoever is no owner, 409 for an owner without it, 429.
pub async fn require_two_factor(ctx: &RequestContext, on: bool, proof: Confirmation) -> Result<()> {
    let (grant, user) = owner(ctx)?;
    prove_again(ctx, proof).await?;
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let has = two_factor::is_on(tx.conn(), user).await?;
    drop(tx);
    if on && !has {
        return Err(Problem::conflict(igny8::auth::ownership::FIRST_YOURSELF)
            .help_link("Set up two-factor authentication", "/two-factor")
            .into());
    }
    let mut tx = ctx.app.db.begin(&grant).await?;
    if sql::require_two_factor(&mut tx, on).await? {
        let detail = if on { "Required" } else { "No longer required" };
        let action = "Two-factor requirement";
        note(&mut tx, ctx, Kind::TwoFactorPolicyChanged, action, detail).await?;
    }
    tx.commit().await?;
    ctx.app.members.forget();
    Ok(())
}

/// Decides that the account is deleted after some time, and tells all of its owners.
///
/// # Errors
/// Field errors for the proof or the name, 403 for whoever is no owner, 409 where it is decided already or something is paid.
pub async fn delete(ctx: &RequestContext, name: &str, proof: Confirmation) -> Result<()> {
    let (grant, _) = owner(ctx)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let account = sql::account(&mut tx).await?;
    drop(tx);
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if spaced(name) != spaced(&account.name) {
        let message = format!("Type the account's name: {}", account.name);
        return Err(Problem::field("name", message).into());
    }
    if account.paid {
        let detail = "This account has a subscription. Cancel it first.";
        return Err(Problem::conflict(detail)
            .help_link("Open plan", plan::PATH)
            .into());
    }
    prove_again(ctx, proof).await?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let Some(at) = sql::plan_deletion(&mut tx, GRACE_DAYS).await? else {
        return Err(Problem::conflict("This account is already scheduled for deletion.").into());
    };
    let day = at.format("%Y-%m-%d").to_string();
    note(&mut tx, ctx, Kind::DeletionPlanned, "Delete account", &day).await?;
    for person in sql::owners(&mut tx).await? {
        let content = |origin: &str| Content::AccountDeletion {
            account: account.name.clone(),
            day: day.clone(),
            link: format!("{origin}{PATH}"),
        };
        tell(&mut tx, &person, content).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Decides that the account stays.
///
/// # Errors
/// 403 for whoever is no owner, 409 where nothing else was decided.
pub async fn keep(ctx: &RequestContext) -> Result<()> {
    let (grant, _) = owner(ctx)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    if !sql::keep(&mut tx).await? {
        return Err(Problem::conflict("This account isn't scheduled for deletion. Reload the page.").into());
    }
    note(&mut tx, ctx, Kind::DeletionUndone, "Keep account", "").await?;
    tx.commit().await?;
    Ok(())
}

/// Starts to pack all that is in the account. Of ten who ask at once, all follow one run.
///
/// # Errors
/// Field errors for the proof, 403 for whoever is no owner, 429.
pub async fn export(ctx: &RequestContext, proof: Confirmation) -> Result<TaskId> {
    let (grant, _) = owner(ctx)?;
    prove_again(ctx, proof).await?;
    let (job, params) = (Job::ExportAccount, json!({}));
    let mut tx = ctx.app.db.begin(&grant).await?;
    store::alone(&mut tx, job).await?;
    if let Some(open) = store::open_with(&mut tx, job, &params).await? {
        return Ok(open);
    }
    let new = NewRun {
        job,
        params,
        item: None,
        priced: None,
        sites: None,
        queue: job.queue(),
        key: None,
        credits: 0,
        platform: None,
        note: job.label().to_owned(),
    };
    let task = store::enqueue(&mut tx, new).await?;
    note(&mut tx, ctx, Kind::AccountExported, job.label(), "").await?;
    tx.commit().await?;
    ctx.app.jobs.changed(grant.account(), vec![task.0]);
    Ok(task)
}

/// The file of such a run, with the place that its download takes.
///
/// # Errors
/// 403 for whoever is no owner, 404 if there is no such run in this account, or no file of it; 429 while too many downloads go on.
pub async fn exported(ctx: &RequestContext, task: Uuid) -> Result<(Opened, Seat<AccountId>)> {
    let (grant, _) = owner(ctx)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let run = store::task(&mut tx, TaskId(task)).await?;
    drop(tx);
    if run.function != Job::ExportAccount.name() {
        return Err(Problem::not_found("file").into());
    }
    let file = ctx.app.storage.export(grant.account(), task).await?;
    let file = file.ok_or_else(|| {
        let detail = "This file isn't available. Exports are kept for 30 days after they finish. Export the account again.";
        Problem::new(ProblemKind::NotFound, detail)
    })?;
    Ok((file, ctx.app.places.download(grant.account())?))
}

/// The owner who asks in a session, with the proof of it.
fn owner(ctx: &RequestContext) -> Result<(Grant, UserId)> {
    let scope = ctx.scope()?;
    let grant = scope.require_owner()?;
    // No program acts for an owner here.
    let person = scope.person().ok_or_else(Problem::forbidden)?;
    Ok((grant, person))
}

async fn note(tx: &mut Tx, ctx: &RequestContext, kind: Kind, action: &str, detail: &str) -> Result<()> {
    let account = tx.account().0;
    write::audit(
        tx,
        Verb::Update,
        Resource::Settings,
        &[account],
        Some(action),
        None,
    )
    .await?;
    let event = Event::by(kind, ctx.scope()?).detail(detail);
    journal::record(tx.conn(), &ctx.caller, &event).await
}

/// Writes a letter to a member, where mail goes out.
async fn tell(tx: &mut Tx, person: &users::Person, content: impl FnOnce(&str) -> Content) -> Result<()> {
    let Some(origin) = tx.mail_origin() else {
        return Ok(());
    };
    let content = content(&origin);
    let outgoing = Outgoing {
        account: Some(tx.account()),
        user: Some(person.id),
        to: &person.email,
        name: &person.name,
        content: &content,
    };
    let sealer = tx.shared_sealer();
    mail::put(tx.conn(), &sealer, outgoing).await
}
