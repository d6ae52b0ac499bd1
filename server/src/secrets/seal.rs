//! Seals keys of other systems before they are stored: XChaCha20-Poly1305, bound to the account.
//!
//! Stored bytes: one byte for the version of the key, 24 for the nonce, then the sealed text with its tag.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use igny8::error::Problem;
use igny8::id::AccountId;
use rand::RngCore as _;
use secrecy::{SecretSlice, SecretString};
use sha2::{Digest as _, Sha256};

use crate::error::Result;

/// The version of the key that new texts are sealed with.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// Seals and opens. It shows nothing of its key, also not to a log.
#[derive(Debug)]
pub struct Sealer(SecretSlice<u8>);

impl Sealer {
    /// From the installation's secret; its own key, so that neither tells anything of the other.
    pub fn new(secret: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"igny8 seals keys of other systems, version 1\0");
        hash.update(secret.as_bytes());
        Self(SecretSlice::from(hash.finalize().to_vec()))
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305> {
        let key = secrecy::ExposeSecret::expose_secret(&self.0);
        XChaCha20Poly1305::new_from_slice(key).map_err(|_| Problem::internal().into())
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
        let sealed = self
            .cipher()?
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
        let lost =
            || Problem::conflict("The stored key can't be read anymore. Enter it again in Integrations.");
        let (version, rest) = sealed.split_first().ok_or_else(lost)?;
        let (nonce, text) = rest.split_at_checked(NONCE).ok_or_else(lost)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| lost())?;
        if *version != VERSION {
            return Err(lost().into());
        }
        let payload = Payload {
            msg: text,
            aad: owner.as_bytes(),
        };
        let open = self
            .cipher()?
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| lost())?;
        Ok(String::from_utf8(open).map_err(|_| lost())?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

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
}
