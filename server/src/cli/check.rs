//! Looks for contradictions in the declarations, for settings that are odd, and for parts that do not work.

use crate::cli::output::say;
use crate::error::Result;
use crate::repo;
use crate::services::checkup::{self, Finding, Grade};
use crate::services::status::report;
use crate::state::App;

/// Prints what it finds, a line for each part.
///
/// # Errors
/// Something contradicts or does not work.
pub async fn check(app: App) -> Result<()> {
    let mut found = declarations();
    found.extend(settings(&app));
    let (looked, report) = tokio::join!(checkup::look(&app), report(&app));
    found.extend(looked);
    found.extend(
        report
            .parts
            .into_iter()
            .filter(|part| part.key == "workers")
            .map(|part| Finding {
                grade: if part.ok { Grade::Ok } else { Grade::Warning },
                part: part.label,
                what: part.summary,
            }),
    );
    for finding in &found {
        let grade = match finding.grade {
            Grade::Ok => "ok     ",
            Grade::Warning => "warning",
            Grade::Fault => "fault  ",
        };
        say(&format!("{grade}  {}: {}", finding.part, finding.what));
    }
    checkup::verdict(&found)
}

fn declarations() -> Vec<Finding> {
    let declared = igny8::registry::check().into_iter();
    let complaints = declared.map(|found| format!("{}: {}", found.id, found.message));
    let found = complaints.chain(repo::check()).map(|what| Finding {
        part: "Declarations".to_owned(),
        grade: Grade::Fault,
        what,
    });
    let found: Vec<Finding> = found.collect();
    if !found.is_empty() {
        return found;
    }
    vec![Finding {
        part: "Declarations".to_owned(),
        grade: Grade::Ok,
        what: "No contradictions".to_owned(),
    }]
}

/// What is odd; what is wrong was told before there was anything to check.
fn settings(app: &App) -> Vec<Finding> {
    let strangers = crate::config::strangers_of_process();
    let odd: Vec<Finding> = strangers
        .into_iter()
        .chain(app.config.oddities())
        .map(|fault| Finding {
            part: fault.variable,
            grade: Grade::Warning,
            what: fault.what,
        })
        .collect();
    if !odd.is_empty() {
        return odd;
    }
    vec![Finding {
        part: "Settings".to_owned(),
        grade: Grade::Ok,
        what: "“igny8 config” shows them".to_owned(),
    }]
}
