//! The task that makes one picture.

use provider::ImageRequest;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use crate::wire::guidance;

/// The most characters of a prompt.
const MAX_PROMPT_CHARS: usize = 2000;

/// An id for a task: Runware demands one of version 4, all by chance.
pub(super) fn id() -> Uuid {
    Builder::from_random_bytes(rand::random()).into_uuid()
}

/// The request for one picture.
pub(super) fn of(request: &ImageRequest, id: Uuid) -> Value {
    json!({
        "taskType": "imageInference",
        "taskUUID": id,
        "positivePrompt": guidance(&request.prompt, request.style, MAX_PROMPT_CHARS),
        "model": request.model,
        "width": side(request.width),
        "height": side(request.height),
        "numberResults": 1,
        "outputType": "base64Data",
        "outputFormat": "JPG",
        "includeCost": true,
    })
}

/// The nearest size that is allowed: a multiple of 64, from 128 to 2,048 pixels.
const fn side(pixels: u32) -> u32 {
    let nearest = pixels.saturating_add(32) / 64 * 64;
    if nearest < 128 {
        128
    } else if nearest > 2048 {
        2048
    } else {
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random() {
        assert_eq!(id().get_version_num(), 4);
        assert_ne!(id(), id());
    }

    #[test]
    fn sides_are_multiples_of_64() {
        for (pixels, allowed) in [
            (0, 128),
            (1200, 1216),
            (630, 640),
            (1024, 1024),
            (95, 128),
            (2049, 2048),
            (u32::MAX, 2048),
        ] {
            assert_eq!(side(pixels), allowed, "{pixels}");
        }
    }
}
