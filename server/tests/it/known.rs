//! An account with a row of every kind, and what stands for the parameters of the API's paths then.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::{Scheduler, Worker};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::{Person, TestApp};
use crate::documents::article;
use crate::files::picture;
use crate::writing::succeeded;

/// Ids that exist in one account.
pub struct Known {
    /// A row of each resource, by its path.
    rows: BTreeMap<&'static str, String>,
    /// Deletions that nothing else needs, since whoever undoes one has used it up.
    deletions: Vec<String>,
    /// Changes of rows, since whoever takes one back has used it up.
    changes: Vec<String>,
    /// Moves into a cluster that nothing else needs.
    groupings: Vec<String>,
    /// Invitations that nothing else needs, since none comes back once it is revoked.
    invitations: Vec<String>,
    /// Connected apps that nothing else needs, since none comes back once it is disconnected.
    apps: Vec<String>,
    /// A file that waits for its import.
    pub upload: String,
    /// A run that has imported keywords.
    pub import: String,
    /// A run that has packed articles.
    pub export: String,
    /// A run that has packed the account.
    account_export: String,
    /// A picture with a file.
    pub picture: String,
    /// A saved view of keywords.
    pub view: String,
    /// The first version of the article, which is not the one that it has now.
    pub version: i64,
    /// The version that the article has now.
    pub current: i64,
}

/// The id of a row.
fn id(row: &Value) -> String {
    row["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no row: {row}"))
        .to_owned()
}

/// The id of a list's first row.
async fn first(person: &Person, path: &str) -> String {
    id(&person.get(path).await["results"][0])
}

/// A file of keywords that waits for its import.
async fn upload(person: &Person) -> String {
    let file =
        Part::bytes(b"keyword,volume\nsecret uploaded phrase,10\n".to_vec()).file_name("secret list.csv");
    let form = Form::new().part("file", file);
    let request = person.request(Method::POST, "/planner/keywords/import/preview");
    let answer = request.multipart(form).send().await.unwrap();
    let shown: Value = answer.json().await.unwrap();
    shown["upload_id"]
        .as_str()
        .unwrap_or_else(|| panic!("{shown}"))
        .to_owned()
}

/// What only runs make: an import and a file of articles. The worker has ended when this returns, so that nothing
/// changes by itself afterwards.
async fn worked(app: &TestApp, person: &Person, article: Uuid) -> (String, String, String) {
    let stop = CancellationToken::new();
    let worker = Worker::new(app.state.clone(), server::jobs::ALL);
    let working = tokio::spawn(worker.run(stop.clone()));
    let file = b"keyword,volume\nsecret imported phrase,10\n".to_vec();
    let (status, started) = person.import("secret import.csv", file, None).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    let import = person.ended(started["task_id"].as_str().unwrap()).await;
    assert_eq!(import["status"], "succeeded", "{import}");
    let packed = json!({ "ids": [article] });
    let export = succeeded(person, "writer/content", "export_articles", packed).await;
    let proof = json!({ "password": "a long enough one" });
    let (status, started) = person.post("/auth/account/export", &proof).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    let whole = person.ended(started["task_id"].as_str().unwrap()).await;
    assert_eq!(whole["status"], "succeeded", "{whole}");
    stop.cancel();
    working.await.unwrap();
    (id(&import), id(&export), id(&whole))
}

/// A sign-in that is not the one that asks.
async fn other_sign_in(app: &TestApp, person: &Person) -> String {
    let login = json!({ "email": person.email, "password": "a long enough one" });
    let request = app
        .anonymous(Method::POST, "/api/v1/auth/login")
        .header("user-agent", "A secret phone");
    assert_eq!(
        request.json(&login).send().await.unwrap().status(),
        StatusCode::OK
    );
    let all = person.get("/auth/sessions").await;
    let mut rows = all["results"].as_array().unwrap().iter();
    id(rows.find(|row| row["device"] == "A secret phone").unwrap())
}

/// A time at which a schedule fired.
async fn fired(app: &TestApp, person: &Person) -> String {
    let due = "update schedules set next_at = now() - interval '1 minute'";
    sqlx::query(due)
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
    assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
    first(person, "/automation/runs").await
}

/// A call of a model.
async fn called(app: &TestApp, person: &Person) -> String {
    let account = person.get("/auth/session").await["account"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let call = "insert into ai_calls (account_id, id, purpose, provider, model) values ($1::uuid, $2, 'embed', 'openai', 'secret model')";
    sqlx::query(call)
        .bind(account)
        .bind(Uuid::now_v7())
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
    first(person, "/billing/usage").await
}

/// Apps that the person has connected.
async fn connected(app: &TestApp, person: &Person) -> Vec<String> {
    let session = person.get("/auth/session").await;
    let mut all = Vec::new();
    for number in 0..3 {
        let id = Uuid::now_v7();
        let grant = "insert into oauth_grants (account_id, id, user_id, client, name, home, role, spend, publish, connected_at, expires_at) \
             select $1::uuid, $2, u.id, 'x', $3, 'localhost', 'viewer', false, false, now(), now() + interval '1 day' \
             from users u where u.email = $4";
        sqlx::query(grant)
            .bind(session["account"]["id"].as_str().unwrap())
            .bind(id)
            .bind(format!("secret app {number}"))
            .bind(&person.email)
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        all.push(id.to_string());
    }
    all
}

/// Something that the person was told of.
async fn notified(app: &TestApp, person: &Person) -> String {
    let id: Uuid = sqlx::query_scalar(
        "insert into notifications (account_id, user_id, kind, cause, text, path) \
         select m.account_id, u.id, 'credits_low', 'secret cause', 'secret notification', '/billing' \
         from users u join memberships m on m.user_id = u.id where u.email = $1 limit 1 returning id",
    )
    .bind(&person.email)
    .fetch_one(&mut app.superuser().await)
    .await
    .unwrap();
    id.to_string()
}

/// A prompt that the account has changed, which leaves a version.
async fn prompted(person: &Person) -> (String, String) {
    let prompt = first(person, "/system/prompts").await;
    let request = person.request(Method::PATCH, &format!("/system/prompts/{prompt}"));
    let answer = request
        .json(&json!({ "system": "A secret instruction." }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    (prompt, first(person, "/system/prompt-versions").await)
}

/// An article whose text a person has changed, and its two versions.
async fn written(app: &TestApp, person: &Person) -> (Uuid, i64, i64) {
    let article = article(app, person, "<p>secret words</p>").await;
    let path = format!("/writer/content/{article}/document");
    let before = person.get(&path).await["version"].as_i64().unwrap();
    let text = json!({ "title": "A secret article", "html": "<p>other secret words</p>" });
    let edit = json!({ "version": before, "text": text });
    let answer = person
        .request(Method::PUT, &path)
        .json(&edit)
        .send()
        .await
        .unwrap();
    let saved: Value = answer.json().await.unwrap();
    (
        article,
        before,
        saved["version"].as_i64().unwrap_or_else(|| panic!("{saved}")),
    )
}

/// Deletions to undo and invitations to revoke: what is asked about one changes it, so each question takes its own.
async fn spare(person: &Person) -> (Vec<String>, Vec<String>) {
    let (mut deletions, mut invitations) = (Vec::new(), Vec::new());
    for number in 0..9 {
        let doomed = format!("secret doomed phrase {number}");
        let doomed = person.add_keywords(&[&doomed]).await;
        let (status, deleted) = person
            .post("/planner/keywords/actions/delete", &json!({ "ids": doomed }))
            .await;
        assert_eq!(status, StatusCode::OK, "{deleted}");
        deletions.push(deleted["deletion_id"].as_str().unwrap().to_owned());
    }
    for number in 0..3 {
        let email = format!("secret{number}@example.com");
        let body = json!({ "email": email, "name": "secret invitation", "role": "viewer" });
        invitations.push(id(&person.make("/auth/users", body).await));
    }
    (deletions, invitations)
}

/// Changes of a row that can be taken back, the latest last.
async fn changed(person: &Person, keyword: &str) -> Vec<String> {
    let mut changes = Vec::new();
    for volume in 1..=8 {
        let body = json!({ "resource": "keywords", "selection": { "ids": [keyword] }, "record": { "volume": volume } });
        let (status, changed) = person.post("/fn/change", &body).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        changes.push(changed["change_id"].as_str().unwrap().to_owned());
    }
    changes
}

/// Moves of keywords into a cluster that can be taken back.
async fn grouped(person: &Person, cluster: &str) -> Vec<String> {
    let sector = person.sector().await;
    let mut changes = Vec::new();
    for number in 0..8 {
        let body = json!({ "keyword": format!("secret moved phrase {number}"), "sector_id": sector });
        let keyword = id(&person.make("/planner/keywords", body).await);
        let body = json!({ "ids": [keyword], "cluster": cluster });
        let (status, moved) = person.post("/planner/keywords/actions/move", &body).await;
        assert_eq!(status, StatusCode::OK, "{moved}");
        changes.push(moved["change_id"].as_str().unwrap().to_owned());
    }
    changes
}

/// A correction: a second keyword is placed in a cluster by hand.
async fn corrected(person: &Person) -> String {
    let sector = person.sector().await;
    let body = json!({ "name": "secret corrected cluster", "sector_id": sector });
    let cluster = person.make("/planner/clusters", body).await["id"].clone();
    for keyword in ["secret first phrase", "secret second phrase"] {
        let body = json!({ "keyword": keyword, "sector_id": sector, "cluster_id": cluster });
        person.make("/planner/keywords", body).await;
    }
    first(person, "/planner/corrections").await
}

impl Known {
    /// Fills the person's account. A failure here is one of a test that makes such a row.
    pub async fn fill(app: &TestApp, person: &Person) -> Self {
        let sector = person.sector().await;
        let (article, version, current) = written(app, person).await;
        let (import, export, account_export) = worked(app, person, article).await;
        let (prompt, prompt_version) = prompted(person).await;
        let schedule = json!({
            "name": "secret schedule", "function": "auto_cluster", "every": "cron", "cron": "0 3 * * *", "credits": 5,
            "enabled": true,
        });
        let about = json!({ "title": "secret title", "sector_id": sector, "content_type": "guide", "priority": 1, "words": 300 });
        let mut rows = BTreeMap::new();
        for (path, body) in [
            (
                "/planner/keywords",
                json!({ "keyword": "secret phrase", "sector_id": sector }),
            ),
            (
                "/planner/clusters",
                json!({ "name": "secret cluster", "sector_id": sector }),
            ),
            ("/planner/ideas", about.clone()),
            ("/writer/tasks", about),
            (
                "/writer/images",
                json!({ "content_id": article, "prompt": "secret picture", "style": "cartoon" }),
            ),
            (
                "/writer/comments",
                json!({ "content_id": article, "text": "secret comment" }),
            ),
            (
                "/auth/tokens",
                json!({ "name": "secret token", "role": "viewer" }),
            ),
            (
                "/auth/users",
                json!({ "email": "secret@example.com", "name": "secret member", "role": "viewer" }),
            ),
            ("/automation/schedules", schedule),
            (
                "/system/integrations",
                json!({ "name": "secret key", "kind": "openai", "secret": "sk-1", "enabled": true }),
            ),
            (
                "/system/webhooks",
                json!({ "name": "secret webhook", "url": "http://127.0.0.1:9/secret", "events": ["run.failed"] }),
            ),
            (
                "/billing/model-prices",
                json!({ "provider": "openai", "model": "secret model" }),
            ),
        ] {
            rows.insert(path, id(&person.make(path, body).await));
        }
        let test = format!("/system/webhooks/{}/test", rows["/system/webhooks"]);
        let (status, sent) = person.post(&test, &json!({})).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        let (mut deletions, invitations) = spare(person).await;
        let mut apps = connected(app, person).await;
        let (sign_in, fire, call) = (
            other_sign_in(app, person).await,
            fired(app, person).await,
            called(app, person).await,
        );
        rows.extend([
            ("/writer/content", article.to_string()),
            ("/auth/sectors", sector),
            ("/auth/sites", first(person, "/auth/sites").await),
            ("/auth/sessions", sign_in),
            ("/auth/apps", apps.pop().unwrap()),
            ("/auth/security", first(person, "/auth/security").await),
            ("/automation/runs", fire),
            ("/billing/credits", first(person, "/billing/credits").await),
            ("/billing/usage", call),
            (
                "/billing/transactions",
                first(person, "/billing/transactions").await,
            ),
            ("/planner/corrections", corrected(person).await),
            ("/system/notifications", notified(app, person).await),
            ("/system/run-log", first(person, "/system/run-log").await),
            ("/system/tasks", import.clone()),
            ("/system/prompts", prompt),
            ("/system/prompt-versions", prompt_version),
            ("/system/logs", first(person, "/system/logs").await),
            ("/system/bin", deletions.pop().unwrap()),
            (
                "/system/webhook-deliveries",
                first(person, "/system/webhook-deliveries").await,
            ),
        ]);
        for page in igny8::registry::tables() {
            let path = format!("/{}", page.resource().path());
            assert!(
                rows.contains_key(path.as_str()),
                "no row of {path}: make one here"
            );
        }
        let changes = changed(person, &rows["/planner/keywords"]).await;
        let groupings = grouped(person, &rows["/planner/clusters"]).await;
        let view = json!({ "resource": "keywords", "draft": { "name": "secret view", "query": "" } });
        let (status, view) = person.post("/fn/save_view", &view).await;
        assert_eq!(status, StatusCode::OK, "{view}");
        Self {
            deletions,
            changes,
            groupings,
            invitations,
            apps,
            upload: upload(person).await,
            picture: picture(app, person, Some(Uuid::now_v7())).await.to_string(),
            view: id(&view),
            rows,
            import,
            export,
            account_export,
            version,
            current,
        }
    }

    /// The row of the resource at this path, such as `/planner/keywords`.
    pub fn row(&self, resource: &str) -> &str {
        self.rows
            .get(resource)
            .unwrap_or_else(|| panic!("no row of {resource}"))
    }

    /// A deletion for somebody who uses it up.
    pub fn deletion(&mut self) -> String {
        self.deletions.pop().expect("as many deletions as are used up")
    }

    /// A move into a cluster for somebody who takes it back.
    fn grouping(&mut self) -> String {
        self.groupings.pop().expect("as many moves as are taken back")
    }

    /// What an operation of this path is done to: a row of its own where the operation uses it up for good.
    pub fn for_path(&mut self, path: &str) -> String {
        let does = path.rsplit('/').next().unwrap_or_default();
        let uses_up = ["undo", "restore", "purge"].contains(&does);
        match path {
            _ if path.starts_with("/system/deletions/") => self.deletion(),
            _ if path.starts_with("/system/bin/") && uses_up => self.deletion(),
            _ if path.starts_with("/auth/users/") && does == "revoke" => self
                .invitations
                .pop()
                .expect("as many invitations as are revoked"),
            _ if path.starts_with("/auth/apps/") && does == "disconnect" => {
                self.apps.pop().expect("as many apps as are disconnected")
            }
            _ if path.starts_with("/planner/clusters/changes/") => self.grouping(),
            _ if path.contains("{upload_id}") => self.upload.clone(),
            _ if path.starts_with("/auth/account/export/") => self.account_export.clone(),
            _ if path.contains("{task_id}") => self.import.clone(),
            _ if path.contains("{task}") => self.export.clone(),
            _ if path.contains("/file/{size}") => self.picture.clone(),
            _ => {
                let resource: String = path.split('/').take(3).collect::<Vec<_>>().join("/");
                self.row(&resource).to_owned()
            }
        }
    }

    /// The path with `id` for the row, and what exists for its other parameters.
    pub fn fill_in(&self, path: &str, id: &str) -> String {
        let mut target = path
            .replace("{version}", &self.version.to_string())
            .replace("{size}", "thumb");
        for name in ["{id}", "{upload_id}", "{task_id}", "{task}"] {
            target = target.replace(name, id);
        }
        assert!(!target.contains('{'), "a parameter without a value: {target}");
        if path.ends_with("/diff") {
            let _ = write!(target, "?against={}", self.version);
        }
        target
    }

    /// An edit of the article as it is now.
    pub fn edit(&self) -> Value {
        json!({ "version": self.current, "text": { "title": "Mine", "html": "<p>Mine</p>" } })
    }

    /// The arguments with which a server function is about rows of this account; none for one that names no row.
    pub fn arguments(&mut self, function: &str) -> Option<Value> {
        if function == "undo" {
            return Some(json!({ "deletion": self.deletion() }));
        }
        if function == "undo_change" {
            let change = self.changes.pop().expect("as many changes as are taken back");
            return Some(json!({ "change": change }));
        }
        if function == "undo_grouping" {
            return Some(json!({ "change": self.grouping() }));
        }
        let (keyword, article) = (self.row("/planner/keywords"), self.row("/writer/content"));
        let sector = self.row("/auth/sectors");
        let selection = json!({ "ids": [keyword] });
        Some(match function {
            "get" | "history" | "reasons" => json!({ "resource": "keywords", "id": keyword }),
            "save" => json!({ "resource": "keywords", "id": keyword, "record": { "volume": 7 } }),
            "change" => json!({ "resource": "keywords", "selection": selection, "record": { "volume": 9 } }),
            "delete" => json!({ "resource": "keywords", "selection": selection }),
            "act" | "quote" => {
                json!({ "resource": "keywords", "action": "auto_cluster", "selection": selection })
            }
            "preview_recut" => json!({ "settings": { "sector_id": sector } }),
            "save_recut" => json!({ "order": { "sector_id": sector, "narrowness": 50, "state": "" } }),
            "task" => json!({ "id": self.row("/system/tasks") }),
            "preview_import" => json!({ "upload": self.upload, "reading": {} }),
            "import_report" | "undo_run" => json!({ "task": self.import }),
            "import" => {
                json!({ "request": { "upload_id": self.upload, "sector_id": sector } })
            }
            "save_view" => {
                json!({ "resource": "keywords", "id": self.view, "draft": { "name": "Mine", "query": "" } })
            }
            "delete_view" => json!({ "resource": "keywords", "id": self.view }),
            "article" | "edits" | "versions" => json!({ "id": article }),
            "save_article" => json!({ "id": article, "edit": self.edit() }),
            "version" | "restore" => json!({ "id": article, "version": self.version }),
            "diff" => json!({ "id": article, "from": self.version, "to": self.version }),
            "preview_prompt" => json!({ "id": self.row("/system/prompts"), "draft": {} }),
            _ => return None,
        })
    }
}

/// The arguments of a server function that names no row.
pub fn general_arguments(function: &str) -> Value {
    match function {
        "session" | "ownership" | "tray" | "places" | "two_factor" | "plan" | "billing_portal" => json!({}),
        "checkout" => json!({ "plan": "growth" }),
        "list" => json!({ "resource": "keywords", "query": "" }),
        "totals" => json!({ "resource": "keywords", "selection": { "query": "" }, "all": false }),
        "options" => json!({ "resource": "sectors", "search": "" }),
        "search" => json!({ "words": "a" }),
        "settings" => json!({ "resource": "settings" }),
        "save_settings" => json!({ "resource": "settings", "record": {} }),
        "dashboard" => json!({ "path": "/planner", "query": "" }),
        "report" => json!({ "path": igny8::system::status::PAGE.path }),
        "views" => json!({ "resource": "keywords" }),
        other => panic!("the server function {other} has no arguments here"),
    }
}
