//! What is shared with the installed app, and the files by which it is installed.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode, header};

use crate::app::{Person, TestApp, with_app};

/// What sharing this leads to.
async fn share(
    app: &TestApp,
    person: Option<&Person>,
    form: Form,
    headers: &[(&str, &str)],
) -> (StatusCode, String) {
    let mut request = app.anonymous(Method::POST, "/share").multipart(form);
    if let Some(person) = person {
        request = request.header("cookie", format!("igny8_access={}", person.token));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let to = answer
        .headers()
        .get(header::LOCATION)
        .map(|to| to.to_str().unwrap().to_owned());
    (answer.status(), to.unwrap_or_default())
}

/// As browsers send what people share with an app: no page has sent it.
const BY_BROWSER: &[(&str, &str)] = &[("origin", "null"), ("sec-fetch-site", "none")];

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_list_goes_on_in_the_import() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let text = || {
            Form::new()
                .text("title", "My list")
                .text("text", "trail shoes\nrunning socks\nwool hat")
        };
        let (status, to) = share(&app, Some(&ann), text(), BY_BROWSER).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let upload = to.strip_prefix("/planner/keywords/import?upload=").expect(&to);
        let found = ann
            .get(&format!("/planner/keywords/import/uploads/{upload}"))
            .await;
        assert!(found.to_string().contains("running socks"), "{found}");
        // A file is what its name and content say.
        let file = Part::bytes(b"Keyword,Volume\nred shoes,90\n".to_vec()).file_name("list.csv");
        let (status, to) = share(&app, Some(&ann), Form::new().part("file", file), BY_BROWSER).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let upload = to.strip_prefix("/planner/keywords/import?upload=").expect(&to);
        let found = ann
            .get(&format!("/planner/keywords/import/uploads/{upload}"))
            .await;
        assert!(found.to_string().contains("red shoes"), "{found}");
        // Nothing in it leads to the import, which asks for a file; nobody's is not kept.
        let (status, to) = share(&app, Some(&ann), Form::new().text("text", "  \n"), BY_BROWSER).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/planner/keywords/import")
        );
        let (status, to) = share(&app, None, text(), BY_BROWSER).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/login?next=/planner/keywords/import")
        );
        // Another site's page shares nothing in somebody's name, nor does a page without an origin.
        for headers in [
            &[
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "cross-site"),
            ][..],
            &[("origin", "null"), ("sec-fetch-site", "cross-site")][..],
            &[("origin", "null")][..],
        ] {
            assert_eq!(
                share(&app, Some(&ann), text(), headers).await.0,
                StatusCode::FORBIDDEN,
                "{headers:?}"
            );
        }
        let viewer = ann.invite(&app, "viewer").await;
        assert_eq!(
            share(&app, Some(&viewer), text(), BY_BROWSER).await.0,
            StatusCode::FORBIDDEN
        );
        let odd = app
            .anonymous(Method::POST, "/share")
            .header("cookie", format!("igny8_access={}", ann.token))
            .body("text=x")
            .send()
            .await
            .unwrap();
        assert!(odd.status().is_client_error(), "{}", odd.status());
    })
    .await;
}
