//! Posts that people have changed in a real WordPress since we wrote them: found, told, and never overwritten unasked.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use destinations::{Destination, DestinationError, Edits, Known, Mode, OutgoingArticle, Published};
use reqwest::Method;
use serde_json::{Value, json};

use crate::articles::{Drawn, article};
use crate::wordpress::{api, known, post, posts_of, real, site};

fn plain() -> OutgoingArticle {
    let mut article = article();
    article.pictures.clear();
    article
}

async fn change(id: &str, body: Value) -> Value {
    api(Method::POST, &format!("posts/{id}"), Some(body)).await
}

async fn refused(site: &dyn Destination, article: &OutgoingArticle, mode: Mode, known: &Known) -> Edits {
    match site.publish(article, &Drawn, mode, Some(known)).await {
        Err(DestinationError::Edited(edits)) => *edits,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_an_editor_changed_is_told_and_stays() {
    let site = site(real());
    let mut article = plain();
    article.tags = vec![format!("Tag {}", article.content_id.simple())];
    let first = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    let (id, before) = (first.remote_id.clone(), known(&first));
    let picture = site
        .publish(&crate::articles::article(), &Drawn, Mode::Draft, None)
        .await
        .unwrap();
    let media: u64 = picture.media.values().next().unwrap().parse().unwrap();
    let left = post(&id).await;
    let kept = |field: &str| json!({ field: left[field]["raw"] });
    let edits = [
        (
            "title",
            json!({ "title": "The editor's own title" }),
            kept("title"),
        ),
        (
            "html",
            json!({ "content": "<p>The editor's own words</p>" }),
            kept("content"),
        ),
        (
            "excerpt",
            json!({ "excerpt": "The editor's own" }),
            kept("excerpt"),
        ),
        (
            "slug",
            json!({ "slug": format!("own-{id}") }),
            json!({ "slug": left["slug"] }),
        ),
        ("tags", json!({ "tags": [] }), json!({ "tags": left["tags"] })),
        (
            "featured",
            json!({ "featured_media": media }),
            json!({ "featured_media": 0 }),
        ),
        (
            "status",
            json!({ "status": "private" }),
            json!({ "status": "draft" }),
        ),
    ];
    article.title.push_str(" (new)");
    for (field, edit, back) in edits {
        change(&id, edit).await;
        let there = post(&id).await;
        let found = refused(&*site, &article, Mode::Draft, &before).await;
        assert_eq!(found.fields, [field]);
        for kept in [
            "title",
            "content",
            "excerpt",
            "slug",
            "tags",
            "featured_media",
            "status",
        ] {
            assert_eq!(post(&id).await[kept], there[kept], "{field}: {kept}");
        }
        let look = site.look(article.content_id, &before).await.unwrap().unwrap();
        assert_eq!(look.edits.unwrap().revision, found.revision);
        change(&id, back).await;
    }
    // All is as it was: nobody is asked, although WordPress says that it was modified.
    let second = site
        .publish(&article, &Drawn, Mode::Draft, Some(&before))
        .await
        .unwrap();
    assert_eq!(second.remote_id, id);
    assert!(
        post(&id).await["title"]["raw"]
            .as_str()
            .unwrap()
            .ends_with("(new)")
    );
    assert_eq!(posts_of(article.content_id).await, 1);
}

#[tokio::test]
async fn a_yes_counts_for_the_very_state_that_was_seen() {
    let site = site(real());
    let article = plain();
    let first = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    let id = first.remote_id.clone();
    let mut before = known(&first);
    change(&id, json!({ "title": "Once" })).await;
    let seen = refused(&*site, &article, Mode::Publish, &before).await;
    before.overwrite.push(seen.revision.clone());
    change(&id, json!({ "title": "Twice" })).await;
    let again = refused(&*site, &article, Mode::Publish, &before).await;
    assert_ne!(again.revision, seen.revision);
    assert_eq!(post(&id).await["title"]["raw"], "Twice");
    before.overwrite.push(again.revision);
    let done = site
        .publish(&article, &Drawn, Mode::Publish, Some(&before))
        .await
        .unwrap();
    assert_eq!(done.remote_id, id);
    assert_ne!(post(&id).await["title"]["raw"], "Twice");
}

#[tokio::test]
async fn a_live_post_stays_live() {
    let site = site(real());
    let mut article = plain();
    let first = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    let (id, mut before) = (first.remote_id.clone(), known(&first));
    // The editor publishes it, and changes nothing else.
    change(&id, json!({ "status": "publish" })).await;
    let look = site.look(article.content_id, &before).await.unwrap().unwrap();
    assert_eq!((look.status.as_str(), look.edits), ("publish", None));
    // Readers would see what nobody has approved.
    article.title.push_str(" (unapproved)");
    article.for_readers = false;
    let refused = site.publish(&article, &Drawn, Mode::Draft, Some(&before)).await;
    assert!(
        matches!(refused, Err(DestinationError::NotApproved)),
        "{refused:?}"
    );
    assert!(
        !post(&id).await["title"]["raw"]
            .as_str()
            .unwrap()
            .contains("unapproved")
    );
    article.for_readers = true;
    let later = Mode::Schedule(Utc::now() + TimeDelta::days(2));
    for mode in [Mode::Draft, later, Mode::Publish] {
        let done = site.publish(&article, &Drawn, mode, Some(&before)).await.unwrap();
        assert_eq!(done.status.as_str(), "publish", "{mode:?}");
        assert_eq!(post(&id).await["status"], "publish", "{mode:?}");
        before = known(&done);
    }
}

#[tokio::test]
async fn a_schedule_that_an_editor_moved_stays_moved() {
    let site = site(real());
    let article = plain();
    let at = Utc::now() + TimeDelta::days(3);
    let first = site
        .publish(&article, &Drawn, Mode::Schedule(at), None)
        .await
        .unwrap();
    let before = known(&first);
    let moved = (at + TimeDelta::days(1)).format("%Y-%m-%dT%H:%M:%S").to_string();
    change(&first.remote_id, json!({ "date_gmt": moved })).await;
    let found = refused(&*site, &article, Mode::Schedule(at), &before).await;
    assert_eq!(found.fields, ["date"]);
    assert_eq!(post(&first.remote_id).await["date_gmt"], moved);
    // Handing over as a draft takes no schedule back.
    let first = site
        .publish(&plain(), &Drawn, Mode::Schedule(at), None)
        .await
        .unwrap();
    assert_eq!(first.status.as_str(), "future");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_at_once_make_one_post() {
    let article = Arc::new(plain());
    let all: Vec<_> = (0..10)
        .map(|_| {
            let article = article.clone();
            tokio::spawn(async move { site(real()).publish(&article, &Drawn, Mode::Publish, None).await })
        })
        .collect();
    let mut ids = Vec::new();
    for one in all {
        ids.push(one.await.unwrap().unwrap().remote_id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(posts_of(article.content_id).await, 1);
}

#[tokio::test]
async fn a_post_of_a_lost_answer_is_ours_until_somebody_writes_in_it() {
    let site = site(real());
    let article = plain();
    let first = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    let again = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    assert_eq!(again.remote_id, first.remote_id);
    change(&first.remote_id, json!({ "content": format!("<p>Mine</p>{}", post(&first.remote_id).await["content"]["raw"].as_str().unwrap()) })).await;
    let found = refused(&*site, &article, Mode::Draft, &Known::default()).await;
    assert_eq!((found.before, found.remote_id), (None, first.remote_id.clone()));
    assert!(
        post(&first.remote_id).await["content"]["raw"]
            .as_str()
            .unwrap()
            .starts_with("<p>Mine</p>")
    );
}

#[tokio::test]
async fn a_post_that_is_gone_is_made_anew_with_a_yes_only() {
    let site = site(real());
    let mut article = article();
    article.pictures.clear();
    let first = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    api(Method::DELETE, &format!("posts/{}", first.remote_id), None).await;
    let second = anew(&*site, &article, known(&first)).await;
    assert_ne!(second.remote_id, first.remote_id);
    assert_eq!(post(&first.remote_id).await["status"], "trash");
    api(
        Method::DELETE,
        &format!("posts/{}&force=true", second.remote_id),
        None,
    )
    .await;
    site.unpublish(article.content_id, &known(&second)).await.unwrap();
    let third = anew(&*site, &article, known(&second)).await;
    assert!(![&first.remote_id, &second.remote_id].contains(&&third.remote_id));
}

/// Publishes an article whose post is gone: refused at first, made anew once somebody has said yes to that.
async fn anew(site: &dyn Destination, article: &OutgoingArticle, mut known: Known) -> Published {
    let refused = site.publish(article, &Drawn, Mode::Publish, Some(&known)).await;
    let Err(DestinationError::Edited(edits)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(edits.now, None);
    assert!(edits.sentence().contains("trash"), "{}", edits.sentence());
    assert_eq!(posts_of(article.content_id).await, 0);
    known.overwrite.push(edits.revision);
    site.publish(article, &Drawn, Mode::Publish, Some(&known))
        .await
        .unwrap()
}
