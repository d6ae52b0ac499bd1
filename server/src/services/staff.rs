//! The staff area: who may enter it, what is done there, and what its log keeps of that.

use std::collections::BTreeMap;

use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::page::{Action, Arguments, CANCEL, Param, ParamKind, TablePage};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::{Outcome, Quote, Report, Selection};
use igny8::staff::accounts;
use igny8::value::{Record, Row};
use uuid::Uuid;

use crate::auth;
use crate::billing::ledger;
use crate::error::{Error, Result};
use crate::jobs;
use crate::queue::store;
use crate::repo::filter::Rows;
use crate::repo::staff::audit::{self, Entry};
use crate::repo::staff::{impersonation, queue, tasks};
use crate::repo::{self, list, when, write};
use crate::runner;
use crate::services::RequestContext;
use crate::tenancy::{Grant, Reason, Staff, Tx};

impl RequestContext {
    /// The member of the staff who sends the request.
    ///
    /// # Errors
    /// 404 for everybody else.
    pub async fn staff(&self) -> Result<Staff> {
        let second_step = !self.app.config.staffing.staff_without_two_factor;
        auth::staff::staff(&self.app.db, self.scope()?, second_step).await
    }

    /// Looks whether there is such a resource for the sender at all, before anything of the request is judged: to all but the
    /// staff, what is the platform's is not there.
    ///
    /// # Errors
    /// 404 if there is not.
    pub async fn sees(&self, resource: Resource) -> Result<()> {
        if resource.is_platform() {
            self.staff().await?;
        }
        Ok(())
    }

    /// The proof that the sender may do `verb` to `resource`, whosever that is.
    ///
    /// # Errors
    /// 401, 403 or 404.
    pub async fn grant(&self, verb: Verb, resource: Resource) -> Result<Grant> {
        Ok(if resource.is_platform() {
            self.staff().await?.require(verb, resource)?
        } else {
            self.scope()?.require(verb, resource)?
        })
    }
}

/// What the log keeps of the sender.
fn entry<'a>(ctx: &'a RequestContext, staff: &'a Staff, action: &'a str) -> Entry<'a> {
    Entry {
        staff: Some(staff.user()),
        who: &staff.email,
        action,
        network: &ctx.caller.network,
        request: ctx.caller.request,
        ..Entry::default()
    }
}

/// Notes a row that was made or changed; `before` is what its inputs held.
///
/// # Errors
/// The database does not answer.
pub(super) async fn saved(
    tx: &mut Tx,
    ctx: &RequestContext,
    page: &TablePage,
    before: &Record,
    row: &Row,
) -> Result<()> {
    let staff = ctx.staff().await?;
    let changes = page.form.iter().filter_map(|input| {
        let now = row.get(&input.field).to_plain();
        match before.get(input.field.key) {
            None if before.is_empty() => Some(format!("{}: {now}", input.label)),
            was => {
                let was = was.map(igny8::value::Value::to_plain).unwrap_or_default();
                (was != now).then(|| format!("{}: {was} → {now}", input.label))
            }
        }
    });
    let detail = changes.collect::<Vec<_>>().join("; ");
    let action = if before.is_empty() {
        Verb::Create
    } else {
        Verb::Update
    };
    let name = row.get(page.label()).to_plain();
    let entry = Entry {
        resource: Some(page.resource()),
        name: Some(&name),
        targets: &[row.id],
        detail: Some(&detail),
        ..entry(ctx, &staff, action.label())
    };
    audit::note(tx.conn(), &entry).await
}

/// The answers with the key of the request that a program sent, where the action takes one.
fn keyed(ctx: &RequestContext, params: &[Param], arguments: Arguments) -> Arguments {
    let once = params.iter().find(|param| param.kind == ParamKind::Once);
    match (once, &ctx.idempotency_key) {
        (Some(param), Some(key)) if arguments.text(param).is_empty() => arguments.with_text(param, key),
        _ => arguments,
    }
}

/// Does an action of the staff area to rows.
///
/// # Errors
/// As [`igny8::services::Services`] says; 409 where it was done already.
pub(super) async fn act(
    ctx: &RequestContext,
    page: &'static TablePage,
    action: &'static Action,
    selection: Selection,
    arguments: Arguments,
) -> Result<Outcome> {
    let staff = ctx.staff().await?;
    let resource = page.resource();
    let grant = staff.require(Verb::Act, resource)?;
    let arguments = keyed(ctx, action.params, arguments);
    arguments.check(action.params)?;
    let table = repo::table(resource);
    let mut tx = ctx.app.db.begin(&grant).await?;
    let ids = chosen(&mut tx, page, action, selection).await?;
    let name = write::name_of(&mut tx, resource, ids[0]).await?;
    let reason = arguments.text(&accounts::REASON);
    let amount = arguments.number(&accounts::AMOUNT);
    let detail = match amount {
        0 => reason.to_owned(),
        amount => format!("{amount:+} credits: {reason}"),
    };
    let form = arguments.text(&accounts::FORM);
    let entry = Entry {
        resource: Some(resource),
        name: name.as_deref(),
        targets: &ids,
        account: (resource == Resource::StaffAccounts && ids.len() == 1).then(|| AccountId(ids[0])),
        detail: Some(&*detail).filter(|detail| !detail.is_empty()),
        form: Some(form).filter(|form| !form.is_empty()),
        ..entry(ctx, &staff, action.label)
    };
    if resource == Resource::StaffTasks {
        return of_tasks(ctx, &staff, tx, action, entry).await;
    }
    // Before it is done: the key of a form that was sent before ends it here.
    audit::note(tx.conn(), &entry).await?;
    let count = if (resource, action.name) == (Resource::StaffAccounts, accounts::CREDITS.name) {
        credit(&mut tx, AccountId(ids[0]), amount, reason).await?
    } else {
        table
            .hooks
            .act_with(&mut tx, action.name, &ids, &arguments)
            .await?
    };
    tx.commit().await?;
    ctx.app.members.forget();
    if resource == Resource::StaffAccounts {
        // What waited while an account was suspended goes on, and its pages look again.
        for id in ids {
            ctx.app.jobs.changed(AccountId(id), Vec::new());
        }
    }
    Ok(Outcome {
        count,
        task_id: None,
        once: None,
        change_id: None,
    })
}

/// Gives an account credits, or takes them, as its ledger shows.
async fn credit(tx: &mut Tx, account: AccountId, amount: i64, reason: &str) -> Result<u64> {
    let note = format!("By staff: {reason}");
    let changed = if amount > 0 {
        ledger::grant(tx.conn(), account, amount, &note).await
    } else {
        ledger::adjust(tx.conn(), account, amount, &note).await
    };
    match changed {
        Err(Error::Problem(_)) => {
            let balance = ledger::balance_of(tx.conn(), account).await?;
            let text = format!("The account has {balance} credits. Remove at most that many.");
            Err(Problem::field(accounts::AMOUNT.name, text).into())
        }
        other => other.map(|()| 1),
    }
}

/// The rows that the action can be done to now.
async fn chosen(
    tx: &mut Tx,
    page: &'static TablePage,
    action: &'static Action,
    selection: Selection,
) -> Result<Vec<Uuid>> {
    let (rows, table) = (Rows::selected(page, selection)?, repo::table(page.resource()));
    let ids = list::ids(tx, table, page, &rows).await?;
    if ids.is_empty() {
        return Err(Problem::not_found(page.resource().one()).into());
    }
    if !page.bulk_actions.contains(action) && ids.len() > 1 {
        return Err(Problem::bad_request(format!("Select one {}.", page.resource().one())).into());
    }
    when::fitting(tx, table, page, action, ids).await
}

/// Cancels runs or starts them again, in each account by itself: that of one does not hang on what another can pay.
async fn of_tasks(
    ctx: &RequestContext,
    staff: &Staff,
    mut tx: Tx,
    action: &'static Action,
    entry: Entry<'_>,
) -> Result<Outcome> {
    let mut accounts: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (account, task) in tasks::accounts(&mut tx, entry.targets).await? {
        accounts.entry(account).or_default().push(task);
    }
    audit::note(tx.conn(), &entry).await?;
    // Ended before others begin: nobody waits for a second connection while holding one.
    tx.commit().await?;
    let (mut count, mut why) = (0, None);
    for (account, ids) in accounts {
        match in_account(ctx, staff, AccountId(account), action, &ids).await {
            Ok(done) => count += done,
            Err(Error::Problem(problem)) => why = Some(problem),
            Err(error) => return Err(error),
        }
    }
    match why {
        Some(problem) if count == 0 => Err(problem.into()),
        _ => Ok(Outcome {
            count,
            task_id: None,
            once: None,
            change_id: None,
        }),
    }
}

async fn in_account(
    ctx: &RequestContext,
    staff: &Staff,
    account: AccountId,
    action: &'static Action,
    ids: &[Uuid],
) -> Result<u64> {
    let mut tx = ctx.app.db.begin(&staff.in_account(account)).await?;
    write::audit(&mut tx, Verb::Act, Resource::Tasks, ids, Some(action.label), None).await?;
    let count = if action.name == CANCEL.name {
        store::request_cancel(&mut tx, ids).await?
    } else {
        runner::retry(&mut tx, jobs::ALL, ids).await?
    };
    tx.commit().await?;
    ctx.app.jobs.changed(account, ids.to_vec());
    Ok(count)
}

/// What an action would be done to.
///
/// # Errors
/// As [`act`].
pub(super) async fn quote(
    ctx: &RequestContext,
    page: &'static TablePage,
    action: &'static Action,
    selection: Selection,
) -> Result<Quote> {
    let grant = ctx.staff().await?.require(Verb::Act, page.resource())?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let ids = chosen(&mut tx, page, action, selection).await?;
    let name = match &ids[..] {
        [one] => write::name_of(&mut tx, page.resource(), *one).await?,
        _ => None,
    };
    Ok(Quote {
        count: ids.len() as u64,
        credits: 0,
        balance: 0,
        facts: Vec::new(),
        notes: Vec::new(),
        help_link: None,
        asks: Vec::new(),
        name,
        typed: None,
    })
}

/// What waits and who works, of all accounts.
///
/// # Errors
/// 404 for who is not of the staff.
pub(super) async fn queue(ctx: &RequestContext) -> Result<Report> {
    let grant = ctx.staff().await?.require(Verb::Read, Resource::StaffTasks)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    queue::report(&mut tx).await
}

/// Ends what the sender does for an account, and says so in both logs. False if they act for none.
///
/// # Errors
/// The database does not answer.
pub async fn stop(ctx: &RequestContext) -> Result<bool> {
    let scope = ctx.scope()?;
    let Some(acting) = scope.acts() else {
        return Ok(false);
    };
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let ended = impersonation::end(tx.conn(), acting.id).await?;
    if ended {
        let email = impersonation::address(tx.conn(), acting.user).await?;
        let entry = Entry {
            staff: Some(acting.user),
            who: &email,
            action: "Stop acting for an account",
            resource: Some(Resource::StaffAccounts),
            targets: &[scope.account().0],
            account: Some(scope.account()),
            network: &ctx.caller.network,
            request: ctx.caller.request,
            ..Entry::default()
        };
        audit::note(tx.conn(), &entry).await?;
    }
    tx.commit().await?;
    if ended {
        let mut tx = ctx.app.db.begin(&acting.in_account(scope)).await?;
        write::audit(
            &mut tx,
            Verb::Act,
            Resource::Users,
            &[],
            Some("Staff access ended"),
            None,
        )
        .await?;
        tx.commit().await?;
    }
    ctx.app.members.forget();
    Ok(true)
}
