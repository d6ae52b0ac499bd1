//! Looks whether articles can be published on a site, and names the fault if not.

use url::Url;

use super::client::Client;
use super::discover::version;
use super::meta::Plugins;
use super::site::{Me, Site};
use crate::integrations::destination::Health;
use crate::integrations::error::DestinationError;
use crate::integrations::markup::decode;

/// Checks a site without changing anything there.
pub(super) async fn check(client: &Client, home: &Url) -> Result<Health, DestinationError> {
    let site = Site::open(client, home).await?;
    rights(&site.me)?;
    let plugins = Plugins::of(&site).await?;
    let mut health = Health::default();
    health.facts.push(("Site", decode(&site.index.name)));
    if let Some(version) = version(client, home).await {
        health.facts.push(("WordPress", version));
    }
    let roles = site.me.roles.join(", ");
    health
        .facts
        .push(("User", format!("{} ({roles})", decode(&site.me.name))));
    health
        .facts
        .push(("May", "write, publish, upload pictures".to_owned()));
    if let Some(names) = plugins.names() {
        health.facts.push(("Meta data", names));
    }
    health.warnings.extend(plugins.missing(&site.index));
    if !site.me.may("unfiltered_html") {
        health.warnings.push(
            "The user may not write scripts, so structured data is left out: give the role Editor or Administrator, \
             or let an SEO plugin make it."
                .to_owned(),
        );
    }
    if !site.me.may("manage_categories") {
        health.warnings.push(
            "The user may not add categories: only those that the site has already are set.".to_owned(),
        );
    }
    Ok(health)
}

/// Refuses a user without what publishing takes.
pub(super) fn rights(me: &Me) -> Result<(), DestinationError> {
    let needed = [
        ("edit_posts", "write posts"),
        ("publish_posts", "publish posts"),
        ("upload_files", "upload pictures"),
    ];
    let missing: Vec<_> = needed
        .iter()
        .filter(|(right, _)| !me.may(right))
        .map(|(_, what)| *what)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(DestinationError::NotAllowed {
        detail: format!(
            "the WordPress user {} has no right to {}",
            decode(&me.name),
            missing.join(" and to ")
        ),
    })
}
