//! Server-sent events: live, resumable, and of the own account only.

use std::time::Duration;

use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};
use crate::process::Process;
use crate::waiting::until;
use igny8::id::AccountId;
use igny8::writer::article::Words;
use uuid::Uuid;

/// One event as it came.
#[derive(Debug)]
struct Event {
    id: String,
    name: String,
    data: Value,
}

/// Reads events until `enough` says so, or for ten seconds.
async fn read(person: &Person, last: Option<&str>, enough: impl Fn(&Event) -> bool) -> Vec<Event> {
    read_at(person, "/events", last, enough).await
}

async fn read_at(
    person: &Person,
    path: &str,
    last: Option<&str>,
    enough: impl Fn(&Event) -> bool,
) -> Vec<Event> {
    let mut request = person.request(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let mut body = response.bytes_stream();
    let (mut text, mut events) = (String::new(), Vec::new());
    let work = async {
        while let Some(chunk) = body.next().await {
            text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
            while let Some(end) = text.find("\n\n") {
                let block: String = text.drain(..end + 2).collect();
                let field = |name: &str| {
                    let line = block
                        .lines()
                        .find_map(|line| line.strip_prefix(&format!("{name}:")));
                    line.unwrap_or_default().trim().to_owned()
                };
                if field("event").is_empty() {
                    continue;
                }
                let data = serde_json::from_str(&field("data")).unwrap_or_default();
                events.push(Event {
                    id: field("id"),
                    name: field("event"),
                    data,
                });
                if enough(&events[events.len() - 1]) {
                    return;
                }
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(10), work).await;
    events
}

/// Waits until this process hears what is published: its subscription begins with its first client.
async fn hears(app: &TestApp, person: &Person) {
    let mut events = Box::pin(app.state.events.subscribe(account(person).await, None).await);
    // For a client of which nothing is known; it waited for the subscription.
    let event = tokio::time::timeout(Duration::from_secs(10), events.next())
        .await
        .unwrap();
    assert_eq!(event.unwrap().name, "resync");
}

fn has_ended(event: &Event) -> bool {
    event.data["status"] == "succeeded"
}

#[tokio::test]
async fn a_run_is_seen_live_by_its_account_alone_and_resumed() {
    with_app(|app| async move {
        app.work();
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let phrases = ["red shoes", "blue shoes", "running shoes"];
        ann.add_keywords(&phrases).await;
        bob.add_keywords(&phrases).await;
        hears(&app, &ann).await;
        let watch = |person: &Person| {
            let person = person.clone();
            tokio::spawn(async move { read(&person, None, has_ended).await })
        };
        let (watching, foreign) = (watch(&ann), watch(&bob));
        until("both listen", async || app.state.events.clients() == 2).await;
        let (_, started) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let events = watching.await.unwrap();
        let last = events.last().unwrap();
        assert_eq!(
            (last.name.as_str(), &last.data["id"]),
            ("task", &started["task_id"])
        );
        assert!(has_ended(last), "{events:?}");
        assert_eq!(last.data["percent"], 100);
        // Resuming from the first of them gives exactly the others.
        let known: Vec<_> = events
            .iter()
            .filter(|event| event.name == "task")
            .map(|event| event.id.clone())
            .collect();
        let resumed = read(&ann, Some(&known[0]), has_ended).await;
        assert_eq!(
            resumed.iter().map(|event| event.id.clone()).collect::<Vec<_>>(),
            known[1..]
        );
        // Where it is not known what was seen, the client is asked to read again.
        let unknown = read(&ann, Some("1-1"), |_| true).await;
        assert_eq!(unknown[0].name, "resync");
        // The other account has heard nothing of it, and hears its own.
        let (_, own) = bob
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let foreign = foreign.await.unwrap();
        assert!(foreign.last().is_some_and(has_ended), "{foreign:?}");
        let mut told = foreign.iter().filter(|event| event.name == "task");
        assert!(
            told.all(|event| event.data["id"] == own["task_id"]),
            "{foreign:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_first_client_of_a_process_gets_what_it_missed_and_need_not_read_again() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        hears(&app, &ann).await;
        let watching = tokio::spawn({
            let ann = ann.clone();
            async move { read(&ann, None, has_ended).await }
        });
        until("somebody listens", async || app.state.events.clients() == 1).await;
        ann.post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let seen = watching.await.unwrap();
        let first = seen.iter().find(|event| event.name == "task").unwrap();
        let (_process, base) = Process::web(&app, tempfile::tempfile().unwrap()).await;
        let mut elsewhere = ann.clone();
        elsewhere.base = base;
        let resumed = read(&elsewhere, Some(&first.id), has_ended).await;
        assert!(resumed.iter().all(|event| event.name == "task"), "{resumed:?}");
        assert!(resumed.last().is_some_and(has_ended), "{resumed:?}");
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_with_the_role_that_it_was_opened_by() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bob = ann.invite(&app, "admin").await;
        let token = json!({ "name": "Program", "role": "admin" });
        let token = bob.make("/auth/tokens", token).await;
        let program = bob.with_token(token["secret"].as_str().unwrap());
        let members = ann.get("/auth/users").await["results"].clone();
        let mut members = members.as_array().unwrap().iter();
        let member = members.find(|row| row["email"] == bob.email.as_str()).unwrap();
        let member = format!("/auth/users/{}", member["id"].as_str().unwrap());
        for (change, status) in [
            (json!({ "role": "editor" }), 200),
            (json!({ "role": "client" }), 200),
            (Value::Null, 401),
        ] {
            let mut streams = Vec::new();
            for person in [&bob, &program] {
                let response = person.request(Method::GET, "/events").send().await.unwrap();
                assert_eq!(response.status(), 200);
                streams.push(response.bytes_stream());
            }
            let request = if change.is_null() {
                ann.request(Method::DELETE, &member)
            } else {
                ann.request(Method::PATCH, &member).json(&change)
            };
            assert_eq!(request.send().await.unwrap().status(), 200, "{change}");
            for mut stream in streams {
                let ended = async { while stream.next().await.is_some_and(|chunk| chunk.is_ok()) {} };
                tokio::time::timeout(Duration::from_secs(30), ended)
                    .await
                    .unwrap_or_else(|_| panic!("the stream goes on after {change}"));
            }
            for person in [&bob, &program] {
                let again = person.request(Method::GET, "/events").send().await.unwrap();
                assert_eq!(again.status(), status, "{change}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_hears_what_came_after_it_was_read_and_reads_nothing_twice() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        hears(&app, &ann).await;
        for round in 0..2 {
            let session = ann.get("/auth/session").await;
            let path = format!("/events?since={}", session["events"].as_str().unwrap());
            let start = |at: Value| {
                let ann = ann.clone();
                async move { ann.post("/planner/keywords/actions/auto_cluster", &at).await.1 }
            };
            until("nobody listens any more", async || {
                app.state.events.clients() == 0
            })
            .await;
            let watching = {
                let (ann, path) = (ann.clone(), path.clone());
                tokio::spawn(async move { read_at(&ann, &path, None, has_ended).await })
            };
            until("the page listens", async || app.state.events.clients() == 1).await;
            let started = start(json!({ "filter": {} })).await;
            let heard = watching.await.unwrap();
            assert!(
                heard.iter().all(|event| event.name == "task"),
                "round {round}: {heard:?}"
            );
            assert_eq!(
                heard.last().unwrap().data["id"],
                started["task_id"],
                "round {round}"
            );
            if round == 1 {
                // Whoever connects late hears it all the same.
                let late = read_at(&ann, &path, None, has_ended).await;
                let ids = |events: &[Event]| events.iter().map(|event| event.id.clone()).collect::<Vec<_>>();
                assert_eq!(ids(&late), ids(&heard));
            }
        }
        let twice = ann
            .request(Method::GET, "/events?since=1-1&since=2-2")
            .send()
            .await
            .unwrap();
        assert_eq!(twice.status(), 400);
        assert_eq!(twice.headers()["content-type"], "application/problem+json");
    })
    .await;
}

/// Words of a section.
fn words(html: String) -> Words {
    Words {
        content_id: Uuid::now_v7(),
        run_id: Uuid::now_v7(),
        place: 1,
        heading: "Grip".into(),
        html,
        sites: None,
    }
}

async fn account(person: &Person) -> AccountId {
    let session = person.get("/auth/session").await;
    AccountId(session["account"]["id"].as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn words_arrive_at_once_at_their_account_alone_and_are_not_kept() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let own = account(&ann).await;
        hears(&app, &ann).await;
        let other = account(&bob).await;
        let watching = {
            let ann = ann.clone();
            tokio::spawn(async move {
                let events = read(&ann, None, |event| event.name == "words").await;
                (events, std::time::Instant::now())
            })
        };
        let foreign = tokio::spawn(async move { read(&bob, None, |event| event.name == "words").await });
        until("both listen", async || app.state.events.clients() == 2).await;
        let sent = words("<p>Deep lugs\n hold</p>".into());
        let began = std::time::Instant::now();
        app.state.events.publish_words(own, &sent).await.unwrap();
        let (events, arrived) = watching.await.unwrap();
        let event = events.last().unwrap();
        assert_eq!((event.name.as_str(), event.id.as_str()), ("words", ""));
        assert_eq!(serde_json::from_value::<Words>(event.data.clone()).unwrap(), sent);
        let took = arrived.duration_since(began);
        assert!(took < Duration::from_millis(300), "{took:?}");
        // Whoever comes later does not get them.
        let late = tokio::time::timeout(
            Duration::from_secs(1),
            read(&ann, Some("1-1"), |event| event.name == "words"),
        );
        assert!(late.await.is_err());
        // The other account has heard nothing of it: the first words that it gets are its own.
        let theirs = words("<p>Of another</p>".into());
        app.state.events.publish_words(other, &theirs).await.unwrap();
        let foreign = foreign.await.unwrap();
        let first = foreign.iter().find(|event| event.name == "words").unwrap();
        assert_eq!(
            serde_json::from_value::<Words>(first.data.clone()).unwrap(),
            theirs
        );
    })
    .await;
}

#[tokio::test]
async fn a_client_that_reads_slowly_loses_words_but_no_run() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes", "running shoes"])
            .await;
        let own = account(&ann).await;
        let mut events = Box::pin(app.state.events.subscribe(own, None).await);
        assert_eq!(events.next().await.unwrap().name, "resync");
        for i in 0..500 {
            let html = format!("<p>{i}</p>");
            app.state.events.publish_words(own, &words(html)).await.unwrap();
        }
        ann.post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let (mut last_words, mut seen) = (String::new(), 0);
        let until_ended = async {
            while let Some(event) = events.next().await {
                assert_ne!(event.name, "resync");
                if event.name == "words" {
                    seen += 1;
                    last_words = event.data.to_string();
                } else if event.data.contains("\"succeeded\"") {
                    break;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), until_ended)
            .await
            .unwrap();
        assert!((1..500).contains(&seen), "{seen}");
        assert!(last_words.contains("<p>499</p>"), "{last_words}");
    })
    .await;
}
