//! Resources of the protocol: each declared resource as a document that describes it, and each row at an address below.

use igny8::error::Problem;
use igny8::page::PageConfig;
use igny8::permission::{Role, Verb};
use igny8::registry;
use igny8::resource::Resource;
use mcp_endpoint::rmcp::model::{Resource as Listed, ResourceTemplate};
use serde_json::Value;

use crate::http::mcp::{Asked, describe, reading};

/// What the addresses begin with.
const SCHEME: &str = "igny8://";
/// What they hold.
pub const JSON: &str = "application/json";

/// The documents that a role sees.
pub fn all(role: Role) -> Vec<Listed> {
    let pages = registry::pages().filter_map(|page| match page {
        PageConfig::Table(table) => Some((table.resource(), table.title, table.purpose)),
        PageConfig::Form(form) => Some((form.entity.resource, form.title, "")),
        PageConfig::Dashboard(_) | PageConfig::Screen(_) | PageConfig::System(_) => None,
    });
    pages
        .filter(|(resource, ..)| role.may(Verb::Read, *resource))
        .map(|(resource, title, purpose)| {
            let mut listed = Listed::new(format!("{SCHEME}{}", resource.path()), resource.path())
                .with_title(title)
                .with_mime_type(JSON);
            if !purpose.is_empty() {
                listed = listed.with_description(purpose);
            }
            listed
        })
        .collect()
}

/// The addresses of rows.
pub fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{SCHEME}{{module}}/{{resource}}/{{id}}"), "row")
            .with_title("One row")
            .with_description(
                "A row of any resource by its id, with what its page shows, such as an article's text.",
            )
            .with_mime_type(JSON),
    ]
}

/// What is at an address.
///
/// # Errors
/// 404 for an address that is none of ours, and for a row that is not there; 403 where the role does not read it.
pub async fn read(asked: &Asked, address: &str) -> Result<Value, Problem> {
    let nothing = || Problem::not_found("resource");
    let path = address.strip_prefix(SCHEME).ok_or_else(nothing)?;
    let mut parts = path.splitn(3, '/');
    let (module, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let resource = Resource::by_path(&format!("{module}/{name}")).ok_or_else(nothing)?;
    let scope = asked.ctx.scope()?;
    match parts.next() {
        None => {
            scope.require(Verb::Read, resource)?;
            let said = describe::resource(resource, scope.role());
            if said.is_null() { Err(nothing()) } else { Ok(said) }
        }
        Some(id) => {
            let id = id.parse().map_err(|_| nothing())?;
            let one = reading::one(asked, resource, Some(id)).await?;
            serde_json::to_value(one).map_err(|_| Problem::internal())
        }
    }
}
