//! Endpoints of clusters beyond a list: cutting a sector anew, taking changes back, reasons.

use igny8::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use serde_json::{Map, Value};

use super::item::{get, post, with_id};
use super::types::Types;
use crate::http::rest::Undone;

/// Adds them.
pub(super) fn add(paths: &mut Map<String, Value>, types: &mut Types) {
    let settings = types.sent::<RecutSettings>();
    let summary = "Preview a sector's clusters at another setting. Nothing is changed";
    let preview = post(
        "planner",
        summary,
        Some(settings),
        "200",
        &types.answered::<Recut>(),
    );
    paths.insert("/planner/clusters/recut/preview".into(), preview);
    let order = types.sent::<RecutOrder>();
    let summary = "Save a preview of a sector's clusters";
    let mut save = post(
        "planner",
        summary,
        Some(order),
        "200",
        &types.answered::<RecutSaved>(),
    );
    save["post"]["description"] =
        "Refused with 409 if keywords or clusters changed since the preview. Undo it within 30 days by its change_id.".into();
    paths.insert("/planner/clusters/recut".into(), save);
    let undone = types.answered::<Undone>();
    let summary = "Undo a change of clusters: adjusted, merged, moved, split off or removed";
    let undo = post("planner", summary, None, "200", &undone);
    paths.insert(
        "/planner/clusters/changes/{id}/undo".into(),
        with_id(undo, "id", "uuid"),
    );
    let reasons = types.answered::<Reasons>();
    for (path, summary) in [
        (
            "/planner/clusters/{id}/reasons",
            "Get why keywords are in a cluster",
        ),
        (
            "/planner/keywords/{id}/reasons",
            "Get why a keyword is where it is, or what it is nearest to",
        ),
    ] {
        let why = get("planner", summary, "application/json", &reasons);
        paths.insert(path.into(), with_id(why, "id", "uuid"));
    }
}
