//! Reads an answer up to a limit.

use bytes::{Bytes, BytesMut};
use reqwest::Response;

use super::EgressError;

/// The whole body, if it has at most `cap` bytes; of a longer one no more than that is taken from the network.
///
/// # Errors
/// A body that is longer, ends early or takes too long.
pub async fn read(mut response: Response, cap: usize) -> Result<Bytes, EgressError> {
    let too_large = EgressError::TooLarge { cap };
    if response
        .content_length()
        .is_some_and(|length| length > cap as u64)
    {
        return Err(too_large);
    }
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > cap {
            return Err(too_large);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

/// The first bytes of the body, at most `cap`; what comes after them is not taken from the network. What breaks off or takes too
/// long ends with what has come.
pub async fn beginning(mut response: Response, cap: usize) -> Bytes {
    let mut body = BytesMut::new();
    while body.len() < cap
        && let Ok(Some(piece)) = response.chunk().await
    {
        body.extend_from_slice(&piece[..piece.len().min(cap - body.len())]);
    }
    body.freeze()
}
