//! Plans that operators give: by hand, without payment, and for all accounts that pay for none.

use serde_json::Value;
use server::billing::grants;
use server::repo::billing::plans;
use server::tenancy::Reason;

use crate::app::{Person, TestApp, with_app};

async fn current(person: &Person) -> String {
    let overview: Value = person.get("/billing/plan").await;
    let plans = overview["plans"].as_array().unwrap().clone();
    let found = plans.into_iter().find(|plan| plan["current"] == true).unwrap();
    found["key"].as_str().unwrap().to_owned()
}

async fn account(app: &TestApp) -> igny8::id::AccountId {
    let mut database = app.superuser().await;
    igny8::id::AccountId(
        sqlx::query_scalar("select id from accounts")
            .fetch_one(&mut database)
            .await
            .unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_gives_a_plan_and_takes_it_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        assert_eq!(current(&ann).await, "unlimited");
        let id = account(&app).await;
        let mut tx = app.state.db.system(Reason::Operate).await.unwrap();
        assert!(!plans::give(tx.conn(), id, "gold").await.unwrap());
        assert!(plans::give(tx.conn(), id, "growth").await.unwrap());
        grants::grant(tx.conn(), id).await.unwrap();
        grants::grant(tx.conn(), id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(current(&ann).await, "growth");
        assert_eq!(ann.get("/auth/session").await["credits"], 16_000);
        let mut tx = app.state.db.system(Reason::Operate).await.unwrap();
        assert!(plans::take_back(tx.conn(), id).await.unwrap());
        assert!(!plans::take_back(tx.conn(), id).await.unwrap());
        assert!(plans::make_default(tx.conn(), "free").await.unwrap());
        assert!(!plans::make_default(tx.conn(), "gold").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(current(&ann).await, "free");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_used_is_told_of_each_limit() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one", "two"]).await;
        let mut tx = app.state.db.system(Reason::Operate).await.unwrap();
        plans::make_default(tx.conn(), "free").await.unwrap();
        tx.commit().await.unwrap();
        let overview = ann.get("/billing/plan").await;
        let usage = |limit: &str| {
            let usage = overview["usage"].as_array().unwrap();
            let found = usage.iter().find(|one| one["limit"] == limit).unwrap();
            (found["used"].as_i64().unwrap(), found["most"].as_i64())
        };
        assert_eq!(usage("sites"), (1, Some(2)));
        assert_eq!(usage("members"), (1, Some(3)));
        assert_eq!(usage("keywords"), (2, Some(5000)));
        assert_eq!(usage("scheduled_runs"), (0, Some(60)));
        let keys: Vec<_> = overview["plans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|plan| plan["key"].clone())
            .collect();
        assert_eq!(
            keys,
            ["free", "starter", "growth", "scale"],
            "the unlimited one is not offered"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_account_gives_itself_a_plan() {
    with_app(|app| async move {
        app.sign_up("ann").await;
        let id = account(&app).await;
        let mut database = app.superuser().await;
        for statement in [
            "insert into subscriptions (account_id, plan, status) values ($1, 'scale', 'active')",
            "update subscriptions set plan = 'scale' where account_id = $1",
            "delete from subscriptions where account_id = $1",
            "insert into credit_grants (account_id, period_start, plan, credits) values ($1, now(), 'scale', 1)",
            "update plans set max_sites = null where $1::uuid is not null",
            "insert into plans (key, name, position) select 'mine', 'Mine', 9 where $1::uuid is not null",
            "select id from stripe_events where $1::uuid is not null",
        ] {
            sqlx::raw_sql("begin; set local role igny8_app").execute(&mut database).await.unwrap();
            sqlx::query("select set_config('app.account_id', $1, true)")
                .bind(id.0.to_string())
                .execute(&mut database)
                .await
                .unwrap();
            let refused = sqlx::query(statement).bind(id.0).execute(&mut database).await.unwrap_err();
            let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
            assert_eq!(code, "42501", "{statement}: {refused}");
            sqlx::raw_sql("rollback").execute(&mut database).await.unwrap();
        }
    })
    .await;
}
