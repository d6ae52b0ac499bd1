//! The mailbox of a development server: the mails that it would have sent, on one plain page.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use mail::escaped;

use crate::http::problem::Failed;
use crate::services::dev_mailbox::{self, Shown};
use crate::state::App;

/// `GET /dev/mailbox`.
pub async fn show(State(app): State<App>) -> Result<Response, Failed> {
    let mails = dev_mailbox::list(&app).await?;
    let shown: String = mails.iter().map(article).collect();
    let body = if shown.is_empty() {
        "<p>No email yet.</p>".to_owned()
    } else {
        shown
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Development mailbox</title></head>\
         <body><h1>Development mailbox</h1><p>Emails that this server would send, newest first.</p>{body}</body></html>"
    );
    Ok(Html(page).into_response())
}

fn article(mail: &Shown) -> String {
    let text: Vec<String> = mail.text.lines().map(line).collect();
    format!(
        "<article><h2>{}</h2><p>To {} at {}</p><pre>{}</pre></article>",
        escaped(&mail.subject),
        escaped(&mail.to),
        escaped(&mail.at),
        text.join("\n")
    )
}

/// A line of a mail; one that is a link can be followed.
fn line(text: &str) -> String {
    let text = escaped(text);
    if text.starts_with("http://") || text.starts_with("https://") {
        format!("<a href=\"{text}\">{text}</a>")
    } else {
        text
    }
}
