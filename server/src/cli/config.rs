//! Prints what holds of each setting and where it came from; secrets show at most where they lead.

use std::fmt::Write as _;

use clap::Args;
use igny8::error::{Problem, ProblemKind};
use serde::Serialize;

use crate::cli::output::say;
use crate::config::{Settings, variables};
use crate::error::Result;

/// How it is printed.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// As JSON, for programs.
    #[arg(long)]
    json: bool,
    /// All variables with their texts, as the table of the documentation.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

#[derive(Serialize)]
struct Row {
    name: String,
    value: Option<String>,
    source: String,
    secret: bool,
}

#[derive(Serialize)]
struct Told {
    variable: String,
    what: String,
}

#[derive(Serialize)]
struct Whole {
    settings: Vec<Row>,
    faults: Vec<Told>,
    warnings: Vec<Told>,
}

/// Prints it.
///
/// # Errors
/// Something is wrong with the settings.
pub fn show(how: &Show) -> Result<()> {
    if how.markdown {
        say(markdown().trim_end());
        return Ok(());
    }
    let settings = Settings::of_environment();
    if how.json {
        say(&json(&settings)?);
    } else {
        plain(&settings);
    }
    match settings.faults.len() {
        0 => Ok(()),
        wrong => {
            let detail = format!("{wrong} settings are wrong. Mend what is said above.");
            Err(Problem::new(ProblemKind::BadRequest, detail).into())
        }
    }
}

fn json(settings: &Settings) -> Result<String> {
    let told = |faults: &[crate::config::Fault]| {
        let each = faults.iter().map(|fault| Told {
            variable: fault.variable.clone(),
            what: fault.what.clone(),
        });
        each.collect()
    };
    let rows = settings.all.iter().map(|setting| Row {
        name: setting.variable.name().to_owned(),
        value: setting.shown(),
        source: setting.source.to_string(),
        secret: setting.variable.is_secret(),
    });
    let whole = Whole {
        settings: rows.collect(),
        faults: told(&settings.faults),
        warnings: told(&settings.warnings),
    };
    Ok(serde_json::to_string_pretty(&whole)?)
}

fn plain(settings: &Settings) {
    let widest = settings
        .all
        .iter()
        .map(|setting| setting.variable.name().len())
        .max()
        .unwrap_or_default();
    for setting in &settings.all {
        let name = setting.variable.name();
        let line = match setting.shown() {
            Some(value) => format!("{name:widest$}  {value}  ({})", setting.source),
            None => format!("{name:widest$}  ({})", setting.source),
        };
        say(&line);
    }
    for fault in &settings.warnings {
        say(&format!("warning  {fault}"));
    }
    for fault in &settings.faults {
        say(&format!("fault    {fault}"));
    }
}

/// The table of all variables, as the documentation has it.
pub fn markdown() -> String {
    let mut table = String::from("| variable | is | default |\n|---|---|---|\n");
    for variable in variables() {
        let name = match variable.file_name() {
            Some(_) => format!("`{}`, `…_FILE`", variable.name()),
            None => format!("`{}`", variable.name()),
        };
        let default = match variable.default() {
            Some(default) => format!("`{default}`"),
            None if variable.is_required() => "needed".to_owned(),
            None => String::new(),
        };
        let text = variable.text().replace('|', "\\|");
        let _ = writeln!(
            table,
            "| {name} | {text} ({}) | {default} |",
            variable.kind().replace('`', "")
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = "<!-- settings: igny8 config --markdown -->\n";
    const END: &str = "<!-- end of settings -->";

    #[test]
    fn the_documentation_has_all_variables() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
        let text = std::fs::read_to_string(path).unwrap();
        let (before, rest) = text.split_once(BEGIN).expect("the table's beginning is marked");
        let (table, after) = rest.split_once(END).expect("the table's end is marked");
        if std::env::var_os("IGNY8_BLESS").is_some() {
            std::fs::write(path, format!("{before}{BEGIN}{}{END}{after}", markdown())).unwrap();
            return;
        }
        assert_eq!(table, markdown(), "write it anew: IGNY8_BLESS=1 with this test");
    }

    #[test]
    fn the_examples_for_compose_name_what_there_is_with_its_defaults() {
        let known = variables();
        let named = |name: &str| known.iter().find(|variable| variable.name() == name);
        let is_known = |name: &str| {
            named(name).is_some() || crate::config::elsewhere().iter().any(|(other, _)| *other == name)
        };
        let mut looked_at = 0;
        for line in include_str!("../../../.env.example")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let Some((name, value)) = line.split_once('=') else {
                continue;
            };
            if !name.starts_with("IGNY8_") && !name.starts_with("STRIPE_") {
                continue;
            }
            looked_at += 1;
            assert!(is_known(name), "{name} of .env.example is no variable");
            let Some(default) = named(name).and_then(crate::config::Variable::default) else {
                continue;
            };
            // Behind Caddy there is one proxy; without compose there is none.
            if name != "IGNY8_TRUSTED_PROXIES" {
                assert_eq!(value, default, "{name} of .env.example");
            }
        }
        assert!(looked_at > 8);
        for line in include_str!("../../../docker-compose.yml").lines() {
            let Some((name, _)) = line.trim().split_once(": ") else {
                continue;
            };
            if name.starts_with("IGNY8_") {
                assert!(is_known(name), "{name} of docker-compose.yml is no variable");
            }
        }
    }

    #[test]
    fn compose_hands_every_setting_on() {
        // The image says these, or they are for one machine alone.
        let left_out = [
            "IGNY8_ADDR",
            "IGNY8_DATA_DIR",
            "IGNY8_DEV_MAILBOX",
            "IGNY8_REDIS_PREFIX",
            "IGNY8_SITE_ROOT",
        ];
        let file = include_str!("../../../docker-compose.yml");
        for variable in variables() {
            let name = variable.name();
            let handed_on = file.lines().any(|line| {
                line.trim()
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(": "))
            });
            assert_eq!(
                handed_on,
                !left_out.contains(&name),
                "{name}: what stands in .env must reach the containers by docker-compose.yml"
            );
        }
    }

    #[test]
    fn what_is_printed_as_json_reads_back_without_secrets() {
        let text = json(&Settings::of_environment()).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let settings = read["settings"].as_array().unwrap();
        assert_eq!(settings.len(), variables().len());
        assert!(
            settings
                .iter()
                .any(|each| each["name"] == "IGNY8_ADDR" && each["value"].is_string())
        );
    }
}
