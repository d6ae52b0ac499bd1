//! Members who are limited to some sites: by the catalog, by every endpoint, by what is counted, told and run.

use std::time::Duration;

use futures::StreamExt as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::across::requests;
use crate::app::{Person, TestApp, with_app};
use crate::known::Known;

/// Tables that refer to what hangs on a site and are no one site's, with why no policy guards them.
const OF_NO_SITE: &[(&str, &str)] = &[
    ("accounts", "names the providers of the whole account"),
    (
        "credit_entries",
        "the ledger, which only those read who manage the account",
    ),
];

#[tokio::test]
async fn every_table_that_hangs_on_a_site_is_guarded() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        // Whatever refers to a guarded table, or says by its columns that it belongs to one.
        let open: Vec<String> = sqlx::query_scalar(
            "with guarded as (select polrelid as id from pg_policy where polname = 'sites' and not polpermissive \
               and polroles = array['igny8_site'::regrole::oid]) \
             select distinct c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public' \
             where c.relkind in ('r', 'p') and c.oid not in (select id from guarded) \
               and (exists (select from pg_constraint k join guarded g on g.id = k.confrelid where k.contype = 'f' and k.conrelid = c.oid \
                   and k.confrelid <> 'deletions'::regclass) \
                 or exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped \
                   and a.attname in ('site_id', 'sector_id', 'content_id', 'cluster_id', 'keyword_id', 'idea_id'))) \
             order by 1",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(open, OF_NO_SITE.iter().map(|(table, _)| *table).collect::<Vec<_>>());
        let guarded: i64 = sqlx::query_scalar("select count(*) from pg_policy where polname = 'sites'")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert!(guarded >= 30, "only {guarded}");
        // The role has the rights of the other, and meets the same policies.
        let other: Vec<String> = sqlx::query_scalar(
            "select c.relname || ': ' || p.may from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public', \
               unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p(may) \
             where c.relkind in ('r', 'p', 'v') \
               and has_table_privilege('igny8_app', c.oid, p.may) <> has_table_privilege('igny8_site', c.oid, p.may) \
             union all \
             select p.polrelid::regclass || ' ' || p.polname from pg_policy p \
             where 'igny8_app'::regrole = any (p.polroles) and not 'igny8_site'::regrole = any (p.polroles)",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(other, Vec::<String>::new());
    })
    .await;
}

/// Another site of the account with a sector.
async fn other_site(ann: &Person) -> (String, String) {
    let site = ann
        .make("/auth/sites", json!({ "name": "Other", "language": "en" }))
        .await;
    let site = site["id"].as_str().unwrap().to_owned();
    let sectors = ann.get(&format!("/auth/sectors?site_id={site}")).await;
    (site, sectors["results"][0]["id"].as_str().unwrap().to_owned())
}

/// Somebody who sees this site alone.
async fn limited(app: &TestApp, ann: &Person, name: &str, role: &str, sites: &[&str]) -> Person {
    let invited =
        json!({ "email": format!("{name}@example.com"), "name": name, "role": role, "sites": sites });
    ann.invite_as(app, invited).await
}

/// What belongs to the whole account, and so to every member: which words are used, and which models write.
const OF_THE_ACCOUNT: [&str; 4] = [
    "/system/prompts",
    "/system/prompt-versions",
    "/system/integrations",
    "/system/settings",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_of_one_site_finds_nothing_of_another() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut known = Known::fill(&app, &ann).await;
        let (site, sector) = other_site(&ann).await;
        let bob = limited(&app, &ann, "bob", "editor", &[&site]).await;
        let document = ann.get("/openapi.json").await;
        let all = requests(&document, &mut known);
        let mut hidden = 0;
        for sent in &all {
            let (status, text) = sent.by(&bob).await;
            assert!(status.as_u16() < 500, "{sent:?}: {status} {text}");
            let of_account = OF_THE_ACCOUNT.iter().any(|path| sent.path.starts_with(path))
                || ["/fn/preview_prompt", "/fn/settings"].contains(&sent.path.as_str());
            if of_account {
                continue;
            }
            assert!(!text.contains("secret "), "{sent:?} gave {text}");
            if sent.names_a_row {
                // What the role does not allow at all is refused before a row is looked for.
                assert!(
                    [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status),
                    "{sent:?}: {status} {text}"
                );
                hidden += u32::from(status == StatusCode::NOT_FOUND);
            }
        }
        assert!(hidden > 80, "only {hidden} rows were hidden");
        for page in igny8::registry::tables() {
            let path = format!("/{}", page.resource().path());
            if OF_THE_ACCOUNT.contains(&path.as_str())
                || !igny8::permission::Role::Editor.may(igny8::permission::Verb::Read, page.resource())
            {
                continue;
            }
            let id = known.row(&path);
            for target in [
                format!("{path}?page_size=200"),
                format!("{path}/export?format=csv"),
                format!("{path}/export?format=csv&ids={id}"),
            ] {
                let text = bob
                    .request(Method::GET, &target)
                    .send()
                    .await
                    .unwrap()
                    .text()
                    .await
                    .unwrap();
                assert!(
                    !text.contains(id) && !text.contains("secret "),
                    "{target}: {text}"
                );
            }
        }
        // The frame, the tray, choices and dashboards know the own site alone.
        let session = bob.get("/auth/session").await;
        assert_eq!(session["sites"].as_array().unwrap().len(), 1, "{session}");
        assert_eq!(session["sites"][0]["id"], site);
        assert_eq!(bob.post("/fn/tray", &json!({})).await.1, json!([]));
        let options = bob
            .post("/fn/options", &json!({ "resource": "sites", "search": "" }))
            .await
            .1;
        assert_eq!(options.as_array().unwrap().len(), 1, "{options}");
        for path in ["/planner", "/writer"] {
            let (status, figures) = bob
                .post("/fn/dashboard", &json!({ "path": path, "query": "" }))
                .await;
            assert_eq!(status, StatusCode::OK);
            assert!(!figures.to_string().contains("secret "), "{figures}");
            let counted = figures["figures"].as_array().unwrap().iter();
            assert!(counted.clone().count() > 0);
            for figure in counted {
                assert!(figure["value"] == 0.0, "{figure}");
            }
        }
        // In the own site everything goes, and is seen by those who see all.
        let body = json!({ "keyword": "own phrase", "sector_id": sector });
        bob.make("/planner/keywords", body).await;
        assert_eq!(bob.get("/planner/keywords").await["count"], 1);
        assert_eq!(bob.get("/planner/keywords?search=phrase").await["count"], 1);
        let foreign = known.row("/auth/sectors");
        let (status, problem) = bob
            .post(
                "/planner/keywords",
                &json!({ "keyword": "x", "sector_id": foreign }),
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let anns = ann.get("/planner/keywords").await["count"].as_i64().unwrap();
        assert!(anns > 1, "kept counts are each one's own");
        assert_eq!(bob.get("/planner/keywords").await["count"], 1);
        assert_eq!(ann.get("/planner/keywords").await["count"], anns);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_limited_starts_stays_in_their_sites() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let first = ann.sector().await;
        let (site, sector) = other_site(&ann).await;
        let bob = limited(&app, &ann, "bob", "editor", &[&site]).await;
        ann.add_keywords(&["red running shoes", "red running shoe", "blue running shoes"]).await;
        for phrase in ["green garden chair", "green garden chairs", "a garden chair"] {
            bob.make("/planner/keywords", json!({ "keyword": phrase, "sector_id": sector })).await;
        }
        app.work();
        let (status, run) = bob.post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} })).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{run}");
        let ended = bob.ended(run["task_id"].as_str().unwrap()).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(ended["result"]["keywords"], 3, "those of the own site");
        let about = bob.post("/fn/task", &json!({ "id": run["task_id"] })).await.1;
        assert_eq!(about["task"]["sites"], json!([site]), "{about}");
        assert_eq!(ann.get(&format!("/planner/clusters?sector_id={first}")).await["count"], 0);

        // One that is about several sites is only theirs to see who see all of them; the same rows are not done twice.
        let everything = ann.get("/planner/keywords?page_size=200").await;
        let ids: Vec<_> = everything["results"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        let (status, run) = ann.post("/planner/keywords/actions/auto_cluster", &json!({ "ids": ids })).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{run}");
        let task = run["task_id"].as_str().unwrap();
        assert_eq!(ann.ended(task).await["status"], "succeeded");
        let unseen = bob.request(Method::GET, &format!("/system/tasks/{task}")).send().await.unwrap();
        assert_eq!(unseen.status(), StatusCode::NOT_FOUND);
        let cancel = bob.post("/system/tasks/actions/retry", &json!({ "ids": [task] })).await;
        assert_eq!(cancel.0, StatusCode::NOT_FOUND);

        // A schedule is for one of the own sites, an import for one of the own sectors.
        let schedule = json!({ "name": "Nightly", "function": "auto_cluster", "every": "day", "at": "03:00", "credits": 5, "enabled": true });
        let (status, problem) = bob.post("/automation/schedules", &schedule).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(problem["errors"]["site_id"].is_array(), "{problem}");
        let mut own = schedule.clone();
        own["site_id"] = json!(site);
        let own = bob.make("/automation/schedules", own).await;
        let change = bob
            .request(Method::PATCH, &format!("/automation/schedules/{}", own["id"].as_str().unwrap()))
            .json(&json!({ "site_id": null }));
        assert_eq!(change.send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_of_the_own_sites_and_end_when_those_change() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (site, sector) = other_site(&ann).await;
        let bob = limited(&app, &ann, "bob", "editor", &[&site]).await;
        let row = ann.get("/auth/users?search=bob").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let response = bob.request(Method::GET, "/events").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let mut stream = response.bytes_stream();
        app.work();
        ann.add_keywords(&["red running shoes", "red running shoe"]).await;
        let (_, hidden) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        ann.ended(hidden["task_id"].as_str().unwrap()).await;
        bob.make(
            "/planner/keywords",
            json!({ "keyword": "green garden chair", "sector_id": sector }),
        )
        .await;
        let (_, shown) = bob
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let shown = shown["task_id"].as_str().unwrap().to_owned();
        bob.ended(&shown).await;
        let mut heard = String::new();
        while !heard.contains(&shown) {
            let part = tokio::time::timeout(Duration::from_secs(30), stream.next())
                .await
                .expect("the own run is told");
            heard.push_str(&String::from_utf8_lossy(&part.unwrap().unwrap()));
        }
        assert!(!heard.contains(hidden["task_id"].as_str().unwrap()), "{heard}");
        // Other sites: the stream ends, and the next request sees them.
        let first = ann.get("/auth/sites?sort=created_at").await["results"][0]["id"].clone();
        let change = ann
            .request(Method::PATCH, &format!("/auth/users/{row}"))
            .json(&json!({ "sites": [first] }));
        let changed: Value = change.send().await.unwrap().json().await.unwrap();
        assert_eq!(changed["sites"][0]["id"], first, "{changed}");
        assert_eq!(bob.get("/planner/keywords").await["count"], 2);
        while let Some(part) = tokio::time::timeout(Duration::from_secs(30), stream.next())
            .await
            .expect("the stream ends")
        {
            drop(part);
        }
    })
    .await;
}

#[tokio::test]
async fn sites_are_chosen_by_whoever_manages_members() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (site, _) = other_site(&ann).await;
        let invite = |role: &str, sites: Value| json!({ "email": "carl@example.com", "name": "Carl", "role": role, "sites": sites });
        for wrong in [json!(["x"]), json!([uuid::Uuid::now_v7()]), json!("all"), json!({}), json!([[site]])] {
            let (status, problem) = ann.post("/auth/users", &invite("editor", wrong.clone())).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
        }
        let carl = ann.invite_as(&app, invite("client", json!([site]))).await;
        assert_eq!(carl.get("/auth/sites").await["count"], 1);
        let row = ann.get("/auth/users?search=carl").await["results"][0].clone();
        assert_eq!(row["sites"], json!([{ "id": site, "label": "Other" }]));
        let path = format!("/auth/users/{}", row["id"].as_str().unwrap());
        let patch = async |body: Value| ann.request(Method::PATCH, &path).json(&body).send().await.unwrap().json::<Value>().await.unwrap();
        // Whoever manages the account sees all of it; as an editor again, too, until somebody says otherwise.
        assert_eq!(patch(json!({ "role": "admin" })).await["sites"], Value::Null);
        assert_eq!(carl.get("/auth/sites").await["count"], 2);
        assert_eq!(patch(json!({ "role": "editor" })).await["sites"], Value::Null);
        patch(json!({ "sites": [site] })).await;
        assert_eq!(carl.get("/auth/sites").await["count"], 1);
        // A site that is deleted leaves the member with none, not with all.
        let deleted: Value = ann.request(Method::DELETE, &format!("/auth/sites/{site}")).send().await.unwrap().json().await.unwrap();
        assert_eq!(carl.get("/auth/sites").await["count"], 0);
        assert_eq!(ann.undo(&deleted).await.0, StatusCode::OK);
        assert_eq!(carl.get("/auth/sites").await["count"], 1);
        assert_eq!(patch(json!({ "sites": [] })).await["sites"], Value::Null);
        assert_eq!(carl.get("/auth/sites").await["count"], 2);
    })
    .await;
}
