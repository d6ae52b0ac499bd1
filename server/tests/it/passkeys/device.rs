//! A device that makes passkeys and signs with them, by the words of `WebAuthn` and CTAP, in code of its own.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Somebody was there.
const PRESENT: u8 = 0x01;
/// The device asked who.
const VERIFIED: u8 = 0x04;
/// A new key follows.
const NEW_KEY: u8 = 0x40;

/// One passkey on one device, in a browser at one address.
pub struct Device {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: Vec<u8>,
    /// How often it has signed; 0 stays 0, as with passkeys that go along between devices.
    pub counter: u32,
    /// What the browser says where it is.
    pub origin: String,
    /// Whether it asks who is there.
    pub verifies: bool,
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

impl Device {
    /// A device that makes a passkey as it is asked to; gives what the browser sends, too.
    pub fn create(options: &Value, origin: &str, counter: u32) -> (Self, Value) {
        let algorithms = options["pubKeyCredParams"].as_array().unwrap();
        assert!(algorithms.iter().any(|one| one["alg"] == -7), "{options}");
        let device = Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: rand::random::<[u8; 32]>().to_vec(),
            user: bytes(&options["user"]["id"]),
            counter,
            origin: origin.to_owned(),
            verifies: true,
        };
        let rp = options["rp"]["id"].as_str().unwrap();
        let credential = device.registration(rp, &options["challenge"]);
        (device, credential)
    }

    /// What the browser sends of a new passkey.
    pub fn registration(&self, rp: &str, challenge: &Value) -> Value {
        let mut data = self.data(rp, NEW_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // A COSE key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        let point = self.key.public_key().as_ref();
        assert_eq!((point[0], point.len()), (4, 65));
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        self.sent(json!({
            "clientDataJSON": base64(&self.client("webauthn.create", challenge)),
            "attestationObject": base64(&object),
        }))
    }

    /// What the browser sends to prove who is there.
    pub fn sign(&mut self, options: &Value) -> Value {
        if self.counter > 0 {
            self.counter += 1;
        }
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client = self.client("webauthn.get", &options["challenge"]);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.sent(json!({
            "clientDataJSON": base64(&client),
            "authenticatorData": base64(&data),
            "signature": base64(signature.as_ref()),
            "userHandle": base64(&self.user),
        }))
    }

    /// Its name, as servers list it.
    pub fn id(&self) -> String {
        base64(&self.id)
    }

    /// Says that it is another person's.
    pub fn claim(&mut self, user: uuid::Uuid) {
        self.user = user.as_bytes().to_vec();
    }

    fn data(&self, rp: &str, more: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(rp).to_vec();
        data.push(PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let data =
            json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn sent(&self, response: Value) -> Value {
        json!({ "id": self.id(), "rawId": self.id(), "type": "public-key", "response": response })
    }
}
