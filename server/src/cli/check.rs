//! Looks for contradictions in the declarations and for parts that do not answer.

use igny8::error::{Problem, ProblemKind};

use crate::cli::output::say;
use crate::error::Result;
use crate::repo;
use crate::services::status::report;
use crate::state::App;

/// Prints what it finds.
///
/// # Errors
/// Something contradicts or does not answer.
pub async fn check(app: App) -> Result<()> {
    let declared = igny8::registry::check().into_iter();
    let mut complaints: Vec<String> = declared
        .map(|found| format!("{}: {}", found.id, found.message))
        .collect();
    complaints.extend(repo::check());
    for part in report(&app).await.parts {
        say(&format!("{}: {}", part.label, part.summary));
        if !part.ok {
            complaints.push(format!("{} isn't working", part.label));
        }
    }
    match &app.post {
        None => say("Mail: no mail server is set, so no email is sent"),
        Some(post) => match post.mailer.check().await {
            Ok(()) => say("Mail: the mail server is responding"),
            Err(error) => complaints.push(format!("Mail: {error}")),
        },
    }
    if complaints.is_empty() {
        say("No problems found");
        return Ok(());
    }
    for complaint in &complaints {
        say(complaint);
    }
    let detail = match complaints.len() {
        1 => "1 problem found. See above.".to_owned(),
        many => format!("{many} problems found. See above."),
    };
    Err(Problem::new(ProblemKind::Unavailable, detail).into())
}
