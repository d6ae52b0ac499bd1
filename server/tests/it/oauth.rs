//! Connecting an app by OAuth 2.1: the way of a good app, and every way that is refused.

use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::join_all;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::Executor as _;

use crate::app::{Person, TestApp, with_app};
use crate::mcp::agent::Agent;

const VERIFIER: &str = "a-verifier-that-has-as-many-characters-as-it-must-have";
const BACK: &str = "http://127.0.0.1:4711/callback";

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// An app that somebody connects.
struct Client<'a> {
    app: &'a TestApp,
    id: String,
    back: String,
}

/// An answer with its address or body.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    to: Option<url::Url>,
    body: String,
}

impl Answer {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let to = headers
            .get("location")
            .and_then(|to| url::Url::parse(to.to_str().unwrap()).ok());
        Self {
            status,
            headers,
            to,
            body: response.text().await.unwrap(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A parameter of the address that the browser is sent to.
    fn told(&self, name: &str) -> Option<String> {
        let to = self.to.as_ref()?;
        to.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The element that has this attribute.
    fn element(&self, attribute: &str) -> &str {
        let at = self.body.find(attribute);
        let at = at.unwrap_or_else(|| panic!("no {attribute}: {}", self.body));
        let (before, rest) = self.body.split_at(at);
        let begins = before.rfind('<').unwrap();
        &self.body[begins..at + rest.find('>').unwrap()]
    }

    /// The value of a hidden input.
    fn input(&self, name: &str) -> String {
        let element = self.element(&format!("name=\"{name}\""));
        let value = element.split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    }
}

fn cookie(person: &Person) -> String {
    format!("igny8_access={}", person.token)
}

impl<'a> Client<'a> {
    /// An app that registered itself.
    async fn registered(app: &'a TestApp, back: &str) -> Self {
        let body = json!({ "client_name": "Helper", "redirect_uris": [back], "application_type": "native" });
        let answer = Answer::of(app.anonymous(Method::POST, "/oauth/register").json(&body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.json()["token_endpoint_auth_method"], "none");
        Self {
            app,
            id: answer.json()["client_id"].as_str().unwrap().to_owned(),
            back: back.to_owned(),
        }
    }

    fn parameters(&self) -> Vec<(String, String)> {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let resource = format!("{}/mcp", self.app.base);
        [
            ("response_type", "code"),
            ("client_id", &self.id),
            ("redirect_uri", &self.back),
            ("state", "s t&a=te"),
            ("code_challenge", &challenge(VERIFIER)),
            ("code_challenge_method", "S256"),
            ("resource", &resource),
            ("scope", "read write"),
        ]
        .map(own)
        .to_vec()
    }

    /// The question with some parameters otherwise; an empty one is left out.
    async fn asks(&self, person: Option<&Person>, changes: &[(&str, &str)]) -> Answer {
        let mut all = self.parameters();
        for (name, value) in changes {
            all.retain(|(known, _)| known != name);
            if !value.is_empty() {
                all.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&all)
            .finish();
        let mut request = self
            .app
            .anonymous(Method::GET, &format!("/oauth/authorize?{query}"));
        if let Some(person) = person {
            request = request.header("cookie", cookie(person));
        }
        Answer::of(request).await
    }

    /// What the person says to a question.
    async fn says(&self, person: &Person, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .app
            .anonymous(Method::POST, "/oauth/authorize")
            .header("cookie", cookie(person))
            .header("origin", &self.app.base)
            .form(fields);
        Answer::of(request).await
    }

    /// The code after a yes to these scopes.
    async fn code(&self, person: &Person, scopes: &[&str]) -> String {
        let page = self.asks(Some(person), &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let ticket = page.input("ticket");
        let mut fields = vec![("ticket", ticket.as_str()), ("answer", "allow")];
        fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let answer = self.says(person, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(answer.to.as_ref().unwrap().as_str().starts_with(&self.back));
        assert_eq!(answer.told("state").as_deref(), Some("s t&a=te"));
        assert_eq!(answer.told("iss").as_deref(), Some(self.app.base.as_str()));
        answer.told("code").unwrap()
    }

    async fn exchange(&self, changes: &[(&str, &str)]) -> Answer {
        let mut all = vec![
            ("grant_type", "authorization_code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", self.back.as_str()),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in changes {
            all.retain(|(known, _)| known != name);
            if !value.is_empty() {
                all.push((name, value));
            }
        }
        Answer::of(self.app.anonymous(Method::POST, "/oauth/token").form(&all)).await
    }

    async fn refresh(&self, key: &str) -> Answer {
        self.exchange(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", key),
            ("redirect_uri", ""),
            ("code_verifier", ""),
        ])
        .await
    }

    /// Its keys after a yes to these scopes.
    async fn keys(&self, person: &Person, scopes: &[&str]) -> Value {
        let code = self.code(person, scopes).await;
        let keys = self.exchange(&[("code", &code)]).await;
        assert_eq!(keys.status, StatusCode::OK, "{}", keys.body);
        assert!(
            keys.headers["cache-control"]
                .to_str()
                .unwrap()
                .contains("no-store")
        );
        keys.json()
    }

    fn agent(&self, keys: &Value) -> Agent {
        Agent::new(&self.app.base, keys["access_token"].as_str().unwrap())
    }
}

async fn works(agent: &Agent) -> bool {
    let status = agent.ask("tools/list", json!({})).await.status;
    assert!(
        [StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&status),
        "{status}"
    );
    status == StatusCode::OK
}

#[tokio::test]
async fn an_app_finds_its_way_from_a_refusal_to_its_keys() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let document = async |path: &str| {
            let answer = Answer::of(app.anonymous(Method::GET, path)).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            answer.json()
        };
        for path in ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"] {
            let said = document(path).await;
            assert_eq!(said["resource"], format!("{}/mcp", app.base));
            assert_eq!(said["authorization_servers"], json!([app.base]));
        }
        let said = document("/.well-known/oauth-authorization-server").await;
        assert_eq!(said["issuer"], app.base);
        assert_eq!(said["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(said["authorization_response_iss_parameter_supported"], true);
        // What is not there is not a page to sign in on.
        let none = Answer::of(app.anonymous(Method::GET, "/.well-known/openid-configuration")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);

        let client = Client::registered(&app, BACK).await;
        let nobody = client.asks(None, &[]).await;
        let to = nobody.headers["location"].to_str().unwrap();
        assert!(nobody.status == StatusCode::SEE_OTHER && to.starts_with("/login?next=%2Foauth%2Fauthorize"), "{to}");
        let page = client.asks(Some(&ann), &[]).await;
        assert!(page.body.contains("Helper") && page.body.contains("127.0.0.1") && page.body.contains(&ann.email));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("form-action"), "{policy}");
        assert_eq!(page.headers["x-frame-options"], "DENY");

        let keys = client.keys(&ann, &["write"]).await;
        assert_eq!((&keys["token_type"], &keys["scope"]), (&json!("Bearer"), &json!("read write")));
        let agent = client.agent(&keys);
        let named = json!({ "resource": "planner/keywords", "fields": { "keyword": "espresso", "sector_id": ann.sector().await } });
        agent.done("create", named).await;
        let log = ann.get("/system/logs?resource=planner/keywords").await;
        assert_eq!(log["results"][0]["who"], "ann (Helper)", "the log names the app");
        // It opens nothing but what it was made for.
        for path in ["/planner/keywords", "/auth/session", "/events"] {
            let asked = ann.with_token(keys["access_token"].as_str().unwrap()).request(Method::GET, path);
            assert_eq!(asked.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path}");
        }
        let refresh = Agent::new(&app.base, keys["refresh_token"].as_str().unwrap());
        assert!(!works(&refresh).await, "a refresh key opens nothing");
        // It is listed, and ended.
        let listed = ann.get("/auth/apps").await["results"][0].clone();
        assert_eq!((&listed["name"], &listed["home"], &listed["state"]), (&json!("Helper"), &json!("127.0.0.1"), &json!("connected")));
        assert_eq!((&listed["role"], &listed["spend"], &listed["publish"]), (&json!("editor"), &json!(false), &json!(false)));
        assert!(listed["last_used_at"].is_string());
        let (status, _) = ann.post("/auth/apps/actions/disconnect", &json!({ "ids": [listed["id"]] })).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!works(&agent).await);
        assert_eq!(client.refresh(keys["refresh_token"].as_str().unwrap()).await.json()["error"], "invalid_grant");
        let log = ann.get("/auth/security").await["results"].to_string();
        assert!(log.contains("app_connected") && log.contains("app_disconnected"), "{log}");
        // Nothing that opens a door is stored as it is.
        let mut database = app.superuser().await;
        let plain: i64 = sqlx::query_scalar("select count(*) from oauth_tokens where hash = convert_to($1, 'UTF8')")
            .bind(keys["access_token"].as_str().unwrap())
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(plain, 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_goes_to_no_address_that_was_not_registered() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let web = Client::registered(&app, "https://good.example/cb").await;
        for other in [
            "https://evil.example/cb",
            "https://good.example/cb/",
            "https://good.example/cb?x=1",
            "https://good.example/cb#x",
            "https://good.example/cb/../evil",
            "https://good.example:8443/cb",
            "https://good.example@evil.example/cb",
            "https://good.example.evil.example/cb",
            "https://good.example%2f@evil.example/cb",
            "https://evil.example\\@good.example/cb",
            "http://good.example/cb",
            "//good.example/cb",
            "/oauth/authorize",
            "javascript:alert(1)//https://good.example/cb",
            "data:text/html,x",
            " https://good.example/cb",
            "https://good.example/cb\r\nx: y",
        ] {
            let answer = web.asks(Some(&ann), &[("redirect_uri", other)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{other}");
            assert!(!answer.headers.contains_key("location"), "{other}");
        }
        let local = Client::registered(&app, "http://localhost/cb").await;
        for (other, good) in [
            ("http://localhost:51234/cb", true),
            ("http://localhost:51234/other", false),
            ("http://127.0.0.1:51234/cb", false),
            ("http://localhost.evil.example:51234/cb", false),
            ("https://localhost:51234/cb", false),
        ] {
            let answer = local.asks(Some(&ann), &[("redirect_uri", other)]).await;
            assert_eq!(answer.status == StatusCode::OK, good, "{other}");
        }
        for id in ["", "x", "00000000-0000-0000-0000-000000000000", "https://127.0.0.2/client.json", "file:///etc/passwd"] {
            let answer = web.asks(Some(&ann), &[("client_id", id)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{id}");
        }
        let upper = web.id.to_uppercase();
        assert_eq!(web.asks(Some(&ann), &[("client_id", &upper)]).await.status, StatusCode::BAD_REQUEST);
        // A name that is there twice could be read in two ways.
        let twice = format!("/oauth/authorize?client_id={}&client_id=x&redirect_uri=https://good.example/cb", web.id);
        assert_eq!(Answer::of(app.anonymous(Method::GET, &twice)).await.status, StatusCode::BAD_REQUEST);
        let some = json!({ "redirect_uris": ["javascript:alert(1)", "cursor://anysphere.cursor-mcp/oauth/callback"] });
        let answer = Answer::of(app.anonymous(Method::POST, "/oauth/register").json(&some)).await;
        assert_eq!(answer.json()["redirect_uris"], json!(["cursor://anysphere.cursor-mcp/oauth/callback"]));
        for uris in [json!([]), json!(["javascript:alert(1)"]), json!(["http://evil.example/cb"]), json!(["https://good.example/#x"]), json!("x")] {
            let request = app.anonymous(Method::POST, "/oauth/register").json(&json!({ "redirect_uris": uris }));
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uris}");
            assert!(answer.json()["error"].as_str().unwrap().starts_with("invalid_"), "{}", answer.body);
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_is_told_what_is_wrong_with_its_question() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let client = Client::registered(&app, BACK).await;
        let plain = challenge(VERIFIER);
        for (change, error) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("response_type", ""), "unsupported_response_type"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge", "short"), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge_method", ""), "invalid_request"),
            (("resource", "https://evil.example/mcp"), "invalid_target"),
            (("resource", &format!("{}/api/v1", app.base)), "invalid_target"),
            (("request_uri", "https://evil.example/x"), "request_not_supported"),
        ] {
            for person in [None, Some(&ann)] {
                let answer = client.asks(person, &[change]).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{change:?}");
                assert!(answer.to.as_ref().unwrap().as_str().starts_with(BACK));
                assert_eq!(answer.told("error").as_deref(), Some(error), "{change:?}");
                assert_eq!(answer.told("state").as_deref(), Some("s t&a=te"));
                assert_eq!(answer.told("iss").as_deref(), Some(app.base.as_str()));
            }
        }
        // What older clients do not send, and scopes of other servers, are no fault.
        for change in [
            ("resource", ""),
            ("state", ""),
            ("scope", ""),
            ("scope", "openid offline_access mcp:tools"),
        ] {
            assert_eq!(
                client.asks(Some(&ann), &[change]).await.status,
                StatusCode::OK,
                "{change:?}"
            );
        }
        assert_eq!(plain.len(), 43);
        let page = client.asks(Some(&ann), &[("scope", "read spend")]).await;
        let ticked = |scope: &str| page.element(&format!("value=\"{scope}\"")).contains("checked");
        assert!(ticked("spend") && !ticked("publish") && !ticked("write"));
    })
    .await;
}

#[tokio::test]
async fn only_the_person_who_was_asked_answers_and_once() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let client = Client::registered(&app, BACK).await;
        let ticket = client.asks(Some(&ann), &[]).await.input("ticket");
        let allow = [
            ("ticket", ticket.as_str()),
            ("answer", "allow"),
            ("scope", "write"),
        ];
        // Another's ticket, a made-up one, none, and another site's page.
        assert_eq!(client.says(&bob, &allow).await.status, StatusCode::BAD_REQUEST);
        for wrong in ["", "x", &ticket[..ticket.len() - 2]] {
            let answer = client.says(&ann, &[("ticket", wrong), ("answer", "allow")]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert!(answer.body.contains("Start again"), "{}", answer.body);
        }
        let foreign = app
            .anonymous(Method::POST, "/oauth/authorize")
            .header("cookie", cookie(&ann))
            .header("origin", "https://evil.example")
            .form(&allow);
        assert_eq!(Answer::of(foreign).await.status, StatusCode::FORBIDDEN);
        let token = Agent::of(&ann, json!({})).await.token;
        let program = app
            .anonymous(Method::POST, "/oauth/authorize")
            .bearer_auth(token)
            .form(&allow);
        assert_eq!(Answer::of(program).await.status, StatusCode::UNAUTHORIZED);
        // An account of others.
        let account = bob.get("/auth/session").await["account"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut other = allow.to_vec();
        other.push(("account", &account));
        let answer = client.says(&ann, &other).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        // No means no.
        let denied = client
            .says(
                &ann,
                &[("ticket", &ticket), ("answer", "deny"), ("scope", "write")],
            )
            .await;
        assert_eq!(denied.told("error").as_deref(), Some("access_denied"));
        // Ten yeses at once are one.
        let all = join_all((0..10).map(|_| client.says(&ann, &allow))).await;
        let yes: Vec<_> = all
            .iter()
            .filter(|answer| answer.told("code").is_some())
            .collect();
        assert_eq!(yes.len(), 1);
        assert!(
            all.iter()
                .filter(|answer| answer.status == StatusCode::CONFLICT)
                .count()
                == 9
        );
        // A program of ours may be an owner's; what it was allowed is what was ticked.
        let keys = client
            .exchange(&[("code", &yes[0].told("code").unwrap())])
            .await
            .json();
        assert_eq!(keys["scope"], "read write");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_exchanged_once_by_its_own_app_alone() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let client = Client::registered(&app, BACK).await;
        let thief = Client::registered(&app, BACK).await;
        let code = client.code(&ann, &["write"]).await;
        let other = "another-verifier-that-has-as-many-characters-as-it-must";
        for changes in [
            vec![("code_verifier", other)],
            vec![("code_verifier", "")],
            vec![("client_id", thief.id.as_str())],
            vec![("redirect_uri", "http://127.0.0.1:4712/callback")],
            vec![("code", "x")],
        ] {
            let mut all = vec![("code", code.as_str())];
            all.extend(changes.iter().copied());
            let answer = client.exchange(&all).await;
            assert_eq!(
                (answer.status, answer.json()["error"].clone()),
                (StatusCode::BAD_REQUEST, json!("invalid_grant")),
                "{changes:?}"
            );
        }
        let target = client
            .exchange(&[("code", &code), ("resource", "https://evil.example/mcp")])
            .await;
        assert_eq!(target.json()["error"], "invalid_target");
        let no_client = client.exchange(&[("code", &code), ("client_id", "")]).await;
        assert_eq!(
            (no_client.status, no_client.json()["error"].clone()),
            (StatusCode::UNAUTHORIZED, json!("invalid_client"))
        );
        assert_eq!(
            client.exchange(&[("grant_type", "password")]).await.json()["error"],
            "unsupported_grant_type"
        );
        // Ten at once: one gets keys, and they work.
        let form = [("code", code.as_str())];
        let all = join_all((0..10).map(|_| client.exchange(&form))).await;
        let good: Vec<_> = all
            .iter()
            .filter(|answer| answer.status == StatusCode::OK)
            .collect();
        assert_eq!(good.len(), 1);
        assert!(
            all.iter()
                .filter(|answer| answer.json()["error"] == "invalid_grant")
                .count()
                == 9
        );
        let agent = client.agent(&good[0].json());
        assert!(works(&agent).await);
        // Later, a code that comes again was stolen: all that came of it ends.
        let mut database = app.superuser().await;
        database
            .execute("update oauth_codes set used_at = used_at - interval '1 minute'")
            .await
            .unwrap();
        assert_eq!(client.exchange(&form).await.json()["error"], "invalid_grant");
        assert!(!works(&agent).await);
        assert!(
            ann.get("/auth/security").await["results"]
                .to_string()
                .contains("app_key_reused")
        );
        // One that nobody fetched in time is worth nothing.
        let late = client.code(&ann, &[]).await;
        database
            .execute("update oauth_codes set expires_at = now() - interval '1 second'")
            .await
            .unwrap();
        assert_eq!(
            client.exchange(&[("code", &late)]).await.json()["error"],
            "invalid_grant"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refresh_key_is_used_once_and_a_stolen_one_ends_the_connection() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let client = Client::registered(&app, BACK).await;
        let thief = Client::registered(&app, BACK).await;
        let first = client.keys(&ann, &["write"]).await;
        let old = first["refresh_token"].as_str().unwrap();
        assert_eq!(thief.refresh(old).await.json()["error"], "invalid_grant");
        let second = client.refresh(old).await;
        assert_eq!(second.status, StatusCode::OK, "{}", second.body);
        let second = second.json();
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        // Parts of one app that ask at once, or whose answer was lost, all go on with the same keys.
        let again = join_all((0..10).map(|_| client.refresh(old))).await;
        for answer in again {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let answer = answer.json();
            for key in ["access_token", "refresh_token"] {
                assert_eq!(answer[key], second[key], "another {key} would be a second way in");
            }
        }
        assert!(works(&client.agent(&second)).await);
        let mut database = app.superuser().await;
        database
            .execute(
                "update oauth_tokens set used_at = used_at - interval '3 minutes' where used_at is not null",
            )
            .await
            .unwrap();
        ended(&client, old, &second).await;
    })
    .await;
}

/// The key from before ends the connection of what came of it.
async fn ended(client: &Client<'_>, old: &str, next: &Value) {
    assert_eq!(client.refresh(old).await.json()["error"], "invalid_grant");
    assert!(!works(&client.agent(next)).await);
    let refresh = next["refresh_token"].as_str().unwrap();
    assert_eq!(client.refresh(refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_key_from_before_ends_the_connection_once_somebody_went_on_however_soon() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let client = Client::registered(&app, BACK).await;
        let first = client.keys(&ann, &["write"]).await;
        let old = first["refresh_token"].as_str().unwrap();
        let second = client.refresh(old).await.json();
        let third = client
            .refresh(second["refresh_token"].as_str().unwrap())
            .await
            .json();
        assert!(works(&client.agent(&third)).await);
        ended(&client, old, &third).await;
        let noted: i64 = sqlx::query_scalar(
            "select count(*) from security_events where detail like '%Refresh token reused%'",
        )
        .fetch_one(&mut app.superuser().await)
        .await
        .unwrap();
        assert_eq!(noted, 1);
    })
    .await;
}

#[tokio::test]
async fn keys_end_by_themselves_by_their_app_and_with_their_person() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bob = ann.invite(&app, "editor").await;
        let client = Client::registered(&app, BACK).await;
        let mut database = app.superuser().await;
        let revoke = async |token: &str, id: &str| {
            let form = [("token", token), ("client_id", id)];
            Answer::of(app.anonymous(Method::POST, "/oauth/revoke").form(&form)).await.status
        };
        // Another app ends nothing, and is not told whether there was anything.
        let keys = client.keys(&bob, &["write"]).await;
        let (access, refresh) = (keys["access_token"].as_str().unwrap(), keys["refresh_token"].as_str().unwrap());
        let other = Client::registered(&app, BACK).await;
        for token in [access, refresh, "x"] {
            assert_eq!(revoke(token, &other.id).await, StatusCode::OK);
        }
        assert!(works(&client.agent(&keys)).await);
        assert_eq!(revoke(access, &client.id).await, StatusCode::OK);
        assert!(!works(&client.agent(&keys)).await);
        let keys = client.refresh(refresh).await.json();
        assert!(works(&client.agent(&keys)).await);
        assert_eq!(revoke(keys["refresh_token"].as_str().unwrap(), &client.id).await, StatusCode::OK);
        assert!(!works(&client.agent(&keys)).await);
        // Time.
        let keys = client.keys(&bob, &["write"]).await;
        database.execute("update oauth_tokens set expires_at = now() - interval '1 second' where not refreshes").await.unwrap();
        assert!(!works(&client.agent(&keys)).await);
        let keys = client.refresh(keys["refresh_token"].as_str().unwrap()).await.json();
        assert!(works(&client.agent(&keys)).await);
        // Another resource's.
        database.execute("update oauth_tokens set resource = 'https://other.example/mcp'").await.unwrap();
        assert!(!works(&client.agent(&keys)).await);
        // The person is less now, then gone.
        let keys = client.keys(&bob, &["write"]).await;
        let agent = client.agent(&keys);
        let named = |name: &str, sector: &str| json!({ "resource": "planner/keywords", "fields": { "keyword": name, "sector_id": sector } });
        let sector = ann.sector().await;
        agent.done("create", named("one", &sector)).await;
        let members = ann.get("/auth/users").await;
        let member = members["results"].as_array().unwrap().iter().find(|row| row["email"] == bob.email.as_str()).unwrap();
        let path = format!("/auth/users/{}", member["id"].as_str().unwrap());
        ann.request(Method::PATCH, &path).json(&json!({ "role": "viewer" })).send().await.unwrap();
        assert!(agent.refused("create", named("two", &sector)).await.contains("permission"));
        // Everybody sees their own, and who manages the account sees all.
        assert_eq!(ann.get("/auth/apps").await["count"], bob.get("/auth/apps").await["count"]);
        client.keys(&ann, &[]).await;
        assert!(ann.get("/auth/apps").await["count"].as_u64() > bob.get("/auth/apps").await["count"].as_u64());
        let removed = ann.request(Method::DELETE, &path).send().await.unwrap();
        assert!(!works(&agent).await);
        // Nor is an app connected again with a person who comes back.
        assert_eq!(ann.undo(&removed.json().await.unwrap()).await.0, StatusCode::OK);
        assert!(!works(&agent).await);
        assert_eq!(client.refresh(keys["refresh_token"].as_str().unwrap()).await.json()["error"], "invalid_grant");
        // A new password ends what was connected with the old one.
        let keys = client.keys(&ann, &[]).await;
        assert!(works(&client.agent(&keys)).await);
        let change = json!({ "current_password": "a long enough one", "new_password": "another long enough one" });
        let changed = ann.request(Method::PATCH, "/auth/profile").json(&change).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK, "{}", changed.text().await.unwrap());
        assert!(!works(&client.agent(&keys)).await);
    })
    .await;
}

#[tokio::test]
async fn an_app_is_bound_by_what_binds_its_person() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann
            .make("/auth/sites", json!({ "name": "Other", "language": "en" }))
            .await;
        let invited =
            json!({ "email": "bob@example.com", "name": "bob", "role": "editor", "sites": [site["id"]] });
        let bob = ann.invite_as(&app, invited).await;
        let client = Client::registered(&app, BACK).await;
        let agent = client.agent(&client.keys(&bob, &["write"]).await);
        let seen = agent.done("list", json!({ "resource": "auth/sites" })).await;
        assert_eq!(
            (seen["rows"].as_array().unwrap().len(), &seen["rows"][0]["id"]),
            (1, &site["id"]),
            "{seen}"
        );
        // A second proof that the account asks for, and a suspension.
        let mut database = app.superuser().await;
        for (begin, end) in [
            (
                "update accounts set require_two_factor = true",
                "update accounts set require_two_factor = false",
            ),
            (
                "insert into suspensions (account, reason) select id, 'Unpaid' from accounts",
                "delete from suspensions",
            ),
        ] {
            assert!(works(&agent).await);
            database.execute(begin).await.unwrap();
            assert_eq!(
                agent.ask("tools/list", json!({})).await.status,
                StatusCode::FORBIDDEN,
                "{begin}"
            );
            database.execute(end).await.unwrap();
        }
        assert!(works(&agent).await);
    })
    .await;
}

#[tokio::test]
async fn an_app_that_may_less_is_told_what_to_ask_for() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let viewer = ann.invite(&app, "viewer").await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let client = Client::registered(&app, BACK).await;
        let reads = client.agent(&client.keys(&ann, &[]).await);
        let challenge = async |agent: &Agent, tool: &str, arguments: Value| {
            let heard = agent.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await;
            let told = heard.headers.get("www-authenticate").map(|told| told.to_str().unwrap().to_owned());
            (heard.status, told.unwrap_or_default(), heard.message)
        };
        let named = json!({ "resource": "planner/keywords", "fields": { "keyword": "espresso", "sector_id": ann.sector().await } });
        let cluster = json!({ "resource": "planner/keywords", "action": "auto_cluster", "ids": ids, "confirm_credits": 1 });
        let task = json!({ "title": "Cold brew", "sector_id": ann.sector().await, "keywords": "cold brew coffee" });
        let article = ann.make("/writer/content", task).await["id"].clone();
        let approve = json!({ "resource": "writer/content", "action": "approve", "ids": [article], "confirm_credits": 0 });
        let site = json!({ "resource": "auth/sites", "fields": { "name": "x", "domain": "x.example", "language": "en" } });
        let writes = client.agent(&client.keys(&ann, &["write"]).await);
        for (agent, tool, arguments, scopes) in [
            (&reads, "create", &named, "read write"),
            (&reads, "create", &site, "read write manage"),
            (&writes, "create", &site, "read write manage"),
            (&writes, "start_run", &cluster, "read write spend"),
            (&writes, "publish", &approve, "read write publish"),
        ] {
            let (status, told, message) = challenge(agent, tool, arguments.clone()).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{tool}: {message}");
            assert!(told.contains("error=\"insufficient_scope\""), "{told}");
            assert!(told.contains(&format!("scope=\"{scopes}\"")), "{told}");
            assert!(told.contains("resource_metadata="), "{told}");
        }
        let all = client.agent(&client.keys(&ann, &["write", "manage", "spend", "publish"]).await);
        all.done("create", site.clone()).await;
        assert_eq!(all.done("start_run", cluster.clone()).await["step"], "started");
        // What its person may not, no asking gives.
        let theirs = client.agent(&client.keys(&viewer, &["write", "manage", "spend", "publish"]).await);
        for (tool, arguments) in [("create", &named), ("create", &site), ("start_run", &cluster), ("publish", &approve)] {
            let (status, told, message) = challenge(&theirs, tool, arguments.clone()).await;
            assert_eq!((status, told.as_str()), (StatusCode::OK, ""), "{message}");
            assert_eq!(message["result"]["isError"], true);
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_may_be_the_document_at_its_address() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let said = |id: String| json!({ "client_id": id, "client_name": "Documented", "redirect_uris": ["https://good.example/cb"] });
        let good = said(format!("{host}/client.json"));
        let foreign = said(format!("{host}/client.json"));
        let mut secret = said(format!("{host}/secret.json"));
        secret["token_endpoint_auth_method"] = json!("client_secret_basic");
        let mut script = said(format!("{host}/script.json"));
        script["redirect_uris"] = json!(["javascript:alert(1)"]);
        let document = |value: Value| get(move || async move { axum::Json(value) });
        let elsewhere = format!("{host}/client.json");
        let site = Router::new()
            .route("/client.json", document(good))
            .route("/foreign.json", document(foreign))
            .route("/secret.json", document(secret))
            .route("/script.json", document(script))
            .route("/text.json", get(|| async { "no JSON" }))
            .route("/large.json", get(|| async { format!("\"{}\"", "x".repeat(200_000)) }))
            .route("/moved.json", get(move || async move { axum::response::Redirect::temporary(&elsewhere) }));
        tokio::spawn(async move { axum::serve(listener, site).await });
        let client = Client {
            app: &app,
            id: format!("{host}/client.json"),
            back: "https://good.example/cb".to_owned(),
        };
        let page = client.asks(Some(&ann), &[]).await;
        assert!(page.body.contains("Documented") && page.body.contains("Published by"), "{}", page.body);
        let keys = client.keys(&ann, &["write"]).await;
        assert!(works(&client.agent(&keys)).await);
        for wrong in ["foreign.json", "secret.json", "script.json", "text.json", "large.json", "moved.json", "none.json", ""] {
            let answer = client.asks(Some(&ann), &[("client_id", &format!("{host}/{wrong}"))]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
            assert!(answer.body.contains("can't be connected"), "{wrong}: {}", answer.body);
        }
        for wrong in ["http://169.254.169.254/latest/meta-data", "https://10.0.0.1/client.json", "http://evil.example/client.json"] {
            let answer = client.asks(Some(&ann), &[("client_id", wrong)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    })
    .await;
}
