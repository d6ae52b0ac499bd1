//! Whatever people, files and models write is text on every page: no tag begins or ends in it, and it comes back as it was.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode, header};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::app::{Person, TestApp, with_app};
use crate::documents::article;

/// Ends every element that holds text only, every attribute and every comment.
const HOSTILE: &str = "</title></textarea></script></style></noscript>--><zqx-tag>\"'&amp;`\n</p>";

/// Puts the hostile text into every column of every row of every account where a constraint does not forbid it; the columns
/// that took it.
async fn infect(database: &mut PgConnection) -> BTreeSet<String> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select c.table_name::text, c.column_name::text from information_schema.columns c \
         join information_schema.columns a on a.table_schema = c.table_schema and a.table_name = c.table_name \
           and a.column_name = 'account_id' \
         join information_schema.columns i on i.table_schema = c.table_schema and i.table_name = c.table_name \
           and i.column_name = 'id' and i.data_type = 'uuid' \
         join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name \
           and t.table_type = 'BASE TABLE' \
         where c.table_schema = 'public' and c.data_type = 'text' and c.is_generated = 'NEVER' \
           and c.column_name <> 'html' order by 1, 2",
    )
    .fetch_all(&mut *database)
    .await
    .unwrap();
    // HTML is markup, and sanitised where it is saved.
    let mut took = BTreeSet::new();
    for (table, column) in columns {
        // Some rows must differ; a number after the text makes them.
        let sql = format!("update {table} set {column} = $1 || left(id::text, 18)");
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(HOSTILE)
            .execute(&mut *database)
            .await;
        if done.is_ok_and(|done| done.rows_affected() > 0) {
            took.insert(format!("{table}.{column}"));
        }
    }
    for sql in ["update users set name = $1", "update accounts set name = $1"] {
        sqlx::query(sql)
            .bind(HOSTILE)
            .execute(&mut *database)
            .await
            .unwrap();
    }
    took
}

/// A row of each kind that pages show.
async fn rows(app: &TestApp, ann: &Person) {
    app.work();
    let sector = ann.sector().await;
    ann.add_keywords(&["trail shoes", "best trail shoes", "trail shoes for women"])
        .await;
    let (_, started) = ann
        .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
        .await;
    ann.ended(started["task_id"].as_str().unwrap()).await;
    let (_, started) = ann
        .post(
            "/planner/clusters/actions/generate_ideas",
            &json!({ "filter": {} }),
        )
        .await;
    ann.ended(started["task_id"].as_str().unwrap()).await;
    ann.post("/planner/ideas/actions/create_tasks", &json!({ "filter": {} }))
        .await;
    let written = article(app, ann, "<p>Some words.</p>").await;
    let change = json!({ "name": "Hook", "kind": "openai", "base_url": "http://127.0.0.1:9/v1", "secret": "a secret key" });
    ann.make("/system/integrations", change).await;
    let mut database = app.superuser().await;
    sqlx::query(
        "insert into images (account_id, id, content_id, place, prompt) \
         select account_id, gen_random_uuid(), id, 0, 'A shoe' from contents where id = $1",
    )
    .bind(written)
    .execute(&mut database)
    .await
    .unwrap();
    sqlx::query(
        "update contents set faq = '[{\"question\":\"a\",\"answer\":\"b\"}]', sector_id = $2 where id = $1",
    )
    .bind(written)
    .bind(sector.parse::<uuid::Uuid>().unwrap())
    .execute(&mut database)
    .await
    .unwrap();
    sqlx::query("update contents set faq = jsonb_build_array(jsonb_build_object('question', $1::text, 'answer', $1::text))")
        .bind(HOSTILE)
        .execute(&mut database)
        .await
        .unwrap();
}

/// Every page of the product: lists, forms, one row of each list, and what a query says.
async fn pages(ann: &Person) -> Vec<String> {
    let mut out: Vec<String> = ["/login", "/signup", "/invite/a", "/no/such/page"]
        .map(str::to_owned)
        .to_vec();
    for page in igny8::registry::pages() {
        let path = page.path();
        let said = igny8::query::encode(HOSTILE);
        out.extend([
            path.to_owned(),
            format!("{path}/new"),
            format!("{path}?search={said}&next={said}"),
            format!("{path}?{said}={said}"),
        ]);
    }
    for table in igny8::registry::tables() {
        let path = format!("/{}", table.resource().path());
        let listed = ann.get(&format!("{path}?page_size=3")).await;
        let ids = listed["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_str().unwrap());
        out.extend(ids.map(|id| format!("{path}/{id}")));
    }
    out
}

/// The texts of the elements of this name, as a browser reads them.
fn texts(html: &str, name: &str) -> Vec<String> {
    let open = format!("<{name}");
    let close = format!("</{name}>");
    let mut out = Vec::new();
    for part in html.split(&open).skip(1) {
        let Some((_, rest)) = part.split_once('>') else {
            continue;
        };
        let text = rest.split(&close).next().unwrap();
        // A browser drops the first line break of the content (HTML, 13.2.6.4.7).
        let text = if name == "textarea" {
            text.strip_prefix('\n').unwrap_or(text)
        } else {
            text
        };
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        out.push(text.replace("&#x27;", "'").replace("&amp;", "&"));
    }
    out
}

async fn html(app: &TestApp, ann: &Person, path: &str) -> String {
    let request = app
        .anonymous(Method::GET, path)
        .header(header::COOKIE, format!("igny8_access={}", ann.token));
    let response = request.send().await.unwrap();
    assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn no_text_is_markup_on_any_page() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        rows(&app, &ann).await;
        let mut database = app.superuser().await;
        let took = infect(&mut database).await;
        for column in [
            "contents.title",
            "contents.excerpt",
            "prompts.system",
            "keywords.keyword",
            "sites.name",
        ] {
            assert!(took.contains(column), "{column} is not tried: {took:?}");
        }
        database.close().await.unwrap();
        let mut seen = 0;
        for path in pages(&ann).await {
            let html = html(&app, &ann, &path).await;
            assert!(!html.contains("<zqx-tag"), "{path} has the text as markup");
            assert!(!html.contains("--><z"), "{path} ends a comment");
            assert!(!html.contains("<zqx"), "{path} has the text as markup");
            seen += usize::from(html.contains("&lt;zqx-tag"));
        }
        assert!(seen > 20, "only {seen} pages show the text");
    })
    .await;
}

#[tokio::test]
async fn a_text_comes_back_as_it_was_written() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&app, &ann, "<p>Some words.</p>").await;
        let mut database = app.superuser().await;
        for text in [
            "\n\n first lines",
            "&amp; &lt;b&gt; &#10; &",
            "</textarea><textarea>",
            "a \"b\" 'c' \u{2028} é",
            HOSTILE,
        ] {
            sqlx::query("update contents set excerpt = $2, meta_description = $2, title = $3 where id = $1")
                .bind(id)
                .bind(text)
                .bind(text.trim())
                .execute(&mut database)
                .await
                .unwrap();
            let html = html(&app, &ann, &format!("/writer/content/{id}")).await;
            let areas = texts(&html, "textarea");
            assert_eq!(areas[0], text.trim());
            assert!(
                areas.iter().filter(|area| *area == text).count() >= 2,
                "{text:?}: {areas:?}"
            );
            assert_eq!(texts(&html, "title")[0], format!("{} · IGNY8", text.trim()));
        }
        database.close().await.unwrap();
    })
    .await;
}
