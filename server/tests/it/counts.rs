//! Counts of lists that are kept are what counting anew would say, whoever changed what in between.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::app::{Person, with_app};

/// Asked twice: the second answer is from what the first has kept.
async fn count(person: &Person, query: &str) -> u64 {
    let path = format!("/planner/keywords?{query}");
    let first = person.get(&path).await["count"].as_u64().unwrap();
    let other_page = format!("{path}&page_size=1&sort=keyword");
    assert_eq!(person.get(&other_page).await["count"].as_u64(), Some(first));
    first
}

#[tokio::test]
async fn a_kept_count_ends_with_the_next_change() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let ids = ann.add_keywords(&["red shoe", "blue shoe", "hat"]).await;
        bob.add_keywords(&["red shoe"]).await;
        assert_eq!((count(&ann, "").await, count(&bob, "").await), (3, 1));
        assert_eq!(count(&ann, "search=shoe").await, 2);

        let row = format!("/planner/keywords/{}", ids[0]);
        let body = json!({ "volume": 90, "intent": "commercial" });
        ann.request(Method::PATCH, &row).json(&body).send().await.unwrap();
        assert_eq!(
            (
                count(&ann, "intent=commercial").await,
                count(&ann, "volume_min=90").await
            ),
            (1, 1)
        );
        assert_eq!(count(&ann, "volume_min=91").await, 0);

        let gone: Value = ann
            .request(Method::DELETE, &row)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(
            (
                count(&ann, "").await,
                count(&ann, "search=shoe").await,
                count(&ann, "intent=commercial").await
            ),
            (2, 1, 0)
        );
        ann.undo(&gone).await;
        assert_eq!(
            (count(&ann, "").await, count(&ann, "intent=commercial").await),
            (3, 1)
        );

        // A status is read from the cluster, a table of its own.
        let sector = ann.sector().await;
        let cluster = ann
            .make("/planner/clusters", json!({ "name": "c", "sector_id": sector }))
            .await;
        let id = cluster["id"].as_str().unwrap();
        ann.request(Method::PATCH, &row)
            .json(&json!({ "cluster_id": id }))
            .send()
            .await
            .unwrap();
        assert_eq!(count(&ann, "status=clustered").await, 1);
        ann.request(Method::DELETE, &format!("/planner/clusters/{id}"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            (
                count(&ann, "status=clustered").await,
                count(&ann, "status=new").await
            ),
            (0, 3)
        );

        // What is rolled back was never there, and whoever writes past the API is noted too.
        let mut database = app.superuser().await;
        for (end, expected) in [("rollback", 3), ("commit", 2)] {
            let sql = format!("begin; delete from keywords where id = '{}'", ids[2]);
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut database)
                .await
                .unwrap();
            assert_eq!(count(&ann, "").await, 3);
            sqlx::raw_sql(end).execute(&mut database).await.unwrap();
            assert_eq!(count(&ann, "").await, expected);
        }
        assert_eq!(count(&bob, "").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_a_search_has_found_before_is_counted_each_time() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoe", "blue shoe", "hat"]).await;
        assert_eq!((count(&ann, "").await, count(&ann, "search=shoe").await), (3, 2));
        // A change that nobody notes shows what is kept.
        let mut database = app.superuser().await;
        let unnoted =
            "set session_replication_role = replica; delete from keywords where keyword = 'red shoe'";
        sqlx::raw_sql(unnoted).execute(&mut database).await.unwrap();
        assert_eq!((count(&ann, "").await, count(&ann, "search=shoe").await), (3, 1));
    })
    .await;
}

#[tokio::test]
async fn merging_leaves_the_sums_as_they_are() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoe"]).await;
        let mut database = app.superuser().await;
        sqlx::query("update table_changes set writer = -1 where of_table = 'keywords'")
            .execute(&mut database)
            .await
            .unwrap();
        ann.add_keywords(&["blue shoe"]).await;
        let sums = "select sum(changes)::int8, count(*) filter (where writer = -1) from table_changes where of_table = 'keywords'";
        let before: (i64, i64) = sqlx::query_as(sums).fetch_one(&mut database).await.unwrap();
        assert_eq!(before.1, 1);
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let after: (i64, i64) = sqlx::query_as(sums).fetch_one(&mut database).await.unwrap();
        assert_eq!(after, (before.0, 0));
    })
    .await;
}

#[tokio::test]
async fn every_table_that_a_kept_count_reads_has_its_changes_noted() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let mut kept = 0;
        for page in igny8::registry::tables() {
            let table = server::repo::table(page.resource());
            if !table.counts_kept {
                continue;
            }
            kept += 1;
            for column in table.columns {
                assert!(!column.read.contains("select"), "{} reads more than its joins", column.read);
            }
            for name in server::repo::joins::Source::whole(table).tables() {
                let triggers: i64 = sqlx::query_scalar(
                    "select count(*) from pg_trigger where tgrelid = $1::text::regclass and tgfoid = 'note_change'::regproc",
                )
                .bind(name)
                .fetch_one(&mut database)
                .await
                .unwrap();
                assert_eq!(triggers, 3, "{name}");
            }
        }
        assert!(kept > 0);
    })
    .await;
}
