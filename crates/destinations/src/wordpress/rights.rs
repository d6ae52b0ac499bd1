//! What the WordPress user may do: as the route of users says it, or, where that is closed, as posts show it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::lenient;
use super::look::Look;
use super::said::Said;
use super::site::Site;
use crate::error::DestinationError;

const ROUTE: &str = "/wp/v2/users/me";

/// The user that WordPress sees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Me {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient::texts")]
    pub(super) roles: Vec<String>,
    capabilities: BTreeMap<String, Value>,
    /// What the route of users answered in its place.
    #[serde(skip)]
    pub(super) closed: Option<String>,
}

impl Me {
    /// Whether the user has a right, by WordPress' name.
    pub(super) fn may(&self, right: &str) -> bool {
        // Some plugins write rights as 1 or "1".
        match self.capabilities.get(right) {
            Some(Value::Bool(has)) => *has,
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            Some(Value::String(text)) => text == "1",
            _ => false,
        }
    }

    /// A user of whom posts are all that is known. What they do not say is taken for allowed where WordPress will refuse
    /// it by itself, and for forbidden where it would quietly spoil the text.
    fn seen(name: &str, look: &Look, closed: String) -> Self {
        let rights = [
            ("edit_posts", true),
            ("publish_posts", look.may("publish").unwrap_or(true)),
            ("upload_files", true),
            ("unfiltered_html", look.may("unfiltered-html").unwrap_or(false)),
            ("manage_categories", look.may("create-categories").unwrap_or(true)),
        ];
        Self {
            name: name.to_owned(),
            capabilities: rights
                .into_iter()
                .map(|(right, has)| (right.to_owned(), Value::Bool(has)))
                .collect(),
            closed: Some(closed),
            ..Self::default()
        }
    }
}

/// The user. Security plugins and firewalls close the route of users against the guessing of names; posts as they are
/// edited show that somebody is signed in who may write.
pub(super) async fn of_user(site: &Site<'_>, home: &Url) -> Result<Me, DestinationError> {
    let fields = [("context", "edit"), ("_fields", "id,name,roles,capabilities")];
    let refused = match site.get::<Value>(ROUTE, &fields).await {
        Ok(Ok(user)) => match serde_json::from_value::<Me>(user) {
            Ok(me) if !me.capabilities.is_empty() => return Ok(me),
            _ => Refused::Empty,
        },
        Ok(Err(said)) if said.is_about_sign_in() => return Err(said.about("the user")),
        Ok(Err(said)) => Refused::Said(said),
        Err(
            error @ (DestinationError::Malformed { .. }
            | DestinationError::Moved { .. }
            | DestinationError::Broken(_)
            | DestinationError::Unavailable { .. }),
        ) => Refused::Error(error),
        Err(error) => return Err(error),
    };
    match Look::take(site).await {
        Ok(Ok(look)) => Ok(Me::seen(&site.client.user, &look, refused.words())),
        Ok(Err(said)) if said.is_about_sign_in() => Err(said.about("the user")),
        // WordPress itself says so of single rights, never of all its posts: that is a plugin.
        Ok(Err(said)) if said.code == "rest_forbidden" && said.status == 403 => {
            Err(DestinationError::RestDisabled { detail: said.words() })
        }
        // Recognised, and nobody who may write.
        Ok(Err(said)) if said.is_about_rights() => Err(DestinationError::NotAllowed {
            detail: format!(
                "the WordPress user {} doesn't have permission to write posts ({})",
                site.client.user,
                said.words()
            ),
        }),
        Ok(Err(said)) if said.status == 401 && said.wall.is_none() => {
            let said = match refused {
                Refused::Said(first) if first.code == "rest_not_logged_in" => first,
                _ => said.told_to_nobody(),
            };
            Err(site.not_signed_in(said, home).await)
        }
        _ => Err(match refused {
            Refused::Said(said) => site.not_signed_in(said, home).await,
            Refused::Error(error) => error,
            Refused::Empty => DestinationError::UsersClosed {
                detail: refused.words(),
            },
        }),
    }
}

/// Why the route of users gave no user.
enum Refused {
    Empty,
    Said(Said),
    Error(DestinationError),
}

impl Refused {
    fn words(&self) -> String {
        match self {
            Self::Empty => "an answer without the user".to_owned(),
            Self::Said(said) => said.words(),
            Self::Error(error) => error.to_string(),
        }
    }
}
