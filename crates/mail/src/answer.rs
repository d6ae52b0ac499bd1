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
