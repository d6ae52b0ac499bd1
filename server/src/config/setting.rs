//! What holds of one variable, and how it may be shown.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use url::Url;

use super::variable::Variable;

/// What stands in place of a secret.
const HIDDEN: &str = "•••";

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag,
    /// The environment.
    Environment,
    /// This file, which the environment names.
    File(PathBuf),
    /// The declaration.
    Default,
    /// Nowhere: it is not set.
    Unset,
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("flag"),
            Self::Environment => formatter.write_str("environment"),
            Self::File(path) => write!(formatter, "file {}", path.display()),
            Self::Default => formatter.write_str("default"),
            Self::Unset => formatter.write_str("not set"),
        }
    }
}

/// What holds of one variable.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The variable.
    pub variable: Variable,
    /// Where its value comes from.
    pub source: Source,
    pub(super) value: Option<Value>,
}

/// A value, which shows itself to nobody who only debugs.
#[derive(Clone)]
pub(super) struct Value(pub(super) OsString);

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HIDDEN)
    }
}

impl Setting {
    /// The value as anybody may see it: of a secret only where it leads, if it is an address.
    pub fn shown(&self) -> Option<String> {
        let Some(Value(value)) = &self.value else {
            return self.variable.default();
        };
        let text = value.to_string_lossy().into_owned();
        Some(if self.variable.is_secret() {
            hidden(&text)
        } else {
            text
        })
    }

    /// What clap takes the value from, in place of the environment.
    pub(crate) fn value(&self) -> Option<OsString> {
        self.value.as_ref().map(|Value(value)| value.clone())
    }
}

/// A secret as it may be shown: an address without user, password and parameters, anything else not at all.
fn hidden(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if url.has_host() => {
            if url.password().is_some() {
                let _ = url.set_password(Some("HIDDEN"));
            } else if !url.username().is_empty() {
                let _ = url.set_username("HIDDEN");
            }
            if url.query().is_some() {
                url.set_query(Some("HIDDEN"));
            }
            url.set_fragment(None);
            url.to_string().replace("HIDDEN", HIDDEN)
        }
        _ => HIDDEN.to_owned(),
    }
}
