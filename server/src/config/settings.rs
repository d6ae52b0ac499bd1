//! Where each value comes from: a flag, the environment, a file that the environment names, or the default. All that is wrong is
//! found at once.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Command, FromArgMatches as _};

use super::secret_file::contents;
use super::setting::{Setting, Source, Value};
use super::variable::{self, Variable, settled};
use super::{Config, Fault, nearest, unknown};

/// What holds of all variables.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Each variable, in the order of the declarations.
    pub all: Vec<Setting>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What is odd, but keeps nothing from working.
    pub warnings: Vec<Fault>,
}

impl Settings {
    /// Reads the variables of `command` from `environment`; `flags` are arguments with a value of the command line, which is more
    /// than any other says.
    pub fn read(
        command: &Command,
        environment: &HashMap<OsString, OsString>,
        flags: &HashMap<String, OsString>,
    ) -> Self {
        let mut found = Self {
            all: Vec::new(),
            faults: Vec::new(),
            warnings: strangers(environment),
        };
        for variable in variable::of(command) {
            found.add(variable, environment, flags);
        }
        if found.faults.is_empty()
            && found.is_whole()
            && let Some(config) = found.config()
        {
            found.faults = config.faults();
            found.warnings.extend(config.oddities());
        }
        found
    }

    /// The same of this process, without a command line.
    pub fn of_environment() -> Self {
        let command = <Config as clap::Args>::augment_args(Command::new("igny8"));
        Self::read(&command, &environment(), &HashMap::new())
    }

    fn add(
        &mut self,
        variable: Variable,
        environment: &HashMap<OsString, OsString>,
        flags: &HashMap<String, OsString>,
    ) {
        let set = |name: &str| {
            environment
                .get(OsStr::new(name))
                .filter(|value| !value.is_empty())
        };
        let name = variable.name().to_owned();
        let (own, file) = (set(&name), variable.file_name().and_then(|name| set(&name)));
        let (value, source) = if let Some(flag) = flags.get(variable.id()) {
            (Some(flag.clone()), Source::Flag)
        } else if let Some(path) = file {
            if own.is_some() {
                self.faults.push(Fault::new(
                    &name,
                    format!("it is set, and so is {name}_FILE. Unset one of them"),
                ));
            }
            let path = PathBuf::from(path);
            match contents(&path) {
                Ok(text) => (Some(text), Source::File(path)),
                Err(why) => {
                    self.faults.push(Fault::new(&format!("{name}_FILE"), why));
                    self.all.push(Setting {
                        variable,
                        source: Source::File(path),
                        value: None,
                    });
                    return;
                }
            }
        } else if let Some(own) = own {
            (Some(own.clone()), Source::Environment)
        } else if variable.default().is_some() {
            (None, Source::Default)
        } else {
            (None, Source::Unset)
        };
        match &value {
            Some(value) => {
                if let Some(why) = variable.refuses(value) {
                    self.faults
                        .push(Fault::new(&name, misfit(&variable, value, &why)));
                }
            }
            None if variable.is_required() => {
                let what = variable.text();
                self.faults.push(Fault::new(
                    &name,
                    format!("it is not set. Set it: {}", lowered(&what)),
                ));
            }
            None => {}
        }
        self.all.push(Setting {
            variable,
            source,
            value: value.map(Value),
        });
    }

    /// Whether they are all: some commands have a few alone, which contradict nothing.
    fn is_whole(&self) -> bool {
        self.all.len() >= variable::variables().len()
    }

    /// The settings as the program uses them, if each for itself is right.
    fn config(&self) -> Option<Config> {
        let command = <Config as clap::Args>::augment_args(Command::new("igny8")).no_binary_name(true);
        let command = self.settle(command);
        let matches = command.try_get_matches_from(std::iter::empty::<&str>()).ok()?;
        Config::from_arg_matches(&matches).ok()
    }

    /// A command that takes what is set from here, and looks into no environment.
    pub(crate) fn settle(&self, mut command: Command) -> Command {
        for setting in &self.all {
            let value = setting.value();
            command = command.mut_arg(setting.variable.id(), |arg| settled(arg, value));
        }
        command
    }
}

/// The environment of this process. It is read here alone.
pub(crate) fn environment() -> HashMap<OsString, OsString> {
    std::env::vars_os().collect()
}

/// Variables of this process that begin as ours do and that nobody reads.
pub(crate) fn strangers_of_process() -> Vec<Fault> {
    strangers(&environment())
}

/// Variables that nobody reads.
fn strangers(environment: &HashMap<OsString, OsString>) -> Vec<Fault> {
    let names = environment
        .keys()
        .filter_map(|name| name.to_str())
        .map(str::to_owned);
    let told = |name: String| {
        let what = match nearest(&name) {
            Some(like) => format!("nothing reads it. Did you mean {like}?"),
            None => "nothing reads it. Unset it, or see docs/operations.md for what there is".to_owned(),
        };
        Fault::new(&name, what)
    };
    unknown(names).into_iter().map(told).collect()
}

fn misfit(variable: &Variable, value: &OsStr, why: &str) -> String {
    let given = if variable.is_secret() {
        "its value".to_owned()
    } else {
        let text: String = value.to_string_lossy().chars().take(80).collect();
        format!("“{text}”")
    };
    let default = variable.default().map(|text| format!(", or unset it for {text}"));
    format!(
        "{given} does not fit ({why}). Set it to {}{}",
        variable.kind(),
        default.unwrap_or_default()
    )
}

fn lowered(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    match letters.next() {
        Some(first) if !text.starts_with("PostgreSQL") && !text.starts_with("Redis") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret that is long enough to sign";

    fn read(given: &[(&str, &str)]) -> Settings {
        let command = <Config as clap::Args>::augment_args(Command::new("igny8"));
        let environment = given
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Settings::read(&command, &environment, &HashMap::new())
    }

    fn enough() -> Vec<(&'static str, &'static str)> {
        vec![
            (
                "DATABASE_URL",
                "postgres://igny8_app:hunter2@localhost:5432/igny8?sslmode=prefer&password=hunter2",
            ),
            ("REDIS_URL", "redis://:hunter2@localhost:6379/0"),
            ("IGNY8_SECRET", SECRET),
        ]
    }

    fn setting<'s>(settings: &'s Settings, name: &str) -> &'s Setting {
        settings
            .all
            .iter()
            .find(|each| each.variable.name() == name)
            .unwrap()
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let mut given = enough();
        given.extend([
            ("IGNY8_WORKER_SLOTS", "many"),
            ("IGNY8_ADDR", "localhost"),
            ("IGNY8_FORWARDING", "both"),
            ("IGNY8_EGRESS_LOOPBACK", "perhaps"),
        ]);
        given.retain(|(name, _)| *name != "REDIS_URL");
        let faults = read(&given).faults;
        let names: Vec<&str> = faults.iter().map(|fault| fault.variable.as_str()).collect();
        assert_eq!(
            names,
            [
                "REDIS_URL",
                "IGNY8_ADDR",
                "IGNY8_WORKER_SLOTS",
                "IGNY8_FORWARDING",
                "IGNY8_EGRESS_LOOPBACK"
            ]
        );
        let slots = faults
            .iter()
            .find(|fault| fault.variable == "IGNY8_WORKER_SLOTS")
            .unwrap();
        assert!(
            slots.what.contains("“many”") && slots.what.contains("a whole number, or unset it for 16"),
            "{}",
            slots.what
        );
    }

    #[test]
    fn what_contradicts_is_told_at_once_too() {
        let mut given = enough();
        given.retain(|(name, _)| *name != "IGNY8_SECRET");
        given.extend([
            ("IGNY8_SECRET", "short"),
            ("IGNY8_PUBLIC_URL", "example.com"),
            ("IGNY8_MEDIA_URL", "/srv/media"),
            ("IGNY8_SMTP_URL", "smtps://ann:hunter2@smtp.example.com"),
        ]);
        let faults = read(&given).faults;
        let names: Vec<&str> = faults.iter().map(|fault| fault.variable.as_str()).collect();
        assert_eq!(
            names,
            [
                "IGNY8_SECRET",
                "IGNY8_PUBLIC_URL",
                "IGNY8_MEDIA_URL",
                "IGNY8_MAIL_FROM"
            ]
        );
        assert!(!format!("{faults:?}").contains("hunter2"));
    }

    #[test]
    fn what_is_empty_is_not_set() {
        let mut given = enough();
        given.extend([
            ("IGNY8_PUBLIC_URL", ""),
            ("IGNY8_WORKER_SLOTS", ""),
            ("IGNY8_SECRET_FILE", ""),
        ]);
        let settings = read(&given);
        assert!(settings.faults.is_empty(), "{:?}", settings.faults);
        assert_eq!(setting(&settings, "IGNY8_PUBLIC_URL").source, Source::Unset);
        assert_eq!(setting(&settings, "IGNY8_WORKER_SLOTS").source, Source::Default);
        assert_eq!(settings.config().unwrap().worker_slots, 16);
    }

    #[test]
    fn secrets_come_from_files_and_show_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        for (name, bytes) in [
            ("plain", SECRET.to_owned()),
            ("unix", format!("{SECRET}\n")),
            ("windows", format!("\u{feff}{SECRET}\r\n")),
        ] {
            let path = file(name, bytes.as_bytes());
            let mut given = enough();
            given.retain(|(name, _)| *name != "IGNY8_SECRET");
            given.push(("IGNY8_SECRET_FILE", &path));
            let settings = read(&given);
            assert!(settings.faults.is_empty(), "{name}: {:?}", settings.faults);
            assert_eq!(
                setting(&settings, "IGNY8_SECRET").source,
                Source::File(path.into())
            );
            let config = settings.config().unwrap();
            assert_eq!(config.secrets().0, SECRET);
            let debugged = format!("{settings:?} {config:?}");
            assert!(
                !debugged.contains(SECRET) && !debugged.contains("hunter2"),
                "{debugged}"
            );
            for each in &settings.all {
                let shown = each.shown().unwrap_or_default();
                assert!(!shown.contains(SECRET) && !shown.contains("hunter2"), "{shown}");
            }
        }
        let shown = setting(&read(&enough()), "DATABASE_URL").shown().unwrap();
        assert_eq!(shown, "postgres://igny8_app:•••@localhost:5432/igny8?•••");

        let (empty, long, lines) = (
            file("empty", b"\n"),
            file("long", &vec![b'x'; 70_000]),
            file("lines", b"a\nb"),
        );
        let binary = file("binary", &[0xff, 0xfe]);
        for path in [
            empty.as_str(),
            &long,
            &lines,
            &binary,
            "/no/such/file",
            folder.path().to_str().unwrap(),
        ] {
            let mut given = enough();
            given.retain(|(name, _)| *name != "IGNY8_SECRET");
            given.push(("IGNY8_SECRET_FILE", path));
            let faults = read(&given).faults;
            assert_eq!(faults.len(), 1, "{path}: {faults:?}");
            assert!(faults.first().unwrap().variable == "IGNY8_SECRET_FILE");
        }
        let mut both = enough();
        let path = file("both", SECRET.as_bytes());
        both.push(("IGNY8_SECRET_FILE", &path));
        assert!(read(&both).faults.first().unwrap().what.contains("Unset one"));
    }

    #[test]
    fn flags_say_more_than_the_environment() {
        let command = <Config as clap::Args>::augment_args(Command::new("igny8"));
        let environment = enough()
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let flags = HashMap::from([("worker_slots".to_owned(), OsString::from("3"))]);
        let settings = Settings::read(&command, &environment, &flags);
        assert_eq!(setting(&settings, "IGNY8_WORKER_SLOTS").source, Source::Flag);
    }

    #[test]
    fn slips_are_warned_of() {
        let mut given = enough();
        given.push(("IGNY8_WORKER_SLOT", "3"));
        let warnings = read(&given).warnings;
        assert_eq!(warnings.len(), 1);
        assert_eq!(
            warnings.first().unwrap().to_string(),
            "IGNY8_WORKER_SLOT: nothing reads it. Did you mean IGNY8_WORKER_SLOTS?"
        );
    }
}
