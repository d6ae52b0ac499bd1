//! Endpoints of keyword imports: previews, imports, their reports, rejects and undo.

use igny8::planner::import::{Encoding, ImportReport, Mapping};
use igny8::services::{Outcome, Upload};
use serde_json::{Map, Value, json};

use super::fixed::{get, post, with_id};
use super::types::Types;
use crate::http::rest::Undone;

/// Adds them.
pub(super) fn add(paths: &mut Map<String, Value>, types: &mut Types) {
    let file = json!({ "type": "string", "format": "binary" });
    let form = |schema: Value| json!({ "required": true, "content": { "multipart/form-data": { "schema": schema } } });
    let mut start = post(
        "planner",
        "Import keywords from a file",
        None,
        "202",
        &types.answered::<Outcome>(),
    );
    let encodings: Vec<&str> = Encoding::ALL.iter().map(|encoding| encoding.as_str()).collect();
    let reading = json!({
        "encoding": { "type": "string", "enum": encodings, "description": "How the file's text is encoded, where it is not what the preview found." },
        "header_row": { "type": "string", "pattern": "^([0-9]{1,9}|none)$", "description": "The line of the header, from 1; 0 or none where the first row is data." },
        "table": { "type": "string", "description": "The file of the archive or the sheet of the workbook, as the preview names it." },
    });
    let upload = json!({ "type": "string", "format": "uuid", "description": "A file that a preview kept, instead of the file." });
    let with = |mut fields: Value| {
        if let (Some(fields), Some(reading)) = (fields.as_object_mut(), reading.as_object()) {
            fields.extend(reading.clone());
        }
        fields
    };
    start["post"]["requestBody"] = form(json!({
        "type": "object", "required": ["sector_id"],
        "properties": with(json!({
            "file": file, "upload_id": upload, "sector_id": { "type": "string", "format": "uuid" },
            "mapping": {
                "type": "string", "contentMediaType": "application/json", "contentSchema": types.sent::<Mapping>(),
                "description": "JSON: header or index of a column to its target.",
            },
        })),
    }));
    paths.insert("/planner/keywords/import".into(), start);
    let shown = types.answered::<Upload>();
    let mut preview = post("planner", "Look into a file of keywords", None, "200", &shown);
    preview["post"]["requestBody"] = form(json!({
        "type": "object",
        "properties": with(json!({
            "file": file, "upload_id": upload, "sector_id": { "type": "string", "format": "uuid", "description": "The sector that it is for: its site's language helps to find the encoding." },
        })),
    }));
    paths.insert("/planner/keywords/import/preview".into(), preview);
    let mut again = with_id(
        get(
            "planner",
            "Look into a kept file again",
            "application/json",
            &shown,
        ),
        "upload_id",
        "uuid",
    );
    let parameters =
        reading.as_object().into_iter().flatten().map(
            |(name, schema)| json!({ "name": name, "in": "query", "required": false, "schema": schema }),
        );
    if let Some(all) = again["parameters"].as_array_mut() {
        all.extend(parameters);
    }
    paths.insert("/planner/keywords/import/uploads/{upload_id}".into(), again);
    let report = get(
        "planner",
        "What is known of an import",
        "application/json",
        &types.answered::<ImportReport>(),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}".into(),
        with_id(report, "task_id", "uuid"),
    );
    let rejects = get(
        "planner",
        "Rows that an import did not take",
        "text/csv",
        &json!({ "type": "string" }),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}/rejects".into(),
        with_id(rejects, "task_id", "uuid"),
    );
    let undo = post(
        "planner",
        "Take an import back",
        None,
        "200",
        &types.answered::<Undone>(),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}/undo".into(),
        with_id(undo, "task_id", "uuid"),
    );
}
