//! Endpoints that no declaration makes: signing in, imports, runs, events, server functions.

use app::server_fns::{FUNCTIONS, Function};
use igny8::auth::email_link::EmailLink;
use igny8::auth::invitation::Answer;
use igny8::auth::ownership::Ownership;
use igny8::auth::sign_up::SignUp;
use igny8::job_run::LogLine;
use igny8::page::FormPage;
use igny8::services::Session;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use serde_json::{Map, Value, json};

use super::item::{get, post, public, with_id};
use super::schema::{properties, reference, row};
use super::types::Types;
use super::{clusters, imports, plan};
use crate::http::ownership::{AccountDeletion, AccountExport, OwnerProof, Transfer, TwoFactorPolicy};
use crate::http::rest::Undone;
use crate::http::sign_in::{Credentials, FinishedSignUp, Forgotten, LinkToken, Mailed, NewPassword};
use crate::http::status::{Health, Liveness, Readiness};
use crate::services::sign_in::session::TokenAnswer;

/// Adds all of them.
pub fn add(paths: &mut Map<String, Value>, types: &mut Types) {
    add_sign_in(paths, types);
    add_ownership(paths, types);
    add_account_export(paths, types);
    imports::add(paths, types);
    plan::add(paths, types);
    add_runs(paths, types);
    clusters::add(paths, types);
    for form in igny8::registry::forms() {
        paths.insert(format!("/{}", form.entity.resource.path()), one_row(form));
    }
    let preview = post(
        "system",
        "Preview a prompt with the values of a row",
        Some(types.sent::<PromptDraft>()),
        "200",
        &types.answered::<PromptPreview>(),
    );
    paths.insert(
        "/system/prompts/{id}/preview".into(),
        with_id(preview, "id", "uuid"),
    );
    add_service(paths, types);
    for function in FUNCTIONS {
        paths.insert(format!("/fn/{}", function.name), call(function, types));
    }
}

/// Signing up, in and out, invitations and the session.
fn add_sign_in(paths: &mut Map<String, Value>, types: &mut Types) {
    let tokens = types.answered::<TokenAnswer<'static>>();
    let sign_up = types.sent::<SignUp>();
    let mut sign_up = post("auth", "Sign up", Some(sign_up), "201", &tokens);
    sign_up["post"]["description"] =
        "Where the server sends email, the response is 202 whether or not the address belongs to a user, \
        and the account is created when the emailed link is opened."
            .into();
    sign_up["post"]["responses"]["202"] = json!({
        "description": "A link to finish signing up was sent.",
        "content": { "application/json": { "schema": types.answered::<Mailed>() } }
    });
    paths.insert("/auth/signup".into(), public(sign_up));
    let finish = types.sent::<FinishedSignUp>();
    paths.insert(
        "/auth/signup/finish".into(),
        public(post(
            "auth",
            "Finish signing up with an emailed link",
            Some(finish),
            "201",
            &tokens,
        )),
    );
    let credentials = types.sent::<Credentials>();
    paths.insert(
        "/auth/login".into(),
        public(post("auth", "Sign in", Some(credentials), "200", &tokens)),
    );
    paths.insert(
        "/auth/refresh".into(),
        public(post("auth", "Refresh the access token", None, "200", &tokens)),
    );
    let mut sign_out = post("auth", "Sign out", None, "204", &Value::Null);
    sign_out["post"]["responses"]["204"] = json!({ "description": "Signed out" });
    paths.insert("/auth/logout".into(), public(sign_out));
    let answer = types.sent::<Answer>();
    let accept = post("auth", "Accept an invitation", Some(answer), "200", &tokens);
    paths.insert(
        "/auth/invitations/{token}/accept".into(),
        with_id(public(accept), "token", ""),
    );
    let done = |summary: &str, body: Option<Value>| {
        let mut item = post("auth", summary, body, "204", &Value::Null);
        item["post"]["responses"]["204"] = json!({ "description": "Done" });
        item
    };
    let forgotten = types.sent::<Forgotten>();
    let mut forgot = done("Send a password reset link", Some(forgotten));
    forgot["post"]["description"] =
        "The response is the same whether or not the address belongs to a user.".into();
    paths.insert("/auth/password/forgot".into(), public(forgot));
    let password = types.sent::<NewPassword>();
    let reset = done("Reset a password with an emailed link", Some(password));
    paths.insert("/auth/password/reset".into(), public(reset));
    let (token, link) = (types.sent::<LinkToken>(), types.answered::<EmailLink>());
    let confirm = post(
        "auth",
        "Confirm an email address with an emailed link",
        Some(token),
        "200",
        &link,
    );
    paths.insert("/auth/email/confirm".into(), public(confirm));
    let verify = done("Send a link to confirm your email address", None);
    paths.insert("/auth/email/verify".into(), verify);
    let session = types.answered::<Session>();
    paths.insert(
        "/auth/session".into(),
        get("auth", "Get the current session", "application/json", &session),
    );
}

/// What owners decide of the account.
fn add_ownership(paths: &mut Map<String, Value>, types: &mut Types) {
    let done = |summary: &str, body: Option<Value>| {
        let mut item = post("auth", summary, body, "204", &Value::Null);
        item["post"]["responses"]["204"] = json!({ "description": "Done" });
        item["post"]["description"] = "Owners only, in a session.".into();
        item
    };
    let overview = types.answered::<Ownership>();
    paths.insert(
        "/auth/account".into(),
        get(
            "auth",
            "Get the account's ownership settings",
            "application/json",
            &overview,
        ),
    );
    let transfer = types.sent::<Transfer>();
    let policy = types.sent::<TwoFactorPolicy>();
    let deletion = types.sent::<AccountDeletion>();
    for (path, summary, body) in [
        (
            "transfer",
            "Transfer ownership to another member and become an admin",
            Some(transfer),
        ),
        (
            "two-factor",
            "Require two-factor authentication for all members, or stop requiring it",
            Some(policy),
        ),
        (
            "delete",
            "Schedule the account's deletion in 30 days",
            Some(deletion),
        ),
        ("keep", "Cancel the account's deletion", None),
    ] {
        paths.insert(format!("/auth/account/{path}"), done(summary, body));
    }
}

/// The account as a file.
fn add_account_export(paths: &mut Map<String, Value>, types: &mut Types) {
    let proof = types.sent::<OwnerProof>();
    let started = types.answered::<AccountExport>();
    let mut start = post(
        "auth",
        "Export the account as a ZIP file",
        Some(proof),
        "202",
        &started,
    );
    start["post"]["description"] = "Owners only, in a session. The AI task's result names the file.".into();
    paths.insert("/auth/account/export".into(), start);
    let binary = json!({ "type": "string", "format": "binary" });
    let file = get("auth", "Download an account export", "application/zip", &binary);
    paths.insert(
        "/auth/account/export/{task}".into(),
        with_id(file, "task", "uuid"),
    );
}

/// What is undone and read of runs and deletions.
fn add_runs(paths: &mut Map<String, Value>, types: &mut Types) {
    let undone = types.answered::<Undone>();
    let undo = post("system", "Undo a deletion", None, "200", &undone);
    paths.insert("/system/deletions/{id}/undo".into(), with_id(undo, "id", "uuid"));
    let lines = types.answered::<Vec<LogLine>>();
    let log = get("system", "Get the log of an AI task", "application/json", &lines);
    paths.insert("/system/tasks/{id}/log".into(), with_id(log, "id", "uuid"));
    let summary = "Undo an AI task: a keyword import or auto-cluster";
    let undo = post("system", summary, None, "200", &undone);
    paths.insert("/system/tasks/{id}/undo".into(), with_id(undo, "id", "uuid"));
}

/// What the service says of itself: its health, its events and this document.
fn add_service(paths: &mut Map<String, Value>, types: &mut Types) {
    let health = types.answered::<Health>();
    let mut status = get("system", "Get system health", "application/json", &health);
    status["get"]["responses"]["503"] = json!({
        "description": "A component isn't working. The same response shows which one.",
        "content": { "application/json": { "schema": health } },
    });
    paths.insert("/system/status/".into(), public(status));
    let live = types.answered::<Liveness>();
    let live = get(
        "system",
        "Whether this server is there",
        "application/json",
        &live,
    );
    paths.insert("/system/live".into(), public(live));
    let readiness = types.answered::<Readiness>();
    let mut ready = get(
        "system",
        "Whether this server may be sent requests",
        "application/json",
        &readiness,
    );
    ready["get"]["responses"]["503"] = json!({
        "description": "Not now: the same, and why",
        "content": { "application/json": { "schema": readiness } },
    });
    paths.insert("/system/ready".into(), public(ready));
    let stream = json!({
        "type": "string",
        "description": "Server-sent events: `task` with a Task, `words` with Words, `notice` with an empty object when \
            there are new notifications, and `resync` with an empty object, after which \
            whatever was read is to be read again.",
    });
    let mut events = get(
        "system",
        "Stream the account's events",
        "text/event-stream",
        &stream,
    );
    events["get"]["parameters"] = json!([{
        "name": "since", "in": "query", "schema": { "type": "string" },
        "description": "The event to start after, from the session. After a reconnect, Last-Event-ID is used instead."
    }]);
    paths.insert("/events".into(), events);
    let document = json!({
        "type": "object", "required": ["openapi", "info", "paths", "components"],
        "properties": {
            "openapi": { "type": "string" }, "info": reference("Json"), "paths": reference("Json"), "components": reference("Json"),
        },
        "additionalProperties": reference("Json"),
    });
    paths.insert(
        "/openapi.json".into(),
        public(get("system", "This document", "application/json", &document)),
    );
}

/// A server function, which pages call.
fn call(function: &Function, types: &mut Types) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for argument in function.arguments {
        properties.insert(argument.name.to_owned(), types.sent_as(argument.shape));
        if !argument.is_optional() {
            required.push(argument.name);
        }
    }
    let arguments = if properties.is_empty() {
        json!({ "type": "object", "additionalProperties": false })
    } else {
        json!({ "type": "object", "properties": properties, "required": required })
    };
    let answer = types.answered_as(function.answer);
    let mut item = post(
        "functions",
        function.summary.trim(),
        Some(arguments),
        "200",
        &answer,
    );
    item["post"]["description"] = "A server function called by pages.".into();
    item
}

/// The one row of a form page: what is read, and what of it may be changed.
fn one_row(form: &'static FormPage) -> Value {
    let resource = form.entity.resource;
    let row = row(form.entity);
    let change =
        json!({ "type": "object", "additionalProperties": false, "properties": properties(form.inputs()) });
    let mut item = get(
        resource.module(),
        &format!("The {}", resource.one()),
        "application/json",
        &row,
    );
    let summary = format!("Change the {}", resource.one());
    let mut patch = post(resource.module(), &summary, Some(change), "200", &row);
    item["patch"] = patch["post"].take();
    item
}
