//! Where pictures and questions go, and what must never be published.

use super::*;

fn picture(number: u128, place: i16, heading: Option<&str>) -> Picture {
    Picture {
        id: Uuid::from_u128(number),
        place,
        heading: heading.map(str::to_owned),
        alt: format!("Picture \"{number}\""),
        file_name: format!("{number}.jpg"),
        width: 1200,
        height: 800,
        ..Picture::default()
    }
}

fn article(html: &str, pictures: Vec<Picture>) -> OutgoingArticle {
    OutgoingArticle {
        html: html.to_owned(),
        pictures,
        ..OutgoingArticle::default()
    }
}

#[allow(clippy::unnecessary_wraps, reason = "the shape of a source function")]
fn by_name(picture: &Picture) -> Option<Source> {
    Some(Source::new(format!("images/{}", picture.file_name)))
}

fn figure(number: u128) -> String {
    format!(
        "<figure><img src=\"images/{number}.jpg\" alt=\"Picture &quot;{number}&quot;\" width=\"1200\" height=\"800\"></figure>"
    )
}

#[test]
fn pictures_follow_their_headings() {
    let pictures = vec![
        picture(3, 3, Some("No such heading")),
        picture(2, 2, Some("tools  & care")),
        picture(1, 1, Some("Tools & care")),
        picture(9, 0, None),
    ];
    let html = "<p>Hello</p><h2 id=\"t\">Tools <em>&amp;</em> care</h2><p>Text</p>";
    assert_eq!(
        assemble(&article(html, pictures), &by_name),
        format!(
            "<p>Hello</p><h2 id=\"t\">Tools <em>&amp;</em> care</h2>{}{}<p>Text</p>{}",
            figure(1),
            figure(2),
            figure(3)
        )
    );
}

#[test]
fn pictures_in_the_body_are_pointed_to_their_files() {
    let id = Uuid::from_u128(1);
    let html = format!(
        "<figure><img alt=\"Mine\" src=\"/api/v1/writer/images/{id}/file/large\" srcset=\"x\"><figcaption>C</figcaption></figure>"
    );
    let out = assemble(&article(&html, vec![picture(1, 1, Some("x"))]), &|_| {
        Some(Source {
            url: "https://a.example/p.jpg?a&b".into(),
            class: Some("wp-image-7".into()),
        })
    });
    assert_eq!(
        out,
        "<figure><img src=\"https://a.example/p.jpg?a&amp;b\" alt=\"Mine\" width=\"1200\" height=\"800\" \
         class=\"wp-image-7\"><figcaption>C</figcaption></figure>"
    );
}

#[test]
fn no_address_of_ours_is_published() {
    let gone = Uuid::from_u128(5);
    let html = format!(
        "<p>a<img src=\"https://app.example/api/v1/writer/images/{gone}/file/medium\">b</p>\
         <figure><img src=\"/api/v1/writer/images/{gone}/file\"><figcaption>c</figcaption></figure>\
         <img src=\"/api/v1/writer/images/what\"><img src=\"https://elsewhere.example/x.png\">"
    );
    let out = assemble(&article(&html, vec![picture(1, 1, None)]), &|_| None);
    assert_eq!(out, "<p>ab</p><img src=\"https://elsewhere.example/x.png\">");
}

#[test]
fn questions_close_the_body_in_the_articles_language() {
    let mut article = article("<p>x</p>", Vec::new());
    article.language = "de-AT".into();
    article.faq = vec![Question {
        question: "Wie <oft>?".into(),
        answer: "Ab & zu.".into(),
    }];
    assert_eq!(
        assemble(&article, &by_name),
        "<p>x</p><h2>Häufige Fragen</h2><h3>Wie &lt;oft&gt;?</h3><p>Ab &amp; zu.</p>"
    );
}

#[test]
fn structured_data_cannot_break_out() {
    let json = r#"{"a":"</script><script>alert(1)</script><!--","b":1}"#;
    let block = structured_data(json).unwrap_or_default();
    assert_eq!(block.matches('<').count(), 2, "{block}");
    assert!(!block.contains("<!--"), "{block}");
    let inner = block
        .trim_start_matches("<script type=\"application/ld+json\">")
        .trim_end_matches("</script>");
    let read: serde_json::Value = serde_json::from_str(inner).unwrap_or_default();
    assert_eq!(read["a"], "</script><script>alert(1)</script><!--");
    assert_eq!(structured_data("no json"), None);
}
