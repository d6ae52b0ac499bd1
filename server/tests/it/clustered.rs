//! What the tests of clustering share: the run, and what it left.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::Person;
use crate::writing::succeeded;

/// Clusters all keywords of the person, and waits for it.
pub async fn cluster(person: &Person) -> Value {
    let all = json!({ "filter": {} });
    succeeded(person, "planner/keywords", "auto_cluster", all).await
}

/// The rows of a list by one of their texts.
async fn by_text(person: &Person, resource: &str, key: &str) -> BTreeMap<String, Value> {
    let list = person.get(&format!("/planner/{resource}?page_size=200")).await;
    let rows = list["results"].as_array().unwrap().iter();
    rows.map(|row| (row[key].as_str().unwrap().to_owned(), row.clone()))
        .collect()
}

/// Each keyword's row by its phrase.
pub async fn keywords(person: &Person) -> BTreeMap<String, Value> {
    by_text(person, "keywords", "keyword").await
}

/// The cluster of each phrase that is in one.
pub async fn places(person: &Person) -> BTreeMap<String, String> {
    let keywords = keywords(person).await.into_iter();
    keywords
        .filter_map(|(phrase, row)| Some((phrase, row["cluster_id"].as_str()?.to_owned())))
        .collect()
}

/// Cluster ids with their names.
pub async fn clusters(person: &Person) -> BTreeMap<String, String> {
    let clusters = by_text(person, "clusters", "id").await.into_iter();
    clusters
        .map(|(id, row)| (id, row["name"].as_str().unwrap().to_owned()))
        .collect()
}

/// Takes back the change of clusters that an answer names.
pub async fn undo(person: &Person, outcome: &Value) -> (StatusCode, Value) {
    let change = outcome["change_id"].as_str().unwrap();
    person
        .post(&format!("/planner/clusters/changes/{change}/undo"), &json!({}))
        .await
}
