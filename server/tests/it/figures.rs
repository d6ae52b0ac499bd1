//! What is kept rather than counted is what counting would say, whatever changed; and long lists page through all rows.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};
use crate::writing::{succeeded, task};

/// The dashboard's figures by key.
async fn figures(person: &Person) -> Value {
    let (_, answer) = person
        .post("/fn/dashboard", &json!({ "path": "/planner", "query": "" }))
        .await;
    let mut out = json!({});
    for figure in answer["figures"].as_array().unwrap() {
        out[figure["key"].as_str().unwrap()] = figure["value"].clone();
    }
    let points = answer["series"][0]["points"].as_array().unwrap();
    out["bands"] = points.iter().map(|point| point["value"].clone()).collect();
    out
}

/// What is kept is what is there, in every sector, before and after merging.
async fn right(app: &TestApp) {
    let mut database = app.superuser().await;
    for merged in [false, true] {
        let wrong: i64 = sqlx::query_scalar(
            "select count(*) from ( \
               (select account_id, sector_id, sum(keywords), sum(volume), sum(pinned), sum(bands[1]), sum(bands[5]) \
                from keyword_figures group by 1, 2) \
               except \
               (select s.account_id, s.id, count(k.id), coalesce(sum(k.volume), 0), count(*) filter (where k.pinned), \
                  count(*) filter (where k.difficulty <= 14), count(*) filter (where k.difficulty >= 70) \
                from sectors s left join keywords k on k.account_id = s.account_id and k.sector_id = s.id and k.deleted_in is null \
                group by 1, 2)) wrong",
        )
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!(wrong, 0, "merged: {merged}");
        assert!(
            server::runner::Scheduler::once(&app.state, server::jobs::ALL)
                .await
                .unwrap()
        );
    }
}

#[tokio::test]
async fn figures_follow_every_change() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let file = b"keyword,volume,difficulty\none shoe,100,10\ntwo shoes,200,20\nthree shoes,,75\nfour shoes,400,\n";
        let (_, started) = ann.import("list.csv", file.to_vec(), None).await;
        let import = started["task_id"].as_str().unwrap().to_owned();
        ann.ended(&import).await;
        let expected = json!({ "keywords": 4.0, "volume": 700.0, "clusters": 0.0, "coverage": 0.0, "pinned": 0.0, "bands": [1.0, 1.0, 0.0, 0.0, 1.0] });
        assert_eq!(figures(&ann).await, expected);
        right(&app).await;
        // A change, a move into a cluster and another sector, a pin.
        let body = json!({ "name": "Other", "site_id": ann.get("/auth/sites").await["results"][0]["id"] });
        let other = ann.make("/auth/sectors", body).await["id"].clone();
        let row = ann.get("/planner/keywords?search=two").await["results"][0]["id"].as_str().unwrap().to_owned();
        let change = |body: Value| ann.request(Method::PATCH, &format!("/planner/keywords/{row}")).json(&body).send();
        change(json!({ "volume": 50, "difficulty": 99, "pinned": true })).await.unwrap();
        right(&app).await;
        change(json!({ "sector_id": other })).await.unwrap();
        right(&app).await;
        let cluster = ann.make("/planner/clusters", json!({ "name": "c", "sector_id": other })).await["id"].clone();
        change(json!({ "cluster_id": cluster })).await.unwrap();
        let seen = figures(&ann).await;
        assert_eq!((&seen["volume"], &seen["coverage"], &seen["pinned"]), (&json!(550.0), &json!(0.25), &json!(1.0)));
        // Of one sector, and its count in the list of sectors.
        let query = format!("sector_id={}", other.as_str().unwrap());
        let (_, answer) = ann.post("/fn/dashboard", &json!({ "path": "/planner", "query": query })).await;
        assert_eq!(answer["figures"][0]["value"], 1.0);
        assert_eq!(ann.get(&format!("/auth/sectors/{sector}")).await["keywords"], 3);
        // Deleting with all that hangs on it, and back.
        let response = ann.request(Method::DELETE, &format!("/auth/sectors/{sector}")).send().await.unwrap();
        let deletion: Value = response.json().await.unwrap();
        assert_eq!(figures(&ann).await["keywords"], 1.0);
        right(&app).await;
        ann.undo(&deletion).await;
        assert_eq!(figures(&ann).await["keywords"], 4.0);
        ann.post(&format!("/planner/keywords/import/{import}/undo"), &json!({})).await;
        assert_eq!(figures(&ann).await["keywords"], 0.0);
        right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn long_lists_page_through_all_rows_and_estimate_their_count() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let mut database = app.superuser().await;
        sqlx::query(
            "insert into keywords (account_id, id, sector_id, keyword, phrase_key, volume) \
             select account_id, gen_random_uuid(), id, 'phrase ' || n, 'phrase ' || n, nullif(n % 50, 0) \
             from sectors, generate_series(1, 12000) n",
        )
        .execute(&mut database)
        .await
        .unwrap();
        sqlx::raw_sql("analyze keywords")
            .execute(&mut database)
            .await
            .unwrap();
        for sort in [
            "-volume",
            "volume",
            "keyword",
            "-keyword",
            "-created_at",
            "difficulty",
        ] {
            let mut seen = BTreeSet::new();
            for page in 1..=60 {
                let list = ann
                    .get(&format!(
                        "/planner/keywords?sort={sort}&page_size=200&page={page}"
                    ))
                    .await;
                assert_eq!(list["count_estimated"], true);
                for row in list["results"].as_array().unwrap() {
                    assert!(
                        seen.insert(row["id"].as_str().unwrap().to_owned()),
                        "{sort}: twice on page {page}"
                    );
                }
            }
            assert_eq!(seen.len(), 12_000, "{sort}");
        }
        // Searches by the index, with more and with fewer matches than it gives back.
        assert_eq!(
            ann.get("/planner/keywords?search=phrase").await["count_estimated"],
            true
        );
        assert_eq!(
            ann.get("/planner/keywords?search=PHRASE%201234&sort=keyword")
                .await["count"],
            1
        );
        assert_eq!(
            ann.get("/planner/keywords?search=phrase&volume_min=49").await["count"],
            240
        );
        assert_eq!(
            ann.get("/planner/keywords?search=hrase%20119").await["count"],
            111
        );
        let (_, deleted) = ann
            .post(
                "/planner/keywords/actions/delete",
                &json!({ "filter": { "search": "phrase 119" } }),
            )
            .await;
        assert_eq!(deleted["count"], 111);
        assert_eq!(ann.get("/planner/keywords?search=hrase%20119").await["count"], 0);
        right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn spending_is_what_the_ledger_and_the_calls_say() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let id = task(&ann, "Shoes", 300).await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        let mut database = app.superuser().await;
        let calls = sqlx::query("update ai_calls set cost = 0.25, input_tokens = 7, output_tokens = 3")
            .execute(&mut database)
            .await
            .unwrap()
            .rows_affected();
        // What was sent and never answered does not count.
        sqlx::raw_sql(
            "insert into ai_calls (account_id, id, purpose, provider, model, cost, created_at) \
             select id, gen_random_uuid(), 'ideas', 'x', 'y', 99, now() - interval '40 days' from accounts",
        )
        .execute(&mut database)
        .await
        .unwrap();
        let ask = json!({ "path": "/billing", "query": "" });
        let (_, answer) = ann.post("/fn/dashboard", &ask).await;
        let value = |key: &str| {
            let mut figures = answer["figures"].as_array().unwrap().iter();
            figures.find(|figure| figure["key"] == key).unwrap()["value"]
                .as_f64()
                .unwrap()
        };
        let left = ann.get("/auth/session").await["credits"].as_f64().unwrap();
        let calls = f64::from(u32::try_from(calls).unwrap());
        assert!(calls > 1.0 && left < 1000.0, "{calls} {left}");
        let is = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        is(value("credits"), 1000.0 - left);
        is(value("calls"), calls);
        is(value("cost"), calls * 0.25);
        is(value("tokens"), calls * 10.0);
        is(value("balance"), left);
        is(value("articles"), 1.0);
        is(value("article_cost"), 0.0);
        let series = |key: &str| {
            let mut all = answer["series"].as_array().unwrap().iter();
            all.find(|series| series["key"] == key).unwrap().clone()
        };
        // The line of the balance ends where it is, and goes on as it went: all of it was used today.
        let line = series("balance");
        let points = line["points"].as_array().unwrap();
        let known: Vec<_> = points.iter().filter(|point| point["expected"] != true).collect();
        assert_eq!((known.len(), &known[29]["value"], &known[0]["value"]), (30, &json!(left), &json!(0.0)));
        let used = value("credits");
        is(value("days_left"), (left / used).floor());
        assert!(line["note"].as_str().unwrap().contains("last 14 days"), "{line}");
        let expected = points.len() - 30;
        assert!(expected > 0 && points[30]["value"].as_f64().unwrap() < left, "{line}");
        let bars = series("used")["points"].as_array().unwrap().clone();
        assert_eq!((bars.len(), &bars[9]["value"]), (10, &json!(used)));
        for (key, label, most) in [
            ("functions", "Write articles", used),
            ("sites", "My site", used),
            ("members", "ann", used),
        ] {
            let groups = series(key)["points"].clone();
            assert_eq!((&groups[0]["label"], &groups[0]["before"]), (&json!(label), &json!(0.0)), "{groups}");
            is(groups[0]["value"].as_f64().unwrap(), most);
        }
        let models = series("models")["points"].clone();
        is(models[0]["value"].as_f64().unwrap(), value("cost"));
        // Each link is a query that its list reads, and finds what the bar counts.
        let link = |key: &str, at: usize| series(key)["points"][at]["link"].as_str().unwrap().to_owned();
        let count = async |path: String| ann.get(&path).await["count"].as_f64().unwrap();
        assert!(count(format!("/billing/credits?{}", link("used", 9))).await > 0.0);
        for key in ["functions", "sites", "members", "models"] {
            is(count(format!("/billing/usage?{}", link(key, 0))).await, calls);
        }
        // What was used the period before stands beside it, and another period is another sum.
        sqlx::raw_sql("update spending_figures set day = day - 8").execute(&mut database).await.unwrap();
        let (_, week) = ann.post("/fn/dashboard", &json!({ "path": "/billing", "query": "days=7" })).await;
        let figure = week["figures"].as_array().unwrap().iter().find(|figure| figure["key"] == "credits").unwrap();
        assert_eq!((&figure["value"], &figure["before"], &week["days"]), (&json!(0.0), &json!(used), &json!(7)));
        let odd = json!({ "path": "/billing", "query": "days=8" });
        assert_eq!(ann.post("/fn/dashboard", &odd).await.0, reqwest::StatusCode::BAD_REQUEST);
        // Merging changes nothing.
        let sums = "select sum(given)::int8, sum(used)::int8, sum(calls)::int8, sum(cost)::text from spending_figures";
        let before: (i64, i64, i64, String) = sqlx::query_as(sums).fetch_one(&mut database).await.unwrap();
        assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let after: (i64, i64, i64, String) = sqlx::query_as(sums).fetch_one(&mut database).await.unwrap();
        assert_eq!(before, after);
        let loose: i64 = sqlx::query_scalar("select count(*) from spending_figures where not merged")
            .fetch_one(&mut database).await.unwrap();
        assert_eq!(loose, 0);
        let editor = ann.invite(&app, "editor").await;
        assert_eq!(
            editor.post("/fn/dashboard", &ask).await.0,
            reqwest::StatusCode::FORBIDDEN
        );
    })
    .await;
}
