//! What rows come to: under filters and selections, by group, for those who see some sites alone, and of many rows.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::app::{Person, with_app};

async fn totals(person: &Person, selection: Value, all: bool) -> Value {
    let body = json!({ "resource": "keywords", "selection": selection, "all": all });
    let (status, totals) = person.post("/fn/totals", &body).await;
    assert_eq!(status, StatusCode::OK, "{totals}");
    totals
}

async fn of_query(person: &Person, query: &str) -> Value {
    totals(person, json!({ "query": query }), false).await
}

async fn keyword(
    person: &Person,
    sector: &str,
    phrase: &str,
    volume: Option<i64>,
    intent: Option<&str>,
) -> String {
    let body = json!({ "keyword": phrase, "sector_id": sector, "volume": volume, "intent": intent, "difficulty": volume.map(|v| v / 100) });
    person.make("/planner/keywords", body).await["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn rows_are_added_up_whole_and_by_group() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let sector = ann.sector().await;
        let first = keyword(&ann, &sector, "red shoe", Some(1_000), Some("commercial")).await;
        keyword(&ann, &sector, "blue shoe", Some(500), Some("commercial")).await;
        keyword(&ann, &sector, "hat", Some(30), None).await;
        let unknown = keyword(&ann, &sector, "scarf", None, Some("informational")).await;

        let all = of_query(&ann, "").await;
        assert_eq!(
            (&all["count"], &all["sums"]["volume"]),
            (&json!(4), &json!(1530.0))
        );
        // The mean is of those that are known.
        assert_eq!(all["sums"]["difficulty"], json!(5.0));
        assert_eq!(all["sums"]["cpc"], Value::Null);
        assert_eq!(
            of_query(&ann, "search=shoe").await["sums"]["volume"],
            json!(1500.0)
        );
        assert_eq!(
            of_query(&ann, "intent=none,informational").await["count"],
            json!(2)
        );
        // The API says the same, with the words of its lists.
        for query in ["", "search=shoe", "group=intent", "intent=none,informational"] {
            let told = ann
                .get(&format!("/planner/keywords/totals?all=true&{query}"))
                .await;
            assert_eq!(told, of_query(&ann, query).await, "{query}");
        }
        assert_eq!(bob.get("/planner/keywords/totals").await["count"], json!(0));
        for wrong in ["colour=red", "all=maybe", "group=keyword", "search=x&all="] {
            let path = format!("/planner/keywords/totals?{wrong}");
            let status = ann.request(Method::GET, &path).send().await.unwrap().status();
            assert!(status.is_client_error(), "{wrong}: {status}");
        }
        let some = totals(&ann, json!({ "ids": [first, unknown] }), true).await;
        assert_eq!(
            (&some["count"], &some["sums"]["volume"]),
            (&json!(2), &json!(1000.0))
        );

        let grouped = of_query(&ann, "group=intent").await;
        assert_eq!(grouped["count"], 4);
        let group = |key: &str| {
            let mut all = grouped["groups"].as_array().unwrap().iter();
            all.find(|group| group["key"] == key).unwrap().clone()
        };
        assert_eq!(
            (
                &group("commercial")["count"],
                &group("commercial")["sums"]["volume"]
            ),
            (&json!(2), &json!(1500.0))
        );
        assert_eq!(group("")["sums"]["volume"], json!(30.0));
        assert_eq!(group("informational")["sums"], json!({}));

        // What stands together follows the order of the choices; the list's own order holds within.
        let listed = ann.get("/planner/keywords?group=intent&sort=keyword").await;
        let phrases: Vec<_> = listed["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["keyword"].as_str().unwrap())
            .collect();
        assert_eq!(phrases, ["scarf", "blue shoe", "red shoe", "hat"]);

        // Another account's rows are none.
        let foreign = totals(&bob, json!({ "ids": [first] }), true).await;
        assert_eq!((&foreign["count"], &foreign["sums"]), (&json!(0), &json!({})));
        for wrong in ["group=volume", "group=nothing", "colour=red"] {
            let body = json!({ "resource": "keywords", "selection": { "query": wrong }, "all": false });
            assert_eq!(
                ann.post("/fn/totals", &body).await.0,
                StatusCode::BAD_REQUEST,
                "{wrong}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn who_sees_some_sites_adds_up_those_alone() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let own = ann.sector().await;
        let site = ann
            .make(
                "/auth/sites",
                json!({ "name": "Other", "domain": "other.example", "language": "en" }),
            )
            .await;
        let site = site["id"].as_str().unwrap().to_owned();
        let sectors = ann.get(&format!("/auth/sectors?site_id={site}")).await;
        let other = match sectors["results"][0]["id"].as_str() {
            Some(id) => id.to_owned(),
            None => ann
                .make("/auth/sectors", json!({ "name": "There", "site_id": site }))
                .await["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        };
        keyword(&ann, &own, "red shoe", Some(1_000), None).await;
        let there = keyword(&ann, &other, "blue shoe", Some(70), None).await;
        let invited =
            json!({ "email": "carl@example.com", "name": "carl", "role": "editor", "sites": [site] });
        let carl = ann.invite_as(&app, invited).await;
        for query in ["", "search=shoe", "group=site_id"] {
            let seen = of_query(&carl, query).await;
            assert_eq!(
                (&seen["count"], &seen["sums"]["volume"]),
                (&json!(1), &json!(70.0)),
                "{query}"
            );
        }
        assert_eq!(
            of_query(&ann, "group=site_id").await["groups"]
                .as_array()
                .unwrap()
                .len(),
            2
        );

        // Nor does a change of all reach what they do not see.
        let change =
            json!({ "resource": "keywords", "selection": { "query": "" }, "record": { "volume": 5 } });
        let (status, changed) = carl.post("/fn/change", &change).await;
        assert_eq!(
            (status, &changed["count"]),
            (StatusCode::OK, &json!(1)),
            "{changed}"
        );
        assert_eq!(of_query(&ann, "").await["sums"]["volume"], json!(1005.0));
        let undo = json!({ "change": changed["change_id"] });
        assert_eq!(
            carl.post("/fn/undo_change", &undo).await,
            (StatusCode::OK, json!(1))
        );
        assert_eq!(ann.get(&format!("/planner/keywords/{there}")).await["volume"], 70);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_are_added_up_unasked_are_told_and_added_up_on_demand() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let first = ann.add_keywords(&["seed"]).await;
        let rows = igny8::totals::ADDED_UNASKED;
        let sql = format!(
            "insert into keywords (account_id, id, sector_id, keyword, phrase_key, volume, intent, source) \
             select k.account_id, gen_random_uuid(), k.sector_id, 'w' || n, 'w' || n, 2, 'commercial', k.source \
             from keywords k, generate_series(1, {rows}) n where k.id = '{}'",
            first[0]
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut app.superuser().await).await.unwrap();
        let unasked = of_query(&ann, "group=intent").await;
        assert_eq!((&unasked["more"], &unasked["sums"]), (&json!(true), &json!({})));
        assert_eq!(unasked["groups"], Value::Null);
        let asked = totals(&ann, json!({ "query": "group=intent" }), true).await;
        assert_eq!((&asked["count"], &asked["sums"]["volume"]), (&json!(rows + 1), &json!(200_000.0)));
        assert_eq!(asked["groups"].as_array().unwrap().len(), 2);
        // Only so many rows can be changed at once, and none of them is then.
        let change = json!({ "resource": "keywords", "selection": { "query": "intent=commercial" }, "record": { "volume": 5 } });
        let (status, problem) = ann.post("/fn/change", &change).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(of_query(&ann, "volume_min=3").await["count"], json!(0));
    })
    .await;
}
