//! The bin: what goes with a row, what shows of it, restoring under permissions, once, and with a way where it cannot be.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::app::{Person, with_app};

async fn site(person: &Person) -> String {
    person.get("/auth/sites").await["results"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Deletes one row and answers with what came.
async fn delete(person: &Person, path: &str) -> (StatusCode, Value) {
    let response = person.request(Method::DELETE, path).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// A site with a row of every kind that hangs on one.
async fn grown(person: &Person) -> String {
    let (site, sector) = (site(person).await, person.sector().await);
    person.add_keywords(&["one phrase", "another phrase"]).await;
    let cluster = json!({ "name": "A cluster", "sector_id": sector });
    person.make("/planner/clusters", cluster).await;
    let about = json!({ "title": "A title", "sector_id": sector, "content_type": "guide", "priority": 1, "words": 300 });
    person.make("/planner/ideas", about.clone()).await;
    person.make("/writer/tasks", about).await;
    let article =
        json!({ "title": "An article", "sector_id": sector, "words_target": 300, "publish_as": "draft" });
    let article = person.make("/writer/content", article).await;
    let image = json!({ "content_id": article["id"], "prompt": "A picture", "style": "cartoon" });
    person.make("/writer/images", image).await;
    let schedule = json!({
        "name": "Nightly", "function": "auto_cluster", "site_id": site, "every": "day", "at": "03:00", "credits": 5,
    });
    person.make("/automation/schedules", schedule).await;
    let hook = json!({
        "name": "Hook", "kind": "webhook", "site_id": site, "base_url": "https://example.com/hook", "secret": "a long secret",
        "enabled": true,
    });
    person.make("/system/integrations", hook).await;
    site
}

const KINDS: [&str; 9] = [
    "/auth/sectors",
    "/planner/keywords",
    "/planner/clusters",
    "/planner/ideas",
    "/writer/tasks",
    "/writer/content",
    "/writer/images",
    "/automation/schedules",
    "/system/integrations",
];

async fn counts(person: &Person) -> Vec<u64> {
    let mut found = Vec::new();
    for kind in KINDS {
        found.push(person.get(kind).await["count"].as_u64().unwrap());
    }
    found
}

#[tokio::test]
async fn a_site_says_what_goes_with_it_and_the_bin_shows_and_restores_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = grown(&ann).await;
        let before = counts(&ann).await;
        assert_eq!(before, [1, 2, 1, 1, 1, 1, 1, 1, 1]);
        let ids = json!({ "ids": [site] });
        let (status, price) = ann.post("/auth/sites/actions/delete/price", &ids).await;
        assert_eq!(
            (status, price["count"].as_u64(), &price["name"]),
            (StatusCode::OK, Some(1), &json!("My site"))
        );
        let said = price["facts"].to_string();
        for kind in [
            r#"["Keywords","2"]"#,
            r#"["Articles","1"]"#,
            r#"["Images","1"]"#,
            r#"["Integrations","1"]"#,
        ] {
            assert!(said.contains(kind), "{kind} in {said}");
        }
        assert!(price["typed"].is_null(), "that is little");
        let (status, deleted) = ann.post("/auth/sites/actions/delete", &ids).await;
        assert_eq!((status, deleted["count"].as_u64()), (StatusCode::OK, Some(1)));
        assert_eq!(
            counts(&ann).await,
            [0; 9],
            "nothing stays that belonged to the site"
        );
        let bin = ann.get("/system/bin").await;
        let entry = &bin["results"][0];
        assert_eq!(bin["count"], 1, "{bin}");
        for (key, value) in [
            ("name", json!("My site")),
            ("resource", json!("auth/sites")),
            ("rows", json!(1)),
            ("along", json!(10)),
            ("who", json!("ann")),
        ] {
            assert_eq!(entry[key], value, "{key} of {entry}");
        }
        assert!(
            entry["contents"].as_str().unwrap().contains("2 keywords"),
            "{entry}"
        );
        assert_eq!(ann.get("/system/bin?search=my%20SITE").await["count"], 1);
        let restore = format!("/system/bin/{}/restore", entry["id"].as_str().unwrap());
        let (status, outcome) = ann.post(&restore, &json!({})).await;
        assert_eq!((status, outcome["count"].as_u64()), (StatusCode::OK, Some(1)));
        assert_eq!(counts(&ann).await, before);
        assert_eq!(ann.get("/system/bin").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn whatever_the_database_would_remove_with_a_row_is_declared_to_go_with_it() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let keys = sqlx::query(
            "select p.relname::text as parent, c.relname::text as child, a.attname::text as col \
             from pg_constraint k join pg_class p on p.oid = k.confrelid join pg_class c on c.oid = k.conrelid \
             join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2] \
             where k.contype = 'f' and k.confdeltype = 'c' and cardinality(k.conkey) = 2 \
               and p.relname <> 'deletions' \
               and exists (select from pg_attribute d where d.attrelid = c.oid and d.attname = 'deleted_in') \
               and exists (select from pg_attribute d where d.attrelid = p.oid and d.attname = 'deleted_in')",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert!(keys.len() >= 8, "only {} keys", keys.len());
        for key in keys {
            let (parent, child, column): (String, String, String) =
                (key.get("parent"), key.get("child"), key.get("col"));
            let declared = igny8::resource::Resource::ALL
                .iter()
                .map(|resource| server::repo::table(*resource))
                .filter(|table| table.name == parent)
                .flat_map(|table| table.cascade)
                .any(|cascade| server::repo::table(cascade.child).name == child && cascade.column == column);
            assert!(
                declared,
                "{child}.{column} is not declared to go with {parent}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn ten_at_once_delete_restore_and_remove_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let keyword = ann.add_keywords(&["one phrase"]).await.remove(0);
        let path = format!("/planner/keywords/{keyword}");
        let answers = join_all((0..10).map(|_| delete(&ann, &path))).await;
        let done: Vec<_> = answers.iter().filter(|(status, _)| status.is_success()).collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .all(|(status, _)| status.is_success() || *status == StatusCode::NOT_FOUND)
        );
        let bin = ann.get("/system/bin").await;
        assert_eq!(bin["count"], 1, "{bin}");
        let entry = format!("/system/bin/{}", bin["results"][0]["id"].as_str().unwrap());
        let (restore, undo) = (
            format!("{entry}/restore"),
            entry.replace("/bin/", "/deletions/") + "/undo",
        );
        let nothing = json!({});
        let answers =
            join_all((0..10).map(|i| ann.post(if i % 2 == 0 { &restore } else { &undo }, &nothing))).await;
        let done = answers.iter().filter(|(status, _)| status.is_success()).count();
        assert_eq!(done, 1, "{answers:?}");
        assert_eq!(ann.get("/planner/keywords").await["count"], 1);
        delete(&ann, &path).await;
        let id = ann.get("/system/bin").await["results"][0]["id"].clone();
        let purge = format!("/system/bin/{}/purge", id.as_str().unwrap());
        let answers = join_all((0..10).map(|_| ann.post(&purge, &nothing))).await;
        let done = answers.iter().filter(|(status, _)| status.is_success()).count();
        assert_eq!(done, 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .all(|(status, _)| status.is_success() || *status == StatusCode::NOT_FOUND),
            "{answers:?}"
        );
        let mut database = app.superuser().await;
        let left: i64 = sqlx::query_scalar("select count(*) from keywords")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(left, 0);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_come_back_says_why_and_where_to_go() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let keyword = ann.add_keywords(&["trail shoes"]).await.remove(0);
        let (_, first) = delete(&ann, &format!("/planner/keywords/{keyword}")).await;
        let restore = format!("/system/bin/{}/restore", first["deletion_id"].as_str().unwrap());
        // Somebody took its phrase meanwhile.
        let rival = ann.add_keywords(&["Trail  Shoes"]).await.remove(0);
        let (status, problem) = ann.post(&restore, &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains("“Trail  Shoes”")
                || problem["detail"].as_str().unwrap().contains("“Trail Shoes”"),
            "{problem}"
        );
        assert!(
            problem["help_link"]["path"]
                .as_str()
                .unwrap()
                .starts_with("/planner/keywords?search=Trail"),
            "{problem}"
        );
        delete(&ann, &format!("/planner/keywords/{rival}")).await;
        // Its sector is deleted too, and comes first.
        let sector = ann.sector().await;
        let (_, second) = delete(&ann, &format!("/auth/sectors/{sector}")).await;
        let (status, problem) = ann.post(&restore, &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("sector of this keyword is in the trash"),
            "{problem}"
        );
        assert_eq!(problem["help_link"]["path"], "/system/bin?search=General");
        // Both at once do, whatever their order.
        let ids = json!({ "ids": [first["deletion_id"], second["deletion_id"]] });
        let (status, outcome) = ann.post("/system/bin/actions/restore", &ids).await;
        assert_eq!(
            (status, &outcome["count"]),
            (StatusCode::OK, &json!(2)),
            "{outcome}"
        );
        assert_eq!(ann.get("/planner/keywords").await["count"], 1);
        // And what went for good takes with it what was deleted before.
        delete(&ann, &format!("/planner/keywords/{keyword}")).await;
        let (_, gone) = delete(&ann, &format!("/auth/sectors/{sector}")).await;
        let purge = json!({ "ids": [gone["deletion_id"]] });
        assert_eq!(
            ann.post("/system/bin/actions/purge", &purge).await.0,
            StatusCode::OK
        );
        let left = ann.get("/system/bin").await["results"][0]["id"].clone();
        let restore = format!("/system/bin/{}/restore", left.as_str().unwrap_or_default());
        let (status, problem) = ann.post(&restore, &json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("deleted permanently"),
            "{problem}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_bin_shows_and_gives_back_only_what_a_role_may_delete() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let keyword = ann.add_keywords(&["one phrase"]).await.remove(0);
        let token = ann
            .make("/auth/tokens", json!({ "name": "A token", "role": "viewer" }))
            .await;
        let (_, work) = delete(&ann, &format!("/planner/keywords/{keyword}")).await;
        let (_, people) = delete(&ann, &format!("/auth/tokens/{}", token["id"].as_str().unwrap())).await;
        assert_eq!(ann.get("/system/bin").await["count"], 2);
        let editor = ann.invite(&app, "editor").await;
        let seen = editor.get("/system/bin").await;
        assert_eq!(
            (&seen["count"], &seen["results"][0]["name"]),
            (&json!(1), &json!("one phrase")),
            "{seen}"
        );
        for action in ["restore", "purge"] {
            let path = format!("/system/bin/{}/{action}", people["deletion_id"].as_str().unwrap());
            assert_eq!(
                editor.post(&path, &json!({})).await.0,
                StatusCode::NOT_FOUND,
                "{action}"
            );
        }
        assert_eq!(editor.undo(&people).await.0, StatusCode::FORBIDDEN);
        let viewer = ann.invite(&app, "viewer").await;
        let listed = viewer.request(Method::GET, "/system/bin").send().await.unwrap();
        assert_eq!(listed.status(), StatusCode::FORBIDDEN);
        let path = format!("/system/bin/{}/restore", work["deletion_id"].as_str().unwrap());
        assert_eq!(viewer.post(&path, &json!({})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(editor.post(&path, &json!({})).await.0, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn much_is_deleted_after_its_name_was_typed_and_kept_for_thirty_days() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let csv: String = std::iter::once("keyword\n".to_owned())
            .chain((0..120).map(|n| format!("phrase number {n}\n")))
            .collect();
        app.work();
        let (_, started) = ann.import("list.csv", csv.into_bytes(), None).await;
        ann.ended(started["task_id"].as_str().unwrap()).await;
        let ids = json!({ "ids": [site(&ann).await] });
        let (_, price) = ann.post("/auth/sites/actions/delete/price", &ids).await;
        assert_eq!(price["typed"], "My site", "{price}");
        ann.post("/auth/sites/actions/delete", &ids).await;
        let mut database = app.superuser().await;
        let age = async |database: &mut sqlx::PgConnection, days: i32| {
            sqlx::query("update deletions set deleted_at = now() - make_interval(days => $1)")
                .bind(days)
                .execute(&mut *database)
                .await
                .unwrap();
            assert!(
                server::runner::Scheduler::once(&app.state, server::jobs::ALL)
                    .await
                    .unwrap()
            );
            let left: i64 = sqlx::query_scalar("select count(*) from keywords")
                .fetch_one(database)
                .await
                .unwrap();
            left
        };
        assert_eq!(age(&mut database, 29).await, 120);
        assert_eq!(age(&mut database, 31).await, 0);
        assert_eq!(ann.get("/system/bin").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_keeps_its_place_from_nobody() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let held: Vec<String> = sqlx::query_scalar(
            "select i.indexrelid::regclass::text from pg_index i \
             where i.indisunique and not i.indisprimary \
               and exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'deleted_in') \
               and coalesce(pg_get_expr(i.indpred, i.indrelid), '') not like '%deleted_in IS NULL%' order by 1",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        // A run that is done again adds nothing twice, deleted or not; a token is random.
        assert_eq!(held, ["api_tokens_account_id_token_hash_key", "ideas_run"]);
    })
    .await;
}
