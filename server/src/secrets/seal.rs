//! Seals keys of other systems before they are stored: XChaCha20-Poly1305, bound to the account.
//!
//! Stored bytes: one byte for the version of the key, 24 for the nonce, then the sealed text with its tag.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use igny8::error::Problem;
use igny8::id::AccountId;
use rand::RngCore as _;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::{Digest as _, Sha256};

use crate::error::Result;

/// The version of the key that new texts are sealed with.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// Seals and opens. It shows nothing of its keys, also not to a log.
#[derive(Debug)]
pub struct Sealer {
    key: SecretSlice<u8>,
    previous: Option<SecretSlice<u8>>,
}

/// How a sealed text stands to the secrets that hold.
#[derive(Debug)]
pub enum Standing {
    /// The secret that holds opens it.
    Current,
    /// The one before opens it: this is the same, sealed anew.
    Resealed(Vec<u8>),
    /// Neither opens it.
    Lost,
}

impl Sealer {
    /// From the installation's secret; its own key, so that neither tells anything of the other.
    pub fn new(secret: &str) -> Self {
        Self::with_previous(secret, None)
    }

    /// The same where the secret before that one still opens what it sealed.
    pub fn with_previous(secret: &str, previous: Option<&str>) -> Self {
        Self {
            key: key(secret),
            previous: previous.map(key),
        }
    }

    /// Seals a text of this account.
    ///
    /// # Errors
    /// The text is longer than a cipher takes.
    pub fn seal(&self, account: AccountId, text: &[u8]) -> Result<Vec<u8>> {
        self.seal_for(&account.to_string(), text)
    }

    /// Seals a text of this owner, such as a mail or a person: it opens for the same owner alone.
    ///
    /// # Errors
    /// The text is longer than a cipher takes.
    pub fn seal_for(&self, owner: &str, text: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: text,
            aad: owner.as_bytes(),
        };
        let sealed = cipher(&self.key)?
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Problem::internal())?;
        Ok([&[VERSION][..], &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this account.
    ///
    /// # Errors
    /// It was sealed for another account, with another secret, or was changed.
    pub fn open(&self, account: AccountId, sealed: &[u8]) -> Result<SecretString> {
        self.open_for(&account.to_string(), sealed)
    }

    /// Opens what was sealed for this owner.
    ///
    /// # Errors
    /// It was sealed for another owner, with another secret, or was changed.
    pub fn open_for(&self, owner: &str, sealed: &[u8]) -> Result<SecretString> {
        let previous = || self.previous.as_ref().and_then(|key| open(key, owner, sealed));
        let opened = open(&self.key, owner, sealed).or_else(previous);
        opened.ok_or_else(|| lost().into())
    }

    /// How what was sealed for this owner stands to the secrets.
    ///
    /// # Errors
    /// The text is longer than a cipher takes.
    pub fn standing(&self, owner: &str, sealed: &[u8]) -> Result<Standing> {
        if open(&self.key, owner, sealed).is_some() {
            return Ok(Standing::Current);
        }
        let Some(text) = self.previous.as_ref().and_then(|key| open(key, owner, sealed)) else {
            return Ok(Standing::Lost);
        };
        let again = self.seal_for(owner, text.expose_secret().as_bytes())?;
        Ok(Standing::Resealed(again))
    }
}

impl Sealer {
    /// The secrets that follow from this one for a purpose, by each of ours, the one that holds first: as random as it to everybody else,
    /// and always the same, so that none of them need be kept.
    pub fn derived(&self, purpose: &str, secret: &str) -> impl Iterator<Item = String> {
        let keys = std::iter::once(&self.key).chain(&self.previous);
        keys.filter_map(move |key| {
            let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.expose_secret()).ok()?;
            mac.update(purpose.as_bytes());
            mac.update(b"\0");
            mac.update(secret.as_bytes());
            Some(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
        })
    }
}

fn lost() -> Problem {
    Problem::conflict("The stored key can't be read anymore. Enter it again in Integrations.")
}

fn key(secret: &str) -> SecretSlice<u8> {
    let mut hash = Sha256::new();
    hash.update(b"igny8 seals keys of other systems, version 1\0");
    hash.update(secret.as_bytes());
    SecretSlice::from(hash.finalize().to_vec())
}

fn cipher(key: &SecretSlice<u8>) -> Result<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(key.expose_secret()).map_err(|_| Problem::internal().into())
}

/// What this key opens; none if it is another's, another owner's, or was changed.
fn open(key: &SecretSlice<u8>, owner: &str, sealed: &[u8]) -> Option<SecretString> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, text) = rest.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    if *version != VERSION {
        return None;
    }
    let payload = Payload {
        msg: text,
        aad: owner.as_bytes(),
    };
    let open = cipher(key).ok()?.decrypt(&XNonce::from(nonce), payload).ok()?;
    Some(String::from_utf8(open).ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_account_only() {
        let (sealer, account) = (Sealer::new("a secret"), AccountId::new());
        let stored = sealer.seal(account, b"sk-1234").unwrap();
        assert_eq!(sealer.open(account, &stored).unwrap().expose_secret(), "sk-1234");
        assert_ne!(sealer.seal(account, b"sk-1234").unwrap(), stored);
        assert!(sealer.open(AccountId::new(), &stored).is_err());
        assert!(Sealer::new("another").open(account, &stored).is_err());
        let mut changed = stored;
        if let Some(last) = changed.last_mut() {
            *last ^= 1;
        }
        assert!(sealer.open(account, &changed).is_err());
        assert!(sealer.open(account, &[]).is_err());
    }

    #[test]
    fn what_follows_from_a_secret_is_the_same_and_tells_nothing_of_it() {
        let both = Sealer::with_previous("new", Some("old"));
        let all: Vec<_> = both.derived("refresh", "abc").collect();
        assert_eq!(
            all[..1],
            Sealer::new("new").derived("refresh", "abc").collect::<Vec<_>>()
        );
        assert_eq!(
            all[1..],
            Sealer::new("old").derived("refresh", "abc").collect::<Vec<_>>()
        );
        let mut others = vec![all[0].clone(), all[1].clone()];
        others.extend(both.derived("access", "abc"));
        others.extend(both.derived("refresh", "abcd"));
        others.sort();
        others.dedup();
        assert!(
            others.len() == 6 && others.iter().all(|one| one.len() == 43),
            "{others:?}"
        );
    }

    #[test]
    fn the_secret_before_opens_and_is_resealed() {
        let (old, account) = (Sealer::new("the old secret"), AccountId::new());
        let stored = old.seal(account, b"sk-1234").unwrap();
        let both = Sealer::with_previous("the new secret", Some("the old secret"));
        assert_eq!(both.open(account, &stored).unwrap().expose_secret(), "sk-1234");
        let owner = account.to_string();
        let Standing::Resealed(again) = both.standing(&owner, &stored).unwrap() else {
            panic!("the old secret sealed it")
        };
        assert_eq!(
            Sealer::new("the new secret")
                .open(account, &again)
                .unwrap()
                .expose_secret(),
            "sk-1234"
        );
        assert!(matches!(
            both.standing(&owner, &again).unwrap(),
            Standing::Current
        ));
        assert!(matches!(
            both.standing("somebody else", &stored).unwrap(),
            Standing::Lost
        ));
        let new = Sealer::new("the new secret");
        assert!(matches!(new.standing(&owner, &stored).unwrap(), Standing::Lost));
    }
}
