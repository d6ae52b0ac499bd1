//! Pictures: how a style is said in a prompt, and whether what came is one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use provider::{ImageStyle, ProviderError};

use super::malformed;

/// A prompt with its style said at its end, at most `longest` characters; of a longer one the prompt is cut.
pub(crate) fn guidance(prompt: &str, style: ImageStyle, longest: usize) -> String {
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
pub(crate) fn decoded(text: &str) -> Result<Bytes, ProviderError> {
    let text = match text.strip_prefix("data:") {
        Some(url) => url.split_once(',').map_or(url, |(_, data)| data),
        None => text,
    };
    // Some break it into lines, leave its end out, or write it for addresses.
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let bytes = STANDARD_NO_PAD
        .decode(text)
        .map_err(|error| malformed(format!("the image isn't valid base64: {error}")))?;
    picture(bytes.into())
}

/// The bytes, if they begin as a PNG, a JPEG or a WebP does.
pub(crate) fn picture(bytes: Bytes) -> Result<Bytes, ProviderError> {
    let known = bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if known {
        return Ok(bytes);
    }
    let detail = match kind(&bytes) {
        Some(kind) => format!("the image is {kind}: set the server or the model to PNG, JPEG or WebP"),
        None => "the image isn't PNG, JPEG or WebP".to_owned(),
    };
    Err(malformed(detail))
}

/// What else a file is, by how it begins.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).unwrap_or_default();
    Some(match bytes {
        _ if matches!(brand, b"ftypavif" | b"ftypavis") => "an AVIF file",
        _ if matches!(brand, b"ftypheic" | b"ftypheix" | b"ftypmif1") => "a HEIC file",
        _ if bytes.starts_with(b"GIF8") => "a GIF file",
        _ if bytes.starts_with(b"BM") => "a BMP file",
        _ if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") => "a TIFF file",
        _ if bytes.starts_with(b"<svg") || bytes.starts_with(b"<?xml") => "an SVG file",
        _ if bytes.starts_with(b"<") => "a web page",
        _ => return None,
    })
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
        let png = base64::engine::general_purpose::STANDARD.encode(b"\x89PNG\r\n\x1a\nrest");
        assert_eq!(decoded(&png).expect("a picture").len(), 12);
        assert_eq!(
            decoded(&format!("data:image/png;base64,{png}"))
                .expect("a picture")
                .len(),
            12
        );
        picture(Bytes::from_static(b"\xff\xd8\xff\xe0")).expect("a JPEG");
        picture(Bytes::from_static(b"RIFF\x04\0\0\0WEBPVP8 ")).expect("a WebP");
        let lines = format!("{}\n{}", &png[..8], &png[8..]);
        assert_eq!(decoded(&lines).expect("a picture").len(), 12);
        let avif = picture(Bytes::from_static(b"\0\0\0\x1cftypavif")).expect_err("no picture that is read");
        assert!(avif.to_string().contains("AVIF"), "{avif}");
        for text in ["", "!!", "PGh0bWw+", "data:,"] {
            assert!(decoded(text).is_err(), "{text}");
        }
    }
}
