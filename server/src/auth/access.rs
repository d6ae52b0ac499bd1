//! Access tokens: short-lived JWTs (RFC 7519) with one pinned algorithm.

use igny8::error::Problem;
use igny8::id::{AccountId, SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Seconds that an access token holds.
pub const LIFETIME: u64 = 600;
const ISSUER: &str = "igny8";
const AUDIENCE: &str = "igny8-api";
/// RFC 9068's type for access tokens: a token made for something else is none.
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    exp: u64,
    iat: u64,
    /// The person.
    pub sub: UserId,
    /// The account.
    pub account: AccountId,
    /// The sign-in.
    pub session: SessionId,
}

impl Claims {
    /// The second since 1970 in which the token ends.
    pub const fn ends(&self) -> u64 {
        self.exp
    }
}

/// The keys that sign and verify.
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    previous: Option<DecodingKey>,
    validation: Validation,
}

impl Keys {
    /// Keys from the installation's secret.
    ///
    /// # Errors
    /// The secret is shorter than the 32 bytes that HS256 asks for (RFC 7518, section 3.2).
    pub fn new(secret: &str) -> Result<Self, Problem> {
        Self::with_previous(secret, None)
    }

    /// The same where what the secret before that one signed is still read.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_previous(secret: &str, previous: Option<&str>) -> Result<Self, Problem> {
        if secret.len() < 32 {
            return Err(Problem::bad_request(
                "IGNY8_SECRET has fewer than 32 bytes. Set a longer one.",
            ));
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 5;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            previous: previous.map(|secret| DecodingKey::from_secret(secret.as_bytes())),
            validation,
        })
    }

    /// Signs a token for a sign-in that was just verified.
    ///
    /// # Errors
    /// Signing fails.
    pub fn sign(&self, user: UserId, account: AccountId, session: SessionId) -> Result<String> {
        let now = u64::try_from(chrono::Utc::now().timestamp()).unwrap_or_default();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            exp: now + LIFETIME,
            iat: now,
            sub: user,
            account,
            session,
        };
        let header = Header {
            typ: Some(TYPE.into()),
            ..Header::new(Algorithm::HS256)
        };
        Ok(jsonwebtoken::encode(&header, &claims, &self.encoding)?)
    }

    /// What a valid token says; none for anything else.
    pub fn read(&self, token: &str) -> Option<Claims> {
        let decoded = |key| jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok();
        let data = decoded(&self.decoding).or_else(|| decoded(self.previous.as_ref()?))?;
        (data.header.typ.as_deref() == Some(TYPE)).then_some(data.claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tokens_are_read() {
        let keys = Keys::new(&"k".repeat(32)).expect("long enough");
        let other = Keys::new(&"o".repeat(32)).expect("long enough");
        let token = keys
            .sign(UserId::new(), AccountId::new(), SessionId::new())
            .expect("signs");
        assert!(keys.read(&token).is_some());
        assert!(other.read(&token).is_none());
        assert!(keys.read(&format!("{token}x")).is_none());
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJ4In0.";
        assert!(keys.read(unsigned).is_none());
        assert!(Keys::new("short").is_err());
        let both = Keys::with_previous(&"o".repeat(32), Some(&"k".repeat(32))).expect("long enough");
        assert!(
            both.read(&token).is_some(),
            "what the secret before signed is read"
        );
        let new = both
            .sign(UserId::new(), AccountId::new(), SessionId::new())
            .expect("signs");
        assert!(
            other.read(&new).is_some() && keys.read(&new).is_none(),
            "the new one signs"
        );
    }
}
