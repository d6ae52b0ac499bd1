//! Colours that go together.

use crate::seed::Seed;

/// The colours of an article: one hue, its neighbours and one across.
#[derive(Clone, Debug)]
pub(super) struct Palette {
    hue: f32,
    step: f32,
    accent: f32,
}

impl Palette {
    pub(super) fn of(seed: &mut Seed) -> Self {
        let hue = seed.between(0.0, 360.0);
        let step = seed.between(14.0, 38.0);
        let accent = hue + seed.between(150.0, 210.0);
        Self { hue, step, accent }
    }

    /// A colour of the family: `turn` steps from the hue; saturation and lightness from 0 to 1.
    pub(super) fn shade(&self, turn: f32, saturation: f32, lightness: f32) -> String {
        hex(self.hue + turn * self.step, saturation, lightness)
    }

    /// The colour across.
    pub(super) fn accent(&self, saturation: f32, lightness: f32) -> String {
        hex(self.accent, saturation, lightness)
    }
}

/// A colour as SVG writes it.
fn hex(hue: f32, saturation: f32, lightness: f32) -> String {
    let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
    let sector = hue.rem_euclid(360.0) / 60.0;
    let second = chroma * (1.0 - (sector % 2.0 - 1.0).abs());
    let (red, green, blue) = match sector {
        s if s < 1.0 => (chroma, second, 0.0),
        s if s < 2.0 => (second, chroma, 0.0),
        s if s < 3.0 => (0.0, chroma, second),
        s if s < 4.0 => (0.0, second, chroma),
        s if s < 5.0 => (second, 0.0, chroma),
        _ => (chroma, 0.0, second),
    };
    let base = lightness - chroma / 2.0;
    let part = |value: f32| ((value + base).clamp(0.0, 1.0) * 100.0).round();
    format!("rgb({}%,{}%,{}%)", part(red), part(green), part(blue))
}
