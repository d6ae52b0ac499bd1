//! Where a list goes on: opaque to the client, and good for the question that it was answered to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Bytes of a question's digest that a cursor carries.
const DIGEST: usize = 8;

/// The next page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// From 1.
    pub page: u32,
}

impl Cursor {
    /// As it is sent, for the answer to `question`.
    pub fn sent(self, question: &str) -> String {
        let bytes = [&self.page.to_be_bytes()[..], &digest(question)].concat();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The cursor that was sent back with `question`; none for one that we did not make, or for another question.
    pub fn read(text: &str, question: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (page, of) = bytes.split_first_chunk::<4>()?;
        let page = u32::from_be_bytes(*page);
        (page > 0 && of == digest(question)).then_some(Self { page })
    }
}

fn digest(question: &str) -> [u8; DIGEST] {
    let hash = Sha256::digest(question.as_bytes());
    let mut short = [0; DIGEST];
    short.copy_from_slice(&hash[..DIGEST]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_on_with_its_own_question_alone() {
        let sent = Cursor { page: 3 }.sent("keywords?volume_min=10");
        assert_eq!(
            Cursor::read(&sent, "keywords?volume_min=10"),
            Some(Cursor { page: 3 })
        );
        assert_eq!(Cursor::read(&sent, "keywords"), None);
        for wrong in ["", "x", "AAAA", "AAAAAAAAAAAAAAAA", "…"] {
            assert_eq!(Cursor::read(wrong, "keywords"), None, "{wrong}");
        }
    }
}
