//! Pixels as a file: PNG for flat drawings, JPEG where that is smaller.

use image::{
    ExtendedColorType, ImageEncoder, ImageError,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};
use resvg::tiny_skia::Pixmap;

/// Quality of a JPEG, of 100.
const QUALITY: u8 = 86;

/// The smaller of both files.
pub(super) fn smallest(pixels: &Pixmap) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (pixels.width(), pixels.height());
    // The scene covers everything, so nothing is transparent.
    let colours: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up).write_image(
        &colours,
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).write_image(
        &colours,
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(if jpeg.len() < png.len() { jpeg } else { png })
}
