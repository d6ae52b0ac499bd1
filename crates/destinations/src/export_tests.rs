//! What is in the zip, and that no name leads out of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::io::{Cursor, Read as _};

use async_trait::async_trait;
use bytes::Bytes;
use igny8::writer::article::Question;
use uuid::Uuid;
use zip::ZipArchive;

use super::*;

struct Drawn;

#[async_trait]
impl Files for Drawn {
    async fn read(&self, picture: Uuid) -> Result<Bytes, InnerError> {
        Ok(Bytes::from(picture.to_string()))
    }
}

fn article(title: &str, slug: &str) -> OutgoingArticle {
    OutgoingArticle {
        title: title.to_owned(),
        slug: slug.to_owned(),
        html: "<p>Text</p><h2>Tools</h2><p>More</p>".to_owned(),
        meta_description: "About \"tools\" & more".to_owned(),
        faq: vec![Question {
            question: "Why?".into(),
            answer: "So.".into(),
        }],
        json_ld: Some("{\"@type\":\"Article\",\"name\":\"</script>\"}".to_owned()),
        language: "en".to_owned(),
        pictures: [(1, 0, None), (2, 1, Some("Tools".to_owned()))]
            .into_iter()
            .map(|(number, place, heading)| Picture {
                id: Uuid::from_u128(number),
                place,
                heading,
                alt: format!("Picture {number}"),
                file_name: "../../../evil.png".to_owned(),
                mime: "image/png".to_owned(),
                ..Picture::default()
            })
            .collect(),
        ..OutgoingArticle::default()
    }
}

#[tokio::test]
async fn a_page_is_complete_and_its_pictures_are_there() {
    let zip = export(
        &[article("Tools & care", "tools")],
        &Drawn,
        Cursor::new(Vec::new()),
    )
    .await
    .unwrap();
    let mut zip = ZipArchive::new(zip).unwrap();
    let mut page = String::new();
    zip.by_name("tools/index.html")
        .unwrap()
        .read_to_string(&mut page)
        .unwrap();
    for part in [
        "<html lang=\"en\">",
        "<title>Tools &amp; care</title>",
        "content=\"About &quot;tools&quot; &amp; more\"",
        "href=\"../tools/\"",
        "\\u003c/script>\"",
        "<h3>Why?</h3><p>So.</p>",
        "<h1>Tools &amp; care</h1>\n<figure><img src=\"images/picture-1-",
        "<h2>Tools</h2><figure><img src=\"images/picture-2-",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for name in names.iter().filter(|name| name.contains("/images/")) {
        let inside = name.strip_prefix("tools/").unwrap();
        assert!(page.contains(&format!("src=\"{inside}\"")), "{name}");
        let mut file = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut file).unwrap();
        assert!(file.parse::<Uuid>().is_ok(), "{file}");
    }
}

#[tokio::test]
async fn names_are_safe_and_no_two_the_same() {
    let articles = [
        article("../../etc/passwd", ""),
        article("Same", "same"),
        article("Same", "SAME"),
        article("日本語", ""),
        article("x", "nul"),
        article("x", "images"),
        article("C:\\windows", "/"),
    ];
    assert_eq!(
        folders(&articles),
        [
            "etc-passwd",
            "same",
            "same-2",
            "article",
            "article-nul",
            "images-2",
            "c-windows"
        ]
    );
    let zip = export(&articles, &Drawn, Cursor::new(Vec::new())).await.unwrap();
    let mut zip = ZipArchive::new(zip).unwrap();
    for at in 0..zip.len() {
        let file = zip.by_index(at).unwrap();
        let name = file.name().unwrap();
        assert!(file.enclosed_name().is_some(), "{name}");
        assert!(
            name.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/.".contains(c)),
            "{name}"
        );
        assert!(!name.contains(".."), "{name}");
    }
}
