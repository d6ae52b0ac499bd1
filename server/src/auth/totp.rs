//! Codes of an authenticator app (RFC 6238): six digits, half a minute each, one step before and after for clocks that differ.

use igny8::error::Problem;
use totp_rs::{Builder, Secret, Totp};

use crate::error::Result;

/// A key of 160 random bits, as RFC 4226 recommends.
pub fn key() -> [u8; 20] {
    rand::random()
}

fn of(key: &[u8], email: &str) -> Result<Totp, Problem> {
    // The label of an app separates its parts by a colon.
    let label = email.replace(':', " ");
    Builder::new()
        .with_secret(Secret::new(key.into()))
        .with_skew(1)
        .with_account_name(label)
        .with_issuer(Some("IGNY8"))
        .build()
        .map_err(|_| Problem::internal())
}

/// The key to type in, and the image to scan as a `data:` URL.
///
/// # Errors
/// The key is not one.
pub fn shown(key: &[u8], email: &str) -> Result<(String, String), Problem> {
    let totp = of(key, email)?;
    let image = totp.to_qr_base64().map_err(|_| Problem::internal())?;
    Ok((
        totp.secret().to_base32(),
        format!("data:image/png;base64,{image}"),
    ))
}

/// The step of a code that is right at this second since 1970, and whose step is after `last`: no code counts twice.
///
/// # Errors
/// The key is not one.
pub fn step(key: &[u8], code: &str, now: u64, last: u64) -> Result<Option<u64>, Problem> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let step = of(key, "person")?.check(&digits, now);
    Ok(step.filter(|step| *step > last))
}

#[cfg(test)]
mod tests {
    use super::{shown, step};

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, its SHA-1 rows, cut to six digits.
        let key = b"12345678901234567890";
        for (now, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step(key, code, now, 0).unwrap(), Some(now / 30), "{code}");
            assert_eq!(
                step(key, &format!("{} {}", &code[..3], &code[3..]), now, 0).unwrap(),
                Some(now / 30)
            );
            // One step off is a clock's fault, two are not; and none counts twice.
            assert!(step(key, code, now + 30, 0).unwrap().is_some());
            assert!(step(key, code, now + 60, 0).unwrap().is_none());
            assert!(step(key, code, now, now / 30).unwrap().is_none());
        }
        for wrong in ["", "28708", "2870822", "28708a", "２８７０８２", "-87082"] {
            assert_eq!(step(key, wrong, 59, 0).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_gets_key_and_image() {
        let (key, image) = shown(b"12345678901234567890", "ann:x@example.com").unwrap();
        assert_eq!(key, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(image.starts_with("data:image/png;base64,"));
    }
}
