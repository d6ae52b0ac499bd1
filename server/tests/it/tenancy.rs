//! No account sees another's data: by the catalog, by references, and by SQL that forgets to ask.

use igny8::permission::Verb;
use igny8::resource::Resource;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::app::with_app;

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
               and not (k.contype = 'f' and k.confrelid in ('users'::regclass, 'plans'::regclass))",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(loose, Vec::<String>::new(), "people and plans are nobody's tenant data; all else is keyed by account");
        let keyed: i64 = sqlx::query_scalar(
            "select count(*) from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] \
             where k.contype in ('p', 'u', 'f') and a.attname = 'account_id'",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert!(keyed >= 40, "only {keyed} keys begin with the account: the search finds too little");
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
        let own: String = ann.get("/auth/session").await["account"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        sqlx::query("select set_config('app.account_id', $1, true)")
            .bind(own)
            .execute(&mut database)
            .await
            .unwrap();
        let own: i64 = sqlx::query_scalar("select count(*) from keywords")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(own, 1, "it is the account that decides");
        sqlx::query("select set_config('app.account_id', $1, true)")
            .bind(bob.to_string())
            .execute(&mut database)
            .await
            .unwrap();
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

/// A body that fits the schema of an operation well enough to get past reading it.
fn body(operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema["$ref"]
        .as_str()
        .is_some_and(|name| name.ends_with("Selection"))
    {
        return json!({ "ids": [] });
    }
    json!({})
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
        // Its owner may, and finds what is there.
        ann.make(
            "/planner/keywords",
            json!({ "keyword": "a phrase", "sector_id": foreign }),
        )
        .await;
        let found = format!("/planner/keywords?sector_id={foreign}");
        assert_eq!(ann.get(&found).await["count"], 1);
        assert_eq!(bob.get(&found).await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn every_endpoint_asks_who_sends() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let document = ann.get("/openapi.json").await;
        let mut asked = 0;
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
                asked += 1;
            }
        }
        assert!(asked > 150, "only {asked} operations");
    })
    .await;
}

#[tokio::test]
async fn functions_with_the_rights_of_their_owners_take_no_table_for_ours() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        // Temporary tables come first unless they are named last.
        let open: Vec<String> = sqlx::query_scalar(
            "select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public' \
             where p.prosecdef and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=pg_catalog.*\\mpg_temp$')",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(open, Vec::<String>::new());
        let planted = "begin; set local role igny8_system; \
            create temp table security_events (id uuid, at timestamptz); \
            insert into security_events values (gen_random_uuid(), now() - interval '500 days'); \
            create function pg_temp.planted() returns trigger language plpgsql \
              as $$ begin raise exception 'runs as %', current_user; end $$; \
            create trigger planted before delete on security_events for each row execute function pg_temp.planted(); \
            grant all on security_events to public";
        sqlx::raw_sql(planted).execute(&mut database).await.unwrap();
        let purged: i64 = sqlx::query_scalar("select purge_security_events(10)")
            .fetch_one(&mut database)
            .await
            .expect("nothing of the caller's runs with the owner's rights");
        assert_eq!(purged, 0);
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
        let own: String = ann.get("/auth/session").await["account"]["id"].as_str().unwrap().to_owned();
        sqlx::query("select set_config('app.account_id', $1, true)").bind(own).execute(&mut database).await.unwrap();
        let found: Option<Vec<uuid::Uuid>> = sqlx::query_scalar("select search_keywords('%running%', 10)")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(found.map(|ids| ids.len()), Some(1), "those of the account, and no other's");
    })
    .await;
}

#[tokio::test]
async fn a_beginning_that_nobody_waits_for_leaves_no_transaction() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let claims = app.state.keys.read(&ann.token).unwrap();
        let scope = app
            .state
            .members
            .scope(&app.state.db, &claims)
            .await
            .unwrap()
            .unwrap();
        let reads = scope.require(Verb::Read, Resource::Keywords).unwrap();
        let writes = scope.require(Verb::Update, Resource::Keywords).unwrap();
        for step in 0..200 {
            let patience = std::time::Duration::from_micros(step * 10);
            let _gone = tokio::time::timeout(patience, app.state.db.begin(&reads)).await;
        }
        // As many as one account may hold at once.
        let mut held = Vec::new();
        for _ in 0..4 {
            let mut tx = app.state.db.begin(&writes).await.unwrap();
            let read_only: String = sqlx::query_scalar("show transaction_read_only")
                .fetch_one(tx.conn())
                .await
                .unwrap();
            assert_eq!(read_only, "off", "the transaction before is still open");
            held.push(tx);
        }
    })
    .await;
}

#[tokio::test]
async fn a_grant_to_read_writes_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes"]).await;
        let claims = app.state.keys.read(&ann.token).unwrap();
        let scope = app
            .state
            .members
            .scope(&app.state.db, &claims)
            .await
            .unwrap()
            .unwrap();
        let may = |verb| scope.require(verb, Resource::Keywords).unwrap();
        let reads = [may(Verb::Read), may(Verb::Delete).to_read(), scope.member()];
        for grant in reads {
            let mut tx = app.state.db.begin(&grant).await.unwrap();
            let read: i64 = sqlx::query_scalar("select count(*) from keywords")
                .fetch_one(tx.conn())
                .await
                .unwrap();
            assert_eq!(read, 1);
            let refused = sqlx::query("delete from keywords")
                .execute(tx.conn())
                .await
                .unwrap_err();
            let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
            assert_eq!(code, "25006", "read_only_sql_transaction: {refused}");
        }
        // It cannot be talked out of it, either.
        let mut tx = app.state.db.begin(&may(Verb::Read)).await.unwrap();
        sqlx::query("select 1").execute(tx.conn()).await.unwrap();
        assert!(
            sqlx::raw_sql("set transaction read write")
                .execute(tx.conn())
                .await
                .is_err()
        );
        drop(tx);
        for grant in [
            may(Verb::Update),
            may(Verb::Read).for_own(Verb::Create),
            scope.member_writing(),
        ] {
            let mut tx = app.state.db.begin(&grant).await.unwrap();
            let done = sqlx::query("update keywords set volume = 5")
                .execute(tx.conn())
                .await
                .unwrap();
            assert_eq!(done.rows_affected(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_serves_reads_no_hash_of_a_password() {
    with_app(|app| async move {
        app.sign_up("ann").await;
        for role in ["igny8_app", "igny8_site", "igny8_staff"] {
            let mut served = app.superuser().await;
            let begin = format!("begin; set local role {role}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(begin))
                .execute(&mut served)
                .await
                .unwrap();
            let names = sqlx::query("select id, email, name from users");
            names.fetch_all(&mut served).await.unwrap();
            let refused = sqlx::query("select password_hash from users")
                .fetch_all(&mut served)
                .await
                .unwrap_err();
            assert!(
                refused.to_string().contains("permission denied"),
                "{role}: {refused}"
            );
        }
    })
    .await;
}
