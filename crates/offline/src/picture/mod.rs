//! Draws a picture for an article: a scene in colours of the title, the title itself on a panel, and a mark that
//! it is a draft.

mod artistic;
mod caption;
mod cartoon;
mod colour;
mod encode;
mod realistic;

use std::sync::{Arc, OnceLock};

use provider::{ImageRequest, ImageStyle};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

use super::{seed::Seed, text::clean};
use colour::Palette;

/// Pixels of a side.
const MIN_SIZE: u32 = 16;
const MAX_SIZE: u32 = 4_096;

/// The family of the one font that is on board.
const FONT: &str = "Ubuntu";

/// A picture that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    /// The scene is no valid SVG.
    #[error("the scene is damaged")]
    Scene(#[source] resvg::usvg::Error),
    /// There is no memory of that size.
    #[error("the size is not possible")]
    Size,
    /// The file could not be written.
    #[error("the picture could not be encoded")]
    Encode(#[from] image::ImageError),
}

/// What every scene is drawn from.
struct Canvas {
    width: f32,
    height: f32,
    palette: Palette,
    seed: Seed,
}

/// The file of a picture.
///
/// # Errors
/// When it cannot be drawn, which no title, size or style should bring about.
pub(super) fn draw(request: &ImageRequest) -> Result<Vec<u8>, DrawError> {
    let width = request.width.clamp(MIN_SIZE, MAX_SIZE);
    let height = request.height.clamp(MIN_SIZE, MAX_SIZE);
    let svg = scene(request, width, height);
    let options = Options {
        font_family: FONT.to_owned(),
        fontdb: fonts(),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).map_err(DrawError::Scene)?;
    let mut pixels = Pixmap::new(width, height).ok_or(DrawError::Size)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(encode::smallest(&pixels)?)
}

/// The picture as SVG. Colours come from the title, so that the pictures of one article go together; the rest comes
/// from title and prompt, so that they differ.
fn scene(request: &ImageRequest, width: u32, height: u32) -> String {
    let title = clean(&request.title);
    let mut canvas = Canvas {
        width: side(width),
        height: side(height),
        palette: Palette::of(&mut Seed::of(&["colours", &title])),
        seed: Seed::of(&["scene", &title, &request.prompt]),
    };
    let drawn = match request.style {
        ImageStyle::Realistic => realistic::scene(&mut canvas),
        ImageStyle::Artistic => artistic::scene(&mut canvas),
        ImageStyle::Cartoon => cartoon::scene(&mut canvas),
    };
    let caption = caption::caption(&canvas, &title, request.style);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">{drawn}{caption}</svg>"
    )
}

/// A number of pixels; none is larger than what fits.
fn side(pixels: u32) -> f32 {
    u16::try_from(pixels).map_or(f32::from(u16::MAX), f32::from)
}

/// The font on board, read once.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(
            epaint_default_fonts::UBUNTU_LIGHT,
        )));
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}
