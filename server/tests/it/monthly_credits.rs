//! Plans grant credits month by month: once, however many schedulers look, and never more than the best plan of a month.

use futures::future::join_all;
use server::billing::grants;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::{Person, default_plan, with_app};

async fn credits(person: &Person) -> i64 {
    person.get("/auth/session").await["credits"].as_i64().unwrap()
}

async fn run(database: &mut PgConnection, statement: &'static str) {
    sqlx::query(statement).execute(database).await.unwrap();
}

/// A month goes by: what was granted lies further back.
async fn next_month(database: &mut PgConnection) {
    run(
        database,
        "update credit_grants set period_start = period_start - interval '1 month'",
    )
    .await;
    run(database, "update accounts set credits_due_at = now()").await;
}

/// A plan that is paid, as Stripe's API said.
async fn paid(database: &mut PgConnection, plan: &str, from: &str, until: &str) {
    let statement = format!(
        "insert into subscriptions (account_id, plan, status, stripe_customer, stripe_subscription, paid_from, paid_until) \
         select id, '{plan}', 'active', 'cus_1', 'sub_1', now() + interval '{from}', now() + interval '{until}' from accounts \
         on conflict (account_id) do update set plan = excluded.plan, paid_from = excluded.paid_from, paid_until = excluded.paid_until"
    );
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(&mut *database)
        .await
        .unwrap();
    run(
        database,
        "update accounts set credits_due_at = now() - interval '1 second'",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_schedulers_grant_a_month_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut database = app.superuser().await;
        default_plan(&mut database, "free").await;
        let look = || join_all((0..10).map(|_| grants::grant_due(&app.state.db)));
        // The first month is what the welcome credits are for.
        run(
            &mut database,
            "update accounts set credits_due_at = now() - interval '1 second'",
        )
        .await;
        look().await.into_iter().for_each(|done| done.unwrap());
        assert_eq!(credits(&ann).await, 1000);
        run(
            &mut database,
            "update accounts set created_at = now() - interval '40 days', credits_due_at = now()",
        )
        .await;
        look().await.into_iter().for_each(|done| done.unwrap());
        assert_eq!(credits(&ann).await, 1100);
        run(&mut database, "update accounts set credits_due_at = now()").await;
        look().await.into_iter().for_each(|done| done.unwrap());
        assert_eq!(credits(&ann).await, 1100, "this month is granted");
        next_month(&mut database).await;
        look().await.into_iter().for_each(|done| done.unwrap());
        assert_eq!(credits(&ann).await, 1200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_not_looked_at_before_its_next_month() {
    with_app(|app| async move {
        app.sign_up("ann").await;
        let mut database = app.superuser().await;
        default_plan(&mut database, "free").await;
        run(&mut database, "update accounts set created_at = now() - interval '40 days', credits_due_at = now()").await;
        grants::grant_due(&app.state.db).await.unwrap();
        let early: bool = sqlx::query_scalar(
            "select credits_due_at between now() + interval '15 days' and now() + interval '25 days' from accounts",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert!(early);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_within_the_month_grants_the_difference() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut database = app.superuser().await;
        default_plan(&mut database, "free").await;
        for (plan, expected) in [("starter", 4000), ("growth", 16_000), ("starter", 16_000), ("growth", 16_000)] {
            paid(&mut database, plan, "-1 day", "29 days").await;
            // The period is the same only if it began at the same moment.
            run(
                &mut database,
                "update subscriptions set paid_from = date_trunc('day', now()), paid_until = date_trunc('day', now()) + interval '1 month'",
            )
            .await;
            grants::grant_due(&app.state.db).await.unwrap();
            assert_eq!(credits(&ann).await, expected, "{plan}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_come_only_within_what_is_paid() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut database = app.superuser().await;
        default_plan(&mut database, "free").await;
        // The period has ended, and the next is not paid yet.
        paid(&mut database, "starter", "-31 days", "-1 hour").await;
        grants::grant_due(&app.state.db).await.unwrap();
        assert_eq!(credits(&ann).await, 1000);
        // A year that was paid gives credits each month.
        paid(&mut database, "starter", "-65 days", "300 days").await;
        grants::grant_due(&app.state.db).await.unwrap();
        assert_eq!(credits(&ann).await, 4000);
        next_month(&mut database).await;
        grants::grant_due(&app.state.db).await.unwrap();
        assert_eq!(credits(&ann).await, 7000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_accounts_are_granted_in_one_look() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        default_plan(&mut database, "free").await;
        for _ in 0..40 {
            sqlx::query(
                "insert into accounts (id, name, created_at, credits_due_at) values ($1, 'One', now() - interval '70 days', now())",
            )
            .bind(Uuid::now_v7())
            .execute(&mut database)
            .await
            .unwrap();
        }
        join_all((0..10).map(|_| grants::grant_due(&app.state.db)))
            .await
            .into_iter()
            .for_each(|done| done.unwrap());
        let sums: (i64, i64, i64) = sqlx::query_as(
            "select count(*), min(balance), max(balance) from credit_balances",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!(sums, (40, 100, 100));
    })
    .await;
}
