//! Members: every query reads them by one view, an account keeps an owner whatever happens at once, undo keeps the rules.

use std::path::Path;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::app::{Person, TestApp, with_app};

/// Where the table of memberships itself may be named: who invites, who joins, and who lists or counts both. All else asks `members`.
const OF_THE_TABLE: &[&str] = &[
    "services/sign_in/account.rs",
    "services/sign_in/invitation.rs",
    "repo/auth/seats.rs",
    "repo/auth/users.rs",
    "services/security.rs",
];

fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn all_that_asks_for_members_asks_the_view() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut reads = 0;
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        reads += text.matches("from members m").count() + text.matches("join members m").count();
        if OF_THE_TABLE.contains(&name.as_str()) {
            continue;
        }
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let named: Vec<_> = code.filter(|line| line.contains("memberships")).collect();
        assert!(
            named.is_empty(),
            "{name} names the table of memberships: {named:?}"
        );
    }
    assert!(reads >= 6, "only {reads} queries on members were found");
}

#[tokio::test]
async fn a_pending_invitation_is_nobodys_membership() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let _ = app.sign_up("eve").await;
        let body = json!({ "email": "eve@example.com", "name": "Eve", "role": "owner" });
        ann.make("/auth/users", body).await;
        let mut database = app.superuser().await;
        let (members, pending): (i64, i64) = sqlx::query_as(
            "select (select count(*) from members), (select count(*) from memberships where user_id is null)",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!((members, pending), (2, 1));
        // Nor can one be written that has somebody behind it.
        for wrong in [
            "update memberships set user_id = (select id from users limit 1) where user_id is null",
            "update memberships set invitation_hash = '\\x00' where user_id is not null",
            "update memberships set user_id = null where user_id is not null",
        ] {
            assert!(sqlx::query(wrong).execute(&mut database).await.is_err(), "{wrong}");
        }
        // What the database itself asks of memberships (policies, functions, views) asks by person, and finds none.
        let blind: Vec<String> = sqlx::query_scalar(
            "select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public' \
             where p.prokind = 'f' and p.prosrc ~ '\\mmemberships\\M'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(blind, Vec::<String>::new());
        let policies: Vec<String> = sqlx::query_scalar(
            "select tablename || ': ' || qual from pg_policies where qual like '%memberships%' and qual not like '%user_id%'",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        assert_eq!(policies, Vec::<String>::new());
    })
    .await;
}

/// Somebody who joins with a role, by the address.
async fn join(app: &TestApp, by: &Person, name: &str, role: &str) -> (Person, String) {
    let email = format!("{name}@example.com");
    let row = by
        .make(
            "/auth/users",
            json!({ "email": email, "name": name, "role": role }),
        )
        .await;
    let link = row["secret"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/auth/invitations/{link}/accept");
    let body = json!({ "password": "a long enough one" });
    let answer: Value = app
        .anonymous(Method::POST, &path)
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let person = by.with_token(answer["access_token"].as_str().unwrap());
    (person, row["id"].as_str().unwrap().to_owned())
}

async fn own_row(person: &Person, name: &str) -> String {
    let listed = person.get(&format!("/auth/users?search={name}")).await;
    listed["results"][0]["id"].as_str().unwrap().to_owned()
}

/// What one owner does to another.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Blow {
    Lower,
    Remove,
}

impl Blow {
    async fn by(self, person: &Person, row: &str) -> StatusCode {
        let path = format!("/auth/users/{row}");
        let request = match self {
            Self::Lower => person
                .request(Method::PATCH, &path)
                .json(&json!({ "role": "viewer" })),
            Self::Remove => person.request(Method::DELETE, &path),
        };
        request.send().await.unwrap().status()
    }
}

async fn owners(database: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select count(*) from members where role = 'owner'")
        .fetch_one(database)
        .await
        .unwrap()
}

#[tokio::test]
async fn two_owners_who_strike_at_once_leave_one() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        let mut round = 0;
        for one in [Blow::Lower, Blow::Remove] {
            for other in [Blow::Lower, Blow::Remove] {
                for _ in 0..3 {
                    round += 1;
                    let ann = app.sign_up(&format!("ann{round}")).await;
                    let (bob, bobs) = join(&app, &ann, &format!("bob{round}"), "owner").await;
                    let anns = own_row(&ann, &format!("ann{round}")).await;
                    let before = owners(&mut database).await;
                    let (first, second) = tokio::join!(one.by(&ann, &bobs), other.by(&bob, &anns));
                    assert_eq!(
                        owners(&mut database).await,
                        before - 1,
                        "{one:?} against {other:?}: {first} and {second}"
                    );
                    let won = [first, second]
                        .iter()
                        .filter(|status| status.is_success())
                        .count();
                    assert_eq!(won, 1, "{one:?} against {other:?}: {first} and {second}");
                    assert!(first.as_u16() < 500 && second.as_u16() < 500);
                }
            }
        }
    })
    .await;
}

/// Status of a read by somebody.
async fn reads(person: &Person) -> StatusCode {
    let request = person.request(Method::GET, "/planner/keywords");
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn the_keys_of_whoever_was_removed_open_nothing_when_they_come_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (bob, bobs) = join(&app, &ann, "bob", "admin").await;
        let mut keys = Vec::new();
        let mut ids = Vec::new();
        for name in ["one", "two"] {
            let made = bob
                .make("/auth/tokens", json!({ "name": name, "role": "viewer" }))
                .await;
            keys.push(bob.with_token(made["secret"].as_str().unwrap()));
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        // One of them is in the bin, from which its maker could take it.
        let revoked = bob
            .request(Method::DELETE, &format!("/auth/tokens/{}", ids[1]))
            .send()
            .await
            .unwrap();
        let revoked: Value = revoked.json().await.unwrap();
        assert_eq!(
            (reads(&keys[0]).await, reads(&keys[1]).await),
            (StatusCode::OK, StatusCode::UNAUTHORIZED)
        );
        let removed = ann
            .request(Method::DELETE, &format!("/auth/users/{bobs}"))
            .send()
            .await
            .unwrap();
        let removed: Value = removed.json().await.unwrap();
        assert_eq!(reads(&keys[0]).await, StatusCode::UNAUTHORIZED);
        // Taken back, the removal gives the membership and no key.
        assert_eq!(ann.undo(&removed).await.0, StatusCode::OK);
        assert_eq!(reads(&keys[0]).await, StatusCode::UNAUTHORIZED);
        let again = ann
            .request(Method::DELETE, &format!("/auth/users/{bobs}"))
            .send()
            .await
            .unwrap();
        let (status, again) = (again.status(), again.json::<Value>().await.unwrap());
        assert_eq!((status, &again["count"]), (StatusCode::OK, &json!(1)), "{again}");
        let left = ann.get("/auth/users").await;
        assert_eq!(left["count"], 1, "{left}");
        // Nor does another invitation, which the same person accepts.
        let invited = ann
            .make(
                "/auth/users",
                json!({ "email": "bob@example.com", "name": "Bob", "role": "editor" }),
            )
            .await;
        let link = invited["secret"].as_str().unwrap().rsplit('/').next().unwrap();
        let accept = format!("/api/v1/auth/invitations/{link}/accept");
        let body = json!({ "password": "a long enough one" });
        let joined = app
            .anonymous(Method::POST, &accept)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(joined.status(), StatusCode::OK);
        let joined: Value = joined.json().await.unwrap();
        let back = bob.with_token(joined["access_token"].as_str().unwrap());
        assert_eq!(reads(&back).await, StatusCode::OK);
        back.undo(&revoked).await;
        for key in &keys {
            assert_eq!(reads(key).await, StatusCode::UNAUTHORIZED);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_undoes_needs_the_rights_of_what_comes_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (bob, bobs) = join(&app, &ann, "bob", "owner").await;
        let (carol, _) = join(&app, &ann, "carol", "admin").await;
        let (dan, dans) = join(&app, &ann, "dan", "editor").await;
        let removed: Value = ann
            .request(Method::DELETE, &format!("/auth/users/{bobs}"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(
            carol.undo(&removed).await.0,
            StatusCode::FORBIDDEN,
            "an admin brings back no owner"
        );
        assert_eq!(dan.undo(&removed).await.0, StatusCode::FORBIDDEN);
        let made = ann
            .make("/auth/tokens", json!({ "name": "program", "role": "owner" }))
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        assert_eq!(
            program.undo(&removed).await.0,
            StatusCode::FORBIDDEN,
            "nor does a program"
        );
        assert_eq!(ann.undo(&removed).await.0, StatusCode::OK);
        // Back as a member, not as the sign-in that was ended.
        let old = bob.request(Method::GET, "/auth/session").send().await.unwrap();
        assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
        // A lowered admin no longer undoes, also within the seconds for which roles are remembered.
        let removed: Value = ann
            .request(Method::DELETE, &format!("/auth/users/{dans}"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let carols = own_row(&ann, "carol").await;
        carol.get("/auth/users").await;
        let mut database = app.superuser().await;
        sqlx::query("update memberships set role = 'viewer' where id = $1::uuid")
            .bind(&carols)
            .execute(&mut database)
            .await
            .unwrap();
        assert_eq!(carol.undo(&removed).await.0, StatusCode::FORBIDDEN);
        // A token that was revoked is only its maker's to bring back.
        let token = format!("/auth/tokens/{}", made["id"].as_str().unwrap());
        let revoked: Value = ann
            .request(Method::DELETE, &token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let (eve, _) = join(&app, &ann, "eve", "owner").await;
        assert_eq!(eve.undo(&revoked).await.0, StatusCode::FORBIDDEN);
        assert_eq!(
            program
                .request(Method::GET, "/planner/keywords")
                .send()
                .await
                .unwrap()
                .status(),
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(ann.undo(&revoked).await.0, StatusCode::OK);
        assert_eq!(program.get("/planner/keywords").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_removal_and_its_undo_at_once_keep_an_owner() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        for round in 0..4 {
            let ann = app.sign_up(&format!("ann{round}")).await;
            let (bob, bobs) = join(&app, &ann, &format!("bob{round}"), "owner").await;
            let (carol, carols) = join(&app, &ann, &format!("carol{round}"), "owner").await;
            let anns = own_row(&ann, &format!("ann{round}")).await;
            let removed: Value = ann.request(Method::DELETE, &format!("/auth/users/{carols}")).send().await.unwrap().json().await.unwrap();
            drop(carol);
            let before = owners(&mut database).await;
            let (back, lowered, struck) =
                tokio::join!(bob.undo(&removed), Blow::Lower.by(&ann, &bobs), Blow::Remove.by(&bob, &anns));
            assert!(owners(&mut database).await >= before - 1, "{back:?} {lowered} {struck}");
            let mine: i64 = sqlx::query_scalar(
                "select count(*) from members where role = 'owner' and account_id = (select account_id from memberships where id = $1::uuid)",
            )
            .bind(&bobs)
            .fetch_one(&mut database)
            .await
            .unwrap();
            assert!(mine >= 1, "{back:?} {lowered} {struck}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_program_manages_nobody() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, bobs) = join(&app, &ann, "bob", "viewer").await;
        let made = ann.make("/auth/tokens", json!({ "name": "program", "role": "owner" })).await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        let body = json!({ "email": "eve@example.com", "name": "Eve", "role": "admin" });
        assert_eq!(program.post("/auth/users", &body).await.0, StatusCode::FORBIDDEN);
        assert_eq!(Blow::Lower.by(&program, &bobs).await, StatusCode::FORBIDDEN);
        assert_eq!(Blow::Remove.by(&program, &bobs).await, StatusCode::FORBIDDEN);
        assert_eq!(program.get("/auth/users").await["count"], 2, "it may look");
        // It has no views of its own, and does not see its maker's.
        let view = json!({ "resource": "keywords", "id": null, "draft": { "name": "Mine", "query": "", "shared": false } });
        let saved = ann.post("/fn/save_view", &view).await;
        assert_eq!(saved.0, StatusCode::OK, "{}", saved.1);
        assert_eq!(ann.post("/fn/views", &json!({ "resource": "keywords" })).await.1.as_array().unwrap().len(), 1);
        assert_eq!(program.post("/fn/views", &json!({ "resource": "keywords" })).await.1, json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_token_ends() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let made = ann
            .make(
                "/auth/tokens",
                json!({ "name": "t", "role": "viewer", "lasts": "30" }),
            )
            .await;
        let program = ann.with_token(made["secret"].as_str().unwrap());
        assert_eq!(program.get("/planner/keywords").await["count"], 0);
        let mut database = app.superuser().await;
        let days: f64 = sqlx::query_scalar(
            "select extract(epoch from expires_at - now())::float8 / 86400 from api_tokens",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert!((29.9..30.1).contains(&days), "{days}");
        sqlx::query("update api_tokens set expires_at = now()")
            .execute(&mut database)
            .await
            .unwrap();
        let ended = program
            .request(Method::GET, "/planner/keywords")
            .send()
            .await
            .unwrap();
        assert_eq!(ended.status(), StatusCode::UNAUTHORIZED);
        let odd = json!({ "name": "t", "role": "viewer", "lasts": "9999" });
        assert_eq!(
            ann.post("/auth/tokens", &odd).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let many = join_all((0..10).map(|i| {
            ann.make(
                "/auth/tokens",
                json!({ "name": format!("t{i}"), "role": "viewer" }),
            )
        }))
        .await;
        assert_eq!(many.len(), 10);
    })
    .await;
}
