//! Reads the command line together with the environment, and tells everything that is wrong with either at once.

use std::fmt::Write as _;

use std::collections::HashMap;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory, FromArgMatches};

use crate::cli::output::err;
use crate::config::{Fault, Settings};

/// What came of the command line.
pub enum Parsed<A> {
    /// It is this, with what is odd about the settings.
    Right(A, Vec<Fault>),
    /// These settings are wrong.
    Wrong(Vec<Fault>),
    /// Clap has something to say: help, the version, or what it does not understand.
    Told(clap::Error),
}

/// The command line of this process, with what is odd about its settings; the code to end with where there is nothing to do, or
/// where something is wrong, which is told.
///
/// # Errors
/// The process is to end with this code.
pub fn of_process<A: CommandFactory + FromArgMatches>() -> Result<(A, Vec<Fault>), ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match parse(&arguments, &crate::config::environment()) {
        Parsed::Right(read, warnings) => Ok((read, warnings)),
        Parsed::Wrong(faults) => {
            err(&told(&faults));
            Err(ExitCode::FAILURE)
        }
        Parsed::Told(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(1);
            // A reader that went away is no fault of ours.
            let _ = error.print();
            Err(ExitCode::from(code))
        }
    }
}

/// All faults, as the person at the terminal reads them.
fn told(faults: &[Fault]) -> String {
    let mut text = match faults.len() {
        1 => "igny8: 1 setting is wrong:".to_owned(),
        wrong => format!("igny8: {wrong} settings are wrong:"),
    };
    for fault in faults {
        let _ = write!(text, "\n  {fault}");
    }
    text.push_str("\n“igny8 config” shows all settings and where each comes from.");
    text
}

/// Reads arguments, the first of which is the program's own name.
pub fn parse<A: CommandFactory + FromArgMatches>(
    arguments: &[OsString],
    environment: &HashMap<OsString, OsString>,
) -> Parsed<A> {
    let loosely = match loose(A::command()).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        // Help tells of the environment, which the loose command does not know.
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            let told = A::command().try_get_matches_from(arguments);
            return Parsed::Told(told.err().unwrap_or(error));
        }
        Err(error) => return Parsed::Told(error),
    };
    let path = path(&loosely);
    let (asked, matches) = innermost(A::command(), &loosely);
    let settings = Settings::read(&asked, environment, &flags(&asked, matches));
    if !settings.faults.is_empty() {
        return Parsed::Wrong(settings.faults);
    }
    let whole = settle(A::command(), &path, &settings);
    match whole
        .try_get_matches_from(arguments)
        .and_then(|matches| A::from_arg_matches(&matches))
    {
        Ok(read) => Parsed::Right(read, settings.warnings),
        Err(error) => Parsed::Told(error),
    }
}

/// The command where no setting is needed and every value passes: what is set is looked at together later.
fn loose(command: clap::Command) -> clap::Command {
    let passes = |arg: Arg| {
        if arg.get_env().is_none() {
            return arg;
        }
        let switch = matches!(arg.get_action(), ArgAction::SetTrue);
        let arg = arg.env(None::<&str>).required(false);
        if switch {
            arg
        } else {
            arg.default_value(None::<&str>)
                .value_parser(ValueParser::os_string())
        }
    };
    let names: Vec<String> = command
        .get_subcommands()
        .map(|each| each.get_name().to_owned())
        .collect();
    names.iter().fold(command.mut_args(passes), |command, name| {
        command.mut_subcommand(name, loose)
    })
}

/// The names of the subcommands that were asked for, one within the other.
fn path(matches: &ArgMatches) -> Vec<String> {
    let mut path = Vec::new();
    let mut now = matches;
    while let Some((name, next)) = now.subcommand() {
        path.push(name.to_owned());
        now = next;
    }
    path
}

/// The innermost subcommand that was asked for, and what was given to it.
fn innermost(mut command: clap::Command, mut matches: &ArgMatches) -> (clap::Command, &ArgMatches) {
    while let Some((name, next)) = matches.subcommand() {
        if let Some(found) = command.find_subcommand(name) {
            command = found.clone();
        }
        matches = next;
    }
    (command, matches)
}

/// Settings that the command line says.
fn flags(command: &clap::Command, matches: &ArgMatches) -> HashMap<String, OsString> {
    let declared = command.get_arguments().filter(|arg| arg.get_env().is_some());
    let given = declared.filter_map(|arg| {
        let id = arg.get_id().as_str();
        let said = matches.value_source(id) == Some(ValueSource::CommandLine);
        let value = match arg.get_action() {
            ArgAction::SetTrue => Some(OsString::from("true")),
            _ => matches
                .get_raw(id)
                .and_then(|mut values| values.next())
                .map(ToOwned::to_owned),
        };
        Some((id.to_owned(), value.filter(|_| said)?))
    });
    given.collect()
}

/// The command whose innermost subcommand takes its settings from `settings`.
fn settle(command: clap::Command, path: &[String], settings: &Settings) -> clap::Command {
    match path.split_first() {
        Some((name, rest)) => command.mut_subcommand(name, |command| settle(command, rest, settings)),
        None => settings.settle(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Command;

    #[derive(clap::Parser, Debug)]
    struct Whole {
        #[command(subcommand)]
        command: Command,
    }

    fn read(line: &str, given: &[(&str, &str)]) -> Parsed<Whole> {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let environment = given
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        parse(&arguments, &environment)
    }

    const ENOUGH: &[(&str, &str)] = &[
        ("DATABASE_URL", "postgres://localhost/igny8"),
        ("REDIS_URL", "redis://localhost:6379/0"),
        ("IGNY8_SECRET", "a secret that is long enough to sign"),
    ];

    #[test]
    fn what_is_set_and_said_comes_together() {
        let more = [
            ENOUGH,
            &[("IGNY8_WORKER_SLOTS", "5"), ("IGNY8_EGRESS_LOOPBACK", "on")],
        ]
        .concat();
        let Parsed::Right(whole, warnings) = read("igny8 serve --account-slots 7", &more) else {
            panic!("it is right")
        };
        let Command::Serve(config) = whole.command else {
            panic!("it is serve")
        };
        assert_eq!(
            (config.worker_slots, config.account_slots, config.egress_loopback),
            (5, 7, true)
        );
        assert_eq!(config.watching.drain_seconds, 5);
        assert!(warnings.is_empty(), "{warnings:?}");
        let Parsed::Right(whole, _) = read("igny8 worker --worker-slots 6", &more) else {
            panic!("it is right")
        };
        let Command::Worker(config) = whole.command else {
            panic!("it is worker")
        };
        assert_eq!(config.worker_slots, 6, "a flag says more than the environment");
    }

    #[test]
    fn settings_of_a_command_within_another_are_read() {
        let line = "igny8 admin credits ann@example.com -5 --reason Refund";
        assert!(matches!(read(line, ENOUGH), Parsed::Right(..)));
        let Parsed::Wrong(faults) = read(line, &[("IGNY8_ADDR", "x")]) else {
            panic!("settings are missing")
        };
        let names: Vec<&str> = faults.iter().map(|fault| fault.variable.as_str()).collect();
        assert_eq!(names, ["DATABASE_URL", "REDIS_URL", "IGNY8_ADDR", "IGNY8_SECRET"]);
    }

    #[test]
    fn what_needs_no_settings_asks_for_none() {
        assert!(matches!(read("igny8 openapi", &[]), Parsed::Right(..)));
        assert!(matches!(
            read("igny8 config --json", &[("IGNY8_ADDR", "x")]),
            Parsed::Right(..)
        ));
    }

    #[test]
    fn help_and_slips_are_told_by_clap() {
        let Parsed::Told(help) = read("igny8 serve --help", &[]) else {
            panic!("help is told")
        };
        assert!(help.to_string().contains("IGNY8_PUBLIC_URL"));
        assert!(matches!(read("igny8 serve --adress x", ENOUGH), Parsed::Told(_)));
        assert!(matches!(read("igny8 serv", ENOUGH), Parsed::Told(_)));
        let Parsed::Wrong(faults) = read("igny8 serve --worker-slots many", ENOUGH) else {
            panic!("a flag is wrong")
        };
        assert_eq!(faults.first().unwrap().variable, "IGNY8_WORKER_SLOTS");
    }
}
