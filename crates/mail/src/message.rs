//! A letter with its envelope, as the bytes that are sent.

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart};

use crate::address::{Address, AddressError};
use crate::error::SendError;
use crate::letter::Letter;
use crate::name::line;

/// Who our mails come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    name: String,
    address: Address,
}

impl Sender {
    /// Reads `IGNY8 <no-reply@example.com>`, or an address alone.
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (name, address) = match text
            .trim()
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
        {
            Some((name, address)) => (name, address),
            None => ("", text),
        };
        Ok(Self {
            name: line(name.trim().trim_matches('"')),
            address: Address::parse(address)?,
        })
    }

    /// The address.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    fn mailbox(&self) -> Result<Mailbox, AddressError> {
        mailbox(&self.name, &self.address)
    }
}

/// Who gets a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    name: String,
    address: Address,
}

impl Recipient {
    /// Somebody who is called so.
    pub fn new(name: &str, address: Address) -> Self {
        Self {
            name: line(name),
            address,
        }
    }

    /// The address.
    pub const fn address(&self) -> &Address {
        &self.address
    }
}

fn mailbox(name: &str, address: &Address) -> Result<Mailbox, AddressError> {
    let name = (!name.is_empty()).then(|| name.to_owned());
    Ok(Mailbox::new(name, address.lettre()?))
}

/// Says that a program wrote the mail (RFC 3834), so that no program answers it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// A mail, ready to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    pub(crate) from: lettre::Address,
    pub(crate) to: lettre::Address,
    pub(crate) recipient: Address,
    bytes: Vec<u8>,
}

impl Message {
    /// Puts a mail together. `id` is its own for ever, so that mail programs show one that came twice as one.
    ///
    /// # Errors
    /// An address that lettre does not take.
    pub fn new(id: &str, from: &Sender, to: &Recipient, letter: &Letter) -> Result<Self, SendError> {
        let id: String = id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let message = MessageBuilder::new()
            .from(from.mailbox()?)
            .to(mailbox(&to.name, &to.address)?)
            .subject(letter.subject())
            .message_id(Some(format!("<{id}@{}>", from.address.domain())))
            .date_now()
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(letter.text(), letter.html()))
            .map_err(SendError::Build)?;
        Ok(Self {
            from: from.address.lettre()?,
            to: to.address.lettre()?,
            recipient: to.address.clone(),
            bytes: message.formatted(),
        })
    }

    /// As it is sent, headers first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &str, account: &str) -> Vec<String> {
        let (from, to) = (
            Sender::parse("IGNY8 <no-reply@example.com>").unwrap(),
            Address::parse("bob@example.com").unwrap(),
        );
        let letter = Letter::invitation(
            name,
            account,
            Some(name),
            "editor",
            "https://app.example/invite/t",
            7,
        );
        let message = Message::new("0198\r\nX: y", &from, &Recipient::new(name, to), &letter).unwrap();
        let text = String::from_utf8(message.bytes().to_vec()).unwrap();
        assert!(
            text.is_ascii() && text.lines().all(|line| line.len() <= 998),
            "{text}"
        );
        assert!(
            !text.replace("\r\n", "").contains(['\r', '\n']),
            "line ends are whole"
        );
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ")
            .replace("\r\n\t", " ")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// Whatever a name is, these are all headers there are.
    const NAMES: [&str; 9] = [
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ];

    #[test]
    fn no_name_makes_a_header() {
        for name in [
            "Ann",
            "Ann\r\nBcc: eve@evil.example",
            "Ann\nX-Evil: 1\n\nbody",
            "\"Ann\" <eve@evil.example>,",
            "Ann \\\" <x@y.example>",
            "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?=",
            "青い空".repeat(60).as_str(),
            "a".repeat(5000).as_str(),
            "\u{2028}Bcc: x\u{85}y\u{b}z\u{c}",
            "🐙\r\n.\r\nRCPT TO:<eve@evil.example>",
            "",
        ] {
            let headers = headers(name, name);
            for header in &headers {
                let (key, _) = header.split_once(": ").unwrap_or((header, ""));
                assert!(NAMES.contains(&key), "{name:?}: {header}");
            }
            let to: Vec<_> = headers
                .iter()
                .filter(|header| header.starts_with("To: "))
                .collect();
            assert_eq!(to.len(), 1);
            assert!(
                to[0].ends_with("bob@example.com>") || to[0] == "To: bob@example.com",
                "{}",
                to[0]
            );
            assert!(
                headers.contains(&"Message-ID: <0198Xy@example.com>".to_owned()),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_sender_has_a_name_or_none() {
        let sender = Sender::parse("\"IGNY8 of Acme\" <no-reply@Example.com>").unwrap();
        assert_eq!(
            (sender.name.as_str(), sender.address.to_string().as_str()),
            ("IGNY8 of Acme", "no-reply@example.com")
        );
        assert_eq!(Sender::parse("no-reply@example.com").unwrap().name, "");
        for bad in ["IGNY8", "IGNY8 <no-reply>", "<>", "a@example.com, b@example.com"] {
            assert!(Sender::parse(bad).is_err(), "{bad}");
        }
    }
}
