//! Pictures of one's own: a file in the place of the one that a model made, parts of it, and pictures in the text of their article.

use std::io::Cursor;

use futures::future::join_all;
use image::{ImageFormat, Rgb, RgbImage};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection as _;
use uuid::Uuid;

use crate::app::{Person, TestApp, limits, with_app, with_limits};
use crate::documents::article;
use crate::files::picture;
use server::limits::Limits;

/// A picture of this size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([200, 100, 0]))
        .write_to(&mut out, ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

async fn send(person: &Person, id: Uuid, form: Form) -> (StatusCode, Value) {
    let request = person.request(Method::POST, &format!("/writer/images/{id}/file"));
    let response = request.multipart(form).send().await.unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

fn file(bytes: Vec<u8>) -> Form {
    Form::new().part("file", Part::bytes(bytes).file_name("a.png"))
}

fn part(x: u32, y: u32, width: u32, height: u32) -> Form {
    Form::new().text(
        "crop",
        json!({ "x": x, "y": y, "width": width, "height": height }).to_string(),
    )
}

/// How many files of pictures are to be deleted.
async fn noted(app: &TestApp) -> i64 {
    let mut database = app.superuser().await;
    let noted = sqlx::query_scalar("select count(*) from object_deletions where kind = 'picture'")
        .fetch_one(&mut database)
        .await
        .unwrap();
    database.close().await.unwrap();
    noted
}

#[tokio::test]
async fn a_file_takes_the_place_of_another_and_is_cut() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = picture(&app, &ann, None).await;
        let path = format!("/writer/images/{id}");
        let (status, answer) = send(&ann, id, part(0, 0, 1, 1)).await;
        assert_eq!(status, StatusCode::CONFLICT, "there is nothing to cut: {answer}");

        let (status, row) = send(&ann, id, file(png(400, 200))).await;
        assert_eq!(status, StatusCode::OK, "{row}");
        assert_eq!(
            (&row["width"], &row["height"], &row["status"]),
            (&json!(400), &json!(200), &json!("ready"))
        );
        assert_eq!((&row["provider"], &row["offline"]), (&Value::Null, &json!(false)));
        assert_eq!(ann.get(&path).await, row);

        let (status, cut) = send(&ann, id, part(100, 50, 90, 60)).await;
        assert_eq!(status, StatusCode::OK, "{cut}");
        assert_eq!((&cut["width"], &cut["height"]), (&json!(90), &json!(60)));
        assert_ne!(cut["thumbnail"], row["thumbnail"], "a new file has a new address");
        let response = ann
            .request(Method::GET, &format!("{path}/file/original"))
            .send()
            .await
            .unwrap();
        let shown = image::load_from_memory(&response.bytes().await.unwrap()).unwrap();
        assert_eq!((shown.width(), shown.height()), (90, 60));
        assert_eq!(noted(&app).await, 1, "the file that was cut goes later");

        let form = file(png(30, 30)).text("crop", r#"{"x":10,"y":10,"width":5,"height":7}"#);
        let (status, cut) = send(&ann, id, form).await;
        assert_eq!(
            (status, &cut["width"], &cut["height"]),
            (StatusCode::OK, &json!(5), &json!(7))
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_with_what_to_do() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let id = picture(&app, &ann, None).await;
        assert_eq!(send(&ann, id, file(png(40, 20))).await.0, StatusCode::OK);
        let before = ann.get(&format!("/writer/images/{id}")).await;

        let crop = |text: &str| Form::new().text("crop", text.to_owned());
        for (form, status, field) in [
            (file(b"GIF89a".to_vec()), StatusCode::UNPROCESSABLE_ENTITY, "file"),
            (
                file(png(64, 64)[..80].to_vec()),
                StatusCode::UNPROCESSABLE_ENTITY,
                "file",
            ),
            (part(0, 0, 41, 1), StatusCode::UNPROCESSABLE_ENTITY, "crop"),
            (part(u32::MAX, 0, 1, 1), StatusCode::UNPROCESSABLE_ENTITY, "crop"),
            (part(0, 0, 0, 1), StatusCode::UNPROCESSABLE_ENTITY, "crop"),
            (crop("{}"), StatusCode::UNPROCESSABLE_ENTITY, "crop"),
            (
                crop(r#"{"x":-1,"y":0,"width":1,"height":1}"#),
                StatusCode::UNPROCESSABLE_ENTITY,
                "crop",
            ),
            (crop("half"), StatusCode::UNPROCESSABLE_ENTITY, "crop"),
            (
                Form::new().text("alt", "A shoe"),
                StatusCode::UNPROCESSABLE_ENTITY,
                "alt",
            ),
        ] {
            let (told, answer) = send(&ann, id, form).await;
            assert_eq!(told, status, "{answer}");
            assert!(
                answer["errors"][field].is_string() || answer["errors"][field].is_array(),
                "{field}: {answer}"
            );
        }
        let (status, answer) = send(&ann, id, file(vec![0; 20 * 1024 * 1024 + 1])).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{answer}");
        assert!(answer["detail"].as_str().unwrap().contains("20 MB"), "{answer}");
        let (status, _) = ann.post(&format!("/writer/images/{id}/file"), &json!({})).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(send(&bob, id, file(png(1, 1))).await.0, StatusCode::NOT_FOUND);
        assert_eq!(
            send(&ann, Uuid::now_v7(), file(png(1, 1))).await.0,
            StatusCode::NOT_FOUND
        );
        let viewer = ann.invite(&app, "viewer").await;
        assert_eq!(send(&viewer, id, file(png(1, 1))).await.0, StatusCode::FORBIDDEN);
        assert_eq!(
            ann.get(&format!("/writer/images/{id}")).await,
            before,
            "nothing of that was kept"
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_has_room_for_so_much() {
    let few = Limits {
        media_mb: 0,
        ..limits()
    };
    with_limits(few, |app| async move {
        let ann = app.sign_up("ann").await;
        let id = picture(&app, &ann, None).await;
        let (status, answer) = send(&ann, id, file(png(10, 10))).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{answer}");
        assert!(
            answer["detail"].as_str().unwrap().contains("storage limit"),
            "{answer}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_at_once_each_is_whole_or_not_at_all() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = picture(&app, &ann, None).await;
        let all = join_all((1..=10).map(|width| send(&ann, id, file(png(width, 7))))).await;
        let taken: Vec<_> = all
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .collect();
        for (status, answer) in &all {
            assert!(matches!(status.as_u16(), 200 | 429), "{status} {answer}");
        }
        assert!(!taken.is_empty());
        let row = ann.get(&format!("/writer/images/{id}")).await;
        let response = ann
            .request(Method::GET, &format!("/writer/images/{id}/file/original"))
            .send()
            .await
            .unwrap();
        let shown = image::load_from_memory(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(
            json!(shown.width()),
            row["width"],
            "the row tells of the file that is there"
        );
        assert_eq!(
            noted(&app).await,
            i64::try_from(taken.len()).unwrap() - 1,
            "all others go"
        );

        // One of them cuts the picture; for the others it is not there any more, or has no such part.
        assert_eq!(send(&ann, id, file(png(100, 100))).await.0, StatusCode::OK);
        let all = join_all((0..10).map(|_| send(&ann, id, part(40, 40, 60, 60)))).await;
        let taken = all.iter().filter(|(status, _)| *status == StatusCode::OK).count();
        assert_eq!(taken, 1, "{all:?}");
        for (status, answer) in &all {
            assert!(
                matches!(status.as_u16(), 200 | 409 | 422 | 429),
                "{status} {answer}"
            );
        }
        assert_eq!(ann.get(&format!("/writer/images/{id}")).await["width"], 60);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_into_its_article_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let content = article(&app, &ann, "<p>Shoes.</p><h2>How they fit</h2><p>Well.</p>").await;
        let image = json!({ "content_id": content, "prompt": "A foot", "alt": "A \"foot\"", "heading": "how they  fit", "style": "cartoon" });
        let id: Uuid = ann.make("/writer/images", image).await["id"].as_str().unwrap().parse().unwrap();
        let ids = json!({ "ids": [id] });
        let insert = || ann.post("/writer/images/actions/insert", &ids);
        let (status, answer) = insert().await;
        assert_eq!(status, StatusCode::CONFLICT, "it is not made: {answer}");
        assert_eq!(send(&ann, id, file(png(4, 4))).await.0, StatusCode::OK);
        let all = join_all((0..10).map(|_| insert())).await;
        let done = all.iter().filter(|(status, _)| status.is_success()).count();
        assert_eq!(done, 1, "{all:?}");
        for (status, answer) in &all {
            assert!(matches!(status.as_u16(), 200 | 202 | 409), "{status} {answer}");
        }
        let text = ann.get(&format!("/writer/content/{content}/document")).await;
        let html = text["text"]["html"].as_str().unwrap();
        let figure = format!("<h2>How they fit</h2><figure><img src=\"/api/v1/writer/images/{id}/file/large\"");
        assert!(html.contains(&figure), "{html}");
        assert_eq!(html.matches("<img").count(), 1, "{html}");
        let versions = ann.get(&format!("/writer/content/{content}/versions")).await;
        assert!(versions.to_string().contains("person"), "it is a version of the article: {versions}");
    })
    .await;
}
