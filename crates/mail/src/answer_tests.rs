//! What servers say, and what it means: answers as they were reported.

use crate::answer::{Answer, Stage, Verdict};

/// What servers say: stage, digits, text, what follows.
const SAID: &[(Stage, u16, &str, Verdict)] = &[
    // Gmail.
    (
        Stage::Recipient,
        550,
        "5.1.1 The email account that you tried to reach does not exist. Please try\n5.1.1 double-checking the recipient's email address for typos or\n5.1.1 unnecessary spaces. - gsmtp",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        550,
        "5.2.1 The email account that you tried to reach is disabled. - gsmtp",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        552,
        "5.2.2 The email account that you tried to reach is over quota. - gsmtp",
        Verdict::Refused,
    ),
    (
        Stage::Recipient,
        452,
        "4.2.2 The email account that you tried to reach is over quota. - gsmtp",
        Verdict::Later,
    ),
    (
        Stage::Recipient,
        450,
        "4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp",
        Verdict::Later,
    ),
    (
        Stage::Content,
        421,
        "4.7.28 Our system has detected an unusual rate of unsolicited mail. - gsmtp",
        Verdict::Later,
    ),
    (
        Stage::Content,
        550,
        "5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp",
        Verdict::Operator,
    ),
    (
        Stage::Content,
        552,
        "5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp",
        Verdict::Operator,
    ),
    (
        Stage::Content,
        552,
        "5.3.4 Your message exceeded Google's message size limits. - gsmtp",
        Verdict::Refused,
    ),
    (
        Stage::Auth,
        535,
        "5.7.8 Username and Password not accepted. - gsmtp",
        Verdict::Operator,
    ),
    (
        Stage::Auth,
        454,
        "4.7.0 Cannot authenticate due to temporary system problem. - gsmtp",
        Verdict::Later,
    ),
    (
        Stage::Sender,
        530,
        "5.7.0 Must issue a STARTTLS command first. - gsmtp",
        Verdict::Operator,
    ),
    // Exchange and Outlook.
    (
        Stage::Recipient,
        550,
        "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        550,
        "5.4.1 Recipient address rejected: Access denied. [X.outlook.com 2026-01-01]",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        550,
        "5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        550,
        "5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus.",
        Verdict::Operator,
    ),
    (
        Stage::Content,
        550,
        "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
        Verdict::Operator,
    ),
    (
        Stage::Sender,
        530,
        "5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        432,
        "4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",
        Verdict::Later,
    ),
    (
        Stage::Recipient,
        451,
        "4.7.500 Server busy. Please try again later",
        Verdict::Later,
    ),
    // Postfix.
    (
        Stage::Recipient,
        550,
        "5.1.1 <x@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        554,
        "5.7.1 <x@example.com>: Relay access denied",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        450,
        "4.7.1 <x@example.com>: Recipient address rejected: Greylisted, try again in 300 s",
        Verdict::Later,
    ),
    (
        Stage::Recipient,
        504,
        "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        553,
        "5.1.8 <a@b>: Sender address rejected: Domain not found",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        550,
        "5.1.2 <x@nowhere.example>: Recipient address rejected: Domain not found",
        Verdict::NoMailbox,
    ),
    // SES, which tells without enhanced codes.
    (
        Stage::Content,
        554,
        "Message rejected: Email address is not verified. The following identities failed the check",
        Verdict::Operator,
    ),
    (
        Stage::Content,
        454,
        "Throttling failure: Maximum sending rate exceeded.",
        Verdict::Later,
    ),
    (
        Stage::Content,
        554,
        "Transaction failed: Missing final '@domain'.",
        Verdict::Refused,
    ),
    (
        Stage::Auth,
        535,
        "Authentication Credentials Invalid",
        Verdict::Operator,
    ),
    (Stage::Auth, 530, "Authentication required", Verdict::Operator),
    // Mailgun, Yahoo, Exim, sendmail.
    (Stage::Recipient, 550, "5.7.1 Relaying denied", Verdict::Operator),
    (
        Stage::Content,
        554,
        "delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]",
        Verdict::NoMailbox,
    ),
    (Stage::Recipient, 550, "Unrouteable address", Verdict::NoMailbox),
    (
        Stage::Recipient,
        550,
        "5.0.0 x@example.com... No such user here",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        556,
        "5.1.10 Recipient address has null MX",
        Verdict::NoMailbox,
    ),
    (
        Stage::Recipient,
        550,
        "Administrative prohibition by policy",
        Verdict::Operator,
    ),
    (Stage::Recipient, 550, "No thanks", Verdict::Refused),
    // What people reported of smaller servers: a host that is not found is no mailbox.
    (
        Stage::Hello,
        501,
        "5.5.4 HELO/EHLO argument \"app.*\" invalid, closing connection.",
        Verdict::Operator,
    ),
    (
        Stage::Hello,
        421,
        "EHLO MXIN201 Your HELO/EHLO app.example is not matching your DNS configuration",
        Verdict::Later,
    ),
    (
        Stage::Recipient,
        550,
        "5.7.1 <app>: Helo command rejected: Host not found",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        554,
        "5.7.1 : Sender address rejected: Dumb.",
        Verdict::Operator,
    ),
    (
        Stage::Recipient,
        550,
        "5.7.1 : Recipient address rejected: Inactive MailBox, not poped for more than 6 months",
        Verdict::NoMailbox,
    ),
    (
        Stage::Content,
        554,
        "delivery error: dd Sorry, your message cannot be delivered. This mailbox is disabled (554.30).",
        Verdict::NoMailbox,
    ),
    (
        Stage::Content,
        550,
        "5.7.1 Our system has detected that this message is likely unsolicited mail.",
        Verdict::Operator,
    ),
    // Before anybody was named, nothing is about a mailbox.
    (Stage::Hello, 554, "5.7.1 No SMTP service here", Verdict::Operator),
    (
        Stage::Hello,
        421,
        "Too many concurrent SMTP connections",
        Verdict::Later,
    ),
    (
        Stage::Tls,
        454,
        "4.7.0 TLS not available due to local problem",
        Verdict::Later,
    ),
    (Stage::Sender, 550, "5.1.1 unknown user", Verdict::Operator),
    // A server that contradicts itself is taken by its digits.
    (Stage::Recipient, 450, "5.1.1 User unknown", Verdict::Later),
    (Stage::Recipient, 550, "4.1.1 User unknown", Verdict::NoMailbox),
];

#[test]
fn what_servers_say_is_told_apart() {
    for (stage, code, text, verdict) in SAID {
        let answer = Answer::read(*code, text);
        assert_eq!(answer.verdict(*stage), *verdict, "{stage:?} {answer}");
    }
}

#[test]
fn an_answer_is_one_line() {
    let answer = Answer::read(550, "5.1.1 The account\n5.1.1 does not\n\t exist\u{7}");
    assert_eq!(
        (answer.enhanced, answer.to_string().as_str()),
        (Some((5, 1, 1)), "550 5.1.1 The account does not exist ")
    );
    assert_eq!(Answer::read(550, "10.1.1.1 is blocked").enhanced, None);
    assert_eq!(Answer::read(550, "").to_string(), "550 ");
}
