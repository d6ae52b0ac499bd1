//! Articles and their pictures, for the tests of destinations.

use std::io::Cursor;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use destinations::{Editor, Files, InnerError, OutgoingArticle, Picture, Settings};
use egress::Egress;
use igny8::writer::article::Question;
use secrecy::SecretString;
use uuid::Uuid;

/// Draws a small picture, another one for each id.
pub struct Drawn;

#[async_trait]
impl Files for Drawn {
    async fn read(&self, picture: Uuid) -> Result<Bytes, InnerError> {
        let [red, green, blue] = [
            picture.as_bytes()[13],
            picture.as_bytes()[14],
            picture.as_bytes()[15],
        ];
        let picture = image::RgbImage::from_pixel(640, 420, image::Rgb([red, green, blue]));
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
        Ok(file.into_inner().into())
    }
}

/// Settings that may call this machine.
pub fn settings(base_url: &str, user_name: &str, secret: &str) -> Settings {
    Settings {
        base_url: base_url.to_owned(),
        user_name: user_name.to_owned(),
        secret: Some(SecretString::from(secret.to_owned())),
        egress: Egress::new(true).unwrap(),
        patience: Duration::from_secs(30),
        editor: Editor::Site,
    }
}

pub fn picture(place: i16, heading: Option<&str>, alt: &str) -> Picture {
    Picture {
        id: Uuid::now_v7(),
        version: Uuid::now_v7(),
        place,
        heading: heading.map(str::to_owned),
        alt: alt.to_owned(),
        file_name: "picture.png".to_owned(),
        mime: "image/png".to_owned(),
        width: 640,
        height: 420,
    }
}

/// An article with everything, unlike every other one.
pub fn article() -> OutgoingArticle {
    let content_id = Uuid::now_v7();
    let own = &content_id.simple().to_string()[20..];
    let pictures = vec![
        picture(0, None, "A watering can & a “red” chair"),
        picture(1, Some("Which tools?"), "Tools on a bench"),
    ];
    OutgoingArticle {
        content_id,
        occasion: Uuid::now_v7(),
        version: 1,
        for_readers: true,
        title: format!("Watering <small> gardens & \"balconies\" — {own} 🌱"),
        html: format!(
            "<p>Water <strong>early</strong>, not late; it is 5 &lt; 6.</p><h2>Which tools?</h2>\
             <ul><li>A can</li><li>A hose</li></ul><h2>How often?</h2><p>Daily.</p>\
             <figure><img src=\"/api/v1/writer/images/{}/file/large\" alt=\"\"><figcaption>See</figcaption></figure>\
             <table><thead><tr><th>Plant</th></tr></thead><tbody><tr><td>Fern</td></tr></tbody></table>",
            pictures[0].id
        ),
        slug: format!("watering-{own}"),
        excerpt: "When to water & with what.".to_owned(),
        meta_title: format!("Watering & more {own}"),
        meta_description: "All about \"watering\".".to_owned(),
        keywords: vec!["watering cans".to_owned(), "hoses".to_owned()],
        faq: vec![Question {
            question: "Is rain enough?".to_owned(),
            answer: "Seldom & never in June.".to_owned(),
        }],
        json_ld: Some(format!(
            "{{\"@context\":\"https://schema.org\",\"@type\":\"Article\",\"headline\":\"</script> {own} & so\"}}"
        )),
        tags: vec![format!("Tag {own}"), "watering".to_owned()],
        categories: vec![format!("Pots & pans {own}")],
        pictures,
        language: "en".to_owned(),
    }
}
