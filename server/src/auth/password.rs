//! Passwords: argon2id with the crate's defaults (RFC 9106's second recommendation), off the async threads.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Hashes that run at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Hashes and compares passwords, a few at a time, so that sign-ins cannot exhaust the machine.
#[derive(Clone, Debug)]
pub struct Hasher {
    permits: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Hasher {
    /// Hashes a password into PHC form.
    ///
    /// # Errors
    /// The system has no randomness.
    pub async fn hash(&self, password: String) -> Result<String> {
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
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
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
        work: impl FnOnce() -> std::result::Result<T, HashError> + Send + 'static,
    ) -> Result<T> {
        let _permit = self
            .permits
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await?.map_err(Error::Password)
    }
}
