//! Paintings: broad strokes that follow one flow, over a wash of colour.

use std::fmt::Write as _;

use super::Canvas;

/// Strokes of a painting.
const STROKES: u16 = 120;

/// A painting.
pub(super) fn scene(canvas: &mut Canvas) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let short = width.min(height);
    let palette = canvas.palette.clone();
    let seed = &mut canvas.seed;
    let mut svg = format!(
        "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
        palette.shade(0.0, 0.45, 0.84)
    );
    for _ in 0..5 {
        let _ = write!(
            svg,
            "<ellipse cx=\"{:.0}\" cy=\"{:.0}\" rx=\"{:.0}\" ry=\"{:.0}\" fill=\"{}\" fill-opacity=\"0.45\"/>",
            width * seed.between(0.0, 1.0),
            height * seed.between(0.0, 1.0),
            width * seed.between(0.15, 0.4),
            height * seed.between(0.12, 0.35),
            palette.shade(seed.between(-2.0, 2.0), 0.55, seed.between(0.6, 0.85)),
        );
    }
    // One direction for the whole: waves across, around a centre, or rising.
    let flow = Flow {
        centre: (width * seed.between(0.25, 0.75), height * seed.between(0.15, 0.5)),
        turn: [0.0, 1.0, 0.55][seed.below(3).min(2)],
        wave: seed.between(1.5, 4.0),
        slope: seed.between(-0.5, 0.5),
    };
    for stroke in 0..STROKES {
        let mut x = width * seed.between(-0.1, 1.0);
        let mut y = height * seed.between(-0.05, 1.05);
        let length = short * seed.between(0.05, 0.11);
        let mut path = format!("M{x:.0} {y:.0}");
        for _ in 0..4 {
            let angle = flow.angle(x, y, width, height);
            let (middle_x, middle_y) = (x + angle.cos() * length * 0.5, y + angle.sin() * length * 0.5);
            let bent = flow.angle(middle_x, middle_y, width, height);
            x = middle_x + bent.cos() * length * 0.5;
            y = middle_y + bent.sin() * length * 0.5;
            let _ = write!(path, "Q{middle_x:.0} {middle_y:.0} {x:.0} {y:.0}");
        }
        let late = f32::from(stroke) / f32::from(STROKES);
        let colour = if seed.below(9) == 0 {
            palette.accent(0.75, seed.between(0.5, 0.7))
        } else {
            palette.shade(
                seed.between(-2.2, 2.2),
                seed.between(0.45, 0.8),
                seed.between(0.28, 0.82),
            )
        };
        let _ = write!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-opacity=\"{:.2}\" stroke-width=\"{:.1}\" \
             stroke-linecap=\"round\"/>",
            seed.between(0.55, 0.9),
            short * (0.035 - 0.026 * late) * seed.between(0.6, 1.4),
        );
    }
    let accent = palette.accent(0.8, 0.6);
    for _ in 0..14 {
        let _ = write!(
            svg,
            "<circle cx=\"{:.0}\" cy=\"{:.0}\" r=\"{:.1}\" fill=\"{accent}\" fill-opacity=\"0.8\"/>",
            width * seed.between(0.0, 1.0),
            height * seed.between(0.0, 0.8),
            short * seed.between(0.003, 0.014),
        );
    }
    svg
}

/// Where a stroke goes at each place.
struct Flow {
    centre: (f32, f32),
    /// From 0 (across) to 1 (around the centre).
    turn: f32,
    wave: f32,
    slope: f32,
}

impl Flow {
    fn angle(&self, x: f32, y: f32, width: f32, height: f32) -> f32 {
        let around = (y - self.centre.1).atan2(x - self.centre.0) + std::f32::consts::FRAC_PI_2;
        let across = self.slope + (x / width * self.wave * 2.0 + y / height * self.wave).sin() * 0.8;
        across * (1.0 - self.turn) + around * self.turn
    }
}
