//! Who approved what, what withdraws it, and where it is asked for: one rule for people, programs, schedules and retries.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;

use crate::app::{Person, TestApp, with_app};
use crate::waiting::until;
use crate::wordpress::{api, env, post, posts_of};
use crate::writing::{act, succeeded};

/// An article of a person's own, with a text.
pub async fn article(person: &Person, publish_as: &str) -> String {
    let body = json!({
        "title": format!("Watering {}", uuid::Uuid::now_v7().simple()), "sector_id": person.sector().await,
        "words_target": 500, "publish_as": publish_as,
    });
    let made = person.make("/writer/content", body).await;
    let id = made["id"].as_str().unwrap().to_owned();
    write(person, &id, "<p>Water early.</p>").await;
    id
}

pub async fn write(person: &Person, id: &str, html: &str) {
    let path = format!("/writer/content/{id}/document");
    let document = person.get(&path).await;
    let mut text = document["text"].clone();
    text["html"] = html.into();
    let edit = json!({ "version": document["version"], "text": text });
    let saved = person
        .request(Method::PUT, &path)
        .json(&edit)
        .send()
        .await
        .unwrap();
    assert_eq!(saved.status(), StatusCode::OK, "{}", saved.text().await.unwrap());
}

pub async fn row(person: &Person, id: &str) -> Value {
    person.get(&format!("/writer/content/{id}")).await
}

pub async fn command(person: &Person, id: &str, action: &str) -> (StatusCode, Value) {
    let body = if action == "approve" {
        as_seen(person, &[id]).await
    } else {
        json!({ "ids": [id] })
    };
    person
        .post(&format!("/writer/content/actions/{action}"), &body)
        .await
}

/// Articles with the editions that a person sees now, as approving takes them.
pub async fn as_seen(person: &Person, ids: &[&str]) -> Value {
    let mut editions = Vec::new();
    for id in ids {
        editions.push(format!("{id}:{}", row(person, id).await["edition"]));
    }
    json!({ "ids": ids, "editions": editions })
}

pub async fn patch(person: &Person, path: &str, body: Value) {
    let answer = person
        .request(Method::PATCH, path)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "{}",
        answer.text().await.unwrap()
    );
}

pub async fn blog(person: &Person) {
    let site = person.get("/auth/sites").await["results"][0]["id"].clone();
    let body = json!({
        "name": "Blog", "kind": "wordpress", "site_id": site, "base_url": env("WORDPRESS_URL"),
        "user_name": env("WORDPRESS_USER"), "secret": env("WORDPRESS_PASSWORD"), "enabled": true,
    });
    person.make("/system/integrations", body).await;
}

async fn state(person: &Person, id: &str) -> (String, bool) {
    let row = row(person, id).await;
    (
        row["status"].as_str().unwrap().to_owned(),
        row["approved"].as_bool().unwrap(),
    )
}

fn is(status: &str, approved: bool) -> (String, bool) {
    (status.to_owned(), approved)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_is_what_somebody_saw() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (one, other) = (article(&ann, "publish").await, article(&ann, "publish").await);
        let approve = async |body: &Value| ann.post("/writer/content/actions/approve", body).await;
        let (status, refused) = approve(&json!({ "ids": [one], "editions": ["1"] })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert!(refused["errors"]["editions"][0].is_string(), "{refused}");
        // A program that names no edition approves what is there.
        let path = format!("/writer/content/{one}/approve");
        assert_eq!(ann.post(&path, &json!({})).await.0, StatusCode::OK);
        assert_eq!(state(&ann, &one).await, is("approved", true));
        let seen = as_seen(&ann, &[&one]).await;
        write(&ann, &one, "<p>Somebody else wrote this meanwhile.</p>").await;
        let (status, refused) = approve(&seen).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .contains("changed after you opened it"),
            "{refused}"
        );
        assert_eq!(refused["help_link"]["path"], format!("/writer/content/{one}"));
        assert_eq!(state(&ann, &one).await, is("draft", false));
        // A save is one edition more, so that whoever saves knows which they see.
        let before = row(&ann, &one).await["edition"].as_i64().unwrap();
        write(&ann, &one, "<p>Mine.</p>").await;
        assert_eq!(row(&ann, &one).await["edition"], before + 1);
        // Of several all are as they were seen, or none is approved.
        let seen = as_seen(&ann, &[&one, &other]).await;
        write(&ann, &other, "<p>Changed.</p>").await;
        let (status, refused) = approve(&seen).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .starts_with("Nothing was approved, because 1 of these 2"),
            "{refused}"
        );
        assert_eq!(state(&ann, &one).await, is("draft", false));
        let mut part = as_seen(&ann, &[&one]).await;
        part["ids"] = json!([one, other]);
        let (status, refused) = approve(&part).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .contains("1 of these 2 articles is not on your page"),
            "{refused}"
        );
        let mut all = as_seen(&ann, &[&one, &other]).await;
        all["filter"] = json!({});
        all.as_object_mut().unwrap().remove("ids");
        let (status, done) = approve(&all).await;
        assert_eq!((status, &done["count"]), (StatusCode::OK, &json!(2)), "{done}");
        // Approvals and changes at the same moment: what is approved is the edition that was named, or nothing is.
        for round in 0..10 {
            write(&ann, &one, &format!("<p>Round {round}.</p>")).await;
            let seen = as_seen(&ann, &[&one]).await;
            let changed = format!("<p>Round {round}, changed.</p>");
            let ((status, _), ()) = tokio::join!(approve(&seen), write(&ann, &one, &changed));
            assert!([StatusCode::OK, StatusCode::CONFLICT].contains(&status));
            assert!(!state(&ann, &one).await.1, "nobody saw the change");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_withdraws_an_approval() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&ann, "publish").await;
        let path = format!("/writer/content/{id}");
        let approve = || async {
            assert_eq!(command(&ann, &id, "approve").await.0, StatusCode::OK);
            assert_eq!(state(&ann, &id).await, is("approved", true));
        };
        assert_eq!(command(&ann, &id, "submit").await.0, StatusCode::OK);
        assert_eq!(state(&ann, &id).await, is("in_review", false));
        approve().await;
        let document = ann.get(&format!("{path}/document")).await;
        assert_eq!(document["approved"]["by"], "ann", "{document}");
        // What is approved cannot be approved again, and says so.
        let (status, again) = command(&ann, &id, "approve").await;
        assert_eq!(
            (status, &again["detail"]),
            (StatusCode::CONFLICT, &json!("This version is already approved."))
        );

        write(&ann, &id, "<p>Water late.</p>").await;
        assert_eq!(state(&ann, &id).await, is("draft", false));
        for change in [json!({ "title": "Another" }), json!({ "keywords": "cans" })] {
            approve().await;
            patch(&ann, &path, change.clone()).await;
            assert_eq!(state(&ann, &id).await, is("draft", false), "{change}");
        }
        approve().await;
        let mut text = ann.get(&format!("{path}/document")).await;
        for (field, value) in [
            ("slug", json!("other")),
            ("meta_title", json!("Other")),
            ("faq", json!([{ "question": "Why?", "answer": "So." }])),
            ("tags", json!(["a"])),
        ] {
            text["text"][field] = value;
            let edit = json!({ "version": text["version"], "text": text["text"] });
            let saved = ann
                .request(Method::PUT, &format!("{path}/document"))
                .json(&edit)
                .send()
                .await
                .unwrap();
            assert_eq!(saved.status(), StatusCode::OK);
            assert_eq!(state(&ann, &id).await, is("draft", false), "{field}");
            approve().await;
            text = ann.get(&format!("{path}/document")).await;
        }
        let version = &text["version"];
        let (status, _) = ann
            .post(&format!("{path}/versions/{version}/restore"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(state(&ann, &id).await, is("draft", false), "restored");

        // Pictures count once they can be seen.
        approve().await;
        let mut all = app.superuser().await;
        let picture = "insert into images (account_id, id, content_id, place, prompt, status, file_key) \
            select account_id, gen_random_uuid(), id, 0, 'A can', $1, gen_random_uuid() from contents";
        sqlx::query(picture)
            .bind("prompt")
            .execute(&mut all)
            .await
            .unwrap();
        assert_eq!(
            state(&ann, &id).await,
            is("approved", true),
            "a prompt is no picture"
        );
        sqlx::query("update images set status = 'ready'")
            .execute(&mut all)
            .await
            .unwrap();
        assert_eq!(state(&ann, &id).await, is("draft", false), "a picture");
        approve().await;
        let image = ann.get("/writer/images").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        patch(
            &ann,
            &format!("/writer/images/{image}"),
            json!({ "alt": "A red can" }),
        )
        .await;
        assert_eq!(state(&ann, &id).await, is("draft", false), "alt text");
        // Deleted and brought back whole it is what it was.
        approve().await;
        let (_, deleted) = command(&ann, &id, "delete").await;
        ann.undo(&deleted).await;
        assert_eq!(state(&ann, &id).await, is("approved", true), "undone");
        // What does not change what readers see withdraws nothing.
        patch(&ann, &path, json!({ "publish_as": "draft" })).await;
        assert_eq!(state(&ann, &id).await, is("approved", true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_see_only_what_is_approved_where_the_site_says_so() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        blog(&ann).await;
        let id = article(&ann, "publish").await;
        let path = format!("/writer/content/{id}");
        let (status, refused) = command(&ann, &id, "publish").await;
        assert_eq!(status, StatusCode::CONFLICT, "{refused}");
        assert!(
            refused["detail"].as_str().unwrap().contains("isn't approved"),
            "{refused}"
        );
        assert_eq!(refused["help_link"]["path"], path);
        assert_eq!(posts_of(id.parse().unwrap()).await, 0);

        // Notes to the editor stand in the way of approval and of publishing.
        let noted = "<p>Water early.</p><p><strong>For the editor:</strong> check this.</p>";
        write(&ann, &id, noted).await;
        let (status, refused) = command(&ann, &id, "approve").await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["detail"].as_str().unwrap().contains("check this"),
            "{refused}"
        );
        let site = ann.get("/auth/sites").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        patch(&ann, &format!("/auth/sites/{site}"), json!({ "approval": false })).await;
        let (status, refused) = command(&ann, &id, "publish").await;
        assert_eq!(status, StatusCode::CONFLICT, "{refused}");
        let (_, price) = ann
            .post("/writer/content/actions/publish/price", &json!({ "ids": [id] }))
            .await;
        assert_eq!(price["asks"], json!(["strip_notes"]), "{price}");
        let yes = json!({ "ids": [id], "strip_notes": true });
        succeeded(&ann, "writer/content", "publish", yes).await;
        assert_eq!(
            state(&ann, &id).await,
            is("published", false),
            "nobody approved it"
        );
        let mut all = app.superuser().await;
        let remote: String = sqlx::query_scalar("select remote_id from publications")
            .fetch_one(&mut all)
            .await
            .unwrap();
        assert!(
            !post(&remote).await["content"]["raw"]
                .as_str()
                .unwrap()
                .contains("editor")
        );
        let unknown = json!({ "ids": [id], "strip": true });
        let (status, refused) = ann.post("/writer/content/actions/publish", &unknown).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");

        // An update of what readers see needs the approval, too; so does a retry of a run from before.
        patch(&ann, &format!("/auth/sites/{site}"), json!({ "approval": true })).await;
        write(&ann, &id, "<p>Water later.</p>").await;
        assert_eq!(command(&ann, &id, "publish").await.0, StatusCode::CONFLICT);
        assert_eq!(command(&ann, &id, "approve").await.0, StatusCode::OK);
        assert_eq!(state(&ann, &id).await, is("published", true));
        succeeded(&ann, "writer/content", "publish", json!({ "ids": [id] })).await;
        assert!(
            post(&remote).await["content"]["raw"]
                .as_str()
                .unwrap()
                .contains("later")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_handed_over_once_and_its_fate_is_learnt() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        blog(&ann).await;
        let id = article(&ann, "draft").await;
        let publish = json!({ "ids": [id] });
        succeeded(&ann, "writer/content", "publish", publish.clone()).await;
        assert_eq!(state(&ann, &id).await, is("handed_over", false));
        let (status, refused) = command(&ann, &id, "publish").await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            refused["detail"].as_str().unwrap().contains("up to date"),
            "{refused}"
        );
        write(&ann, &id, "<p>Water late.</p>").await;
        assert_eq!(row(&ann, &id).await["stale"], true);
        succeeded(&ann, "writer/content", "publish", publish.clone()).await;

        // The editor writes in it: told, kept, and overwritten only with a yes to just that.
        let mut all = app.superuser().await;
        let remote: String = sqlx::query_scalar("select remote_id from publications")
            .fetch_one(&mut all)
            .await
            .unwrap();
        let route = format!("posts/{remote}");
        let edit = |body: Value| api(Method::POST, &route, Some(body));
        edit(json!({ "title": "The editor's title" })).await;
        write(&ann, &id, "<p>Water at noon.</p>").await;
        let failed = act(&ann, "writer/content", "publish", publish.clone()).await;
        assert_eq!(failed["status"], "failed", "{failed}");
        assert!(failed["error"].as_str().unwrap().contains("title"), "{failed}");
        assert_eq!(post(&remote).await["title"]["raw"], "The editor's title");
        assert_eq!(row(&ann, &id).await["edited_there"], true);
        let edits = ann.get(&format!("/writer/content/{id}/edits")).await;
        assert_eq!(edits[0]["destination"], "Blog", "{edits}");
        let changed = |kind: &str| {
            edits[0]["changes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|change| change["kind"] == kind)
        };
        assert!(changed("added") && changed("removed"), "{edits}");
        let yes = json!({ "ids": [id], "overwrite": [edits[0]["revision"]] });
        edit(json!({ "title": "A later title" })).await;
        let stale = act(&ann, "writer/content", "publish", yes).await;
        assert_eq!(
            stale["status"], "failed",
            "a yes to an older state does not count: {stale}"
        );
        assert_eq!(post(&remote).await["title"]["raw"], "A later title");
        let edits = ann.get(&format!("/writer/content/{id}/edits")).await;
        let yes = json!({ "ids": [id], "overwrite": [edits[0]["revision"]] });
        succeeded(&ann, "writer/content", "publish", yes).await;
        assert_ne!(post(&remote).await["title"]["raw"], "A later title");
        assert_eq!(row(&ann, &id).await["edited_there"], false);

        // The editor publishes it: that is learnt, with its link.
        edit(json!({ "status": "publish" })).await;
        look(&app).await;
        until("it is published", async || {
            row(&ann, &id).await["status"] == "published"
        })
        .await;
        let there = row(&ann, &id).await;
        assert_eq!(there["url"], post(&remote).await["link"]);
        // Publishing it as a draft again takes nothing from readers, and needs an approval now.
        write(&ann, &id, "<p>Water never.</p>").await;
        let refused = act(&ann, "writer/content", "publish", publish.clone()).await;
        assert_eq!(refused["status"], "failed", "{refused}");
        command(&ann, &id, "approve").await;
        succeeded(&ann, "writer/content", "publish", publish).await;
        assert_eq!(post(&remote).await["status"], "publish");
        assert_eq!(state(&ann, &id).await, is("published", true));
        succeeded(&ann, "writer/content", "unpublish", json!({ "ids": [id] })).await;
        assert_eq!(post(&remote).await["status"], "draft");
        assert_eq!(state(&ann, &id).await, is("handed_over", true));
        assert_eq!(posts_of(id.parse().unwrap()).await, 1);
    })
    .await;
}

/// Lets the scheduler look at once at what was handed over.
async fn look(app: &TestApp) {
    let mut all = app.superuser().await;
    sqlx::query("update contents set looked_at = null")
        .execute(&mut all)
        .await
        .unwrap();
    assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
}
