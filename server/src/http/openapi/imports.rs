//! Endpoints of keyword imports: previews, imports, their reports, rejects and undo.

use igny8::planner::import::{Encoding, ImportReport, Mapping};
use igny8::services::{Outcome, Upload};
use serde_json::{Map, Value, json};

use super::item::{get, post, with_id};
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
        "encoding": { "type": "string", "enum": encodings, "description": "The file's encoding, if it differs from the detected one." },
        "header_row": { "type": "string", "pattern": "^([0-9]{1,9}|none)$", "description": "The line of the header row, from 1. 0 or none if the first row is data." },
        "table": { "type": "string", "description": "The file in the archive or the sheet in the workbook, as named in the preview." },
    });
    let upload = json!({ "type": "string", "format": "uuid", "description": "The ID of a file kept by a preview, instead of the file." });
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
                "description": "JSON that maps a column's header or index to its field.",
            },
        })),
    }));
    paths.insert("/planner/keywords/import".into(), start);
    let shown = types.answered::<Upload>();
    let mut preview = post("planner", "Preview a keyword file", None, "200", &shown);
    preview["post"]["requestBody"] = form(json!({
        "type": "object",
        "properties": with(json!({
            "file": file, "upload_id": upload, "sector_id": { "type": "string", "format": "uuid", "description": "The sector to import into. Its site's language helps detect the encoding." },
        })),
    }));
    paths.insert("/planner/keywords/import/preview".into(), preview);
    let mut again = with_id(
        get(
            "planner",
            "Preview an uploaded file again",
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
        "Get details of an import",
        "application/json",
        &types.answered::<ImportReport>(),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}".into(),
        with_id(report, "task_id", "uuid"),
    );
    let rejects = get(
        "planner",
        "Download rejected rows of an import",
        "text/csv",
        &json!({ "type": "string" }),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}/rejects".into(),
        with_id(rejects, "task_id", "uuid"),
    );
    let undo = post(
        "planner",
        "Undo an import",
        None,
        "200",
        &types.answered::<Undone>(),
    );
    paths.insert(
        "/planner/keywords/import/{task_id}/undo".into(),
        with_id(undo, "task_id", "uuid"),
    );
}
