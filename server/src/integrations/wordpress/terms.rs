//! Categories and tags: those that the site has are used, the others are added.

use serde::Deserialize;
use serde_json::json;

use super::said::Said;
use super::site::Site;
use crate::integrations::error::DestinationError;
use crate::integrations::markup::{decode, escape, single_spaced};

/// Categories or tags.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Categories,
    Tags,
}

impl Kind {
    fn route(self) -> &'static str {
        match self {
            Self::Categories => "/wp/v2/categories",
            Self::Tags => "/wp/v2/tags",
        }
    }

    fn singular(self) -> &'static str {
        match self {
            Self::Categories => "category",
            Self::Tags => "tag",
        }
    }
}

#[derive(Deserialize)]
struct Term {
    id: u64,
    #[serde(default)]
    name: String,
}

/// The ids of all names in order, each once; what could not be had is told in `differences`.
pub(super) async fn ensure(
    site: &Site<'_>,
    kind: Kind,
    names: &[String],
    differences: &mut Vec<String>,
) -> Result<Vec<u64>, DestinationError> {
    let mut ids = Vec::new();
    for name in names {
        let name = single_spaced(name);
        if name.is_empty() {
            continue;
        }
        let id = match find(site, kind, &name).await? {
            Some(id) => Some(id),
            None => match add(site, kind, &name).await? {
                Ok(id) => Some(id),
                Err(said) if said.is_about_rights() => None,
                Err(said) => return Err(said.about(&format!("the {} “{name}”", kind.singular()))),
            },
        };
        match id {
            Some(id) if ids.contains(&id) => {}
            Some(id) => ids.push(id),
            None => differences.push(format!(
                "The {} “{name}” is not set: the site does not have it, and the WordPress user may not add it.",
                kind.singular()
            )),
        }
    }
    Ok(ids)
}

/// By the exact name; WordPress' own search takes parts of names, and knows them with their characters escaped.
async fn find(site: &Site<'_>, kind: Kind, name: &str) -> Result<Option<u64>, DestinationError> {
    let wanted = folded(name);
    let mut searches = vec![name.to_owned()];
    if escape(name) != name {
        searches.push(escape(name));
    }
    for search in searches {
        let parameters = [
            ("search", search.as_str()),
            ("per_page", "100"),
            ("orderby", "id"),
            ("_fields", "id,name"),
        ];
        let found: Vec<Term> = site
            .get(kind.route(), &parameters)
            .await?
            .map_err(|said| said.about("a look for categories and tags"))?;
        if let Some(term) = found.iter().find(|term| folded(&decode(&term.name)) == wanted) {
            return Ok(Some(term.id));
        }
    }
    Ok(None)
}

fn folded(name: &str) -> String {
    single_spaced(name).to_lowercase()
}

/// Adds one; that somebody else has added it meanwhile, or that only its address differs, is as good.
async fn add(site: &Site<'_>, kind: Kind, name: &str) -> Result<Result<u64, Said>, DestinationError> {
    let added = site
        .post::<Term>(kind.route(), &[], &json!({"name": name}))
        .await?;
    Ok(match added {
        Ok(term) => Ok(term.id),
        Err(said) if said.code == "term_exists" => match said.data["term_id"].as_u64() {
            Some(id) => Ok(id),
            None => Err(said),
        },
        Err(said) => Err(said),
    })
}
