//! The security log: every event of a sign-in, a member and a token is in it, and nobody who serves takes one out.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};
use crate::process::Process;

const PASSWORD: &str = "a long enough one";

async fn login(app: &TestApp, email: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "email": email, "password": password });
    let request = app.anonymous(Method::POST, "/api/v1/auth/login").json(&body);
    let response = request
        .header(header::USER_AGENT, "A browser")
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

/// The events of a kind, newest first.
async fn events(person: &Person, kind: &str) -> Vec<Value> {
    let listed = person.get(&format!("/auth/security?kind={kind}")).await;
    listed["results"].as_array().unwrap().clone()
}

/// A wrong password is kept with where it came from and the id that the answer carries.
async fn wrong_password_is_kept(app: &TestApp, ann: &Person) {
    assert_eq!(
        login(app, "ANN@example.com", "not this one").await.0,
        StatusCode::UNAUTHORIZED
    );
    let failed = &events(ann, "sign_in_failed").await[0];
    assert_eq!(
        (&failed["who"], &failed["network"], &failed["device"]),
        (
            &json!("ANN@example.com"),
            &json!("127.0.0.1"),
            &json!("A browser")
        )
    );
    assert!(failed["request"].is_string());
}

/// A member who joined by an invitation.
struct Joined {
    person: Person,
    /// The secret of the invitation.
    link: String,
    /// Where the member is changed and removed.
    path: String,
}

/// Invites Bob, who joins, and makes him an editor.
async fn joining_is_kept(app: &TestApp, ann: &Person) -> Joined {
    let body = json!({ "email": "bob@example.com", "name": "Bob", "role": "admin" });
    let row = ann.make("/auth/users", body).await;
    assert_eq!(
        events(ann, "invited").await[0]["detail"],
        "bob@example.com as admin"
    );
    let link = row["secret"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/auth/invitations/{link}/accept");
    let accepted = app
        .anonymous(Method::POST, &path)
        .json(&json!({ "password": PASSWORD }));
    let answer: Value = accepted.send().await.unwrap().json().await.unwrap();
    let bob = ann.with_token(answer["access_token"].as_str().unwrap());
    assert_eq!(
        events(ann, "invitation_accepted").await[0]["who"],
        "bob@example.com"
    );
    let at = format!("/auth/users/{}", row["id"].as_str().unwrap());
    ann.request(Method::PATCH, &at)
        .json(&json!({ "role": "editor" }))
        .send()
        .await
        .unwrap();
    assert_eq!(
        events(ann, "role_changed").await[0]["detail"],
        "bob@example.com: admin → editor"
    );
    Joined {
        person: bob,
        link,
        path: at,
    }
}

/// Calls are refused by role, by a token that is none, and as those of another site's page.
async fn refusals_are_kept(ann: &Person, bob: &Person) {
    let refused = bob.request(Method::GET, "/auth/users").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let id = refused.headers()["x-request-id"].to_str().unwrap().to_owned();
    let kept = &events(ann, "refused").await[0];
    assert_eq!(
        (&kept["who"], &kept["detail"], &kept["request"]),
        (
            &json!("bob@example.com"),
            &json!("GET /api/v1/auth/users"),
            &json!(id)
        )
    );
    let stranger = ann.with_token("igny8_no-such-token");
    stranger
        .request(Method::GET, "/auth/session")
        .send()
        .await
        .unwrap();
    ann.request(Method::POST, "/auth/sites")
        .header(header::ORIGIN, "https://evil.example")
        .send()
        .await
        .unwrap();
}

/// Makes a token, revokes and restores it, and changes the password. Answers the token's secret.
async fn token_and_password_are_kept(ann: &Person) -> String {
    let made = ann
        .make("/auth/tokens", json!({ "name": "Reports", "role": "viewer" }))
        .await;
    assert_eq!(events(ann, "token_created").await[0]["detail"], "Reports, viewer");
    let token = format!("/auth/tokens/{}", made["id"].as_str().unwrap());
    let deleted: Value = ann
        .request(Method::DELETE, &token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(events(ann, "token_revoked").await[0]["detail"], "Reports, viewer");
    assert_eq!(ann.undo(&deleted).await.0, StatusCode::OK);
    assert_eq!(events(ann, "token_restored").await.len(), 1);
    let new = json!({ "new_password": "quite another sentence", "current_password": PASSWORD });
    assert!(
        ann.request(Method::PATCH, "/auth/profile")
            .json(&new)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    assert_eq!(events(ann, "password_changed").await[0]["who"], "ann@example.com");
    made["secret"].as_str().unwrap().to_owned()
}

/// A member is removed and restored, a sign-in is locked, and Bob signs out.
async fn leaving_is_kept(app: &TestApp, ann: &Person, member: &str) {
    let removed: Value = ann
        .request(Method::DELETE, member)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        events(ann, "member_removed").await[0]["detail"],
        "bob@example.com, editor"
    );
    ann.undo(&removed).await;
    assert_eq!(events(ann, "member_restored").await.len(), 1);
    while login(app, "ann@example.com", "not this one").await.0 != StatusCode::TOO_MANY_REQUESTS {}
    assert_eq!(events(ann, "locked").await.len(), 1);
    let (_, again) = login(app, "bob@example.com", PASSWORD).await;
    let bob = ann.with_token(again["access_token"].as_str().unwrap());
    bob.request(Method::POST, "/auth/logout").send().await.unwrap();
    assert_eq!(events(ann, "signed_out").await[0]["who"], "bob@example.com");
}

#[tokio::test]
async fn what_happens_to_sign_ins_members_and_tokens_is_kept() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        assert_eq!(events(&ann, "signed_up").await[0]["who"], "ann@example.com");
        assert_eq!(events(&ann, "signed_in").await.len(), 1);
        wrong_password_is_kept(&app, &ann).await;
        let bob = joining_is_kept(&app, &ann).await;
        refusals_are_kept(&ann, &bob.person).await;
        let token = token_and_password_are_kept(&ann).await;
        leaving_is_kept(&app, &ann, &bob.path).await;

        // What belongs to no account is kept for the operator; no account sees it, nor another's.
        login(&app, "nobody@example.com", "not this one").await;
        let mut database = app.superuser().await;
        let nobodys: i64 = sqlx::query_scalar("select count(*) from security_events where account is null")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert!(nobodys >= 3, "{nobodys}");
        let eve = app.sign_up("eve").await;
        assert_eq!(eve.get("/auth/security").await["count"], 2);
        let text: String = sqlx::query_scalar("select string_agg(e::text, ' ') from security_events e")
            .fetch_one(&mut database)
            .await
            .unwrap();
        for secret in [
            PASSWORD,
            "not this one",
            "quite another",
            bob.link.as_str(),
            token.as_str(),
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_who_serves_changes_either_log() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one phrase"]).await;
        let mut database = app.superuser().await;
        for table in ["security_events", "audit_log"] {
            for role in ["igny8_app", "igny8_system"] {
                let rights: bool = sqlx::query_scalar(
                    "select has_table_privilege($1, $2, 'update') or has_table_privilege($1, $2, 'delete') \
                       or has_table_privilege($1, $2, 'truncate') or has_any_column_privilege($1, $2, 'update')",
                )
                .bind(role)
                .bind(table)
                .fetch_one(&mut database)
                .await
                .unwrap();
                assert!(!rights, "{role} {table}");
                // And where somebody gives the rights by mistake, the trigger still says no.
                for statement in [
                    format!("update {table} set via = 'x'"),
                    format!("delete from {table}"),
                    format!("truncate {table}"),
                ] {
                    let tried = format!(
                        "begin; grant all on {table} to {role}; set local role {role}; {statement}; commit"
                    );
                    let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(tried)).execute(&mut database).await;
                    assert!(refused.is_err(), "{role}: {statement}");
                    sqlx::raw_sql("rollback").execute(&mut database).await.unwrap();
                }
            }
        }
        // Age alone takes an event away.
        let count = "select count(*) from security_events";
        let before: i64 = sqlx::query_scalar(count).fetch_one(&mut database).await.unwrap();
        let purge = "begin; set local role igny8_system; select purge_security_events(1000); commit";
        sqlx::raw_sql(purge).execute(&mut database).await.unwrap();
        let kept: i64 = sqlx::query_scalar(count).fetch_one(&mut database).await.unwrap();
        assert_eq!(kept, before);
        sqlx::query("update security_events set at = now() - interval '401 days' where kind = 'signed_up'")
            .execute(&mut database)
            .await
            .unwrap();
        sqlx::raw_sql(purge).execute(&mut database).await.unwrap();
        let left: i64 = sqlx::query_scalar(count).fetch_one(&mut database).await.unwrap();
        assert_eq!(left, before - 1);
    })
    .await;
}

#[tokio::test]
async fn refusals_of_one_network_do_not_fill_the_log() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let stranger = ann.with_token("igny8_no-such-token");
        for _ in 0..80 {
            stranger
                .request(Method::GET, "/auth/session")
                .send()
                .await
                .unwrap();
        }
        let mut database = app.superuser().await;
        let kept: i64 = sqlx::query_scalar("select count(*) from security_events where kind = 'refused'")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(kept, 60);
    })
    .await;
}

/// The lines of a log that say this, as JSON.
fn lines(path: &std::path::Path, message: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let all = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    all.filter(|line| line["fields"]["message"] == message).collect()
}

#[tokio::test]
async fn a_fault_is_logged_as_of_its_request_and_no_secret_is() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let session = ann.get("/auth/session").await;
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("web.log");
        let (_web, base) = Process::web(&app, std::fs::File::create(&log).unwrap()).await;
        let mut database = app.superuser().await;
        sqlx::query("alter table keywords rename column difficulty to hidden")
            .execute(&mut database)
            .await
            .unwrap();
        let client = reqwest::Client::new();
        let call = client
            .get(format!("{base}/api/v1/planner/keywords"))
            .bearer_auth(&ann.token);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        // A page is drawn beside its request, and its fault is that request's all the same.
        let page = client
            .get(format!("{base}/planner/keywords"))
            .header(header::COOKIE, format!("igny8_access={}", ann.token));
        page.send().await.unwrap();
        let faults = lines(&log, "request failed");
        let paths: Vec<_> = faults
            .iter()
            .map(|line| line["span"]["path"].as_str().unwrap_or_default())
            .collect();
        assert!(
            paths.contains(&"/api/v1/planner/keywords") && paths.contains(&"/planner/keywords"),
            "{faults:?}"
        );
        let fault = faults
            .iter()
            .find(|line| line["span"]["id"] == id.as_str())
            .expect("the request's id");
        assert_eq!(fault["span"]["method"], "GET");
        assert_eq!(fault["span"]["account"], session["account"]["id"]);
        assert!(fault["span"]["user"].is_string());
        // Sign-ins are a line each, and what is secret is in none.
        let wrong = json!({ "email": "ann@example.com\nINFO forged", "password": "not this one" });
        client
            .post(format!("{base}/api/v1/auth/login"))
            .json(&wrong)
            .send()
            .await
            .unwrap();
        client
            .get(format!("{base}/invite/a-secret-link"))
            .send()
            .await
            .unwrap();
        client
            .post(format!("{base}/api/v1/auth/invitations/a-secret-link/accept"))
            .json(&json!({ "password": "not this one" }))
            .send()
            .await
            .unwrap();
        assert_eq!(
            lines(&log, "security event")[0]["fields"]["event"],
            "sign_in_failed"
        );
        let text = std::fs::read_to_string(&log).unwrap();
        for secret in ["not this one", "a-secret-link", ann.token.as_str()] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(
            text.lines()
                .all(|line| serde_json::from_str::<Value>(line).is_ok()),
            "{text}"
        );
    })
    .await;
}
