//! One secret takes the place of another while everything goes on.

use futures::future::join_all;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::json;
use server::auth::access::Keys;
use server::repo::reseal::{self, Tally};
use server::secrets::Sealer;
use server::tenancy::{Db, StatementTimeouts};
use sqlx::Row as _;

use crate::app::{TestApp, with_app};
use crate::waiting::until;

const OLD: &str = "integration-tests-sign-with-this-secret";
const NEW: &str = "another-secret-that-tests-sign-with-now";

fn db(app: &TestApp, sealer: Sealer) -> Db {
    let patience = StatementTimeouts { short: 30, long: 600 };
    Db::connect(&SecretString::from(app.database_url.clone()), 4, patience, sealer).unwrap()
}

/// A member with keys of several kinds, and the account.
async fn keys(app: &TestApp, integrations: usize) {
    let ann = app.sign_up("ann").await;
    for number in 0..integrations {
        let integration = json!({ "kind": "openai", "name": format!("Model {number}"), "secret": format!("sk-{number}-abcdefgh") });
        ann.make("/system/integrations", integration).await;
    }
    ann.make(
        "/system/webhooks",
        json!({ "name": "Ours", "url": "https://example.com/hook", "events": ["run.failed"] }),
    )
    .await;
    let answered = ann
        .request(Method::POST, "/planner/keywords")
        .header("Idempotency-Key", "once")
        .json(&json!({ "keyword": "red shoes", "sector_id": ann.sector().await }))
        .send()
        .await
        .unwrap();
    assert!(answered.status().is_success());
}

#[tokio::test]
async fn keys_are_sealed_anew_by_ten_at_once_and_open_by_the_new_secret_alone() {
    with_app(async |app| {
        keys(&app, 7).await;
        let both = db(&app, Sealer::with_previous(NEW, Some(OLD)));
        let before = reseal::count(&both).await.unwrap();
        assert_eq!((before.current, before.lost), (0, 0));
        assert!(before.old >= 9, "{before:?}");
        let done = join_all((0..10).map(|_| reseal::reseal(&both))).await;
        let done: Vec<Tally> = done.into_iter().map(Result::unwrap).collect();
        assert!(
            done.iter()
                .all(|tally| tally.lost == 0 && tally.old + tally.current == before.old)
        );
        let after = reseal::count(&db(&app, Sealer::new(NEW))).await.unwrap();
        assert_eq!(
            after,
            Tally {
                current: before.old,
                old: 0,
                lost: 0
            }
        );
        let lost = reseal::count(&db(&app, Sealer::new(OLD))).await.unwrap();
        assert_eq!(lost.lost, before.old);
        let mut superuser = app.superuser().await;
        let rows = sqlx::query("select account_id, name, secret from integrations")
            .fetch_all(&mut superuser)
            .await
            .unwrap();
        assert_eq!(rows.len(), 7);
        for row in rows {
            let name: String = row.get("name");
            let number = name.strip_prefix("Model ").unwrap();
            let opened = Sealer::new(NEW).open(
                igny8::id::AccountId(row.get("account_id")),
                &row.get::<Vec<u8>, _>("secret"),
            );
            assert_eq!(
                secrecy::ExposeSecret::expose_secret(&opened.unwrap()),
                format!("sk-{number}-abcdefgh")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_breaks_off_goes_on_and_nobody_is_written_over() {
    with_app(async |app| {
        // More than two pages, of which the first half is done before.
        let ann = app.sign_up("ann").await;
        let mut superuser = app.superuser().await;
        let account: uuid::Uuid = sqlx::query_scalar("select id from accounts").fetch_one(&mut superuser).await.unwrap();
        let (old, both) = (Sealer::new(OLD), Sealer::with_previous(NEW, Some(OLD)));
        let account = igny8::id::AccountId(account);
        for number in 0..450 {
            let sealer = if number % 2 == 0 { &old } else { &both };
            let sealed = sealer.seal(account, format!("key {number}").as_bytes()).unwrap();
            sqlx::query("insert into integrations (account_id, id, kind, name, secret) values ($1, gen_random_uuid(), 'openai', $2, $3)")
                .bind(account.0)
                .bind(format!("Model {number}"))
                .bind(sealed)
                .execute(&mut superuser)
                .await
                .unwrap();
        }
        sqlx::query("update integrations set secret = '\\x01' where name = 'Model 1'").execute(&mut superuser).await.unwrap();
        let db = db(&app, both);
        let work = tokio::spawn({
            let db = db.clone();
            async move { reseal::reseal(&db).await }
        });
        // Ended wherever it may be.
        tokio::time::sleep(std::time::Duration::from_millis(15)).await;
        work.abort();
        let saved = ann
            .make("/system/integrations", json!({ "kind": "openai", "name": "Meanwhile", "secret": "sk-meanwhile-1" }))
            .await;
        assert!(saved["id"].is_string());
        reseal::reseal(&db).await.unwrap();
        let after = reseal::count(&db).await.unwrap();
        assert_eq!((after.old, after.lost), (0, 1), "{after:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_in_stays_so_and_every_sealed_column_is_known() {
    with_app(async |app| {
        let ann = app.sign_up("ann").await;
        let both = Keys::with_previous(NEW, Some(OLD)).unwrap();
        assert!(both.read(&ann.token).is_some());
        assert!(Keys::new(NEW).unwrap().read(&ann.token).is_none());
        // Whatever keeps bytes is either known to hold sealed text, or a hash, or what devices call their passkeys, or a graph of keywords.
        let rows = sqlx::query(
            "select c.relname::text as name, a.attname::text as part from pg_attribute a join pg_class c on c.oid = a.attrelid \
             where a.atttypid = 'bytea'::regtype and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace \
               and not a.attisdropped and c.relname <> '_sqlx_migrations' order by 1, 2",
        )
        .fetch_all(&mut app.superuser().await)
        .await
        .unwrap();
        let sealed = reseal::columns();
        for row in rows {
            let (table, column): (String, String) = (row.get("name"), row.get("part"));
            let sealed = sealed.contains(&(table.as_str(), column.as_str()));
            let hash = column.ends_with("hash") || ["caller", "request", "proven", "credential_id", "graph"].contains(&column.as_str());
            assert!(sealed || hash, "{table}.{column} is sealed by nobody that reseal knows");
        }
    })
    .await;
}

#[tokio::test]
async fn a_process_with_both_secrets_serves_who_signed_in_before() {
    with_app(async |app| {
        let ann = app.sign_up("ann").await;
        let more = [
            ("IGNY8_SECRET", NEW.to_owned()),
            ("IGNY8_SECRET_PREVIOUS", OLD.to_owned()),
        ];
        let log = tempfile::tempfile().unwrap();
        let (_process, base) = crate::process::Process::web_with(&app, log, &more).await;
        let mut moved = ann.clone();
        moved.base = base;
        until("the new process knows the old token", async || {
            let answer = moved.request(Method::GET, "/auth/session").send().await;
            answer.is_ok_and(|answer| answer.status() == 200)
        })
        .await;
    })
    .await;
}
