//! The article that there is, with two versions.

use igny8::error::Problem;
use igny8::services::{Answer, SelectOption};
use igny8::writer::article::{
    Article, Change, ChangeKind, Edit, LinkTarget, Picture, Question, Saved, Text, Version, VersionOrigin,
};
use igny8::writer::content::{ArticleStatus, PublishAs};
use igny8::writer::images::ImageStatus;
use uuid::Uuid;

/// Its id.
pub const ARTICLE: Uuid = Uuid::from_u128(0xD0);

/// The version that it is in; the only one that an edit may begin with.
pub const VERSION: i32 = 2;

/// When it was saved.
const SAVED_AT: &str = "2026-11-23T08:43:15.000Z";

fn found<T>(id: Uuid, value: T) -> Answer<T> {
    if id == ARTICLE {
        Ok(value)
    } else {
        Err(Problem::not_found("article"))
    }
}

fn choosable(id: u128, label: &str) -> SelectOption {
    SelectOption {
        id: Uuid::from_u128(id),
        label: label.to_owned(),
        parent: None,
    }
}

fn text() -> Text {
    Text {
        title: "How to choose trail shoes".into(),
        html: "<p>Trail shoes grip where road shoes slip.</p><h2>Grip</h2>\
               <p>Deep lugs hold on mud, <strong>flat ones</strong> on rock.</p>\
               <ul><li>Mud: 5 mm and more</li><li>Rock: 3 mm</li></ul>\
               <h2>Fit</h2><p>Leave a thumb of room before the toes.</p>"
            .into(),
        meta_title: "How to choose trail shoes: grip and fit".into(),
        meta_description:
            "What to look for in trail shoes: lugs that suit the ground, and room for the toes.".into(),
        slug: "choose-trail-shoes".into(),
        excerpt: "Grip and fit decide.".into(),
        faq: vec![Question {
            question: "How long do trail shoes last?".into(),
            answer: "About 500 to 800 km.".into(),
        }],
        tags: vec!["shoes".into()],
        categories: vec!["Running".into()],
    }
}

/// The article.
pub fn article(id: Uuid) -> Answer<Article> {
    let document = Article {
        id: ARTICLE,
        version: VERSION,
        text: text(),
        status: ArticleStatus::Draft,
        offline: true,
        written_by: None,
        keywords: vec!["trail shoes".into(), "trail running shoes".into()],
        words_target: 1_200,
        cost: 0.0,
        url: None,
        stale: false,
        edition: 1,
        approved: None,
        needs_approval: true,
        publish_as: PublishAs::Publish,
        edited_there: Vec::new(),
        published_at: None,
        updated_at: SAVED_AT.into(),
        language: "en".into(),
        domain: Some("example.com".into()),
        site: choosable(0x51, "Example site"),
        cluster: Some(choosable(0xC1, "Trail shoes")),
        task: None,
        run: None,
        written: Vec::new(),
        pictures: vec![Picture {
            id: Uuid::from_u128(0x1A),
            place: 0,
            heading: None,
            alt: "A shoe on wet rock".into(),
            status: ImageStatus::Ready,
            src: Some(format!("/api/v1/writer/images/{}/file", Uuid::from_u128(0x1A))),
        }],
        links: vec![LinkTarget {
            title: "Road shoes".into(),
            url: "https://example.com/road-shoes".into(),
        }],
    };
    found(id, document)
}

/// Answers as if it were saved, or with a conflict for another version than the current one.
pub fn save(id: Uuid, edit: Edit) -> Answer<Saved> {
    let document = article(id)?;
    Ok(if edit.version == VERSION {
        Saved::Saved {
            version: VERSION + 1,
            updated_at: SAVED_AT.into(),
            text: edit.text,
        }
    } else {
        Saved::Conflict {
            document: Box::new(document),
        }
    })
}

/// Its history.
pub fn versions(id: Uuid) -> Answer<Vec<Version>> {
    let entry = |version, origin, by: Option<&str>| Version {
        version,
        origin,
        title: text().title,
        words: 39,
        created_at: SAVED_AT.into(),
        created_by: by.map(str::to_owned),
    };
    found(
        id,
        vec![
            entry(2, VersionOrigin::Person, Some("Test member")),
            entry(1, VersionOrigin::Model, None),
        ],
    )
}

/// It as it was.
pub fn version(id: Uuid, version: i32) -> Answer<Text> {
    let mut text = found(id, text())?;
    match version {
        1 => text.excerpt.clear(),
        VERSION => {}
        _ => return Err(Problem::not_found("version")),
    }
    Ok(text)
}

/// The excerpt is what differs.
pub fn diff(id: Uuid, from: i32, to: i32) -> Answer<Vec<Change>> {
    let (before, after) = (version(id, from)?, version(id, to)?);
    let change = |kind, text: String| Change {
        field: "excerpt".into(),
        kind,
        text,
        ends_block: true,
    };
    let mut changes = Vec::new();
    if before.excerpt != after.excerpt {
        for (kind, text) in [
            (ChangeKind::Removed, before.excerpt),
            (ChangeKind::Added, after.excerpt),
        ] {
            if !text.is_empty() {
                changes.push(change(kind, text));
            }
        }
    }
    Ok(changes)
}
