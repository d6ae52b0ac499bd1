//! Which addresses are taken, and what the guard does with answers.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use super::*;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;

async fn server(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}").parse().unwrap()
}

fn refusal(egress: &Egress, text: &str) -> String {
    egress
        .url(text)
        .map(|url| url.to_string())
        .unwrap_err()
        .to_string()
}

#[test]
fn only_public_https_addresses_are_taken() {
    let egress = Egress::new(false).unwrap();
    for text in [
        "https://api.openai.com/v1",
        " https://example.com:8443/path?query=1 ",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]/",
    ] {
        egress.url(text).unwrap();
    }
    let address = "this isn't a valid URL";
    let scheme = "the URL must start with https://";
    for (text, start) in [
        ("", address),
        ("example.com", address),
        ("https://", address),
        ("https://exa mple.com", address),
        ("http://example.com", scheme),
        ("http://localhost:11434", scheme),
        ("http://127.0.0.1", scheme),
        ("ftp://example.com", scheme),
        ("file:///etc/passwd", scheme),
        ("data:text/plain,x", scheme),
        ("https://user@example.com", "the URL must not contain a username"),
        (
            "https://:secret@example.com",
            "the URL must not contain a username",
        ),
        ("https://example.com/#part", "the URL must not contain a #"),
        ("https://localhost", "localhost isn't on the public internet"),
        (
            "https://a.localhost./",
            "a.localhost. isn't on the public internet",
        ),
        ("https://127.0.0.1", "127.0.0.1 isn't on the public internet"),
        ("https://2130706433", "127.0.0.1 isn't on the public internet"),
        ("https://0x7f.1", "127.0.0.1 isn't on the public internet"),
        ("https://0300.0250.1", "192.168.0.1 isn't on the public internet"),
        (
            "https://169.254.169.254/latest",
            "169.254.169.254 isn't on the public internet",
        ),
        ("https://[::1]/", "[::1] isn't on the public internet"),
        (
            "https://[::ffff:10.0.0.1]/",
            "[::ffff:a00:1] isn't on the public internet",
        ),
    ] {
        let said = refusal(&egress, text);
        assert!(said.starts_with(start), "{text}: {said}");
    }
}

#[test]
fn loopback_opens_this_machine_only() {
    let egress = Egress::new(true).unwrap();
    for text in [
        "http://localhost:11434/v1",
        "http://127.0.0.1:1",
        "http://[::1]:1",
        "https://localhost",
    ] {
        egress.url(text).unwrap();
    }
    for text in [
        "http://example.com",
        "http://10.0.0.1",
        "https://10.0.0.1",
        "https://[fd00::1]",
    ] {
        egress.url(text).unwrap_err();
    }
}

#[tokio::test]
async fn names_are_checked_when_they_are_resolved() {
    let local = server(Router::new().route("/", get(async || "here"))).await;
    let name: Url = format!("https://localhost:{}/", local.port().unwrap())
        .parse()
        .unwrap();
    // The check of the address is left out: the resolver stands by itself.
    let closed = Egress::new(false).unwrap();
    let error: EgressError = closed.client.get(name).send().await.unwrap_err().into();
    assert!(
        matches!(error, EgressError::NotFound { ref host, .. } if host == "localhost"),
        "{error:?}"
    );
    let inside = error.to_string().replace("localhost", "there-is-nothing.invalid");
    let unknown = "https://there-is-nothing.invalid/".parse().unwrap();
    let error = closed.fetch(unknown, 10, WHOLE).await.unwrap_err();
    assert!(
        matches!(error, EgressError::NotFound { ref host, .. } if host == "there-is-nothing.invalid"),
        "{error:?}"
    );
    assert_eq!(
        inside,
        error.to_string(),
        "it does not tell which names there are inside"
    );
    // With loopback open the same name is answered.
    let name = format!("http://localhost:{}/", local.port().unwrap())
        .parse()
        .unwrap();
    let open = Egress::new(true).unwrap();
    assert_eq!(open.fetch(name, 10, WHOLE).await.unwrap(), "here");
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_checked() {
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/once", get(async || Redirect::to("/#part")))
        .route("/inside", get(async || Redirect::to("http://10.0.0.1/")))
        .route("/file", get(async || Redirect::to("file:///etc/passwd")))
        .route("/round", get(async || Redirect::to("/round")));
    let local = server(router).await;
    let egress = Egress::new(true).unwrap();
    let fetch = async |path: &str| egress.fetch(local.join(path).unwrap(), 10, WHOLE).await;
    assert_eq!(fetch("/once").await.unwrap(), "here");
    assert!(matches!(fetch("/inside").await.unwrap_err(), EgressError::Scheme));
    assert!(matches!(fetch("/file").await.unwrap_err(), EgressError::Scheme));
    assert!(matches!(
        fetch("/round").await.unwrap_err(),
        EgressError::Redirects
    ));
    assert!(matches!(
        fetch("/nothing").await.unwrap_err(),
        EgressError::Status { status: 404 }
    ));
    let reach = async |path: &str| egress.reach(local.join(path).unwrap(), WHOLE).await;
    reach("/once").await.unwrap();
    assert!(matches!(reach("/inside").await, Err(EgressError::Scheme)));
    assert!(matches!(
        reach("/nothing").await,
        Err(EgressError::Status { status: 404 })
    ));
    // A plain request shows the redirect and goes nowhere.
    let request = egress.request(Method::GET, local.join("/once").unwrap()).unwrap();
    assert_eq!(request.send().await.unwrap().status(), 303);
}

#[tokio::test]
async fn answers_have_an_end_in_size_and_time() {
    let endless = || {
        let pieces = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
        axum::body::Body::from_stream(pieces)
    };
    let router = Router::new()
        .route("/ten", get(async || "0123456789"))
        .route("/endless", get(async move || endless()))
        // Slower than it is waited for below.
        .route("/slow", get(async || tokio::time::sleep(WHOLE).await));
    let local = server(router).await;
    let egress = Egress::new(true).unwrap();
    let fetch = async |path: &str, cap| {
        let url = local.join(path).unwrap();
        let timeout = Duration::from_millis(if path == "/slow" { 200 } else { 10_000 });
        egress.fetch(url, cap, timeout).await
    };
    assert_eq!(fetch("/ten", 10).await.unwrap(), "0123456789");
    assert!(matches!(
        fetch("/ten", 9).await.unwrap_err(),
        EgressError::TooLarge { cap: 9 }
    ));
    assert!(matches!(
        fetch("/endless", 1000).await.unwrap_err(),
        EgressError::TooLarge { cap: 1000 }
    ));
    assert!(matches!(
        fetch("/slow", 10).await.unwrap_err(),
        EgressError::TimedOut
    ));
}

#[tokio::test]
async fn nobody_there_is_said() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    drop(listener);
    let error = Egress::new(true)
        .unwrap()
        .fetch(url, 10, WHOLE)
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::Unreachable(_)), "{error:?}");
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
}
