//! Whole exchanges with servers that answer as public reports show them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use egress::Egress;
use provider::writing::{NameClusters, Purpose};
use provider::{
    EmbedRequest, Ended, ImageRequest, ImageStyle, Provider as _, ProviderError, Schema, TextRequest,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::OpenAi;

/// A request: its line's first two words, and its body.
type Asked = (String, Value);

/// A server that answers each request with a status, headers and a body.
struct Server {
    asked: Arc<Mutex<Vec<Asked>>>,
    address: String,
}

impl Server {
    async fn start(
        answer: impl Fn(&str, &Value) -> (u16, &'static str, String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some((line, body)) = read(&mut stream).await else {
                    continue;
                };
                let (status, headers, text) = answer(&line, &body);
                kept.lock().unwrap().push((line, body));
                let head = format!(
                    "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
                    text.len()
                );
                let _ = stream.write_all(format!("{head}{text}").as_bytes()).await;
            }
        });
        Self { asked, address }
    }

    fn openai(&self) -> OpenAi {
        OpenAi::new(Egress::new(true).unwrap(), Some(&self.address), None).unwrap()
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")?
                    .trim()
                    .parse()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                let mut line = head.split(' ');
                let named = format!("{} {}", line.next()?, line.next()?);
                return Some((named, serde_json::from_str(body).unwrap_or_default()));
            }
        }
        match stream.read(&mut buffer).await.ok()? {
            0 => return None,
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

fn prose() -> TextRequest {
    TextRequest {
        model: "m".to_owned(),
        purpose: Purpose::NameClusters(NameClusters {
            language: "en".to_owned(),
            groups: Vec::new(),
        }),
        system: "Write.".to_owned(),
        prompt: "On compost.".to_owned(),
        so_far: None,
        mend: None,
        schema: None,
        max_tokens: 500,
        temperature: 0.7,
        timeout: Duration::from_secs(20),
    }
}

const JSON: &str = "content-type: application/json\r\n";

fn said(text: &str, finish: &str, tokens: u32) -> String {
    json!({ "choices": [{ "message": { "content": text }, "finish_reason": finish }],
        "usage": { "prompt_tokens": 9, "completion_tokens": tokens } })
    .to_string()
}

/// `OpenCoworkAI/open-codesign` 179, `FerroxLabs/wayland` 339, `lmstudio-ai/lmstudio-bug-tracker` 618.
#[tokio::test]
async fn a_connection_is_tested_where_models_are_not_listed() {
    for (models, chat, expected) in [
        // No list, but a chat.
        (
            (404, r#"{"detail":"Not Found"}"#),
            (
                422,
                r#"{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}"#,
            ),
            Ok("no list of models"),
        ),
        (
            (404, "404 page not found"),
            (400, r#"{"error":{"message":"model is required"}}"#),
            Ok("no list of models"),
        ),
        (
            (405, ""),
            (
                404,
                r#"{"error":{"message":"The model `` does not exist","code":"model_not_found"}}"#,
            ),
            Ok("no list of models"),
        ),
        // Neither: the address is wrong.
        (
            (404, r#"{"detail":"Not Found"}"#),
            (404, r#"{"detail":"Not Found"}"#),
            Err("most end with /v1"),
        ),
        (
            (404, "<html>No</html>"),
            (404, "<html>No</html>"),
            Err("most end with /v1"),
        ),
        (
            (200, r#"{"error":"Unexpected endpoint or method. (GET /models)"}"#),
            (
                200,
                r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
            ),
            Err("most end with /v1"),
        ),
        // The key is wrong.
        (
            (404, ""),
            (401, r#"{"error":{"message":"invalid key"}}"#),
            Err("API key"),
        ),
        (
            (401, r#"{"error":{"message":"invalid key"}}"#),
            (400, ""),
            Err("API key"),
        ),
        // A server that has none yet.
        (
            (200, r#"{"object":"list","data":null}"#),
            (400, ""),
            Ok("0 models"),
        ),
        ((200, r#"{"models":null}"#), (400, ""), Ok("0 models")),
        ((200, r#"[{"id":"a"},{"id":"b"}]"#), (400, ""), Ok("2 models")),
        (
            (200, r#"{"code":401,"msg":"invalid token","data":null}"#),
            (400, ""),
            Err("API key"),
        ),
    ] {
        let server = Server::start(move |line, _| {
            let (status, body) = if line.ends_with("/models") { models } else { chat };
            (status, JSON, body.to_owned())
        })
        .await;
        let told = server
            .openai()
            .check()
            .await
            .map_err(|failed| failed.error.to_string());
        match (told, expected) {
            (Ok(told), Ok(words)) | (Err(told), Err(words)) => {
                assert!(told.contains(words), "{models:?} {chat:?}: {told}");
            }
            (told, _) => panic!("{models:?} {chat:?}: {told:?}"),
        }
    }
}

#[tokio::test]
async fn a_redirect_says_where_the_server_is() {
    let server = Server::start(|_, _| {
        (
            308,
            "location: https://models.example.com/api/v1/models?x=1\r\n",
            String::new(),
        )
    })
    .await;
    let told = server.openai().check().await.unwrap_err().error.to_string();
    assert!(
        told.contains("https://models.example.com/api/v1 ") && told.contains("enter that URL"),
        "{told}"
    );
}

/// `BerriAI/litellm` 25825: a stop where all tokens are used up. OpenAI's words for the same with models that think.
#[tokio::test]
async fn an_answer_that_used_up_its_tokens_is_gone_on_with() {
    let cut = Server::start(|_, body| {
        let most = u32::try_from(body["max_tokens"].as_u64().unwrap()).unwrap();
        (200, JSON, said("Compost wants air and water and", "stop", most))
    })
    .await;
    let reply = cut.openai().text(&prose(), &mut |_| ()).await.unwrap();
    assert_eq!(
        (reply.ended, reply.text.as_str()),
        (Ended::Length, "Compost wants air and water and")
    );
    let empty = Server::start(|_, _| {
        let body = json!({ "error": { "message": "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.", "type": "invalid_request_error", "param": null, "code": null } });
        (400, JSON, body.to_string())
    })
    .await;
    let reply = empty.openai().text(&prose(), &mut |_| ()).await.unwrap();
    assert_eq!((reply.ended, reply.text.as_str()), (Ended::Length, ""));
    assert_eq!(empty.asked().len(), 1);
    // What goes on with a text is judged with it: an end within a paragraph is none.
    let mut rest = prose();
    rest.so_far = Some("<p>Compost wants air".to_owned());
    for (text, ended) in [
        (" and water", Ended::Length),
        (" and water.</p>", Ended::Complete),
    ] {
        let server = Server::start(move |_, _| (200, JSON, said(text, "stop", 3))).await;
        let reply = server.openai().text(&rest, &mut |_| ()).await.unwrap();
        assert_eq!(reply.ended, ended, "{text}");
    }
    // One that had nothing to add was whole.
    rest.so_far = Some("<p>Compost wants air.</p>".to_owned());
    let server = Server::start(|_, _| (200, JSON, said("", "stop", 0))).await;
    let reply = server.openai().text(&rest, &mut |_| ()).await.unwrap();
    assert_eq!((reply.ended, reply.text.as_str()), (Ended::Complete, ""));
    // Routers have a name of their own for an end, beside that of the server behind them.
    let native = Server::start(|_, _| {
        let body = json!({ "choices": [{ "message": { "content": "<p>One.</p>" }, "finish_reason": "stop", "native_finish_reason": "MAX_TOKENS" }] });
        (200, JSON, body.to_string())
    })
    .await;
    let reply = native.openai().text(&prose(), &mut |_| ()).await.unwrap();
    assert_eq!(reply.ended, Ended::Length);
}

/// `nomic-ai/gpt4all` 664, `zylon-ai/private-gpt` 839: too little room, as the words of the model.
#[tokio::test]
async fn a_fault_in_the_place_of_text_is_no_article() {
    let server = Server::start(|_, body| {
        let asked = body["max_tokens"].as_u64().unwrap();
        if asked > 420 {
            let words = "ERROR: The prompt size exceeds the context window size and cannot be processed.GPT-J ERROR: The prompt is1614tokens and the context window is2048!";
            (200, JSON, said(words, "stop", 1))
        } else {
            (200, JSON, said("<p>One.</p>", "stop", 4))
        }
    })
    .await;
    let reply = server.openai().text(&prose(), &mut |_| ()).await.unwrap();
    assert_eq!(reply.text, "<p>One.</p>");
    assert_eq!(server.asked().len(), 2);
    let failing = Server::start(|_, _| {
        (
            200,
            JSON,
            said(
                "**NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.**",
                "stop",
                1,
            ),
        )
    })
    .await;
    let error = failing
        .openai()
        .text(&prose(), &mut |_| ())
        .await
        .unwrap_err()
        .error;
    assert!(error.is_passing(), "{error}");
    // An answer without a body passes as well.
    let silent = Server::start(|_, _| (200, JSON, String::new())).await;
    let mut document = prose();
    document.schema = Some(Schema {
        name: "names",
        schema: json!({ "type": "object" }),
    });
    for request in [prose(), document] {
        let error = silent
            .openai()
            .text(&request, &mut |_| ())
            .await
            .unwrap_err()
            .error;
        assert!(error.is_passing(), "{error}");
    }
}

#[tokio::test]
async fn vectors_are_had_from_servers_of_every_kind() {
    let texts = || EmbedRequest {
        model: "m".to_owned(),
        texts: vec!["a".to_owned(), "b".to_owned()],
        timeout: Duration::from_secs(20),
    };
    // Hugging Face's own form.
    let bare = Server::start(|_, _| (200, JSON, "[[1,2],[3,4]]".to_owned())).await;
    let reply = bare.openai().embed(&texts()).await.unwrap();
    assert_eq!(reply.vectors, [[1.0, 2.0], [3.0, 4.0]]);
    // NVIDIA's want to know what the texts are.
    let typed = Server::start(|_, body| {
        if body["input_type"].is_string() {
            let body = json!({ "data": [{ "index": 0, "embedding": [1, 2] }, { "index": 1, "embedding": [3, 4] }] });
            (200, JSON, body.to_string())
        } else {
            (400, JSON, r#"{"object":"error","message":"'input_type' parameter is required for this model","type":"invalid_request_error"}"#.to_owned())
        }
    })
    .await;
    let openai = typed.openai();
    assert_eq!(
        openai.embed(&texts()).await.unwrap().vectors,
        [[1.0, 2.0], [3.0, 4.0]]
    );
    openai.embed(&texts()).await.unwrap();
    assert_eq!(typed.asked().len(), 3, "it is remembered");
    // A fault with a good status.
    let fault = Server::start(|_, _| (200, JSON, r#"{"code":429,"msg":"slow down"}"#.to_owned())).await;
    let error = fault.openai().embed(&texts()).await.unwrap_err().error;
    assert!(matches!(error, ProviderError::RateLimited { .. }), "{error:?}");
}

#[tokio::test]
async fn a_picture_without_a_number_keeps_its_size() {
    let server = Server::start(|_, body| {
        if body["n"].is_null() {
            let picture = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB";
            (200, JSON, json!({ "data": [{ "b64_json": picture }] }).to_string())
        } else {
            (400, JSON, r#"{"error":"Argument not supported: n"}"#.to_owned())
        }
    })
    .await;
    let request = ImageRequest {
        model: "flux".to_owned(),
        prompt: "A door".to_owned(),
        title: String::new(),
        style: ImageStyle::Realistic,
        width: 1200,
        height: 630,
        timeout: Duration::from_secs(20),
    };
    server.openai().image(&request).await.unwrap();
    assert_eq!(server.asked().last().unwrap().1["size"], "1200x630");
}
