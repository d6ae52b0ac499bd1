//! What is known of each variable: its declaration, read from the fields of `Config`.

use std::any::TypeId;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Args as _, Command};
use secrecy::SecretString;

use super::Config;

/// One variable. It shows its name alone, since clap keeps with an argument what the environment says of it.
#[derive(Clone)]
pub struct Variable {
    arg: Arg,
}

impl fmt::Debug for Variable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// All variables, in the order of their declaration.
pub fn variables() -> Vec<Variable> {
    of(&Config::augment_args(Command::new("igny8")))
}

/// The variables of a command.
pub(super) fn of(command: &Command) -> Vec<Variable> {
    let declared = command.get_arguments().filter(|arg| arg.get_env().is_some());
    declared.cloned().map(|arg| Variable { arg }).collect()
}

/// Variables that others read than this program, and what they are for: of `docker compose`, the scripts, and logs.
pub const fn elsewhere() -> &'static [(&'static str, &'static str)] {
    &[
        ("RUST_LOG", "how much is logged: `error`, `warn`, `info`, `debug`"),
        (
            "IGNY8_DOMAIN",
            "the name of the site, for Caddy and `docker compose`",
        ),
        (
            "IGNY8_ADMIN_EMAIL",
            "whom certificate authorities write to, for Caddy",
        ),
        (
            "IGNY8_UPSTREAM",
            "where Caddy finds the web servers without compose",
        ),
        ("IGNY8_UPSTREAMS", "how Caddy finds the web servers"),
        ("IGNY8_HEALTH_PATH", "what Caddy asks the web servers for"),
        ("IGNY8_BODY_MAX", "the largest upload that Caddy lets through"),
        ("IGNY8_HTTP_PORT", "the port of the host for HTTP"),
        ("IGNY8_HTTPS_PORT", "the port of the host for HTTPS"),
        ("IGNY8_IMAGE", "the image that `docker compose` runs"),
        ("IGNY8_POSTGRES_IMAGE", "the image of PostgreSQL with pgBackRest"),
        ("IGNY8_MEMORY", "the most memory of each container of ours"),
        ("IGNY8_CPUS", "the most processors of each container of ours"),
        ("IGNY8_WEBS", "how many web servers `docker compose` runs"),
        (
            "IGNY8_OWNER_PASSWORD",
            "the password of the tables' owner, for `docker compose`",
        ),
        (
            "IGNY8_APP_PASSWORD",
            "the password of the login that serves, for `docker compose`",
        ),
        ("IGNY8_WORKERS", "how many workers `docker compose` runs"),
        (
            "IGNY8_ADMIN_DATABASE_URL",
            "the superuser of the scripts' PostgreSQL",
        ),
        ("IGNY8_POSTGRES_PORT", "the port of the scripts' PostgreSQL"),
        ("IGNY8_POSTGRES_BIN", "where the scripts find PostgreSQL"),
        ("IGNY8_REDIS_PORT", "the port of the scripts' Redis"),
        ("IGNY8_WORDPRESS_PORT", "the port of the scripts' WordPress"),
        ("IGNY8_MARIADB_PORT", "the port of the scripts' MariaDB"),
        ("IGNY8_BASE_URL", "where browser tests find the server"),
        ("IGNY8_CHROMIUM", "the browser of the tests"),
        ("IGNY8_PROGRAM", "the program of the tests"),
        ("IGNY8_BLESS", "lets tests write what they compare"),
        ("IGNY8_KEEP_BLOCKS", "where a test keeps what it made"),
    ]
}

impl Variable {
    /// Its name, such as `IGNY8_ADDR`.
    pub fn name(&self) -> &str {
        self.arg.get_env().and_then(OsStr::to_str).unwrap_or_default()
    }

    /// The id of its argument.
    pub(super) fn id(&self) -> &str {
        self.arg.get_id().as_str()
    }

    /// What it is for, in one line.
    pub fn text(&self) -> String {
        let text = self.arg.get_long_help().or_else(|| self.arg.get_help());
        let text = text.map(ToString::to_string).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its value where nothing else is said.
    pub fn default(&self) -> Option<String> {
        if self.is_switch() {
            return Some("false".to_owned());
        }
        let default = self.arg.get_default_values().first();
        default.map(|text| text.to_string_lossy().into_owned())
    }

    /// Whether the program cannot run without it.
    pub fn is_required(&self) -> bool {
        self.arg.is_required_set()
    }

    /// Whether it may be shown to nobody. It may be read from a file then, which `NAME_FILE` names.
    pub fn is_secret(&self) -> bool {
        self.is_a::<SecretString>()
    }

    fn is_switch(&self) -> bool {
        matches!(self.arg.get_action(), ArgAction::SetTrue)
    }

    fn is_a<T: 'static>(&self) -> bool {
        self.arg.get_value_parser().type_id() == TypeId::of::<T>()
    }

    /// The name of the variable that names a file with its value.
    pub fn file_name(&self) -> Option<String> {
        self.is_secret().then(|| format!("{}_FILE", self.name()))
    }

    /// What its values are.
    pub fn kind(&self) -> String {
        let choices: Vec<PossibleValue> = self.arg.get_possible_values();
        if self.is_switch() {
            "`true` or `false`".to_owned()
        } else if !choices.is_empty() {
            let names: Vec<String> = choices
                .iter()
                .map(|choice| format!("`{}`", choice.get_name()))
                .collect();
            names.join(" or ")
        } else if self.is_secret() {
            "a secret".to_owned()
        } else if self.is_a::<SocketAddr>() {
            "an IP address and a port".to_owned()
        } else if self.is_a::<PathBuf>() {
            "a path".to_owned()
        } else if self.is_a::<u32>() || self.is_a::<u64>() || self.is_a::<usize>() || self.is_a::<i64>() {
            "a whole number".to_owned()
        } else {
            "a text".to_owned()
        }
    }

    /// Why a value does not fit; nothing if it does.
    pub(super) fn refuses(&self, value: &OsStr) -> Option<String> {
        let mut arg = self.arg.clone().env(None::<&str>).long("value").required(false);
        if self.is_switch() {
            // In the environment a switch has a value, which it has not on the command line.
            arg = arg.action(ArgAction::Set).num_args(1);
        }
        let command = Command::new("igny8").no_binary_name(true).arg(arg);
        let mut given = OsString::from("--value=");
        given.push(value);
        let error = command.try_get_matches_from([given]).err()?;
        let why = std::error::Error::source(&error).map(ToString::to_string);
        Some(why.unwrap_or_else(|| "it is none of these".to_owned()))
    }
}

/// An argument that looks into no environment: its value stands in place of the default.
pub(super) fn settled(arg: Arg, value: Option<OsString>) -> Arg {
    let arg = arg.env(None::<&str>);
    match value {
        Some(value) => arg.required(false).default_value(value),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Variable {
        variables().into_iter().find(|each| each.name() == name).unwrap()
    }

    #[test]
    fn each_variable_is_declared_once_with_its_text() {
        let mut seen = std::collections::BTreeSet::new();
        for variable in variables() {
            assert!(
                seen.insert(variable.name().to_owned()),
                "{} is there twice",
                variable.name()
            );
            assert!(variable.text().len() > 10, "{} says nothing", variable.name());
            assert!(
                !variable.is_secret() || variable.arg.is_hide_env_values_set(),
                "{} shows in help",
                variable.name()
            );
            let secret = ["SECRET", "PASSWORD", "TOKEN", "_KEY"]
                .iter()
                .any(|word| variable.name().ends_with(word));
            assert!(
                !secret || variable.is_secret(),
                "{} is no secret",
                variable.name()
            );
        }
        assert!(seen.len() > 50);
    }

    #[test]
    fn kinds_and_refusals_follow_from_types() {
        assert_eq!(named("IGNY8_ADDR").kind(), "an IP address and a port");
        assert_eq!(
            named("IGNY8_FORWARDING").kind(),
            "`x-forwarded-for` or `forwarded`"
        );
        assert_eq!(
            named("IGNY8_SECRET").file_name().as_deref(),
            Some("IGNY8_SECRET_FILE")
        );
        assert_eq!(named("IGNY8_ADDR").file_name(), None);
        assert!(named("IGNY8_WORKER_SLOTS").refuses(OsStr::new("many")).is_some());
        assert!(named("IGNY8_STALL_SECONDS").refuses(OsStr::new("0")).is_some());
        assert!(named("IGNY8_STALL_SECONDS").refuses(OsStr::new("1")).is_none());
        assert!(
            named("IGNY8_EGRESS_LOOPBACK")
                .refuses(OsStr::new("maybe"))
                .is_some()
        );
        assert!(named("IGNY8_EGRESS_LOOPBACK").refuses(OsStr::new("on")).is_none());
        assert!(named("IGNY8_FORWARDING").refuses(OsStr::new("both")).is_some());
        assert!(named("DATABASE_URL").is_required());
    }
}
