//! Pictures: of the size asked for, with something on them, the same each time, for any title.

use std::time::Duration;

use provider::{ImageRequest, ImageStyle, Provider};

use super::{super::Offline, odd};

const STYLES: [ImageStyle; 3] = [ImageStyle::Realistic, ImageStyle::Artistic, ImageStyle::Cartoon];

fn picture(title: &str, prompt: &str, style: ImageStyle, width: u32, height: u32) -> Vec<u8> {
    let request = ImageRequest {
        model: "offline".to_owned(),
        prompt: prompt.to_owned(),
        title: title.to_owned(),
        style,
        width,
        height,
        timeout: Duration::from_mins(1),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Offline.image(&request)).unwrap().bytes.to_vec()
}

/// How much the brightness of pixels differs.
fn variance(file: &[u8]) -> f64 {
    let pixels = image::load_from_memory(file).unwrap().to_luma8().into_raw();
    let count = f64::from(u32::try_from(pixels.len()).unwrap());
    let mean = pixels.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    pixels
        .iter()
        .map(|value| (f64::from(*value) - mean).powi(2))
        .sum::<f64>()
        / count
}

#[test]
fn pictures_have_their_size_and_something_on_them() {
    for style in STYLES {
        for (width, height) in [(320, 200), (200, 320), (16, 16), (160, 130)] {
            let file = picture("Running Shoes: A Guide", "", style, width, height);
            let decoded = image::load_from_memory(&file).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (width, height));
            assert!(variance(&file) > 100.0, "{style:?}: {}", variance(&file));
        }
    }
}

#[test]
fn sides_are_kept_within_limits() {
    for ((width, height), expected) in [
        ((0, 0), (16, 16)),
        ((9_999, 20), (4_096, 20)),
        ((20, u32::MAX), (20, 4_096)),
    ] {
        let file = picture("Title", "", ImageStyle::Cartoon, width, height);
        let decoded = image::load_from_memory(&file).unwrap();
        assert_eq!((decoded.width(), decoded.height()), expected);
    }
}

#[test]
fn the_same_request_has_the_same_picture() {
    for style in STYLES {
        let first = picture("Coffee", "a cup", style, 240, 160);
        assert_eq!(first, picture("Coffee", "a cup", style, 240, 160));
        assert_ne!(first, picture("Coffee", "two cups", style, 240, 160));
        assert_ne!(first, picture("Tea", "a cup", style, 240, 160));
    }
}

#[test]
fn a_title_is_on_the_picture() {
    // The scene is of title and prompt; letters that the font has not are left out with their panel.
    let with = picture("Кофе", "", ImageStyle::Cartoon, 320, 200);
    let without = picture("東京のホテル", "", ImageStyle::Cartoon, 320, 200);
    assert!(variance(&with) > 100.0 && variance(&without) > 100.0);
}

#[test]
fn odd_titles_are_drawn() {
    for (title, keywords) in odd() {
        for style in STYLES {
            let prompt = keywords.first().cloned().unwrap_or_default();
            assert!(variance(&picture(&title, &prompt, style, 240, 160)) > 50.0);
        }
    }
}
