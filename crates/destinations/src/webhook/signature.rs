//! Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

use crate::error::DestinationError;

/// What keys of the specification begin with.
pub const PREFIX: &str = "whsec_";

/// The least bytes of a key.
const MIN_KEY_BYTES: usize = 24;

/// A key that signs.
#[derive(Clone, Debug)]
pub struct Key(SecretSlice<u8>);

/// A key of so many random bytes as the specification writes it.
pub fn written(random: &[u8; 32]) -> SecretString {
    format!("{PREFIX}{}", STANDARD.encode(random)).into()
}

impl Key {
    /// The key as the specification writes it: base64, mostly after `whsec_`. Any other text stands for its own bytes.
    ///
    /// # Errors
    /// It cannot be read, or is too short.
    pub fn read(secret: &SecretString) -> Result<Self, DestinationError> {
        let text = secret.expose_secret().trim();
        let prefixed = text.strip_prefix(PREFIX);
        let unusable = |detail: &str| DestinationError::Settings {
            detail: detail.to_owned(),
        };
        let bytes = match (STANDARD.decode(prefixed.unwrap_or(text)), prefixed) {
            (Ok(bytes), _) => bytes,
            (Err(_), None) => text.as_bytes().to_vec(),
            (Err(_), Some(_)) => {
                return Err(unusable(
                    "the webhook signing key isn't valid base64 after whsec_",
                ));
            }
        };
        if bytes.len() < MIN_KEY_BYTES {
            return Err(unusable("the webhook signing key is shorter than 24 bytes"));
        }
        Ok(Self(bytes.into()))
    }

    /// The signature of a body that is sent under this id at this time, in seconds since 1970.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    pub fn sign(&self, id: &str, stamp: &str, body: &[u8]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{stamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_as_the_specification_has_it() {
        // The example that the specification's libraries test with.
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let key = Key::read(&secret).expect("a key");
        let signature = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn keys_are_base64_or_text_and_long_enough() {
        let length = |text: &str| Key::read(&SecretString::from(text)).map(|key| key.0.expose_secret().len());
        assert_eq!(length("a sentence that is no base64").ok(), Some(28));
        assert_eq!(length("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").ok(), Some(24));
        assert!(length("short").is_err());
        assert!(length("whsec_no base64 at all, however long it may be").is_err());
    }

    #[test]
    fn what_is_written_reads_back() {
        let written = written(&[7; 32]);
        assert!(written.expose_secret().starts_with(PREFIX));
        assert_eq!(Key::read(&written).expect("a key").0.expose_secret(), [7; 32]);
    }
}
