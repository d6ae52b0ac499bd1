//! Makes the sizes of a picture that somebody or a model sent: checked first, so that no file can fill the memory.

use std::io::Cursor;

use bytes::Bytes;
use igny8::error::Problem;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits,
    RgbaImage,
};
use tokio::sync::Semaphore;

use super::{Format, Size};

/// The most bytes of a file.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The most pixels of a picture.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Bytes that a decoder may ask for: the pixels with 16 bits a channel.
const MAX_MEMORY: u64 = 8 * MAX_PIXELS;
/// JPEG's quality, of 100.
const QUALITY: u8 = 82;
/// That of a picture from which the sizes are made.
const QUALITY_OF_ORIGINALS: u8 = 94;

/// Pictures that are worked on at once; each may take some hundred megabytes.
static PARALLEL: Semaphore = Semaphore::const_new(2);

/// Why a file is no picture that can be kept.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Too many bytes.
    #[error("The image is larger than {} MB.", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Too many pixels.
    #[error("The image has more than {} million pixels.", MAX_PIXELS / 1_000_000)]
    TooManyPixels,
    /// Another kind of file.
    #[error("The file isn't a PNG, JPEG or WebP image.")]
    Unknown,
    /// A part of a picture that is none.
    #[error("The selection lies outside the image, which is {0} × {1} pixels.")]
    Outside(u32, u32),
    /// A picture that cannot be read or written.
    #[error("The image can't be read. It may be damaged.")]
    Broken(#[from] image::ImageError),
    /// The thread that worked on it ended early.
    #[error("The image couldn't be processed.")]
    Join(#[from] tokio::task::JoinError),
}

impl From<PictureError> for Problem {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Join(_) => Self::internal(),
            PictureError::Outside(..) => Self::field("crop", error.to_string()),
            other => Self::field("file", other.to_string()),
        }
    }
}

/// A picture in all sizes.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The format of the original.
    pub format: Format,
    /// Pixels of the original, turned upright.
    pub width: u32,
    /// Pixels of the original, turned upright.
    pub height: u32,
    /// Its mean colour, as `#rrggbb`: shown until the picture is there.
    pub colour: String,
    /// Its files; the first is the original.
    pub files: Vec<(Size, Format, Bytes)>,
}

/// Checks a picture and makes its sizes, on a thread for such work.
///
/// # Errors
/// The file is too large, or no picture.
pub async fn prepare(bytes: Bytes) -> Result<Prepared, PictureError> {
    // The semaphore is never closed.
    let _place = PARALLEL.acquire().await;
    tokio::task::spawn_blocking(move || resize(bytes)).await?
}

/// A part of a picture, in its pixels as it stands upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

/// Cuts a picture to a part of it, and makes the sizes of that.
///
/// # Errors
/// As [`prepare`], or the part is not within the picture.
pub async fn crop(bytes: Bytes, area: Area) -> Result<Prepared, PictureError> {
    // The semaphore is never closed.
    let _place = PARALLEL.acquire().await;
    tokio::task::spawn_blocking(move || resize(cut(&bytes, area)?)).await?
}

fn cut(bytes: &Bytes, area: Area) -> Result<Bytes, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge);
    }
    let (format, picture) = decode(bytes)?;
    let (width, height) = picture.dimensions();
    let within = |from: u32, length: u32, whole: u32| {
        length > 0 && from.checked_add(length).is_some_and(|end| end <= whole)
    };
    if !within(area.x, area.width, width) || !within(area.y, area.height, height) {
        return Err(PictureError::Outside(width, height));
    }
    let part = image::imageops::crop_imm(&picture, area.x, area.y, area.width, area.height).to_image();
    let (width, height) = part.dimensions();
    let mut out = Vec::new();
    match format {
        Format::Jpeg => {
            let pixels = DynamicImage::ImageRgba8(part).into_rgb8();
            JpegEncoder::new_with_quality(&mut out, QUALITY_OF_ORIGINALS).encode(
                &pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
        Format::Png => {
            PngEncoder::new(&mut out).write_image(&part, width, height, ExtendedColorType::Rgba8)?;
        }
        Format::WebP => {
            WebPEncoder::new_lossless(&mut out).encode(&part, width, height, ExtendedColorType::Rgba8)?;
        }
    }
    Ok(out.into())
}

fn resize(bytes: Bytes) -> Result<Prepared, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge);
    }
    let (format, picture) = decode(&bytes)?;
    let (width, height) = picture.dimensions();
    // Most pictures have a channel for transparency and do not use it.
    let see_through = picture.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let picture = if see_through {
        DynamicImage::ImageRgba8(picture)
    } else {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture).into_rgb8())
    };
    let mut files = vec![(Size::Original, format, bytes)];
    let mut smaller = picture;
    // From large to small, each from the one before: the eye sees no difference, and it takes a tenth of the time.
    for (size, filter) in [
        (Size::Large, FilterType::CatmullRom),
        (Size::Medium, FilterType::Lanczos3),
        (Size::Thumb, FilterType::Lanczos3),
    ] {
        let most = size.width().unwrap_or(width);
        if smaller.width() > most {
            smaller = smaller.resize_exact(most, scaled(width, height, most), filter);
        }
        let (format, bytes) = encode(&smaller)?;
        files.push((size, format, bytes));
    }
    Ok(Prepared {
        format,
        width,
        height,
        colour: mean(&smaller.into_rgba8()),
        files,
    })
}

/// The height that keeps the proportions.
fn scaled(width: u32, height: u32, to: u32) -> u32 {
    let height = u64::from(height) * u64::from(to) / u64::from(width.max(1));
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

/// The picture, upright; what it is, its content says.
fn decode(bytes: &Bytes) -> Result<(Format, RgbaImage), PictureError> {
    let format = match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => (Format::Png, ImageFormat::Png),
        Ok(ImageFormat::Jpeg) => (Format::Jpeg, ImageFormat::Jpeg),
        Ok(ImageFormat::WebP) => (Format::WebP, ImageFormat::WebP),
        _ => return Err(PictureError::Unknown),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.1);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok((format.0, picture.into_rgba8()))
}

/// JPEG; WebP without loss where one can see through.
fn encode(picture: &DynamicImage) -> Result<(Format, Bytes), PictureError> {
    let mut out = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    let format = if let DynamicImage::ImageRgb8(pixels) = picture {
        JpegEncoder::new_with_quality(&mut out, QUALITY).encode(
            pixels,
            width,
            height,
            ExtendedColorType::Rgb8,
        )?;
        Format::Jpeg
    } else {
        let pixels = picture.to_rgba8();
        WebPEncoder::new_lossless(&mut out).encode(&pixels, width, height, ExtendedColorType::Rgba8)?;
        Format::WebP
    };
    Ok((format, out.into()))
}

/// The mean of all pixels, each by how little one sees through it.
fn mean(picture: &RgbaImage) -> String {
    let mut sums = [0_u64; 3];
    let mut weight = 0_u64;
    for pixel in picture.pixels() {
        let [channels @ .., alpha] = pixel.0.map(u64::from);
        weight += alpha;
        for (sum, channel) in sums.iter_mut().zip(channels) {
            *sum += channel * alpha;
        }
    }
    let [red, green, blue] = sums.map(|sum| sum.checked_div(weight).unwrap_or(u64::from(u8::MAX)));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    fn png(width: u32, height: u32, colour: [u8; 4]) -> Bytes {
        let picture = RgbaImage::from_pixel(width, height, Rgba(colour));
        let mut out = Vec::new();
        PngEncoder::new(&mut out)
            .write_image(&picture, width, height, ExtendedColorType::Rgba8)
            .unwrap();
        out.into()
    }

    fn sizes(prepared: &Prepared) -> Vec<(Size, Format, u32, u32)> {
        let one = |(size, format, bytes): &(Size, Format, Bytes)| {
            let (found, picture) = decode(bytes).unwrap();
            assert_eq!(found, *format);
            (*size, *format, picture.width(), picture.height())
        };
        prepared.files.iter().map(one).collect()
    }

    #[tokio::test]
    async fn all_sizes_are_made_and_none_is_larger_than_the_original() {
        let prepared = prepare(png(1_000, 250, [200, 100, 0, 255])).await.unwrap();
        assert_eq!((prepared.width, prepared.height), (1_000, 250));
        let expected = [
            (Size::Original, Format::Png, 1_000, 250),
            (Size::Large, Format::Jpeg, 1_000, 250),
            (Size::Medium, Format::Jpeg, 800, 200),
            (Size::Thumb, Format::Jpeg, 320, 80),
        ];
        assert_eq!(sizes(&prepared), expected);
        assert_eq!(prepared.colour, "#c86400");
    }

    #[tokio::test]
    async fn what_one_can_see_through_stays_so() {
        let prepared = prepare(png(400, 1, [0, 0, 255, 128])).await.unwrap();
        let expected = (Size::Thumb, Format::WebP, 320, 1);
        assert_eq!(sizes(&prepared)[3], expected);
        assert_eq!(prepared.colour, "#0000ff");
        assert_eq!(prepare(png(2, 2, [9, 9, 9, 0])).await.unwrap().colour, "#ffffff");
    }

    #[tokio::test]
    async fn a_part_is_cut_out_where_it_lies() {
        let mut whole = RgbaImage::from_pixel(40, 20, Rgba([255, 255, 255, 255]));
        for (x, y) in [(30, 5), (31, 5), (30, 6), (31, 6)] {
            whole.put_pixel(x, y, Rgba([10, 20, 30, 255]));
        }
        let mut out = Vec::new();
        PngEncoder::new(&mut out)
            .write_image(&whole, 40, 20, ExtendedColorType::Rgba8)
            .unwrap();
        let bytes = Bytes::from(out);
        let area = |x, y, width, height| Area { x, y, width, height };
        let part = crop(bytes.clone(), area(30, 5, 2, 2)).await.unwrap();
        assert_eq!((part.width, part.height, part.format), (2, 2, Format::Png));
        assert_eq!(part.colour, "#0a141e");
        let whole = crop(bytes.clone(), area(0, 0, 40, 20)).await.unwrap();
        assert_eq!((whole.width, whole.height), (40, 20));
        for outside in [
            area(0, 0, 0, 5),
            area(0, 0, 5, 0),
            area(39, 0, 2, 1),
            area(0, 19, 1, 2),
            area(u32::MAX, 0, 2, 1),
            area(0, 0, u32::MAX, u32::MAX),
        ] {
            let error = crop(bytes.clone(), outside).await.unwrap_err();
            assert!(
                matches!(error, PictureError::Outside(40, 20)),
                "{outside:?} {error:?}"
            );
        }
    }

    #[tokio::test]
    async fn other_files_are_refused() {
        let gif = Bytes::from_static(b"GIF89a\x01\0\x01\0\0\0\0;");
        let svg = Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg'/>");
        for bytes in [Bytes::new(), gif, svg, Bytes::from_static(b"\x89PNG")] {
            let error = prepare(bytes.clone()).await.unwrap_err();
            assert!(matches!(error, PictureError::Unknown), "{bytes:?} {error:?}");
        }
        let whole = png(64, 64, [1, 2, 3, 255]);
        let error = prepare(whole.slice(..whole.len() / 2)).await.unwrap_err();
        assert!(matches!(error, PictureError::Broken(_)), "{error:?}");
        let error = prepare(vec![0; MAX_BYTES + 1].into()).await.unwrap_err();
        assert!(matches!(error, PictureError::TooLarge));
    }

    #[tokio::test]
    async fn a_small_file_cannot_ask_for_much_memory() {
        // A header that claims 60,000 × 60,000 pixels; its checksum (CRC-32) is right.
        let mut bomb = png(1, 1, [0, 0, 0, 255]).to_vec();
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let mut crc = u32::MAX;
        for byte in &bomb[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
        let error = prepare(bomb.into()).await.unwrap_err();
        assert!(
            matches!(error, PictureError::TooManyPixels | PictureError::Broken(_)),
            "{error:?}"
        );
    }
}
