//! What people call a run and its state, by the domain's declarations.

use igny8::choice::{Choice, Tone};
use igny8::job_run::JobRun;
use igny8::jobs::FUNCTIONS;

/// The name of a run's function as people know it.
pub fn function_label(task: &JobRun) -> String {
    Choice::find(FUNCTIONS, &task.function)
        .map_or_else(|| task.function.clone(), |choice| choice.label.to_owned())
}

/// The words and tone of a run's state.
pub fn status_of(task: &JobRun) -> (&'static str, Tone) {
    let choice = task.status.choice();
    (choice.label, choice.tone)
}
