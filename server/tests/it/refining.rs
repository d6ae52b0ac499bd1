//! Clustering by meaning: an embedding model joins what words keep apart, and its faults change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};
use crate::clustered::{cluster, places};
use crate::fake_openai::{Act, FakeOpenAi};
use crate::waiting::until;
use crate::writing::books_balance;

const SOFAS: &[&str] = &["cheap sofa", "cheap sofa shop", "cheap sofa sets"];
const COUCHES: &[&str] = &[
    "affordable couch",
    "affordable couch outlet",
    "affordable couches",
];
const COFFEE: &[&str] = &[
    "espresso machine",
    "best espresso machine",
    "espresso machine cleaning",
];
/// The first belongs to the sofas, the next two to each other, the last to nobody.
const STRAYS: &[&str] = &["budget settee", "jumper", "pullover", "quantum entanglement"];

/// Connects a provider that refines and names clusters.
async fn connect(person: &Person, fake: &FakeOpenAi, embedding_model: Option<&str>) -> String {
    let body = json!({
        "name": "Models", "kind": "openai", "base_url": fake.openai(), "secret": "sk-test-1234",
        "embedding_model": embedding_model, "enabled": true,
    });
    let made = person.make("/system/integrations", body).await;
    assert_eq!(made["embedding_model"], json!(embedding_model));
    let id = made["id"].as_str().unwrap().to_owned();
    let set = person
        .request(Method::PATCH, "/system/settings")
        .json(&json!({ "clusters_by_id": id }));
    assert_eq!(set.send().await.unwrap().status(), StatusCode::OK);
    id
}

/// The keywords of each cluster.
async fn clusters(person: &Person) -> BTreeSet<BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (phrase, cluster) in places(person).await {
        found.entry(cluster).or_default().insert(phrase);
    }
    found.into_values().collect()
}

fn sets(lists: &[&[&[&str]]]) -> BTreeSet<BTreeSet<String>> {
    let owned = |list: &&[&[&str]]| list.concat().into_iter().map(str::to_owned).collect();
    lists.iter().map(owned).collect()
}

/// What words alone make of the keywords.
fn by_words() -> BTreeSet<BTreeSet<String>> {
    sets(&[&[SOFAS], &[COUCHES], &[COFFEE]])
}

/// In Dutch, of which the table of word vectors knows nothing: in English a couch is a sofa without any model.
async fn add_all(person: &Person) {
    let site = person.get("/auth/sites").await["results"][0]["id"].clone();
    let path = format!("/auth/sites/{}", site.as_str().unwrap());
    let set = person
        .request(Method::PATCH, &path)
        .json(&json!({ "language": "nl" }));
    assert_eq!(set.send().await.unwrap().status(), StatusCode::OK);
    person
        .add_keywords(&[SOFAS, COUCHES, COFFEE, STRAYS].concat())
        .await;
}

/// The warnings in a run's log.
async fn warnings(person: &Person, run: &Value) -> Vec<String> {
    let log = person
        .get(&format!("/system/tasks/{}/log", run["id"].as_str().unwrap()))
        .await;
    let lines = log.as_array().unwrap().iter();
    lines
        .filter(|line| line["level"] == "warn")
        .map(|line| line["message"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embedding_model_joins_what_words_keep_apart() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        add_all(&ann).await;
        let integration = connect(&ann, &fake, None).await;
        let run = cluster(&ann).await;
        assert_eq!(clusters(&ann).await, by_words());
        assert_eq!(
            (&run["result"]["stray"], &run["result"]["joined"]),
            (&json!(4), &json!(0))
        );
        assert!(fake.seen().iter().all(|seen| seen.path != "/v1/embeddings"));
        // The coffee is pinned: it keeps the others company and does not move.
        let coffee = ann.get("/planner/keywords?search=espresso").await;
        let mut before = BTreeMap::new();
        for row in coffee["results"].as_array().unwrap() {
            let path = format!("/planner/keywords/{}", row["id"].as_str().unwrap());
            let pin = ann.request(Method::PATCH, &path).json(&json!({ "pinned": true }));
            assert_eq!(pin.send().await.unwrap().status(), StatusCode::OK);
            before.insert(path, row["cluster_id"].clone());
        }
        assert!(!before.is_empty(), "{coffee}");
        let path = format!("/system/integrations/{integration}");
        let set = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "embedding_model": "text-embedding-3-small" }));
        assert_eq!(set.send().await.unwrap().status(), StatusCode::OK);
        let run = cluster(&ann).await;
        let joined = sets(&[&[SOFAS, COUCHES, &STRAYS[..1]], &[&STRAYS[1..3]], &[COFFEE]]);
        assert_eq!(clusters(&ann).await, joined);
        for (path, cluster) in before {
            assert_eq!(ann.get(&path).await["cluster_id"], cluster);
        }
        let result = &run["result"];
        assert_eq!(
            ["keywords", "clusters", "clustered", "stray", "joined", "placed"]
                .map(|key| result[key].as_u64()),
            [13, 2, 12, 1, 1, 3].map(Some),
            "{result}"
        );
        assert_eq!(warnings(&ann, &run).await, Vec::<String>::new());
        // The calls are on the books: one for all thirteen keywords, with its tokens and its list price.
        let calls = ann.get("/billing/usage?purpose=embed").await;
        assert_eq!(calls["count"], 1, "{calls}");
        let call = &calls["results"][0];
        let seen = fake.seen();
        let asked = seen.iter().find(|seen| seen.path == "/v1/embeddings").unwrap();
        let texts = asked.body["input"].as_array().unwrap();
        assert!(texts.contains(&json!("espresso machine")) && texts.contains(&json!("budget settee")));
        assert_eq!(call["model"], "text-embedding-3-small");
        assert_eq!(call["status"], "ok");
        assert_eq!(call["input_tokens"], asked.usage.input);
        let price = f64::from(asked.usage.input) * 0.02 / 1e6;
        let cost = call["cost"].as_f64().unwrap();
        assert!(cost > 0.0 && (cost - price).abs() <= 5e-7, "{cost}, not {price}");
        // Again: the same keywords, the same clusters, also from a server that takes fewer texts at once.
        let asked_before = fake.seen().len();
        fake.next_with(
            "/v1/embeddings",
            Act::fault(400, "invalid_request_error", "", "batch size is too large"),
        );
        cluster(&ann).await;
        assert_eq!(clusters(&ann).await, joined);
        let sizes: Vec<_> = fake.seen()[asked_before..]
            .iter()
            .filter(|seen| seen.path == "/v1/embeddings")
            .map(|seen| seen.body["input"].as_array().unwrap().len())
            .collect();
        // "couches" is a word of its own in Dutch.
        assert_eq!(sizes, [29, 15, 14]);
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_an_embedding_model_leave_what_words_made() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        add_all(&ann).await;
        connect(&ann, &fake, Some("text-embedding-3-small")).await;
        let down = || Act::fault(500, "server_error", "", "down");
        let page = |text: &str| Act::Page(200, "application/json", text.to_owned());
        let key = Act::fault(
            401,
            "invalid_request_error",
            "invalid_api_key",
            "Incorrect API key",
        );
        let uneven = r#"{"data": [{"embedding": [1]}, {"embedding": [1, 2]}]}"#;
        let faults = [
            vec![down(), down()],
            vec![page("{\"data\": 3}")],
            vec![page(uneven)],
            vec![Act::Missing],
            vec![key],
        ];
        for acts in faults {
            let said = format!("{acts:?}");
            for act in acts {
                fake.next_with("/v1/embeddings", act);
            }
            let run = cluster(&ann).await;
            assert_eq!(clusters(&ann).await, by_words(), "{said}");
            assert_eq!(
                (&run["result"]["stray"], &run["result"]["joined"]),
                (&json!(4), &json!(0))
            );
            let warnings = warnings(&ann, &run).await;
            assert!(
                warnings.len() == 1 && warnings[0].starts_with("Clusters aren't refined by meaning. "),
                "{said}: {warnings:?}"
            );
        }
        let failed = ann.get("/billing/usage?purpose=embed&status=failed").await;
        assert_eq!(failed["count"], 6, "each call is on the books");
        // What passes is asked for once more.
        fake.next_with("/v1/embeddings", down());
        let run = cluster(&ann).await;
        assert_eq!(run["result"]["joined"], 1);
        assert_eq!(warnings(&ann, &run).await, Vec::<String>::new());
        // Whoever is asked to stop does, and the clusters stay.
        let before = clusters(&ann).await;
        fake.next_with("/v1/embeddings", Act::Late(Duration::from_mins(1)));
        let calls = fake.seen().len();
        let (_, answer) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let task = answer["task_id"].as_str().unwrap();
        until("the model is asked", async || fake.seen().len() > calls).await;
        ann.post(&format!("/system/tasks/{task}/cancel"), &json!({}))
            .await;
        assert_eq!(ann.ended(task).await["status"], "cancelled");
        assert_eq!(clusters(&ann).await, before);
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_asked_changes_nothing() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        add_all(&ann).await;
        cluster(&ann).await;
        assert_eq!(clusters(&ann).await, by_words());
        let id = connect(&ann, &fake, Some("text-embedding-3-small")).await;
        let set = async |body: Value| {
            let path = format!("/system/integrations/{id}");
            let answer = ann
                .request(Method::PATCH, &path)
                .json(&body)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{body}");
        };
        set(json!({ "enabled": false })).await;
        let run = cluster(&ann).await;
        assert_eq!(warnings(&ann, &run).await, Vec::<String>::new());
        set(json!({ "enabled": true, "base_url": "https://10.0.0.1/v1" })).await;
        let run = cluster(&ann).await;
        let warnings = warnings(&ann, &run).await;
        assert!(
            warnings.len() == 1 && warnings[0].starts_with("Clusters aren't refined or named by a model. "),
            "{warnings:?}"
        );
        assert_eq!(clusters(&ann).await, by_words());
        assert_eq!(ann.get("/billing/usage").await["count"], 0);
        assert_eq!(fake.seen().len(), 0);
        books_balance(&app).await;
    })
    .await;
}
