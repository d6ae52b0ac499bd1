//! What a program may do beside its role, and from where: whatever its token does not say, it may not.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};

async fn token(person: &Person, rights: Value) -> Person {
    let mut body = json!({ "name": "program", "role": "owner" });
    for (key, value) in rights.as_object().unwrap() {
        body[key] = value.clone();
    }
    let made = person.make("/auth/tokens", body).await;
    person.with_token(made["secret"].as_str().unwrap())
}

#[tokio::test]
async fn a_program_spends_and_publishes_only_if_its_token_says_so() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let task = json!({ "title": "Cold brew", "sector_id": sector, "keywords": "cold brew coffee" });
        let article = ann.make("/writer/content", task).await["id"].clone();
        let start = |name: &str| (format!("/planner/keywords/actions/{name}"), json!({ "ids": ids }));
        let schedule = |function: &str| {
            json!({ "name": function, "function": function, "every": "day", "at": "08:00", "credits": 5 })
        };
        let approve = ("/writer/content/actions/approve".to_owned(), json!({ "ids": [article] }));
        let publish = ("/writer/content/actions/publish".to_owned(), json!({ "ids": [article] }));
        let refused = async |program: &Person, (path, body): &(String, Value), why: &str| {
            let (status, answer) = program.post(path, body).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {answer}");
            assert!(answer["detail"].as_str().unwrap().contains(why), "{answer}");
            assert_eq!(answer["help_link"]["path"], "/auth/tokens");
        };
        let neither = token(&ann, json!({})).await;
        refused(&neither, &start("auto_cluster"), "spend credits").await;
        refused(&neither, &approve, "approve or publish").await;
        refused(&neither, &publish, "approve or publish").await;
        let schedules = "/automation/schedules".to_owned();
        refused(&neither, &(schedules.clone(), schedule("auto_cluster")), "spend credits").await;
        refused(&neither, &(schedules.clone(), schedule("publish")), "approve or publish").await;
        // What its role alone allows stays.
        let named = json!({ "keyword": "espresso", "sector_id": sector });
        neither.make("/planner/keywords", named).await;

        let spends = token(&ann, json!({ "spend": true })).await;
        refused(&spends, &publish, "approve or publish").await;
        let (path, body) = start("auto_cluster");
        let (status, run) = spends.post(&path, &body).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{run}");
        let (status, answer) = spends.post(&schedules, &schedule("auto_cluster")).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        // A schedule that somebody else made is not turned on by whoever could not make it.
        let path = format!("/automation/schedules/{}", answer["id"].as_str().unwrap());
        let changed = neither
            .request(Method::PATCH, &path)
            .json(&json!({ "credits": 500 }))
            .send()
            .await
            .unwrap();
        assert_eq!(changed.status(), StatusCode::FORBIDDEN);
        // Nor brought back by them.
        let deleted = ann.request(Method::DELETE, &path).send().await.unwrap();
        let (status, _) = neither.undo(&deleted.json().await.unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        // Nor is a run started again that it could not start.
        let again = json!({ "ids": [run["task_id"]] });
        ann.post("/system/tasks/actions/cancel", &again).await;
        refused(&neither, &("/system/tasks/actions/retry".to_owned(), again), "spend credits").await;

        let publishes = token(&ann, json!({ "publish": true })).await;
        refused(&publishes, &start("auto_cluster"), "spend credits").await;
        let (path, body) = &approve;
        let (status, answer) = publishes.post(path, body).await;
        assert_ne!(status, StatusCode::FORBIDDEN, "{answer}");
        // The rights are the maker's to give, once.
        for key in ["spend", "publish"] {
            let listed = ann.get("/auth/tokens").await;
            let path = format!("/auth/tokens/{}", listed["results"][0]["id"].as_str().unwrap());
            let request = ann.request(Method::PATCH, &path).json(&json!({ key: true }));
            assert_eq!(request.send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY, "{key}");
        }
    })
    .await;
}

/// What is a person's own is open to every role, and so to every token: to read.
#[tokio::test]
async fn a_program_changes_nothing_of_its_makers_own() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for role in ["viewer", "owner"] {
            let program = token(&ann, json!({ "role": role, "spend": true, "publish": true })).await;
            assert_eq!(program.get("/auth/profile").await["name"], "ann");
            for (path, change) in [
                ("/auth/profile", json!({ "name": "Chief Executive" })),
                ("/system/preferences", json!({ "publication_failed": "off" })),
            ] {
                let (status, answer) = program.request_json(Method::PATCH, path, &change).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{role} {path}: {answer}");
                assert!(answer["detail"].as_str().unwrap().contains("Sign in"), "{answer}");
            }
            for (resource, action) in [
                ("apps", "disconnect"),
                ("sessions", "revoke"),
                ("notifications", "read"),
            ] {
                let asked = json!({ "resource": resource, "action": action, "selection": { "query": "" } });
                for function in ["quote", "act"] {
                    let (status, _) = program.post(&format!("/fn/{function}"), &asked).await;
                    assert_eq!(status, StatusCode::FORBIDDEN, "{role} {function} {resource}");
                }
            }
        }
        assert_eq!(ann.get("/auth/session").await["name"], "ann");
        let (status, changed) = ann
            .request_json(Method::PATCH, "/auth/profile", &json!({ "name": "Ann" }))
            .await;
        assert_eq!((status, &changed["name"]), (StatusCode::OK, &json!("Ann")));
    })
    .await;
}

/// A site that asks for no approval lets all articles out: that is whoever's to say who may approve them.
#[tokio::test]
async fn a_program_that_may_not_approve_turns_approval_off_nowhere() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let path = format!("/auth/sites/{}", site.as_str().unwrap());
        let neither = token(&ann, json!({})).await;
        let off = json!({ "approval": false });
        let (status, answer) = neither.request_json(Method::PATCH, &path, &off).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert!(
            answer["detail"].as_str().unwrap().contains("approve or publish"),
            "{answer}"
        );
        let new = json!({ "name": "Another", "language": "en", "approval": false });
        assert_eq!(neither.post("/auth/sites", &new).await.0, StatusCode::FORBIDDEN);
        assert_eq!(ann.get(&path).await["approval"], true);
        // Everything else of a site is its role's, and approval is for people and for programs that may approve.
        let named = json!({ "name": "Renamed", "approval": true });
        assert_eq!(
            neither.request_json(Method::PATCH, &path, &named).await.0,
            StatusCode::OK
        );
        let publishes = token(&ann, json!({ "publish": true })).await;
        assert_eq!(
            publishes.request_json(Method::PATCH, &path, &off).await.0,
            StatusCode::OK
        );
        assert_eq!(
            ann.request_json(Method::PATCH, &path, &off).await.0,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_works_from_its_networks_alone() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let status = async |program: &Person| {
            let answer = program
                .request(Method::GET, "/planner/keywords")
                .send()
                .await
                .unwrap();
            (answer.status(), answer.text().await.unwrap())
        };
        let here = token(&ann, json!({ "networks": "10.0.0.0/8\n127.0.0.0/8, ::1" })).await;
        assert_eq!(status(&here).await.0, StatusCode::OK);
        let elsewhere = token(&ann, json!({ "networks": "10.0.0.0/8" })).await;
        let (code, answer) = status(&elsewhere).await;
        assert_eq!(code, StatusCode::FORBIDDEN);
        assert!(answer.contains("127.0.0.1"), "{answer}");
        // A header that claims another address changes nothing.
        let claims = elsewhere
            .request(Method::GET, "/planner/keywords")
            .header("x-forwarded-for", "10.1.2.3")
            .send();
        assert_eq!(claims.await.unwrap().status(), StatusCode::FORBIDDEN);
        let wrong = json!({ "name": "t", "role": "viewer", "networks": "10.0.0.0/8\nexample.com" });
        let (code, answer) = ann.post("/auth/tokens", &wrong).await;
        assert_eq!(code, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer["errors"]["networks"].to_string().contains("example.com"),
            "{answer}"
        );
        // People open it; a program cannot open itself.
        let listed = ann.get("/auth/tokens").await;
        for each in listed["results"].as_array().unwrap() {
            let path = format!("/auth/tokens/{}", each["id"].as_str().unwrap());
            let open = json!({ "networks": null });
            let by_program = here
                .request(Method::PATCH, &path)
                .json(&open)
                .send()
                .await
                .unwrap();
            assert_eq!(by_program.status(), StatusCode::FORBIDDEN);
            let by_person = ann
                .request(Method::PATCH, &path)
                .json(&open)
                .send()
                .await
                .unwrap();
            assert_eq!(by_person.status(), StatusCode::OK);
        }
        assert_eq!(status(&elsewhere).await.0, StatusCode::OK);
    })
    .await;
}
