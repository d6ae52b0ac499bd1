//! What operators do for people: credits, plans without payment, ways back in, and who is of the staff.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use igny8::auth::email_link::Purpose;
use igny8::error::Problem;
use igny8::id::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::billing::{grants, ledger};
use crate::cli::output::say;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::jobs;
use crate::repo::auth::accounts;
use crate::repo::billing::plans;
use crate::repo::{reseal, restores};
use crate::secrets::Sealer;
use crate::services::sign_in::operator;
use crate::tenancy::{Db, Reason, StatementTimeouts};

/// What is to be done.
#[derive(Args, Clone, Debug)]
pub struct Admin {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum AdminCommand {
    /// Add credits to an account or remove them. The reason appears in its ledger.
    Credits(Box<Credits>),
    /// Give an account a plan for free, or remove it with `none`.
    Plan(Box<Plan>),
    /// Print a password reset link, for when email isn't set up or doesn't arrive.
    ResetLink(Box<Person>),
    /// Print a link to finish signing up, for when its email doesn't arrive.
    SignupLink(Box<Person>),
    /// Turn off two-factor authentication for a user who lost their app and recovery codes.
    TwoFactorOff(Box<Person>),
    /// Give a user access to the staff area.
    Grant(Box<Person>),
    /// Let publishing, mail, webhooks and schedules go on in a restored database.
    ResumeSending(Box<Resume>),
    /// Seal everything anew that `IGNY8_SECRET_PREVIOUS` sealed, so that it can be unset.
    Reseal(Box<Config>),
    /// Remove a user's access to the staff area and stop them from acting for an account.
    Revoke(Box<Person>),
}

/// Whose account is meant.
#[derive(Args, Clone, Debug)]
struct Whose {
    #[command(flatten)]
    config: Config,
    /// The email address of a member of the account.
    email: String,
    /// The account's name or ID. Required if the user is a member of several.
    #[arg(long)]
    account: Option<String>,
}

#[derive(Args, Clone, Debug)]
struct Plan {
    #[command(flatten)]
    whose: Whose,
    /// The plan's key, as listed by `igny8 plans`.
    plan: String,
}

#[derive(Args, Clone, Debug)]
struct Credits {
    #[command(flatten)]
    whose: Whose,
    /// Credits to add, or to remove if negative. A balance can't go below 0.
    #[arg(allow_hyphen_values = true)]
    amount: i64,
    /// The reason shown in the account's ledger.
    #[arg(long)]
    reason: String,
}

#[derive(Args, Clone, Debug)]
struct Person {
    #[command(flatten)]
    config: Config,
    /// The email address the user signs in with.
    email: String,
}

#[derive(Args, Clone, Debug)]
struct Resume {
    #[command(flatten)]
    config: Config,
    /// Give up what was waiting at the moment that the database was restored to, as it may have been sent before.
    #[arg(long)]
    give_up_waiting: bool,
}

/// Does it.
///
/// # Errors
/// There is no such person, account or plan, or fewer credits than are to be taken.
pub async fn admin(admin: Admin) -> Result<()> {
    let config = match &admin.command {
        AdminCommand::Credits(credits) => &credits.whose.config,
        AdminCommand::Plan(plan) => &plan.whose.config,
        AdminCommand::Reseal(config) => config,
        AdminCommand::ResumeSending(resume) => &resume.config,
        AdminCommand::ResetLink(person)
        | AdminCommand::SignupLink(person)
        | AdminCommand::TwoFactorOff(person)
        | AdminCommand::Grant(person)
        | AdminCommand::Revoke(person) => &person.config,
    };
    let db = database(config)?;
    let done = match &admin.command {
        AdminCommand::Credits(credits) => change(&db, credits).await,
        AdminCommand::Plan(plan) => give(&db, plan).await,
        AdminCommand::Reseal(_) => seal_anew(&db, config).await,
        AdminCommand::ResumeSending(resume) => resume_sending(&db, resume.give_up_waiting).await,
        AdminCommand::ResetLink(person) => reset_link(&db, person).await,
        AdminCommand::SignupLink(person) => sign_up_link(&db, person).await,
        AdminCommand::TwoFactorOff(person) => two_factor_off(&db, person).await,
        AdminCommand::Grant(person) => open_staff_area(&db, person).await,
        AdminCommand::Revoke(person) => close_staff_area(&db, person).await,
    };
    db.close().await;
    say(&done?);
    Ok(())
}

/// The login that serves may work across accounts; the owner of the tables need not.
pub(super) fn database(config: &Config) -> Result<Db> {
    let patiences = StatementTimeouts {
        short: config.limits.statement_seconds,
        long: config.limits.long_statement_seconds,
    };
    let (secret, previous) = config.secrets();
    let sealer = Sealer::with_previous(secret, previous);
    Ok(Db::connect(&config.database_url, 1, patiences, sealer)?)
}

async fn seal_anew(db: &Db, config: &Config) -> Result<String> {
    if config.secrets().1.is_none() {
        let message = "IGNY8_SECRET_PREVIOUS is not set. Set the secret that sealed so far, and IGNY8_SECRET to the new one.";
        return Err(Problem::bad_request(message).into());
    }
    let done = reseal::reseal(db).await?;
    let mut told = format!(
        "{} were sealed anew, {} had been sealed by IGNY8_SECRET already.",
        done.old, done.current
    );
    if done.lost > 0 {
        let _ = write!(
            told,
            "\n{} were sealed by neither secret. Their people have to enter those keys again.",
            done.lost
        );
    }
    told.push_str("\nIGNY8_SECRET_PREVIOUS can be unset once no process runs without the new secret, and ten minutes have passed.");
    Ok(told)
}

async fn resume_sending(db: &Db, give_up_waiting: bool) -> Result<String> {
    let mut tx = db.system(Reason::Operate).await?;
    let Some(restore) = restores::held(tx.conn()).await? else {
        return Ok("Nothing is held.".to_owned());
    };
    let mut told = String::new();
    if give_up_waiting {
        let gone = restores::give_up(tx.conn(), &jobs::ALL.reaching_out()).await?;
        let _ = writeln!(
            told,
            "Given up: {} emails, {} webhook deliveries and {} publishing tasks.",
            gone.mails, gone.deliveries, gone.runs
        );
    }
    restores::release(tx.conn(), &restore).await?;
    tx.commit().await?;
    told.push_str("Publishing, email, webhooks and schedules go on.");
    Ok(told)
}

async fn give(db: &Db, order: &Plan) -> Result<String> {
    let mut tx = db.system(Reason::Operate).await?;
    let (id, name) = account(tx.conn(), &order.whose).await?;
    let plan = order.plan.trim();
    let done = if plan == "none" {
        plans::take_back(tx.conn(), id).await?
    } else {
        plans::give(tx.conn(), id, plan).await?
    };
    if !done {
        let message = if plan == "none" {
            format!("{name} has no free plan to remove.")
        } else {
            format!(
                "{name} pays for a plan, or the plan “{plan}” doesn't exist. List plans with igny8 plans."
            )
        };
        return Err(Problem::conflict(message).into());
    }
    grants::grant(tx.conn(), id).await?;
    let plan = plans::name_of(tx.conn(), id).await?;
    tx.commit().await?;
    Ok(format!("{name} is now on the {plan} plan."))
}

async fn two_factor_off(db: &Db, order: &Person) -> Result<String> {
    let was_on = operator::two_factor_off(db, &order.email).await?;
    let now = if was_on { "now" } else { "already" };
    Ok(format!(
        "Two-factor authentication for {} is {now} off.",
        order.email
    ))
}

async fn open_staff_area(db: &Db, order: &Person) -> Result<String> {
    let (new, second_step) = operator::grant_staff(db, &order.email).await?;
    let now = if new { "now" } else { "already" };
    let area = format!("{}/admin/accounts", order.config.origin());
    let next = if second_step || order.config.staffing.staff_without_two_factor {
        String::new()
    } else {
        format!(
            "\nTo open it, they must turn on two-factor authentication at {}/two-factor and sign in with a code.",
            order.config.origin()
        )
    };
    Ok(format!("{} is {now} staff: {area}.{next}", order.email))
}

async fn close_staff_area(db: &Db, order: &Person) -> Result<String> {
    let was = operator::revoke_staff(db, &order.email).await?;
    let words = if was { "no longer" } else { "not" };
    Ok(format!("{} is {words} staff.", order.email))
}

async fn reset_link(db: &Db, order: &Person) -> Result<String> {
    let link = operator::reset_link(db, &order.config.origin(), &order.email).await?;
    let minutes = Purpose::PasswordReset.minutes();
    Ok(format!(
        "{link}\nThis link works once and expires in {minutes} minutes. Anyone who has it can sign in as this user."
    ))
}

async fn sign_up_link(db: &Db, order: &Person) -> Result<String> {
    let link = operator::sign_up_link(db, &order.config.origin(), &order.email).await?;
    let hours = Purpose::SignUp.minutes() / 60;
    Ok(format!(
        "{link}\nThis link works once, with the password they chose, and expires in {hours} hours."
    ))
}

async fn change(db: &Db, order: &Credits) -> Result<String> {
    let reason = order.reason.trim();
    if order.amount == 0 {
        return Err(Problem::bad_request(
            "Enter an amount above 0 to add credits, or below 0 to remove them.",
        )
        .into());
    }
    if reason.is_empty() {
        return Err(Problem::bad_request("Enter a reason. It is shown in the account's ledger.").into());
    }
    let mut tx = db.system(Reason::Operate).await?;
    let (account, name) = account(tx.conn(), &order.whose).await?;
    let changed = if order.amount > 0 {
        ledger::grant(tx.conn(), account, order.amount, reason).await
    } else {
        ledger::adjust(tx.conn(), account, order.amount, reason).await
    };
    let balance = ledger::balance_of(tx.conn(), account).await?;
    match changed {
        Ok(()) => {}
        Err(Error::Problem(_)) => {
            let message = format!("{name} has {balance} credits. Remove at most that many.");
            return Err(Problem::conflict(message).into());
        }
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(format!("{name} now has {balance} credits."))
}

/// The account that is meant; of several, the one that is named.
async fn account(conn: &mut PgConnection, order: &Whose) -> Result<(AccountId, String)> {
    let mut found = accounts::of_email(conn, order.email.trim()).await?;
    if found.is_empty() {
        let message = format!(
            "No account has a member with the email address {}. Check the address.",
            order.email
        );
        return Err(Problem::conflict(message).into());
    }
    let all = list(&found);
    if let Some(wanted) = order.account.as_deref().map(str::trim) {
        found.retain(|(id, name)| id.to_string() == wanted || name.to_lowercase() == wanted.to_lowercase());
        if found.is_empty() {
            let message = format!(
                "{} isn't a member of “{wanted}”. Choose one of: {all}.",
                order.email
            );
            return Err(Problem::conflict(message).into());
        }
    }
    match &found[..] {
        [(id, name)] => Ok((AccountId(*id), name.clone())),
        several => {
            let message = format!(
                "{} is a member of several accounts: {}. Choose one with --account NAME or ID.",
                order.email,
                list(several)
            );
            Err(Problem::conflict(message).into())
        }
    }
}

fn list(accounts: &[(Uuid, String)]) -> String {
    let names: Vec<_> = accounts
        .iter()
        .map(|(id, name)| format!("{name} ({id})"))
        .collect();
    names.join(", ")
}
