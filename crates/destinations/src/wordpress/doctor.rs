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
        .push(("May", "write, publish, upload pictures".to_owned()));
    if let Some(names) = plugins.names() {
        health.facts.push(("Meta data", names));
    }
    let editor = match blocks::style(&site, &plugins).await {
        Some(_) => "posts are written in blocks",
        None => "posts are written as HTML for the classic editor",
    };
    health.facts.push(("Editor", editor.to_owned()));
    if let Some(closed) = &site.me.closed {
        health.warnings.push(format!(
            "The route /wp/v2/users/me is closed ({closed}), so the user's rights were found from posts. If something is \
             refused, open that route for signed-in users in the security plugin that protects user names."
        ));
    }
    health.warnings.extend(plugins.missing(&site.index));
    if let Some(beside) = client.beside.get() {
        health.warnings.push(format!(
            "Something is printed beside the REST API's answers (“{beside}”); it is read around. Mend or update the plugin \
             that prints it, or set WP_DEBUG_DISPLAY to false."
        ));
    }
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
