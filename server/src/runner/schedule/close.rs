//! Closes accounts that their owners have decided to delete: reminds them, and removes everything once the time has come.

use igny8::auth::ownership::PATH;
use igny8::id::AccountId;
use igny8::permission::Role;
use igny8::resource::Resource;

use crate::error::Result;
use crate::repo::auth::closing;
use crate::repo::mail::{self, Content, Outgoing};
use crate::repo::{self, delete};
use crate::state::App;
use crate::tenancy::{Reason, Scope, SiteAccess, Via};

/// Reminds owners, and removes what is due.
pub(super) async fn close(app: &App) -> Result<()> {
    remind(app).await?;
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = closing::due(tx.conn()).await?;
    tx.commit().await?;
    for account in due {
        // One that cannot be removed must not hold up the others.
        if let Err(error) = remove(app, account).await {
            tracing::error!(
                %account, error = &error as &dyn std::error::Error,
                "an account could not be removed; trying again"
            );
        }
    }
    Ok(())
}

/// Marks all that hangs on sites first, which lets triggers count it off, and removes the account then.
async fn remove(app: &App, account: AccountId) -> Result<()> {
    let scope = Scope::verified(account, None, Role::Owner, Via::Task, SiteAccess::All);
    let mut tx = app.db.begin_long(&scope.member_writing()).await?;
    let Some(sites) = closing::held_sites(&mut tx).await? else {
        return Ok(());
    };
    if !sites.is_empty() {
        delete::mark(&mut tx, repo::table(Resource::Sites), &sites).await?;
    }
    tx.commit().await?;
    let mut tx = app.db.system(Reason::Schedule).await?;
    let gone = closing::remove(tx.conn(), account).await?;
    tx.commit().await?;
    if gone {
        app.members.forget();
        app.events.forget(account).await?;
        tracing::info!(%account, "an account was removed as its owner decided");
    }
    Ok(())
}

async fn remind(app: &App) -> Result<()> {
    let Some(origin) = app.db.mail_origin() else {
        return Ok(());
    };
    let mut tx = app.db.system(Reason::Mail).await?;
    for soon in closing::remind(tx.conn()).await? {
        let content = Content::AccountDeletion {
            account: soon.name,
            day: soon.at.format("%Y-%m-%d").to_string(),
            link: format!("{origin}{PATH}"),
        };
        for owner in soon.owners {
            let outgoing = Outgoing {
                account: Some(soon.account),
                user: Some(owner.id),
                to: &owner.email,
                name: &owner.name,
                content: &content,
            };
            mail::put(tx.conn(), app.db.sealer(), outgoing).await?;
        }
    }
    Ok(tx.commit().await?)
}
