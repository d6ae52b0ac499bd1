//! Addresses, checked down to what SMTP can carry.

use std::fmt;

use url::Host;

/// Why a text is no address that mail can go to, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has no two parts around one `@`.
    #[error("an email address has a name, an @ and a domain, such as name@example.com")]
    Shape,
    /// The part before the `@` has letters that only a quoted name may have, or dots in the wrong places.
    #[error("the part before the @ may have letters, digits, single dots and these: !#$%&'*+-/=?^_`{{|}}~")]
    Local,
    /// The part after the `@` is no name of the public internet.
    #[error("{0} is not the name of a mail domain")]
    Domain(String),
    /// It is longer than SMTP takes.
    #[error("an email address has at most 254 characters, 64 of them before the @")]
    Length,
}

/// A checked address. The domain is in its ASCII form; the part before the `@` may be in any script, which only servers with
/// SMTPUTF8 take.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    local: String,
    domain: String,
}

impl Address {
    /// Checks what somebody typed.
    ///
    /// # Errors
    /// Says which part does not fit.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, host) = text.trim().rsplit_once('@').ok_or(AddressError::Shape)?;
        if local.is_empty() || host.is_empty() {
            return Err(AddressError::Shape);
        }
        // RFC 5322's dot-atom, with RFC 6531's letters beyond ASCII. Quoted names exist on paper.
        let atoms = local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(in_atom));
        if !atoms {
            return Err(AddressError::Local);
        }
        let unknown = || AddressError::Domain(crate::name::line(host));
        let Ok(Host::Domain(domain)) = Host::parse(host) else {
            return Err(unknown());
        };
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && !label.contains('_')
        };
        if !domain.contains('.') || !domain.split('.').all(label) {
            return Err(unknown());
        }
        if local.len() > 64 || local.len() + domain.len() >= 254 {
            return Err(AddressError::Length);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The part after the `@`, in ASCII.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether only servers that speak SMTPUTF8 (RFC 6531) take it.
    pub fn needs_utf8(&self) -> bool {
        !self.local.is_ascii()
    }

    /// As lettre wants it. Its own check is stricter in a few corners; what it refuses is refused.
    pub(crate) fn lettre(&self) -> Result<lettre::Address, AddressError> {
        lettre::Address::new(&self.local, &self.domain).map_err(|_| AddressError::Local)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

fn in_atom(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, AddressError};

    #[test]
    fn addresses_that_mail_can_go_to() {
        for plain in [
            "ann@example.com",
            "ann.m+igny8@mail.example.co.uk",
            "o'neil@example.com",
            "x@xn--bcher-kva.example",
        ] {
            let address = Address::parse(plain).unwrap();
            assert_eq!(
                (address.to_string().as_str(), address.needs_utf8()),
                (plain, false)
            );
            assert!(address.lettre().is_ok(), "{plain}");
        }
    }

    #[test]
    fn a_domain_of_any_script_is_written_in_ascii() {
        let address = Address::parse("ann@Bücher.example").unwrap();
        assert_eq!(
            (address.to_string().as_str(), address.needs_utf8()),
            ("ann@xn--bcher-kva.example", false)
        );
        let address = Address::parse("иван@пример.рф").unwrap();
        assert_eq!(
            (address.to_string().as_str(), address.needs_utf8()),
            ("иван@xn--e1afmkfd.xn--p1ai", true)
        );
        assert!(address.lettre().is_ok());
    }

    #[test]
    fn what_is_no_address() {
        for bad in ["", "ann", "ann@", "@example.com"] {
            assert_eq!(Address::parse(bad), Err(AddressError::Shape), "{bad}");
        }
        for bad in [
            "a b@example.com",
            "ann\r\nRCPT TO:<eve@evil.example>@example.com",
            "<ann@example.com>@x.example",
            "\"ann\"@example.com",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "ann@eve@example.com",
            "ann,eve@example.com",
            "a\u{202e}b@example.com",
        ] {
            assert_eq!(Address::parse(bad), Err(AddressError::Local), "{bad}");
        }
        for bad in [
            "ann@localhost",
            "ann@127.0.0.1",
            "ann@[127.0.0.1]",
            "ann@[::1]",
            "ann@exa mple.com",
            "ann@example.com>",
            "ann@-example.com",
            "ann@example..com",
            "ann@exam_ple.com",
            "ann@example.com:25",
            "ann@example.com\r\nDATA",
            "ann@2130706433",
        ] {
            assert!(
                matches!(Address::parse(bad), Err(AddressError::Domain(_))),
                "{bad}: {:?}",
                Address::parse(bad)
            );
        }
        let long = format!("{}@example.com", "a".repeat(65));
        assert_eq!(Address::parse(&long), Err(AddressError::Length));
        let long = format!("ann@{}example.com", "a2345678.".repeat(28));
        assert_eq!(Address::parse(&long), Err(AddressError::Length));
    }
}
