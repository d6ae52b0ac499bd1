//! The account's plan: what it has and could have, and where it is paid for.

use igny8::auth::ownership::PATH as OWNERSHIP;
use igny8::billing::plan::{PaymentLink, PlanOverview};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;

use crate::billing::webhook;
use crate::error::Result;
use crate::repo::auth::{accounts, ownership};
use crate::repo::billing::{limits, plans, subscriptions};
use crate::repo::row::rfc3339;
use crate::services::RequestContext;
use crate::tenancy::Reason;

/// What the page shows.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn overview(context: &RequestContext) -> Result<PlanOverview> {
    let grant = context.scope()?.require(Verb::Read, Resource::Credits)?;
    let mut tx = context.app.db.begin(&grant).await?;
    let mut offers = plans::offers(&mut tx).await?;
    if context.app.config.platform_models.key().is_none() {
        // What no key is there for, no plan includes.
        for offer in &mut offers {
            offer.platform_factor = None;
        }
    }
    let current = offers.iter().find(|offer| offer.current);
    let current = current.ok_or_else(|| Problem::not_found("plan"))?;
    let usage = limits::usage(&mut tx, current).await?;
    let shown = subscriptions::shown(&mut tx).await?;
    let payment = context.app.payments.stripe().is_some();
    Ok(PlanOverview {
        status: shown.status,
        period_end: shown.period_end.map(rfc3339),
        ends_at: shown.ends_at.map(rfc3339),
        grace_until: shown.grace_until.map(rfc3339),
        payment,
        manageable: payment && shown.customer.is_some() && shown.subscription.is_some(),
        usage,
        plans: offers,
    })
}

/// Where this plan is paid for: a checkout, or the portal for whoever pays already, who would pay twice else.
///
/// # Errors
/// As [`igny8::services::Services`] says; 409 where no payments are taken, 503 if Stripe does not answer.
pub async fn checkout(context: &RequestContext, plan: &str) -> Result<PaymentLink> {
    let scope = context.scope()?;
    let grant = scope.require(Verb::Update, Resource::Credits)?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let payments = &context.app.payments;
    payments.required()?;
    let mut tx = context.app.db.begin(&grant.to_read()).await?;
    let price = plans::price(&mut tx, plan).await?;
    let price =
        price.ok_or_else(|| Problem::field("plan", "This plan can't be bought. Choose another one."))?;
    let shown = subscriptions::shown(&mut tx).await?;
    let frame = accounts::frame(&mut tx, user).await?;
    let leaves = ownership::account(&mut tx).await?.delete_at.is_some();
    drop(tx);
    if leaves {
        let detail = "This account is scheduled for deletion. Keep it first, then choose a plan.";
        return Err(Problem::conflict(detail)
            .help_link("Keep account", OWNERSHIP)
            .into());
    }
    let origin = &context.caller.origin;
    if let Some(customer) = shown.customer.as_deref().filter(|_| shown.is_live()) {
        let url = payments.portal(customer, origin).await?;
        return Ok(PaymentLink { url });
    }
    let account = scope.account();
    let customer = match shown.customer {
        Some(customer) if payments.subscribed(&customer).await? => {
            let url = payments.portal(&customer, origin).await?;
            return Ok(PaymentLink { url });
        }
        Some(customer) => customer,
        None => {
            let made = payments
                .customer(account, &frame.account.label, &frame.email)
                .await?;
            let mut tx = context.app.db.system(Reason::Bill).await?;
            let kept = subscriptions::keep_customer(tx.conn(), account, &made).await?;
            tx.commit().await?;
            kept
        }
    };
    let url = payments.checkout(account, customer, plan, price, origin).await?;
    Ok(PaymentLink { url })
}

/// Where the subscription, the card and the invoices are managed.
///
/// # Errors
/// As [`checkout`]; 409 for an account that has paid for nothing yet.
pub async fn portal(context: &RequestContext) -> Result<PaymentLink> {
    let grant = context.scope()?.require(Verb::Update, Resource::Credits)?;
    context.app.payments.required()?;
    let mut tx = context.app.db.begin(&grant.to_read()).await?;
    let shown = subscriptions::shown(&mut tx).await?;
    drop(tx);
    let customer = shown.customer.filter(|_| shown.subscription.is_some());
    let customer = customer
        .ok_or_else(|| Problem::conflict("There is no subscription to manage yet. Choose a plan first."))?;
    let url = context
        .app
        .payments
        .portal(&customer, &context.caller.origin)
        .await?;
    Ok(PaymentLink { url })
}

/// Takes a webhook in, and asks Stripe beside the answer what has become of the account that it is about.
///
/// # Errors
/// 400 for what Stripe did not sign, 404 where no signing secret is configured.
pub async fn webhook(app: &crate::state::App, signature: &str, body: &[u8]) -> Result<()> {
    if let Some(account) = webhook::receive(&app.db, &app.payments, signature, body).await? {
        webhook::follow(&app.db, &app.payments, account);
    }
    Ok(())
}
