//! Categories and tags: those that the site has are used, the others are added.

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Told;
use super::characters;
use super::lenient;
use super::site::Site;
use crate::error::DestinationError;
use crate::markup::{decode, escape, single_spaced};

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
    #[serde(deserialize_with = "lenient::id")]
    id: u64,
    #[serde(default, deserialize_with = "lenient::text")]
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
        let found = match one(site, kind, &name).await {
            Ok(found) => found,
            // What no later attempt changes; what may pass is waited for.
            Err(error) if is_lasting(&error) => {
                differences.push(format!("The {} “{name}” isn't set: {error}.", kind.singular()));
                continue;
            }
            Err(error) => return Err(error),
        };
        match found {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(said) if said.is_about_rights() => differences.push(format!(
                "The {} “{name}” isn't set: it doesn't exist on the site, and the WordPress user can't add it.",
                kind.singular()
            )),
            // An article need not wait for its categories.
            Err(said) => {
                let what = format!("the {} “{name}”", kind.singular());
                differences.push(format!("The {} “{name}” isn't set: {}.", kind.singular(), said.about(&what)));
            }
        }
    }
    Ok(ids)
}

async fn one(site: &Site<'_>, kind: Kind, name: &str) -> Result<Told<u64>, DestinationError> {
    match find(site, kind, name).await? {
        Ok(Some(id)) => Ok(Ok(id)),
        Ok(None) => add(site, kind, name).await,
        Err(said) => Ok(Err(said)),
    }
}

/// Whether a route answers with something else than terms, and will do so again.
const fn is_lasting(error: &DestinationError) -> bool {
    matches!(
        error,
        DestinationError::Malformed { .. } | DestinationError::Moved { .. }
    )
}

/// By the exact name; WordPress' own search takes parts of names, and knows them with their characters escaped.
async fn find(site: &Site<'_>, kind: Kind, name: &str) -> Result<Told<Option<u64>>, DestinationError> {
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
        let found: Vec<Term> = match site.get(kind.route(), &parameters).await? {
            Ok(found) => found,
            Err(said) => return Ok(Err(said)),
        };
        if let Some(term) = found.iter().find(|term| folded(&decode(&term.name)) == wanted) {
            return Ok(Ok(Some(term.id)));
        }
    }
    Ok(Ok(None))
}

fn folded(name: &str) -> String {
    single_spaced(name).to_lowercase()
}

/// Adds one; that somebody else has added it meanwhile, or that only its address differs, is as good. A name that the
/// database does not take is asked for once more without the characters of four bytes.
async fn add(site: &Site<'_>, kind: Kind, name: &str) -> Result<Told<u64>, DestinationError> {
    let mut name = name.to_owned();
    loop {
        let added = site
            .post::<Term>(kind.route(), &[("_fields", "id,name")], &json!({"name": name}))
            .await?;
        let said = match added {
            Ok(term) => return Ok(Ok(term.id)),
            Err(said) => said,
        };
        if said.code == "term_exists" {
            // Older versions give the number alone.
            let number = |id: &Value| id.as_u64().or_else(|| id.as_str()?.parse().ok());
            let id = number(&said.data["term_id"]).or_else(|| number(&said.data));
            return Ok(id.ok_or(said));
        }
        let simpler = characters::without(&name);
        if !said.is_about_database() || simpler == name || simpler.is_empty() {
            return Ok(Err(said));
        }
        if let Ok(Some(id)) = find(site, kind, &simpler).await? {
            return Ok(Ok(id));
        }
        name = simpler;
    }
}
