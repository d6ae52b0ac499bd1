//! The rows of the account: keywords, one run, a prompt.

use std::collections::BTreeMap;

use igny8::entity::Entity;
use igny8::job_run::{JobRun, Phase, Status};
use igny8::resource::Resource;
use igny8::value::{Row, Value};
use uuid::Uuid;

use super::prompt;

/// How many keywords there are.
pub const KEYWORDS: usize = 120;

/// The id of the run that there is.
pub const TASK: Uuid = Uuid::from_u128(0xA1);

pub(super) fn row(entity: &Entity, id: u128, values: &BTreeMap<&str, Value>) -> Row {
    let cells = entity
        .fields
        .iter()
        .map(|field| values.get(field.key).cloned().unwrap_or_default())
        .collect();
    Row {
        id: Uuid::from_u128(id),
        cells,
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn keyword(i: usize) -> Row {
    let number = i64::try_from(i).expect("a small number");
    let mut values = BTreeMap::from([
        ("keyword", Value::Text(format!("trail shoes {i}"))),
        ("volume", Value::Int(12_000 - number * 90)),
        ("difficulty", Value::Int(number % 100)),
        ("cpc", Value::Float(1.5)),
        (
            "intent",
            text(["informational", "commercial", "transactional"][i % 3]),
        ),
        ("status", text("new")),
        (
            "sector_id",
            Value::Ref {
                id: Uuid::from_u128(0x5E),
                label: "Running".into(),
            },
        ),
        ("created_at", text("2026-11-20T08:43:12Z")),
        ("trend", Value::Json(serde_json::json!([0.2, 0.5, 1.0, 0.7]))),
    ]);
    if i.is_multiple_of(2) {
        values.insert(
            "cluster_id",
            Value::Ref {
                id: Uuid::from_u128(0xC1),
                label: "Trail shoes".into(),
            },
        );
    } else {
        values.remove("cpc");
    }
    row(&igny8::planner::keywords::ENTITY, 0x1000 + i as u128, &values)
}

/// The run that there is.
pub fn task() -> JobRun {
    JobRun {
        id: TASK,
        function: "import_keywords".into(),
        status: Status::Succeeded,
        phase: Phase::Done,
        percent: 100,
        message: Some("Imported keywords.csv".into()),
        result: Some(
            serde_json::json!({"read": 1204, "added": 1180, "updated": 12, "unchanged": 4, "rejected": 8}),
        ),
        error: None,
        credits: 0,
        attempt: 1,
        cancel_requested: false,
        parent_id: None,
        item_id: None,
        children: 0,
        sites: None,
        created_at: "2026-11-23T08:43:12Z".into(),
        started_at: Some("2026-11-23T08:43:13Z".into()),
        finished_at: Some("2026-11-23T08:43:15Z".into()),
    }
}

/// The rows of a list.
pub(super) fn rows(resource: Resource) -> Vec<Row> {
    match resource {
        Resource::Keywords => (0..KEYWORDS).map(keyword).collect(),
        Resource::Tasks => {
            let task = task();
            let values = BTreeMap::from([
                ("function", text(&task.function)),
                ("status", text(task.status.as_str())),
                ("percent", Value::Int(100)),
                ("message", text("Imported keywords.csv")),
                ("created_at", text(&task.created_at)),
            ]);
            vec![row(&igny8::system::tasks::ENTITY, TASK.as_u128(), &values)]
        }
        Resource::Prompts => vec![prompt::row()],
        Resource::PromptVersions => prompt::versions(),
        _ => Vec::new(),
    }
}
