//! Passkeys by the library that verifies them, for the one address that people use: what browsers are asked, and whether what
//! they answer is right. It keeps nothing.

use igny8::error::{Problem, ProblemKind};
use igny8::id::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use webauthn_rs_proto::{AllowCredentials, ResidentKeyRequirement};

use crate::error::Result;

/// What is asked of a browser, and what to remember until it answers.
#[derive(Debug)]
pub struct Asked {
    /// For the browser.
    pub options: Value,
    /// For this server alone.
    pub state: Value,
}

/// Asks for passkeys and verifies them.
pub struct Passkeys {
    origin: String,
    ready: Result<Webauthn, String>,
}

/// How an answer was refused.
#[derive(Debug)]
pub enum Refusal {
    /// The device has answered less often than it did before: there may be a copy of it.
    Copied,
    /// Anything else, with what the person is told and what the log is.
    Wrong(Problem, String),
}

impl Passkeys {
    /// For people who come to `origin`.
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            ready: built(origin),
        }
    }

    /// Why there are none here and what to do, if that is so.
    pub fn unavailable(&self) -> Option<&str> {
        self.ready.as_ref().err().map(String::as_str)
    }

    fn ready(&self) -> Result<&Webauthn, Problem> {
        self.ready.as_ref().map_err(Problem::conflict)
    }

    /// Asks for a new passkey of this person, on a device that has none of `known`.
    ///
    /// # Errors
    /// 409 where there are none.
    pub fn register(&self, user: UserId, email: &str, name: &str, known: &[Passkey]) -> Result<Asked> {
        let known: Vec<CredentialID> = known.iter().map(|key| key.cred_id().clone()).collect();
        let asked = self
            .ready()?
            .start_passkey_registration(user.0, email, name, Some(known));
        let (mut options, state) = asked.map_err(|error| broken(&error))?;
        // A key that the device finds by itself signs in without a password; an older device without room for one is a second
        // proof all the same.
        if let Some(selection) = &mut options.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Preferred);
        }
        asked_of(&options.public_key, &state)
    }

    /// The passkey that a device has made.
    ///
    /// # Errors
    /// It is not what was asked for.
    pub fn registered(&self, answer: &Value, state: Value) -> Result<Result<Passkey, Refusal>> {
        let state: PasskeyRegistration = known(state)?;
        let Some(answer) = read::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Err(unreadable()));
        };
        let made = self.ready()?.finish_passkey_registration(&answer, &state);
        Ok(made.map_err(|error| self.refusal(&error)))
    }

    /// Asks for a passkey: for one of these, or for that of whoever has one here.
    ///
    /// # Errors
    /// 409 where there are none.
    pub fn ask(&self, of: &[Passkey]) -> Result<Asked> {
        let (mut options, state) = self
            .ready()?
            .start_discoverable_authentication()
            .map_err(|error| broken(&error))?;
        let allowed = of.iter().map(|key| AllowCredentials {
            type_: "public-key".to_owned(),
            id: key.cred_id().clone(),
            transports: None,
        });
        options.public_key.allow_credentials = allowed.collect();
        asked_of(&options.public_key, &state)
    }

    /// Which passkey an answer says it is, and whose, where the device tells that.
    pub fn claimed(answer: &Value) -> Option<(Vec<u8>, Option<UserId>)> {
        let answer = read::<PublicKeyCredential>(answer)?;
        let user = answer
            .get_user_unique_id()
            .and_then(|user| Uuid::from_slice(user).ok());
        Some((answer.get_credential_id().to_vec(), user.map(UserId)))
    }

    /// Verifies an answer by the passkey that it says it is, whose counter goes on.
    ///
    /// # Errors
    /// The state is none.
    pub fn verify(&self, answer: &Value, state: Value, passkey: &mut Passkey) -> Result<Result<(), Refusal>> {
        let state: DiscoverableAuthentication = known(state)?;
        let Some(answer) = read::<PublicKeyCredential>(answer) else {
            return Ok(Err(unreadable()));
        };
        let verified = self
            .ready()?
            .finish_discoverable_authentication_v2(&answer, state, &*passkey);
        let result = match verified {
            Ok(result) => result,
            Err(error) => return Ok(Err(self.refusal(&error))),
        };
        Ok(match passkey.update_credential(&result) {
            Some(_) => Ok(()),
            None => Err(unreadable()),
        })
    }

    fn refusal(&self, error: &WebauthnError) -> Refusal {
        let detail = match error {
            WebauthnError::CredentialPossibleCompromise => return Refusal::Copied,
            WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => format!(
                "Passkeys work at {} only. Open that address and try again.",
                self.origin
            ),
            WebauthnError::UserNotVerified => {
                "Your device didn't check who you are. Set a PIN, fingerprint or face for it, then try again."
                    .to_owned()
            }
            WebauthnError::CredentialAlreadyExists => "This device already has a passkey for you.".to_owned(),
            _ => "This passkey couldn't be verified. Try again, or use another way.".to_owned(),
        };
        Refusal::Wrong(refused(&detail), error.to_string())
    }
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passkeys")
            .field("origin", &self.origin)
            .field("unavailable", &self.unavailable())
            .finish_non_exhaustive()
    }
}

/// What a person is told whose passkey is not taken.
pub fn refused(detail: &str) -> Problem {
    Problem::new(ProblemKind::Unauthenticated, detail)
}

fn unreadable() -> Refusal {
    let detail = "The browser's answer was incomplete. Try again.";
    Refusal::Wrong(
        Problem::bad_request(detail),
        "Not an answer of a browser".to_owned(),
    )
}

fn broken(error: &WebauthnError) -> Problem {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a passkey could not be asked for"
    );
    Problem::internal()
}

fn read<T: DeserializeOwned>(answer: &Value) -> Option<T> {
    T::deserialize(answer).ok()
}

fn known<T: DeserializeOwned>(state: Value) -> Result<T, Problem> {
    // One of a release before may be kept otherwise; it would have ended in five minutes.
    serde_json::from_value(state).map_err(|_| gone())
}

/// What somebody is told who answers too late, or a second time.
pub fn gone() -> Problem {
    Problem::conflict("This took too long or was done already. Try again.")
}

fn asked_of(options: &impl Serialize, state: &impl Serialize) -> Result<Asked> {
    let json = |value: serde_json::Result<Value>| value.map_err(|_| Problem::internal());
    Ok(Asked {
        options: json(serde_json::to_value(options))?,
        state: json(serde_json::to_value(state))?,
    })
}

/// Browsers make passkeys for names alone, and only over HTTPS or on the person's own machine.
fn built(origin: &str) -> Result<Webauthn, String> {
    let cannot = |why: &str| {
        Err(format!(
            "Passkeys don't work at {origin}, because {why}. Whoever runs this server can set IGNY8_PUBLIC_URL to an https:// address with a domain name."
        ))
    };
    let Ok(url) = Url::parse(origin) else {
        return cannot("it isn't a web address");
    };
    let name = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => return cannot("it has no domain name"),
    };
    let own = name == "localhost" || name.ends_with(".localhost");
    if url.scheme() != "https" && !own {
        return cannot("it doesn't use HTTPS");
    }
    WebauthnBuilder::new(&name, &url)
        .and_then(|builder| builder.rp_name("IGNY8").timeout(LIFETIME).build())
        .or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, %origin, "no passkeys");
            cannot("it can't be used for them")
        })
}

/// How long a browser may take to answer.
pub const LIFETIME: std::time::Duration = std::time::Duration::from_mins(5);

#[cfg(test)]
mod tests {
    use super::Passkeys;

    #[test]
    fn an_address_says_whether_there_are_passkeys_and_what_to_do() {
        for fine in [
            "https://app.example.com",
            "https://app.example.com:8443",
            "http://localhost:8011",
            "http://igny8.localhost",
            "https://bücher.example",
        ] {
            assert_eq!(Passkeys::new(fine).unavailable(), None, "{fine}");
        }
        for (address, why) in [
            ("http://app.example.com", "HTTPS"),
            ("http://127.0.0.1:8011", "domain name"),
            ("https://10.0.0.5", "domain name"),
            ("https://[::1]:8011", "domain name"),
            ("nothing", "web address"),
        ] {
            let passkeys = Passkeys::new(address);
            let told = passkeys.unavailable().unwrap();
            assert!(told.contains(why) && told.contains("IGNY8_PUBLIC_URL"), "{told}");
            assert!(passkeys.ask(&[]).is_err());
        }
    }
}
