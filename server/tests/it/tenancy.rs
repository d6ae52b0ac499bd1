//! No account sees another's data: by the catalog, by every endpoint, and by SQL that forgets to ask.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::app::{Person, TestApp, with_app};

#[tokio::test]
async fn every_table_of_an_account_has_forced_row_level_security() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let tables = sqlx::query(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced, \
               exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' \
                 and pg_get_expr(p.polqual, c.oid) like '%app.account_id%' \
                 and pg_get_expr(p.polwithcheck, c.oid) like '%app.account_id%') as guarded \
             from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' \
             where c.relkind in ('r', 'p') and exists (select from pg_attribute a \
               where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert!(tables.len() >= 12);
        for table in &tables {
            let name: String = table.get("relname");
            assert!(table.get::<bool, _>("forced"), "{name} has no forced row-level security");
            assert!(table.get::<bool, _>("guarded"), "{name} has no tenant policy");
        }
        // No table at all can be changed by the serving role without a policy, and what it reads is nobody's.
        let open: Vec<String> = sqlx::query_scalar(
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' \
             where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) \
               and has_table_privilege('igny8_app', c.oid, 'insert, update, delete')",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(open, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn keys_between_tables_of_an_account_begin_with_the_account() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let loose: Vec<String> = sqlx::query_scalar(
            "select k.conrelid::regclass || '.' || k.conname from pg_constraint k \
             where k.contype in ('p', 'u', 'f') \
               and exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'account_id') \
               and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'account_id' \
               and not (k.contype = 'f' and k.confrelid = 'users'::regclass)",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(loose, Vec::<String>::new(), "people are nobody's tenant data; all else is keyed by account");
        let loose: Vec<String> = sqlx::query_scalar(
            "select i.indexrelid::regclass::text from pg_index i \
             where i.indisunique and exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'account_id') \
               and (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) <> 'account_id'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(loose, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn sql_that_forgets_the_account_finds_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one phrase"]).await;
        let mut database = app.superuser().await;
        sqlx::raw_sql("begin; set local role igny8_app")
            .execute(&mut database)
            .await
            .unwrap();
        let unset: i64 = sqlx::query_scalar("select count(*) from keywords")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(unset, 0);
        let bob = uuid::Uuid::now_v7();
        sqlx::query("select set_config('app.account_id', $1, true)")
            .bind(bob.to_string())
            .execute(&mut database)
            .await
            .unwrap();
        let foreign: i64 = sqlx::query_scalar("select count(*) from keywords")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(foreign, 0);
        let users: i64 = sqlx::query_scalar("select count(*) from users")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(users, 0);
        let written = sqlx::query("update accounts set name = 'stolen'")
            .execute(&mut database)
            .await
            .unwrap();
        assert_eq!(written.rows_affected(), 0);
    })
    .await;
}

/// The id of a list's first row.
async fn first(person: &Person, path: &str) -> String {
    person.get(path).await["results"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Fills an account and gives, for each path parameter of a resource, a row of it.
async fn filled(app: &TestApp, person: &Person) -> Vec<(String, String)> {
    let sector = person.sector().await;
    let site = first(person, "/auth/sites").await;
    let cluster = person
        .make(
            "/planner/clusters",
            json!({ "name": "secret cluster", "sector_id": sector }),
        )
        .await;
    let keyword = person.add_keywords(&["secret phrase"]).await.remove(0);
    let token = person
        .make(
            "/auth/tokens",
            json!({ "name": "secret token", "role": "viewer" }),
        )
        .await;
    let user = first(person, "/auth/users").await;
    let (_, started) = person
        .post(
            "/planner/keywords/actions/auto_cluster",
            &json!({ "ids": [keyword] }),
        )
        .await;
    let task = started["task_id"].as_str().unwrap().to_owned();
    let schedule = json!({ "name": "secret schedule", "function": "auto_cluster", "every": "cron", "cron": "0 3 * * *", "credits": 5 });
    let schedule = person.make("/automation/schedules", schedule).await;
    let entry = first(person, "/billing/credits").await;
    let about = json!({ "title": "secret title", "sector_id": sector, "content_type": "guide", "priority": 1, "words": 300 });
    let idea = person.make("/planner/ideas", about.clone()).await;
    let writing = person.make("/writer/tasks", about).await;
    let article =
        json!({ "title": "secret article", "sector_id": sector, "words_target": 300, "publish_as": "draft" });
    let article = person.make("/writer/content", article).await;
    let image = json!({ "content_id": article["id"], "prompt": "secret picture", "style": "cartoon" });
    let image = person.make("/writer/images", image).await;
    let key = json!({ "name": "secret key", "kind": "openai", "secret": "sk-1", "enabled": true });
    let key = person.make("/system/integrations", key).await;
    let price = json!({ "provider": "openai", "model": "secret model" });
    let price = person.make("/billing/model-prices", price).await;
    let doomed = person.add_keywords(&["secret doomed phrase"]).await.remove(0);
    let (_, deleted) = person
        .post("/planner/keywords/actions/delete", &json!({ "ids": [doomed] }))
        .await;
    let _ = app;
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    vec![
        ("/planner/keywords/import".into(), task.clone()),
        ("/planner/keywords".into(), keyword),
        ("/planner/clusters".into(), id(&cluster)),
        ("/automation/schedules".into(), id(&schedule)),
        ("/auth/sites".into(), site),
        ("/auth/sectors".into(), sector),
        ("/auth/users".into(), user),
        ("/auth/tokens".into(), id(&token)),
        ("/system/tasks".into(), task),
        ("/planner/ideas".into(), id(&idea)),
        ("/writer/tasks".into(), id(&writing)),
        ("/writer/content".into(), id(&article)),
        ("/writer/images".into(), id(&image)),
        ("/system/integrations".into(), id(&key)),
        ("/system/prompts".into(), first(person, "/system/prompts").await),
        ("/system/logs".into(), first(person, "/system/logs").await),
        ("/auth/sessions".into(), first(person, "/auth/sessions").await),
        ("/billing/credits".into(), entry),
        ("/billing/model-prices".into(), id(&price)),
        (
            "/system/bin".into(),
            deleted["deletion_id"].as_str().unwrap().to_owned(),
        ),
        (
            "/system/deletions".into(),
            deleted["deletion_id"].as_str().unwrap().to_owned(),
        ),
    ]
}

/// A body that fits the schema of an operation well enough to get past reading it.
fn body(operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema["$ref"]
        .as_str()
        .is_some_and(|name| name.ends_with("/Selection"))
    {
        return json!({ "ids": [] });
    }
    json!({})
}

#[tokio::test]
async fn no_endpoint_gives_or_takes_anything_of_another_account() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        // An invitation that Bob did not accept opens nothing.
        let invited = json!({ "email": bob.email, "name": "secret invitation", "role": "owner" });
        ann.make("/auth/users", invited).await;
        let rows = filled(&app, &ann).await;
        let document = bob.get("/openapi.json").await;
        let mut tried = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for verb in ["get", "post", "patch", "delete"] {
                let Some(operation) = item.get(verb) else { continue };
                if path == "/events"
                    || path.starts_with("/auth/invitations")
                    || path.starts_with("/auth/log")
                    || path == "/auth/signup"
                    || path == "/auth/refresh"
                {
                    continue;
                }
                let row = rows.iter().find(|(base, _)| path.starts_with(base.as_str()));
                let own = row.map_or("00000000-0000-7000-8000-000000000000", |(_, id)| id.as_str());
                let target = path
                    .replace("{id}", own)
                    .replace("{task_id}", own)
                    .replace("{token}", own)
                    .replace("{task}", own)
                    .replace("{version}", "1")
                    .replace("{size}", "thumb");
                let target = if path.ends_with("/diff") {
                    format!("{target}?against=1")
                } else {
                    target
                };
                let method: Method = verb.to_uppercase().parse().unwrap();
                let mut request = bob.request(method, &target);
                let mut sent = body(operation);
                if sent.get("ids").is_some() {
                    sent = json!({ "ids": [own] });
                }
                if verb != "get" {
                    request = request.json(&sent);
                }
                let response = request.send().await.unwrap();
                let status = response.status();
                let text = response.text().await.unwrap();
                assert!(!text.contains("secret "), "{verb} {target} gave {text}");
                assert!(status.as_u16() < 500, "{verb} {target}: {status} {text}");
                // A foreign row looks like one that is not there, whatever is asked of it.
                if path.contains('{') {
                    assert_eq!(status, StatusCode::NOT_FOUND, "{verb} {target}: {text}");
                }
                if sent["ids"][0].is_string() {
                    assert_eq!(status, StatusCode::NOT_FOUND, "{verb} {target}: {text}");
                }
                tried += 1;
            }
        }
        assert!(tried > 70, "only {tried} operations");
        // Ann's data is all there still.
        assert_eq!(ann.get("/planner/keywords").await["count"], 1);
        assert_eq!(
            ann.get("/planner/clusters").await["results"][0]["name"],
            "secret cluster"
        );
        assert_eq!(ann.get("/auth/users").await["count"], 2);
        assert_eq!(ann.get("/auth/tokens").await["count"], 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_refers_to_another_accounts_row() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let foreign = ann.sector().await;
        let (status, problem) = bob
            .post(
                "/planner/keywords",
                &json!({ "keyword": "a phrase", "sector_id": foreign }),
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["sector_id"].is_array());
        assert_eq!(
            bob.get(&format!("/planner/keywords?sector_id={foreign}")).await["count"],
            0
        );
    })
    .await;
}

#[tokio::test]
async fn every_endpoint_asks_who_sends() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let document = ann.get("/openapi.json").await;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (verb, operation) in item.as_object().unwrap() {
                let open = operation["security"].as_array().is_some_and(Vec::is_empty);
                if verb == "parameters" || open {
                    continue;
                }
                let id = uuid::Uuid::now_v7().to_string();
                let target = path.replace("{id}", &id).replace("{task_id}", &id);
                let method: Method = verb.to_uppercase().parse().unwrap();
                let request = app.anonymous(method, &format!("/api/v1{target}"));
                let request = if verb == "get" {
                    request
                } else {
                    request.json(&body(operation))
                };
                let status = request.send().await.unwrap().status();
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{verb} {target}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_by_the_index_stays_in_the_account() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        ann.add_keywords(&["secret running shoes"]).await;
        bob.add_keywords(&["running a marathon"]).await;
        let found = bob.get("/planner/keywords?search=RUNNING").await;
        assert_eq!(
            (&found["count"], &found["results"][0]["keyword"]),
            (&json!(1), &json!("running a marathon"))
        );
        let mut database = app.superuser().await;
        // What searches belongs to a role that has nothing else, and that nobody who serves may become.
        let (owned, becomes, writes): (i64, bool, bool) = sqlx::query_as(
            "select (select count(*) from pg_proc where proowner = 'igny8_search'::regrole), \
               pg_has_role('igny8_app', 'igny8_search', 'member') or pg_has_role('igny8_system', 'igny8_search', 'member'), \
               has_table_privilege('igny8_search', 'keywords', 'insert, update, delete') \
                 or has_schema_privilege('igny8_search', 'public', 'create')",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!((owned, becomes, writes), (1, false, false));
        sqlx::raw_sql("begin; set local role igny8_app").execute(&mut database).await.unwrap();
        let unset: Option<Vec<uuid::Uuid>> = sqlx::query_scalar("select search_keywords('%running%', 10)")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(unset, Some(vec![]));
    })
    .await;
}
