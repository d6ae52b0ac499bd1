//! What a tool answers: a structured value, a question to the person, or a problem with what to do next.

use std::fmt::Write as _;

use igny8::error::{Problem, ProblemKind};
use igny8::permission::{Role, TokenScope, Verb};
use igny8::resource::{Area, Resource};
use mcp_endpoint::rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, InputRequiredResult};
use serde::Serialize;
use serde_json::Value;

use crate::http::mcp::Asked;
use crate::services::oauth::authorize;

/// What came of a call.
pub enum Told {
    /// This.
    Done(Value),
    /// The person is asked first.
    Asks(Box<InputRequiredResult>),
}

/// What came of a call, or why nothing did.
pub type Answered = Result<Told, Problem>;

/// The answer that this value is.
///
/// # Errors
/// It cannot be written as JSON.
pub fn done(value: &impl Serialize) -> Answered {
    serde_json::to_value(value)
        .map(Told::Done)
        .map_err(|_| Problem::internal())
}

/// What is missing of a call about a row that names none.
pub fn no_id() -> Problem {
    Problem::field("id", "Enter the row's id as returned by list.")
}

/// As it is sent. What an app's token lacks is noted, so that the app can ask its person for more.
pub fn sent(asked: &Asked, answered: Answered, about: Option<(Verb, Resource)>) -> CallToolResponse {
    match answered {
        Ok(Told::Done(value)) => CallToolResult::structured(value).into(),
        Ok(Told::Asks(question)) => (*question).into(),
        Err(problem) => {
            if let Some(scopes) = lacks(asked, &problem, about) {
                let _first = asked.lacks.set(scopes);
            }
            CallToolResult::error(vec![ContentBlock::text(told(&problem))]).into()
        }
    }
}

/// A problem in words: what happened, which arguments are wrong, when to try again, and where a person can solve it.
pub fn told(problem: &Problem) -> String {
    let mut text = format!("{}: {}", problem.title, problem.detail);
    for (argument, messages) in &problem.errors {
        let _ = write!(text, "\n- {argument}: {}", messages.join(" "));
    }
    if let Some(seconds) = problem.retry_after {
        let _ = write!(text, "\nTry again in {seconds} seconds.");
    }
    if let Some(link) = &problem.help_link {
        let _ = write!(
            text,
            "\nA person can fix this in IGNY8 at {}: {}.",
            link.path, link.label
        );
    }
    text
}

/// The scopes that an app would have to ask for, with those that it has: some clients ask for no others then. None where its
/// person could not give them.
fn lacks(asked: &Asked, problem: &Problem, about: Option<(Verb, Resource)>) -> Option<String> {
    let scope = asked.ctx.scope().ok()?;
    let person = scope.app()?;
    if problem.kind != ProblemKind::Forbidden {
        return None;
    }
    let all = [TokenScope::Spend, TokenScope::Publish];
    let missing = all.into_iter().find(|one| problem.detail == one.refusal());
    let needed = match (missing, about) {
        (Some(_), _) => Role::Editor,
        // No scope is between reading and the daily work, and none opens what is a person's own.
        (None, Some((verb, resource))) if resource.area() != Area::Own => {
            Role::least(verb, resource)?.max(Role::Editor)
        }
        (None, _) => return None,
    };
    let could = scope.role() < needed && needed <= person && needed <= Role::Admin;
    if missing.is_none() && !could {
        return None;
    }
    let has = |one| missing == Some(one) || scope.require_token_scope(Some(one)).is_ok();
    let role = needed.max(scope.role());
    Some(authorize::words(
        role.as_str(),
        has(TokenScope::Spend),
        has(TokenScope::Publish),
    ))
}
