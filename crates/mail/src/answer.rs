//! What the answer of a mail server means for the next try.
//!
//! Servers tell by three digits (RFC 5321), most by an enhanced code as well (RFC 3463), some by words alone. The same digits
//! mean another thing at another moment: `550` for the sender is the operator's matter, `550` for the recipient mostly says
//! that nobody has the mailbox. So an answer is read with the moment at which it came.

use std::fmt;

/// At which moment of the dialogue something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding the server, connecting, TLS from the start.
    Connect,
    /// Its greeting and `EHLO`.
    Hello,
    /// `STARTTLS`.
    Tls,
    /// `AUTH`.
    Auth,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, before any of the mail was sent.
    Data,
    /// The end of the mail: the answer that hands it over.
    Content,
}

impl Stage {
    /// As it is told to operators.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Connect => "connecting",
            Self::Hello => "greeting the server",
            Self::Tls => "starting TLS",
            Self::Auth => "signing in to the server",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the recipient",
            Self::Data => "asking to send the text",
            Self::Content => "sending the text",
        }
    }
}

/// What follows from a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may pass: try again later.
    Later,
    /// Nobody has this mailbox: send it nothing more for a time.
    NoMailbox,
    /// This mail is not taken, however often it is sent.
    Refused,
    /// Settings, credentials or reputation of this installation: its operator has to do something, then try again.
    Operator,
    /// It may have been taken: never send it again.
    Unknown,
}

/// A refusal of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The three digits.
    pub code: u16,
    /// The enhanced code, where the server gives one.
    pub enhanced: Option<(u8, u16, u16)>,
    /// Its words in one line, without the codes.
    pub words: String,
}

/// Words of a refusal that is about us or about a rule, in lower case. They are looked for first: "recipient rejected by
/// policy" says nothing about the mailbox.
const POLICY: &[&str] = &[
    "spam",
    "block",
    "blacklist",
    "denylist",
    "listed",
    "policy",
    "policies",
    "relay",
    "denied",
    "authenticat",
    "spf",
    "dkim",
    "dmarc",
    "reputation",
    "not verified",
    "unverified",
    "banned",
    "sender",
    "helo",
    "not allowed",
    "not permitted",
    "unauthorized",
    "unsolicited",
    "content rejected",
    "virus",
];

/// Words of a refusal that is about the mailbox.
const UNKNOWN: &[&str] = &[
    "user unknown",
    "unknown user",
    "unknown recipient",
    "recipient unknown",
    "no such user",
    "no such mailbox",
    "no such recipient",
    "no such person",
    "does not exist",
    "doesn't exist",
    "doesn't have a",
    "not exist",
    "mailbox unavailable",
    "mailbox not found",
    "no mailbox",
    "invalid recipient",
    "invalid mailbox",
    "invalid address",
    "recipient not found",
    "user not found",
    "recipient address rejected",
    "recipient rejected",
    "unrouteable address",
    "unroutable address",
    "account disabled",
    "account has been disabled",
    "not a valid mailbox",
    "unknown address",
    "address unknown",
];

/// Words of a mailbox that nobody reads any more: they say it whatever code stands before them.
const DISABLED: &[&str] = &[
    "mailbox disabled",
    "mailbox is disabled",
    "mailbox has been disabled",
    "inactive mailbox",
    "inactive user",
];

impl Answer {
    /// Reads an answer: each of its lines may begin with the enhanced code.
    pub fn read(code: u16, text: &str) -> Self {
        let mut enhanced = None;
        let words: Vec<&str> = text
            .lines()
            .map(
                |line| match line.trim().split_once(' ').unwrap_or((line.trim(), "")) {
                    (first, rest) if enhanced_code(first).is_some() => {
                        enhanced = enhanced.or(enhanced_code(first));
                        rest.trim()
                    }
                    _ => line.trim(),
                },
            )
            .filter(|line| !line.is_empty())
            .collect();
        Self {
            code,
            // A class that contradicts the digits is a server's mistake; the digits count.
            enhanced: enhanced.filter(|(class, ..)| u16::from(*class) == code / 100),
            words: words
                .join(" ")
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .take(400)
                .collect(),
        }
    }

    /// What follows from this answer at that moment.
    pub fn verdict(&self, stage: Stage) -> Verdict {
        if self.code / 100 != 5 {
            return Verdict::Later;
        }
        match (stage, self.enhanced) {
            // Too large, or text that the server cannot carry: that is this mail's.
            (_, Some((_, 3, 4) | (_, 2, 3) | (_, 6, _))) => Verdict::Refused,
            (Stage::Connect | Stage::Hello | Stage::Tls | Stage::Auth | Stage::Sender, _) => {
                Verdict::Operator
            }
            // Bad mailbox, domain or syntax; moved; no such recipient (Exchange) or a domain without mail (RFC 7505); disabled.
            // Exchange looks recipients up at its edge and calls the unknown "Access denied" with 5.4.1; elsewhere it is a domain
            // without a host, as is 5.4.4.
            (_, Some((_, 1, 1 | 2 | 3 | 6 | 10) | (_, 2, 1) | (_, 4, 1 | 4))) => Verdict::NoMailbox,
            _ if self.says(DISABLED) => Verdict::NoMailbox,
            // The address of the sender, and all that is policy, authentication, encryption or reputation.
            (_, Some((_, 1, 7 | 8) | (_, 7, _))) => Verdict::Operator,
            // The mailbox is full, or the system behind it: the address is right.
            (_, Some((_, 2 | 3, _))) => Verdict::Refused,
            _ => self.by_words(),
        }
    }

    /// For servers that give no code, or one that says nothing: `5.0.0`, `5.1.0`, Outlook's `5.5.0`.
    fn by_words(&self) -> Verdict {
        if self.says(POLICY) {
            Verdict::Operator
        } else if self.says(UNKNOWN) {
            Verdict::NoMailbox
        } else {
            Verdict::Refused
        }
    }

    fn says(&self, any: &[&str]) -> bool {
        let words = self.words.to_lowercase();
        any.iter().any(|word| words.contains(word))
    }
}

fn enhanced_code(word: &str) -> Option<(u8, u16, u16)> {
    // Exchange and others write a colon or a dash behind it.
    let mut parts = word.trim_end_matches([':', '-', ',']).splitn(3, '.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(class, "2" | "4" | "5") || !digits(subject) || !digits(detail) {
        return None;
    }
    Some((class.parse().ok()?, subject.parse().ok()?, detail.parse().ok()?))
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some((class, subject, detail)) = self.enhanced {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        write!(f, " {}", self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Stage, Verdict};

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
}
