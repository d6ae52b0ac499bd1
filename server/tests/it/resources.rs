//! What every declared resource can, on the Planner's: filter, sort, page, save, delete, undo, export.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::with_app;

#[tokio::test]
async fn lists_filter_sort_and_page() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        for (phrase, volume) in [
            ("alpha shoes", json!(10)),
            ("beta shoes", json!(500)),
            ("gamma hats", json!(null)),
        ] {
            ann.make(
                "/planner/keywords",
                json!({ "keyword": phrase, "sector_id": sector, "volume": volume }),
            )
            .await;
        }
        let phrases = |list: &Value| -> Vec<String> {
            list["results"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["keyword"].as_str().unwrap().to_owned())
                .collect()
        };
        // Unknown is last, whichever way.
        assert_eq!(
            phrases(&ann.get("/planner/keywords?sort=-volume").await),
            ["beta shoes", "alpha shoes", "gamma hats"]
        );
        assert_eq!(
            phrases(&ann.get("/planner/keywords?sort=volume").await),
            ["alpha shoes", "beta shoes", "gamma hats"]
        );
        assert_eq!(
            phrases(&ann.get("/planner/keywords?search=SHOES&volume_min=11").await),
            ["beta shoes"]
        );
        assert_eq!(
            phrases(
                &ann.get(&format!(
                    "/planner/keywords?sector_id={sector}&cluster_id=none&sort=keyword"
                ))
                .await
            )
            .len(),
            3
        );
        let page = ann.get("/planner/keywords?page=2&page_size=2&sort=keyword").await;
        assert_eq!(
            (page["count"].as_u64(), phrases(&page)),
            (Some(3), vec!["gamma hats".to_owned()])
        );
        let beyond = ann.get("/planner/keywords?page=9&page_size=2").await;
        assert_eq!((beyond["count"].as_u64(), phrases(&beyond).len()), (Some(3), 0));
        assert_eq!(ann.get("/planner/keywords?search=100%25_").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn the_same_phrase_is_one_keyword_of_a_sector() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["Café  Latte"]).await;
        let sector = ann.sector().await;
        let again = json!({ "keyword": "cafe\u{301} latte", "sector_id": sector });
        let (status, problem) = ann.post("/planner/keywords", &again).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            problem["errors"]["keyword"][0]
                .as_str()
                .unwrap()
                .contains("already")
        );
        let (status, _) = ann
            .post(
                "/planner/keywords",
                &json!({ "keyword": "!!!", "sector_id": sector }),
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn a_cluster_knows_its_keywords_through_every_change() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let cluster = ann
            .make(
                "/planner/clusters",
                json!({ "name": "Shoes", "sector_id": sector }),
            )
            .await;
        let cluster = cluster["id"].as_str().unwrap();
        let mut ids = Vec::new();
        for (phrase, volume) in [("red shoes", 100), ("blue shoes", 200)] {
            let body =
                json!({ "keyword": phrase, "sector_id": sector, "volume": volume, "cluster_id": cluster });
            ids.push(
                ann.make("/planner/keywords", body).await["id"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        let figures = async || {
            let row = ann.get(&format!("/planner/clusters/{cluster}")).await;
            (row["keywords"].as_i64().unwrap(), row["volume"].as_i64())
        };
        assert_eq!(figures().await, (2, Some(300)));
        let path = format!("/planner/keywords/{}", ids[0]);
        let deleted: Value = ann
            .request(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(figures().await, (1, Some(200)));
        assert_eq!(ann.undo(&deleted).await.1["count"], 1);
        assert_eq!(figures().await, (2, Some(300)));
        assert_eq!(ann.undo(&deleted).await.0, StatusCode::NOT_FOUND);
        let response = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "volume": null }))
            .send()
            .await
            .unwrap();
        assert!(response.json::<Value>().await.unwrap()["volume"].is_null());
        assert_eq!(figures().await, (2, Some(200)));
        // A cluster of another sector is refused.
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let other = ann
            .make("/auth/sectors", json!({ "name": "Other", "site_id": site }))
            .await;
        let body = json!({ "keyword": "x shoes", "sector_id": other["id"], "cluster_id": cluster });
        assert!(ann.post("/planner/keywords", &body).await.1["errors"]["cluster_id"].is_array());
    })
    .await;
}

#[tokio::test]
async fn what_hangs_on_a_site_goes_and_comes_back_with_it() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one phrase", "another phrase"]).await;
        let site = ann.get("/auth/sites").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let (status, deleted) = ann
            .post("/auth/sites/actions/delete", &json!({ "ids": [site] }))
            .await;
        assert_eq!((status, deleted["count"].as_u64()), (StatusCode::OK, Some(1)));
        assert_eq!(ann.get("/planner/keywords").await["count"], 0);
        assert_eq!(ann.get("/auth/sectors").await["count"], 0);
        ann.post(
            &format!(
                "/system/deletions/{}/undo",
                deleted["deletion_id"].as_str().unwrap()
            ),
            &json!({}),
        )
        .await;
        assert_eq!(ann.get("/planner/keywords").await["count"], 2);
        assert_eq!(ann.get("/auth/sectors").await["count"], 1);
    })
    .await;
}

#[tokio::test]
async fn deleting_all_that_match_leaves_the_others() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes", "green hat"]).await;
        let body = json!({ "filter": { "search": "shoes" } });
        assert_eq!(
            ann.post("/planner/keywords/actions/delete", &body).await.1["count"],
            2
        );
        assert_eq!(
            ann.get("/planner/keywords").await["results"][0]["keyword"],
            "green hat"
        );
    })
    .await;
}

#[tokio::test]
async fn an_export_has_the_rows_of_the_filter_and_no_formula() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["=cmd|' /C calc'!A0", "plain, with comma", "other"])
            .await;
        let path = "/planner/keywords/export?format=csv&search=c&sort=keyword";
        let response = ann.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
        let text = response.text().await.unwrap();
        let mut found = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(&found.headers().unwrap()[1], "keyword");
        let phrases: Vec<_> = found.records().map(|row| row.unwrap()[1].to_owned()).collect();
        assert_eq!(phrases, ["'=cmd|' /C calc'!A0", "plain, with comma"]);
    })
    .await;
}

#[tokio::test]
async fn a_schedule_knows_its_next_time_and_starts_a_run_when_it_comes() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        let body = json!({ "name": "Nightly", "function": "auto_cluster", "every": "cron", "cron": "0 3 * * *", "credits": 5, "enabled": true });
        let made = ann.make("/automation/schedules", body).await;
        assert!(made["next_at"].as_str().unwrap().ends_with("T03:00:00.000Z"), "{made}");
        let wrong = json!({ "name": "x", "function": "auto_cluster", "every": "cron", "cron": "at noon", "credits": 5 });
        let (status, problem) = ann.post("/automation/schedules", &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["cron"].is_array(), "{problem}");
        let mut database = app.superuser().await;
        sqlx::query("update schedules set next_at = now() - interval '1 minute'").execute(&mut database).await.unwrap();
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let tasks = ann.get("/system/tasks").await;
        assert_eq!((tasks["count"].as_u64(), tasks["results"][0]["function"].as_str()), (Some(1), Some("auto_cluster")));
        app.work();
        let ended = ann.ended(tasks["results"][0]["id"].as_str().unwrap()).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
    })
    .await;
}

#[tokio::test]
async fn a_schedule_says_its_times_in_words_and_may_be_for_one_site() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let body = json!({
            "name": "Weekly", "function": "auto_cluster", "site_id": site, "every": "week", "weekday": "thu", "at": "7:05", "credits": 5,
        });
        let made = ann.make("/automation/schedules", body).await;
        assert_eq!((&made["cron"], &made["when"]), (&json!("5 7 * * thu"), &json!("Every Thursday at 07:05")));
        let schedule = format!("/automation/schedules/{}", made["id"].as_str().unwrap());
        let patch = async |body: Value| {
            let answer = ann.request(Method::PATCH, &schedule).json(&body).send().await.unwrap();
            (answer.status(), answer.json::<Value>().await.unwrap())
        };
        // What a new choice needs and nobody has given starts as it does in the form.
        let (_, monthly) = patch(json!({ "every": "month" })).await;
        assert_eq!(monthly["cron"], "5 7 1 * *", "{monthly}");
        for (body, key) in [
            (json!({ "at": null }), "at"),
            (json!({ "at": "25:00" }), "at"),
            (json!({ "month_day": 31 }), "month_day"),
            (json!({ "cron": "0 3 * * *" }), "cron"),
        ] {
            let (status, problem) = patch(body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert!(problem["errors"][key].is_array(), "{problem}");
        }
        let (_, own) = patch(json!({ "every": "cron", "cron": "*/15 * * * *" })).await;
        assert_eq!(own["when"], "*/15 * * * *", "{own}");

        // The keywords are of a site that is not the schedule's: there is nothing to do.
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        let other = ann.make("/auth/sites", json!({ "name": "Other", "domain": "other.example.com", "language": "en" })).await;
        let (status, _) = patch(json!({ "site_id": other["id"] })).await;
        assert_eq!(status, StatusCode::OK);
        let mut database = app.superuser().await;
        let due = "update schedules set next_at = now() - interval '1 minute'";
        sqlx::query(due).execute(&mut database).await.unwrap();
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert_eq!(ann.get("/system/tasks").await["count"], 0);
        patch(json!({ "site_id": site })).await;
        sqlx::query(due).execute(&mut database).await.unwrap();
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert_eq!(ann.get("/system/tasks").await["count"], 1);
    })
    .await;
}

#[tokio::test]
async fn settings_are_one_row_and_checked() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        assert_eq!(ann.get("/system/settings").await["time_zone"], "UTC");
        let patch = |body: Value| ann.request(Method::PATCH, "/system/settings").json(&body).send();
        let response = patch(json!({ "time_zone": "Europe/Berlin", "cluster_min_size": 3 }))
            .await
            .unwrap();
        assert_eq!(response.json::<Value>().await.unwrap()["cluster_min_size"], 3);
        let response = patch(json!({ "time_zone": "Mars/Olympus" })).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ann.get("/system/settings").await["time_zone"], "Europe/Berlin");
    })
    .await;
}
