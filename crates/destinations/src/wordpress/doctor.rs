//! Looks whether articles can be published on a site, and names the fault if not.

use url::Url;

use super::blocks;
use super::client::Client;
use super::discover::version;
use super::meta::Plugins;
use super::rights::Me;
use super::site::Site;
use crate::destination::Health;
use crate::error::DestinationError;
use crate::markup::decode;

/// Checks a site without changing anything there.
pub(super) async fn check(client: &Client, home: &Url) -> Result<Health, DestinationError> {
    let site = Site::open(client, home).await?;
    rights(&site.me)?;
    let plugins = Plugins::of(&site).await;
    let mut health = Health::default();
    health.facts.push(("Site", decode(&site.index.name)));
    if let Some(version) = version(client, home).await {
        health.facts.push(("WordPress", version));
    }
    let mut user = decode(&site.me.name);
    if !site.me.roles.is_empty() {
        user = format!("{user} ({})", site.me.roles.join(", "));
    }
    health.facts.push(("User", user));
    health
        .facts
        .push(("May", "write, publish, upload images".to_owned()));
    if let Some(names) = plugins.names() {
        health.facts.push(("Metadata", names));
    }
    let editor = match blocks::style(&site, &plugins).await {
        Some(_) => "posts use blocks",
        None => "posts use HTML for the classic editor",
    };
    health.facts.push(("Editor", editor.to_owned()));
    if let Some(closed) = &site.me.closed {
        health.warnings.push(format!(
            "The route /wp/v2/users/me is blocked ({closed}), so the user's permissions were checked through posts. If something is refused, allow that route for signed-in users in the security plugin that protects usernames."
        ));
    }
    health.warnings.extend(plugins.missing(&site.index));
    if let Some(beside) = client.beside.get() {
        health.warnings.push(format!(
            "The REST API responses contain extra output (“{beside}”). It is ignored. Fix or update the plugin that prints it, or set WP_DEBUG_DISPLAY to false."
        ));
    }
    if !site.me.may("unfiltered_html") {
        health.warnings.push(
            "The user can't add scripts, so structured data is skipped. Assign the role Editor or Administrator, or let an SEO plugin add it."
                .to_owned(),
        );
    }
    if !site.me.may("manage_categories") {
        health
            .warnings
            .push("The user can't add categories. Only existing categories are set.".to_owned());
    }
    Ok(health)
}

/// Refuses a user without what publishing takes.
pub(super) fn rights(me: &Me) -> Result<(), DestinationError> {
    let needed = [
        ("edit_posts", "write posts"),
        ("publish_posts", "publish posts"),
        ("upload_files", "upload images"),
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
            "the WordPress user {} doesn't have permission to {}",
            decode(&me.name),
            missing.join(" and to ")
        ),
    })
}
