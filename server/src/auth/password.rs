//! Passwords: argon2id with the crate's defaults (RFC 9106's second recommendation), off the async threads.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::error::{Error, Result as Answer};

/// Guesses that a new password must stand, as a power of ten: more than the brakes let through in a year.
const STANDS: f64 = 6.0;

/// Checks that a new password is none that is guessed first: no common one, no row of keys or figures, nothing made of
/// `own`, what is known of the person.
///
/// # Errors
/// Says what to choose instead.
pub fn check(password: &str, own: &[&str]) -> Result<(), String> {
    // An address counts by its parts too, and a name without its spaces.
    let joined: Vec<String> = own
        .iter()
        .map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect())
        .collect();
    let parts = own
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain([*text]));
    let known: Vec<&str> = parts
        .chain(joined.iter().map(String::as_str))
        .chain(["igny8"])
        .filter(|part| part.len() > 2)
        .collect();
    if zxcvbn::zxcvbn(password, &known).guesses_log10() >= STANDS {
        return Ok(());
    }
    Err("This password is too easy to guess. Use several unrelated words.".into())
}

/// Hashes that run at once: each takes 19 MiB and a core.
const MAX_PARALLEL: usize = 2;

/// Hashes and compares passwords, a few at a time, so that sign-ins cannot exhaust the machine.
#[derive(Clone, Debug)]
pub struct Hasher {
    permits: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_PARALLEL)),
        }
    }
}

impl Hasher {
    /// Hashes a password into PHC form.
    ///
    /// # Errors
    /// The system has no randomness.
    pub async fn hash(&self, password: String) -> Answer<String> {
        self.run(move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one of `hash`. Without a hash it takes as long, and is never right.
    ///
    /// # Errors
    /// The stored hash is not one.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Answer<bool> {
        let Some(hash) = hash else {
            self.hash(password).await?;
            return Ok(false);
        };
        self.run(move || {
            let parsed = PasswordHash::new(&hash)?;
            match Argon2::default().verify_password(password.as_bytes(), &parsed) {
                Ok(()) => Ok(true),
                Err(HashError::PasswordInvalid) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Answer<T> {
        let _permit = self
            .permits
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await?.map_err(Error::Password)
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_guessed_first_is_refused() {
        let own = ["ann.miller@acme-shoes.com", "Ann Miller", "Acme Shoes"];
        for weak in [
            "aaaaaaaaaa",
            "1234567890",
            "password12",
            "qwertyuiop",
            "abcdefghij",
            "iloveyou12",
            "letmein123",
            "Passw0rd123",
            "welcome2024",
            "football123",
            "1q2w3e4r5t",
            "ann.miller@acme-shoes.com",
            "annmiller1",
            "acmeshoes1",
            "igny8igny8",
            "2020-01-01",
        ] {
            assert!(check(weak, &own).is_err(), "{weak}");
        }
        for strong in [
            "a long enough one",
            "another long one",
            "bob's own password",
            "correct horse battery staple",
            "Zk7#qP2!mVx4",
            "поезд едет в горы",
            "青い空と白い雲が好き",
        ] {
            assert!(check(strong, &own).is_ok(), "{strong}");
        }
    }
}
