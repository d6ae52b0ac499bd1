//! Pixels as a file: PNG, or JPEG where that is smaller.

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

/// Rows of the sample that decides, of so many.
const SAMPLE: u32 = 12;

/// The file in the format that is the smaller one for a strip from the middle.
pub(super) fn smallest(pixels: &Pixmap) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (pixels.width(), pixels.height());
    // The scene covers everything, so nothing is transparent.
    let colours: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let row = colours.len() / usize::try_from(height.max(1)).unwrap_or(1);
    let rows = (height / SAMPLE).max(8).min(height);
    let from = usize::try_from((height - rows) / 2).unwrap_or(0) * row;
    let to = from + usize::try_from(rows).unwrap_or(0) * row;
    let strip = colours.get(from..to).unwrap_or_default();
    if jpeg(strip, width, rows)?.len() < png(strip, width, rows)?.len() {
        jpeg(&colours, width, height)
    } else {
        png(&colours, width, height)
    }
}

fn png(colours: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Up).write_image(
        colours,
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}

fn jpeg(colours: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).write_image(
        colours,
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}
