//! Sending, against a server that behaves as servers do.

use std::time::Duration;

use mail::test_server::{Does, TestServer};
use mail::{
    Address, Letter, Login, Mailer, Message, Recipient, SendError, Sender, Settings, Stage, Tls, Verdict,
};

fn message(to: &str) -> Message {
    let from = Sender::parse("IGNY8 <no-reply@example.com>").expect("a sender");
    let to = Recipient::new(
        "Bob\r\nBcc: eve@evil.example",
        Address::parse(to).expect("an address"),
    );
    let letter = Letter::password_reset("Bob", "https://app.example/reset/t0k", 60);
    Message::new("0198-1", &from, &to, &letter).expect("a mail")
}

fn login() -> Login {
    Login {
        user: "ann".into(),
        password: "hunter2".to_owned().into(),
    }
}

async fn sent(settings: Settings, to: &str) -> Result<mail::Accepted, SendError> {
    Mailer::new(settings).send(&message(to)).await
}

#[tokio::test]
async fn a_mail_arrives_in_every_mode_of_tls() {
    for (implicit, tls, encrypted) in [
        (true, Tls::Implicit, true),
        (false, Tls::Required, true),
        (false, Tls::Opportunistic, true),
        (false, Tls::None, false),
    ] {
        let server = TestServer::start(implicit).await;
        let settings = server.settings(tls).hello("app-1.example.com").unwrap();
        let accepted = sent(settings, "bob@example.com").await.unwrap();
        assert_eq!(accepted.answer, "2.0.0 Ok: queued as 42");
        let taken = server.taken();
        assert_eq!(taken.len(), 1, "{tls:?}");
        assert_eq!(
            (taken[0].from.as_str(), taken[0].to.as_str(), taken[0].encrypted),
            ("no-reply@example.com", "bob@example.com", encrypted)
        );
        assert_eq!(taken[0].link("/reset/").unwrap(), "https://app.example/reset/t0k");
        assert!(server.heard().contains(&"EHLO app-1.example.com".to_owned()));
        assert!(server.heard().iter().all(|line| !line.contains("evil")));
    }
}

#[tokio::test]
async fn a_password_goes_by_plain_or_login_and_never_in_the_clear() {
    let server = TestServer::start(false).await;
    let with_login = |tls| Settings {
        login: Some(login()),
        ..server.settings(tls)
    };
    sent(with_login(Tls::Required), "bob@example.com").await.unwrap();
    assert!(
        server
            .heard()
            .iter()
            .any(|line| line == "AUTH PLAIN AGFubgBodW50ZXIy")
    );
    // A server that knows LOGIN alone asks twice.
    server.at("EHLO", "", 1, Does::Says("250-mail.test\n250 STARTTLS"));
    server.at("EHLO", "", 1, Does::Says("250-mail.test\n250 AUTH LOGIN"));
    server.at("AUTH", "LOGIN", 1, Does::Says("334 VXNlcm5hbWU6"));
    let error = sent(with_login(Tls::Required), "bob@example.com")
        .await
        .unwrap_err();
    assert!(server.heard().contains(&"YW5u".to_owned()), "{error}");
    // No mechanism that we know; wrong password.
    server.at("EHLO", "", 1, Does::Says("250-mail.test\n250 STARTTLS"));
    server.at(
        "EHLO",
        "",
        1,
        Does::Says("250-mail.test\n250 AUTH GSSAPI XOAUTH2"),
    );
    let error = sent(with_login(Tls::Required), "bob@example.com")
        .await
        .unwrap_err();
    assert!(
        matches!(error, SendError::NoLogin) && error.verdict() == Verdict::Operator,
        "{error}"
    );
    server.at(
        "AUTH",
        "",
        1,
        Does::Says("535 5.7.8 Username and Password not accepted"),
    );
    let error = sent(with_login(Tls::Required), "bob@example.com")
        .await
        .unwrap_err();
    assert_eq!(
        (error.verdict(), error.to_string().contains("hunter2")),
        (Verdict::Operator, false)
    );
    // Opportunistic, to another machine by name, where nobody offers TLS.
    let before = server.heard().len();
    server.at("EHLO", "", 1, Does::Says("250-mail.test\n250 AUTH PLAIN"));
    let mut elsewhere = with_login(Tls::Opportunistic);
    elsewhere.host = "0.0.0.0".into();
    let error = sent(elsewhere, "bob@example.com").await.unwrap_err();
    assert!(matches!(error, SendError::Unencrypted), "{error}");
    assert!(
        server.heard()[before..]
            .iter()
            .all(|line| !line.starts_with("AUTH"))
    );
}

#[tokio::test]
async fn required_tls_is_not_talked_out_of() {
    let server = TestServer::start(false).await;
    server.at("EHLO", "", 1, Does::Says("250-mail.test\n250 8BITMIME"));
    let error = sent(server.settings(Tls::Required), "bob@example.com")
        .await
        .unwrap_err();
    assert!(
        matches!(error, SendError::NoTls) && error.verdict() == Verdict::Operator,
        "{error}"
    );
    server.at(
        "STARTTLS",
        "",
        1,
        Does::Says("454 4.7.0 TLS not available due to local problem"),
    );
    let error = sent(server.settings(Tls::Required), "bob@example.com")
        .await
        .unwrap_err();
    assert_eq!(error.verdict(), Verdict::Later, "{error}");
    server.at("STARTTLS", "", 1, Does::Says("502 5.5.1 Unknown command"));
    let error = sent(server.settings(Tls::Opportunistic), "bob@example.com")
        .await
        .unwrap_err();
    assert_eq!(error.verdict(), Verdict::Operator, "{error}");
    // A certificate that nobody vouches for, and one of another name.
    let stranger = Settings {
        root: None,
        ..server.settings(Tls::Required)
    };
    let error = sent(stranger, "bob@example.com").await.unwrap_err();
    assert!(
        matches!(error, SendError::Tls(_)) && error.verdict() == Verdict::Operator,
        "{error:?}"
    );
    let other = Settings {
        host: "127.0.0.2".into(),
        ..server.settings(Tls::Required)
    };
    let error = sent(other, "bob@example.com").await.unwrap_err();
    assert!(
        matches!(error, SendError::Tls(_) | SendError::Connection { .. }),
        "{error:?}"
    );
    assert!(server.taken().is_empty() && server.heard().iter().all(|line| !line.starts_with("MAIL")));
}

#[tokio::test]
async fn answers_slipped_in_before_tls_send_nothing() {
    let server = TestServer::start(false).await;
    // Read with the answer to STARTTLS, it would be taken for the first answer over TLS, and each later one for the next step.
    server.at(
        "STARTTLS",
        "",
        9,
        Does::Says("220 2.0.0 Ready\n250-mail.test\n250 AUTH PLAIN"),
    );
    for login in [None, Some(login())] {
        let error = sent(
            Settings {
                login,
                ..server.settings(Tls::Required)
            },
            "bob@example.com",
        )
        .await
        .unwrap_err();
        assert!(
            matches!(error, SendError::OutOfTurn { .. }) && error.verdict() == Verdict::Operator,
            "{error:?}"
        );
    }
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn refusals_are_told_apart_with_their_moment() {
    let server = TestServer::start(false).await;
    for (at, says, stage, verdict) in [
        (
            "CONNECT",
            "554 5.7.1 No SMTP service here",
            Stage::Hello,
            Verdict::Operator,
        ),
        (
            "CONNECT",
            "421 4.7.0 Try again later",
            Stage::Hello,
            Verdict::Later,
        ),
        ("EHLO", "421 4.3.2 Shutting down", Stage::Hello, Verdict::Later),
        ("EHLO", "502 5.5.1 Unknown", Stage::Hello, Verdict::Operator),
        (
            "MAIL",
            "553 5.1.8 Sender address rejected: Domain not found",
            Stage::Sender,
            Verdict::Operator,
        ),
        (
            "MAIL",
            "452 4.3.1 Insufficient system storage",
            Stage::Sender,
            Verdict::Later,
        ),
        (
            "RCPT",
            "550-5.1.1 The email account that you tried\n550-5.1.1 to reach\n550 5.1.1 does not exist",
            Stage::Recipient,
            Verdict::NoMailbox,
        ),
        ("RCPT", "450 4.7.1 Greylisted", Stage::Recipient, Verdict::Later),
        ("RCPT", "552 5.2.2 over quota", Stage::Recipient, Verdict::Refused),
        ("DATA", "451 4.3.0 Try later", Stage::Data, Verdict::Later),
        ("DATA", "554 5.7.1 blocked", Stage::Data, Verdict::Operator),
        (
            ".",
            "554 Message rejected: Email address is not verified.",
            Stage::Content,
            Verdict::Operator,
        ),
        (".", "451 4.4.2 Timeout", Stage::Content, Verdict::Later),
        (".", "550 5.1.1 no such user", Stage::Content, Verdict::NoMailbox),
    ] {
        server.at(at, "", 1, Does::Says(says));
        let error = sent(server.settings(Tls::None), "bob@example.com")
            .await
            .unwrap_err();
        let SendError::Refused {
            stage: at_stage,
            answer,
        } = &error
        else {
            panic!("{says}: {error:?}")
        };
        assert_eq!((*at_stage, error.verdict()), (stage, verdict), "{says}: {answer}");
    }
    // 421 and the end of the line, at once.
    server.at(
        "RCPT",
        "",
        1,
        Does::SaysAndDrops("421 4.3.2 Service closing transmission channel"),
    );
    assert_eq!(
        sent(server.settings(Tls::None), "bob@example.com")
            .await
            .unwrap_err()
            .verdict(),
        Verdict::Later
    );
    server.at(
        ".",
        "",
        1,
        Does::SaysAndDrops("421 4.3.2 Service closing transmission channel"),
    );
    assert_eq!(
        sent(server.settings(Tls::None), "bob@example.com")
            .await
            .unwrap_err()
            .verdict(),
        Verdict::Later
    );
    assert!(server.taken().is_empty());
    sent(server.settings(Tls::None), "bob@example.com").await.unwrap();
}

#[tokio::test]
async fn broken_lines_are_tried_again_but_for_the_one_that_may_have_arrived() {
    let server = TestServer::start(false).await;
    for at in ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"] {
        server.at(at, "", 1, Does::Drops);
        let error = sent(server.settings(Tls::None), "bob@example.com")
            .await
            .unwrap_err();
        assert_eq!(error.verdict(), Verdict::Later, "{at}: {error:?}");
    }
    assert!(server.taken().is_empty());
    server.at(".", "", 1, Does::Drops);
    let error = sent(server.settings(Tls::None), "bob@example.com")
        .await
        .unwrap_err();
    assert_eq!(error.verdict(), Verdict::Unknown, "{error:?}");
    assert_eq!(server.taken().len(), 1, "it had arrived");
}

#[tokio::test]
async fn late_answers_are_waited_for_as_long_as_said() {
    let server = TestServer::start(false).await;
    let quick = || server.settings(Tls::None).patience(Duration::from_millis(200));
    server.at("CONNECT", "", 1, Does::Waits(Duration::from_millis(250)));
    sent(quick(), "bob@example.com").await.unwrap();
    for (at, verdict) in [
        ("CONNECT", Verdict::Later),
        ("RCPT", Verdict::Later),
        ("DATA", Verdict::Later),
        (".", Verdict::Unknown),
    ] {
        server.at(at, "", 1, Does::Waits(Duration::from_millis(1200)));
        let error = sent(quick(), "bob@example.com").await.unwrap_err();
        assert!(matches!(error, SendError::TimedOut { .. }), "{at}: {error:?}");
        assert_eq!(error.verdict(), verdict, "{at}");
    }
}

#[tokio::test]
async fn what_is_no_smtp_is_no_answer() {
    let server = TestServer::start(false).await;
    for says in [
        "HTTP/1.1 400 Bad Request",
        "220",
        "99 hello",
        "220-one\n250 two",
        "",
        "220 \u{fffd}",
    ] {
        server.at("CONNECT", "", 1, Does::SaysAndDrops(says));
        let tried = sent(server.settings(Tls::None), "bob@example.com").await;
        assert!(
            tried.is_err_and(|error| error.verdict() == Verdict::Later),
            "{says:?}"
        );
    }
    server.at("RCPT", "", 1, Does::Says("354 Go ahead"));
    let error = sent(server.settings(Tls::None), "bob@example.com")
        .await
        .unwrap_err();
    assert!(
        matches!(error, SendError::OutOfTurn { code: 354, .. }),
        "{error:?}"
    );
    let nobody = Settings::new("127.0.0.1", Some(1), Some(Tls::None), None).unwrap();
    assert_eq!(
        sent(nobody, "bob@example.com").await.unwrap_err().verdict(),
        Verdict::Later
    );
    let nowhere = Settings::new("no-such-host.invalid", None, None, None).unwrap();
    assert_eq!(
        sent(nowhere, "bob@example.com").await.unwrap_err().verdict(),
        Verdict::Later
    );
}

#[tokio::test]
async fn international_addresses_need_a_server_that_takes_them() {
    let server = TestServer::start(false).await;
    sent(server.settings(Tls::Required), "иван@пример.рф")
        .await
        .unwrap();
    assert_eq!(server.taken()[0].to, "иван@xn--e1afmkfd.xn--p1ai");
    assert!(
        server
            .heard()
            .contains(&"MAIL FROM:<no-reply@example.com> SMTPUTF8".to_owned()),
        "{:?}",
        server.heard()
    );
    // In the clear this server does not say that it takes them.
    let error = sent(server.settings(Tls::None), "иван@example.com")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("SMTPUTF8") && error.verdict() == Verdict::Refused,
        "{error}"
    );
    sent(server.settings(Tls::None), "ann@bücher.example")
        .await
        .unwrap();
}

#[tokio::test]
async fn an_operator_can_try_the_settings() {
    let server = TestServer::start(false).await;
    let settings = Settings {
        login: Some(login()),
        ..server.settings(Tls::Required)
    };
    Mailer::new(settings.clone()).check().await.unwrap();
    server.at("AUTH", "", 1, Does::Says("535 5.7.8 no"));
    assert_eq!(
        Mailer::new(settings).check().await.unwrap_err().verdict(),
        Verdict::Operator
    );
    assert!(server.taken().is_empty());
}
