//! Whether a webhook is from Stripe, and of now: `Stripe-Signature: t=…,v1=…,v1=…` over its very bytes.

use std::fmt;

use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// The seconds by which the time of a signature may differ from ours.
pub const TOLERANCE: i64 = 300;

/// The most characters of a header that is looked at; Stripe's have less than 200 for each secret.
const MAX_HEADER: usize = 4096;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is not of the documented form.
    #[error("the Stripe-Signature header can't be read")]
    Malformed,
    /// The header has no signature of the kind that we know.
    #[error("the Stripe-Signature header has no v1 signature")]
    NoSignature,
    /// No signature is of these bytes with one of our secrets.
    #[error("the signature doesn't match")]
    Mismatch,
    /// It was signed long ago, or its clock is wrong.
    #[error("the signature is too old")]
    OutOfTolerance,
}

/// The secrets of an endpoint: the one in use, and for a day the one that it replaces.
#[derive(Clone)]
pub struct Secrets(Vec<SecretString>);

impl Secrets {
    /// These secrets; empty ones are left out.
    pub fn new<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let trimmed = secrets.into_iter().filter_map(|secret| {
            let secret = secret.as_ref().trim();
            (!secret.is_empty()).then(|| SecretString::from(secret))
        });
        Self(trimmed.collect())
    }

    /// Whether there is none, so that nothing can be verified.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks the header of a webhook against its body as it came; `now` in seconds since 1970.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, header: &str, body: &[u8], now: i64) -> Result<(), SignatureError> {
        let signed = Signed::parse(header)?;
        // All are compared, so that the time taken does not tell which secret came close.
        let mut matches = false;
        for secret in &self.0 {
            for signature in &signed.signatures {
                matches |= mac(secret.expose_secret(), signed.stamp, body)
                    .is_some_and(|mac| mac.verify_slice(signature).is_ok());
            }
        }
        if !matches {
            return Err(SignatureError::Mismatch);
        }
        if now.abs_diff(signed.time) > TOLERANCE.unsigned_abs() {
            return Err(SignatureError::OutOfTolerance);
        }
        Ok(())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

struct Signed<'a> {
    /// As it was written, since these characters were signed.
    stamp: &'a str,
    time: i64,
    signatures: Vec<Vec<u8>>,
}

impl<'a> Signed<'a> {
    fn parse(header: &'a str) -> Result<Self, SignatureError> {
        if header.len() > MAX_HEADER {
            return Err(SignatureError::Malformed);
        }
        let (mut stamp, mut signatures) = (None, Vec::new());
        for part in header.split(',') {
            let (scheme, value) = part.trim().split_once('=').ok_or(SignatureError::Malformed)?;
            match scheme {
                // Two times would leave open which one was signed.
                "t" if stamp.is_some() => return Err(SignatureError::Malformed),
                "t" => stamp = Some(value),
                "v1" => signatures.push(hex::decode(value).map_err(|_| SignatureError::Malformed)?),
                // `v0` is a fake one of test mode, and others may come.
                _ => {}
            }
        }
        let stamp = stamp.ok_or(SignatureError::Malformed)?;
        if stamp.is_empty() || !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SignatureError::Malformed);
        }
        let time = stamp.parse().map_err(|_| SignatureError::Malformed)?;
        if signatures.is_empty() {
            return Err(SignatureError::NoSignature);
        }
        Ok(Self {
            stamp,
            time,
            signatures,
        })
    }
}

fn mac(secret: &str, stamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

/// The header that Stripe would send with this body: for servers that stand in for it.
pub fn header(secret: &str, body: &[u8], time: i64) -> String {
    let stamp = time.to_string();
    let signature = mac(secret, &stamp, body).map(|mac| hex::encode(mac.finalize().into_bytes()));
    format!("t={stamp},v1={}", signature.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","object":"event","type":"invoice.paid"}"#;
    const NOW: i64 = 1_700_000_000;
    /// What Stripe's own library for Node.js (23.1.0) makes of the body, the time and `whsec_test_secret`.
    const OF_STRIPE: &str =
        "t=1700000000,v1=dfb4777aaaec4ea29ff455dd4df7fe6b2ef71096ad3a93a158db7e100109ea91";

    fn verify(secrets: &[&str], header: &str, now: i64) -> Result<(), SignatureError> {
        Secrets::new(secrets).verify(header, BODY, now)
    }

    #[test]
    fn signatures_are_those_of_stripe() {
        assert_eq!(header("whsec_test_secret", BODY, NOW), OF_STRIPE);
        assert_eq!(verify(&["whsec_test_secret"], OF_STRIPE, NOW), Ok(()));
    }

    #[test]
    fn one_of_several_secrets_and_signatures_suffices() {
        let secrets = ["whsec_new", "", " whsec_test_secret\n"];
        assert_eq!(verify(&secrets, OF_STRIPE, NOW), Ok(()));
        let other = header("whsec_other", BODY, NOW);
        let (_, other) = other.split_once(',').expect("a signature");
        for header in [
            format!("{OF_STRIPE},{other}"),
            OF_STRIPE.replacen(",v1", &format!(",{other},v1"), 1),
            OF_STRIPE.replace(',', ", "),
            format!("v0=00,{OF_STRIPE},v2=zz,x="),
        ] {
            assert_eq!(verify(&["whsec_test_secret"], &header, NOW), Ok(()), "{header}");
        }
    }

    #[test]
    fn what_others_signed_is_not_believed() {
        assert_eq!(
            verify(&["whsec_other"], OF_STRIPE, NOW),
            Err(SignatureError::Mismatch)
        );
        assert_eq!(verify(&[], OF_STRIPE, NOW), Err(SignatureError::Mismatch));
        let later = OF_STRIPE.replace("t=1700000000", "t=1700000001");
        assert_eq!(
            verify(&["whsec_test_secret"], &later, NOW),
            Err(SignatureError::Mismatch)
        );
        let cut = &OF_STRIPE[..OF_STRIPE.len() - 2];
        assert_eq!(
            verify(&["whsec_test_secret"], cut, NOW),
            Err(SignatureError::Mismatch)
        );
        let other = Secrets::new(["whsec_test_secret"]).verify(OF_STRIPE, b"{}", NOW);
        assert_eq!(other, Err(SignatureError::Mismatch));
    }

    #[test]
    fn five_minutes_are_tolerated_either_way() {
        let secrets = ["whsec_test_secret"];
        for (late, expected) in [
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(SignatureError::OutOfTolerance)),
            (-301, Err(SignatureError::OutOfTolerance)),
            (i64::MAX - NOW, Err(SignatureError::OutOfTolerance)),
        ] {
            assert_eq!(verify(&secrets, OF_STRIPE, NOW + late), expected, "{late}");
        }
    }

    #[test]
    fn other_headers_are_refused() {
        for (header, expected) in [
            ("", SignatureError::Malformed),
            ("t=1700000000", SignatureError::NoSignature),
            ("t=1700000000,v0=dfb4", SignatureError::NoSignature),
            ("v1=dfb4", SignatureError::Malformed),
            ("t=,v1=dfb4", SignatureError::Malformed),
            ("t=-1,v1=dfb4", SignatureError::Malformed),
            ("t=+1,v1=dfb4", SignatureError::Malformed),
            ("t=99999999999999999999,v1=dfb4", SignatureError::Malformed),
            ("t=1,t=2,v1=dfb4", SignatureError::Malformed),
            ("t=1,v1=xyz", SignatureError::Malformed),
            ("t=1,v1", SignatureError::Malformed),
            ("t=1,,v1=dfb4", SignatureError::Malformed),
            ("dfb4", SignatureError::Malformed),
        ] {
            assert_eq!(verify(&["s"], header, NOW), Err(expected), "{header}");
        }
        let long = format!("t=1{}", ",v1=00".repeat(1000));
        assert_eq!(verify(&["s"], &long, NOW), Err(SignatureError::Malformed));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_signed_is_believed_and_no_other_body(
            secret in "[ -~]{1,80}",
            body in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
            at in 0_i64..4_000_000_000,
        ) {
            proptest::prop_assume!(!secret.trim().is_empty());
            let header = header(secret.trim(), &body, at);
            let secrets = Secrets::new([&secret]);
            proptest::prop_assert_eq!(secrets.verify(&header, &body, at), Ok(()));
            let mut other = body;
            other.push(b' ');
            proptest::prop_assert_eq!(secrets.verify(&header, &other, at), Err(SignatureError::Mismatch));
        }

        #[test]
        fn no_header_panics(header in ".*", at in proptest::num::i64::ANY) {
            proptest::prop_assert!(Secrets::new(["s"]).verify(&header, b"", at).is_err());
        }
    }
}
