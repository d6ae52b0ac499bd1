//! Pictures: how a style is said in a prompt, and whether what came is one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::malformed;
use crate::ai::provider::{ImageStyle, ProviderError};

/// A prompt with its style said at its end, at most `longest` characters; of a longer one the prompt is cut.
pub(in crate::ai::provider) fn guidance(prompt: &str, style: ImageStyle, longest: usize) -> String {
    let style = match style {
        ImageStyle::Realistic => {
            "Style: a realistic photograph with natural light and true colours. No text in the picture."
        }
        ImageStyle::Artistic => {
            "Style: an expressive painting with visible brushwork. No text in the picture."
        }
        ImageStyle::Cartoon => {
            "Style: a friendly cartoon with clean outlines and flat, bright colours. No text in the picture."
        }
    };
    let room = longest.saturating_sub(style.chars().count() + 1);
    let prompt: String = prompt.trim().chars().take(room).collect();
    format!("{} {style}", prompt.trim_end())
}

/// A picture out of its base64 text, also where it comes as a `data:` URL.
pub(in crate::ai::provider) fn decoded(text: &str) -> Result<Bytes, ProviderError> {
    let text = match text.strip_prefix("data:") {
        Some(url) => url.split_once(',').map_or(url, |(_, data)| data),
        None => text,
    };
    let bytes = STANDARD
        .decode(text.trim())
        .map_err(|error| malformed(format!("the picture is no base64: {error}")))?;
    picture(bytes.into())
}

/// The bytes, if they begin as a PNG, a JPEG or a WebP does.
pub(in crate::ai::provider) fn picture(bytes: Bytes) -> Result<Bytes, ProviderError> {
    let known = bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if known {
        Ok(bytes)
    } else {
        Err(malformed("the picture is no PNG, JPEG or WebP"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_stands_at_the_end_whatever_the_length() {
        let short = guidance(" A red door ", ImageStyle::Realistic, 4000);
        assert!(
            short.starts_with("A red door Style: a realistic photograph"),
            "{short}"
        );
        let long = guidance(&"ä".repeat(5000), ImageStyle::Cartoon, 4000);
        assert_eq!(long.chars().count(), 4000);
        assert!(long.ends_with("No text in the picture."), "{long}");
    }

    #[test]
    fn only_pictures_are_taken() {
        let png = STANDARD.encode(b"\x89PNG\r\n\x1a\nrest");
        assert_eq!(decoded(&png).expect("a picture").len(), 12);
        assert_eq!(
            decoded(&format!("data:image/png;base64,{png}"))
                .expect("a picture")
                .len(),
            12
        );
        picture(Bytes::from_static(b"\xff\xd8\xff\xe0")).expect("a JPEG");
        picture(Bytes::from_static(b"RIFF\x04\0\0\0WEBPVP8 ")).expect("a WebP");
        for text in ["", "!!", "PGh0bWw+", "data:,"] {
            assert!(decoded(text).is_err(), "{text}");
        }
    }
}
