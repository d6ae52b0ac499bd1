//! The tools: few, each for every resource, since a client pays for each definition with its model's attention.

use std::sync::{Arc, LazyLock};

use mcp_endpoint::rmcp::model::{JsonObject, Tool, ToolAnnotations};

use crate::http::mcp::arguments::{
    Act, Back, Command, Create, Delete, Describe, Get, Gone, Import, List, One, Outcome, Rows, Run, Undo,
    Update, Wait, schema,
};

pub const DESCRIBE: &str = "describe";
pub const LIST: &str = "list";
pub const GET: &str = "get";
pub const CREATE: &str = "create";
pub const UPDATE: &str = "update";
pub const DELETE: &str = "delete";
pub const UNDO: &str = "undo";
pub const ACT: &str = "act";
pub const START_RUN: &str = "start_run";
pub const PUBLISH: &str = "publish";
pub const WAIT: &str = "wait_for_run";
pub const IMPORT: &str = "import_keywords";

/// What a client may expect of a tool.
#[derive(Clone, Copy)]
enum Hint {
    /// Changes nothing.
    Reads,
    /// Adds; calling it twice adds twice.
    Adds,
    /// Changes what is there; calling it twice is the same as once.
    Changes,
    /// Takes away what is there.
    Destroys,
    /// Reaches models or sites outside of IGNY8.
    Reaches,
    /// Changes what everybody can see outside of IGNY8.
    Publishes,
}

impl Hint {
    fn annotations(self) -> ToolAnnotations {
        let (reads, destroys, idempotent, open) = match self {
            Self::Reads => (true, false, true, false),
            Self::Adds => (false, false, false, false),
            Self::Changes => (false, false, true, false),
            Self::Destroys => (false, true, true, false),
            Self::Reaches => (false, false, false, true),
            Self::Publishes => (false, true, false, true),
        };
        ToolAnnotations::new()
            .read_only(reads)
            .destructive(destroys)
            .idempotent(idempotent)
            .open_world(open)
    }
}

fn tool(
    name: &'static str,
    title: &'static str,
    about: &'static str,
    hint: Hint,
    takes: Arc<JsonObject>,
    answers: Option<Arc<JsonObject>>,
) -> Tool {
    let tool = Tool::new(name, about, takes)
        .with_title(title)
        .with_annotations(hint.annotations());
    match answers {
        Some(answers) => tool.with_raw_output_schema(answers),
        None => tool,
    }
}

/// All of them, in the order in which they are told.
pub static ALL: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    vec![
        tool(
            DESCRIBE,
            "Describe",
            "Describes what this IGNY8 account contains and how to use it. Call it first without arguments, then with a resource to learn its fields, filters, inputs and actions.",
            Hint::Reads,
            schema::<Describe>(),
            None,
        ),
        tool(
            LIST,
            "List rows",
            "Lists rows of a resource, filtered and sorted, one page at a time.",
            Hint::Reads,
            schema::<List>(),
            Some(schema::<Rows>()),
        ),
        tool(
            GET,
            "Read a row",
            "Gets one row with all its fields and what its page shows, such as an article's text.",
            Hint::Reads,
            schema::<Get>(),
            Some(schema::<One>()),
        ),
        tool(
            CREATE,
            "Add a row",
            "Adds one row.",
            Hint::Adds,
            schema::<Create>(),
            Some(schema::<One>()),
        ),
        tool(
            UPDATE,
            "Change a row",
            "Changes fields of one row.",
            Hint::Changes,
            schema::<Update>(),
            Some(schema::<One>()),
        ),
        tool(
            DELETE,
            "Delete rows",
            "Deletes rows and everything that depends on them. undo restores them within 30 days.",
            Hint::Destroys,
            schema::<Delete>(),
            Some(schema::<Gone>()),
        ),
        tool(
            UNDO,
            "Undo",
            "Restores what delete removed, or undoes a finished run.",
            Hint::Changes,
            schema::<Undo>(),
            Some(schema::<Back>()),
        ),
        tool(
            START_RUN,
            "Start a background run",
            "Starts an action whose tool is start_run, such as clustering keywords or writing articles. It may cost credits: called without confirm_credits it tells the price and starts nothing.",
            Hint::Reaches,
            schema::<Act>(),
            Some(schema::<Outcome>()),
        ),
        tool(
            PUBLISH,
            "Approve or publish",
            "Does an action whose tool is publish: approves articles, publishes them or takes them offline. Called without confirm_credits it tells what would happen and does nothing.",
            Hint::Publishes,
            schema::<Act>(),
            Some(schema::<Outcome>()),
        ),
        tool(
            ACT,
            "Do an action",
            "Does an action whose tool is act, at once and for free.",
            Hint::Destroys,
            schema::<Command>(),
            Some(schema::<Outcome>()),
        ),
        tool(
            WAIT,
            "Wait for a run",
            "Waits until a background run finishes or the time is up, and returns its status.",
            Hint::Reads,
            schema::<Wait>(),
            Some(schema::<Run>()),
        ),
        tool(
            IMPORT,
            "Import keywords",
            "Imports keywords with their metrics into a sector, in the background. Free. undo reverses it.",
            Hint::Adds,
            schema::<Import>(),
            Some(schema::<Outcome>()),
        ),
    ]
});

#[cfg(test)]
mod tests {
    use super::*;

    /// Clients load all definitions into their model: these are to cost it little, however many resources there are.
    const BUDGET: usize = 20_000;

    #[test]
    fn all_tools_fit_into_a_small_part_of_a_models_attention() {
        let bytes = serde_json::to_vec(&*ALL).expect("tools are JSON").len();
        assert!(bytes < BUDGET, "{bytes} bytes");
    }

    #[test]
    fn tools_are_what_every_client_takes() {
        for tool in ALL.iter() {
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            assert!(
                tool.name.chars().all(plain) && tool.name.len() <= 40,
                "{}",
                tool.name
            );
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            for refused in ["oneOf", "anyOf", "allOf"] {
                assert!(
                    !tool.input_schema.contains_key(refused),
                    "{}: {refused}",
                    tool.name
                );
            }
            assert!(
                tool.title.is_some() && tool.annotations.is_some(),
                "{}",
                tool.name
            );
        }
    }
}
